"""What the case does not know."""

from collections.abc import Iterator

from rotations.plan_facts import PlanFacts
from rotations.rules.findings import breach_of_placement
from rotations.types.case import Placement
from rotations.types.findings import Rule, Violation


def unknown(facts: PlanFacts) -> Iterator[Violation]:
    """A placement names no doctor, block or site of the case, or ends before it begins."""
    for placement in facts.unknown:
        yield breach_of_placement(Rule.UNKNOWN, placement, _sentence(facts, placement))


def _sentence(facts: PlanFacts, placement: Placement) -> str:
    plan = facts.plans.get(placement.doctor)
    if plan is None:
        return f'There is no doctor "{placement.doctor}" in the case.'
    if placement.block not in plan.blocks:
        return f'{plan.doctor.name} has no block "{placement.block}".'
    inner = placement.inner
    for site in (placement.site, *((inner.site,) if inner else ())):
        if site not in facts.sites:
            return f'There is no site "{site}" in the case ({plan.doctor.name}).'
    service = plan.blocks[placement.block].service
    return f"{plan.doctor.name}'s {service} ends before it begins."
