"""Where a council's former LIS1s work now: the page, from the training records."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlmodel import Session

from app.actors import Actor
from app.services import lis1_review_words as words
from app.services.lis1_intakes_keep import councils_of
from app.services.lis1_review_counts import Counts, Table, count
from app.services.lis1_review_people import Where, Work, former_lis1
from app.services.wording import figure, listed, lower_first
from app.sorting import norwegian_key
from app.store.lis1_review import Place, load_places, load_records


@dataclass(frozen=True, slots=True)
class Meter:
    """One count as a bar: `text` says it in figures."""

    label: str
    value: int
    maximum: int
    text: str


@dataclass(frozen=True, slots=True)
class Meters:
    """The counts of one thing that may be shown, and a line on those that may not."""

    items: tuple[Meter, ...]
    hidden: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table in words."""

    name: str
    cells: tuple[tuple[str, str | None], ...]
    """Heading and count; None is one that is not shown. The first is all of the row."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table in words."""

    title: str
    what: str
    """What a row is."""
    headings: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """The review of a council's former LIS1s."""

    sentence: str
    reason: str | None
    where: Meters | None
    """None: too few to say anything."""
    work: Meters | None
    months: Meters | None
    general_practice: str
    time: str
    tables: tuple[Grid, ...]
    coverage: tuple[str, ...]


def load_counts(
    session: Session, hospitals: Collection[int] | None, today: date
) -> tuple[Counts, dict[int, Place]]:
    """Counts of those with LIS1 at these hospitals (None: all), and every place; four queries."""
    places = load_places(session)
    records = load_records(session, places, hospitals, today)
    return count(former_lis1(records, today), today), places


def load_page(session: Session, actor: Actor, today: date) -> ReviewPage:
    """The page of the actor's councils."""
    counts, places = load_counts(session, councils_of(session, actor), today)
    if counts.total is None:
        return ReviewPage(words.headline(counts), None, None, None, None, "", "", (), ())
    return ReviewPage(
        words.headline(counts),
        words.reason(counts),
        _meters(counts.where, [words.where_name(each) for each in Where], counts.total),
        _meters(counts.work, [words.work_name(each) for each in Work], counts.total),
        _meters(counts.months, words.month_names(), counts.total),
        words.general_practice(counts),
        words.time_sentence(counts),
        tuple(_grids(counts, places)),
        words.coverage(counts),
    )


def _meters(numbers: Sequence[int | None], labels: Sequence[str], total: int) -> Meters:
    shown = [(label, n) for label, n in zip(labels, numbers, strict=True) if n is not None]
    hidden = [label for label, n in zip(labels, numbers, strict=True) if n is None]
    told = _("%(names)s: for få til å vises", names=listed(
        [hidden[0], *map(lower_first, hidden[1:])]
    )) if hidden else None  # fmt: skip
    return Meters(tuple(Meter(label, n, total, words.of_all(n, total)) for label, n in shown), told)


def _grids(counts: Counts, places: dict[int, Place]) -> list[Grid]:
    def name(row: int) -> str:
        return places[row].name

    tables = (
        (_("Etter kommunen de hadde LIS1 i"), _("Kommune"), counts.municipalities, name),
        (_("Etter hvor lenge siden de ble ferdige"), _("Ferdig"), counts.times, words.time_name),
        (_("Etter sykehuset de hadde LIS1 ved"), _("Sykehus"), counts.hospitals, name),
    )
    return [
        _grid(title, what, table, named)
        for title, what, table, named in tables
        if table is not None
    ]


def _grid(title: str, what: str, table: Table, named: Callable[[int], str]) -> Grid:
    headings = (_("Har hatt LIS1"), *map(words.column_name, table.columns))
    rows = [
        Row(
            named(row),
            tuple(
                (heading, None if number is None else figure(number))
                for heading, number in zip(headings, (total, *cells), strict=True)
            ),
        )
        for row, total, cells in zip(table.rows, table.shown.totals, table.shown.cells, strict=True)
    ]
    if named is not words.time_name:
        rows.sort(key=lambda row: norwegian_key(row.name))
    return Grid(title, what, headings, tuple(rows))
