"""Judges of what is met or not: licence, order, employment."""

from datetime import date
from fractions import Fraction

from pathways.month_axis import DAY
from pathways.phases import LIS1_HOSPITAL, LIS1_MUNICIPALITY, has_passed, has_reached
from pathways.requirement_state import Case, Detail, RequirementState, State
from pathways.types.knowledge import Requirement
from pathways.worktime import Limits, credited_months, template_of

ORDER_RULE = "lis1-order"
OWN_POSTS_RULE = "lis1-order-own-posts"
ABSENCE_RULE = "lis1-absence-percent"


def judge_licence(requirement: Requirement, case: Case) -> RequirementState:
    """Student licence or authorisation, by the days in the record."""
    record = case.record
    student = template_of(requirement.stage) == "student_licensed"
    given = (record.student_licence_on or record.authorised_on) if student else record.authorised_on
    if given is not None and given <= case.today:
        return RequirementState(requirement, State.DONE, Detail.GIVEN, since=given)
    if has_passed(record, requirement.stage):
        return RequirementState(requirement, State.DONE, Detail.STAGE_PASSED)
    if record.degree_expected_on is not None and not student:
        return RequirementState(
            requirement, State.NOT_STARTED, Detail.EXPECTED, since=record.degree_expected_on
        )
    if not has_reached(record, requirement.stage):
        return RequirementState(requirement, State.NOT_STARTED, Detail.STAGE_AHEAD)
    return RequirementState(requirement, State.UNKNOWN, Detail.NOT_RECORDED)


def judge_order(requirement: Requirement, case: Case) -> RequirementState:
    """The stage before is complete: whoever has been let in has met it.

    For LIS1 in a municipality the recorded periods are looked at (`_lis1_order`).
    """
    template = template_of(requirement.stage)
    if template == "external_service":
        return RequirementState(requirement, State.UNKNOWN, Detail.NOT_RECORDED)
    if has_passed(case.record, requirement.stage):
        return RequirementState(requirement, State.DONE, Detail.STAGE_PASSED)
    if template == LIS1_MUNICIPALITY:
        broken = _lis1_order(requirement, case)
        if broken is not None:
            return broken
    if has_reached(case.record, requirement.stage):
        return RequirementState(requirement, State.DONE, Detail.STAGE_PASSED)
    return RequirementState(requirement, State.NOT_STARTED, Detail.STAGE_AHEAD)


def _lis1_order(requirement: Requirement, case: Case) -> RequirementState | None:
    """The order broken by the recorded periods; None when it is kept or not both are recorded.

    The hospital year is complete when its least length is credited before the first day in the
    municipality (rule `lis1-order`, src-012). Two things leave the answer open: whether the
    order may be waived for employers' own posts (rule `lis1-order-own-posts`, src-022, adoption
    not found), and how much absence a LIS1 may have (rule `lis1-absence-percent`, src-034): a
    year that is short only because of the absence is not called broken.
    """
    hospital, municipality = case.services(LIS1_HOSPITAL), case.services(LIS1_MUNICIPALITY)
    phase = case.phase_of(LIS1_HOSPITAL)
    if not hospital or not municipality or phase is None:
        return None
    first = min(municipality, key=lambda service: (service.starts_on, service.key))
    if case.months(LIS1_HOSPITAL, until=first.starts_on - DAY) >= phase.months:
        return None
    state, detail, rule = State.MISSING, Detail.ORDER_BROKEN, ORDER_RULE
    if first.is_own_post:
        state, detail, rule = State.UNKNOWN, Detail.ORDER_OPEN, OWN_POSTS_RULE
    elif _is_complete_with_all_holiday(case, first.starts_on - DAY, phase.months):
        state, detail, rule = State.UNKNOWN, Detail.ORDER_OPEN, ABSENCE_RULE
    return RequirementState(requirement, state, detail, since=first.starts_on, rule_key=rule)


def _is_complete_with_all_holiday(case: Case, until: date, needed: Fraction) -> bool:
    chosen = {id(service) for service in case.services(LIS1_HOSPITAL)}
    return credited_months(case.record, lambda s: id(s) in chosen, until, Limits()) >= needed


def judge_employment(requirement: Requirement, case: Case) -> RequirementState:
    """A post at the stage: service there now or before, or a booked one."""
    record = case.record
    stage = requirement.stage
    starts = [service.starts_on for service in case.services(stage)]
    if starts and min(starts) <= case.today:
        return RequirementState(requirement, State.DONE, Detail.GIVEN, since=min(starts))
    if has_passed(record, stage):
        return RequirementState(requirement, State.DONE, Detail.STAGE_PASSED)
    if starts:
        return RequirementState(requirement, State.ON_TRACK, Detail.BOOKED, since=min(starts))
    if not has_reached(record, stage):
        return RequirementState(requirement, State.NOT_STARTED, Detail.STAGE_AHEAD)
    return RequirementState(requirement, State.UNKNOWN, Detail.NOT_RECORDED)
