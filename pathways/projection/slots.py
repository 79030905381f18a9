"""The building blocks of a timeline ahead: slots of service and the needs they serve."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from pathways.credit_clock import CreditClock
from pathways.projection.plan_needs import PlanNeed
from pathways.projection.values import NO_WAIT, StintKind, Wait
from pathways.types.record import PlaceKind, Service


class Variant(StrEnum):
    """Which reading of an unsure plan is laid out."""

    LOW = "low"
    """Least lengths, shortest option; what is booked stays."""
    HIGH = "high"
    """Greatest lengths, longest option; what is booked stays."""
    BEST = "best"
    """Least lengths, shortest option, and what is booked ahead may move."""


@dataclass(frozen=True, slots=True)
class Clocks:
    """Credited time of one stretch, by months and by days (for plans that count in weeks)."""

    months: CreditClock
    days: CreditClock | None = None

    def of(self, in_days: bool) -> CreditClock:
        """The clock that a length is measured with."""
        if not in_days:
            return self.months
        assert self.days is not None
        return self.days


@dataclass(frozen=True, slots=True)
class PlaceNeed:
    """A requirement of service at some kinds of place, in ticks of months."""

    ref: str
    amount: int
    places: frozenset[PlaceKind]


@dataclass(slots=True)
class Piece:
    """The part of one need that one slot serves, from `start` to the day it is reached."""

    ref: str
    start: date
    end: date
    ticks: int
    in_days: bool = False


@dataclass(slots=True)
class Slot:
    """A period of service ahead and the pieces it serves.

    `start` is its first day ahead; `ends_on` the booked end, None when it ends as its pieces do.
    """

    kind: StintKind
    start: date
    ends_on: date | None
    service: Service | None = None
    pieces: list[Piece] = field(default_factory=list)
    latest_end: date | None = None
    latest_start: date | None = None
    wait: Wait = NO_WAIT

    @property
    def needed_until(self) -> date | None:
        """The last day that any need takes of it; None when nothing needs it."""
        return max((piece.end for piece in self.pieces), default=None)


@dataclass(slots=True)
class ToPlan:
    """Something needed that nothing booked serves: `amount` ticks in one piece."""

    ref: str
    amount: int
    in_days: bool = False
    seq: int | None = None
    is_external: bool = False
    after: tuple[int, ...] = ()
    place: PlaceKind | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch of a doctor's training ahead, ready to be laid out.

    `first` is the first day that it can be served; `services` are the doctor's periods in it
    (done ones too); `left` the ticks that the stretch still asks for.
    """

    key: str
    ref: str
    first: date
    today: date
    clocks: Clocks
    left: int
    services: tuple[Service, ...]
    needs: tuple[PlanNeed, ...]
    places: tuple[PlaceNeed, ...]
    choices: tuple[tuple[str, tuple[tuple[str, tuple[int, ...]], ...]], ...]
    own_before_external: bool
