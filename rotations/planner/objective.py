"""What a plan is worth, and what may be broken at which price.

The planner maximises points. The same machinery serves three questions by another `Objective`:
the best plan (`best_plan_objective`), the fewest changes (`fewest_changes`), and the least to
give up (`least_relaxation`). Prices are whole points, zero or positive, and are *costs*.
"""

from dataclasses import dataclass, replace

from rotations.types.case import Placement, RotationCase, Weights

FREE = Weights(
    idle_month=0,
    site_change=0,
    town_change=0,
    late_month=0,
    changed_placement=0,
    changed_near=0,
    worst_off=0,
)
"""Weights with which nothing costs anything."""


@dataclass(frozen=True, slots=True)
class Objective:
    """Points and prices of one run; None as price means that the demand cannot be given up."""

    weights: Weights
    kept: tuple[Placement, ...]
    """Placements whose change costs `changed_placement` (near the start: `changed_near`)."""
    counts_wishes: bool = True
    """Whether wishes and points per month count."""
    counts_soft: bool = True
    """Whether soft limits count; without it they are left out of the rows."""
    hard_price: int | None = None
    """Price per person and month over or under a hard limit. None: chosen from the case, above
    anything one doctor can gain. A plan is valid only when no hard limit is broken at all."""
    lock_price: int | None = None
    """Price of each locked block that does not keep its lock(s)."""
    frozen_price: int | None = None
    """Price of each placement that a frozen month demands or forbids, when not kept."""
    block_price: int | None = None
    """Price of each compulsory or chosen block that is not placed at all."""


def best_plan_objective(case: RotationCase) -> Objective:
    """The case's own weights, wishes, and stability against its published plan."""
    return Objective(case.weights, case.published)


def fewest_changes(before: tuple[Placement, ...], hard_price: int = 30) -> Objective:
    """Minus one for every placement of `before` that is not kept; nothing else counts."""
    weights = replace(FREE, changed_placement=1, changed_near=1)
    return Objective(weights, before, counts_wishes=False, counts_soft=False, hard_price=hard_price)


def least_relaxation(
    hard_price: int = 3, lock_price: int | None = 10, block_price: int | None = 40
) -> Objective:
    """Nothing counts but what is given up: limits, locks and whole blocks, each at its price."""
    return Objective(
        FREE,
        (),
        counts_wishes=False,
        counts_soft=False,
        hard_price=hard_price,
        lock_price=lock_price,
        frozen_price=lock_price,
        block_price=block_price,
    )
