"""Months of the board in words: the head with its year band, single months and spans."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby

from app.services.rotation_months import first_day
from app.services.wording import formatted, language
from rotations.types.case import Span

HALF_YEARS = (3, 9)
"""Training changes places in March and September; a line stands before them."""


@dataclass(frozen=True, slots=True)
class Month:
    """A column: its number in the case, one letter, and the full name for `abbr`."""

    index: int
    letter: str
    name: str
    year: int
    is_half: bool
    is_now: bool


@dataclass(frozen=True, slots=True)
class Head:
    """The columns and the years above them with how many columns each has."""

    months: tuple[Month, ...]
    years: tuple[tuple[int, int], ...]

    @property
    def name(self) -> str:
        """From the first to the last month, for the table's caption."""
        return f"{self.months[0].name}–{self.months[-1].name}"


def head_of(first_month: date, view: Span, now: int) -> Head:
    """The columns of `view`; `now` is the number of today's month."""
    months = tuple(_month(first_month, index, now) for index in view.months)
    years = groupby(months, key=lambda month: month.year)
    return Head(months, tuple((year, len(list(group))) for year, group in years))


def _month(first_month: date, index: int, now: int) -> Month:
    day = first_day(first_month, index)
    name = month_name(first_month, index)
    return Month(index, name[0].lower(), name, day.year, day.month in HALF_YEARS, index == now)


def month_name(first_month: date, month: int) -> str:
    """One month: mars 2027."""
    return _name(first_day(first_month, month), language())


class MonthNames:
    """The months of one case by name, each looked up once: a board names thousands."""

    def __init__(self, first_month: date) -> None:
        """Names in the page's language."""
        self._first_month = first_month
        self._language = language()

    def of(self, month: int) -> str:
        """One month: mars 2027."""
        return _name(first_day(self._first_month, month), self._language)

    def span(self, first: int, last: int) -> str:
        """Months in a row: mars–august 2027, september 2026–februar 2027, or one month alone."""
        start, end = self.of(first), self.of(last)
        if first == last:
            return start
        name, _space, year = start.rpartition(" ")
        return f"{name if end.endswith(year) else start}–{end}"


def span_name(first_month: date, first: int, last: int) -> str:
    """The same for one run of months."""
    return MonthNames(first_month).span(first, last)


@lru_cache(maxsize=2048)
def _name(day: date, _language: str) -> str:
    # The language is part of the key: the formatter finds it by itself.
    return formatted(day, "LLLL y", "LLLL y")


def half_years(first_month: date, months: int, also: Iterable[int] = ()) -> tuple[int, ...]:
    """The months in which a half-year begins, with the first month and `also`, in order."""
    halves = {month for month in range(months) if first_day(first_month, month).month in HALF_YEARS}
    return tuple(sorted(halves | {0} | {month for month in also if 0 <= month < months}))
