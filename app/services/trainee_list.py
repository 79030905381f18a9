"""Leger: the coordinator's doctors with expected dates; filter, search, sort, pages and a file.

Dates are worked out for everybody that the other filters leave, so that a sorted list is sorted
through and through. When that is more doctors than the setting allows, the dates of the page are
still shown, but nothing is sorted or chosen by them, and the page says so.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from math import ceil

from flask_babel import gettext as _
from sqlmodel import Session

from app.services.expected_dates import Expected, ExpectedDates
from app.services.start_pages import Opening
from app.services.trainee_list_words import (
    Line,
    cells,
    headings,
    line_of,
    matches,
    sentence,
    unsure_words,
    year_sentence,
)
from app.services.wording import figure
from app.store import record_batches, trainees
from app.store.trainees import ReachFilter, TraineeFilter, TraineeRow

YEARS_AHEAD = 10


class Sort(StrEnum):
    """What the list is ordered by."""

    NAME = "navn"
    DAY = "dato"
    GAIN = "vinn"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; `year` None and `unsure` False narrow nothing."""

    filter: TraineeFilter
    year: int | None = None
    unsure: bool = False
    sort: Sort = Sort.NAME
    descending: bool = False
    page: int = 1

    @property
    def needs_dates(self) -> bool:
        """Whether the choice or the order cannot be made without everybody's dates."""
        return self.year is not None or self.unsure or self.sort is not Sort.NAME


@dataclass(frozen=True, slots=True)
class Bounds:
    """Doctors on a page, and the most whose dates are worked out for one list."""

    page_size: int
    most_dated: int


@dataclass(frozen=True, slots=True)
class TraineeListPage:
    """The page."""

    wanted: Wanted
    opening: Opening
    lines: tuple[Line, ...]
    total: int
    pages: int
    years: tuple[int, ...]
    too_many: str | None
    """Why nothing is sorted or chosen by date; None when it can be."""


@dataclass(frozen=True, slots=True)
class _Pair:
    row: TraineeRow
    answer: Expected


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Everybody that is asked for, in order; `pairs` is empty when they are too many."""

    pairs: tuple[_Pair, ...]
    dates: ExpectedDates | None
    total: int
    """Those that the filters without dates leave."""


def load_list(
    session: Session, reach: ReachFilter, wanted: Wanted, bounds: Bounds, today: date
) -> TraineeListPage:
    """One page of the list; a fixed number of queries."""
    chosen = _choose(session, reach, wanted, bounds, today)
    if chosen.dates is None:
        return _undated(session, reach, wanted, bounds, chosen.total, today)
    wanted, pages = _on_a_page(wanted, len(chosen.pairs), bounds)
    first = (wanted.page - 1) * bounds.page_size
    shown = chosen.pairs[first : first + bounds.page_size]
    return TraineeListPage(
        wanted=wanted,
        opening=_opening(chosen, wanted, today),
        lines=tuple(_line(pair, chosen.dates) for pair in shown),
        total=len(chosen.pairs),
        pages=pages,
        years=_years(today),
        too_many=None,
    )


def export_rows(
    session: Session, reach: ReachFilter, wanted: Wanted, bounds: Bounds, today: date
) -> list[tuple[str, ...]] | None:
    """Heading and rows of everybody that is asked for; None when they are too many for dates."""
    chosen = _choose(session, reach, wanted, bounds, today)
    if chosen.dates is None:
        return None
    rows = [headings()]
    for pair in chosen.pairs:
        rows.append(cells(_line(pair, chosen.dates), pair.answer))
    return rows


# Choosing and sorting


def _choose(
    session: Session, reach: ReachFilter, wanted: Wanted, bounds: Bounds, today: date
) -> _Chosen:
    rows, total = trainees.list_trainees(
        session, reach, wanted.filter, today=today, limit=bounds.most_dated
    )
    if total > bounds.most_dated:
        return _Chosen((), None, total)
    dates = _dates(session, rows, today)
    pairs = [_Pair(row, dates.of(row.public_id)) for row in rows]
    kept = [pair for pair in pairs if _fits(pair.answer, wanted)]
    return _Chosen(tuple(_sorted(kept, wanted)), dates, total)


def _dates(session: Session, rows: Sequence[TraineeRow], today: date) -> ExpectedDates:
    found = record_batches.load_named(session, [row.public_id for row in rows])
    return ExpectedDates(session, found, today)


def _fits(answer: Expected, wanted: Wanted) -> bool:
    if wanted.unsure and not answer.is_unsure:
        return False
    if wanted.year is None:
        return True
    return answer.is_specialist and answer.day is not None and answer.day.year == wanted.year


def _sorted(pairs: list[_Pair], wanted: Wanted) -> list[_Pair]:
    """Those without a value come last in both directions; equals keep the order of the names."""
    if wanted.sort is Sort.NAME:
        return pairs[::-1] if wanted.descending else pairs
    value: Callable[[Expected], int | None] = {
        Sort.DAY: lambda answer: None if answer.day is None else answer.day.toordinal(),
        Sort.GAIN: lambda answer: answer.gain,
    }[wanted.sort]
    known = [(found, pair) for pair in pairs if (found := value(pair.answer)) is not None]
    unknown = [pair for pair in pairs if value(pair.answer) is None]
    known.sort(key=lambda each: -each[0] if wanted.descending else each[0])
    return [pair for _value, pair in known] + unknown


def _undated(
    session: Session,
    reach: ReachFilter,
    wanted: Wanted,
    bounds: Bounds,
    total: int,
    today: date,
) -> TraineeListPage:
    """A page by name: the dates of those shown, and nothing chosen or sorted by them."""
    wanted, pages = _on_a_page(wanted, total, bounds)
    rows, _total = trainees.list_trainees(
        session,
        reach,
        wanted.filter,
        today=today,
        limit=bounds.page_size,
        offset=(wanted.page - 1) * bounds.page_size,
    )
    dates = _dates(session, rows, today)
    text = _(
        "Her er %(count)s leger. Datoer kan sorteres og velges for inntil %(most)s om gangen."
        " Velg fag, steg eller navn først.",
        count=figure(total),
        most=figure(bounds.most_dated),
    )
    if wanted.needs_dates:
        text += " " + _("Listen er ordnet etter navn, og valgene av dato er ikke brukt.")
    return TraineeListPage(
        wanted=Wanted(wanted.filter, page=wanted.page),
        opening=Opening(matches(total), None),
        lines=tuple(
            line_of(row, dates.of(row.public_id), dates.telling(row.public_id)) for row in rows
        ),
        total=total,
        pages=pages,
        years=_years(today),
        too_many=text,
    )


def _on_a_page(wanted: Wanted, total: int, bounds: Bounds) -> tuple[Wanted, int]:
    """The same with a page that exists, and how many pages there are."""
    pages = ceil(total / bounds.page_size)
    return replace(wanted, page=min(wanted.page, max(pages, 1))), pages


def _years(today: date) -> tuple[int, ...]:
    return tuple(range(today.year, today.year + YEARS_AHEAD))


def _line(pair: _Pair, dates: ExpectedDates) -> Line:
    return line_of(pair.row, pair.answer, dates.telling(pair.row.public_id))


def _opening(chosen: _Chosen, wanted: Wanted, today: date) -> Opening:
    answers = [pair.answer for pair in chosen.pairs]
    if not answers or wanted.filter.words or wanted.filter.missing:
        return Opening(matches(len(answers)))
    if wanted.year is not None:
        days = sorted(one.day for one in answers if one.day is not None)
        return Opening(year_sentence(days, chosen.total), unsure_words(answers))
    return Opening(sentence(answers, today) or matches(len(answers)), unsure_words(answers))
