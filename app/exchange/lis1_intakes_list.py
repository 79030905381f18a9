"""Seats of a LIS1 intake as a list: out with the same columns as in. Norwegian; no database."""

from collections.abc import Iterable, Mapping, Sequence

from app.exchange.lis1_candidates_list import write_sheets
from app.exchange.list_rows import (
    WORKBOOK,
    Columns,
    FileFault,
    RowList,
    Unreadable,
    headings_of,
    read_book,
    read_text,
    rows_of,
)

SEATS_TAB, NAMES_TAB = "Plasser", "Navn å bruke"
SEATS = Columns(
    {
        "intake": "Inntak",
        "key": "Nøkkel",
        "version": "Versjon",
        "hospital_id": "Sykehus",
        "municipality_id": "Kommune",
        "track_id": "Løp",
        "starts_on": "Oppstart",
        "places": "Plasser",
        "needs": "Krever",
        "is_closed": "Stengt for ønsker",
        "is_own_post": "Egen stilling",
        "contact_name": "Kontakt",
        "contact_email": "E-post",
    },
    (("hospital_id",), ("municipality_id",), ("track_id",), ("places",)),
)
BETWEEN = "; "
"""Between the names in a cell: names have commas in them."""


def read_seats(data: bytes) -> RowList:
    """The rows of a file: a text, or the one sheet of a workbook that has places."""
    try:
        if not data.startswith(WORKBOOK):
            return rows_of(read_text(data), SEATS)
        tables = [table for table in read_book(data).values() if headings_of(table)]
    except Unreadable as error:
        return RowList(fault=error.fault)
    places = SEATS.headings["places"].lower()
    seats = [t for t in tables if places in {each.lower() for each in headings_of(t)}]
    if len(seats) > 1:
        return RowList(fault=FileFault.SHEET_TWICE)
    if not tables:
        return RowList(fault=FileFault.EMPTY)
    return rows_of((seats or tables)[0], SEATS)


def write_seats(rows: Iterable[Mapping[str, str]], names: Sequence[Sequence[str]]) -> bytes:
    """A workbook with these seats, and a sheet of the names that a row can be written with.

    `names` has its headings first: hospitals, municipalities, tracks, qualifications.
    """
    lines = [
        list(SEATS.headings.values()),
        *([row.get(name, "") for name in SEATS.headings] for row in rows),
    ]
    return write_sheets([(SEATS_TAB, lines), (NAMES_TAB, names)])
