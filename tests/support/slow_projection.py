"""The projection of a small case the slow way: day by day, with fractions, trying everything.

Written from docs/projection.md alone. It shares no code with `pathways`, so that a mistake there
is not made here too: credit is a table with one row per day, and every order and every hole is
tried for what is to plan. Only parts 2 and 3 are covered, with needs that fit in a few years.
"""

from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import permutations, product

DAY = timedelta(days=1)
DAYS_A_WEEK = 7
HORIZON_DAYS = 3200
PARTS = 100 * 7 * 4 * 29 * 30 * 31
"""Divides by a hundred, by the days of a week, and by 28, 29, 30 and 31."""


@dataclass(frozen=True)
class SlowNeed:
    """One service of a plan: `low` to `high` months, or weeks."""

    seq: int
    low: int
    high: int
    in_weeks: bool = False
    choice: tuple[str, str] | None = None
    optional: bool = False
    external: bool = False
    after: tuple[int, ...] = ()
    inside: int | None = None


@dataclass(frozen=True)
class SlowPlaceNeed:
    """A requirement of months at one kind of place."""

    place: str
    months: int


@dataclass(frozen=True)
class SlowPeriod:
    """Service from one day to another (None: it has no end), for `seq` of the plan."""

    first: date
    last: date | None
    seq: int | None = None
    place: str = "hospital"


@dataclass(frozen=True)
class SlowCase:
    """Everything about one invented doctor. Periods never overlap."""

    today: date
    months: int
    """The least service of the stretch."""
    needs: tuple[SlowNeed, ...] = ()
    places: tuple[SlowPlaceNeed, ...] = ()
    periods: tuple[SlowPeriod, ...] = ()
    leave: tuple[tuple[date, date], ...] = ()
    shares: tuple[tuple[int, date, date | None], ...] = ()
    own_first: bool = False
    """The plan has rules before service elsewhere."""


@dataclass(frozen=True)
class SlowAnswer:
    """The expected day, the other end of a range, and the best day."""

    expected: date
    latest: date
    best: date


@dataclass(frozen=True)
class _Item:
    """Something to plan in one piece."""

    key: str
    amount: Fraction
    in_weeks: bool
    external: bool
    after: tuple[str, ...]


class _Table:
    """Credit per day: `at[n]` is what all days before day number n give, in parts of a month.

    The parts are chosen so that a day of every month, and of a week, is a whole number of them.
    """

    def __init__(self, case: SlowCase, first: date) -> None:
        self.first = first
        self.months = [0]
        self.weeks = [0]
        for number, percent in enumerate(_percents(case, first)):
            day = first + timedelta(days=number)
            worked = percent * (PARTS // 100)
            self.months.append(self.months[-1] + worked // monthrange(day.year, day.month)[1])
            self.weeks.append(self.weeks[-1] + worked // DAYS_A_WEEK)

    def given(self, first: date, last: date, in_weeks: bool = False) -> Fraction:
        if last < first:
            return Fraction(0)
        at = self.weeks if in_weeks else self.months
        parts = at[(last - self.first).days + 1] - at[(first - self.first).days]
        return Fraction(parts, PARTS)

    def reach(self, first: date, amount: Fraction, in_weeks: bool = False) -> date:
        """The last day needed for the amount; the day before when nothing is."""
        if amount <= 0:
            return first - DAY
        at = self.weeks if in_weeks else self.months
        target = at[(first - self.first).days] + amount * PARTS
        assert target <= at[-1], "the case is too long for the table"
        return self.first + timedelta(days=bisect_left(at, target) - 1)


def search(case: SlowCase) -> tuple[SlowAnswer, SlowAnswer]:
    """The three days over every order, and with the plan's order kept within a hole.

    Today stands for "nothing is left". Each piece ends on a whole day, so that the order alone
    can make a day's difference.
    """
    table = _Table(case, min([period.first for period in case.periods] + [case.today]))
    return _answer(case, table, in_order=False), _answer(case, table, in_order=True)


def _answer(case: SlowCase, table: _Table, *, in_order: bool) -> SlowAnswer:
    low = _end(case, table, longest=False, movable=False, in_order=in_order)
    high = _end(case, table, longest=True, movable=False, in_order=in_order)
    best = _end(case, table, longest=False, movable=True, in_order=in_order)
    return SlowAnswer(low, max(low, high), min(best, low))


def _percents(case: SlowCase, first: date) -> list[int]:
    """Per cent of full time on each day: the lowest share there is, nothing on leave."""
    found = [100] * HORIZON_DAYS
    away = [(0, start, end) for start, end in case.leave]
    for percent, start, end in (*case.shares, *away):
        last = HORIZON_DAYS - 1 if end is None else (end - first).days
        for number in range(max(0, (start - first).days), min(last, HORIZON_DAYS - 1) + 1):
            found[number] = min(found[number], percent)
    return found


def _end(case: SlowCase, table: _Table, *, longest: bool, movable: bool, in_order: bool) -> date:
    """The last day that anything takes under one reading."""
    periods = [p for p in case.periods if not (movable and p.first > case.today)]
    start = _start(case, periods)
    served = _served(table, periods, case)
    ends = [case.today, table.reach(start, case.months - served)]
    busy = _fixed(periods, case, movable)
    reached, items, tail = _needs(case, table, periods, busy, longest, movable)
    ends += reached.values()
    if tail is not None:
        busy.append((start, tail))
    if items:
        orders = [_plan_order(items, case.own_first)] if in_order else list(permutations(items))
        ends.append(_place(orders, busy, start, table, reached, case.own_first))
    return max(ends)


def _start(case: SlowCase, periods: list[SlowPeriod]) -> date:
    """Tomorrow; when nothing has begun, the first booked day."""
    starts = [period.first for period in periods]
    return max([case.today + DAY, *([min(starts)] if starts else [])])


def _served(
    table: _Table, periods: list[SlowPeriod], case: SlowCase, in_weeks: bool = False
) -> Fraction:
    spans = ((p.first, _behind(p, case)) for p in periods)
    return sum((table.given(first, last, in_weeks) for first, last in spans), Fraction(0))


def _behind(period: SlowPeriod, case: SlowCase) -> date:
    return case.today if period.last is None else min(period.last, case.today)


def _fixed(periods: list[SlowPeriod], case: SlowCase, movable: bool) -> list[tuple[date, date]]:
    """The days ahead that are taken: booked periods, and today's when it has an end."""
    return [
        (max(p.first, case.today + DAY), p.last)
        for p in periods
        if p.last is not None and p.last > case.today and not movable
    ]


def _wanted(
    case: SlowCase, periods: list[SlowPeriod], longest: bool
) -> Iterator[tuple[SlowNeed, Fraction]]:
    """The needs that count in this reading with their lengths."""
    begun = {p.seq for p in periods}
    options: dict[str, dict[str, list[SlowNeed]]] = {}
    for need in case.needs:
        if need.choice is not None:
            group, option = need.choice
            options.setdefault(group, {}).setdefault(option, []).append(need)
    dropped: set[int] = set()
    for found in options.values():
        chosen = [o for o, needs in found.items() if any(n.seq in begun for n in needs)]
        if not chosen:
            sums = {o: sum(_length(n, longest) for n in needs) for o, needs in found.items()}
            chosen = [(max if longest else min)(sums, key=lambda o: sums[o])]
        dropped |= {n.seq for o, needs in found.items() if o not in chosen for n in needs}
    for need in case.needs:
        if need.seq not in dropped and not (need.optional and need.seq not in begun):
            yield need, Fraction(_length(need, longest))


def _length(need: SlowNeed, longest: bool) -> int:
    return need.high if longest else need.low


def _needs(
    case: SlowCase,
    table: _Table,
    periods: list[SlowPeriod],
    busy: list[tuple[date, date]],
    longest: bool,
    movable: bool,
) -> tuple[dict[str, date], list[_Item], date | None]:
    """Days on which what is served and booked is full, what is to plan, and today's last day."""
    reached: dict[str, date] = {}
    items: list[_Item] = []
    room: dict[int, Fraction] = {}
    tail: date | None = None
    wanted = list(_wanted(case, periods, longest))
    for need, amount in sorted(wanted, key=lambda pair: pair[0].inside is not None):
        key = f"service:{need.seq}"
        mine = sorted((p for p in periods if p.seq == need.seq), key=lambda p: p.first)
        done = sum(
            (table.given(p.first, _behind(p, case), need.in_weeks) for p in mine), Fraction(0)
        )
        left = room[need.seq] = amount - done
        left, ended, own = _booked(left, mine, case, table, busy, need.in_weeks, movable)
        if ended is not None:
            reached[key] = ended
        tail = max(filter(None, (tail, own)), default=None)
        if need.inside is not None:
            left -= max(Fraction(0), room.get(need.inside, Fraction(0)))
        if left > 0:
            after = tuple(f"service:{seq}" for seq in need.after)
            items.append(_Item(key, left, need.in_weeks, need.external, after))
    for place in case.places:
        mine = sorted((p for p in periods if p.place == place.place), key=lambda p: p.first)
        done = _served(table, mine, case)
        left, ended, own = _booked(
            Fraction(place.months) - done, mine, case, table, busy, False, movable
        )
        if ended is not None:
            reached[place.place] = ended
        tail = max(filter(None, (tail, own)), default=None)
        if left > 0:
            items.append(_Item(place.place, left, False, False, ()))
    return reached, items, tail


def _booked(
    left: Fraction,
    mine: list[SlowPeriod],
    case: SlowCase,
    table: _Table,
    busy: list[tuple[date, date]],
    in_weeks: bool,
    movable: bool,
) -> tuple[Fraction, date | None, date | None]:
    """What the periods ahead leave of a need, and the last day that it takes of them.

    The third is the last day that it takes of today's own period, which gives way to a booked
    one: what is to plan may lie in a hole after it. Booked periods give what they are booked
    for. Today's period without an end goes on until the need is full, or until the day before
    the next booked one begins.
    """
    ended = own = None
    for period in mine:
        if left <= 0 or (period.last is not None and period.last <= case.today):
            continue
        first = max(period.first, case.today + DAY)
        last = period.last
        if last is None or movable:
            stop = min((start for start, _last in busy), default=None)
            last = table.reach(first, left, in_weeks)
            last = last if stop is None else min(last, stop - DAY)
        used = min(left, table.given(first, last, in_weeks))
        if used > 0:
            full = table.reach(first, used, in_weeks)
            ended = full if ended is None else max(ended, full)
            if period.first <= case.today and (period.last is None or movable):
                own = full
            left -= used
    return left, ended, own


def _plan_order(items: list[_Item], own_first: bool) -> tuple[_Item, ...]:
    """As the plan lists them, except that what must come after something does."""
    waiting = sorted(items, key=lambda i: (own_first and i.external, ":" not in i.key, i.key))
    order: list[_Item] = []
    while waiting:
        names = {item.key for item in waiting}
        following = next(item for item in waiting if not names & set(item.after))
        waiting.remove(following)
        order.append(following)
    return tuple(order)


def _place(
    orders: list[tuple[_Item, ...]],
    busy: list[tuple[date, date]],
    start: date,
    table: _Table,
    reached: dict[str, date],
    own_first: bool,
) -> date:
    """The earliest day on which all items can be over: these orders in every choice of holes."""
    holes: list[tuple[date, date | None]] = []
    day = start
    for first, last in sorted(busy):
        if first > day:
            holes.append((day, first - DAY))
        day = max(day, last + DAY)
    holes.append((day, None))
    best: date | None = None
    for order in orders:
        for choice in product(range(len(holes)), repeat=len(order)):
            end = _try(order, choice, holes, table, reached, own_first)
            if end is not None and (best is None or end < best):
                best = end
    assert best is not None
    return best


def _try(
    order: tuple[_Item, ...],
    choice: tuple[int, ...],
    holes: list[tuple[date, date | None]],
    table: _Table,
    reached: dict[str, date],
    own_first: bool,
) -> date | None:
    """The last day of one way; None when something does not fit or comes too early."""
    free = [first for first, _last in holes]
    keys = {item.key for item in order}
    ends: dict[str, date] = {}
    for item, hole in zip(order, choice, strict=True):
        start = free[hole]
        for key in item.after:
            if key in keys and key not in ends:
                return None
            known = ends.get(key) or reached.get(key)
            if known is not None:
                start = max(start, known + DAY)
        if own_first and item.external:
            own = [other.key for other in order if not other.external]
            if any(key not in ends for key in own):
                return None
            start = max([start, *(ends[key] + DAY for key in own)])
        end = table.reach(start, item.amount, item.in_weeks)
        last = holes[hole][1]
        if last is not None and end > last:
            return None
        ends[item.key] = end
        free[hole] = end + DAY
    return max(ends.values())
