"""What if: the same projection on a changed copy, held against the plan as it is.

A change of specialty and service abroad give a range, because nobody can say beforehand how
much of the old service or the service abroad will count: from all that may to none.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from pathways.carried_months import months_that_may_count
from pathways.month_axis import DAY
from pathways.phases import PART23
from pathways.projection.changes import CannotChange, Changed, FrameFor, apply
from pathways.projection.project import project
from pathways.projection.values import (
    Certainty,
    Frame,
    Item,
    Projection,
    Unknown,
    UnknownKind,
)
from pathways.projection.what_if_values import (
    Alternative,
    Change,
    Reason,
    ReasonKind,
)
from pathways.types.knowledge import RequirementKind
from pathways.types.record import AbsenceKind, AbsencePeriod, TraineeRecord
from pathways.worktime import TICKS, calendar_months, clock_of


def alternatives(
    record: TraineeRecord,
    frame: Frame,
    today: date,
    choices: Sequence[Sequence[Change]],
    frame_for: FrameFor,
) -> tuple[Alternative, ...]:
    """One alternative for each list of changes, all held against the plan as it is.

    `frame_for` gives the frame of another specialty by its code. The record and the frame are
    never changed.
    """
    base = project(record, frame, today)
    state = Changed(record, frame, today, frame_for)
    return tuple(_alternative(state, tuple(changes), base) for changes in choices)


def _alternative(state: Changed, changes: tuple[Change, ...], base: Projection) -> Alternative:
    changed = state
    try:
        for change in changes:
            changed = apply(change, changed)
    except CannotChange as refused:
        reason = Reason(ReasonKind.IMPOSSIBLE, ref=refused.ref)
        return Alternative(changes, None, None, None, (reason,))
    outcome = _project(changed)
    return Alternative(
        changes,
        outcome.projection,
        _moved(base.expected, outcome.projection.expected),
        _moved(_last(base), _last(outcome.projection)),
        tuple(_reasons(state, changed, base, outcome)),
    )


@dataclass(frozen=True, slots=True)
class _Outcome:
    """A projection, with the months that surely count and may count from elsewhere."""

    projection: Projection
    sure: Fraction | None = None
    may: Fraction | None = None


def _project(changed: Changed) -> _Outcome:
    if changed.old is not None:
        return _other_specialty(changed)
    if changed.abroad:
        months = sum((calendar_months(*span) for span in changed.abroad), Fraction(0))
        return _Outcome(_abroad(changed), Fraction(0), months)
    return _Outcome(project(changed.record, changed.frame, changed.today))


def _other_specialty(changed: Changed) -> _Outcome:
    """From everything that may count in the new specialty to none of it."""
    assert changed.old is not None and changed.changed_on is not None
    none = project(changed.record, changed.frame, changed.today)
    if changed.old.specialty is None:
        return _Outcome(none)
    may = _may_count(changed.old, changed.frame, changed.changed_on)
    if not may:
        return _Outcome(none, Fraction(0), Fraction(0))
    most = project(changed.record, _with_credit(changed.frame, may), changed.today)
    unknown = Unknown(UnknownKind.OTHER_SPECIALTY, by=none.expected, low=Fraction(0), high=may)
    return _Outcome(_between(most, none, unknown), Fraction(0), may)


def _may_count(old: TraineeRecord, frame: Frame, changed_on: date) -> Fraction:
    phase = next((p for p in frame.measures.phases if p.key == PART23), None)
    if old.specialty is None or phase is None:
        return Fraction(0)
    wanted = [
        requirement
        for requirement in frame.requirements
        if requirement.kind is RequirementKind.SERVICE and requirement.inside_service is not None
    ]
    limits = frame.measures.limits
    return months_that_may_count(old, old.specialty, wanted, phase.months, changed_on - DAY, limits)


def _with_credit(frame: Frame, months: Fraction) -> Frame:
    """The frame that asks for so many months less of parts 2 and 3, and in all."""
    phases = tuple(
        replace(phase, months=phase.months - months) if phase.key == PART23 else phase
        for phase in frame.measures.phases
    )
    total = None if frame.total_months is None else frame.total_months - months
    return replace(frame, measures=replace(frame.measures, phases=phases), total_months=total)


def _abroad(changed: Changed) -> Projection:
    """From service abroad that counts in full to service that counts as leave does."""
    full = project(changed.record, changed.frame, changed.today)
    leaves = tuple(AbsencePeriod(AbsenceKind.LEAVE, *span) for span in changed.abroad)
    record = replace(changed.record, absences=(*changed.record.absences, *leaves))
    none = project(record, changed.frame, changed.today)
    return _between(full, none, Unknown(UnknownKind.SERVICE_ABROAD, by=none.expected))


def _between(first: Projection, last: Projection, unknown: Unknown) -> Projection:
    """Two readings as one range; lines and timeline are those of the first."""
    certainty, end = first.certainty, _last(last)
    if first.expected is not None and end is not None and end > first.expected:
        certainty = Certainty.RANGE
    return replace(
        first,
        certainty=certainty,
        expected_latest=end if certainty is Certainty.RANGE else first.expected_latest,
        unknowns=(*first.unknowns, unknown),
    )


def _last(projection: Projection) -> date | None:
    return projection.expected_latest or projection.expected


def _moved(before: date | None, after: date | None) -> int | None:
    return None if before is None or after is None else (after - before).days


def _reasons(state: Changed, changed: Changed, base: Projection, outcome: _Outcome) -> list[Reason]:
    after = outcome.projection
    if outcome.may is not None:
        carried = Reason(ReasonKind.CARRIES_OVER, months=outcome.sure, room=outcome.may)
        return [carried, *_who_decides(base, after)]
    moved = _moved(base.expected, after.expected)
    lost = _lost(state, changed, base)
    if not moved and not lost:
        return [Reason(ReasonKind.NOTHING_CHANGES)]
    reasons = []
    if lost:
        kind = ReasonKind.LESS_TIME if moved else ReasonKind.SAME_ROOM
        reasons.append(Reason(kind, months=lost, room=None if moved else _room(state, base)))
    return reasons + (_who_decides(base, after) if moved else [])


def _who_decides(base: Projection, after: Projection) -> list[Reason]:
    if not after.chain:
        return []
    ref = after.chain[0].ref
    before = base.chain[0].ref if base.chain else None
    kind = ReasonKind.SAME_DECIDES if ref == before else ReasonKind.OTHER_DECIDES
    return [Reason(kind, ref=ref)]


def _lost(state: Changed, changed: Changed, base: Projection) -> Fraction:
    """Credited months that the change takes until the day that was expected."""
    if base.expected is None or changed.record.stage != state.record.stage:
        return Fraction(0)
    limits = state.frame.measures.limits
    first = state.today + DAY
    before, after = (
        clock_of(record, first, PART23, limits).between(first, base.expected)
        for record in (state.record, changed.record)
    )
    return Fraction(max(0, before - after), TICKS)


def _room(state: Changed, base: Projection) -> Fraction | None:
    """Credited months by which the least service is full before the expected day."""
    line = _least_service(base)
    if line is None or line.earliest is None or line.latest is None:
        return None
    limits = state.frame.measures.limits
    clock = clock_of(state.record, state.today + DAY, PART23, limits)
    return Fraction(clock.between(line.earliest + DAY, line.latest), TICKS)


def _least_service(base: Projection) -> Item | None:
    """The line of the stretch, or of the total, whichever is full last."""
    timed = [
        item
        for item in base.items
        if item.state is not None
        and item.earliest is not None
        and item.state.requirement.kind in (RequirementKind.SERVICE, RequirementKind.MINIMUM_TOTAL)
        and item.state.requirement.inside_service is None
    ]
    return max(timed, key=lambda item: item.earliest or base.today, default=None)
