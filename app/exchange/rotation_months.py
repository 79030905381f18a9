"""Kinds of values that rotation files have besides the common ones.

Months are `"2027-03"` in files, and whole numbers from the case's first month in the engines.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.exchange.json_text import Notes, Place, shown
from app.exchange.shapes import BAD
from pathways.checks.record import FIRST_DAY, LAST_DAY

MONTHS_A_YEAR = 12
_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the calendar, read as its first day."""

    def read(self, value: Any, at: Place, notes: Notes) -> Any:
        """The first day of the month."""
        if isinstance(value, str) and _MONTH.fullmatch(value):
            day = date(int(value[:4]), int(value[5:]), 1) if int(value[:4]) else date.min
            if FIRST_DAY <= day <= LAST_DAY:
                return day
        first, last = f"{FIRST_DAY:%Y-%m}", f"{LAST_DAY:%Y-%m}"
        notes.add(at, shown(value), f"a month as YYYY-MM, from {first} to {last}")
        return BAD

    def schema(self) -> dict[str, Any]:
        """A string of year and month."""
        pattern = r"^(19[5-9][0-9]|20[0-9]{2}|2100)-(0[1-9]|1[0-2])$"
        return {"type": "string", "pattern": pattern}

    def __str__(self) -> str:
        return "month"


@dataclass(frozen=True, slots=True)
class AnyText:
    """A text that may be empty, where empty says that there is none."""

    longest: int

    def read(self, value: Any, at: Place, notes: Notes) -> Any:
        """The text."""
        if isinstance(value, str) and len(value) <= self.longest:
            return value
        notes.add(at, shown(value), f"a text of at most {self.longest} letters")
        return BAD

    def schema(self) -> dict[str, Any]:
        """A string with its greatest length."""
        return {"type": "string", "maxLength": self.longest}

    def __str__(self) -> str:
        return "text"


def ordinal(day: date) -> int:
    """The month of a day, counted from year 0."""
    return day.year * MONTHS_A_YEAR + day.month - 1


def month_text(first_month: date, month: int) -> str:
    """A month of the case as it stands in a file: month 3 of a case from 2027-01 is `2027-04`."""
    year, rest = divmod(ordinal(first_month) + month, MONTHS_A_YEAR)
    return f"{year:04}-{rest + 1:02}"
