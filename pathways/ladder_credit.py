"""What a doctor has behind on a route, and what is left of it at the least."""

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from pathways.graph import PathwayGraph, knowledge_of, specialty_of, stage_of
from pathways.phases import (
    LIS1_HOSPITAL,
    LIS1_MUNICIPALITY,
    PART23,
    phase_time,
    phases_of,
)
from pathways.requirement_places import caps_of
from pathways.routes import SPECIALIST, Route, minimum_total_months
from pathways.types.carrying import NOTHING, CarryOver, Range
from pathways.types.knowledge import TransitionKind
from pathways.types.record import TraineeRecord
from pathways.worktime import Limits


@dataclass(frozen=True, slots=True)
class OwnTime:
    """A doctor's record with the limits for absence that are in force."""

    record: TraineeRecord
    limits: Limits


@dataclass(frozen=True, slots=True)
class Credit:
    """Months behind: by stage key of the route, and of the whole training."""

    by_stage: dict[str, Range]
    total: Range


def credit_of(
    graph: PathwayGraph, route: Route, own: OwnTime, until: date, carried: CarryOver | None
) -> Credit:
    """Credited months up to and including `until` for the stages that have a least length.

    Part 3 holds part 2. In another specialty it holds what is carried over, as a range.
    """
    code = next((s.specialty for s in reversed(route.stages) if s.specialty), None)
    specialty = specialty_of(graph, code) if code else None
    hospital, municipality = stage_of(graph, LIS1_HOSPITAL), stage_of(graph, LIS1_MUNICIPALITY)
    by_stage = {}
    caps = caps_of(code, knowledge_of(graph).rules, until)
    for phase in phases_of(hospital, municipality, specialty, caps):
        key = f"part3:{code}" if phase.key == PART23 else phase.key
        if phase.key == PART23 and carried is not None:
            by_stage[key] = carried.months
        else:
            record = own.record if phase.key != PART23 else _as_trainee_in(own.record, code)
            months = phase_time(record, phase, until, own.limits).months
            by_stage[key] = Range(months, months)
    return Credit(by_stage, sum(by_stage.values(), NOTHING))


def is_change(route: Route) -> bool:
    """Whether the route leaves one specialty for another."""
    return bool(route.transitions) and route.transitions[0].kind is TransitionKind.CHANGE


def time_left(graph: PathwayGraph, route: Route, credit: Credit) -> Range:
    """The least months left to serve on a route.

    Every stage with a length takes what is left of it; a route to a specialist approval is
    never shorter than what is left of the minimum total (6.5 years from authorisation).
    """
    left = NOTHING
    for stage in route.stages[:-1]:
        has = credit.by_stage.get(stage.key, NOTHING)
        # A post that is left for another specialty need not be served to its end.
        if stage.minimum_months and not (is_change(route) and stage is route.stages[0]):
            left += has.left_of(Fraction(stage.minimum_months))
    goal = next((s for s in reversed(route.stages) if s.template == SPECIALIST), None)
    if goal is None or goal is route.stages[0] or goal.specialty is None:
        return left
    total = Fraction(minimum_total_months(graph, goal.specialty))
    return left.at_least(credit.total.left_of(total))


def _as_trainee_in(record: TraineeRecord, code: str | None) -> TraineeRecord:
    """The record read for one specialty, also when none is chosen yet."""
    return record if record.specialty == code else replace(record, specialty=code)
