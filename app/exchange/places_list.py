"""Room at places and supervisors' places as a list: out with the same columns as in.

A workbook has a sheet of each; a text file is one of them, told by its headings. Everything in a
file is Norwegian, whatever the language of the page. Knows no database.
"""

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import xlsxwriter  # type: ignore[import-untyped]

from app.exchange.list_rows import (
    NO,
    WORKBOOK,
    YES,
    Columns,
    FileFault,
    RowList,
    Table,
    Unreadable,
    headings_of,
    read_book,
    read_text,
    rows_as_text,
    rows_of,
)

ROOM_TAB, SUPERVISOR_TAB = "Plasser", "Veiledere"
ROOM = Columns(
    {
        "public_id": "Nøkkel",
        "version": "Versjon",
        "unit": "Sted",
        "unit_key": "Stedsnøkkel",
        "name": "Navn",
        "kind": "Hva tallet gjelder",
        "minimum": "Minst",
        "maximum": "Høyst",
        "is_hard": "Må holdes",
        "counts_share": "Deltid tar sin del",
        "valid_from": "Første dag",
        "valid_to": "Siste dag",
        "groups": "Hvem",
        "services": "Tjenester",
        "shared": "Felles med",
        "source": "Kilde",
    },
    (("unit", "unit_key"), ("name",), ("minimum", "maximum"), ("valid_from",)),
)
SUPERVISORS = Columns(
    {
        "public_id": "Nøkkel",
        "version": "Versjon",
        "unit": "Sted",
        "unit_key": "Stedsnøkkel",
        "name": "Veileder",
        "places": "Høyst antall leger",
        "valid_from": "Første dag",
        "valid_to": "Siste dag",
    },
    (("unit", "unit_key"), ("name",), ("places",), ("valid_from",)),
)
SECTIONS: Mapping[str, Columns] = {ROOM_TAB: ROOM, SUPERVISOR_TAB: SUPERVISORS}
KINDS = {"Plasser": "place", "Vaktlag": "rota"}
GROUPS = {"LIS1": "lis1", "LIS2/3": "lis23", "ALIS": "alis", "Overleger": "consultant"}
"""Words of a file and what is stored."""
BETWEEN = "; "
"""Between the parts of a cell: names of services and units have commas in them."""
NARROW, WIDE = 12, 28
HIDDEN_KEYS = ("public_id", "version", "unit_key")
"""Columns that people leave alone; narrow, and last to be read."""

Rows = Iterable[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class PlacesList:
    """A file that was read, section by section, or why it could not be read at all."""

    sections: Mapping[str, RowList] = field(default_factory=dict)
    fault: FileFault | None = None
    is_book: bool = False


def read_places(data: bytes) -> PlacesList:
    """The sections of a file. A sheet without any text is left out."""
    try:
        if not data.startswith(WORKBOOK):
            table = read_text(data)
            return PlacesList({_section_of(table): _rows(table)})
        tables = [table for table in read_book(data).values() if headings_of(table)]
    except Unreadable as error:
        return PlacesList(fault=error.fault)
    if not tables:
        return PlacesList(fault=FileFault.EMPTY)
    found: dict[str, RowList] = {}
    for table in tables:
        section = _section_of(table)
        if section in found:
            return PlacesList(fault=FileFault.SHEET_TWICE)
        found[section] = _rows(table)
    return PlacesList(found, is_book=True)


def write_texts(found: PlacesList) -> dict[str, str]:
    """Each section as a text file with its rows where they were; read again it says the same."""
    return {
        section: rows_as_text(SECTIONS[section], rows)
        for section, rows in found.sections.items()
        if rows.rows
    }


def read_texts(texts: Mapping[str, str]) -> PlacesList:
    """The sections that `write_texts` has written."""
    try:
        tables = {name: read_text(texts[name].encode()) for name in SECTIONS if texts.get(name)}
    except Unreadable as error:
        return PlacesList(fault=error.fault)
    if not tables:
        return PlacesList(fault=FileFault.EMPTY)
    found = {name: rows_of(table, SECTIONS[name]) for name, table in tables.items()}
    return PlacesList(found)


def write_book(sections: Mapping[str, Rows]) -> bytes:
    """A workbook with a sheet for each section; numbers are numbers, days are texts."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        bold = book.add_format({"bold": True})
        for tab, columns in SECTIONS.items():
            page = book.add_worksheet(tab)
            page.freeze_panes(1, 0)
            for place, (name, heading) in enumerate(columns.headings.items()):
                page.set_column(place, place, NARROW if name in HIDDEN_KEYS else WIDE)
                page.write_string(0, place, heading, bold)
            for number, cells in enumerate(sections.get(tab, ()), start=1):
                for place, name in enumerate(columns.headings):
                    text = cells.get(name, "")
                    if text.isdigit() and name in ("minimum", "maximum", "places", "version"):
                        page.write_number(number, place, int(text))
                    elif text:
                        page.write_string(number, place, text)
    return buffer.getvalue()


def yes_or_no(value: bool) -> str:
    """A flag as a cell."""
    return YES if value else NO


def _section_of(table: Table) -> str:
    """Supervisors when the headings name one, else room."""
    named = {heading.lower() for heading in headings_of(table)}
    return SUPERVISOR_TAB if SUPERVISORS.headings["name"].lower() in named else ROOM_TAB


def _rows(table: Table) -> RowList:
    return rows_of(table, SECTIONS[_section_of(table)])
