"""A clock that runs on credited service: how much a period gives, and when enough is reached.

The clock starts on one day and knows every change of share and every absence from there on, so
that each question is two look-ups and no walk through the months. Ticks are units of
`month_axis` times per cent of full time.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from datetime import date
from sys import maxsize

from pathways.month_axis import DAY, MONTH, axis, axis_after, day_at, first_day_at_or_after
from pathways.spans import Span
from pathways.types.record import Share

FULL_TIME = 100

_NEVER = maxsize
"""Where a share without an end is over."""
_Worked = tuple[int, int, int]
"""Where a share begins, where it is over, and its per cent of full time."""


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
        here = self._axis(first)
        self._position = [here]
        self._credit = [0]
        self._rate: list[int] = []
        counted_holiday = () if holiday_allowance is None else holiday
        if not (leave or shares or counted_holiday):
            self._rate.append(FULL_TIME)
            return
        away = self._ahead(first, here, leave)
        off = self._ahead(first, here, counted_holiday)
        worked = self._worked(first, here, shares)
        turns = {here, *[share[0] for share in worked], *[share[1] for share in worked]}
        cuts = sorted({*turns, *away, *away.values(), *off, *off.values()} - {_NEVER})
        left_of = {True: leave_allowance, False: holiday_allowance or 0}
        percent, away_until, off_until = FULL_TIME, here, here
        for start, end in zip(cuts, [*cuts[1:], None], strict=True):
            if worked and start in turns:
                percent = _share_at(worked, start)
            away_until = away.get(start, away_until)
            off_until = off.get(start, off_until)
            is_leave = start < away_until
            if end is not None and (is_leave or start < off_until):
                left_of[is_leave] -= self._run_out(percent, end, left_of[is_leave])
            else:
                self._bend(percent, end)

    def _ahead(self, first: date, here: int, spans: Sequence[Span]) -> dict[int, int]:
        """The spans that are not over on `first`: where each begins, and where it is over."""
        return {
            max(self._axis(start), here): self._axis_after(end)
            for start, end in spans
            if end >= first
        }

    def _worked(self, first: date, here: int, shares: Sequence[Share]) -> list[_Worked]:
        """The same for shares."""
        return [
            (
                max(self._axis(share.starts_on), here),
                _NEVER if share.ends_on is None else self._axis_after(share.ends_on),
                share.percent,
            )
            for share in shares
            if share.ends_on is None or share.ends_on >= first
        ]

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

    def _run_out(self, percent: int, end: int, left: int) -> int:
        """Absence counts until what is `left` is used up, and then stands still; what it used."""
        start = self._position[-1]
        counted = min(end, start + left // percent) if left else start
        if counted > start:
            self._bend(percent, counted)
        if counted < end:
            self._bend(0, end)
        return percent * (counted - start)


class DayClock(CreditClock):
    """The same for plans that count in weeks: every day is one unit, whatever its month."""

    __slots__ = ()

    unit = FULL_TIME
    """Ticks of one day at full time."""
    _axis = staticmethod(date.toordinal)
    _axis_after = staticmethod(lambda day: day.toordinal() + 1)
    _day_at = staticmethod(date.fromordinal)
    _first_day_at_or_after = staticmethod(date.fromordinal)


def _share_at(worked: Sequence[_Worked], position: int) -> int:
    percents = [percent for start, end, percent in worked if start <= position < end]
    return min(percents, default=FULL_TIME)
