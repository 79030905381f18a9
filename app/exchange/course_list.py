"""A list of course sessions as CSV: out with the same columns as in. Knows no database.

Reading takes what spreadsheets save: UTF-8 with or without its mark, or Windows-1252; semicolons,
commas or tabs. What a cell means is judged elsewhere; here a file is a table of texts.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.exchange.csv_text import BOM, csv_text, harmless

MOST_ROWS = 500
MOST_BYTES = 400_000
"""Of a file; five hundred rows are a quarter of this."""
COLUMNS: dict[str, str] = {
    "public_id": "Nøkkel",
    "version": "Versjon",
    "course_key": "Kurskode",
    "course_name": "Kurs",
    "region_id": "Helseregion",
    "arranger": "Arrangør",
    "place": "Sted",
    "starts_on": "Første dag",
    "ends_on": "Siste dag",
    "seats": "Plasser",
    "signup_opens_on": "Påmeldingen åpner",
    "signup_closes_on": "Siste dag for påmelding",
    "note": "Merknad",
}
"""Field and heading. Files have Norwegian headings whatever the language of the page."""
NEEDED = ("place", "starts_on", "ends_on", "seats")
"""Columns that a list cannot do without; of the course, the code or the name."""


class FileFault(StrEnum):
    """Why a file cannot be read as a list at all."""

    TOO_LARGE = "too_large"
    NOT_TEXT = "not_text"
    EMPTY = "empty"
    BROKEN_QUOTES = "broken_quotes"
    MISSING_COLUMN = "missing_column"
    UNKNOWN_COLUMN = "unknown_column"
    COLUMN_TWICE = "column_twice"
    TOO_MANY_ROWS = "too_many_rows"


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row: its number in the file (the headings are row 1) and its cells by field.

    `extra` is how many cells stand beyond the last heading.
    """

    number: int
    cells: dict[str, str]
    extra: int = 0


@dataclass(frozen=True, slots=True)
class SessionList:
    """A file that was read, or why it was not: `fault` with the columns it is about."""

    rows: tuple[ListRow, ...] = ()
    fault: FileFault | None = None
    about: tuple[str, ...] = ()


def write_list(rows: Iterable[dict[str, str]]) -> str:
    """A file with these rows, each by field."""
    return csv_text([COLUMNS.values(), *([row.get(name, "") for name in COLUMNS] for row in rows)])


def read_list(data: bytes) -> SessionList:
    """The rows of a file. Rows without any text are left out."""
    if len(data) > MOST_BYTES:
        return SessionList(fault=FileFault.TOO_LARGE)
    text = _text(data)
    if text is None:
        return SessionList(fault=FileFault.NOT_TEXT)
    lines = text.splitlines()
    head = next((line for line in lines if line.strip()), None)
    if head is None:
        return SessionList(fault=FileFault.EMPTY)
    mark = max(";,\t", key=head.count)
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True))
    except csv.Error:
        return SessionList(fault=FileFault.BROKEN_QUOTES)
    return _rows(table)


def _text(data: bytes) -> str | None:
    """The letters of a file; None for what no spreadsheet saves as text."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError:
            return None
    return None if "\0" in text else text.removeprefix(BOM)


def _rows(table: list[list[str]]) -> SessionList:
    numbered = [
        (number, row) for number, row in enumerate(table, start=1) if any(c.strip() for c in row)
    ]
    _first, head = numbered[0]
    headings = [cell.strip() for cell in head]
    while headings and not headings[-1]:
        headings.pop()
    fault = _heading_fault(headings)
    if fault is not None:
        return fault
    if len(numbered) - 1 > MOST_ROWS:
        return SessionList(fault=FileFault.TOO_MANY_ROWS)
    names = {heading.lower(): name for name, heading in COLUMNS.items()}
    fields = [names[heading.lower()] for heading in headings]
    rows = tuple(_row(number, row, fields) for number, row in numbered[1:])
    return SessionList(rows) if rows else SessionList(fault=FileFault.EMPTY)


def _row(number: int, row: Sequence[str], fields: Sequence[str]) -> ListRow:
    cells = [_cell(cell) for cell in row]
    extra = sum(bool(cell) for cell in cells[len(fields) :])
    return ListRow(number, dict(zip(fields, cells, strict=False)), extra)


def _cell(cell: str) -> str:
    """A cell without the apostrophe that makes it harmless when it is written."""
    text = cell.strip()
    bare = text.removeprefix("'")
    return bare if text != bare and harmless(bare) == text else text


def _heading_fault(headings: Sequence[str]) -> SessionList | None:
    known = {heading.lower(): heading for heading in COLUMNS.values()}
    unknown = tuple(each for each in headings if each.lower() not in known)
    if unknown:
        return SessionList(fault=FileFault.UNKNOWN_COLUMN, about=unknown)
    counts = Counter(each.lower() for each in headings)
    twice = tuple(known[each] for each, count in counts.items() if count > 1)
    if twice:
        return SessionList(fault=FileFault.COLUMN_TWICE, about=twice)
    missing = [COLUMNS[name] for name in NEEDED if COLUMNS[name].lower() not in counts]
    if not {COLUMNS["course_key"].lower(), COLUMNS["course_name"].lower()} & set(counts):
        missing.insert(0, COLUMNS["course_key"])
    return SessionList(fault=FileFault.MISSING_COLUMN, about=tuple(missing)) if missing else None
