"""Caps of an intake: at most so many over all seats of a hospital or of a municipality."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from app.db.tables import Lis1Cap
from app.services.lis1_intakes_keep import Change, Desk, changed_meanwhile, keep, keep_plain
from app.services.lis1_intakes_rules import Part
from app.services.lis1_intakes_seat_form import MOST_PLACES
from app.services.logbook_choices import Option
from app.services.logbook_form import Problem, Raw
from app.services.places_changes import NEW, judge
from app.services.places_fields import (
    Draft,
    FormField,
    FormSpec,
    Lines,
    PlaceReading,
    Stored,
    chosen,
    shown,
)
from app.services.wording import day
from app.sorting import norwegian_key
from app.store import lis1_intakes as store
from app.store.lis1 import StoredIntake
from rotations.lis1.types import CapKind

Groups = tuple[tuple[str, tuple[Option, ...]], ...]


def find(stored: StoredIntake, cap_id: int) -> Lis1Cap | None:
    """The cap of this intake with this row id."""
    return next((each for each in stored.caps if each.id == cap_id), None)


def draft_of(stored: StoredIntake, desk: Desk, cap: Lis1Cap | None) -> Draft:
    """The form of a cap, or of a new one, to fill in."""
    spec = _spec(stored, cap)
    if cap is None:
        return Draft(spec, {"version": NEW})
    before = _stored(desk, cap)
    raw = {name: "" if value is None else str(value) for name, value in before.values.items()}
    return Draft(spec, raw | {"version": before.version}, before)


def save(
    session: Session, stored: StoredIntake, desk: Desk, cap: Lis1Cap | None, raw: Raw
) -> Draft | None:
    """Read, judge and keep a cap; commits. None when it is kept."""
    before = None if cap is None else _stored(desk, cap)
    draft = judge(session, _spec(stored, cap), raw, before)

    def write(values: Mapping[str, Any]) -> bool:
        if cap is not None:
            return store.change_cap(session, cap, _columns(values))
        session.add(Lis1Cap(intake_id=desk.intake_id, **_columns(values)))
        session.flush()
        return True

    values = draft.values or {}
    tell = _told(stored, _columns(values)) if values else {}
    action = "cap_added" if cap is None else "cap_changed"
    return keep(session, desk, draft, Change(action, write, tell, Part.CAPS))


def remove(
    session: Session, stored: StoredIntake, desk: Desk, cap: Lis1Cap, raw: Raw
) -> Problem | None:
    """Take a cap away; commits. Why not, when it cannot be."""
    if raw.get("version") != version_of(cap):
        return changed_meanwhile()
    tell = _told(
        stored, {"place_id": cap.place_id, "places": cap.places, "starts_on": cap.starts_on}
    )
    is_done = store.change_cap(session, cap, None)
    return keep_plain(session, desk, Part.CAPS, "cap_removed", tell, is_done)


def version_of(cap: Lis1Cap) -> str:
    """A cap has no version of its own: what it says is one."""
    return f"{cap.kind}:{cap.place_id}:{cap.places}:{cap.starts_on or ''}"


def _stored(desk: Desk, cap: Lis1Cap) -> Stored:
    values = {
        "place": f"{cap.kind}:{cap.place_id}",
        "places": cap.places,
        "starts_on": None if cap.starts_on is None else cap.starts_on.isoformat(),
    }
    return Stored(desk.subject, version_of(cap), values)


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    kind, place_id = values["place"].split(":")
    starts = values["starts_on"]
    return {
        "kind": CapKind(kind),
        "place_id": int(place_id),
        "places": values["places"],
        "starts_on": date.fromisoformat(starts) if starts else None,
    }


def _told(stored: StoredIntake, columns: Mapping[str, Any]) -> dict[str, Any]:
    starts = columns["starts_on"]
    return {
        "place": stored.places.get(columns["place_id"], ""),
        "places": columns["places"],
        "starts_on": None if starts is None else starts.isoformat(),
    }


def _spec(stored: StoredIntake, cap: Lis1Cap | None) -> FormSpec:
    groups, starts = _places(stored, cap), _starts(stored, cap)
    choice = (("", _("Alle oppstarter")), *starts)
    labels = {"place": _("Sykehus eller kommune"), "places": _("Høyst"), "starts_on": _("Gjelder")}
    every = tuple(each for _name, group in groups for each in group)

    def read(reading: PlaceReading) -> None:
        values = reading.values
        values["place"] = reading.choice("place", every, _("Velg et sykehus eller en kommune."))
        reading.number("places", 0, MOST_PLACES, _("Skriv hvor mange det er plass til."))
        values["starts_on"] = reading.choice("starts_on", starts, None)
        if values["place"] and _is_twice(stored, cap, values):
            reading.fail("place", _("Det finnes alt et tak her for den samme oppstarten."))

    def words(values: Mapping[str, Any]) -> Lines:
        return [
            (labels["place"], chosen(every, values["place"])),
            (labels["places"], shown(values["places"])),
            (labels["starts_on"], chosen(choice, values["starts_on"] or "")),
        ]

    fields = (
        FormField("place", labels["place"], "groups", groups=groups),
        FormField(
            "places",
            labels["places"],
            hint=_("Så mange kan få plass her til sammen, på tvers av plassene."),
            size=6,
        ),
        FormField("starts_on", labels["starts_on"], "select", options=choice),
    )
    return FormSpec(
        _("Et tak gjelder *alle plassene* på et sykehus eller i en kommune."), fields, read, words
    )


def _places(stored: StoredIntake, cap: Lis1Cap | None) -> Groups:
    """Those with a seat; a cap that is there keeps its own."""
    ids = {
        CapKind.HOSPITAL: {each.hospital_id for each in stored.seats},
        CapKind.MUNICIPALITY: {each.municipality_id for each in stored.seats},
    }
    if cap is not None:
        ids[cap.kind].add(cap.place_id)
    labels = {CapKind.HOSPITAL: _("Sykehus"), CapKind.MUNICIPALITY: _("Kommune")}

    def options(kind: CapKind) -> tuple[Option, ...]:
        named = sorted(ids[kind], key=lambda each: norwegian_key(stored.places[each]))
        return tuple((f"{kind}:{each}", stored.places[each]) for each in named)

    return tuple((labels[kind], options(kind)) for kind in CapKind)


def _starts(stored: StoredIntake, cap: Lis1Cap | None) -> tuple[Option, ...]:
    days = {each.starts_on for each in stored.seats}
    if cap is not None and cap.starts_on is not None:
        days.add(cap.starts_on)
    return tuple((each.isoformat(), _("Oppstart %(day)s", day=day(each))) for each in sorted(days))


def _is_twice(stored: StoredIntake, cap: Lis1Cap | None, values: Mapping[str, Any]) -> bool:
    return any(
        f"{each.kind}:{each.place_id}" == values["place"]
        and ("" if each.starts_on is None else each.starts_on.isoformat())
        == (values["starts_on"] or "")
        for each in stored.caps
        if cap is None or each.id != cap.id
    )
