"""A region's staff data as the sheet that an import reads: empty to fill in, or as they are."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from app.exchange.list_rows import NO, YES
from app.exchange.staff_list import ABOUT, SEXES, write_staff
from app.services.forecast_data_import import TABLES, shelf_of
from app.services.forecast_data_rows import Shelf
from app.services.knowledge import load_bundle
from app.services.wording import day
from app.store import forecast_data as store
from app.store.regions import Region
from pathways.forecast.types import Sex

HEADINGS = ("Spesialitet", "Sykehus eller kommune")
"""Of the sheet with names to use; files are Norwegian."""


def export_template(session: Session, region: Region, today: date) -> bytes:
    """Every sheet with its headings, and the names of specialties and places to use."""
    shelf = shelf_of(session, region, load_bundle(session).knowledge, today)
    about = {"region": region.name, "as_of": "", "source": ""}
    return write_staff({ABOUT: [about]}, _names(shelf))


def export_current(session: Session, region: Region, today: date) -> bytes | None:
    """The data set in use, which read in again says the same; None when there is none."""
    used = store.in_use(store.list_data_sets(session, region.id))
    if used is None:
        return None
    staff = store.load_staff(session, used.id)
    shelf = shelf_of(session, region, load_bundle(session).knowledge, today)
    written = _Written(shelf)
    sheets = {
        sheet: [written.cells(row._asdict()) for row in getattr(staff, name)]
        for sheet, (name, _type, _cell) in TABLES.items()
    }
    about = {"region": region.name, "as_of": day(used.as_of), "source": used.source}
    return write_staff({ABOUT: [about], **sheets}, _names(shelf))


class _Written:
    """Stored values as the words of a file."""

    def __init__(self, shelf: Shelf) -> None:
        specialties = {each.code: each.name_nb for each in shelf.specialties}
        sexes = {Sex(value): word for word, value in SEXES.items()}
        self.words: Mapping[str, Callable[[Any], str]] = {
            "specialty_code": lambda value: specialties.get(value, value),
            "second_code": lambda value: specialties.get(value, value),
            "organisation_id": lambda value: shelf.places[value][1],
            "sex": lambda value: sexes[value],
            "is_finished": lambda value: YES if value else NO,
        }

    def cells(self, values: Mapping[str, Any]) -> dict[str, str]:
        return {
            name: "" if value is None else self.words.get(name, _plain)(value)
            for name, value in values.items()
        }


def _plain(value: Any) -> str:
    return f"{value:g}".replace(".", ",") if isinstance(value, float) else str(value)


def _names(shelf: Shelf) -> list[tuple[str, str]]:
    specialties = sorted(each.name_nb for each in shelf.specialties)
    places = sorted(name for _key, name, _kind in shelf.places.values())
    length = max(len(specialties), len(places))
    specialties += [""] * (length - len(specialties))
    places += [""] * (length - len(places))
    return [HEADINGS, *zip(specialties, places, strict=True)]
