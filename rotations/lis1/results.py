"""What sharing out gives: who is placed where, and how that came about."""

from dataclasses import dataclass
from enum import StrEnum


class Mechanism(StrEnum):
    """The six ways, in the order in which they are shown."""

    DRAWN_ORDER = "drawn_order"
    """In drawn order, each takes the best of their wishes that is free (Finnmark's rule)."""
    TWO_PASS = "two_pass"  # noqa: S105
    """First choices in drawn order, then the rest (UK Foundation Programme 2024)."""
    STABLE_FOR_CANDIDATES = "stable_for_candidates"
    STABLE_FOR_SEATS = "stable_for_seats"
    LEAST_SUM = "least_sum"
    """As many placed as possible, then the least sum of ranks."""
    LEAST_WORST = "least_worst"
    """As many placed as possible, then the least worst rank, then the least sum."""


class How(StrEnum):
    """How somebody came to a seat."""

    PREPLACED = "preplaced"
    WISHED = "wished"
    REMAINING = "remaining"
    """No wish could be met, and the rules give such candidates a seat that is left."""
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Placed:
    """One candidate with a seat; `rank` is 1 for the first wish, None for a seat not wished."""

    candidate: str
    seat: str
    rank: int | None
    how: How


@dataclass(frozen=True, slots=True)
class ManualChange:
    """A change by the council, with its reason. `seat` None takes the candidate's seat away."""

    candidate: str
    seat: str | None
    reason: str
    swap_with: str | None = None
    """Who gets the seat that `candidate` leaves."""


@dataclass(frozen=True, slots=True)
class Result:
    """One run. `placed` in order of candidate key; who is not in it has no seat."""

    mechanism: Mechanism
    rules: str
    """Version of the rules."""
    placed: tuple[Placed, ...]
    unplaced: tuple[str, ...]
    is_settled: bool = True
    """False: a stable matching was sought where there need not be one, and none was found."""
    changes: tuple[ManualChange, ...] = ()

    @property
    def seats(self) -> dict[str, str]:
        """Seat by candidate."""
        return {each.candidate: each.seat for each in self.placed}

    @property
    def ranks(self) -> dict[str, int | None]:
        """Rank by candidate who is placed."""
        return {each.candidate: each.rank for each in self.placed}
