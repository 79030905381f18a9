"""Answers what people ask of a plan: the fewest changes that give it, the best plan, or why not."""

from collections.abc import Sequence
from dataclasses import replace

from rotations.costs import cost_of
from rotations.planner.alternatives import shared, ways_to_meet, why_not, wish_cost
from rotations.planner.explain import explain
from rotations.planner.repair import edited_case, repair
from rotations.scoring import score
from rotations.types.case import Lock, Placement, RotationCase
from rotations.types.questions import Answered, Question, WhyNot
from rotations.types.results import RepairResult, WorkLimits

FEWEST, BEST, REASON = 0.25, 0.5, 0.25
"""Shares of the time: the plan nearest to the present one, the best plan, why there is none."""


def answer(
    case: RotationCase,
    placements: Sequence[Placement],
    question: Question,
    *,
    limits: WorkLimits,
    seed: int = 0,
) -> Answered:
    """What it takes to have what is asked for, or why it cannot be.

    KeyError for a doctor or wish that the case does not have. A lock that names something unknown
    is the caller's mistake.
    """
    present = tuple(placements)
    ways: tuple[RotationCase, ...]
    if isinstance(question, WhyNot):
        best = why_not(case, present, question.lock, limits=shared(limits, BEST))
        ways, is_all = (edited_case(case, (question.lock,)),), True
        edit: tuple[Lock, ...] = (question.lock,)
    else:
        best = wish_cost(case, present, question.doctor, question.wish, limits=shared(limits, BEST))
        ways, is_all = ways_to_meet(case, question.doctor, question.wish)
        edit = ()
    if best.is_possible and set(best.placements) == set(present):
        return Answered(best, cost_of(case, present, present), None, None, None, True, len(ways))
    fewest = _fewest(case, present, ways, edit, shared(limits, FEWEST), seed)
    if fewest is not None and not is_all:
        fewest = replace(fewest, lower_bound=0)
    is_possible = best.is_possible or (fewest is not None and fewest.is_possible)
    explanation = None
    if not is_possible and ways:
        explanation = explain(ways[0], limits=shared(limits, REASON), seed=seed, present=present)
    return Answered(
        best=best,
        best_cost=cost_of(case, present, best.placements) if best.is_possible else None,
        fewest=fewest,
        fewest_cost=cost_of(case, present, fewest.placements)
        if fewest is not None and fewest.is_possible
        else None,
        explanation=explanation,
        is_settled=False,
        ways=len(ways),
    )


def _fewest(
    case: RotationCase,
    present: tuple[Placement, ...],
    ways: tuple[RotationCase, ...],
    edit: tuple[Lock, ...],
    limits: WorkLimits,
    seed: int,
) -> RepairResult | None:
    """The plan that keeps most of the present one, over all ways; None when there is no way."""
    if not ways:
        return None
    each = shared(limits, 1.0 / len(ways))
    found = [repair(way, present, edit, limits=each, seed=seed) for way in ways]
    possible = [way for way in found if way.is_possible]
    if not possible:
        return found[0]
    best = min(possible, key=lambda way: (way.changed_count, -score(case, way.placements).total))
    # Fewer may be possible in a way for which nothing was found in time.
    return replace(best, lower_bound=min(way.lower_bound for way in found if _may_be(way)))


def _may_be(way: RepairResult) -> bool:
    """Whether its bound counts: not that of a way which a doctor alone already rules out."""
    return way.is_possible or not way.violations or way.lower_bound > 0
