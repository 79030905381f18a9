"""Small helpers with which the checks write what they find."""

from rotations.plan_facts import DoctorPlan, PlanFacts
from rotations.types.case import Block, Placement
from rotations.types.findings import Rule, Severity, Violation
from rotations.words import month_range


def breach_of_placement(
    rule: Rule,
    placement: Placement,
    sentence: str,
    *,
    count: int | None = None,
    expected: int | None = None,
    others: tuple[str, ...] = (),
) -> Violation:
    """A breach that concerns all months of one placement."""
    return Violation(
        rule=rule,
        severity=Severity.BREACH,
        sentence=sentence,
        doctor=placement.doctor,
        block=placement.block,
        site=placement.site,
        first=placement.first,
        last=placement.last,
        count=count,
        expected=expected,
        others=others,
    )


def what(facts: PlanFacts, plan: DoctorPlan, block: Block, placement: Placement) -> str:
    """Who has what where: "Sara Lind's Psychiatry at DPS Halden"."""
    return f"{plan.doctor.name}'s {block.service} at {facts.site_name(placement.site)}"


def months(facts: PlanFacts, first: int, last: int) -> str:
    """Months of the case by name."""
    return month_range(facts.case.first_month, first, last)
