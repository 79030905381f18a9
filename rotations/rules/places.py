"""Where a block is served."""

from collections import Counter
from collections.abc import Iterator

from rotations.doctor_months import runs
from rotations.plan_facts import DoctorPlan, PlanFacts, Stay, stays
from rotations.rules.findings import breach_of_placement, months
from rotations.types.case import Block, Span
from rotations.types.findings import Rule, Severity, Violation
from rotations.words import count_of, listed


def site_not_allowed(facts: PlanFacts) -> Iterator[Violation]:
    """A block is at a site where it cannot be served."""
    for plan in facts.plans.values():
        for placement, block in plan.placed:
            if placement.site not in block.sites:
                yield breach_of_placement(
                    Rule.SITE_NOT_ALLOWED,
                    placement,
                    f"{plan.doctor.name}'s {block.service} cannot be served at "
                    f"{facts.site_name(placement.site)}.",
                )


def site_closed(facts: PlanFacts) -> Iterator[Violation]:
    """A doctor serves at a site in months in which it takes nobody (leave apart)."""
    for plan, block, stay in _stays(facts):
        open_spans = facts.sites[stay.site].open
        if not open_spans:
            continue
        closed = [
            month for month in _worked(plan, stay) if not any(month in span for span in open_spans)
        ]
        for span in runs(closed):
            yield _at_stay(
                Rule.SITE_CLOSED,
                plan,
                block,
                stay.site,
                span,
                f"{facts.site_name(stay.site)} takes nobody in "
                f"{months(facts, span.first, span.last)}; {plan.doctor.name} is placed there "
                f"({stay.service}).",
            )


def doctor_away(facts: PlanFacts) -> Iterator[Violation]:
    """A doctor serves at a site in months in which the doctor cannot be there (leave apart)."""
    for plan, block, stay in _stays(facts):
        away = [span for site, span in plan.doctor.away if site == stay.site]
        if not away:
            continue
        missed = [month for month in _worked(plan, stay) if any(month in span for span in away)]
        for span in runs(missed):
            yield _at_stay(
                Rule.DOCTOR_AWAY,
                plan,
                block,
                stay.site,
                span,
                f"{plan.doctor.name} cannot be at {facts.site_name(stay.site)} in "
                f"{months(facts, span.first, span.last)} ({stay.service}).",
            )


def same_town(facts: PlanFacts) -> Iterator[Violation]:
    """Blocks that must be served in one municipality are in several."""
    for plan in facts.plans.values():
        for group in plan.doctor.same_town:
            placed = [each for each in plan.placed if each.block.key in group]
            towns = list(dict.fromkeys(facts.town(each.placement.site) for each in placed))
            if len(towns) < 2:
                continue
            services = list(dict.fromkeys(each.block.service for each in placed))
            yield Violation(
                rule=Rule.SAME_TOWN,
                severity=Severity.BREACH,
                sentence=f"{plan.doctor.name} must serve {listed(services)} in one municipality; "
                f"now they are in {listed(towns)}.",
                doctor=plan.doctor.key,
                first=placed[0].placement.first,
                last=max(each.placement.last for each in placed),
                count=len(towns),
                expected=1,
                others=tuple(dict.fromkeys(each.block.key for each in placed)),
            )


def at_most(facts: PlanFacts) -> Iterator[Violation]:
    """A doctor has more blocks at a site than is wanted."""
    for plan in facts.plans.values():
        counts = Counter(each.placement.site for each in plan.placed)
        for site, most in plan.doctor.at_most:
            if counts[site] <= most:
                continue
            there = [each for each in plan.placed if each.placement.site == site]
            yield Violation(
                rule=Rule.AT_MOST,
                severity=Severity.BREACH,
                sentence=f"{plan.doctor.name} has {count_of(counts[site], 'block')} at "
                f"{facts.site_name(site)}; at most {most}.",
                doctor=plan.doctor.key,
                site=site,
                first=there[0].placement.first,
                last=max(each.placement.last for each in there),
                count=counts[site],
                expected=most,
                others=tuple(each.block.key for each in there),
            )


def _stays(facts: PlanFacts) -> Iterator[tuple[DoctorPlan, Block, Stay]]:
    for plan in facts.plans.values():
        for placed in plan.placed:
            for stay in stays(placed):
                yield plan, placed.block, stay


def _worked(plan: DoctorPlan, stay: Stay) -> Iterator[int]:
    return (m for m in range(stay.first, stay.last + 1) if not plan.months.is_leave(m))


def _at_stay(
    rule: Rule, plan: DoctorPlan, block: Block, site: str, span: Span, sentence: str
) -> Violation:
    return Violation(
        rule=rule,
        severity=Severity.BREACH,
        sentence=sentence,
        doctor=plan.doctor.key,
        block=block.key,
        site=site,
        first=span.first,
        last=span.last,
    )
