"""Where services that nobody has booked fit: never split, ending as early as possible in all.

Few services are to plan at a time (a plan has at most a dozen) and few holes lie between
bookings, so that every way is tried: each service in each hole it fits in, or after the last
booking. Within one hole the order of the plan is kept.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from pathways.month_axis import DAY
from pathways.projection.slots import Clocks, ToPlan

Gap = tuple[date, date]
"""First and last free day of a hole."""
Placed = tuple[ToPlan, date, date]
MOST_WAYS = 4096
"""More ways than this are not tried: the shortest holes are left out, which can only end later."""


def pack(
    items: Sequence[ToPlan],
    gaps: Sequence[Gap],
    final: date,
    clocks: Clocks,
    released: Mapping[int, date],
    *,
    own_first: bool,
) -> list[Placed]:
    """Start and end of every item.

    `final` is the first day after the last booking; `released` the day on which a service of
    the plan that is served otherwise is full, for items that come after it. With `own_first`
    no external item starts before every own one has ended.
    """
    if not items:
        return []
    ordered = _in_order(items, own_first=own_first)
    holes = _useful(ordered, gaps, clocks)
    return _Search(ordered, holes, final, clocks, released, own_first=own_first).best()


def _in_order(items: Sequence[ToPlan], *, own_first: bool) -> list[ToPlan]:
    """Plan order, own before external, and everything after what it waits for."""
    waiting = sorted(
        items, key=lambda i: (own_first and i.is_external, i.seq is None, i.seq or 0, i.ref)
    )
    ordered: list[ToPlan] = []
    while waiting:
        ahead = {item.seq for item in waiting}
        ready = next((i for i in waiting if not ahead & set(i.after)), waiting[0])
        waiting.remove(ready)
        ordered.append(ready)
    return ordered


def _useful(items: Sequence[ToPlan], gaps: Sequence[Gap], clocks: Clocks) -> list[Gap]:
    """The holes that some item fits in, the longest when there are too many ways."""
    fitting = [
        gap
        for gap in gaps
        if any(clocks.of(i.in_days).reach(gap[0], i.amount) <= gap[1] for i in items)
    ]
    while fitting and (len(fitting) + 1) ** len(items) > MOST_WAYS:
        fitting.remove(min(fitting, key=lambda gap: gap[1] - gap[0]))
    return fitting


class _Search:
    """Depth first over items in order; each goes into a hole or after the last booking."""

    def __init__(
        self,
        items: Sequence[ToPlan],
        holes: Sequence[Gap],
        final: date,
        clocks: Clocks,
        released: Mapping[int, date],
        *,
        own_first: bool,
    ) -> None:
        self.items = items
        self.limits = [last for _first, last in holes]
        self.free = [first for first, _last in holes] + [final]
        self.clocks = clocks
        self.released = dict(released)
        self.own_first = own_first
        self.placed: list[Placed] = []
        self.found: tuple[tuple[date, list[date]], list[Placed]] | None = None

    def best(self) -> list[Placed]:
        self._try(0)
        assert self.found is not None, "after the last booking everything fits"
        return self.found[1]

    def _try(self, number: int) -> None:
        if number == len(self.items):
            ends = [end for _item, _start, end in self.placed]
            value = (max(ends), ends)
            if self.found is None or value < self.found[0]:
                self.found = (value, list(self.placed))
            return
        item = self.items[number]
        earliest = self._release(item)
        clock = self.clocks.of(item.in_days)
        for hole, free in enumerate(self.free):
            start = free if earliest is None else max(free, earliest)
            end = clock.reach(start, item.amount)
            if hole < len(self.limits) and end > self.limits[hole]:
                continue
            if self.found is not None and end > self.found[0][0]:
                continue
            self.free[hole] = end + DAY
            self.placed.append((item, start, end))
            self._try(number + 1)
            self.placed.pop()
            self.free[hole] = free

    def _release(self, item: ToPlan) -> date | None:
        """The first day the item may start for the sake of what comes before it."""
        ends = [self.released[seq] for seq in item.after if seq in self.released]
        ends += [
            end
            for other, _start, end in self.placed
            if other.seq in item.after
            or (self.own_first and item.is_external and not other.is_external)
        ]
        return max(ends) + DAY if ends else None
