"""Ways out of a clash: what to give up, and a plan that keeps everything else."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rotations.plan_facts import is_kept
from rotations.planner.elastic import Cheapest, cheapest, columns_of
from rotations.planner.given_up import given_up
from rotations.planner.model import compile_case
from rotations.planner.objective import FREE, Objective, fewest_changes, least_relaxation
from rotations.planner.relax import RelaxPrices, relaxed, total_cost
from rotations.planner.watch import Watch
from rotations.rules import check
from rotations.types.case import Placement, RotationCase
from rotations.types.findings import Severity, Violation
from rotations.types.results import Option, Relaxation, RelaxKind

_PRICES = ("person_month", "lock", "thaw", "block")
DEAR = 20
"""How many times dearer limits are when people are to give way rather than places."""
UNPAYABLE = 400
"""Price of a limit that must not give way, above that of a block."""
CHANGES_A_POINT = 10
"""So many changed placements weigh as much as one point of what is given up."""


@dataclass(frozen=True, slots=True)
class WayOut:
    """A plan of the elastic problem with what it gives up."""

    relaxations: tuple[Relaxation, ...]
    placements: tuple[Placement, ...]
    lower: int
    """Nothing costs less, at the prices it was found with."""


def breaches(case: RotationCase, placements: Sequence[Placement]) -> tuple[Violation, ...]:
    """What `rotations.rules` finds that makes the plan invalid."""
    return tuple(v for v in check(case, placements) if v.severity is Severity.BREACH)


def objective_of(prices: RelaxPrices) -> Objective:
    """The elastic objective with these prices."""
    limit = UNPAYABLE if prices.person_month is None else prices.person_month
    found = least_relaxation(limit, prices.lock, prices.block)
    return replace(found, frozen_price=prices.thaw)


def way_out(
    case: RotationCase,
    prices: RelaxPrices,
    paid: RelaxPrices,
    watch: Watch,
    *,
    seed: int,
    start: Sequence[Placement] = (),
) -> WayOut | None:
    """The least to give up at `prices`; its relaxations are told at the prices `paid`."""
    model = compile_case(case, objective_of(prices))
    found: Cheapest | None = cheapest(model, watch, seed=seed, start=columns_of(model, start))
    if found is None:
        return None
    placements = model.placements(found.columns)
    return WayOut(given_up(case, placements, paid), placements, found.lower)


def nearer(
    case: RotationCase,
    prices: RelaxPrices,
    paid: RelaxPrices,
    way: WayOut,
    present: Sequence[Placement],
    watch: Watch,
    *,
    seed: int,
) -> WayOut:
    """A way out that costs no more and changes less of the present plan, when one is found.

    Of several locks that could be released it takes the one that moves fewest placements.
    """
    scaled = RelaxPrices(*(_scaled(getattr(prices, name)) for name in _PRICES))
    changes = replace(FREE, changed_placement=1, changed_near=1)
    objective = replace(objective_of(scaled), weights=changes, kept=tuple(present))
    model = compile_case(case, objective)
    found = cheapest(model, watch, seed=seed, start=columns_of(model, way.placements))
    if found is None:
        return way
    placements = model.placements(found.columns)
    relaxations = given_up(case, placements, paid)
    is_dearer = total_cost(relaxations) > total_cost(way.relaxations)
    if is_dearer or count_changed(present, placements) > count_changed(present, way.placements):
        return way
    return WayOut(relaxations, placements, way.lower)


def _scaled(price: int | None) -> int | None:
    return None if price is None else price * CHANGES_A_POINT


def other_prices(prices: RelaxPrices) -> tuple[tuple[bool, RelaxPrices], ...]:
    """Prices for ways out of another kind: (whether only limits give way, prices)."""
    places = RelaxPrices(prices.person_month, None, None, None)
    limit = None if prices.person_month is None else prices.person_month * DEAR
    people = replace(prices, person_month=limit)
    return (True, places), (False, people)


def is_only_limits(relaxations: Sequence[Relaxation]) -> bool:
    """Whether places give way and no person's demand."""
    kinds = {each.kind for each in relaxations}
    return kinds <= {RelaxKind.RAISE_MAXIMUM, RelaxKind.LOWER_MINIMUM}


def confirmed(
    case: RotationCase,
    way: WayOut,
    present: Sequence[Placement],
    watch: Watch,
    *,
    seed: int,
    lower: int,
) -> Option | None:
    """The way out with a plan found by solving the relaxed case again, judged by the rules.

    None when no plan of the relaxed case keeps every rule after all.
    """
    eased = relaxed(case, way.relaxations)
    before = tuple(present) if present else way.placements
    again = None if watch.is_over else _nearest(eased, before, way.placements, watch, seed)
    tried = (way.placements,) if again is None else (again, way.placements)
    plan = next((p for p in tried if not breaches(eased, p)), None)
    if plan is None:
        return None
    cost = total_cost(way.relaxations)
    changed = count_changed(present, plan) if present else None
    return Option(way.relaxations, cost, cost <= lower, tuple(plan), changed)


def _nearest(
    case: RotationCase,
    before: tuple[Placement, ...],
    start: tuple[Placement, ...],
    watch: Watch,
    seed: int,
) -> tuple[Placement, ...] | None:
    """A plan for the case with as few changes as can be; None when there is none."""
    model = compile_case(case, fewest_changes(before, max(30, len(before) + 1)))
    found = cheapest(model, watch, seed=seed, start=columns_of(model, start))
    return model.placements(found.columns) if found is not None else None


def count_changed(before: Sequence[Placement], after: Sequence[Placement]) -> int:
    """How many placements of `before` are not kept as they are."""
    return sum(not any(is_kept(old, new) for new in after) for old in before)
