"""Judges of what is counted: months, objectives, courses, hours."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction

from pathways.phases import PART23, has_passed, has_reached, phase_time, rank_of
from pathways.requirement_state import (
    Case,
    Detail,
    RequirementState,
    State,
    amount_of,
    at_stage,
    by_progress,
)
from pathways.types.knowledge import Requirement
from pathways.types.record import (
    AttendanceState,
    GroupPeriod,
    ObjectiveTally,
    PlaceKind,
    Service,
    TraineeRecord,
)
from pathways.worktime import calendar_months, credited_months, merged, template_of

MONTHS_A_YEAR = 12

PLACES: dict[str, frozenset[PlaceKind]] = {
    "hospital": frozenset({PlaceKind.HOSPITAL, PlaceKind.DPS, PlaceKind.OTHER_TRUST}),
    "municipality": frozenset({PlaceKind.MUNICIPALITY, PlaceKind.OPEN_PRACTICE}),
    "open_unselected_practice": frozenset({PlaceKind.OPEN_PRACTICE}),
    "institution": frozenset({PlaceKind.HOSPITAL, PlaceKind.DPS, PlaceKind.OTHER_TRUST}),
}
"""Kinds of place that the record can tell apart, by the word a requirement uses."""


def judge_service(requirement: Requirement, case: Case) -> RequirementState:
    """Months of credited service of the stage, at one kind of place when it is named."""
    record = case.record
    places = PLACES.get(requirement.inside_service or "")
    if requirement.inside_service is not None and places is None:
        return RequirementState(requirement, State.UNKNOWN, Detail.PLACE_NOT_RECORDED)

    def counts(service: Service) -> bool:
        return at_stage(service, requirement.stage, record.specialty) and (
            places is None or service.place_kind in places
        )

    has, booked, needs = _months(case, counts), _booked(case, counts), amount_of(requirement)
    result = RequirementState(
        requirement, by_progress(has, needs), Detail.COUNTED, has, needs, "months", booked
    )
    if result.is_done or needs is None:
        unknown = replace(result, state=State.UNKNOWN, detail=Detail.AMOUNT_UNKNOWN)
        return unknown if needs is None else result
    if has_passed(record, requirement.stage):
        return replace(result, state=State.DONE, detail=Detail.STAGE_PASSED)
    if has:
        return result
    if booked:
        return replace(result, state=State.ON_TRACK, detail=Detail.BOOKED)
    ahead = not has_reached(record, requirement.stage)
    return replace(result, detail=Detail.STAGE_AHEAD if ahead else Detail.NOT_PLANNED)


def judge_minimum_total(requirement: Requirement, case: Case) -> RequirementState:
    """Months of all training: LIS1 for part 1, every phase for the specialist approval.

    A doctor in parts 2 and 3 has part 1 behind, also when the record shows less of it.
    """
    part1_only = rank_of(requirement.stage) <= rank_of("part1_complete")
    has = sum(
        (
            phase_time(case.record, phase, case.today, case.measures.limits).months
            for phase in case.measures.phases
            if not (part1_only and phase.key == PART23)
        ),
        Fraction(0),
    )
    needs = amount_of(requirement)
    detail = Detail.COUNTED if needs is not None else Detail.AMOUNT_UNKNOWN
    return RequirementState(requirement, by_progress(has, needs), detail, has, needs, "months")


def judge_objectives(requirement: Requirement, case: Case) -> RequirementState:
    """Approved objectives of part 1 or of the specialty against the count, where one is known.

    Which part 1 objectives belong to the hospital year and which to the municipality, and
    which of a specialty's belong to part 2, neither the sources nor the record say.
    """
    template = template_of(requirement.stage)
    if template in ("lis1_hospital", "lis1_municipality", "part2"):
        passed = has_passed(case.record, requirement.stage)
        state = State.DONE if passed else State.UNKNOWN
        detail = Detail.STAGE_PASSED if passed else Detail.AMOUNT_UNKNOWN
        return RequirementState(requirement, state, detail, unit="objectives")
    if template == "part1_complete":
        return _objectives(requirement, case, "DEL1", amount_of(requirement))
    needs = amount_of(requirement)
    published = case.own_plan.objective_count if case.own_plan else None
    if needs is None and published is not None:
        result = _objectives(requirement, case, case.record.specialty, Fraction(published))
        return replace(result, from_plan=True)
    return _objectives(requirement, case, case.record.specialty, needs)


def judge_common_objectives(requirement: Requirement, case: Case) -> RequirementState:
    """Approved common competence objectives (FKM) against the size of the set in force."""
    return _objectives(requirement, case, "FKM", amount_of(requirement))


def judge_courses(requirement: Requirement, case: Case) -> RequirementState:
    """Courses attended and booked.

    The plan's list gives the figure where the rules have none. Courses are recommended, so
    a full list is no proof that nothing is left: the objectives decide.
    """
    if has_passed(case.record, requirement.stage):
        return RequirementState(requirement, State.DONE, Detail.STAGE_PASSED, unit="courses")
    if not has_reached(case.record, requirement.stage):
        return RequirementState(requirement, State.NOT_STARTED, Detail.STAGE_AHEAD)
    courses = case.record.courses
    attended = sum(course.state is AttendanceState.ATTENDED for course in courses)
    listed = len(case.own_plan.courses) if case.own_plan else 0
    needs = amount_of(requirement) or (Fraction(listed) if listed else None)
    return RequirementState(
        requirement,
        State.ON_TRACK if courses else State.NOT_STARTED,
        Detail.COUNTED if needs is not None else Detail.AMOUNT_UNKNOWN,
        has=Fraction(attended),
        needs=needs,
        unit="courses",
        booked=Fraction(len(courses) - attended),
        from_plan=requirement.amount is None and listed > 0,
    )


def judge_procedures(requirement: Requirement, case: Case) -> RequirementState:
    """Procedure counts are not recorded yet, so nothing can be said."""
    if not has_reached(case.record, requirement.stage):
        return RequirementState(requirement, State.NOT_STARTED, Detail.STAGE_AHEAD)
    return RequirementState(requirement, State.UNKNOWN, Detail.NOT_RECORDED)


def judge_supervision_hours(requirement: Requirement, case: Case) -> RequirementState:
    """Hours of supervision against the average due so far.

    Due = hours a month x credited months at the stage x the share of the year in which
    supervision is expected (10.5 of 12 months in general practice).
    """
    record = case.record
    served = _months(case, lambda s: at_stage(s, requirement.stage, record.specialty))
    due = (
        (amount_of(requirement) or Fraction(0))
        * served
        * case.measures.supervision_months
        / MONTHS_A_YEAR
    )
    spans = _spans_at(requirement, record)
    has = sum(
        (
            Fraction(str(talk.hours))
            for talk in record.talks
            if talk.held_on <= case.today and _within(talk.held_on, spans)
        ),
        Fraction(0),
    )
    enough = has >= due
    return RequirementState(
        requirement,
        State.ON_TRACK if enough else State.MISSING,
        Detail.UP_TO_AVERAGE if enough else Detail.BEHIND_AVERAGE,
        has,
        due,
        "hours",
    )


def judge_group_guidance(requirement: Requirement, case: Case) -> RequirementState:
    """Group guidance: months of taking part, hours in all, or hours a year on average."""
    if has_passed(case.record, requirement.stage):
        return RequirementState(requirement, State.DONE, Detail.STAGE_PASSED)
    if not has_reached(case.record, requirement.stage):
        return RequirementState(requirement, State.NOT_STARTED, Detail.STAGE_AHEAD)
    periods = _group_periods(requirement, case)
    months = _group_months(periods, case.today)
    hours = sum((Fraction(str(period.hours)) for period in periods), Fraction(0))
    needs = amount_of(requirement)
    detail = Detail.COUNTED if needs is not None else Detail.AMOUNT_UNKNOWN
    if requirement.unit == "hours_per_year":
        average = hours * MONTHS_A_YEAR / months if months else Fraction(0)
        state = State.ON_TRACK if hours else State.NOT_STARTED
        return RequirementState(requirement, state, detail, average, needs, requirement.unit)
    has = months if requirement.unit == "months" else hours
    unit = requirement.unit or "hours"
    return RequirementState(requirement, by_progress(has, needs), detail, has, needs, unit)


def _objectives(
    requirement: Requirement, case: Case, name: str | None, needs: Fraction | None
) -> RequirementState:
    if has_passed(case.record, requirement.stage):
        return RequirementState(requirement, State.DONE, Detail.STAGE_PASSED, unit="objectives")
    tally = next((t for t in case.record.objectives if t.objective_set == name), None)
    if tally is None:
        tally = ObjectiveTally(name or "", 0, 0, 0)
    has = Fraction(tally.approved)
    state = by_progress(has + tally.in_progress, None)
    if needs is not None and has >= needs:
        state = State.DONE
    result = RequirementState(
        requirement,
        state,
        Detail.COUNTED if needs is not None else Detail.AMOUNT_UNKNOWN,
        has,
        needs,
        "objectives",
        Fraction(tally.sent + tally.in_progress),
    )
    if tally.sent and not result.is_done:
        return replace(
            result,
            state=State.WAITING,
            detail=Detail.WITH_SOMEBODY,
            holders=tally.held_by,
            since=tally.oldest_sent_on,
            booked=Fraction(tally.sent),
        )
    return result


def _months(case: Case, counts: Callable[[Service], bool]) -> Fraction:
    return credited_months(case.record, counts, case.today, case.measures.limits)


def _booked(case: Case, counts: Callable[[Service], bool]) -> Fraction:
    """Months that services with a known end will still give."""
    ends = [s.ends_on for s in case.record.services if s.ends_on is not None and counts(s)]
    last = max(ends, default=case.today)

    def has_end(service: Service) -> bool:
        return service.ends_on is not None and counts(service)

    limits = case.measures.limits
    return max(
        Fraction(0),
        credited_months(case.record, has_end, last, limits)
        - credited_months(case.record, has_end, case.today, limits),
    )


def _group_periods(requirement: Requirement, case: Case) -> list[GroupPeriod]:
    spans = _spans_at(requirement, case.record)
    open_only = requirement.inside_service == "open_unselected_practice"
    return [
        period
        for period in case.record.group_guidance
        if period.starts_on <= case.today
        and _within(period.starts_on, spans)
        and (period.in_open_practice or not open_only)
    ]


def _group_months(periods: Iterable[GroupPeriod], today: date) -> Fraction:
    spans = merged((p.starts_on, min(p.ends_on or today, today)) for p in periods)
    return sum((calendar_months(first, last) for first, last in spans), Fraction(0))


def _spans_at(requirement: Requirement, record: TraineeRecord) -> list[tuple[date, date]]:
    return merged(
        (service.starts_on, service.ends_on or date.max)
        for service in record.services
        if at_stage(service, requirement.stage, record.specialty)
    )


def _within(day: date, spans: Iterable[tuple[date, date]]) -> bool:
    return any(first <= day <= last for first, last in spans)
