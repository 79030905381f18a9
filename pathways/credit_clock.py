"""A clock that runs on credited service: how much a period gives, and when enough is reached.

The clock starts on one day and knows every change of share and every absence from there on, so
that each question is two look-ups and no walk through the months. Ticks are units of
`month_axis` times per cent of full time.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from datetime import date

from pathways.month_axis import DAY, MONTH, axis, axis_after, day_at, first_day_at_or_after
from pathways.spans import Span
from pathways.types.record import Share

FULL_TIME = 100


class CreditClock:
    """Credit from one day on, as a line with bends.

    `leave` and `holiday` are disjoint spans in order. `leave_allowance` is how many ticks of
    leave still count (0: none), `holiday_allowance` how many of holiday (None: all of it).
    Allowances are used up in order of time; parts of a tick are cut away.
    """

    __slots__ = ("_credit", "_first", "_position", "_rate")

    unit = MONTH * FULL_TIME
    """Ticks of one month at full time."""
    _axis: Callable[[date], int] = staticmethod(axis)
    _axis_after: Callable[[date], int] = staticmethod(axis_after)
    _day_at: Callable[[int], date] = staticmethod(day_at)
    _first_day_at_or_after: Callable[[int], date] = staticmethod(first_day_at_or_after)

    def __init__(
        self,
        first: date,
        shares: Sequence[Share] = (),
        leave: Sequence[Span] = (),
        holiday: Sequence[Span] = (),
        *,
        leave_allowance: int = 0,
        holiday_allowance: int | None = None,
    ) -> None:
        """Start the clock on `first`."""
        self._first = first
        self._position = [self._axis(first)]
        self._credit = [0]
        self._rate: list[int] = []
        counted_holiday = [] if holiday_allowance is None else holiday
        if not (leave or shares or counted_holiday):
            self._rate.append(FULL_TIME)
            return
        leave = [span for span in leave if span[1] >= first]
        shares = [s for s in shares if s.ends_on is None or s.ends_on >= first]
        counted_holiday = [span for span in counted_holiday if span[1] >= first]
        left = {"leave": leave_allowance, "holiday": holiday_allowance or 0}
        starts = _changes(first, shares, leave, counted_holiday)
        for start, after in zip(starts, [*starts[1:], None], strict=True):
            percent = _share_on(shares, start) if shares else FULL_TIME
            if _within(start, leave):
                self._run_out(percent, after, left, "leave")
            elif _within(start, counted_holiday):
                self._run_out(percent, after, left, "holiday")
            else:
                self._bend(percent, None if after is None else self._axis(after))

    def between(self, first: date, last: date) -> int:
        """Ticks of a period, both days included; 0 when it is empty.

        Days before the clock starts give nothing.
        """
        if last < first:
            return 0
        return self._at(self._axis_after(last)) - self._at(self._axis(first))

    def reach(self, first: date, ticks: int) -> date:
        """The last day needed for `ticks` from `first` on; the day before when none are."""
        if ticks <= 0:
            return first - DAY
        target = self._at(self._axis(first)) + ticks
        number = bisect_left(self._credit, target) - 1
        more = -(-(target - self._credit[number]) // self._rate[number])
        return self._first_day_at_or_after(self._position[number] + more) - DAY

    def back(self, last: date, ticks: int) -> date:
        """The latest first day of a period that ends on `last` and gives `ticks`.

        Never before the day that the clock started, where it cannot see.
        """
        target = self._at(self._axis_after(last)) - ticks
        if target < 0:
            return self._first
        number = bisect_right(self._credit, target) - 1
        rate = self._rate[number]
        more = (target - self._credit[number]) // rate if rate else 0
        return self._day_at(self._position[number] + more)

    def _at(self, position: int) -> int:
        number = bisect_right(self._position, position) - 1
        if number < 0:
            return 0
        return self._credit[number] + self._rate[number] * (position - self._position[number])

    def _bend(self, rate: int, end: int | None) -> None:
        self._rate.append(rate)
        if end is not None:
            self._credit.append(self._credit[-1] + rate * (end - self._position[-1]))
            self._position.append(end)

    def _run_out(self, percent: int, after: date | None, left: dict[str, int], kind: str) -> None:
        """Absence counts until its allowance is used up, and stands still from there."""
        assert after is not None, "an absence always ends"
        end = self._axis(after)
        counted = min(end, self._position[-1] + left[kind] // percent)
        if counted > self._position[-1]:
            left[kind] -= percent * (counted - self._position[-1])
            self._bend(percent, counted)
        if counted < end:
            self._bend(0, end)


class DayClock(CreditClock):
    """The same for plans that count in weeks: every day is one unit, whatever its month."""

    __slots__ = ()

    unit = FULL_TIME
    """Ticks of one day at full time."""
    _axis = staticmethod(date.toordinal)
    _axis_after = staticmethod(lambda day: day.toordinal() + 1)
    _day_at = staticmethod(date.fromordinal)
    _first_day_at_or_after = staticmethod(date.fromordinal)


def _changes(
    first: date, shares: Sequence[Share], leave: Sequence[Span], holiday: Sequence[Span]
) -> list[date]:
    days = {first}
    for start, end in (*leave, *holiday):
        days.update((start, end + DAY))
    for share in shares:
        days.add(share.starts_on)
        if share.ends_on is not None:
            days.add(share.ends_on + DAY)
    return sorted(day for day in days if day >= first)


def _share_on(shares: Sequence[Share], day: date) -> int:
    percents = [s.percent for s in shares if s.starts_on <= day and (s.ends_on or day) >= day]
    return min(percents, default=FULL_TIME)


def _within(day: date, spans: Sequence[Span]) -> bool:
    for first, last in spans:  # noqa: SIM110
        if first <= day <= last:
            return True
    return False
