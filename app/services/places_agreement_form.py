"""The form of an agreement between two employers; what it asks depends on its kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.db.tables import AgreementKind, AgreementState
from app.services.logbook_choices import Option
from app.services.places_fields import (
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_DOCTORS,
    MOST_MONTHS,
    FormField,
    FormSpec,
    Lines,
    PlaceReading,
    chosen,
    month_ahead,
    shown,
    written,
)
from app.services.places_words import agreement_kind_name, agreement_state_name, period
from app.services.wording import day
from app.store.places import AgreementRow

FIELDS = (
    *("state", "title", "unit_id", "specialty_code", "person_id", "home_share", "starts_on"),
    *("ends_on", "places", "months_a_year", "min_months", "max_months", "tutor", "funding_note"),
    *("blockers", "note"),
)
"""The columns that a form writes, in its order."""
ABOUT_PERSONS = (
    AgreementKind.COMBINED_POST,
    AgreementKind.OBSERVATION_STAY,
    AgreementKind.CONSULTANT_EXCHANGE,
)
WITH_LAST_DAY = (AgreementKind.OBSERVATION_STAY, AgreementKind.CONSULTANT_EXCHANGE)
ROOM = ("places", "months_a_year", "min_months", "max_months")
PRACTICE = ("tutor", "funding_note")
USUAL_MONTHS = (3, 6)
"""How long a service with a contract specialist usually is; suggested, not demanded."""


@dataclass(frozen=True, slots=True)
class Parties:
    """What is settled before the form opens, and what it offers for it."""

    kind: AgreementKind
    home_id: int
    home: str
    host_id: int
    host: str
    units: tuple[Option, ...]
    """The host's units."""
    people: tuple[Option, ...]
    """Whom the actor's organisations employ; for agreements about persons."""
    specialties: tuple[Option, ...]

    @property
    def asks(self) -> tuple[str, ...]:
        """The columns that this kind asks for."""
        is_person = self.kind in ABOUT_PERSONS
        left_out = {
            *(() if is_person else ("person_id",)),
            *(() if self.kind is AgreementKind.COMBINED_POST else ("home_share",)),
            *(ROOM if is_person else ()),
            *(() if self.kind is AgreementKind.CONTRACT_SPECIALIST else PRACTICE),
        }
        return tuple(name for name in FIELDS if name not in left_out)


def agreement_spec(parties: Parties) -> FormSpec:
    """The form of one kind of agreement."""
    states = tuple((str(each), agreement_state_name(each)) for each in AgreementState)
    options = {
        "state": states,
        "unit_id": (("", _("Hele %(host)s", host=parties.host)), *parties.units),
        "specialty_code": (("", _("Alle spesialiteter")), *parties.specialties),
        "person_id": (("", _("Velg")), *parties.people),
    }

    def read(reading: PlaceReading) -> None:
        _read(reading, parties, states)

    def words(values: Mapping[str, Any]) -> Lines:
        said = []
        for name in parties.asks:
            if name == "ends_on":
                continue
            if name == "starts_on":
                text = period(values["starts_on"], values["ends_on"])
            elif name in options and values[name] is not None:
                text = chosen(options[name], values[name])
            else:
                text = shown(values[name])
            said.append((label_of(name), text))
        return said

    opens = (
        _("Avtalen gjelder én person.")
        if parties.kind in ABOUT_PERSONS
        else _("Først når avtalen er avtalt, åpner den stedet i planen.")
    )
    fields = tuple(_field(name, parties, options) for name in parties.asks)
    return FormSpec(opens, fields, read, words)


def agreement_raw(row: AgreementRow | None, parties: Parties, today: date) -> dict[str, str]:
    """The text of the form for an agreement, or for a new one."""
    if row is not None:
        return {name: written(getattr(row, name)) for name in FIELDS}
    raw = {"state": str(AgreementState.PLANNED), "starts_on": day(month_ahead(today))}
    if parties.kind is AgreementKind.CONTRACT_SPECIALIST:
        raw |= {"min_months": str(USUAL_MONTHS[0]), "max_months": str(USUAL_MONTHS[1])}
    return raw | {"title": f"{agreement_kind_name(parties.kind)}, {parties.host}"[:LONGEST_NAME]}


def label_of(name: str) -> str:
    """What a column is called."""
    return {
        "state": _("Hvor langt avtalen er kommet"),
        "title": _("Navn"),
        "unit_id": _("Enhet"),
        "specialty_code": _("Spesialitet"),
        "person_id": _("Hvem"),
        "home_share": _("Prosent hjemme"),
        "starts_on": _("Første dag"),
        "ends_on": _("Siste dag"),
        "places": _("Plasser samtidig"),
        "months_a_year": _("Måneder i året til sammen"),
        "min_months": _("Korteste opphold i måneder"),
        "max_months": _("Lengste opphold i måneder"),
        "tutor": _("Veileder hos avtalespesialisten"),
        "funding_note": _("Hvem betaler hva"),
        "blockers": _("Det som står i veien"),
        "note": _("Merknad"),
    }[name]


def _field(name: str, parties: Parties, options: Mapping[str, tuple[Option, ...]]) -> FormField:
    if name in options:
        return FormField(name, label_of(name), "select", options=options[name])
    if name in ("funding_note", "blockers", "note"):
        return FormField(name, label_of(name), "area")
    if name in ("title", "tutor"):
        return FormField(name, label_of(name))
    if name in ("starts_on", "ends_on"):
        hint = _("dd.mm.åååå")
        if name == "ends_on" and parties.kind not in WITH_LAST_DAY:
            hint = _("La stå tom hvis den gjelder til videre.")
        return FormField(name, label_of(name), hint=hint, size=12)
    hints = {
        "home_share": _("Hos %(home)s, fra 1 til 99. Resten er hos %(host)s.",
                        home=parties.home, host=parties.host),
        "min_months": _("Vanligvis 3 til 6 måneder.")
        if parties.kind is AgreementKind.CONTRACT_SPECIALIST
        else None,
    }  # fmt: skip
    return FormField(name, label_of(name), hint=hints.get(name), size=6)


def _read(reading: PlaceReading, parties: Parties, states: tuple[Option, ...]) -> None:
    values, asks = reading.values, parties.asks
    values.update(dict.fromkeys(FIELDS))
    state = reading.choice("state", states, _("Velg hvor langt avtalen er kommet."))
    values["state"] = None if state is None else AgreementState(state)
    reading.words("title", LONGEST_NAME, _("Skriv hva avtalen heter."))
    reading.row_id("unit_id", parties.units)
    values["specialty_code"] = reading.choice("specialty_code", parties.specialties, None)
    reading.span("starts_on", "ends_on", _("Skriv den første dagen."))
    if parties.kind in WITH_LAST_DAY and not reading.text("ends_on"):
        reading.fail("ends_on", _("Skriv den siste dagen."))
    if "person_id" in asks:
        reading.row_id("person_id", parties.people, _("Velg hvem det gjelder."))
    if "home_share" in asks:
        reading.number("home_share", 1, 99, _("Skriv hvor stor del av stillingen som er hjemme."))
    if "places" in asks:
        _read_room(reading)
    if "tutor" in asks:
        reading.words("tutor", LONGEST_NAME)
        reading.words("funding_note", LONGEST_TEXT)
    reading.words("blockers", LONGEST_TEXT)
    reading.words("note", LONGEST_TEXT)


def _read_room(reading: PlaceReading) -> None:
    reading.number("places", 0, MOST_DOCTORS)
    reading.number("months_a_year", 0, MOST_MONTHS)
    reading.number("min_months", 1, MOST_MONTHS)
    reading.number("max_months", 1, MOST_MONTHS)
    reading.ordered(
        "min_months",
        "max_months",
        _(
            "Korteste opphold (%(least)s) kan ikke være lengre enn lengste (%(most)s).",
            least=reading.values["min_months"],
            most=reading.values["max_months"],
        ),
    )
