"""A forecast as a workbook: one table to a sheet, numbers as numbers.

Values in, bytes out. Nothing is written as a formula, whatever it begins with.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

Cell = str | int | float | None


class ColumnKind(StrEnum):
    """How the numbers of a column are shown; each is a format of the workbook."""

    TEXT = "@"
    YEAR = "0"
    NUMBER = "0.0"
    SHARE = "0 %"


@dataclass(frozen=True, slots=True)
class Column:
    """A column with its heading and its width in letters."""

    heading: str
    width: int = 12
    kind: ColumnKind = ColumnKind.TEXT


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table on a sheet of its own; `tab` is its name, at most 31 letters."""

    tab: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


def write_workbook(sheets: Sequence[Sheet], facts: Sequence[str]) -> bytes:
    """The workbook as a file. `facts` stand over every table: what it is of and how sure it is.

    ValueError when a row has another number of cells than its sheet has columns.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        large = book.add_format({"bold": True, "font_size": 14})
        formats = {kind: book.add_format({"num_format": kind.value}) for kind in ColumnKind}
        for sheet in sheets:
            _fill(book.add_worksheet(sheet.tab), sheet, facts, formats, bold, large)
    return buffer.getvalue()


def _fill(
    page: Any,
    sheet: Sheet,
    facts: Sequence[str],
    formats: dict[ColumnKind, Any],
    bold: Any,
    large: Any,
) -> None:
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.write_string(0, 0, sheet.title, large)
    for number, fact in enumerate(facts, start=1):
        page.write_string(number, 0, fact)
    head = len(facts) + 2
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
        page.write_string(head, place, column.heading, bold)
    for number, row in enumerate(sheet.rows, start=head + 1):
        for place, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            _write(page, number, place, value, formats[column.kind])
    page.freeze_panes(head + 1, 1)
    page.repeat_rows(head)
    page.autofilter(head, 0, head + len(sheet.rows), len(sheet.columns) - 1)


def _write(page: Any, row: int, place: int, value: Cell, look: Any) -> None:
    if value is None:
        return
    if isinstance(value, str):
        page.write_string(row, place, value)
    else:
        page.write_number(row, place, value, look)
