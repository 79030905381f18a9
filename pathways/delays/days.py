"""Days before and after others, and figures in words: what every cause needs."""

from calendar import monthrange
from datetime import date, timedelta
from fractions import Fraction


def months_before(day: date, months: int) -> date:
    """The same day of the month, `months` earlier; the month's last day when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def days_before(day: date, days: int) -> date:
    """So many days earlier."""
    return day - timedelta(days=days)


def first_left(today: date, *days: date | None) -> date | None:
    """The first of several last days, in the order given, that has not passed."""
    for day in days:
        if day is not None and day >= today:
            return day
    return None


def figure(number: Fraction | None) -> str | None:
    """A figure as evidence keeps it: `12` or `4.5`."""
    if number is None:
        return None
    if number.denominator == 1:
        return str(number.numerator)
    return f"{float(number):.1f}"
