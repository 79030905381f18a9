"""Seats of an intake: new, changed, taken out. The product makes a key, readable and stable."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from app.db.tables import Lis1Intake, Lis1Seat, Lis1Track
from app.services.lis1_intakes_keep import Change, Desk, changed_meanwhile, keep, keep_plain
from app.services.lis1_intakes_rules import Part, may
from app.services.lis1_intakes_seat_form import FIELDS, SeatBook, seat_spec, stored_value
from app.services.logbook_form import Problem, Raw
from app.services.places_changes import NEW, judge
from app.services.places_fields import Draft, Stored, chosen, written
from app.store import lis1_intakes as store

LONGEST_KEY, LONGEST_PART, LONGEST_TRACK = 60, 18, 24
_LETTERS: dict[str, str | int | None] = {"æ": "ae", "ø": "o", "å": "a"}
_IN_EVERY_NAME = frozenset(
    {"hf", "sykehus", "sykehuset", "sjukehus", "sjukehuset", "universitetssykehus", "hovedenhet"}
    | {"universitetssjukehus", "somatikk", "universitetssykehuset", "kommune", "stiftelsen"}
)


def draft_of(book: SeatBook, desk: Desk, seat: Lis1Seat | None) -> Draft:
    """The form of a seat, or of a new one, to fill in."""
    if seat is None:
        return Draft(seat_spec(book, desk, None), _blank(book, desk))
    stored = stored_seat(desk.intake, seat)
    return Draft(seat_spec(book, desk, seat), {**raw_of(seat), "version": stored.version}, stored)


def save(
    session: Session, book: SeatBook, desk: Desk, seat: Lis1Seat | None, raw: Raw
) -> Draft | None:
    """Read, judge and keep a seat; commits. None when it is kept."""
    before = None if seat is None else stored_seat(desk.intake, seat)
    draft = judge(session, seat_spec(book, desk, seat), raw, before)
    return keep(session, desk, draft, change_of(session, book, desk, seat, draft.values or {}))


def change_of(
    session: Session,
    book: SeatBook,
    desk: Desk,
    seat: Lis1Seat | None,
    values: Mapping[str, Any],
    taken: Collection[str] = (),
) -> Change:
    """How a seat is written, and what the log tells of it. `taken` are keys given a moment ago."""
    if seat is None:
        keys = {each.key for each in book.stored.seats} | set(taken)
        key = _key_of(book, values, keys) if values else ""

        def add(given: Mapping[str, Any]) -> bool:
            session.add(Lis1Seat(intake_id=desk.intake_id, key=key, **_columns(given)))
            session.flush()
            return True

        part = Part.NEW_CLOSED_SEAT if values.get("is_closed") else Part.NEW_SEAT
        return Change("seat_added", add, {"seat": key, "places": values.get("places")}, part)
    seat_id, version, tell = seat.id, seat.version, {"seat": seat.key}
    assert seat_id is not None

    def write(given: Mapping[str, Any]) -> bool:
        return store.change(session, Lis1Seat, seat_id, version, _columns(given))

    return Change("seat_changed", write, tell, Part.PLACES)


def remove(
    session: Session, book: SeatBook, desk: Desk, seat: Lis1Seat, raw: Raw
) -> Problem | None:
    """Take a seat out of the intake; commits. What stands in the way when it cannot be."""
    standing = why_it_stays(session, book, desk, seat)
    if standing is not None:
        return Problem("version", standing)
    if raw.get("version") != str(seat.version):
        return changed_meanwhile()
    assert seat.id is not None
    tell = {"seat": seat.key, "places": seat.places}
    is_done = store.remove_seat(session, seat.id, seat.version)
    return keep_plain(session, desk, Part.WHAT_A_SEAT_IS, "seat_removed", tell, is_done)


def why_it_stays(session: Session, book: SeatBook, desk: Desk, seat: Lis1Seat) -> str | None:
    """Why a seat cannot be taken out; None when it can."""
    if book.uses.get(seat.id or 0):
        return _("Noen har ønsket plassen, eller har den. Sett antallet til 0 i stedet.")
    if store.has_runs(session, desk.intake_id):
        return _("Inntaket er kjørt med plassen. Sett antallet til 0 i stedet.")
    if not may(desk.intake, Part.WHAT_A_SEAT_IS):
        return _("Plassen er vist til søkerne. Sett antallet til 0 i stedet.")
    return None


def stored_seat(intake: Lis1Intake, seat: Lis1Seat) -> Stored:
    """A seat as the form has it."""
    values = {name: stored_value(seat, name) for name in FIELDS}
    return Stored(("lis1_intake", intake.public_id), str(seat.version), values)


def raw_of(seat: Lis1Seat) -> dict[str, str]:
    """The text of the form."""
    raw = {name: written(getattr(seat, name)) for name in FIELDS if name != "needs"}
    return raw | {f"need_{key}": "1" for key in seat.needs}


def _blank(book: SeatBook, desk: Desk) -> dict[str, str]:
    hospitals, tracks = book.offered.hospitals, book.offered.tracks
    return {
        "starts_on": written(desk.intake.starts_on),
        "hospital_id": hospitals[0][0] if len(hospitals) == 1 else "",
        "track_id": tracks[0][0] if len(tracks) == 1 else "",
        "places": "1",
        "version": NEW,
    }


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    texts = {name: values[name] or "" for name in ("contact_name", "contact_email")}
    return {name: values[name] for name in FIELDS} | texts


# ---- Keys ------------------------------------------------------------------------------------


def _key_of(book: SeatBook, values: Mapping[str, Any], taken: Collection[str]) -> str:
    offered = book.offered
    tracks = {str(each.id): each for each in book.stored.tracks}
    return seat_key(
        chosen(offered.hospitals, values["hospital_id"]),
        chosen(offered.every_municipality, values["municipality_id"]),
        tracks[str(values["track_id"])],
        values["starts_on"],
        taken,
    )


def seat_key(
    hospital: str, municipality: str, track: Lis1Track, starts_on: date, taken: Collection[str]
) -> str:
    """A key such as kalnes-fredrikstad-tredelt that is not taken; the start is added when two
    differ by it alone.
    """
    name = track.name.split(":")[0].split(",")[0]
    parts = (slug(hospital), slug(municipality), slug(name, LONGEST_TRACK))
    plain = "-".join(part for part in parts if part)[: LONGEST_KEY - 10].strip("-")
    dated = f"{plain}-{starts_on:%Y-%m}"
    tries: Sequence[str] = (plain, dated, *(f"{plain}-{number}" for number in range(2, 1000)))
    return next(each for each in tries if each not in taken)


def slug(name: str, most: int = LONGEST_PART) -> str:
    """A name as part of a key: a-z, digits and hyphens, without what every name has.

    >>> slug("Sykehuset Østfold, Kalnes"), slug("Indre Østfold")
    ('ostfold-kalnes', 'indre-ostfold')
    """
    plain = name.lower().translate(str.maketrans(_LETTERS))
    ascii_only = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", ascii_only)
    kept = [word for word in words if word not in _IN_EVERY_NAME] or words
    found = kept[0][:most] if kept else ""
    for word in kept[1:]:
        if len(found) + 1 + len(word) <= most:
            found = f"{found}-{word}"
    return found
