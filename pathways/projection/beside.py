"""What runs beside the services: courses, group guidance, objectives.

Each gives the day it can be done, what it waits for, and the best day when everything that can
still be chosen falls out best.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil

from pathways.month_axis import DAY, MONTH, axis, first_day_at_or_after
from pathways.phases import LIS1_HOSPITAL, LIS1_MUNICIPALITY
from pathways.projection.layout import Layout
from pathways.projection.values import NO_WAIT, CourseNeed, Session, Wait, WaitKind
from pathways.requirement_places import OPEN_PRACTICE
from pathways.requirement_state import Detail, RequirementState
from pathways.spans import Span
from pathways.types.knowledge import RequirementKind
from pathways.types.record import AttendanceState, CourseTaken, TraineeRecord
from pathways.worktime import PART23, PART23_TEMPLATES, template_of

SAM_GROUP_MONTHS = Fraction(36)
"""Rule sam-group-years: the 90 hours are spread over three years."""


@dataclass(frozen=True, slots=True)
class Beside:
    """When something beside the services is done. None for a day: not known."""

    is_done: bool
    wait: Wait
    earliest: date | None = None
    best: date | None = None
    starts_on: date | None = None
    is_own_day: bool = True
    """False when the day is only that of a service it follows."""


DONE = Beside(is_done=True, wait=NO_WAIT)


def course(need: CourseNeed, record: TraineeRecord, today: date, leaves: Sequence[Span]) -> Beside:
    """A course: attended, booked, to be taken at the first session that can be reached."""
    taken = [each for each in record.courses if each.course_key == need.key]
    if any(_is_covered(each, today) for each in taken):
        return DONE
    first = _first_session(need.sessions, today, leaves)
    best = None if first is None else first.ends_on
    booked = [each for each in taken if each.ends_on is not None]
    if booked:
        own = min(booked, key=lambda each: (each.ends_on or today, each.starts_on or today))
        assert own.ends_on is not None
        wait = Wait(WaitKind.SESSION, day=own.starts_on or own.ends_on)
        day = max(own.ends_on, today)
        best = day if best is None else min(best, day)
        return Beside(
            is_done=False, wait=wait, earliest=day, best=best, starts_on=own.starts_on or day
        )
    if first is None:
        return Beside(is_done=False, wait=Wait(WaitKind.SESSION_UNKNOWN))
    wait = Wait(WaitKind.SESSION, day=first.starts_on, deadline=first.signup_closes_on)
    return Beside(
        is_done=False, wait=wait, earliest=first.ends_on, best=best, starts_on=first.starts_on
    )


def _is_covered(taken: CourseTaken, today: date) -> bool:
    if taken.state is AttendanceState.ATTENDED:
        return True
    return taken.is_equivalent and (taken.ends_on is None or taken.ends_on <= today)


def _first_session(
    sessions: Iterable[Session], today: date, leaves: Sequence[Span]
) -> Session | None:
    """The first session ahead with sign-up open and a seat, outside every leave."""
    open_ones = (
        session
        for session in sessions
        if session.starts_on > today
        and (session.signup_closes_on is None or session.signup_closes_on >= today)
        and session.seats_left != 0
        and not any(a <= session.ends_on and session.starts_on <= b for a, b in leaves)
    )
    return min(open_ones, key=lambda s: (s.ends_on, s.starts_on), default=None)


def group_guidance(
    state: RequirementState, record: TraineeRecord, today: date, layouts: Sequence[Layout]
) -> Beside:
    """Group guidance: calendar months of taking part, or hours over the years they are spread on.

    A group that is going on goes on; otherwise one can begin tomorrow at the earliest.
    """
    if state.is_done:
        return DONE
    left = _months_left(state)
    if left is None:
        return Beside(is_done=False, wait=NO_WAIT)
    first = _first_day(state, today, layouts)
    if state.requirement.inside_service == "open_unselected_practice":
        first = _first_in_open_practice(record, today, layouts) or first
    end = first_day_at_or_after(axis(first) + ceil(left * MONTH)) - DAY
    wait = Wait(WaitKind.TIME)
    return Beside(is_done=False, wait=wait, earliest=end, best=end, starts_on=first)


def _months_left(state: RequirementState) -> Fraction | None:
    """Calendar months still to take part; None for averages and unknown amounts."""
    if state.needs is None or state.has is None:
        return None if state.needs is None else _spread(state.needs, state)
    return _spread(max(Fraction(0), state.needs - state.has), state)


def _spread(amount: Fraction, state: RequirementState) -> Fraction | None:
    if state.unit == "months":
        return amount
    if state.unit == "hours" and state.needs:
        return amount / state.needs * SAM_GROUP_MONTHS
    return None


def _first_in_open_practice(
    record: TraineeRecord, today: date, layouts: Sequence[Layout]
) -> date | None:
    """The first day ahead in open practice, booked or to plan; None when none is in sight."""
    ahead = [
        max(service.starts_on, today + DAY)
        for service in record.services
        if service.place_kind in OPEN_PRACTICE
        and (service.ends_on is None or service.ends_on > today)
    ]
    ahead += [
        slot.start
        for layout in layouts
        for slot in layout.slots
        for piece in slot.pieces
        if piece.ref.startswith("requirement:alm-open-practice")
    ]
    return min(ahead, default=None)


def objectives(state: RequirementState, today: date, layouts: Sequence[Layout]) -> Beside:
    """Objectives: with the last service they may belong to, or soon; unknown without a number.

    Which objectives belong to which service is not recorded, so that those of a specialty
    follow the last service of the plan that is still needed, and the clinical ones of part 1,
    some of which run over both places (rule part1-objectives-both-places), its last service.
    """
    if state.is_done:
        return DONE
    if state.needs is None or state.detail is Detail.AMOUNT_UNKNOWN:
        return Beside(is_done=False, wait=NO_WAIT)
    if _all_lie_with_somebody(state):
        holder = state.holders[0][0] if state.holders else None
        wait = Wait(WaitKind.PERSON, ref=holder, day=state.since)
        return Beside(is_done=False, wait=wait, earliest=today, best=today)
    first = _first_day(state, today, layouts)
    last = _last_service(state, layouts)
    if last is None:
        return Beside(is_done=False, wait=Wait(WaitKind.TIME), earliest=first, best=first)
    ref, end = last
    wait = Wait(WaitKind.SERVICE_OF_IT, ref=ref)
    return Beside(is_done=False, wait=wait, earliest=end, best=first, is_own_day=False)


def _first_day(state: RequirementState, today: date, layouts: Sequence[Layout]) -> date:
    """Tomorrow, or the first day of the stretch that the requirement belongs to."""
    key = _stretch_of(state)
    starts = [layout.stretch.first for layout in layouts if key in (None, layout.stretch.key)]
    return min(starts, default=today + DAY)


def _stretch_of(state: RequirementState) -> str | None:
    """The stretch of a requirement; None for what may be met anywhere in part 1."""
    template = template_of(state.requirement.stage)
    if template in PART23_TEMPLATES:
        return PART23
    return template if template in (LIS1_HOSPITAL, LIS1_MUNICIPALITY) else None


def _all_lie_with_somebody(state: RequirementState) -> bool:
    """Whether what is approved and what is sent make up the whole number."""
    if state.detail is not Detail.WITH_SOMEBODY or state.needs is None:
        return False
    return (state.has or Fraction(0)) + state.booked >= state.needs


def _last_service(state: RequirementState, layouts: Sequence[Layout]) -> tuple[str, date] | None:
    """The service that the last of the objectives belong to, and the day it is full."""
    if state.requirement.kind is not RequirementKind.OBJECTIVES:
        return None
    if _stretch_of(state) == PART23:
        ends = [
            (end, ref)
            for layout in layouts
            for ref, end in layout.ends.items()
            if ref.startswith("service:") and end >= layout.stretch.first
        ]
    else:
        ends = [
            (layout.ends[layout.stretch.ref], layout.stretch.ref)
            for layout in layouts
            if layout.stretch.key != PART23
        ]
    if not ends:
        return None
    end, ref = max(ends)
    return ref, end
