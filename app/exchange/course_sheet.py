"""The course arranger's sheet as a workbook: facts on top, participants, then the waiting list.

Values in, bytes out. Nothing is written as a formula, whatever it begins with.
"""

import io
from dataclasses import dataclass
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

WIDTHS = (6, 30, 34, 30, 28, 16, 22)
"""Of the columns, in letters."""
Cell = str | int | float


@dataclass(frozen=True, slots=True)
class SheetTable:
    """One list of people; `empty` stands there when it has nobody."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str


@dataclass(frozen=True, slots=True)
class CourseSheet:
    """One session as its arranger gets it."""

    title: str
    facts: tuple[tuple[str, Cell], ...]
    tables: tuple[SheetTable, ...]
    tab: str
    """What the sheet is called in the workbook; at most 31 letters."""


def write_xlsx(sheet: CourseSheet) -> bytes:
    """The whole workbook."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        _fill(book, sheet)
    return buffer.getvalue()


def _fill(book: Any, sheet: CourseSheet) -> None:
    bold = book.add_format({"bold": True})
    large = book.add_format({"bold": True, "font_size": 14})
    page = book.add_worksheet(sheet.tab)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    for column, width in enumerate(WIDTHS):
        page.set_column(column, column, width)
    page.write_string(0, 0, sheet.title, large)
    row = 1
    for name, value in sheet.facts:
        row += 1
        page.write_string(row, 0, name, bold)
        _write(page, row, 2, value)
    for table in sheet.tables:
        row = _table(page, row + 2, table, bold)


def _table(page: Any, row: int, table: SheetTable, bold: Any) -> int:
    """Write a table from `row` on; the last row written."""
    page.write_string(row, 0, table.name, bold)
    if not table.rows:
        page.write_string(row + 1, 0, table.empty)
        return row + 1
    for column, heading in enumerate(table.headings):
        page.write_string(row + 1, column, heading, bold)
    for number, cells in enumerate(table.rows, start=row + 2):
        for column, value in enumerate(cells):
            _write(page, number, column, value)
    return row + 1 + len(table.rows)


def _write(page: Any, row: int, column: int, value: Cell) -> None:
    if isinstance(value, str):
        page.write_string(row, column, value)
    else:
        page.write_number(row, column, value)
