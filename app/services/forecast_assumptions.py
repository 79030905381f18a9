"""What people believe of the forecast's inputs: its form, keeping it, taking it out of use.

They are asked for tertiles: a third of what they find likely lies below the lower number, a third
above the higher. Nothing is overwritten; what was entered last of an input and a specialty counts,
and what is said of one specialty before what is said of all.
"""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from app.db.tables import AssumptionName
from app.services import forecast_scenario_kinds as kinds
from app.services.forecast_scenarios import Desk
from app.services.logbook_form import Problem, Raw
from app.services.places_fields import Draft, FormField, FormSpec, PlaceReading, shown
from app.services.wording import day
from app.store import audit
from app.store import forecast_assumptions as store

LONGEST_NAME, LONGEST_NOTE = 120, 1000
TERTILES = ("low", "high")


def title_of(name: AssumptionName) -> str:
    """What is believed something of."""
    return {
        AssumptionName.EXITS_LATER: _("Hvor mye senere spesialister slutter"),
        AssumptionName.RECRUITS: _("Hvor mange som kommer utenfra"),
        AssumptionName.RETENTION: _("Hvor mange av de nye som tar stilling her"),
        AssumptionName.DROP_OUT: _("Hvor mange som slutter i utdanningen"),
        AssumptionName.DRIFT: _("Hvor mye behovet vokser, utenom befolkningen"),
        AssumptionName.OTHER_UNMET: _("Hva som mangler i dag, utover stillinger og innleie"),
        AssumptionName.WORK_SHARE: _("Hvor mange årsverk hver lege gir"),
        AssumptionName.INTAKE: _("Hvor mange som begynner i faget"),
    }[name]


def spec_of(desk: Desk, names: Mapping[str, str]) -> FormSpec:
    """The form. `names`: specialties by code."""
    inputs = tuple(
        (each.value, f"{title_of(each)}, {kinds.UNITS[each].unit()}") for each in AssumptionName
    )
    fields = (
        FormField("name", _("Hva gjelder det?"), "select", options=(("", _("Velg")), *inputs)),
        FormField("specialty", _("Fag"), "select", options=(("", _("Alle fag")), *names.items())),
        FormField(
            "low",
            _("En tredel av det sannsynlige ligger under"),
            hint=_("Skriv tallet i enheten over, for eksempel 3 eller 0,5."),
            size=8,
        ),
        FormField(
            "high",
            _("En tredel av det sannsynlige ligger over"),
            hint=_("Den siste tredelen ligger mellom de to tallene."),
            size=8,
        ),
        FormField("said_by", _("Hvem har sagt det?"), hint=_("Navn og stilling, eller en gruppe.")),
        FormField("said_on", _("Hvilken dag?"), size=12),
        FormField("note", _("Hva bygger det på?"), "area"),
    )
    return FormSpec(
        sentence=_("Skriv ned hva *noen som kjenner faget*, tror."),
        fields=fields,
        read=lambda reading: _read(reading, desk, fields),
        words=lambda values: [(each.label, shown(values.get(each.name))) for each in fields],
    )


def new_draft(desk: Desk, names: Mapping[str, str], first: Raw) -> Draft:
    """An empty form; `first`: what the address fills in."""
    return Draft(spec_of(desk, names), {"said_on": day(desk.today), **first})


def keep(session: Session, desk: Desk, raw: Raw, names: Mapping[str, str]) -> str | Draft:
    """Keep what was said; its public id, or the form with what stands in the way. Commits."""
    spec, reading = spec_of(desk, names), PlaceReading(raw)
    spec.read(reading)
    if reading.problems:
        return Draft(spec, raw, problems=tuple(_in_order(reading.problems, spec)))
    values = reading.values
    made = store.add_said(session, desk.region.id, values, by=desk.person_id, now=desk.now)
    told = {
        "name": values["name"].value,
        "specialty": values["specialty_code"],
        "low": values["low"],
        "high": values["high"],
    }
    _log(session, desk, made, "said", told)
    session.commit()
    return made


def withdraw(session: Session, desk: Desk, public_id: str) -> bool:
    """Let it no longer count; False when the region has no such answer, or it is done. Commits."""
    if not store.withdraw_said(session, desk.region.id, public_id, by=desk.person_id, now=desk.now):
        session.rollback()
        return False
    _log(session, desk, public_id, "withdrawn", {})
    session.commit()
    return True


def _read(reading: PlaceReading, desk: Desk, fields: tuple[FormField, ...]) -> None:
    options = {each.name: each.options for each in fields}
    found = reading.choice("name", options["name"], _("Velg hva det gjelder."))
    reading.values["name"] = None if found is None else AssumptionName(found)
    reading.values["specialty_code"] = reading.choice("specialty", options["specialty"], None)
    for part in TERTILES:
        reading.values[part] = None if found is None else kinds.read(found, reading.text(part))
        if found is not None and reading.values[part] is None:
            reading.fail(part, kinds.bounds(found))
    _judge(reading, found)
    reading.words("said_by", LONGEST_NAME, _("Skriv hvem som har sagt det."))
    reading.day("said_on", _("Skriv dagen det ble sagt."))
    said_on = reading.values["said_on"]
    if said_on is not None and said_on > desk.today:
        reading.fail("said_on", _("Dagen må være %(day)s eller tidligere.", day=day(desk.today)))
    reading.words("note", LONGEST_NOTE)
    reading.values["note"] = reading.values["note"] or ""


def _judge(reading: PlaceReading, found: str | None) -> None:
    """Whether the two numbers agree, and whether a number of one specialty names it."""
    low, high = reading.values["low"], reading.values["high"]
    if low is not None and high is not None and low > high:
        reading.fail("high", _("Det øverste tallet kan ikke være mindre enn det nederste."))
    if found is None or reading.text("specialty"):
        return
    if kinds.UNITS[found].is_count and (low or high):
        reading.fail("specialty", _("Velg fag. Antallet gjelder ett fag."))


def _in_order(problems: list[Problem], spec: FormSpec) -> list[Problem]:
    """As the fields stand in the form."""
    places = [each.name for each in spec.fields]
    return sorted(problems, key=lambda each: places.index(each.field))


def _log(
    session: Session, desk: Desk, public_id: str, action: str, told: Mapping[str, Any]
) -> None:
    audit.add_event(
        session,
        at=desk.now,
        by=desk.person_id,
        action=f"forecast.assumption_{action}",
        subject=(store.SUBJECT, public_id),
        details={"region": desk.region.key, **told},
    )
