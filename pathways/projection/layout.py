"""One stretch laid out in time: what is booked, what that serves, and where the rest fits.

What is booked keeps its dates. Each booked period serves the needs it points at until they are
full. What nothing booked serves becomes `ToPlan`, and `packing` finds where it ends earliest.
"""

from dataclasses import dataclass, field
from datetime import date

from pathways.month_axis import DAY
from pathways.projection.asked import PlaceNeed
from pathways.projection.packing import Gap, pack
from pathways.projection.plan_needs import PlanNeed
from pathways.projection.slots import NeedTime, Piece, Slot, Stretch, ToPlan, Variant
from pathways.projection.values import StintKind
from pathways.types.record import PlaceKind, Service


@dataclass(slots=True)
class Served:
    """One need of the plan in ticks: done, booked, and asked for (None without a length)."""

    need: PlanNeed
    done: int
    booked: int
    amount: int | None


@dataclass(slots=True)
class Layout:
    """The stretch in time. `end` is the last day it takes; `packed_end` that of its services.

    `ends` gives the day each need is reached (the stretch's own under its `ref`); `unknown` are
    the needs whose length nobody has said; `open_choices` the groups nobody has chosen in.
    """

    stretch: Stretch
    slots: list[Slot]
    ends: dict[str, date]
    packed_end: date
    end: date
    served: dict[str, Served]
    """By line of the plan: how much is done, booked and needed."""
    unknown: list[PlanNeed]
    open_choices: list[str]
    differs: bool
    """Whether another variant could end on another day."""
    latest_end: date | None = None
    """The last day that does not move the end of it all (backward pass)."""

    needed: list[Slot] = field(init=False)
    """The slots that some need takes, in time order."""

    def __post_init__(self) -> None:
        """Pick the slots that are needed."""
        self.needed = [slot for slot in self.slots if slot.pieces]


def lay_out(stretch: Stretch, variant: Variant) -> Layout:
    """The stretch under one reading of the plan."""
    if not (stretch.services or stretch.asks.has_parts):
        return _only_time(stretch)
    return _Builder(stretch, variant).build()


def _only_time(stretch: Stretch) -> Layout:
    """A stretch that only asks for time, with nothing booked in it."""
    end = stretch.clocks.months.reach(stretch.first, stretch.left)
    before = stretch.first - DAY
    return Layout(stretch, [], {stretch.ref: end}, before, max(before, end), {}, [], [], False)


class _Builder:
    """Keeps the parts while one layout is made."""

    def __init__(self, stretch: Stretch, variant: Variant) -> None:
        self.stretch = stretch
        self.variant = variant
        self.clock = stretch.clocks.months
        self.slots: list[Slot] = []
        self.ends: dict[str, date] = {}
        self.to_plan: list[ToPlan] = []
        self.served: dict[str, Served] = {}
        self.unknown: list[PlanNeed] = []
        self.open_choices: list[str] = []
        self.differs = False
        self.taken = self._find_taken() if stretch.asks.needs else set()
        self.riders: list[tuple[str, str]] = []
        """(need, host) for needs that take no time of their own."""
        self.ahead: dict[str, int] = {}
        """Ticks still to be served for each need, booked or to plan: what an inner one fits in."""

    def build(self) -> Layout:
        stretch = self.stretch
        self._fixed_slots()
        if stretch.asks.has_parts:
            self._parts()
        packed = max(self.ends.values(), default=stretch.first - DAY)
        own_end = self.clock.reach(stretch.first, stretch.left)
        self.ends[stretch.ref] = own_end
        self.slots.sort(key=_first_day)
        return Layout(
            stretch,
            self.slots,
            self.ends,
            packed,
            max(packed, own_end),
            self.served,
            self.unknown,
            self.open_choices,
            self.differs,
        )

    def _parts(self) -> None:
        """The services of the plan and the kinds of place, booked or to plan."""
        for need in self._wanted():
            self._serve(need)
        for need in self.stretch.asks.inner:
            self._serve_inside(need)
        for place in self.stretch.asks.places:
            self._serve_place(place)
        self._place_the_rest()

    def _fixed_slots(self) -> None:
        """Today's period and, unless everything may move, the booked ones."""
        for service in self.stretch.services:
            if service.counted_inside is not None or _is_over(service, self.stretch.first):
                continue
            begun = service.starts_on <= self.stretch.today
            if self.variant is Variant.BEST and not begun:
                continue
            ends_on = None if self.variant is Variant.BEST else service.ends_on
            kind = StintKind.NOW if begun else StintKind.BOOKED
            start = max(service.starts_on, self.stretch.first)
            self.slots.append(Slot(kind, start, ends_on, service))
        if len(self.slots) > 1:
            self.slots.sort(key=lambda slot: (slot.start, slot.kind is StintKind.BOOKED))
            self._give_way()

    def _give_way(self) -> None:
        """A period without an end makes way for the next booked one."""
        following: date | None = None
        for slot in reversed(self.slots):
            if slot.ends_on is None and following is not None:
                slot.gives_way_on = following - DAY
            if slot.kind is StintKind.BOOKED:
                following = slot.start

    def _wanted(self) -> list[PlanNeed]:
        """The needs that ask for time of their own: one option of each choice, nothing optional."""
        taken = self.taken
        dropped: set[int] = set()
        for group, options in self.stretch.asks.choices:
            chosen = [seqs for _option, seqs in options if taken & set(seqs)]
            if not chosen:
                self.open_choices.append(group)
                self.differs = True
                chosen = [self._option(options)]
            kept = {seq for seqs in chosen for seq in seqs}
            dropped |= {seq for _option, seqs in options for seq in seqs} - kept
        return [
            need
            for need in self.stretch.asks.outer
            if need.seq not in dropped and not (need.is_optional and need.seq not in taken)
        ]

    def _find_taken(self) -> set[int | None]:
        """Services of the plan that are served or booked; what only is booked may still change."""
        may_change = self.variant is Variant.BEST
        return {
            service.plan_seq
            for service in self.stretch.services
            if not may_change or service.starts_on <= self.stretch.today
        }

    def _option(self, options: tuple[tuple[str, tuple[int, ...]], ...]) -> tuple[int, ...]:
        """The shortest option, or the longest; an unknown length is longer than any."""
        by_seq = {need.seq: need for need in self.stretch.asks.needs}

        def length(seqs: tuple[int, ...]) -> tuple[int, float]:
            needs = [by_seq[seq] for seq in seqs]
            unknown = sum(not need.has_length for need in needs)
            return unknown, float(sum(self._months(need) for need in needs))

        lengths = [seqs for _option, seqs in options]
        return (
            max(lengths, key=length) if self.variant is Variant.HIGH else min(lengths, key=length)
        )

    def _months(self, need: PlanNeed) -> float:
        """A length on one scale, only to compare options: a day is a thirtieth of a month."""
        ticks = (need.high if self.variant is Variant.HIGH else need.low) or 0
        return ticks / (100 * 30) if need.in_days else ticks / self.clock.unit

    def _serve(self, need: PlanNeed) -> None:
        """Give the need what is booked for it; the rest is to plan."""
        left = self._left(need)
        if left is None:
            return
        self.ahead[need.ref] = max(0, left)
        mine = self.stretch.time_for(need).services
        if left > 0 and mine:
            left = self._fill(need.ref, left, self._slots_of(need), need.in_days)
            left = self._fill_inside(need.ref, left, mine, need.in_days)
        if left > 0:
            self._plan(need, left)

    def _left(self, need: PlanNeed) -> int | None:
        """Ticks that the need asks for after today; None when nobody has said how long it is."""
        time = self.stretch.time_for(need)
        amount = self._amount(need, time)
        self.served[need.ref] = Served(need, time.done, time.booked, amount)
        if amount is None:
            amount = self._amount_unsaid(need, time)
        return None if amount is None else amount - time.done

    def _slots_of(self, need: PlanNeed) -> list[Slot]:
        return [slot for slot in self.slots if slot.service and slot.service.plan_seq == need.seq]

    def _plan(self, need: PlanNeed, left: int) -> None:
        """Nothing booked serves the rest of the need."""
        after = need.service.after_seq
        self.to_plan.append(
            ToPlan(need.ref, left, need.in_days, need.seq, need.is_external, after, need.place)
        )

    def _amount(self, need: PlanNeed, time: NeedTime) -> int | None:
        """What the need asks for in this variant; None without a length.

        A length from-to is as long as it is booked, once that is at least the least.
        """
        low, high = need.low, need.high
        if low is None or high is None or low == high:
            return low
        has = time.done + time.booked
        is_said = time.has_ends and has >= low
        if is_said and self.variant is not Variant.BEST:
            return min(high, has)
        self.differs = self.differs or not is_said
        return high if self.variant is Variant.HIGH else low

    def _amount_unsaid(self, need: PlanNeed, time: NeedTime) -> int | None:
        """A service without a length is as long as it is booked; unbooked it is unknown."""
        if time.has_ends:
            return time.done + time.booked
        self.unknown.append(need)
        return None

    def _fill(self, ref: str, left: int, slots: list[Slot], in_days: bool) -> int:
        """Let slots serve a need in order; gives back what is still left."""
        clock = self.stretch.clocks.of(in_days)
        for slot in slots:
            if left <= 0:
                break
            last = slot.last_day
            given = left if last is None else clock.between(slot.start, last)
            used = min(left, given)
            if used > 0:
                end = clock.reach(slot.start, used)
                slot.pieces.append(Piece(ref, slot.start, end, used, in_days))
                self._reached(ref, end)
                left -= used
        return left

    def _fill_inside(self, ref: str, left: int, mine: list[Service], in_days: bool) -> int:
        """Periods that lie inside another one serve their need within the outer one's slot."""
        clock = self.stretch.clocks.of(in_days)
        for service in mine:
            host = self._slot_of(service.counted_inside)
            if left <= 0 or host is None or service.ends_on is None:
                continue
            start = max(service.starts_on, self.stretch.first)
            used = min(left, clock.between(start, service.ends_on))
            if used > 0:
                end = clock.reach(start, used)
                host.pieces.append(Piece(ref, start, end, used, in_days))
                self._reached(ref, end)
                left -= used
        return left

    def _slot_of(self, key: str | None) -> Slot | None:
        if key is None:
            return None
        return next((s for s in self.slots if s.service and s.service.key == key), None)

    def _serve_inside(self, need: PlanNeed) -> None:
        """A need inside another takes only the time that its host has not left."""
        if need.is_optional and need.seq not in self.taken:
            return
        left = self._left(need)
        if left is None:
            return
        mine = self.stretch.time_for(need).services
        if left > 0 and mine:
            left = self._fill_inside(need.ref, left, mine, need.in_days)
            left = self._fill(need.ref, left, self._slots_of(need), need.in_days)
        if left <= 0:
            return
        host = f"service:{need.service.counted_inside_seq}"
        room = self.ahead.get(host, 0)
        self._ride(need, host, left, room)

    def _ride(self, need: PlanNeed, host: str, left: int, room: int) -> None:
        """What fits inside the host rides with it; what is longer is to plan."""
        if need.in_days:
            room = room * 30 // self.clock.unit * 100
        beyond = left - room
        if beyond > 0:
            self._plan(need, beyond)
        else:
            self.riders.append((need.ref, host))

    def _serve_place(self, need: PlaceNeed) -> None:
        """Time at a kind of place: served, booked, to plan for the plan's sake, or to plan."""
        left = need.amount - self.stretch.done_at(need)
        there = [slot for slot in self.slots if _serves(slot, need.places)]
        left = self._fill(need.ref, left, there, in_days=False)
        for other in self.to_plan:
            if left > 0 and other.place in need.places and not other.in_days:
                left -= other.amount
        if left > 0:
            self.to_plan.append(ToPlan(need.ref, left))

    def _place_the_rest(self) -> None:
        """Pack what is to plan into the holes and after the last booked day."""
        if self.to_plan:
            self._pack()
        for ref, host in self.riders:
            self._reached(ref, self.ends.get(host, self.stretch.first - DAY))

    def _pack(self) -> None:
        gaps, final = self._gaps()
        released = {n.seq: self.ends[n.ref] for n in self.stretch.asks.needs if n.ref in self.ends}
        for item, start, end in pack(
            self.to_plan,
            gaps,
            final,
            self.stretch.clocks,
            released,
            own_first=self.stretch.asks.own_before_external,
        ):
            piece = Piece(item.ref, start, end, item.amount, item.in_days)
            self.slots.append(Slot(StintKind.TO_PLAN, start, None, None, [piece]))
            self._reached(item.ref, end)
            self._share_with_places(item, start, end)

    def _share_with_places(self, item: ToPlan, start: date, end: date) -> None:
        """A service of the plan at the right kind of place serves that requirement as well."""
        for need in self.stretch.asks.places:
            if item.seq is not None and item.place in need.places:
                self.slots[-1].pieces.append(Piece(need.ref, start, end, item.amount))
                self._reached(need.ref, end)

    def _gaps(self) -> tuple[list[Gap], date]:
        """Holes between what is booked, and the first day after it all."""
        gaps: list[Gap] = []
        day = self.stretch.first
        for slot in sorted(self.slots, key=_first_day):
            if slot.start > day:
                gaps.append((day, slot.start - DAY))
            if slot.ends_on is None:
                needed = slot.needed_until
                day = slot.start if needed is None else needed + DAY
            else:
                day = max(day, slot.ends_on + DAY)
        return gaps, day

    def _reached(self, ref: str, end: date) -> None:
        self.ends[ref] = max(end, self.ends.get(ref, end))


def _first_day(slot: Slot) -> date:
    return slot.start


def _is_over(service: Service, first: date) -> bool:
    return service.ends_on is not None and service.ends_on < first


def _serves(slot: Slot, places: frozenset[PlaceKind]) -> bool:
    return slot.service is not None and slot.service.place_kind in places
