"""Days of the calendar as months of a rotation plan, and back.

A plan counts whole months from its first one (0). What a calendar says in days is taken to the
month it fills: leave is a month of leave when it covers at least half the days, and a share of
full time is that of the month's fifteenth day.
"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date

# Used here and handed on: services count months with this module alone.
from rotations.calendar_months import first_day as first_day
from rotations.types.case import ShareSpan, Span

MIDDLE_OF_MONTH = 15


def month_of(first_month: date, day: date) -> int:
    """The number of the month that `day` lies in; negative before the first one."""
    return (day.year - first_month.year) * 12 + day.month - first_month.month


def last_day(first_month: date, month: int) -> date:
    """The last day of a month."""
    day = first_day(first_month, month)
    return day.replace(day=monthrange(day.year, day.month)[1])


def whole_months(today: date, starts_on: date) -> int:
    """Whole months from a day to a later one; 0 when it has come. What notice is counted in."""
    months = month_of(today, starts_on) - (1 if starts_on.day < today.day else 0)
    return max(0, months)


def first_in_time(first_month: date, today: date, notice_months: int) -> int:
    """The first month that can be told of today with whole months of notice left."""
    return month_of(first_month, today) + notice_months + (1 if today.day > 1 else 0)


def leave_spans(
    first_month: date, months: int, periods: Iterable[tuple[date, date]]
) -> tuple[Span, ...]:
    """The months of leave within the plan, joined, for periods with both days included."""
    periods = tuple(periods)
    if not periods:
        return ()
    away = [
        month
        for month in range(months)
        if 2 * _days_within(first_month, month, periods) >= last_day(first_month, month).day
    ]
    return tuple(_joined(away))


def _days_within(first_month: date, month: int, periods: tuple[tuple[date, date], ...]) -> int:
    start, end = first_day(first_month, month), last_day(first_month, month)
    days = {
        day
        for a, b in periods
        for day in range(max(a, start).toordinal(), min(b, end).toordinal() + 1)
    }
    return len(days)


def _joined(months: list[int]) -> Iterable[Span]:
    """Runs of months in a row."""
    start = 0
    for index, month in enumerate(months):
        is_last = index + 1 == len(months) or months[index + 1] != month + 1
        if is_last:
            yield Span(months[start], month)
            start = index + 1


def share_spans(
    first_month: date, months: int, periods: Iterable[tuple[int, date, date | None]]
) -> tuple[ShareSpan, ...]:
    """Months at less than full time, for periods of (per cent, first day, last day or None)."""
    periods = tuple(periods)
    if not periods:
        return ()
    percents = [_percent(first_month, month, periods) for month in range(months)]
    found: list[ShareSpan] = []
    for percent in sorted(set(percents) - {None}, key=lambda each: each or 0):
        these = [month for month, value in enumerate(percents) if value == percent]
        assert percent is not None
        found += [ShareSpan(span, percent) for span in _joined(these)]
    return tuple(sorted(found, key=lambda each: each.span))


def _percent(
    first_month: date, month: int, periods: tuple[tuple[int, date, date | None], ...]
) -> int | None:
    day = first_day(first_month, month).replace(day=MIDDLE_OF_MONTH)
    for percent, start, end in periods:
        if start <= day and (end is None or day <= end) and percent < 100:
            return percent
    return None
