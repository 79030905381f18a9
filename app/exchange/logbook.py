"""The logbook as a file: sections with a heading row each. Values in, text out."""

from dataclasses import dataclass

from app.exchange.csv_text import csv_text


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
    """The whole file."""
    rows: list[tuple[str, ...]] = [(export.title,), (export.notice,), *export.facts]
    for section in export.sections:
        rows += [(), (section.name,)]
        rows += [section.headings, *section.rows] if section.rows else [(section.empty,)]
    return csv_text(rows)
