"""The form of objectives that can be met at a place, many at a time."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from app.db.tables import LegalState
from app.services.logbook_choices import Option
from app.services.logbook_form import Raw
from app.services.places_fields import (
    LONGEST_SOURCE,
    FormField,
    FormSpec,
    Lines,
    PlaceReading,
    chosen,
    shown,
)
from app.services.places_words import expand, legal_state_name
from app.services.wording import listed

REMOVE = "remove"
"""The choice that takes objectives away from a place."""
MOST_OBJECTIVES = 500
MOST_NAMED = 5


def objective_spec(sets: tuple[Option, ...], known: frozenset[str]) -> FormSpec:
    """Objectives that can be met at a place.

    `known` are those of the form's identifiers that exist in its set.
    """
    states = (
        *((str(each), legal_state_name(each)) for each in LegalState),
        (REMOVE, _("Ta dem bort fra stedet")),
    )
    choice = (("", _("Velg")), *sets)
    here = _("Én på hver linje, eller fra og til: VOP-036–VOP-060.")
    always = _("La stå tom hvis det gjelder hele tiden.")
    onwards = _("La stå tom hvis det gjelder til videre.")
    fields = (
        FormField("objective_set", _("Hvilke læringsmål"), "select", options=choice),
        FormField("identifiers", _("Målene"), "area", hint=here),
        FormField("legal_state", _("Godkjent for å nås her"), "select", options=states),
        FormField("source", _("Kilde"), hint=_("Hvor det står.")),
        FormField("valid_from", _("Første dag"), hint=always, size=12),
        FormField("valid_to", _("Siste dag"), hint=onwards, size=12),
    )

    def read(reading: PlaceReading) -> None:
        _read_objectives(reading, sets, states, known)

    def words(values: Mapping[str, Any]) -> Lines:
        return [
            (_("Målene"), shown(values["identifiers"])),
            (_("Godkjent for å nås her"), chosen(states, values["legal_state"])),
        ]

    return FormSpec(_("Bare godkjente mål teller når planen lages."), fields, read, words)


def wanted_objectives(raw: Raw) -> tuple[str, tuple[str, ...]]:
    """The set and the identifiers that a form names, before anything is judged."""
    found = tuple(expand(raw.get("identifiers", "")))
    return raw.get("objective_set", ""), found[: MOST_OBJECTIVES + 1]


def _read_objectives(
    reading: PlaceReading,
    sets: tuple[Option, ...],
    states: tuple[Option, ...],
    known: frozenset[str],
) -> None:
    values = reading.values
    missing = _("Velg hvilke læringsmål det gjelder.")
    values["objective_set"] = reading.choice("objective_set", sets, missing)
    wanted = expand(reading.text("identifiers"))
    values["identifiers"] = wanted
    lost = [each for each in wanted if each not in known]
    if not wanted:
        reading.fail("identifiers", _("Skriv minst ett mål, for eksempel VOP-036."))
    elif len(wanted) > MOST_OBJECTIVES:
        text = _("Skriv høyst %(most)s mål om gangen.", most=MOST_OBJECTIVES)
        reading.fail("identifiers", text)
    elif values["objective_set"] is not None and lost:
        text = _(
            "Ikke kjent blant disse læringsmålene: %(names)s. Sjekk skrivemåten.",
            names=listed(lost[:MOST_NAMED]),
        )
        reading.fail("identifiers", text)
    states_missing = _("Velg om målene er godkjent her.")
    values["legal_state"] = reading.choice("legal_state", states, states_missing)
    reading.words("source", LONGEST_SOURCE)
    values["source"] = values["source"] or ""
    reading.span("valid_from", "valid_to", None)
