"""A region's staff data as a sheet: out with the same columns as in.

A workbook has a sheet for each table; text files are one table each, told by their headings.
Everything in a file is Norwegian, whatever the language of the page. Counts, never names of
people. Knows no database.
"""

import base64
import binascii
import io
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import xlsxwriter  # type: ignore[import-untyped]

from app.exchange.list_rows import (
    WORKBOOK,
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

MOST_ROWS = 20_000
MOST_BYTES = 1_500_000
"""Of one file; a whole region is a third of this."""
MOST_PACKED = 400_000
"""Letters of what the first step hands to the second."""
MOST_UNPACKED = 8_000_000

ABOUT, STOCK, TRAINEES = "Om tallene", "Spesialister", "I utdanning"
EXITS, ARRIVALS = "Sluttet", "Kommet til"
DURATIONS, POSTS = "Varighet", "Stillinger"
SPECIALTY, HOSPITAL, SEX, AGE = "Spesialitet", "Sykehus", "Kjønn", "Alder"
PERSONS, YEAR = "Antall", "År"


def _all(headings: Mapping[str, str], *optional: str) -> Columns:
    return Columns(headings, tuple((name,) for name in headings if name not in optional))


SHEETS: Mapping[str, Columns] = {
    ABOUT: _all({"region": "Region", "as_of": "Tall per dato", "source": "Kilde"}, "region"),
    STOCK: _all(
        {
            "specialty_code": SPECIALTY,
            "organisation_id": HOSPITAL,
            "sex": SEX,
            "age": AGE,
            "persons": PERSONS,
            "work_percent": "Stillingsprosent",
            "second_code": "Annen spesialitet",
        },
        "work_percent",
        "second_code",
    ),
    TRAINEES: _all(
        {
            "specialty_code": SPECIALTY,
            "organisation_id": HOSPITAL,
            "sex": SEX,
            "age": AGE,
            "years_done": "Hele år etter LIS1",
            "persons": PERSONS,
        },
        "organisation_id",
    ),
    EXITS: _all(
        {
            "specialty_code": SPECIALTY,
            "year": YEAR,
            "sex": SEX,
            "age_from": "Fra alder",
            "age_to": "Til alder",
            "in_post": "I stilling 1. januar",
            "gone": "Sluttet i året",
        }
    ),
    ARRIVALS: _all(
        {
            "specialty_code": SPECIALTY,
            "year": YEAR,
            "started": "Begynte i utdanning",
            "dropped_out": "Avbrøt utdanningen",
            "in_training": "I utdanning 1. januar",
            "approved": "Godkjent",
            "stayed": "Ble i regionen",
            "recruited": "Kom utenfra",
            "persons": "Spesialister 31. desember",
            "fte": "Årsverk 31. desember",
        }
    ),
    DURATIONS: _all(
        {
            "specialty_code": SPECIALTY,
            "years": "Hele år etter LIS1",
            "persons": PERSONS,
            "is_finished": "Ferdig",
        }
    ),
    POSTS: _all(
        {
            "specialty_code": SPECIALTY,
            "organisation_id": HOSPITAL,
            "vacant": "Ledige årsverk",
            "hired_in": "Innleide årsverk",
            "other_unmet": "Annet udekket behov (årsverk)",
            "on_call_minimum": "Vaktordningen krever",
            "training_places": "Utdanningsplasser",
            "supervisors": "Veiledere",
        },
        "other_unmet",
        "on_call_minimum",
        "training_places",
        "supervisors",
    ),
}
"""The sheets in their order, with their columns and what they cannot do without."""
SEXES = {"Kvinne": "woman", "Mann": "man"}
"""Words of a file and what is stored."""
WIDTHS = {SPECIALTY: 34, HOSPITAL: 34, "Kilde": 60}
USUAL_WIDTH = 18
LOOKUP = "Navn å bruke"
"""A sheet with the names of specialties and hospitals; reading leaves it out."""

Rows = Iterable[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class StaffFile:
    """What was read, sheet by sheet; or a file that could not be read at all."""

    sheets: Mapping[str, RowList] = field(default_factory=dict)
    fault: FileFault | None = None
    strange: tuple[str, ...] = ()
    """Names of sheets (or numbers of files) with columns that are none of ours."""


def read_staff(files: Sequence[bytes]) -> StaffFile:
    """The sheets of a workbook, or of text files with a table each. Empty sheets are left out."""
    tables: list[tuple[str, Table]] = []
    try:
        for number, data in enumerate(files, start=1):
            if data.startswith(WORKBOOK):
                tables += read_book(data, MOST_BYTES, MOST_ROWS).items()
            elif data:
                tables.append((f"Fil {number}", read_text(data, MOST_BYTES)))
    except Unreadable as error:
        return StaffFile(fault=error.fault)
    return _sorted_out(tables)


def pack(file: StaffFile) -> str:
    """What was read as one line of text, for the next step; read again it says the same."""
    texts = {
        name: rows_as_text(SHEETS[name], rows) for name, rows in file.sheets.items() if rows.rows
    }
    return base64.b64encode(zlib.compress(json.dumps(texts).encode(), 9)).decode()


def unpack(text: str) -> StaffFile:
    """What `pack` has written; a file without rows when it is something else."""
    unpacking = zlib.decompressobj()
    try:
        data = unpacking.decompress(base64.b64decode(text, validate=True), MOST_UNPACKED)
        texts = json.loads(data)
    except (binascii.Error, zlib.error, ValueError):
        return StaffFile(fault=FileFault.EMPTY)
    if not isinstance(texts, dict) or unpacking.unconsumed_tail:
        return StaffFile(fault=FileFault.EMPTY)
    return read_staff([str(texts[name]).encode() for name in SHEETS if name in texts])


def write_staff(sheets: Mapping[str, Rows], names: Sequence[Sequence[str]]) -> bytes:
    """A workbook with every sheet, and a last one with `names` to write from."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        bold = book.add_format({"bold": True})
        for tab, columns in SHEETS.items():
            page = book.add_worksheet(tab)
            page.freeze_panes(1, 0)
            for place, heading in enumerate(columns.headings.values()):
                page.set_column(place, place, WIDTHS.get(heading, USUAL_WIDTH))
                page.write_string(0, place, heading, bold)
            for number, cells in enumerate(sheets.get(tab, ()), start=1):
                for place, name in enumerate(columns.headings):
                    _write_cell(page, number, place, cells.get(name, ""))
        page = book.add_worksheet(LOOKUP)
        page.set_column(0, 1, WIDTHS[SPECIALTY])
        for number, line in enumerate(names):
            for place, text in enumerate(line):
                page.write_string(number, place, text, bold if number == 0 else None)
    return buffer.getvalue()


def _write_cell(page: xlsxwriter.worksheet.Worksheet, row: int, column: int, text: str) -> None:
    plain = text.replace(",", ".", 1)
    if plain.replace(".", "", 1).isdigit():
        page.write_number(row, column, float(plain))
    elif text:
        page.write_string(row, column, text)


def _sorted_out(tables: Sequence[tuple[str, Table]]) -> StaffFile:
    found: dict[str, RowList] = {}
    strange = []
    for name, table in tables:
        if name == LOOKUP or not headings_of(table):
            continue
        sheet = _sheet_of(name, table)
        if sheet is None:
            strange.append(name)
        elif sheet in found:
            return StaffFile(fault=FileFault.SHEET_TWICE)
        else:
            found[sheet] = rows_of(table, SHEETS[sheet], MOST_ROWS)
    if not found and not strange:
        return StaffFile(fault=FileFault.EMPTY)
    return StaffFile(found, strange=tuple(strange))


def _sheet_of(name: str, table: Table) -> str | None:
    """By its name, else the sheet whose columns it has most of; None: it has none of any."""
    by_name = {sheet.lower(): sheet for sheet in SHEETS}
    if name.strip().lower() in by_name:
        return by_name[name.strip().lower()]
    there = {heading.lower() for heading in headings_of(table)}

    def alike(sheet: str) -> tuple[float, float]:
        """The part it has of what the sheet cannot do without, then of all columns of both."""
        headings = {name: heading.lower() for name, heading in SHEETS[sheet].headings.items()}
        needed = [headings[group[0]] in there for group in SHEETS[sheet].needed]
        own = set(headings.values())
        return sum(needed) / len(needed), len(own & there) / len(own | there)

    best = max(SHEETS, key=alike)
    return best if alike(best)[1] > 0 else None
