"""The form of a seat: what may be chosen, how it is read, and what cannot be."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from app.db.tables import Lis1Intake, Lis1Seat
from app.exchange.lis1_parts import read_qualifications
from app.services.lis1_intakes_keep import Desk
from app.services.lis1_intakes_rules import Part, fixed_words, may
from app.services.logbook_choices import Option
from app.services.places_fields import (
    LONGEST_NAME,
    FormField,
    FormSpec,
    Lines,
    PlaceReading,
    chosen,
    shown,
    written,
)
from app.services.places_forms import LONGEST_EMAIL, MAIL
from app.store import access as access_store
from app.store import lis1_intakes as store
from app.store.lis1 import StoredIntake

MOST_PLACES = 1000
WHAT_IT_IS = ("hospital_id", "municipality_id", "track_id", "starts_on", "needs", "is_own_post")
"""What makes a seat the seat that it is; two with the same are one."""
FIELDS = (*WHAT_IT_IS, "places", "is_closed", "contact_name", "contact_email")


@dataclass(frozen=True, slots=True)
class Offered:
    """What the form of a seat lets one choose."""

    hospitals: tuple[Option, ...]
    municipalities: tuple[tuple[str, tuple[Option, ...]], ...]
    """In groups: those the council has used, then all others."""
    tracks: tuple[Option, ...]
    qualifications: tuple[Option, ...]

    @property
    def every_municipality(self) -> tuple[Option, ...]:
        """All of them, whatever their group."""
        return tuple(each for _name, group in self.municipalities for each in group)


@dataclass(frozen=True, slots=True)
class SeatBook:
    """The seats of an intake, and what may be chosen for one."""

    stored: StoredIntake
    offered: Offered
    uses: Mapping[int, int]

    def find(self, key: str) -> Lis1Seat | None:
        """The seat with this key."""
        return next((each for each in self.stored.seats if each.key == key), None)

    def same_as(self, values: Mapping[str, Any], besides: int | None) -> Lis1Seat | None:
        """Another seat that is what these values say."""
        wanted = [values.get(name) for name in WHAT_IT_IS]
        return next(
            (
                each
                for each in self.stored.seats
                if each.id != besides
                and [stored_value(each, name) for name in WHAT_IT_IS] == wanted
            ),
            None,
        )


def load_book(session: Session, desk: Desk, stored: StoredIntake) -> SeatBook:
    """The seats with what may be chosen; six queries."""
    return SeatBook(
        stored, _offered(session, desk.intake, stored), store.uses_of_seats(session, desk.intake_id)
    )


def stored_value(seat: Lis1Seat, name: str) -> Any:
    """A column as the form has it."""
    value = getattr(seat, name)
    return sorted(value) if name == "needs" else value


def _offered(session: Session, intake: Lis1Intake, stored: StoredIntake) -> Offered:
    owner = intake.organisation_id
    within = access_store.with_children(session, {owner})
    hospitals = store.list_places(session, owner, store.HOSPITAL_KINDS, within)
    towns = store.list_places(session, owner, store.MUNICIPALITY_KINDS)
    used = {each.track_id for each in stored.seats}
    return Offered(
        tuple((str(each.id), each.name) for each in hospitals),
        tuple(
            (label, tuple((str(each.id), each.name) for each in towns if each.is_used is is_used))
            for label, is_used in ((_("Brukt av rådet"), True), (_("Andre kommuner"), False))
        ),
        tuple(
            (str(each.id), each.name)
            for each in stored.tracks
            if not each.is_retired or each.id in used
        ),
        tuple((each.key, each.name) for each in read_qualifications(intake.qualifications)),
    )


def seat_labels() -> dict[str, str]:
    """What each field of a seat is called."""
    return {
        "hospital_id": _("Sykehus"),
        "municipality_id": _("Kommune"),
        "track_id": _("Løp"),
        "starts_on": _("Oppstart"),
        "places": _("Plasser"),
        "needs": _("Krever"),
        "is_closed": _("Stengt for ønsker: bare for dem som er plassert på forhånd"),
        "is_own_post": _("Egen stilling, utenfor den vanlige runden"),
        "contact_name": _("Kontakt"),
        "contact_email": _("E-post til kontakten"),
    }


def seat_spec(book: SeatBook, desk: Desk, seat: Lis1Seat | None) -> FormSpec:
    """A seat, or (None) a new one, as far as the state of the intake lets it be changed."""
    labels, offered = seat_labels(), book.offered
    choose = (("", _("Velg")),)
    what: tuple[FormField, ...] = ()
    if seat is None or may(desk.intake, Part.WHAT_A_SEAT_IS):
        what = (
            FormField(
                "hospital_id", labels["hospital_id"], "select", options=choose + offered.hospitals
            ),
            FormField(
                "municipality_id",
                labels["municipality_id"],
                "groups",
                groups=offered.municipalities,
            ),
            FormField("track_id", labels["track_id"], "select", options=choose + offered.tracks),
            FormField("starts_on", labels["starts_on"], hint=_("dd.mm.åååå"), size=12),
        )
    needs = tuple(
        FormField(f"need_{key}", _("Krever: %(name)s", name=name), "check")
        for key, name in offered.qualifications
    )
    own = (FormField("is_own_post", labels["is_own_post"], "check"),)
    closing = may(desk.intake, Part.CLOSING_A_SEAT) or seat is None
    shut = (FormField("is_closed", labels["is_closed"], "check"),) if closing else ()
    hint = _("0 betyr at plassen er med, men at ingen får den.")
    fields = (
        *what,
        FormField("places", labels["places"], hint=hint, size=6),
        *((*needs, *own) if what else ()),
        *shut,
        FormField("contact_name", labels["contact_name"], hint=_("Hvem legen kan spørre.")),
        FormField("contact_email", labels["contact_email"]),
    )
    told = _("En plass er *ett sykehus, én kommune og ett løp*.")
    if seat is None and not may(desk.intake, Part.NEW_SEAT):
        told = _("Ønskene er inne, så en ny plass må være *stengt for ønsker*.")
    return FormSpec(
        told if seat is None else fixed_words(desk.intake) or told,
        fields,
        lambda reading: _read(reading, book, desk, seat),
        lambda values: _words(values, book),
    )


def _words(values: Mapping[str, Any], book: SeatBook) -> Lines:
    offered, labels = book.offered, seat_labels()
    named = {
        "hospital_id": offered.hospitals,
        "municipality_id": offered.every_municipality,
        "track_id": offered.tracks,
    }
    names = dict(offered.qualifications)
    return [
        (
            labels[name],
            chosen(named[name], values[name])
            if name in named
            else shown([names.get(key, key) for key in values[name]])
            if name == "needs"
            else shown(values[name]),
        )
        for name in FIELDS
    ]


def _read(reading: PlaceReading, book: SeatBook, desk: Desk, seat: Lis1Seat | None) -> None:
    values, offered = reading.values, book.offered
    if seat is None or may(desk.intake, Part.WHAT_A_SEAT_IS):
        reading.row_id("hospital_id", offered.hospitals, _("Velg sykehuset."))
        reading.row_id("municipality_id", offered.every_municipality, _("Velg kommunen."))
        reading.row_id("track_id", offered.tracks, _("Velg løpet."))
        reading.day("starts_on", _("Skriv den første dagen."))
        values["needs"] = sorted(
            key for key, _name in offered.qualifications if reading.text(f"need_{key}") == "1"
        )
        values["is_own_post"] = reading.text("is_own_post") == "1"
    else:
        values.update({name: stored_value(seat, name) for name in WHAT_IT_IS})
    reading.number("places", 0, MOST_PLACES, _("Skriv hvor mange plasser det er."))
    if seat is None or may(desk.intake, Part.CLOSING_A_SEAT):
        values["is_closed"] = reading.text("is_closed") == "1"
    else:
        values["is_closed"] = seat.is_closed
    reading.words("contact_name", LONGEST_NAME)
    reading.words("contact_email", LONGEST_EMAIL)
    for name in ("contact_name", "contact_email"):
        values[name] = values[name] or ""
    mail = values["contact_email"]
    if mail and not MAIL.fullmatch(mail):
        reading.fail("contact_email", _("Skriv en e-postadresse, for eksempel navn@sykehuset.no."))
    _judge_whole(reading, book, desk, seat)


def _judge_whole(reading: PlaceReading, book: SeatBook, desk: Desk, seat: Lis1Seat | None) -> None:
    """What no field alone can say."""
    values = reading.values
    same = book.same_as(values, None if seat is None else seat.id)
    if same is not None and not reading.problems:
        text = _("Denne plassen finnes alt: %(key)s. Endre antallet der.", key=same.key)
        reading.fail("track_id" if seat is None else "places", text)
    deadline, starts = desk.intake.deadline_on, values["starts_on"]
    if starts is not None and deadline is not None and starts <= deadline:
        reading.fail("starts_on", _("Oppstart må være etter %(day)s.", day=written(deadline)))
    if seat is None:
        if not values["is_closed"] and not may(desk.intake, Part.NEW_SEAT):
            text = _("Ønskene er inne, så ingen kan ønske en ny plass. Den må være stengt.")
            reading.fail("is_closed", text)
    elif values["is_closed"] and not seat.is_closed and book.uses.get(seat.id or 0):
        reading.fail("is_closed", _("Noen har ønsket plassen alt. Sett antallet til 0 i stedet."))
