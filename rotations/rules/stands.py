"""What stands already: locks, frozen months, and what people have been told."""

from collections.abc import Iterator, Sequence

from rotations.laying import keeps
from rotations.plan_facts import DoctorPlan, PlanFacts, is_kept, soonest_change
from rotations.rules.findings import months
from rotations.types.case import Lock, Placement
from rotations.types.findings import Rule, Severity, Violation
from rotations.words import count_of, month_name

_Cell = frozenset[tuple[str, str]]
"""The (block, site) pairs of a doctor in one month: one, or none."""


def lock(facts: PlanFacts) -> Iterator[Violation]:
    """A locked placement is elsewhere, at another time, or missing."""
    for each in facts.case.locks:
        plan = facts.plans.get(each.doctor)
        found = plan.of_block(each.block) if plan else ()
        if any(keeps(placement, each) for placement in found):
            continue
        service = facts.service(each.doctor, each.block)
        reason = f" ({each.reason})" if each.reason else ""
        yield Violation(
            rule=Rule.LOCK,
            severity=Severity.BREACH,
            sentence=f"{facts.doctor_name(each.doctor)}'s {service} is locked"
            f"{_locked_where(facts, each)}{reason}; {_instead(facts, found)}.",
            doctor=each.doctor,
            block=each.block,
            site=each.site,
            first=each.first if each.first is not None else each.last,
            last=each.last if each.last is not None else each.first,
        )


def _locked_where(facts: PlanFacts, lock: Lock) -> str:
    parts = []
    if lock.site is not None:
        parts.append(f" at {facts.site_name(lock.site)}")
    if lock.first is not None:
        parts.append(f" from {month_name(facts.case.first_month, lock.first)}")
    if lock.last is not None:
        parts.append(f" to {month_name(facts.case.first_month, lock.last)}")
    return "".join(parts)


def _instead(facts: PlanFacts, found: Sequence[Placement]) -> str:
    if not found:
        return "it is not in the plan"
    now = found[0]
    return f"now it is at {facts.site_name(now.site)} in {months(facts, now.first, now.last)}"


def frozen(facts: PlanFacts) -> Iterator[Violation]:
    """A doctor's frozen months are not as published.

    Block and site must be the same in each of them; what begins in them begins when published.
    """
    for key, published in facts.published.items():
        plan = facts.plans[key]
        if plan.doctor.is_thawed:
            continue
        now = [each.placement for each in plan.placed]
        last = min(facts.case.frozen_months, facts.case.months)
        cells = [(_cell(published, month), _cell(now, month)) for month in range(last)]
        start = 0
        for month in range(1, last + 1):
            if month < last and cells[month] == cells[start]:
                continue
            if cells[start][0] != cells[start][1]:
                yield _frozen_violation(facts, plan, cells[start], start, month - 1)
            start = month


def _cell(placements: Sequence[Placement], month: int) -> _Cell:
    return frozenset(
        (each.block, each.site) for each in placements if each.first <= month <= each.last
    )


def _frozen_violation(
    facts: PlanFacts, plan: DoctorPlan, cells: tuple[_Cell, _Cell], first: int, last: int
) -> Violation:
    published, now = cells
    block, site = min(published or now)
    return Violation(
        rule=Rule.FROZEN,
        severity=Severity.BREACH,
        sentence=f"{months(facts, first, last)} cannot be changed for {plan.doctor.name}: "
        f"published is {_cell_words(facts, plan, published)}, "
        f"now it is {_cell_words(facts, plan, now)}.",
        doctor=plan.doctor.key,
        block=block,
        site=site,
        first=first,
        last=last,
    )


def _cell_words(facts: PlanFacts, plan: DoctorPlan, cell: _Cell) -> str:
    return (
        " and ".join(
            f"{plan.blocks[block].service} at {facts.site_name(site)}"
            for block, site in sorted(cell)
        )
        or "nothing"
    )


def notice(facts: PlanFacts) -> Iterator[Violation]:
    """A change of what is published takes effect within the notice horizon.

    A change takes effect in the first month at work that differs: in which the block is served
    elsewhere, no longer, or newly. Said of doctors who have something published; a block that is
    no longer placed is named with the months it had.
    """
    horizon = facts.case.notice_months
    for key, published in facts.published.items():
        plan = facts.plans[key]
        blocks = dict.fromkeys(
            [each.block for each in published] + [each.block.key for each in plan.placed]
        )
        for block in blocks:
            before = [each for each in published if each.block == block]
            after = list(plan.of_block(block))
            soonest = soonest_change(plan.doctor, before, after, facts.case.months)
            if soonest is not None and soonest < horizon:
                changed = [e for e in before if not any(is_kept(e, a) for a in after)]
                changed_to = [a for a in after if not any(is_kept(e, a) for e in before)]
                yield _notice_remark(facts, plan, (changed_to or changed)[0], soonest)


def _notice_remark(facts: PlanFacts, plan: DoctorPlan, shown: Placement, soonest: int) -> Violation:
    horizon = facts.case.notice_months
    return Violation(
        rule=Rule.NOTICE,
        severity=Severity.REMARK,
        sentence=f"{plan.doctor.name}'s {plan.blocks[shown.block].service} is changed "
        f"{count_of(max(soonest, 0), 'month')} ahead "
        f"({month_name(facts.case.first_month, soonest)}); "
        f"changes should be known {count_of(horizon, 'month')} ahead.",
        doctor=plan.doctor.key,
        block=shown.block,
        site=shown.site,
        first=shown.first,
        last=shown.last,
        count=soonest,
        expected=horizon,
    )
