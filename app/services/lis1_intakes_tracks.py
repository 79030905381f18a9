"""A council's tracks: made from a template with its source, or from its own phases.

Candidates see what a track holds, so its services stand fast once a seat with it has been shown.
Another shape is then a new track, and the old one is not offered for new seats.
"""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from app.db.tables import Lis1Track
from app.exchange.lis1_parts import read_phases, write_parts
from app.services import knowledge
from app.services.lis1_intakes_keep import Change, Desk, keep
from app.services.lis1_intakes_rules import Part
from app.services.lis1_intakes_seats import slug
from app.services.logbook_choices import Option
from app.services.logbook_form import Raw
from app.services.places_changes import NEW, judge
from app.services.places_fields import (
    LONGEST_NAME,
    Draft,
    FormField,
    FormSpec,
    Lines,
    PlaceReading,
    Stored,
    chosen,
    shown,
)
from app.services.wording import in_language, months_short
from app.store import lis1_intakes as store
from app.store.lis1 import StoredIntake
from rotations.lis1.tracks import TEMPLATES, coupled
from rotations.lis1.types import FactStatus, Phase, PhaseKind, Track

MOST_PHASES, MOST_MONTHS, LONGEST_SERVICE, LONGEST_SOURCE = 8, 60, 120, 500
COUPLED = "coupled"
PHASE_FIELDS = ("kind", "service", "months")
LONGEST_KEY = 60


def template_names() -> tuple[Option, ...]:
    """The templates that a track can begin from."""
    return (*((each.key, each.name) for each in TEMPLATES), (COUPLED, _("Koblet til LIS3")))


def find(stored: StoredIntake, key: str) -> Lis1Track | None:
    """The council's track with this key."""
    return next((each for each in stored.tracks if each.key == key), None)


def draft_of(session: Session, desk: Desk, track: Lis1Track | None, template: str) -> Draft:
    """The form of a track to fill in; a new one begins from a template, or empty."""
    spec = _spec(session, track)
    if track is None:
        begun = next((each for each in TEMPLATES if each.key == template), None)
        if template == COUPLED:
            begun = coupled("", "")
        return Draft(spec, {"version": NEW, **({} if begun is None else _template_raw(begun))})
    stored = _stored(desk, track)
    return Draft(spec, _raw(stored.values) | {"version": stored.version}, stored)


def save(
    session: Session, stored: StoredIntake, desk: Desk, track: Lis1Track | None, raw: Raw
) -> Draft | None:
    """Read, judge and keep a track; commits. None when it is kept."""
    before = None if track is None else _stored(desk, track)
    draft = judge(session, _spec(session, track), raw, before)
    key = _new_key(stored, draft.values) if track is None and draft.values else ""
    owner = desk.intake.organisation_id

    def write(values: Mapping[str, Any]) -> bool:
        columns = _columns(values)
        if track is not None and track.id is not None:
            return store.change(session, Lis1Track, track.id, track.version, columns)
        session.add(Lis1Track(organisation_id=owner, key=key, **columns))
        session.flush()
        return True

    name = (draft.values or {}).get("name", "")
    action = "track_added" if track is None else "track_changed"
    change = Change(action, write, {"track": name}, Part.SETTINGS)
    return keep(session, desk, draft, change)


def phases_in_words(track: Lis1Track) -> str:
    """The services of a track in order: "Indremedisin 6 md., …"."""
    return _phase_words(track.phases)


def phase_fields() -> tuple[tuple[int, tuple[FormField, ...]], ...]:
    """The fields of each phase with its number."""
    labels = _labels()
    kinds = tuple((str(kind), name) for kind, name in _kinds().items())
    return tuple(
        (
            number,
            (
                FormField(
                    f"phase_{number}_kind",
                    labels["kind"],
                    "select",
                    options=(("", _("Ingen")), *kinds),
                ),
                FormField(f"phase_{number}_service", labels["service"], size=34),
                FormField(f"phase_{number}_months", labels["months"], size=5),
            ),
        )
        for number in range(1, MOST_PHASES + 1)
    )


def _new_key(stored: StoredIntake, values: Mapping[str, Any]) -> str:
    taken = {each.key for each in stored.tracks}
    plain = slug(values["name"], LONGEST_KEY - 10) or "lop"
    tries = (plain, *(f"{plain}-{number}" for number in range(2, 1000)))
    return next(each for each in tries if each not in taken)


def _kinds() -> dict[PhaseKind, str]:
    return {PhaseKind.HOSPITAL: _("Sykehus"), PhaseKind.MUNICIPALITY: _("Kommune")}


def status_names() -> dict[FactStatus, str]:
    """How sure a source is, in words."""
    return {
        FactStatus.CONFIRMED: _("Bekreftet"),
        FactStatus.UNVERIFIED: _("Ubekreftet"),
        FactStatus.OPEN: _("Uavklart"),
    }


def _labels() -> dict[str, str]:
    return {
        "name": _("Navn"),
        "coupled_to": _("Koblet til LIS3 i"),
        "source": _("Kilde"),
        "status": _("Hvor sikkert det er"),
        "is_retired": _("Tilbys ikke for nye plasser"),
        "kind": _("Hvor"),
        "service": _("Tjeneste"),
        "months": _("Måneder"),
    }


# ---- Values ----------------------------------------------------------------------------------


def _stored(desk: Desk, track: Lis1Track) -> Stored:
    values: dict[str, Any] = {
        "name": track.name,
        "phases": [dict(each) for each in track.phases],
        "coupled_to": track.coupled_to,
        "source": track.source,
        "status": str(track.status),
        "is_retired": track.is_retired,
    }
    return Stored(desk.subject, str(track.version), values)


def _raw(values: Mapping[str, Any]) -> dict[str, str]:
    raw = {name: values[name] or "" for name in ("name", "coupled_to", "source", "status")}
    raw["is_retired"] = "1" if values["is_retired"] else ""
    for number, phase in enumerate(values["phases"], start=1):
        for name in PHASE_FIELDS:
            raw[f"phase_{number}_{name}"] = str(phase[name])
    return raw


def _template_raw(track: Track) -> dict[str, str]:
    return _raw(
        {
            "name": track.name,
            "phases": write_parts(track.phases),
            "coupled_to": track.coupled_to,
            "source": track.source,
            "status": str(track.status),
            "is_retired": False,
        }
    )


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    return {**values, "source": values["source"] or "", "status": FactStatus(values["status"])}


# ---- The form --------------------------------------------------------------------------------


def _spec(session: Session, track: Lis1Track | None) -> FormSpec:
    labels = _labels()
    specialties = tuple(
        (each.code, in_language(each, "name") or each.code)
        for each in knowledge.load_bundle(session).knowledge.specialties
    )
    statuses = tuple((str(status), name) for status, name in status_names().items())
    is_shown = track is not None and store.is_track_shown(session, track.id or 0)
    fields = (
        FormField("name", labels["name"]),
        FormField(
            "coupled_to", labels["coupled_to"], "select", options=(("", _("Nei")), *specialties)
        ),
        FormField("source", labels["source"], hint=_("Nettside, vedtak eller dokument."), size=60),
        FormField("status", labels["status"], "select", options=statuses),
        FormField("is_retired", labels["is_retired"], "check"),
    )

    def read(reading: PlaceReading) -> None:
        values = reading.values
        reading.words("name", LONGEST_NAME, _("Skriv hva løpet heter."))
        values["coupled_to"] = reading.choice("coupled_to", specialties, None)
        reading.words("source", LONGEST_SOURCE)
        values["source"] = values["source"] or ""
        values["status"] = reading.choice("status", statuses, _("Velg hvor sikkert det er."))
        values["is_retired"] = reading.text("is_retired") == "1"
        values["phases"] = _read_phases(reading)
        if is_shown and track is not None:
            was = write_parts(read_phases(track.phases)), track.coupled_to
            if was != (values["phases"], values["coupled_to"]):
                text = _("Søkerne har sett dette løpet. Lag et nytt løp for andre tjenester.")
                reading.fail("phase_1_kind", text)

    def words(values: Mapping[str, Any]) -> Lines:
        return [
            (labels["name"], shown(values["name"])),
            (_("Tjenester"), _phase_words(values["phases"])),
            (labels["coupled_to"], chosen(specialties, values["coupled_to"])),
            (labels["source"], shown(values["source"])),
            (labels["status"], chosen(statuses, values["status"])),
            (labels["is_retired"], shown(values["is_retired"])),
        ]

    told = _("Alle månedene i kommune er i *plassens kommune*.")
    return FormSpec(told, fields, read, words)


def _phase_words(phases: list[dict[str, Any]]) -> str:
    return ", ".join(f"{each['service']} {months_short(each['months'])}" for each in phases) or "–"


def _read_phases(reading: PlaceReading) -> list[dict[str, Any]]:
    found = []
    for number in range(1, MOST_PHASES + 1):
        kind_name, service_name, months_name = (f"phase_{number}_{name}" for name in PHASE_FIELDS)
        if not any(reading.text(name) for name in (kind_name, service_name, months_name)):
            continue
        kinds = tuple((str(kind), "") for kind in PhaseKind)
        kind = reading.choice(kind_name, kinds, _("Velg sykehus eller kommune."))
        aside = PlaceReading(reading.raw)
        aside.words(service_name, LONGEST_SERVICE, _("Skriv hva tjenesten er."))
        aside.number(months_name, 1, MOST_MONTHS, _("Skriv antall måneder."))
        reading.problems += aside.problems
        if kind is not None and not aside.problems:
            service, months = aside.values[service_name], aside.values[months_name]
            found.append(Phase(PhaseKind(kind), service, months))
    if not found and not reading.problems:
        reading.fail("phase_1_kind", _("Skriv minst én tjeneste."))
    return write_parts(found)
