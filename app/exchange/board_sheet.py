"""The board as a workbook: doctors by months with the colours of the places, and the load.

Values in, bytes out. Every month has its own cell, so that a spreadsheet can count and filter.
Nothing is written as a formula, whatever it begins with.
"""

import io
from dataclasses import dataclass
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

NAME_WIDTH, DATE_WIDTH, MONTH_WIDTH = 30, 16, 9
FIRST_MONTH = 2
"""Column of the first month."""
COLOURS = {
    "hospital": "#DFE8F6",
    "dps": "#EFE1F1",
    "municipality": "#DCEFE0",
    "contract": "#F6EFCF",
    "other": "#E6E9EC",
    "leave": "#F2F2F2",
    "full": "#ECEAE4",
    "over": "#F8E4E4",
    "under": "#FBEED6",
}
"""Tints of the kinds of place and of the states of a load, as on the page."""


@dataclass(frozen=True, slots=True)
class SheetCell:
    """The same in some months in a row; `tint` is a key of `COLOURS`, or empty."""

    months: int
    text: str
    tint: str = ""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A heading (no cells), a doctor, or a place; `note` is the date or the bounds."""

    name: str
    note: str = ""
    cells: tuple[SheetCell, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetPage:
    """One sheet; `tab` is its name, at most 31 letters."""

    tab: str
    name_heading: str
    note_heading: str
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True, slots=True)
class BoardSheet:
    """The whole workbook."""

    title: str
    facts: tuple[str, ...]
    months: tuple[str, ...]
    pages: tuple[SheetPage, ...]


def write_board(board: BoardSheet) -> bytes:
    """The workbook as a file."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        formats = {key: book.add_format({"bg_color": tint}) for key, tint in COLOURS.items()}
        bold = book.add_format({"bold": True})
        large = book.add_format({"bold": True, "font_size": 14})
        for page in board.pages:
            _fill(book.add_worksheet(page.tab), board, page, formats, bold, large)
    return buffer.getvalue()


def _fill(
    sheet: Any, board: BoardSheet, page: SheetPage, formats: dict[str, Any], bold: Any, large: Any
) -> None:
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, NAME_WIDTH)
    sheet.set_column(1, 1, DATE_WIDTH)
    sheet.set_column(FIRST_MONTH, FIRST_MONTH + len(board.months) - 1, MONTH_WIDTH)
    sheet.write_string(0, 0, board.title, large)
    for number, fact in enumerate(board.facts, start=1):
        sheet.write_string(number, 0, fact)
    head = len(board.facts) + 2
    for column, text in enumerate((page.name_heading, page.note_heading, *board.months)):
        sheet.write_string(head, column, text, bold)
    sheet.freeze_panes(head + 1, FIRST_MONTH)
    sheet.repeat_rows(head)
    for number, row in enumerate(page.rows, start=head + 1):
        _row(sheet, number, row, formats, bold)


def _row(sheet: Any, number: int, row: SheetRow, formats: dict[str, Any], bold: Any) -> None:
    sheet.write_string(number, 0, row.name, None if row.cells else bold)
    sheet.write_string(number, 1, row.note)
    column = FIRST_MONTH
    for cell in row.cells:
        for month in range(column, column + cell.months):
            _cell(sheet, number, month, cell, formats)
        column += cell.months


def _cell(sheet: Any, row: int, column: int, cell: SheetCell, formats: dict[str, Any]) -> None:
    look = formats.get(cell.tint)
    if cell.text.isdecimal():
        sheet.write_number(row, column, int(cell.text), look)
    elif cell.text:
        sheet.write_string(row, column, cell.text, look)
    elif look is not None:
        sheet.write_blank(row, column, None, look)
