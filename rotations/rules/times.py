"""When a block is served: order of months, length, leave."""

from collections.abc import Iterator

from rotations.doctor_months import runs
from rotations.plan_facts import DoctorPlan, Placed, PlanFacts
from rotations.rules.findings import breach_of_placement, months, what
from rotations.types.case import FULL_TIME
from rotations.types.findings import Rule, Severity, Violation
from rotations.words import count_of, hundredths, month_name, month_range


def _each(facts: PlanFacts) -> Iterator[tuple[DoctorPlan, Placed]]:
    for plan in facts.plans.values():
        for placed in plan.placed:
            yield plan, placed


def overlap(facts: PlanFacts) -> Iterator[Violation]:
    """A doctor has two placements in the same month."""
    for plan in facts.plans.values():
        for index, (later, block) in enumerate(plan.placed):
            for earlier, other in plan.placed[:index]:
                if earlier.last < later.first:
                    continue
                last = min(earlier.last, later.last)
                yield Violation(
                    rule=Rule.OVERLAP,
                    severity=Severity.BREACH,
                    sentence=f"{plan.doctor.name} has both {other.service} at "
                    f"{facts.site_name(earlier.site)} and {block.service} at "
                    f"{facts.site_name(later.site)} in {months(facts, later.first, last)}.",
                    doctor=plan.doctor.key,
                    block=block.key,
                    site=later.site,
                    first=later.first,
                    last=last,
                    others=(other.key,),
                )


def outside(facts: PlanFacts) -> Iterator[Violation]:
    """A placement lies before the doctor's start, after the doctor leaves, or beyond the case."""
    for plan, (placement, block) in _each(facts):
        reason = _why_outside(facts, plan, Placed(placement, block))
        if reason is not None:
            sentence = f"{what(facts, plan, block, placement)} {reason}."
            yield breach_of_placement(Rule.OUTSIDE, placement, sentence)


def _why_outside(facts: PlanFacts, plan: DoctorPlan, placed: Placed) -> str | None:
    case, doctor, placement = facts.case, plan.doctor, placed.placement
    start = max(0, doctor.start)
    if placement.first < start:
        begins = month_name(case.first_month, placement.first)
        return f"begins in {begins}, before {month_name(case.first_month, start)}"
    leaves = case.months - 1
    if doctor.available_to is not None:
        leaves = min(leaves, doctor.available_to)
    if placement.last > leaves:
        ends = month_name(case.first_month, placement.last)
        return f"ends in {ends}, after {month_name(case.first_month, leaves)}"
    if placement.continues and not plan.may_continue(placement, case.months):
        return "is said to run on after the plan, which it may not"
    return None


def length(facts: PlanFacts) -> Iterator[Violation]:
    """A block is credited less than its minimum, or runs on when its maximum is reached.

    A month is whole: a part-time doctor's last month may give more than is needed. What runs on
    after the case needs no minimum yet.
    """
    for plan, placed in _each(facts):
        placement, block = placed
        credit = plan.credited(placement)
        if plan.may_continue(placement, facts.case.months):
            is_short = False
        else:
            is_short = credit < block.min_months * FULL_TIME
        if not is_short and not _is_longer_than_needed(plan, placed):
            continue
        bound = block.min_months if is_short else block.max_months
        wanted = (
            f"at least {bound} are needed" if is_short else f"it should end when it has {bound}"
        )
        yield breach_of_placement(
            Rule.LENGTH,
            placement,
            f"{what(facts, plan, block, placement)} gives {hundredths(credit)} credited months in "
            f"{months(facts, placement.first, placement.last)}; {wanted}.",
            count=credit // FULL_TIME,
            expected=bound,
        )


def _is_longer_than_needed(plan: DoctorPlan, placed: Placed) -> bool:
    placement, block = placed
    last = plan.months.last_worked(placement.first, placement.last)
    if last is None:
        return False
    return plan.months.credited(placement.first, last - 1) >= block.max_months * FULL_TIME


def on_leave(facts: PlanFacts) -> Iterator[Violation]:
    """A placement begins or ends in a month of leave, or lies wholly in leave.

    What runs on after the case may have leave in the case's last month.
    """
    for plan, (placement, block) in _each(facts):
        ends = [placement.first]
        if not plan.may_continue(placement, facts.case.months):
            ends.append(placement.last)
        leave = sorted({month for month in ends if plan.months.is_leave(month)})
        if not leave:
            continue
        named = " and ".join(month_name(facts.case.first_month, month) for month in leave)
        verb = "begins" if leave[0] == placement.first else "ends"
        if len(leave) > 1 or placement.first == placement.last:
            verb = "begins and ends"
        yield breach_of_placement(
            Rule.ON_LEAVE,
            placement,
            f"{what(facts, plan, block, placement)} {verb} in leave ({named}).",
        )


def interrupted(facts: PlanFacts) -> Iterator[Violation]:
    """Leave lies inside a block that must be served without interruption."""
    for plan, (placement, block) in _each(facts):
        if block.leave_may_interrupt:
            continue
        last = placement.last - 1
        if plan.may_continue(placement, facts.case.months):
            last = placement.last
        inside = plan.months.leave_in(placement.first + 1, last) if last > placement.first else []
        for span in runs(inside):
            yield Violation(
                rule=Rule.INTERRUPTED,
                severity=Severity.BREACH,
                sentence=f"{what(facts, plan, block, placement)} must be served without a break; "
                f"there is leave in {months(facts, span.first, span.last)}.",
                doctor=plan.doctor.key,
                block=block.key,
                site=placement.site,
                first=span.first,
                last=span.last,
            )


def window(facts: PlanFacts) -> Iterator[Violation]:
    """A block begins outside the months in which it may begin."""
    for plan, (placement, block) in _each(facts):
        if block.window is None or placement.first in block.window:
            continue
        start = facts.case.first_month
        allowed = month_range(start, block.window.first, block.window.last)
        yield breach_of_placement(
            Rule.WINDOW,
            placement,
            f"{what(facts, plan, block, placement)} begins in "
            f"{month_name(start, placement.first)}; it must begin in {allowed}.",
            expected=block.window.first,
        )


def inner(facts: PlanFacts) -> Iterator[Violation]:
    """A service inside another is missing, or at the wrong site, length or time.

    Months of leave do not count, neither before it nor within it. A block that runs on after the
    case may have it later.
    """
    for plan, placed in _each(facts):
        reason = _why_not_inner(facts, plan, placed)
        if reason is not None:
            placement, block = placed
            sentence = f"{what(facts, plan, block, placement)}: {reason}."
            yield breach_of_placement(Rule.INNER, placement, sentence)


def _why_not_inner(facts: PlanFacts, plan: DoctorPlan, placed: Placed) -> str | None:
    (placement, block), needed, given = placed, placed.block.inner, placed.placement.inner
    if needed is None:
        return f"{block.service} has no service inside it" if given else None
    if given is None:
        if plan.may_continue(placement, facts.case.months):
            return None
        return f"{count_of(needed.months, 'month')} of {needed.service} within it are missing"
    if given.site not in needed.sites:
        return f"{needed.service} cannot be served at {facts.site_name(given.site)}"
    if given.first < placement.first or given.last > placement.last:
        return f"{needed.service} does not lie within it"
    clock = plan.months
    worked = clock.worked(given.first, given.last)
    if clock.is_leave(given.first) or clock.is_leave(given.last) or worked != needed.months:
        wanted = count_of(needed.months, "month")
        has = count_of(worked, "month")
        return f"{needed.service} is {has} and should be {wanted}, leave apart"
    before = clock.worked(placement.first, given.first - 1) if given.first > placement.first else 0
    if before < needed.not_before:
        has, wanted = count_of(before, "month"), count_of(needed.not_before, "month")
        return f"{needed.service} begins after {has} and should begin after {wanted}"
    return None
