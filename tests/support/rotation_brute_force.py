"""Every plan of a small rotation case, tried: the best total and how many plans there are.

Each doctor's lawful plans are enumerated alone (judged by `rotations.rules`), then put together
doctor by doctor. Plans that fill the limits alike are kept as one with their count, which changes
neither the best total nor the number.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import NamedTuple

from rotations.loads import LoadedPlan, loads, staffing
from rotations.rules import RULES, check
from rotations.scoring import score
from rotations.types.case import (
    Block,
    Doctor,
    InnerPlacement,
    LimitPer,
    Placement,
    RotationCase,
)
from rotations.types.findings import Rule, Severity

_OF_ONE_PLACEMENT = (
    Rule.OUTSIDE,
    Rule.LENGTH,
    Rule.SITE_CLOSED,
    Rule.DOCTOR_AWAY,
    Rule.ON_LEAVE,
    Rule.INTERRUPTED,
    Rule.WINDOW,
    Rule.INNER,
)
MOST_STATES = 400_000

Plan = tuple[Placement, ...]
Use = tuple[int, ...]
"""All limits' numbers with vacancies, then all without, one after another."""


class TooMany(Exception):
    """The case has more plans than can be tried."""


class Best(NamedTuple):
    """The highest total (None: there is no plan), how many plans there are, one of the best."""

    total: int | None
    plans: int
    placements: Plan


@dataclass(frozen=True)
class _Kept:
    points: int
    count: int
    plan: Plan


_States = dict[tuple[Use, int | None], _Kept]
"""By use of the limits and the lowest score of any person (None: only vacancies so far)."""


def brute_force(case: RotationCase) -> tuple[int | None, int]:
    """The best total of any plan without breach, or None, and the number of such plans."""
    best = brute_force_plan(case)
    return best.total, best.plans


def brute_force_plan(case: RotationCase) -> Best:
    """The same with a plan that has the best total."""
    found: _States = {(_no_use(case), None): _Kept(0, 1, ())}
    for group in _bound_together(case):
        found = _put_together(case, found, _states_of(case, group))
    best = Best(None, 0, ())
    for (use, worst), kept in found.items():
        price = _soft_price(case, use)
        if price is None:
            continue
        total = kept.points + case.weights.worst_off * (worst or 0) - price
        plans = best.plans + kept.count
        if best.total is None or total > best.total:
            best = Best(total, plans, kept.plan)
        else:
            best = best._replace(plans=plans)
    return best


def plans_of(case: RotationCase, doctor: Doctor) -> Iterator[Plan]:
    """Every plan of one doctor without breach, limits and other doctors left out."""
    alone = _alone(case, (doctor,))
    options: list[list[Placement | None]] = [
        [None, *_placements(alone, doctor, block)] for block in doctor.blocks
    ]
    for chosen in _without_overlap(options, ()):
        if not _breaches(alone, chosen):
            yield chosen


def _without_overlap(options: list[list[Placement | None]], taken: Plan) -> Iterator[Plan]:
    if not options:
        yield tuple(sorted(taken))
        return
    for each in options[0]:
        if each is None:
            yield from _without_overlap(options[1:], taken)
        elif not any(each.span.meets(other.span) for other in taken):
            yield from _without_overlap(options[1:], (*taken, each))


def _placements(case: RotationCase, doctor: Doctor, block: Block) -> Iterator[Placement]:
    """Every placement of one block that breaks no rule by itself."""
    for first, last in product(range(case.months), repeat=2):
        if first > last:
            continue
        ends = (False, True) if last == case.months - 1 else (False,)
        for site, inner, continues in product(block.sites, _inners(block, first, last), ends):
            placement = Placement(doctor.key, first, last, block.key, site, inner, continues)
            plan = LoadedPlan(case, (placement,))
            if not any(True for rule in _OF_ONE_PLACEMENT for _ in RULES[rule].check(plan)):
                yield placement


def _inners(block: Block, first: int, last: int) -> list[InnerPlacement | None]:
    if block.inner is None:
        return [None]
    return [None] + [
        InnerPlacement(site, begin, end)
        for site in block.inner.sites
        for begin in range(first, last + 1)
        for end in range(begin, last + 1)
    ]


def _alone(case: RotationCase, doctors: tuple[Doctor, ...]) -> RotationCase:
    keys = {doctor.key for doctor in doctors}
    return replace(
        case,
        doctors=doctors,
        limits=(),
        locks=tuple(lock for lock in case.locks if lock.doctor in keys),
        pairs=tuple(pair for pair in case.pairs if set(pair.doctors) <= keys),
        published=tuple(each for each in case.published if each.doctor in keys),
    )


def _breaches(case: RotationCase, plan: Plan) -> bool:
    return any(each.severity is Severity.BREACH for each in check(case, plan))


def _bound_together(case: RotationCase) -> list[tuple[Doctor, ...]]:
    """Doctors, those of a pair together."""
    groups = [{doctor.key} for doctor in case.doctors]
    for pair in case.pairs:
        joined = [group for group in groups if group & set(pair.doctors)]
        groups = [group for group in groups if group not in joined] + [set().union(*joined)]
    by_key: Mapping[str, Doctor] = {doctor.key: doctor for doctor in case.doctors}
    return [tuple(by_key[key] for key in sorted(group)) for group in groups]


def _states_of(case: RotationCase, group: tuple[Doctor, ...]) -> _States:
    alone = _alone(case, group)
    each = [list(plans_of(case, doctor)) for doctor in group]
    size = 1
    for plans in each:
        size *= len(plans)
    if size > MOST_STATES // 20:
        raise TooMany
    found: _States = {}
    for parts in product(*each):
        plan = tuple(placement for part in parts for placement in part)
        if len(group) > 1 and _breaches(alone, plan):
            continue
        scores = score(alone, plan)
        people = [doctor for doctor in group if not doctor.is_vacancy]
        key = _use(case, plan), scores.worst if people else None
        _keep(found, key, _Kept(sum(one.total for one in scores.doctors), 1, plan))
    return found


def _keep(found: _States, key: tuple[Use, int | None], new: _Kept) -> None:
    old = found.get(key)
    if old is None:
        found[key] = new
    else:
        better = new if new.points > old.points else old
        found[key] = replace(better, count=old.count + new.count)


def _put_together(case: RotationCase, some: _States, more: _States) -> _States:
    if len(some) * len(more) > MOST_STATES:
        raise TooMany
    found: _States = {}
    for (use, worst), kept in some.items():
        for (added, also_worst), other in more.items():
            total = tuple(a + b for a, b in zip(use, added, strict=True))
            lowest = min((w for w in (worst, also_worst) if w is not None), default=None)
            plan = kept.plan + other.plan
            joined = _Kept(kept.points + other.points, kept.count * other.count, plan)
            if not _is_full(case, total):
                _keep(found, (total, lowest), joined)
    return found


def _use(case: RotationCase, plan: Plan) -> Use:
    with_vacant, without = loads(case, plan), staffing(case, plan)
    keys = [limit.key for limit in case.limits]
    return tuple(n for counts in (with_vacant, without) for key in keys for n in counts[key])


def _no_use(case: RotationCase) -> Use:
    return _use(case, ())


def _by_limit(case: RotationCase, use: Use) -> Iterator[tuple[int, list[int], list[int]]]:
    """(number of the limit, numbers held against the maximum, against the minimum)."""
    half, at = len(use) // 2, 0
    for number, limit in enumerate(case.limits):
        size = case.months if limit.per is LimitPer.MONTH else 1
        months = (
            [m for m in range(case.months) if m in limit.span]
            if limit.per is LimitPer.MONTH
            else [0]
        )
        most = [use[at + month] for month in months]
        yield number, most, [use[half + at + month] for month in months]
        at += size


def _is_full(case: RotationCase, use: Use) -> bool:
    for number, most, _least in _by_limit(case, use):
        limit = case.limits[number]
        unit = 100 if limit.counts_share else 1
        if limit.is_hard and limit.maximum is not None and max(most) > unit * limit.maximum:
            return True
    return False


def _soft_price(case: RotationCase, use: Use) -> int | None:
    """What the soft limits cost; None when a hard one is broken."""
    price = 0
    for number, most, least in _by_limit(case, use):
        limit = case.limits[number]
        unit = 100 if limit.counts_share else 1
        over, under = 0, 0
        for amount in most:
            while limit.maximum is not None and amount > unit * limit.maximum:
                over, amount = over + 1, amount - unit
        for amount in least:
            while limit.minimum is not None and amount < unit * limit.minimum:
                under, amount = under + 1, amount + unit
        if limit.is_hard and over + under:
            return None
        price += over * limit.over_price + under * limit.under_price
    return price
