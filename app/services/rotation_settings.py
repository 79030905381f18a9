"""What a plan is weighed by, read from the plan and compared with what a run used.

Only what differs from its default is stored with the plan, so that a default that is corrected
here holds for every plan that has not chosen otherwise. A run keeps the settings it was made by.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from app.store.rotation_values import PlanHead
from rotations.types.case import Limit, Weights

WISH_POINTS = (12, 9, 7, 5, 4, 3, 2, 1)
"""Points of a doctor's wishes by rank; later ones count as the last. A choice of ours."""
PRICES = ("over_price", "under_price")
"""Of limits that are wishes: for each person and month too many, or too few."""
WEIGHTS = tuple(each.name for each in fields(Weights))
DEFAULTS: Mapping[str, Any] = {
    "wish_points": list(WISH_POINTS),
    **asdict(Weights()),
    **{each.name: each.default for each in fields(Limit) if each.name in PRICES},
}
"""By name, in the order of the page."""
KEPT = "settings"
"""Key in a run's options: the settings that it was made by."""


@dataclass(frozen=True, slots=True)
class PlanWeights:
    """Everything a plan is weighed by, in points."""

    weights: Weights
    wish_points: tuple[int, ...]
    over_price: int
    under_price: int

    def of_wish(self, rank: int) -> int:
        """The points of a doctor's wish of this rank, 1 first."""
        return self.wish_points[min(rank, len(self.wish_points)) - 1]

    def priced(self, limits: Iterable[Limit]) -> tuple[Limit, ...]:
        """The limits, with the plan's price on those that are wishes."""
        return tuple(
            each
            if each.is_hard
            else replace(each, over_price=self.over_price, under_price=self.under_price)
            for each in limits
        )


def weights_of(plan: PlanHead) -> PlanWeights:
    """What the plan is weighed by."""
    values = values_of(plan)
    return PlanWeights(
        Weights(**{name: values[name] for name in WEIGHTS}),
        tuple(values["wish_points"]),
        values["over_price"],
        values["under_price"],
    )


def values_of(plan: PlanHead) -> dict[str, Any]:
    """Every weight by name: the plan's own, else the default."""
    return {name: plan.weights.get(name, default) for name, default in DEFAULTS.items()}


def differing(values: Mapping[str, Any]) -> dict[str, Any]:
    """What of these weights is stored with a plan: those that differ from their default."""
    return {name: values[name] for name in DEFAULTS if values[name] != DEFAULTS[name]}


def all_of(plan: PlanHead) -> dict[str, Any]:
    """All settings as plain values: the weights, the notice, and the months that are set."""
    return {
        **values_of(plan),
        "notice_months": plan.notice_months,
        "frozen_until": plan.frozen_until.isoformat() if plan.frozen_until else None,
    }


def changed_since(plan: PlanHead, options: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of the settings that are others now than when a run with these options was made.

    Empty for a run that is older than this record of them.
    """
    used = options.get(KEPT)
    if used is None:
        return ()
    return tuple(name for name, value in all_of(plan).items() if used.get(name) != value)
