"""The forms of a supervisor at a place, and of the practical help there."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.services.logbook_choices import Option
from app.services.places_fields import (
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_DOCTORS,
    FormField,
    FormSpec,
    Lines,
    PlaceReading,
    chosen,
    month_ahead,
    shown,
    written,
)
from app.services.places_words import (
    period,
)
from app.services.wording import day
from app.store.places import GuideRow, SupervisorRow

SUPERVISOR_FIELDS = ("person_id", "name", "places", "valid_from", "valid_to")
GUIDE_FIELDS = (
    *("contact_name", "contact_email", "contact_phone", "housing", "travel", "before_arrival"),
)
LONGEST_LINE = 200
LONGEST_EMAIL, LONGEST_PHONE = 200, 40
MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def supervisor_spec(staff: tuple[Option, ...]) -> FormSpec:
    """A supervisor's places. `staff` are those who can be chosen."""
    choice = (("", _("Ingen av disse")), *staff)
    onwards = _("La stå tom hvis det gjelder til videre.")
    fields = (
        FormField("person_id", _("Veileder"), "select", options=choice),
        FormField("name", _("Navn"), hint=_("Bare hvis veilederen ikke står i listen.")),
        FormField("places", _("Høyst antall leger samtidig"), size=6),
        FormField("valid_from", _("Første dag"), hint=_("dd.mm.åååå"), size=12),
        FormField("valid_to", _("Siste dag"), hint=onwards, size=12),
    )

    def read(reading: PlaceReading) -> None:
        reading.row_id("person_id", staff)
        person = reading.values["person_id"]
        reading.words(
            "name", LONGEST_NAME, None if person else _("Velg veilederen eller skriv navnet.")
        )
        if person is not None:
            reading.values["name"] = chosen(staff, person)
        reading.number("places", 0, MOST_DOCTORS, _("Skriv hvor mange leger veilederen tar."))
        reading.span("valid_from", "valid_to", _("Skriv den første dagen."))

    def words(values: Mapping[str, Any]) -> Lines:
        return [
            (_("Veileder"), shown(values["name"])),
            (_("Høyst antall leger samtidig"), shown(values["places"])),
            (_("Gjelder"), period(values["valid_from"], values["valid_to"])),
        ]

    return FormSpec(_("Planen regner med dette fra første dag."), fields, read, words)


def supervisor_raw(row: SupervisorRow | None, today: date) -> dict[str, str]:
    """The text of the form for a supervisor, or for a new one."""
    if row is None:
        return {"valid_from": day(month_ahead(today))}
    raw = {name: written(getattr(row, name)) for name in SUPERVISOR_FIELDS}
    return raw if row.person_id is None else raw | {"name": ""}


def guide_spec() -> FormSpec:
    """What a doctor who comes to a place needs."""
    labels = {
        "contact_name": _("Kontakt"),
        "contact_email": _("E-post"),
        "contact_phone": _("Telefon"),
        "housing": _("Bolig"),
        "travel": _("Reise"),
        "before_arrival": _("Før du kommer"),
    }
    areas = {
        "housing": None,
        "travel": None,
        "before_arrival": _("Én ting på hver linje. Legen ser det som en huskeliste."),
    }

    def read(reading: PlaceReading) -> None:
        reading.words("contact_name", LONGEST_NAME)
        reading.words("contact_email", LONGEST_EMAIL)
        mail = reading.values["contact_email"]
        if mail is not None and not MAIL.fullmatch(mail):
            reading.fail(
                "contact_email", _("Skriv en e-postadresse, for eksempel navn@sykehuset.no.")
            )
        reading.words("contact_phone", LONGEST_PHONE)
        reading.words("housing", LONGEST_TEXT)
        reading.words("travel", LONGEST_TEXT)
        reading.lines("before_arrival", LONGEST_LINE)

    fields = tuple(
        FormField(name, label, "area" if name in areas else "text", hint=areas.get(name))
        for name, label in labels.items()
    )
    told = _("Leger som skal hit, ser dette.")
    return FormSpec(
        told,
        fields,
        read,
        lambda values: [(labels[name], shown(values[name])) for name in GUIDE_FIELDS],
    )


def guide_raw(row: GuideRow) -> dict[str, str]:
    """The text of the form."""
    return {name: written(getattr(row, name)) for name in GUIDE_FIELDS}
