"""CSV as spreadsheets want it: UTF-8 with a byte order mark, semicolons, CRLF, no formulas."""

import csv
import io
from collections.abc import Iterable

BOM = "\ufeff"
"""Tells spreadsheets that the file is UTF-8."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_text(rows: Iterable[Iterable[str]]) -> str:
    """The whole file; every cell is made harmless."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
    return BOM + buffer.getvalue()


def harmless(cell: str) -> str:
    """A cell that no spreadsheet reads as a formula: such a beginning gets an apostrophe."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
