"""What runs beside the services: courses, group guidance, objectives.

Each gives the day it can be done, what it waits for, and the best day when everything that can
still be chosen falls out best.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from math import ceil
from typing import NamedTuple

from pathways.month_axis import DAY, MONTH, axis, first_day_at_or_after
from pathways.projection.asked import Asked
from pathways.projection.layout import Layout
from pathways.projection.values import NO_WAIT, CourseNeed, Frame, Session, Wait, WaitKind
from pathways.requirement_places import OPEN_PRACTICE
from pathways.requirement_state import NONE, Detail, RequirementState, is_enough
from pathways.spans import Span
from pathways.types.knowledge import RequirementKind
from pathways.types.record import AttendanceState, CourseTaken, ExpectedCourse, TraineeRecord
from pathways.worktime import PART23

SAM_GROUP_MONTHS = Fraction(36)
"""Rule sam-group-years: the 90 hours are spread over three years."""


class Beside(NamedTuple):
    """When something beside the services is done. None for a day: not known."""

    is_done: bool
    wait: Wait
    earliest: date | None = None
    best: date | None = None
    starts_on: date | None = None
    is_own_day: bool = True
    """False when the day is only that of a service it follows."""


DONE = Beside(is_done=True, wait=NO_WAIT)
_NO_SESSION = Beside(is_done=False, wait=Wait(WaitKind.SESSION_UNKNOWN))
_UNKNOWN = Beside(is_done=False, wait=NO_WAIT)
_TIME = Wait(WaitKind.TIME)


def needs_of(frame: Frame, record: TraineeRecord) -> Sequence[CourseNeed]:
    """The courses that the plan lists, and those that the doctor is found to need besides."""
    if not record.expected_courses:
        return frame.courses
    listed = {need.key for need in frame.courses}
    return [
        *frame.courses,
        *[
            CourseNeed(each.course_key, each.name_nb, each.is_recommended)
            for each in record.expected_courses
            if each.course_key not in listed
        ],
    ]


def courses_of(
    needs: Iterable[CourseNeed],
    frame: Frame,
    record: TraineeRecord,
    today: date,
    leaves: Sequence[Span],
) -> dict[str, Beside]:
    """Every course that is asked for, by its key."""
    offers = frame.offers(today)
    taken: dict[str, list[CourseTaken]] = {}
    for each in record.courses:
        taken.setdefault(each.course_key, []).append(each)
    given = {each.course_key: each for each in record.expected_courses}
    return {
        need.key: _course(
            taken.get(need.key, ()),
            _first_free(offers.get(need.key, ()), leaves),
            given.get(need.key),
            today,
            leaves,
        )
        for need in needs
    }


def beside_of(
    asked: Asked,
    state: RequirementState,
    record: TraineeRecord,
    today: date,
    layouts: Sequence[Layout],
) -> Beside:
    """What a requirement that runs beside the services comes to."""
    if asked.kind is RequirementKind.GROUP_GUIDANCE:
        return group_guidance(asked, state, record, today, layouts)
    return objectives(asked, state, today, layouts)


def _course(
    taken: Sequence[CourseTaken],
    first: Session | None,
    given: ExpectedCourse | None,
    today: date,
    leaves: Sequence[Span],
) -> Beside:
    """A course: attended, booked, or to be taken at the session that can be reached.

    That is the `first` one with a seat, or the one that the seat rule gives, whichever ends first.
    """
    booked = []
    for each in taken:
        if is_covered(each, today):
            return DONE
        if each.ends_on is not None:
            booked.append((each.ends_on, each.starts_on))
    if booked:
        ends_on, starts_on = min(booked, key=lambda days: (days[0], days[1] or today))
        day = max(ends_on, today)
        best = day if first is None else min(first.ends_on, day)
        wait = Wait(WaitKind.SESSION, day=starts_on or ends_on)
        return Beside(False, wait, day, best, starts_on or day)
    mine = None if given is None else _given(given, today, leaves)
    if first is None:
        return mine or _NO_SESSION
    if mine is not None and mine.earliest is not None and mine.earliest <= first.ends_on:
        return mine
    return _at(first)


def _given(given: ExpectedCourse, today: date, leaves: Sequence[Span]) -> Beside | None:
    """The session that the seat rule gives; None when none is known or it falls in a leave."""
    if given.ends_on is None or given.ends_on < today:
        return None
    if given.is_bound:
        wait = Wait(WaitKind.SESSION_UNKNOWN, day=given.ends_on)
        return Beside(False, wait, given.ends_on, None, given.ends_on)
    session = Session(given.starts_on or given.ends_on, given.ends_on, given.signup_closes_on)
    return None if _first_free((session,), leaves) is None else _at(session)


def _at(session: Session) -> Beside:
    """A course to be taken at this session."""
    wait = Wait(WaitKind.SESSION, None, session.starts_on, session.signup_closes_on)
    return Beside(False, wait, session.ends_on, session.ends_on, session.starts_on)


def is_covered(taken: CourseTaken, today: date) -> bool:
    """Whether nothing is left of a course: attended, or an equivalent is done."""
    if taken.state is AttendanceState.ATTENDED:
        return True
    return taken.is_equivalent and (taken.ends_on is None or taken.ends_on <= today)


def _first_free(sessions: Iterable[Session], leaves: Sequence[Span]) -> Session | None:
    """The first session that does not fall in a leave."""
    for session in sessions:
        for first, last in leaves:
            if first <= session.ends_on and session.starts_on <= last:
                break
        else:
            return session
    return None


def group_guidance(
    asked: Asked,
    state: RequirementState,
    record: TraineeRecord,
    today: date,
    layouts: Sequence[Layout],
) -> Beside:
    """Group guidance: calendar months of taking part, or hours over the years they are spread on.

    A group that is going on goes on; otherwise one can begin tomorrow at the earliest.
    """
    if state.is_done:
        return DONE
    left = _months_left(state)
    if left is None:
        return _UNKNOWN
    first = _first_day(asked, today, layouts)
    if state.requirement.inside_service == "open_unselected_practice":
        first = _first_in_open_practice(record, today, layouts) or first
    end = first_day_at_or_after(axis(first) + ceil(left * MONTH)) - DAY
    return Beside(is_done=False, wait=_TIME, earliest=end, best=end, starts_on=first)


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


def objectives(
    asked: Asked, state: RequirementState, today: date, layouts: Sequence[Layout]
) -> Beside:
    """Objectives: with the last service they may belong to, or soon; unknown without a number.

    Which objectives belong to which service is not recorded, so that those of a specialty
    follow the last service of the plan that is still needed, and the clinical ones of part 1,
    some of which run over both places (rule part1-objectives-both-places), its last service.
    """
    if state.is_done:
        return DONE
    if state.needs is None or state.detail is Detail.AMOUNT_UNKNOWN:
        return _UNKNOWN
    if _all_lie_with_somebody(state):
        holder = state.holders[0][0] if state.holders else None
        return Beside(False, Wait(WaitKind.PERSON, holder, state.since), today, today)
    first = _first_day(asked, today, layouts)
    last = _last_service(asked, layouts)
    if last is None:
        return Beside(False, _TIME, first, first)
    ref, end = last
    return Beside(False, Wait(WaitKind.SERVICE_OF_IT, ref), end, first, is_own_day=False)


def _first_day(asked: Asked, today: date, layouts: Sequence[Layout]) -> date:
    """Tomorrow, or the first day of the stretch that the requirement belongs to."""
    key = asked.stretch
    for layout in layouts:
        if key is None or key == layout.stretch.key:
            return layout.stretch.first
    return today + DAY


def _all_lie_with_somebody(state: RequirementState) -> bool:
    """Whether what is approved and what is sent, both counts, make up the whole number."""
    if state.detail is not Detail.WITH_SOMEBODY or state.needs is None:
        return False
    has = NONE if state.has is None else state.has
    return is_enough(has.numerator + state.booked.numerator, state.needs)


def _last_service(asked: Asked, layouts: Sequence[Layout]) -> tuple[str, date] | None:
    """The service that the last of the objectives belong to, and the day it is full."""
    if asked.kind is not RequirementKind.OBJECTIVES:
        return None
    if asked.stretch == PART23:
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
