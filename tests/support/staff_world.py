"""Staff data for tests: a small sheet that is right, and the region it is of."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlmodel import Session, select

from app.db.tables import Organisation
from app.exchange.staff_list import (
    ABOUT,
    ARRIVALS,
    DURATIONS,
    EXITS,
    POSTS,
    STOCK,
    TRAINEES,
    StaffFile,
    read_staff,
    write_staff,
)
from app.store.regions import Region, load_regions

TODAY = date(2026, 11, 23)
Rows = Sequence[Mapping[str, str]]
PSYCHIATRY = {"specialty_code": "Psykiatri"}
TROMSO = {"organisation_id": "UNN Tromsø"}
SHEETS: Mapping[str, Rows] = {
    ABOUT: ({"region": "Helse Nord", "as_of": "31.10.2026", "source": "Personalsystemet"},),
    STOCK: (
        {**PSYCHIATRY, **TROMSO, "sex": "Kvinne", "age": "48", "persons": "6"},
        {**PSYCHIATRY, **TROMSO, "sex": "Mann", "age": "61", "persons": "5", "work_percent": "80"},
    ),
    TRAINEES: (
        {**PSYCHIATRY, **TROMSO, "sex": "Kvinne", "age": "35", "years_done": "3", "persons": "5"},
    ),
    EXITS: tuple(
        {
            **PSYCHIATRY,
            "year": str(year),
            "sex": "Mann",
            "age_from": "55",
            "age_to": "69",
            "in_post": "6",
            "gone": "1",
        }
        for year in range(2020, 2026)
    ),
    ARRIVALS: tuple(
        {
            **PSYCHIATRY,
            "year": str(year),
            "started": "2",
            "dropped_out": "0",
            "in_training": "8",
            "approved": "2",
            "stayed": "1",
            "recruited": "0",
            "persons": "11",
            "fte": "9,5",
        }
        for year in range(2020, 2026)
    ),
    DURATIONS: (
        {**PSYCHIATRY, "years": "7", "persons": "9", "is_finished": "Ja"},
        {**PSYCHIATRY, "years": "3", "persons": "5", "is_finished": "Nei"},
    ),
    POSTS: (
        {
            **PSYCHIATRY,
            **TROMSO,
            "vacant": "1,5",
            "hired_in": "1",
            "on_call_minimum": "4",
            "supervisors": "6",
        },
    ),
}
"""Eleven psychiatrists, five in training, six years of history."""


def sheet(**changes: Rows) -> StaffFile:
    """The file with some sheets replaced, by their constant's small name; empty: left out."""
    names = {
        "about": ABOUT,
        "stock": STOCK,
        "trainees": TRAINEES,
        "exits": EXITS,
        "arrivals": ARRIVALS,
        "durations": DURATIONS,
        "posts": POSTS,
    }
    sheets = {**SHEETS, **{names[name]: rows for name, rows in changes.items()}}
    return read_staff([write_staff(sheets, [("Spesialitet", "Sykehus")])])


def region_of(session: Session, key: str = "helse-nord") -> Region:
    """A health region of the reference data."""
    number = session.exec(select(Organisation.id).where(Organisation.key == key)).one()
    assert number is not None
    return load_regions(session, frozenset({number}))[0]
