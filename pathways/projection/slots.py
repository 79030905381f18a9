"""The building blocks of a timeline ahead: slots of service and the needs they serve."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from pathways.credit_clock import CreditClock
from pathways.month_axis import DAY
from pathways.projection.asked import PlaceNeed, StretchNeeds
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


@dataclass(slots=True)
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
    `gives_way_on` is the last day before the next booked period, for one without a booked end: a
    doctor serves at one place at a time.
    """

    kind: StintKind
    start: date
    ends_on: date | None
    service: Service | None = None
    pieces: list[Piece] = field(default_factory=list)
    latest_end: date | None = None
    latest_start: date | None = None
    wait: Wait = NO_WAIT
    gives_way_on: date | None = None

    @property
    def last_day(self) -> date | None:
        """The last day it can serve anything; None when it may go on."""
        return self.ends_on or self.gives_way_on

    @property
    def needed_until(self) -> date | None:
        """The last day that any need takes of it; None when nothing needs it."""
        return max([piece.end for piece in self.pieces], default=None)


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


@dataclass(slots=True)
class NeedTime:
    """What the record holds for one need: its periods, and ticks served and booked."""

    services: list[Service]
    done: int
    booked: int
    has_ends: bool
    """Whether there are periods, and each has an end."""


@dataclass(slots=True)
class Stretch:
    """One stretch of a doctor's training ahead, ready to be laid out.

    `first` is the first day that it can be served; `services` are the doctor's periods in it
    in order of time (done ones too); `left` the ticks that the stretch still asks for.
    """

    asks: StretchNeeds
    first: date
    today: date
    clocks: Clocks
    left: int
    services: tuple[Service, ...]
    times: dict[str, NeedTime] = field(default_factory=dict)
    """By need: worked out for the first reading, used again by the others."""

    @property
    def key(self) -> str:
        """Which stretch it is."""
        return self.asks.key

    @property
    def ref(self) -> str:
        """The line of the whole stretch."""
        return self.asks.ref

    def time_for(self, need: PlanNeed) -> NeedTime:
        """What the record holds for a service of the plan."""
        time = self.times.get(need.ref)
        if time is None:
            mine = [s for s in self.services if s.plan_seq == need.seq]
            clock = self.clocks.of(need.in_days)
            has_ends = bool(mine) and all(s.ends_on is not None for s in mine)
            time = NeedTime(mine, self._done(mine, clock), self._booked(mine, clock), has_ends)
            self.times[need.ref] = time
        return time

    def done_at(self, need: PlaceNeed) -> int:
        """Ticks served at the places of a requirement."""
        time = self.times.get(need.ref)
        if time is None:
            there = [s for s in self.services if s.place_kind in need.places]
            time = NeedTime(there, self._done(there, self.clocks.months), 0, has_ends=False)
            self.times[need.ref] = time
        return time.done

    def _done(self, services: Iterable[Service], clock: CreditClock) -> int:
        """Ticks served up to and including today; a day served twice counts once."""
        total = 0
        start = date.min
        for service in services:
            start = max(service.starts_on, start)
            end = min(service.ends_on or self.today, self.today)
            if end >= start:
                total += clock.between(start, end)
                start = end + DAY
        return total

    def _booked(self, services: Iterable[Service], clock: CreditClock) -> int:
        """Ticks that periods with an end will still give, whether or not they may move."""
        return sum(
            [
                clock.between(max(service.starts_on, self.first), service.ends_on)
                for service in services
                if service.ends_on is not None and service.ends_on >= self.first
            ]
        )
