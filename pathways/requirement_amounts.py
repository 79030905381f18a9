"""Judges of service in months, of courses and of procedures."""

from dataclasses import replace
from fractions import Fraction

from pathways.phases import PART23, capped_months, has_passed, has_reached, rank_of
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
)
from pathways.types.knowledge import Requirement
from pathways.types.record import AttendanceState
from pathways.worktime import template_of


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
        return _reached(_whole_service(requirement, case), case)
    reading = PLACES.get(requirement.inside_service)
    if reading is None:
        return RequirementState(requirement, State.UNKNOWN, Detail.PLACE_NOT_RECORDED)
    return _reached(_service_at(requirement, case, reading), case)


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
    has = sum((time.months for time in times), Fraction(0))
    needs = amount_of(requirement)
    return RequirementState(
        requirement,
        by_progress(has, needs),
        Detail.COUNTED if needs is not None else Detail.AMOUNT_UNKNOWN,
        has,
        needs,
        "months",
        not_counted=sum((time.over_caps for time in times), Fraction(0)),
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
        needs = Fraction(len(listed))
    return RequirementState(
        requirement,
        State.ON_TRACK if courses else State.NOT_STARTED,
        Detail.COUNTED if needs is not None else Detail.AMOUNT_UNKNOWN,
        has=Fraction(attended),
        needs=needs,
        unit="courses",
        booked=Fraction(planned),
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
        has=Fraction(has),
        needs=Fraction(len(rows)),
        unit="procedures",
        booked=Fraction(begun - has),
    )


def _whole_service(requirement: Requirement, case: Case) -> RequirementState:
    """All service of the stage, less what lies beyond a cap."""
    stage, needs = requirement.stage, amount_of(requirement)
    served, booked = case.months(stage), case.booked(stage)
    phase = case.phase_of(stage)
    has, over = served, Fraction(0)
    if phase is not None and phase.caps:
        has, over = case.time_in(phase).recorded, case.time_in(phase).over_caps
        last = case.last_booked(stage) or case.today
        full = capped_months(phase.caps, lambda places: case.months(stage, places, last))
        booked = min(booked, full - has)
    return RequirementState(
        requirement,
        by_progress(has, needs),
        Detail.COUNTED,
        has,
        needs,
        "months",
        booked,
        not_counted=over,
    )


def _service_at(requirement: Requirement, case: Case, reading: PlaceReading) -> RequirementState:
    """Service at one kind of place, with what may count beside it."""
    stage, needs = requirement.stage, amount_of(requirement)
    has, booked = case.months(stage, reading.sure), case.booked(stage, reading.sure)
    unsure = Fraction(0)
    if any(service.place_kind in reading.unsure for service in case.services(stage)):
        unsure = case.months(stage, reading.widest) - has
    state, detail = by_progress(has, needs), Detail.COUNTED
    if unsure and state is not State.DONE:
        decides = needs is not None and has + unsure >= needs
        if decides or not (has or booked):
            detail = Detail.PLACE_UNCERTAIN
        if not (has or booked):
            state = State.UNKNOWN
    return RequirementState(requirement, state, detail, has, needs, "months", booked, unsure=unsure)


def _reached(result: RequirementState, case: Case) -> RequirementState:
    """The same with what follows from the stage the doctor is at and from what is booked."""
    stage = result.requirement.stage
    if result.needs is None:
        return replace(result, state=State.UNKNOWN, detail=Detail.AMOUNT_UNKNOWN)
    if result.is_done:
        return result
    if has_passed(case.record, stage):
        return replace(result, state=State.DONE, detail=Detail.STAGE_PASSED)
    if result.has or result.detail is Detail.PLACE_UNCERTAIN:
        return result
    if result.booked:
        return replace(result, state=State.ON_TRACK, detail=Detail.BOOKED)
    ahead = not has_reached(case.record, stage)
    return replace(result, detail=Detail.STAGE_AHEAD if ahead else Detail.NOT_PLANNED)
