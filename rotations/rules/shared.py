"""What doctors share: places, supervisors, agreements, rotas, and each other's plans."""

from collections.abc import Iterable, Iterator

from rotations.doctor_months import runs
from rotations.loads import LimitLoad, LoadedPlan
from rotations.plan_facts import DoctorPlan, PlanFacts, stays
from rotations.rules.findings import months
from rotations.types.case import Limit, LimitPer, Pair, PairKind, Span
from rotations.types.findings import Rule, Severity, Violation
from rotations.words import count_of, hundredths


def maximum(facts: LoadedPlan) -> Iterator[Violation]:
    """More doctors than a place, supervisor, agreement or rota takes. Vacant posts take room."""
    for load in facts.loads.values():
        for span, amount in _spans(facts, load, load.over(), load.everybody):
            limit = load.limit
            yield _limit_violation(
                facts,
                Rule.MAXIMUM,
                limit,
                span,
                f"{_has(facts, load, span, amount)}; at most {limit.maximum}{_beside(limit)}.",
                count=-(-amount // load.unit),
                expected=limit.maximum,
            )


def minimum(facts: LoadedPlan) -> Iterator[Violation]:
    """Fewer doctors than a place, agreement or rota needs. Vacant posts do not fill it."""
    for load in facts.loads.values():
        for span, amount in _spans(facts, load, load.under(), load.people):
            limit = load.limit
            yield _limit_violation(
                facts,
                Rule.MINIMUM,
                limit,
                span,
                f"{_has(facts, load, span, amount)}; at least {limit.minimum}{_beside(limit)}.",
                count=amount // load.unit,
                expected=limit.minimum,
            )


def _spans(
    facts: PlanFacts, load: LimitLoad, broken: Iterable[tuple[int, int]], amounts: list[int]
) -> Iterator[tuple[Span, int]]:
    """Runs of broken months with the same amount."""
    if not load.is_per_month:
        first, last = max(0, load.limit.span.first), load.limit.span.last
        for index, _ in broken:
            yield Span(first, min(last, facts.case.months - 1)), amounts[index]
        return
    start: int | None = None
    previous = -1
    for month, _ in [*broken, (-1, 0)]:
        if start is not None and (month != previous + 1 or amounts[month] != amounts[start]):
            yield Span(start, previous), amounts[start]
            start = None
        if start is None and month >= 0:
            start = month
        previous = month


def _has(facts: PlanFacts, load: LimitLoad, span: Span, amount: int) -> str:
    name = load.limit.name or load.limit.key
    thing = "doctor" if load.is_per_month else "doctor-month"
    if load.limit.counts_share:
        amount_words = f"{hundredths(amount)} full-time {thing}s"
    else:
        amount_words = count_of(amount, thing)
    return f"{name} has {amount_words} in {months(facts, span.first, span.last)}"


def _beside(limit: Limit) -> str:
    """How many are there beside the case's own."""
    if limit.outside is None:
        return ""
    thing = "doctor" if limit.per is LimitPer.MONTH else "doctor-month"
    return f", beside {count_of(limit.outside.doctors, thing)} outside this plan"


def _limit_violation(
    facts: LoadedPlan,
    rule: Rule,
    limit: Limit,
    span: Span,
    sentence: str,
    *,
    count: int,
    expected: int | None,
) -> Violation:
    return Violation(
        rule=rule,
        severity=Severity.BREACH if limit.is_hard else Severity.REMARK,
        sentence=sentence,
        site=limit.sites[0] if len(limit.sites) == 1 else None,
        limit=limit.key,
        first=span.first,
        last=span.last,
        count=count,
        expected=expected,
        others=facts.doctors_under(limit, span),
    )


def pair(facts: PlanFacts) -> Iterator[Violation]:
    """Two doctors who need each other's plans are in the wrong municipalities at the same time."""
    for each in facts.case.pairs:
        one, other = (facts.plans.get(key) for key in each.doctors)
        if one is None or other is None:
            continue
        together, apart = _towns(facts, one), _towns(facts, other)
        broken = [
            month
            for month in sorted(together.keys() & apart.keys())
            if (each.span is None or month in each.span)
            and _is_broken(each, (one, other), (together[month], apart[month]))
        ]
        for span in runs(broken):
            yield _pair_violation(facts, each, (one, other), span)


def _towns(facts: PlanFacts, plan: DoctorPlan) -> dict[int, set[str]]:
    """The municipality (several when placements overlap) of each month at work."""
    found: dict[int, set[str]] = {}
    for placed in plan.placed:
        for stay in stays(placed):
            for month in range(stay.first, stay.last + 1):
                if not plan.months.is_leave(month):
                    found.setdefault(month, set()).add(facts.town(stay.site))
    return found


def _is_broken(
    pair: Pair, plans: tuple[DoctorPlan, DoctorPlan], towns: tuple[set[str], set[str]]
) -> bool:
    if pair.kind is PairKind.SAME_TOWN:
        return len(towns[0] | towns[1]) > 1
    return all(
        plan.doctor.town is not None and bool(there - {plan.doctor.town})
        for plan, there in zip(plans, towns, strict=True)
    )


def _pair_violation(
    facts: PlanFacts, pair: Pair, plans: tuple[DoctorPlan, DoctorPlan], span: Span
) -> Violation:
    one, other = (plan.doctor.name for plan in plans)
    when = months(facts, span.first, span.last)
    if pair.kind is PairKind.SAME_TOWN:
        sentence = f"{one} and {other} should be in the same municipality; in {when} they are not."
    else:
        sentence = f"{one} and {other} are both away from home in {when}; one of them must stay."
    return Violation(
        rule=Rule.PAIR,
        severity=Severity.BREACH,
        sentence=sentence,
        doctor=pair.doctors[0],
        first=span.first,
        last=span.last,
        others=(pair.doctors[1],),
    )
