"""One line for every requirement, every service of the plan and every course.

No requirement that goes in is lost: each comes out as one line, with days where it takes time
of its own and with its state alone where it does not.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from pathways.projection.beside import Beside, group_guidance, objectives
from pathways.projection.layout import Layout
from pathways.projection.slots import Slot
from pathways.projection.values import NO_WAIT, Item, ItemKind, Wait, WaitKind
from pathways.requirement_state import RequirementState
from pathways.types.knowledge import RequirementKind
from pathways.types.record import TraineeRecord
from pathways.worktime import template_of

PART1_STAGES = frozenset({"lis1_hospital", "lis1_municipality", "part1_complete"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """All days of one doctor, by line: what the lines are written from.

    `stage_ends` is the last day of each stretch and of part 1, `end` the expected day.
    """

    record: TraineeRecord
    today: date
    layouts: tuple[Layout, ...]
    best_layouts: tuple[Layout, ...]
    stage_ends: Mapping[str, date]
    end: date
    courses: Mapping[str, Beside]
    total_end: date | None


def ends_of(layouts: tuple[Layout, ...]) -> dict[str, date]:
    """The day each need is reached, by line."""
    return {ref: end for layout in layouts for ref, end in layout.ends.items()}


def beside_of(
    state: RequirementState, record: TraineeRecord, today: date, layouts: tuple[Layout, ...]
) -> Beside | None:
    """What a requirement that runs beside the services comes to; None for other kinds."""
    kind = state.requirement.kind
    if kind is RequirementKind.GROUP_GUIDANCE:
        return group_guidance(state, record, today, layouts)
    if kind in (RequirementKind.OBJECTIVES, RequirementKind.COMMON_OBJECTIVES):
        return objectives(state, today, layouts)
    return None


def requirement_line(
    state: RequirementState, beside: Beside | None, outcome: Outcome, slots: Mapping[str, Slot]
) -> Item:
    """The line of one requirement."""
    requirement = state.requirement
    line = Item(
        key=f"requirement:{requirement.key}",
        kind=ItemKind.REQUIREMENT,
        is_done=state.is_done,
        wait=NO_WAIT,
        is_recommended=not requirement.compulsory,
        state=state,
        has=state.has,
        needs=state.needs,
        unit=state.unit,
        has_booked=state.booked,
    )
    if state.is_done:
        return line
    if beside is not None:
        return _of_beside(line, beside, outcome)
    return _TIMED.get(requirement.kind, _untimed)(line, outcome, slots)


def _of_beside(line: Item, beside: Beside, outcome: Outcome) -> Item:
    if beside.earliest is None:
        return replace(line, is_done=beside.is_done, wait=beside.wait)
    assert line.state is not None
    stage_end = _stage_end(line.state.requirement.stage, outcome)
    return replace(
        line,
        wait=beside.wait,
        starts_on=beside.starts_on,
        earliest=beside.earliest,
        latest=max(stage_end, beside.earliest),
        best=beside.best,
        decides=beside.is_own_day and beside.earliest == outcome.end,
    )


def _service(line: Item, outcome: Outcome, slots: Mapping[str, Slot]) -> Item:
    """Service of a whole stretch or at a kind of place."""
    for layout in outcome.layouts:
        if line.key not in layout.ends:
            continue
        best = ends_of(outcome.best_layouts).get(line.key)
        slot = slots.get(line.key)
        if slot is not None and line.key != layout.stretch.ref:
            return of_slot(line, layout.ends[line.key], slot, best, outcome)
        return replace(
            line,
            wait=Wait(WaitKind.TIME),
            starts_on=layout.stretch.first,
            earliest=layout.ends[line.key],
            latest=_at_least(layout.latest_end, layout.ends[line.key]),
            best=best,
            decides=layout.ends[line.key] == outcome.end,
        )
    assert line.state is not None
    if line.state.needs is None:
        return replace(line, wait=Wait(WaitKind.LENGTH_UNKNOWN))
    return _untimed(line, outcome, slots)


def of_slot(line: Item, end: date, slot: Slot, best: date | None, outcome: Outcome) -> Item:
    """A line that one slot finishes: it starts with its first day, and waits as the slot does."""
    return replace(
        line,
        wait=slot.wait,
        starts_on=slot.start if slot.service is None else slot.service.starts_on,
        earliest=end,
        latest=_at_least(slot.latest_end, end),
        latest_start=slot.latest_start,
        best=best,
        decides=end == outcome.end,
    )


def _minimum_total(line: Item, outcome: Outcome, slots: Mapping[str, Slot]) -> Item:
    """Part 1 as a whole ends with its last stretch; the 6.5 years have a day of their own."""
    assert line.state is not None
    stage = template_of(line.state.requirement.stage)
    end = outcome.stage_ends.get("part1_complete") if stage in PART1_STAGES else outcome.total_end
    if end is None:
        return line
    latest = _stage_end(line.state.requirement.stage, outcome)
    return replace(
        line,
        wait=Wait(WaitKind.TIME),
        starts_on=min((layout.stretch.first for layout in outcome.layouts), default=end),
        earliest=end,
        latest=_at_least(latest, end),
        best=min(end, outcome.end),
        decides=end == outcome.end,
    )


def _courses(line: Item, outcome: Outcome, slots: Mapping[str, Slot]) -> Item:
    """The whole list of courses: the last of them, unknown as long as one of them is."""
    open_ones = [each for each in outcome.courses.values() if not each.is_done]
    if not open_ones:
        return replace(line, is_done=bool(outcome.courses))
    last = max((c for c in open_ones if c.earliest), key=_day, default=open_ones[0])
    if any(each.earliest is None for each in open_ones):
        return replace(line, wait=Wait(WaitKind.SESSION_UNKNOWN))
    assert last.earliest is not None
    return replace(
        line,
        wait=last.wait,
        starts_on=last.starts_on,
        earliest=last.earliest,
        latest=max(outcome.end, last.earliest),
        best=max((each.best for each in open_ones if each.best), default=None),
    )


def _approval(line: Item, outcome: Outcome, slots: Mapping[str, Slot]) -> Item:
    """An approval comes when the rest of its stage is done."""
    assert line.state is not None
    end = _stage_end(line.state.requirement.stage, outcome)
    return replace(line, wait=Wait(WaitKind.EVERYTHING), earliest=end, latest=end)


def _untimed(line: Item, outcome: Outcome, slots: Mapping[str, Slot]) -> Item:
    """Posts, licence, order, supervision, procedures: a state, and no day of its own."""
    return line


def _stage_end(stage: str, outcome: Outcome) -> date:
    template = template_of(stage)
    return outcome.stage_ends.get(template, outcome.end)


def _day(beside: Beside) -> date:
    assert beside.earliest is not None
    return beside.earliest


def _at_least(latest: date | None, earliest: date) -> date:
    return earliest if latest is None else max(latest, earliest)


Timed = Callable[[Item, Outcome, Mapping[str, Slot]], Item]
_TIMED: dict[RequirementKind, Timed] = {
    RequirementKind.SERVICE: _service,
    RequirementKind.MINIMUM_TOTAL: _minimum_total,
    RequirementKind.COURSES: _courses,
    RequirementKind.APPROVAL: _approval,
}
