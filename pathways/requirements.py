"""How far a doctor has come with each thing that a stage asks for.

One function judges one kind of requirement; `JUDGES` is the registry. Every requirement
that goes in comes out again with a state, so that nothing is lost on the way to the page.
What the sources do not say stays unknown: a requirement without a figure is never "done"
because somebody has much.

What is counted is judged in `requirement_amounts`; here are the conditions that are met
or not.
"""

from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction

from pathways.phases import has_passed, has_reached
from pathways.requirement_amounts import (
    judge_common_objectives,
    judge_courses,
    judge_group_guidance,
    judge_minimum_total,
    judge_objectives,
    judge_procedures,
    judge_service,
    judge_supervision_hours,
)
from pathways.requirement_state import (
    Case,
    Detail,
    Measures,
    RequirementState,
    State,
    at_stage,
)
from pathways.types.knowledge import Requirement, RequirementKind
from pathways.types.plans import PublishedPlan
from pathways.types.record import ObjectiveTally, TraineeRecord
from pathways.worktime import template_of

Judge = Callable[[Requirement, Case], RequirementState]


def judge(
    requirement: Requirement,
    record: TraineeRecord,
    plan: PublishedPlan | None,
    today: date,
    measures: Measures,
) -> RequirementState:
    """How one requirement stands for one doctor on `today`."""
    return JUDGES[requirement.kind](requirement, Case(record, plan, today, measures))


def judge_all(
    requirements: Iterable[Requirement],
    record: TraineeRecord,
    plan: PublishedPlan | None,
    today: date,
    measures: Measures,
) -> tuple[RequirementState, ...]:
    """The same for many, in the same order; as many come out as went in."""
    return tuple(judge(each, record, plan, today, measures) for each in requirements)


def judge_supervision(requirement: Requirement, case: Case) -> RequirementState:
    """A personal supervisor by name, or hours of supervision on average."""
    record = case.record
    if has_passed(record, requirement.stage):
        return RequirementState(requirement, State.DONE, Detail.STAGE_PASSED)
    if not has_reached(record, requirement.stage):
        return RequirementState(requirement, State.NOT_STARTED, Detail.STAGE_AHEAD)
    if requirement.unit == "hours_per_month" and requirement.amount is not None:
        return judge_supervision_hours(requirement, case)
    if template_of(requirement.stage) == "student_licensed":
        # That a superior doctor is present is not something a record of training holds.
        return RequirementState(requirement, State.UNKNOWN, Detail.NOT_RECORDED)
    if record.personal_supervisor is None:
        return RequirementState(requirement, State.MISSING, Detail.NO_SUPERVISOR)
    holders = ((record.personal_supervisor, 1),)
    return RequirementState(requirement, State.DONE, Detail.HAS_SUPERVISOR, holders=holders)


def judge_approval(requirement: Requirement, case: Case) -> RequirementState:
    """Approvals by leaders and the directorate; what has been sent waits with somebody."""
    record = case.record
    if has_passed(record, requirement.stage):
        return RequirementState(requirement, State.DONE, Detail.STAGE_PASSED)
    if template_of(requirement.stage) not in ("part1_complete", "part3"):
        return RequirementState(requirement, State.NOT_STARTED, Detail.NOT_DUE)
    sent = [tally for tally in record.objectives if tally.sent]
    if sent:
        days = [tally.oldest_sent_on for tally in sent if tally.oldest_sent_on is not None]
        return RequirementState(
            requirement,
            State.WAITING,
            Detail.WITH_SOMEBODY,
            unit="objectives",
            booked=Fraction(sum(tally.sent for tally in sent)),
            holders=_holders(sent),
            since=min(days, default=None),
        )
    approved = any(tally.approved for tally in record.objectives)
    state = State.ON_TRACK if approved else State.NOT_STARTED
    return RequirementState(requirement, state, Detail.NOT_DUE)


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
    """The stage before is complete: whoever has been let in has met it."""
    if template_of(requirement.stage) == "external_service":
        return RequirementState(requirement, State.UNKNOWN, Detail.NOT_RECORDED)
    if has_reached(case.record, requirement.stage):
        return RequirementState(requirement, State.DONE, Detail.STAGE_PASSED)
    return RequirementState(requirement, State.NOT_STARTED, Detail.STAGE_AHEAD)


def judge_employment(requirement: Requirement, case: Case) -> RequirementState:
    """A post at the stage: service there now or before, or a booked one."""
    record = case.record
    stage = requirement.stage
    starts = [s.starts_on for s in record.services if at_stage(s, stage, record.specialty)]
    if starts and min(starts) <= case.today:
        return RequirementState(requirement, State.DONE, Detail.GIVEN, since=min(starts))
    if has_passed(record, stage):
        return RequirementState(requirement, State.DONE, Detail.STAGE_PASSED)
    if starts:
        return RequirementState(requirement, State.ON_TRACK, Detail.BOOKED, since=min(starts))
    if not has_reached(record, stage):
        return RequirementState(requirement, State.NOT_STARTED, Detail.STAGE_AHEAD)
    return RequirementState(requirement, State.UNKNOWN, Detail.NOT_RECORDED)


def _holders(tallies: Iterable[ObjectiveTally]) -> tuple[tuple[str, int], ...]:
    """Everybody who holds something, with the sum over the sets; most first."""
    held: dict[str, int] = {}
    for tally in tallies:
        for name, count in tally.held_by:
            held[name] = held.get(name, 0) + count
    return tuple(sorted(held.items(), key=lambda item: (-item[1], item[0])))


JUDGES: dict[RequirementKind, Judge] = {
    RequirementKind.SERVICE: judge_service,
    RequirementKind.OBJECTIVES: judge_objectives,
    RequirementKind.COMMON_OBJECTIVES: judge_common_objectives,
    RequirementKind.COURSES: judge_courses,
    RequirementKind.PROCEDURES: judge_procedures,
    RequirementKind.SUPERVISION: judge_supervision,
    RequirementKind.GROUP_GUIDANCE: judge_group_guidance,
    RequirementKind.MINIMUM_TOTAL: judge_minimum_total,
    RequirementKind.APPROVAL: judge_approval,
    RequirementKind.LICENCE: judge_licence,
    RequirementKind.ORDER: judge_order,
    RequirementKind.EMPLOYMENT: judge_employment,
}
