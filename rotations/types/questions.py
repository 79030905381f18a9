"""What people ask of a plan ("why here?", "what would this wish cost?"), and the answers."""

from dataclasses import dataclass

from rotations.types.case import Lock
from rotations.types.results import Alternative, Explanation, RepairResult


@dataclass(frozen=True, slots=True)
class WhyNot:
    """What it would take to have this placement instead."""

    lock: Lock


@dataclass(frozen=True, slots=True)
class WishPrice:
    """What it would take to meet this wish of this doctor (for negative points: to spare it)."""

    doctor: str
    wish: str


Question = WhyNot | WishPrice


@dataclass(frozen=True, slots=True)
class PlanCost:
    """What another plan takes and gives against the present one, counted, not weighed.

    Amounts are differences: positive is more of it. `points` are those lost.
    """

    points: int
    placements: int
    """Placements that are different, new or gone."""
    moved: tuple[str, ...]
    """Doctors (vacant posts apart) with such a placement, in the order of the case."""
    posts_moved: int
    """Vacant posts with such a placement."""
    wishes_lost: tuple[tuple[str, str], ...]
    """(doctor, wish) of wishes that are met now and would not be."""
    wishes_met: tuple[tuple[str, str], ...]
    """(doctor, wish) of wishes that would be met and are not now."""
    finish_moved: tuple[tuple[str, int], ...]
    """(doctor, months later) where the last placement ends in another month."""
    idle_months: int
    site_changes: int
    town_changes: int
    late_months: int
    """Months of training after the doctors' deadlines."""
    longer_months: int
    """Credited months above the shortest, in blocks where more months are worth something."""
    published_changed: int
    """Published placements that are not kept."""
    beyond_soft: int
    """Person-months over or under soft limits."""
    breaches_before: int
    """Rules that the present plan breaks: a plan found keeps all, so it mends these as well."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to a question: what can be had, with the fewest changes and at best; or why not.

    `best` is the plan with most points that has what is asked for; it may differ in much else.
    """

    best: Alternative
    best_cost: PlanCost | None
    """None without a plan."""
    fewest: RepairResult | None
    """The plan nearest to the present one; None when the plan has what is asked for already."""
    fewest_cost: PlanCost | None
    explanation: Explanation | None
    """Why it cannot be, when no plan was found."""
    is_settled: bool
    """The plan has it already."""
    ways: int
    """How many ways there are to have it; 0: no block could ever meet the wish."""

    @property
    def is_possible(self) -> bool:
        """Whether a plan with it was found."""
        return self.best.is_possible or (self.fewest is not None and self.fewest.is_possible)
