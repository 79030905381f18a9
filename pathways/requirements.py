"""How far a doctor has come with each thing that a stage asks for.

One function judges one kind of requirement; `JUDGES` is the registry. Every requirement
that goes in comes out again with a state, so that nothing is lost on the way to the page.
What the sources do not say stays unknown: a requirement without a figure is never "done"
because somebody has much.

The judges live by subject: `requirement_amounts` (service, courses, procedures),
`requirement_objectives`, `requirement_guidance`, `requirement_conditions` (what is met or not).
"""

from collections.abc import Callable, Iterable
from datetime import date

from pathways.phases import LIS1_MUNICIPALITY
from pathways.requirement_amounts import (
    judge_courses,
    judge_minimum_total,
    judge_procedures,
    judge_service,
)
from pathways.requirement_conditions import judge_employment, judge_licence, judge_order
from pathways.requirement_guidance import judge_group_guidance, judge_supervision
from pathways.requirement_objectives import (
    UNCOUNTED,
    judge_approval,
    judge_common_objectives,
    judge_objectives,
)
from pathways.requirement_state import Case, Detail, Measures, RequirementState
from pathways.routes import applies_on
from pathways.types.knowledge import Requirement, RequirementKind
from pathways.types.plans import PublishedPlan
from pathways.types.record import TraineeRecord
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
    case = Case(record, plan, today, measures)
    return tuple(JUDGES[each.kind](each, case) for each in requirements)


def requirements_on(requirements: Iterable[Requirement], day: date) -> tuple[Requirement, ...]:
    """Those in force on `day`, in the same order; the first and the last day count.

    Which version of a requirement applies follows from the day of approval: LIS1 completed on
    31.08.2025 is held against 75 common objectives, completed the day after against 29.
    """
    return tuple(requirement for requirement in requirements if applies_on(requirement, day))


def may_be_by_stage(requirement: Requirement) -> bool:
    """Whether all doctors at one stage may have the same state, whatever else their records hold.

    The order of LIS1 is left out: the recorded periods may break it. So are objectives that are
    counted, while those that nobody has told apart by stage are unknown for all.
    """
    template = template_of(requirement.stage)
    if requirement.kind is RequirementKind.OBJECTIVES:
        return template in UNCOUNTED
    if requirement.kind is RequirementKind.ORDER:
        return template != LIS1_MUNICIPALITY
    return requirement.kind in _BY_STAGE


def is_by_stage(state: RequirementState) -> bool:
    """Whether they do have it, for one where they may: nothing but the stage was looked at."""
    return state.requirement.kind not in _BY_STAGE or state.detail in _STAGE_ALONE


_STAGE_ALONE = frozenset({Detail.STAGE_AHEAD, Detail.STAGE_PASSED})
_BY_STAGE = frozenset(
    {
        RequirementKind.PROCEDURES,
        RequirementKind.SUPERVISION,
        RequirementKind.GROUP_GUIDANCE,
    }
)
"""Kinds that look at the record only while the doctor is at the stage."""

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
