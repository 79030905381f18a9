"""The logbook as a file: sections with a heading row each. Values in, text out."""

import csv
import io
from dataclasses import dataclass

BOM = "\ufeff"
"""Tells spreadsheets that the file is UTF-8."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class ExportSection:
    """One table of the file."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str
    """What stands there when there is nothing."""


@dataclass(frozen=True, slots=True)
class LogbookExport:
    """A doctor's logbook in the order of the official one."""

    title: str
    notice: str
    facts: tuple[tuple[str, str], ...]
    """(name, text) lines about the doctor and the day."""
    sections: tuple[ExportSection, ...]


def write_csv(export: LogbookExport) -> str:
    """The whole file: UTF-8 with a byte order mark, semicolons, CRLF as spreadsheets want it."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")

    def write(*cells: str) -> None:
        writer.writerow([harmless(cell) for cell in cells])

    write(export.title)
    write(export.notice)
    for fact in export.facts:
        write(*fact)
    for section in export.sections:
        write()
        write(section.name)
        if not section.rows:
            write(section.empty)
            continue
        write(*section.headings)
        for row in section.rows:
            write(*row)
    return BOM + buffer.getvalue()


def harmless(cell: str) -> str:
    """A cell that no spreadsheet reads as a formula: such a beginning gets an apostrophe."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
