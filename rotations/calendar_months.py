"""A case's months as months of the calendar."""

from calendar import monthrange
from datetime import date

MONTHS_A_YEAR = 12


def calendar_month(first_month: date, month: int) -> tuple[int, int]:
    """(year, month 0-11) of a month counted from the case's first."""
    years, index = divmod(first_month.month - 1 + month, MONTHS_A_YEAR)
    return first_month.year + years, index


def first_day(first_month: date, month: int) -> date:
    """The first day of a month counted from the case's first."""
    year, index = calendar_month(first_month, month)
    return date(year, index + 1, 1)


def months_earlier(day: date, months: int) -> date:
    """The same day of an earlier month, or that month's last day when it is shorter."""
    year, index = calendar_month(day, -months)
    return date(year, index + 1, min(day.day, monthrange(year, index + 1)[1]))
