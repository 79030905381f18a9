"""A time axis on which every calendar month is equally long, in whole numbers.

A month is `MONTH` units, so that a day of it (1/28, 1/29, 1/30 or 1/31) is a whole number of
units. Time at full or part time is then exact integer arithmetic, and a day can be found back
from a length without walking through the days between.
"""

from datetime import date, timedelta
from functools import lru_cache

DAY = timedelta(days=1)
MONTH = 28 * 29 * 15 * 31
"""Least common multiple of 28, 29, 30 and 31."""
MONTHS_A_YEAR = 12

_COMMON = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_LEAP = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_PER_DAY = (0, *(MONTH // days for days in _COMMON))
_PER_DAY_LEAP = (0, *(MONTH // days for days in _LEAP))


def is_leap(year: int) -> bool:
    """Whether February of the year has 29 days."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


@lru_cache(maxsize=65_536)
def axis(day: date) -> int:
    """Where on the axis the day begins. Kept, because all doctors live on the same few days."""
    year, month = day.year, day.month
    per_day = (_PER_DAY_LEAP if month == 2 and is_leap(year) else _PER_DAY)[month]
    return (year * MONTHS_A_YEAR + month) * MONTH + (day.day - 1) * per_day


@lru_cache(maxsize=65_536)
def axis_after(day: date) -> int:
    """Where on the axis the day ends and the next one begins."""
    return axis(day + DAY)


def day_at(position: int) -> date:
    """The day that `position` lies in (a day begins at its own position).

    Raises OverflowError beyond the calendar's last year (9999).
    """
    months, rest = divmod(position, MONTH)
    year, month = divmod(months - 1, MONTHS_A_YEAR)
    per_day = (_PER_DAY_LEAP if month == 1 and is_leap(year) else _PER_DAY)[month + 1]
    try:
        return date(year, month + 1, rest // per_day + 1)
    except ValueError as beyond:
        raise OverflowError("the day lies beyond the calendar") from beyond


@lru_cache(maxsize=65_536)
def first_day_at_or_after(position: int) -> date:
    """The first day that begins at `position` or later."""
    day = day_at(position)
    return day if axis(day) == position else day + DAY
