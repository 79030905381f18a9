"""Calendar months for the demo world; all days are inclusive."""

from calendar import monthrange
from datetime import date, timedelta
from random import Random

DAY = timedelta(days=1)


def month_start(day: date, months: int = 0) -> date:
    """The first day of the month `months` after the one of `day`."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def period_end(first: date, months: int) -> date:
    """Last day of a period of whole months that begins on the first of a month."""
    return month_start(first, months) - DAY


def months_between(first: date, last: date) -> int:
    """Whole months from `first` up to and including `last`, rounded down; never negative."""
    after = last + DAY
    months = (after.year - first.year) * 12 + after.month - first.month
    return max(0, months - (after.day < first.day))


def intake_before(day: date, back: int = 0) -> date:
    """The newest LIS1 start (1 March or 1 September) on or before `day`, `back` intakes ago."""
    half = day.year * 2 + (day.month >= 9) - (day.month < 3) - back
    return date(half // 2, 9 if half % 2 else 3, 1)


def weekday_in(month: date, rng: Random) -> date:
    """A Monday to Friday in the month of `month`."""
    days = monthrange(month.year, month.month)[1]
    day = date(month.year, month.month, rng.randint(1, days))
    if day.weekday() <= 4:
        return day
    weekend = day.weekday() - 4
    return day - weekend * DAY if day.day > weekend else day + (3 - weekend) * DAY
