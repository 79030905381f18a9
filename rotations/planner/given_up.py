"""What a plan gives up of a case's demands, as relaxations with their cost."""

from collections.abc import Iterable, Iterator, Sequence

from rotations.laying import keeps
from rotations.loads import LimitLoad, LoadedPlan
from rotations.planner.alone import lacking
from rotations.planner.relax import RelaxPrices
from rotations.rules import RULES
from rotations.types.case import Placement, RotationCase
from rotations.types.findings import Rule
from rotations.types.results import Relaxation, RelaxKind


def given_up(
    case: RotationCase, placements: Sequence[Placement], prices: RelaxPrices
) -> tuple[Relaxation, ...]:
    """Every demand of the kinds that may give way which the plan does not keep.

    Limits by runs of months with the same amount, then pairs, blocks, locks, frozen months.
    """
    plan = LoadedPlan(case, placements)
    found: list[Relaxation] = []
    for load in plan.loads.values():
        if load.limit.is_hard:
            found += _limit(case, load, RelaxKind.RAISE_MAXIMUM, load.over(), prices)
            found += _limit(case, load, RelaxKind.LOWER_MINIMUM, load.under(), prices)
    found += _pairs(plan, prices)
    dropped = list(_dropped(case, placements, prices))
    found += dropped
    gone = {(each.doctor, each.block) for each in dropped}
    found += _locks(case, placements, gone, prices)
    found += _frozen(plan, placements, gone, prices)
    return tuple(found)


def _limit(
    case: RotationCase,
    load: LimitLoad,
    kind: RelaxKind,
    broken: Iterable[tuple[int, int]],
    prices: RelaxPrices,
) -> list[Relaxation]:
    """Runs of months in which as many are too many or too few."""
    price, limit = prices.person_month or 0, load.limit
    amounts = [(index, -(-amount // load.unit)) for index, amount in broken]
    if not load.is_per_month:
        first, last = max(0, limit.span.first), min(limit.span.last, case.months - 1)
        return [
            Relaxation(kind, price * by, limit=limit.key, first=first, last=last, by=by)
            for _, by in amounts
        ]
    runs: list[list[int]] = []
    for month, by in amounts:
        if runs and runs[-1][1] == month - 1 and runs[-1][2] == by:
            runs[-1][1] = month
        else:
            runs.append([month, month, by])
    return [
        Relaxation(kind, price * by * (last - first + 1), limit.key, first, last, by)
        for first, last, by in runs
    ]


def _pairs(plan: LoadedPlan, prices: RelaxPrices) -> list[Relaxation]:
    months: dict[tuple[str, str], int] = {}
    for each in RULES[Rule.PAIR].check(plan):
        key = (each.doctor or "", each.others[0])
        months[key] = months.get(key, 0) + (each.last or 0) - (each.first or 0) + 1
    price = prices.person_month or 0
    return [
        Relaxation(RelaxKind.FREE_PAIR, price * count, doctor=one, other=other)
        for (one, other), count in months.items()
    ]


def _dropped(
    case: RotationCase, placements: Sequence[Placement], prices: RelaxPrices
) -> Iterator[Relaxation]:
    for doctor in case.doctors:
        placed = {p.block for p in placements if p.doctor == doctor.key}
        for block in lacking(doctor, placed):
            yield Relaxation(
                RelaxKind.DROP_BLOCK, prices.block or 0, doctor=doctor.key, block=block
            )


def _locks(
    case: RotationCase,
    placements: Sequence[Placement],
    gone: set[tuple[str | None, str | None]],
    prices: RelaxPrices,
) -> Iterator[Relaxation]:
    """Locks that are not kept; several on one block cost as one."""
    paid: set[tuple[str, str]] = set()
    for lock in case.locks:
        spot = (lock.doctor, lock.block)
        if spot in gone or any(keeps(placement, lock) for placement in placements):
            continue
        cost = 0 if spot in paid else prices.lock or 0
        paid.add(spot)
        yield Relaxation(
            RelaxKind.RELEASE_LOCK, cost, doctor=lock.doctor, block=lock.block, lock=lock
        )


def _frozen(
    plan: LoadedPlan,
    placements: Sequence[Placement],
    gone: set[tuple[str | None, str | None]],
    prices: RelaxPrices,
) -> Iterator[Relaxation]:
    """Doctors moved in frozen months; each placement that differs there costs once."""
    case = plan.case
    before = min(case.frozen_months, case.months)
    for doctor in dict.fromkeys(each.doctor for each in RULES[Rule.FROZEN].check(plan)):
        published = {p.block: p for p in plan.published.get(doctor or "", ()) if p.first < before}
        now = {p.block: p for p in placements if p.doctor == doctor and p.first < before}
        changed = {
            block
            for block in published.keys() | now.keys()
            if (doctor, block) not in gone
            and not _is_same(published.get(block), now.get(block), before)
        }
        cost = (prices.thaw or 0) * max(1, len(changed))
        yield Relaxation(RelaxKind.THAW, cost, doctor=doctor)


def _is_same(one: Placement | None, other: Placement | None, before: int) -> bool:
    """Whether both are the same within the frozen months."""
    if one is None or other is None:
        return False
    return (
        one.site == other.site
        and one.first == other.first
        and min(one.last, before - 1) == min(other.last, before - 1)
    )
