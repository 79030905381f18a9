"""What must be done before a block may begin."""

from collections.abc import Iterator

from rotations.plan_facts import DoctorPlan, Placed, PlanFacts, stays
from rotations.rules.findings import breach_of_placement, what
from rotations.types.case import FULL_TIME, MonthsBefore
from rotations.types.findings import Rule, Violation
from rotations.words import hundredths, listed


def order(facts: PlanFacts) -> Iterator[Violation]:
    """A block begins before one that must be finished first.

    A block that is one of a choice and is not taken does not count; one that everybody needs does,
    also when it is not placed at all.
    """
    for plan in facts.plans.values():
        for placement, block in plan.placed:
            for key in block.after:
                first_block = plan.blocks.get(key)
                earlier = plan.of_block(key)
                if first_block is None or (not earlier and first_block.choice is not None):
                    continue
                if earlier and all(each.last < placement.first for each in earlier):
                    continue
                yield breach_of_placement(
                    Rule.ORDER,
                    placement,
                    f"{what(facts, plan, block, placement)} begins before "
                    f"{first_block.service} is finished.",
                    others=(key,),
                )


def months_before(facts: PlanFacts) -> Iterator[Violation]:
    """Too few credited months of some blocks are done when a block begins."""
    for plan in facts.plans.values():
        for placed in plan.placed:
            for demand in placed.block.months_before:
                done = _credit_before(plan, demand, placed.placement.first)
                if done >= demand.months * FULL_TIME:
                    continue
                services = _services(facts, plan, demand)
                yield breach_of_placement(
                    Rule.MONTHS_BEFORE,
                    placed.placement,
                    f"{what(facts, plan, placed.block, placed.placement)} begins after "
                    f"{hundredths(done)} credited months of {services}; "
                    f"at least {demand.months} must come first.",
                    count=done // FULL_TIME,
                    expected=demand.months,
                    others=demand.blocks,
                )


def _services(facts: PlanFacts, plan: DoctorPlan, demand: MonthsBefore) -> str:
    named = [facts.service(plan.doctor.key, key) for key in demand.blocks]
    return listed(list(dict.fromkeys(named)))


def _credit_before(plan: DoctorPlan, demand: MonthsBefore, month: int) -> int:
    return sum(
        plan.months.credited(each.placement.first, min(each.placement.last, month - 1))
        for each in plan.placed
        if each.block.key in demand.blocks and each.placement.first < month
    )


def objectives_before(facts: PlanFacts) -> Iterator[Violation]:
    """An objective that must be met before a block begins is not."""
    where = frozenset(
        (place.objective, place.site, place.service) for place in facts.case.objective_places
    )
    for plan in facts.plans.values():
        for placed in plan.placed:
            if not placed.block.needs_objectives:
                continue
            met = set(plan.doctor.objectives_met) | _met_before(plan, placed, where)
            missing = tuple(key for key in placed.block.needs_objectives if key not in met)
            if missing:
                yield breach_of_placement(
                    Rule.OBJECTIVES_BEFORE,
                    placed.placement,
                    f"{what(facts, plan, placed.block, placed.placement)} begins before these "
                    f"objectives are met: {', '.join(missing)}.",
                    count=len(missing),
                    expected=0,
                    others=missing,
                )


def _met_before(
    plan: DoctorPlan, placed: Placed, where: frozenset[tuple[str, str, str | None]]
) -> set[str]:
    done = [each for each in plan.placed if each.placement.last < placed.placement.first]
    return {
        objective
        for each in done
        for stay in stays(each)
        for objective in placed.block.needs_objectives
        if (objective, stay.site, None) in where or (objective, stay.site, stay.service) in where
    }
