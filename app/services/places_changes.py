"""Keeping what is known about a place: room, supervisors, objectives, practical help.

One commit for each, with its line in the audit trail. A writer that read an older version gets
both versions back.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from app.actors import Actor, places_coordinated
from app.db.tables import LegalState
from app.services.logbook_choices import Option
from app.services.logbook_form import Raw
from app.services.places_fields import Draft, FormSpec, PlaceReading, Stored
from app.services.places_forms import (
    GUIDE_FIELDS,
    SUPERVISOR_FIELDS,
    guide_raw,
    guide_spec,
    supervisor_raw,
    supervisor_spec,
)
from app.services.places_objectives_form import REMOVE, objective_spec, wanted_objectives
from app.services.places_place import set_names
from app.services.places_room_form import (
    capacity_raw,
    capacity_spec,
    capacity_values,
)
from app.store import access as access_store
from app.store import audit
from app.store import place_edits as edits
from app.store import places as store
from app.store.places import CapacityRow, GuideRow, ObjectivePlaceRow, PlaceRow, SupervisorRow

NEW = "0"
"""The version that a form of something new carries."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Who changes what, and when."""

    actor: Actor
    place: PlaceRow
    today: date
    now: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """Something was kept. `count` is how many, for objectives."""

    is_new: bool
    count: int = 1


def judge(session: Session, spec: FormSpec, raw: Raw, stored: Stored | None) -> Draft:
    """What a form says, and what is wrong with it beside what is stored now."""
    reading = PlaceReading(raw)
    spec.read(reading)
    is_stale = stored is not None and raw.get("version", NEW) != stored.version
    last = audit.last_writer(session, stored.subject) if stored and is_stale else None
    problems = tuple(reading.problems)
    values = None if problems else reading.values
    return Draft(spec, raw, stored, values, problems, is_stale, last)


def keep(
    session: Session,
    draft: Draft,
    write: Callable[[Mapping[str, Any]], tuple[str, str] | None],
    *,
    by: int,
    now: datetime,
) -> Draft | None:
    """Write a judged form and remember it; commits. The draft again when it cannot be kept.

    `write` gives the subject for the audit trail, or None when somebody was faster.
    """
    if draft.is_stale or draft.problems or draft.values is None:
        session.rollback()
        return draft
    before = draft.stored.values if draft.stored else {}
    changed = {name for name, value in draft.values.items() if before.get(name) != value}
    if draft.stored is not None and not changed:
        session.rollback()
        return None
    subject = write(draft.values)
    if subject is None:
        session.rollback()
        return replace(draft, is_stale=True)
    is_new = draft.stored is None or draft.stored.version == NEW
    remember(session, subject, before, draft.values, is_new=is_new, by=by, now=now)
    session.commit()
    return None


def remember(
    session: Session,
    subject: tuple[str, str],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    is_new: bool,
    by: int,
    now: datetime,
) -> None:
    """The line in the audit trail for what was written: the values that changed."""
    changed = sorted(name for name, value in after.items() if before.get(name) != value)
    audit.add_event(
        session,
        at=now,
        by=by,
        action=f"{subject[0]}.{'added' if is_new else 'changed'}",
        subject=subject,
        details={
            "before": {name: plain_value(before.get(name)) for name in changed},
            "after": {name: plain_value(after[name]) for name in changed},
        },
    )


def plain_value(value: Any) -> Any:
    """A value as the audit trail keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


# --- Room ---


def capacity_draft(session: Session, desk: Desk, row: CapacityRow | None) -> Draft:
    """The form of a capacity to fill in."""
    stored = None if row is None else stored_capacity(row)
    return _draft(_capacity_spec(session, desk, row), capacity_raw(row, desk.today), stored)


def save_capacity(session: Session, desk: Desk, raw: Raw, row: CapacityRow | None) -> Kept | Draft:
    """Read, judge and keep a capacity."""
    stored = None if row is None else stored_capacity(row)
    draft = judge(session, _capacity_spec(session, desk, row), raw, stored)

    def write(values: Mapping[str, Any]) -> tuple[str, str] | None:
        return write_capacity(session, desk, values, row)

    return _kept(keep(session, draft, write, by=desk.actor.person_id, now=desk.now), row is None)


def write_capacity(
    session: Session, desk: Desk, values: Mapping[str, Any], row: CapacityRow | None
) -> tuple[str, str] | None:
    """Write a capacity that was judged; None when somebody was faster. Does not commit."""
    fields = dict(values)
    units = fields.pop("unit_ids")
    if row is None:
        fields |= {"organisation_id": desk.place.organisation_id} | _mark(desk.actor)
        key = edits.add_row(session, edits.CAPACITY, fields)
    elif edits.change_row(session, edits.CAPACITY, row.public_id, row.version, fields):
        key = row.public_id
    else:
        return None
    edits.set_units(session, key, units)
    return edits.CAPACITY, key


def _capacity_spec(session: Session, desk: Desk, row: CapacityRow | None) -> FormSpec:
    place = desk.place
    others = store.list_capacities(session, unit_ids=(place.id,))
    owners = access_store.with_children(session, {place.organisation_id, *trust_of(place)})
    mine = _organisations(session, desk.actor)
    if mine is not None:
        owners &= mine
    siblings = tuple(
        (str(key), name)
        for key, name in edits.list_units_within(session, owners)
        if key != place.id
    )
    return capacity_spec(
        place, siblings, [each for each in others if row is None or each.id != row.id]
    )


def stored_capacity(row: CapacityRow) -> Stored:
    """A capacity as a form has it."""
    subject = (edits.CAPACITY, row.public_id)
    return Stored(subject, str(row.version), capacity_values(row))


# --- Supervisors ---


def supervisor_draft(session: Session, desk: Desk, row: SupervisorRow | None) -> Draft:
    """The form of a supervisor to fill in."""
    stored = None if row is None else stored_supervisor(row)
    spec = supervisor_spec(_staff(session, desk, row))
    return _draft(spec, supervisor_raw(row, desk.today), stored)


def save_supervisor(
    session: Session, desk: Desk, raw: Raw, row: SupervisorRow | None
) -> Kept | Draft:
    """Read, judge and keep a supervisor's places."""
    stored = None if row is None else stored_supervisor(row)
    draft = judge(session, supervisor_spec(_staff(session, desk, row)), raw, stored)

    def write(values: Mapping[str, Any]) -> tuple[str, str] | None:
        return write_supervisor(session, desk, values, row)

    return _kept(keep(session, draft, write, by=desk.actor.person_id, now=desk.now), row is None)


def write_supervisor(
    session: Session, desk: Desk, values: Mapping[str, Any], row: SupervisorRow | None
) -> tuple[str, str] | None:
    """Write a supervisor's places that were judged; None when somebody was faster."""
    if row is None:
        fields = dict(values) | {"unit_id": desk.place.id} | _mark(desk.actor)
        return edits.SUPERVISOR, edits.add_row(session, edits.SUPERVISOR, fields)
    if edits.change_row(session, edits.SUPERVISOR, row.public_id, row.version, values):
        return edits.SUPERVISOR, row.public_id
    return None


def _staff(session: Session, desk: Desk, row: SupervisorRow | None) -> tuple[Option, ...]:
    """Those employed where the actor coordinates, or at the place's own organisations."""
    mine = _organisations(session, desk.actor)
    if mine is None:
        mine = access_store.with_parents(session, {desk.place.organisation_id})
    mine |= {desk.place.organisation_id}
    staff = tuple((str(key), name) for key, name in edits.list_staff(session, mine))
    if row is None or row.person_id is None or str(row.person_id) in dict(staff):
        return staff
    # Who supervises already can stay, also after leaving.
    return (*staff, (str(row.person_id), row.name))


def stored_supervisor(row: SupervisorRow) -> Stored:
    """A supervisor's places as a form has them."""
    values = {name: getattr(row, name) for name in SUPERVISOR_FIELDS}
    return Stored((edits.SUPERVISOR, row.public_id), str(row.version), values)


# --- Practical help ---


def guide_draft(session: Session, desk: Desk) -> Draft:
    """The form of the practical help to fill in."""
    row = _guide(session, desk)
    return _draft(guide_spec(), guide_raw(row), _stored_guide(desk, row))


def save_guide(session: Session, desk: Desk, raw: Raw) -> Kept | Draft:
    """Read, judge and keep the practical help."""
    row = _guide(session, desk)
    draft = judge(session, guide_spec(), raw, _stored_guide(desk, row))

    def write(values: Mapping[str, Any]) -> tuple[str, str] | None:
        fields = dict(values) | (_mark(desk.actor) if row.version == 0 else {})
        done = edits.save_guide(session, desk.place.id, row.version, fields, desk.now)
        return (edits.GUIDE, desk.place.key) if done else None

    return _kept(keep(session, draft, write, by=desk.actor.person_id, now=desk.now), False)


def _guide(session: Session, desk: Desk) -> GuideRow:
    found = store.load_guides(session, (desk.place.id,))
    return found.get(desk.place.id) or GuideRow(desk.place.id)


def _stored_guide(desk: Desk, row: GuideRow) -> Stored:
    values = {name: getattr(row, name) for name in GUIDE_FIELDS}
    values["before_arrival"] = list(row.before_arrival)
    return Stored((edits.GUIDE, desk.place.key), str(row.version), values)


# --- Objectives ---


def objectives_draft(session: Session, desk: Desk, raw: Raw) -> Draft:
    """The form of objectives to fill in; `raw` is what is chosen already."""
    rows = store.list_objective_places(session, (desk.place.id,))
    spec = objective_spec(_sets(session), frozenset())
    return _draft(spec, dict(raw), _stored_objectives(desk, rows))


def save_objectives(session: Session, desk: Desk, raw: Raw) -> Kept | Draft:
    """Read, judge and keep objectives of a place: all of the form get the same state."""
    rows = store.list_objective_places(session, (desk.place.id,))
    chosen, wanted = wanted_objectives(raw)
    known = edits.known_identifiers(session, chosen, wanted)
    spec = objective_spec(_sets(session), known)
    draft = judge(session, spec, raw, _stored_objectives(desk, rows))

    def write(values: Mapping[str, Any]) -> tuple[str, str] | None:
        key, names = values["objective_set"], values["identifiers"]
        if values["legal_state"] == REMOVE:
            edits.remove_objectives(session, desk.place.id, key, names)
        else:
            fields = {name: values[name] for name in ("source", "valid_from", "valid_to")}
            fields["legal_state"] = LegalState(values["legal_state"])
            is_demo = desk.actor.is_demo
            edits.put_objectives(session, desk.place.id, key, names, fields, is_demo=is_demo)
        return edits.OBJECTIVES, desk.place.key

    done = keep(session, draft, write, by=desk.actor.person_id, now=desk.now)
    return Kept(False, len(wanted)) if done is None else done


def _sets(session: Session) -> tuple[Option, ...]:
    return tuple(set_names(session).items())


def _stored_objectives(desk: Desk, rows: tuple[ObjectivePlaceRow, ...]) -> Stored:
    """The objectives of a place change together: their version is a mark of all of them."""
    text = repr([(row.id, row.identifier, row.legal_state) for row in rows])
    mark = hashlib.sha256(text.encode()).hexdigest()[:16]
    return Stored((edits.OBJECTIVES, desk.place.key), mark, {})


# --- What they share ---


def _draft(spec: FormSpec, raw: dict[str, str], stored: Stored | None) -> Draft:
    return Draft(spec, {**raw, "version": stored.version if stored else NEW}, stored)


def _kept(draft: Draft | None, is_new: bool) -> Kept | Draft:
    return Kept(is_new) if draft is None else draft


def _mark(actor: Actor) -> dict[str, bool]:
    """What an invented person writes goes when the demo is reset."""
    return {"is_demo": actor.is_demo}


def _organisations(session: Session, actor: Actor) -> frozenset[int] | None:
    mine = places_coordinated(actor)
    return None if mine is None else access_store.with_children(session, set(mine))


def trust_of(place: PlaceRow) -> tuple[int, ...]:
    """The trust above a hospital; a region above a trust or practice is no party."""
    is_hospital = place.organisation_kind == "hospital" and place.parent_id is not None
    return (place.parent_id,) if is_hospital and place.parent_id else ()
