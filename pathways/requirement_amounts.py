"""Judges of service in months, of courses and of procedures."""

from dataclasses import dataclass
from fractions import Fraction

from pathways.phases import PART23, capped_ticks, has_passed, has_reached, rank_of
from pathways.requirement_courses import CourseState, course_needs
from pathways.requirement_places import PLACES, PlaceReading
from pathways.requirement_procedures import procedure_rows
from pathways.requirement_state import (
    Case,
    Detail,
    RequirementState,
    State,
    amount_of,
    by_progress,
    whole,
)
from pathways.types.knowledge import Requirement
from pathways.types.record import AttendanceState
from pathways.worktime import months_of, template_of, ticks_of


def judge_service(requirement: Requirement, case: Case) -> RequirementState:
    """Months of credited service of the stage, at one kind of place when it is named.

    Unit: months. Which places a word means stands in `requirement_places.PLACES`. Rules:
    `minimum-part23` (src-002), `lis1-hospital-months` and `lis1-municipality-months` (src-001),
    `alm-open-practice-min` and `alm-institution-min` (src-044), `sam-community-min` and
    `sam-clinical` (src-060); share, leave and holiday by `worktime` (src-034). The 60 months of
    general practice count open practice and other general medicine up to their caps only
    (`alm-open-practice-max`, `alm-other-max`, src-044).
    """
    if requirement.inside_service is None:
        return _state_of(requirement, case, _whole_service(requirement.stage, case))
    reading = PLACES.get(requirement.inside_service)
    if reading is None:
        return RequirementState(requirement, State.UNKNOWN, Detail.PLACE_NOT_RECORDED)
    return _state_of(requirement, case, _service_at(requirement.stage, case, reading))


def judge_minimum_total(requirement: Requirement, case: Case) -> RequirementState:
    """Months of all training: LIS1 for part 1, every phase for the specialist approval.

    Unit: months. Rules: `minimum-total` (6.5 years, src-001), `lis1-hospital-months`,
    `lis1-municipality-months` (src-001). A doctor in parts 2 and 3 has part 1 behind, also when
    the record shows less of it; service in another specialty is not counted, because what
    carries over is decided case by case.
    """
    part1_only = rank_of(requirement.stage) <= rank_of("part1_complete")
    times = [
        case.time_in(phase)
        for phase in case.measures.phases
        if not (part1_only and phase.key == PART23)
    ]
    has = sum([time.ticks for time in times])
    needs = amount_of(requirement)
    return RequirementState(
        requirement,
        by_progress(has, None if needs is None else ticks_of(needs)),
        Detail.COUNTED if needs is not None else Detail.AMOUNT_UNKNOWN,
        months_of(has),
        needs,
        "months",
        not_counted=months_of(sum([time.over_caps_ticks for time in times])),
    )


def judge_courses(requirement: Requirement, case: Case) -> RequirementState:
    """Courses attended and booked.

    Unit: courses. The plan's list gives the figure where the rules have none; then only listed
    courses count, each once, attended or with an equivalent activity in its place. Courses are
    recommended, so a full list is no proof that nothing is left: the objectives decide. Rules:
    `courses-recommended` and `objectives-decide` (src-066), `sam-courses-recommended` (src-061).
    """
    if has_passed(case.record, requirement.stage):
        return RequirementState(requirement, State.DONE, Detail.STAGE_PASSED, unit="courses")
    if not has_reached(case.record, requirement.stage):
        return RequirementState(requirement, State.NOT_STARTED, Detail.STAGE_AHEAD)
    courses = case.record.courses
    attended = sum(course.state is AttendanceState.ATTENDED for course in courses)
    planned = len(courses) - attended
    needs, plan = amount_of(requirement), case.own_plan
    from_plan = needs is None and plan is not None and bool(plan.courses)
    if from_plan and plan is not None:
        listed = course_needs(case.record, plan, case.measures.courses)
        attended = sum(need.is_covered for need in listed)
        planned = sum(need.state in (CourseState.BOOKED, CourseState.PLANNED) for need in listed)
        needs = whole(len(listed))
    return RequirementState(
        requirement,
        State.ON_TRACK if courses else State.NOT_STARTED,
        Detail.COUNTED if needs is not None else Detail.AMOUNT_UNKNOWN,
        has=whole(attended),
        needs=needs,
        unit="courses",
        booked=whole(planned),
        from_plan=from_plan,
    )


def judge_procedures(requirement: Requirement, case: Case) -> RequirementState:
    """How many of the recommended procedures have their full number.

    Unit: procedures (kinds, not single ones; `procedure_rows` has each). What is registered
    counts; whether it is signed is shown beside it. The numbers are recommended least numbers:
    full numbers are done, fewer are under way, and nobody is behind. Rule:
    `procedures-recommended` (src-067); the numbers are the objective rows of type `procedure`.
    """
    if not has_reached(case.record, requirement.stage):
        return RequirementState(requirement, State.NOT_STARTED, Detail.STAGE_AHEAD)
    template = template_of(requirement.stage)
    targets = [t for t in case.measures.procedure_targets if t.stage == template]
    if has_passed(case.record, requirement.stage):
        return RequirementState(requirement, State.DONE, Detail.STAGE_PASSED)
    if not targets:
        return RequirementState(requirement, State.UNKNOWN, Detail.AMOUNT_UNKNOWN)
    rows = procedure_rows(case.record, targets)
    begun = sum(row.count > 0 for row in rows)
    has = sum(not row.left for row in rows)
    state = State.ON_TRACK if begun else State.NOT_STARTED
    return RequirementState(
        requirement,
        State.DONE if has == len(rows) else state,
        Detail.COUNTED,
        has=whole(has),
        needs=whole(len(rows)),
        unit="procedures",
        booked=whole(begun - has),
    )


@dataclass(slots=True)
class _Served:
    """Service that a requirement asks for, in ticks: served, booked, and what does not count."""

    has: int
    booked: int
    over_caps: int = 0
    unsure: int = 0


def _whole_service(stage: str, case: Case) -> _Served:
    """All service of the stage, less what lies beyond a cap."""
    phase = case.phase_of(stage)
    if phase is None or not phase.caps:
        return _Served(case.ticks(stage), case.booked_ticks(stage))
    time, booked = case.time_in(phase), case.booked_ticks(stage)
    last = case.last_booked(stage)
    if last is not None:
        full = capped_ticks(phase.caps, lambda places: case.ticks(stage, places, last))
        booked = min(booked, full - time.recorded_ticks)
    return _Served(time.recorded_ticks, booked, time.over_caps_ticks)


def _service_at(stage: str, case: Case, reading: PlaceReading) -> _Served:
    """Service at one kind of place, with what may count beside it."""
    has, booked = case.ticks(stage, reading.sure), case.booked_ticks(stage, reading.sure)
    unsure = 0
    if any(service.place_kind in reading.unsure for service in case.services(stage)):
        unsure = case.ticks(stage, reading.widest) - has
    return _Served(has, booked, unsure=unsure)


def _state_of(requirement: Requirement, case: Case, served: _Served) -> RequirementState:
    """The state that the service gives: by figures, by the stage, or by what is booked."""
    needs = amount_of(requirement)
    state, detail = _judged(requirement.stage, case, served, needs)
    return RequirementState(
        requirement,
        state,
        detail,
        months_of(served.has),
        needs,
        "months",
        months_of(served.booked),
        not_counted=months_of(served.over_caps),
        unsure=months_of(served.unsure),
    )


def _judged(
    stage: str, case: Case, served: _Served, needs: Fraction | None
) -> tuple[State, Detail]:
    if needs is None:
        return State.UNKNOWN, Detail.AMOUNT_UNKNOWN
    asked = ticks_of(needs)
    if served.has >= asked:
        return State.DONE, Detail.COUNTED
    if has_passed(case.record, stage):
        return State.DONE, Detail.STAGE_PASSED
    nothing_sure = not (served.has or served.booked)
    if served.unsure and (nothing_sure or served.has + served.unsure >= asked):
        return State.UNKNOWN if nothing_sure else by_progress(served.has), Detail.PLACE_UNCERTAIN
    if served.has:
        return State.ON_TRACK, Detail.COUNTED
    if served.booked:
        return State.ON_TRACK, Detail.BOOKED
    ahead = not has_reached(case.record, stage)
    return State.NOT_STARTED, Detail.STAGE_AHEAD if ahead else Detail.NOT_PLANNED
