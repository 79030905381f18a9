"""A plan as a table of stays, in a workbook or as CSV: out with the same columns as in. Pure.

Reading takes the table that we write, and the wide board as coordinators keep it: one row for
each doctor and one column for each month. What a cell means is judged elsewhere; here a file is
rows of texts.
"""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import xlsxwriter  # type: ignore[import-untyped]

from app.exchange.csv_text import csv_text
from app.exchange.list_rows import WORKBOOK, FileFault, Unreadable, bare, read_book, read_text

MOST_ROWS = 3000
MOST_BYTES = 1_500_000
COLUMNS: dict[str, str] = {
    "key": "Nøkkel",
    "doctor": "Lege",
    "service": "Tjeneste",
    "place": "Sted",
    "first": "Første måned",
    "last": "Siste måned",
    "locked": "Låst",
}
"""Field and heading. Files have Norwegian headings whatever the language of the page."""
NEEDED = ("doctor", "place", "first", "last")
WIDTHS = (34, 30, 32, 32, 14, 14, 8)
TAB, ABOUT = "Plasseringer", "Om arket"
SEQ = "Endring"
"""Heading of the newest edit of the draft that a workbook was made from."""
LEAVE = "permisjon"
NAMES = ("jan", "feb", "mar", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "des")
FIGURES = re.compile(
    r"(\d{1,2})[./-](\d{4})|(\d{4})-(\d{2})(?:-\d{2})?|\d{1,2}\.(\d{1,2})\.(\d{4})"
)
CUT = re.compile(r"(\d{1,2})[.,](\d{3})")
"""A month that a spreadsheet has taken for a number: 10.203 was 10.2030."""
WORDS = re.compile(r"([a-zæøå]{3,9})\.?\s+(\d{4})")


@dataclass(frozen=True, slots=True)
class StayRow:
    """One stay: its row in the file and its cells as texts; months as they are written."""

    number: int
    doctor: str
    place: str
    first: str
    last: str
    service: str = ""
    key: str = ""
    locked: str = ""

    def cells(self) -> dict[str, str]:
        """By field."""
        return {name: str(getattr(self, name)) for name in COLUMNS}


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """A file that was read, or why it was not: `fault` with the columns it is about."""

    rows: tuple[StayRow, ...] = ()
    fault: FileFault | None = None
    about: tuple[str, ...] = ()
    seq: int | None = None
    """The newest edit of the draft that the file was made from; None where it does not say."""


# --- Out ---


def write_sheet(
    rows: Iterable[dict[str, str]], facts: Sequence[tuple[str, str]], seq: int
) -> bytes:
    """A workbook with these rows, each by field, and a sheet that says what it is."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        bold = book.add_format({"bold": True})
        page = book.add_worksheet(TAB)
        page.freeze_panes(1, 0)
        for column, width in enumerate(WIDTHS):
            page.set_column(column, column, width)
        for column, heading in enumerate(COLUMNS.values()):
            page.write_string(0, column, heading, bold)
        for number, row in enumerate(rows, start=1):
            for column, name in enumerate(COLUMNS):
                page.write_string(number, column, row.get(name, ""))
        about = book.add_worksheet(ABOUT)
        about.set_column(0, 1, 40)
        for number, (name, text) in enumerate((*facts, (SEQ, str(seq)))):
            about.write_string(number, 0, name, bold)
            about.write_string(number, 1, text)
    return buffer.getvalue()


def write_rows(rows: Iterable[StayRow]) -> str:
    """The rows as text, for the second step of an import."""
    return csv_text([COLUMNS.values(), *([row.cells()[name] for name in COLUMNS] for row in rows)])


# --- In ---


def read_sheet(data: bytes) -> PlanSheet:
    """The stays in a workbook or a CSV file. Rows without any text are left out."""
    try:
        if data.startswith(WORKBOOK):
            tables = list(read_book(data, MOST_BYTES, MOST_ROWS).values())
        else:
            tables = [read_text(data, MOST_BYTES)]
    except Unreadable as error:
        return PlanSheet(fault=error.fault)
    if any(len(table) > MOST_ROWS for table in tables):
        return PlanSheet(fault=FileFault.TOO_MANY_ROWS)
    tables = [[[bare(cell) for cell in row] for row in table] for table in tables]
    for table in tables:
        rows = _long(table)
        rows = _wide(table) if rows is None else rows
        if rows is not None:
            found = PlanSheet(rows, seq=_seq(tables))
            return found if rows else PlanSheet(fault=FileFault.EMPTY)
    missing = tuple(COLUMNS[name] for name in NEEDED)
    return PlanSheet(fault=FileFault.MISSING_COLUMN, about=missing)


def _long(table: list[list[str]]) -> tuple[StayRow, ...] | None:
    """The stays of a table with our headings; None when it has others."""
    names = {heading.casefold(): name for name, heading in COLUMNS.items()}
    for at, row in enumerate(table, start=1):
        heads = [(names.get(cell.casefold()), column) for column, cell in enumerate(row)]
        found = {name: column for name, column in heads if name is not None}
        if all(name in found for name in NEEDED):
            return tuple(
                StayRow(number, **{name: _at(line, column) for name, column in found.items()})
                for number, line in enumerate(table[at:], start=at + 1)
                if any(line)
            )
    return None


def _at(line: list[str], column: int) -> str:
    return line[column] if column < len(line) else ""


def _wide(table: list[list[str]]) -> tuple[StayRow, ...] | None:
    """The stays of a board with a column for each month; None when it is no such board."""
    for at, heads in enumerate(table, start=1):
        months = [column for column, cell in enumerate(heads) if read_month(cell) is not None]
        if len(months) > 1 and heads[0].casefold() == COLUMNS["doctor"].casefold():
            return tuple(
                StayRow(number, line[0], place, heads[first], heads[last])
                for number, line in enumerate(table[at:], start=at + 1)
                for place, first, last in _stays([(n, _at(line, n)) for n in months])
            )
    return None


def _stays(cells: Sequence[tuple[int, str]]) -> list[tuple[str, int, int]]:
    """(place, first and last column) of the same text in a row; leave between is part of it."""
    runs: list[tuple[str, int, int]] = []
    for text, group in groupby(cells, key=lambda pair: pair[1]):
        columns = [column for column, _text in group]
        runs.append((text, columns[0], columns[-1]))
    joined: list[tuple[str, int, int]] = []
    is_away = False
    for text, first, last in runs:
        if text.casefold() == LEAVE:
            is_away = True
            continue
        if is_away and joined and text and joined[-1][0] == text:
            joined[-1] = (text, joined[-1][1], last)
        elif text:
            joined.append((text, first, last))
        is_away = False
    return joined


def _seq(tables: list[list[list[str]]]) -> int | None:
    for row in (row for table in tables for row in table):
        if len(row) > 1 and row[0] == SEQ and row[1].isascii() and row[1].isdigit():
            return int(row[1])
    return None


def read_month(text: str) -> date | None:
    """The first day of a month as people write it: 03.2027, 2027-03, 01.03.2027, mars 2027."""
    text = text.strip().casefold()
    cut = CUT.fullmatch(text)
    if cut is not None:
        text = f"{cut[1]}.{cut[2]}0"
    found = FIGURES.fullmatch(text)
    if found is not None:
        one, year, iso_year, iso, other, other_year = found.groups()
        return _first(int(other_year or iso_year or year), int(other or iso or one))
    named = WORDS.fullmatch(text)
    if named is None or named[1][:3] not in NAMES:
        return None
    return _first(int(named[2]), NAMES.index(named[1][:3]) + 1)


def _first(year: int, month: int) -> date | None:
    return date(year, month, 1) if 1 <= month <= 12 and 1950 <= year <= 2100 else None
