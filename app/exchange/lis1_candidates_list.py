"""Candidates of a LIS1 intake as a list: out with the columns that an import reads.

A workbook has the candidates on its first sheet, and sheets with the keys of seats and the names
of qualifications to write from. Everything in a file is Norwegian. Knows no database.
"""

import io
from collections.abc import Iterable, Mapping, Sequence

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
    rows_of,
)

CANDIDATES_TAB, SEATS_TAB, QUALIFICATIONS_TAB = "Kandidater", "Plasser", "Kvalifikasjoner"
BETWEEN = "; "
"""Between the names in a cell: names have commas in them."""
WISH = "wish"
FEWEST_WISHES = 5
SEAT_HEADINGS = (
    *("Nøkkel", "Kommune", "Sykehus", "Løp", "Oppstart", "Plasser", "Krever", "Kan ønskes"),
)
FIRST = {
    "intake": "Inntak",
    "given_name": "Fornavn",
    "family_name": "Etternavn",
    "email": "E-post",
    "gender": "Kjønn",
    "qualifications": "Kvalifikasjoner",
    "partner": "Par med (e-post)",
    "together": "Par ønsker",
    "or_apart": "Hver for seg ellers",
}
GENDERS = {"Kvinne": "woman", "Mann": "man", "Annet": "other"}
TOGETHER = {"Samme kommune": "same_municipality", "Samme eller nær": "near"}
"""Words of a file and what is stored."""
WIDE = 24


def columns_for(wishes: int) -> Columns:
    """The columns of a list with room for so many wishes."""
    ranked = {f"{WISH}{rank}": f"Ønske {rank}" for rank in range(1, max(wishes, FEWEST_WISHES) + 1)}
    needed = (("given_name",), ("family_name",), ("email",))
    return Columns({**FIRST, **ranked}, needed)


def wishes_in(cells: Mapping[str, str]) -> list[tuple[int, str]]:
    """The wishes of a row as (rank, what is written), without empty cells."""
    found = [
        (int(name.removeprefix(WISH)), text.strip())
        for name, text in cells.items()
        if name.startswith(WISH) and text.strip()
    ]
    return sorted(found)


def read_candidates(data: bytes, columns: Columns) -> RowList:
    """The rows of a file: a text, or the sheet of a workbook that has addresses."""
    try:
        if not data.startswith(WORKBOOK):
            return rows_of(read_text(data), columns)
        tables = [table for table in read_book(data).values() if headings_of(table)]
    except Unreadable as error:
        return RowList(fault=error.fault)
    if not tables:
        return RowList(fault=FileFault.EMPTY)
    return rows_of(next(filter(_has_addresses, tables), tables[0]), columns)


def _has_addresses(table: Table) -> bool:
    return FIRST["email"].lower() in {heading.lower() for heading in headings_of(table)}


def write_book(
    columns: Columns,
    rows: Iterable[Mapping[str, str]],
    seats: Iterable[Sequence[str]],
    qualifications: Iterable[str],
) -> bytes:
    """A workbook with these candidates, the seats to write wishes from, and qualifications."""
    sheets: list[tuple[str, list[Sequence[str]]]] = [
        (
            CANDIDATES_TAB,
            [
                list(columns.headings.values()),
                *([row.get(name, "") for name in columns.headings] for row in rows),
            ],
        ),
        (SEATS_TAB, [SEAT_HEADINGS, *seats]),
        (QUALIFICATIONS_TAB, [("Navn",), *((name,) for name in qualifications)]),
    ]
    return write_sheets(sheets)


def write_sheets(sheets: Iterable[tuple[str, Sequence[Sequence[str]]]]) -> bytes:
    """A workbook of texts; the first row of each sheet is its headings."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        bold = book.add_format({"bold": True})
        for tab, lines in sheets:
            page = book.add_worksheet(tab)
            page.freeze_panes(1, 0)
            page.set_column(0, max(len(lines[0]) - 1, 0), WIDE)
            for number, line in enumerate(lines):
                for place, text in enumerate(line):
                    if text:
                        page.write_string(number, place, text, bold if number == 0 else None)
    return buffer.getvalue()
