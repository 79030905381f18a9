"""English words for months and amounts, for the sentences of findings."""

from collections.abc import Sequence
from datetime import date

from rotations.calendar_months import calendar_month

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def month_name(first_month: date, month: int) -> str:
    """A month counted from the case's first, as "March 2027"."""
    year, index = calendar_month(first_month, month)
    return f"{_MONTHS[index]} {year}"


def month_range(first_month: date, first: int, last: int) -> str:
    """Months as "March 2027", "March-August 2027" or "November 2027-February 2028"."""
    if first == last:
        return month_name(first_month, first)
    year, index = calendar_month(first_month, first)
    if year == calendar_month(first_month, last)[0]:
        return f"{_MONTHS[index]}-{month_name(first_month, last)}"
    return f"{month_name(first_month, first)}-{month_name(first_month, last)}"


def count_of(number: int, thing: str) -> str:
    """A number with its noun: "1 doctor", "4 doctors"."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def listed(names: Sequence[str]) -> str:
    """Names with commas and "and"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def hundredths(amount: int) -> str:
    """Per cent of a whole as a number: 300 is "3", 340 is "3.4", 275 is "2.75"."""
    whole, part = divmod(amount, 100)
    return f"{whole}.{part:02d}".rstrip("0").rstrip(".")
