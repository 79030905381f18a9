"""Lists that people fill in with a spreadsheet: a table of texts with known headings.

Reading takes what spreadsheets save: workbooks (xlsx), and text in UTF-8 with or without its mark
or in Windows-1252, with semicolons, commas or tabs. What a cell means is judged elsewhere.
"""

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from python_calamine import CalamineError, load_workbook

from app.exchange.csv_text import BOM, csv_text, harmless

MOST_ROWS = 500
MOST_BYTES = 400_000
"""Of a file; five hundred rows are a quarter of this."""
MOST_UNPACKED = 20_000_000
"""Bytes of a workbook when it is unpacked; a small file may hold far more than it seems."""
WORKBOOK = b"PK"
"""How every workbook begins: it is a zip archive."""
YES, NO = "Ja", "Nei"

Table = list[list[str]]


class FileFault(StrEnum):
    """Why a file cannot be read as a list at all."""

    TOO_LARGE = "too_large"
    NOT_TEXT = "not_text"
    BROKEN_BOOK = "broken_book"
    EMPTY = "empty"
    BROKEN_QUOTES = "broken_quotes"
    MISSING_COLUMN = "missing_column"
    UNKNOWN_COLUMN = "unknown_column"
    COLUMN_TWICE = "column_twice"
    TOO_MANY_ROWS = "too_many_rows"
    SHEET_TWICE = "sheet_twice"


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row: its number in the file (the headings are row 1) and its cells by field.

    `extra` is how many cells stand beyond the last heading.
    """

    number: int
    cells: dict[str, str]
    extra: int = 0


@dataclass(frozen=True, slots=True)
class RowList:
    """A table that was read, or why it was not: `fault` with the columns it is about."""

    rows: tuple[ListRow, ...] = ()
    fault: FileFault | None = None
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Columns:
    """Field and heading of a list, and what it cannot do without: one of each group."""

    headings: Mapping[str, str]
    needed: tuple[tuple[str, ...], ...]


class Unreadable(Exception):
    """A file that is no table at all."""

    def __init__(self, fault: FileFault) -> None:
        super().__init__(fault)
        self.fault = fault


def write_list(columns: Columns, rows: Iterable[Mapping[str, str]]) -> str:
    """A text file with these rows, each by field."""
    names = list(columns.headings)
    return csv_text([columns.headings.values(), *([row.get(n, "") for n in names] for row in rows)])


def rows_as_text(columns: Columns, rows: RowList) -> str:
    """Rows that were read as a text file with the columns they have, each row where it was.

    Read again it says the same: what a second step keeps is what the first one showed.
    """
    at = {row.number: row.cells for row in rows.rows}
    there = {name for cells in at.values() for name in cells}
    only = {name: heading for name, heading in columns.headings.items() if name in there}
    # The first row that has text is the headings, wherever they stood.
    first = min(at) - 1
    lines = [at.get(number, {}) for number in range(first + 1, max(at) + 1)]
    text = write_list(Columns(only, columns.needed), lines)
    return "\r\n" * (first - 1) + text.removeprefix(BOM)


def read_list(data: bytes, columns: Columns) -> RowList:
    """The rows of a text file. Rows without any text are left out."""
    try:
        return rows_of(read_text(data), columns)
    except Unreadable as error:
        return RowList(fault=error.fault)


def read_text(data: bytes, most_bytes: int = MOST_BYTES) -> Table:
    """The cells of a text file; raises Unreadable."""
    if len(data) > most_bytes:
        raise Unreadable(FileFault.TOO_LARGE)
    text = _text(data)
    lines = text.splitlines()
    head = next((line for line in lines if line.strip()), None)
    if head is None:
        raise Unreadable(FileFault.EMPTY)
    mark = max(";,\t", key=head.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True))
    except csv.Error as error:
        raise Unreadable(FileFault.BROKEN_QUOTES) from error


def read_book(
    data: bytes, most_bytes: int = MOST_BYTES, most_rows: int = MOST_ROWS
) -> dict[str, Table]:
    """The cells of each sheet of a workbook as texts, by the sheet's name; raises Unreadable."""
    if len(data) > most_bytes:
        raise Unreadable(FileFault.TOO_LARGE)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
                raise Unreadable(FileFault.TOO_LARGE)
        book = load_workbook(io.BytesIO(data))
        names = book.sheet_names
        return {name: _texts(book.get_sheet_by_name(name), most_rows) for name in names}
    except (zipfile.BadZipFile, CalamineError) as error:
        raise Unreadable(FileFault.BROKEN_BOOK) from error


def rows_of(table: Table, columns: Columns, most_rows: int = MOST_ROWS) -> RowList:
    """The rows of a table by field. Rows without any text are left out."""
    numbered = [
        (number, row) for number, row in enumerate(table, start=1) if any(c.strip() for c in row)
    ]
    if not numbered:
        return RowList(fault=FileFault.EMPTY)
    headings = headings_of(table)
    fault = _heading_fault(headings, columns)
    if fault is not None:
        return fault
    if len(numbered) - 1 > most_rows:
        return RowList(fault=FileFault.TOO_MANY_ROWS)
    names = {heading.lower(): name for name, heading in columns.headings.items()}
    fields = [names[heading.lower()] for heading in headings]
    rows = tuple(_row(number, row, fields) for number, row in numbered[1:])
    return RowList(rows) if rows else RowList(fault=FileFault.EMPTY)


def headings_of(table: Table) -> list[str]:
    """The first row with any text, without empty cells at its end."""
    head = next((row for row in table if any(cell.strip() for cell in row)), [])
    headings = [cell.strip() for cell in head]
    while headings and not headings[-1]:
        headings.pop()
    return headings


def _text(data: bytes) -> str:
    """The letters of a file; Unreadable for what no spreadsheet saves as text."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding).removeprefix(BOM)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Unreadable(FileFault.NOT_TEXT)


def _texts(sheet: Any, most_rows: int) -> Table:
    """Rows are numbered as the spreadsheet shows them, also when the first ones are empty."""
    rows = sheet.to_python(skip_empty_area=False, nrows=most_rows + 50)
    return [[_shown(cell) for cell in row] for row in rows]


def _shown(cell: object) -> str:
    """A cell of a workbook as one would write it."""
    if isinstance(cell, bool):
        return YES if cell else NO
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell).replace(".", ",")
    if isinstance(cell, datetime | date):
        return f"{cell:%d.%m.%Y}"
    return str(cell)


def _row(number: int, row: Sequence[str], fields: Sequence[str]) -> ListRow:
    cells = [bare(cell) for cell in row]
    extra = sum(bool(cell) for cell in cells[len(fields) :])
    # A row that ends early has empty cells: its columns are there.
    cells += [""] * (len(fields) - len(cells))
    return ListRow(number, dict(zip(fields, cells, strict=False)), extra)


def bare(cell: str) -> str:
    """A cell without the apostrophe that makes it harmless when it is written."""
    text = cell.strip()
    inner = text.removeprefix("'")
    return inner if text != inner and harmless(inner) == text else text


def _heading_fault(headings: list[str], columns: Columns) -> RowList | None:
    known = {heading.lower(): heading for heading in columns.headings.values()}
    unknown = tuple(each for each in headings if each.lower() not in known)
    if unknown:
        return RowList(fault=FileFault.UNKNOWN_COLUMN, about=unknown)
    counts = Counter(each.lower() for each in headings)
    twice = tuple(known[each] for each, count in counts.items() if count > 1)
    if twice:
        return RowList(fault=FileFault.COLUMN_TWICE, about=twice)
    missing = tuple(
        columns.headings[group[0]]
        for group in columns.needed
        if not {columns.headings[name].lower() for name in group} & set(counts)
    )
    return RowList(fault=FileFault.MISSING_COLUMN, about=missing) if missing else None
