"""New places, and places under another name.

Who may: a coordinator of organisations, for units of those organisations; for places of a
municipality that one of them has an agreement with; and for a contract specialist's new practice.
A place of others comes with a planned agreement about it, so that both parties see it: the place
is the owner's to keep afterwards, a practice also theirs who have the agreement.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from app.actors import Actor
from app.db.tables import AgreementKind, AgreementState
from app.services import knowledge
from app.services.logbook_form import Raw
from app.services.places_changes import NEW, Desk, Kept, judge, keep, remember
from app.services.places_fields import Draft, FormSpec, Stored
from app.services.places_page import Scope, scope_of
from app.services.places_unit_form import (
    UNIT_FIELDS,
    Offered,
    Taken,
    change_place_spec,
    new_place_spec,
    place_raw,
    unit_values,
)
from app.services.wording import in_language
from app.store import access as access_store
from app.store import place_edits as edits
from app.store import place_units as units
from app.store import places as store
from app.store.places import PlaceRow
from pathways.types.record import PlaceKind


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A place that was made; `agreement_id` when it came with one."""

    key: str
    agreement_id: str | None


def new_place_draft(session: Session, actor: Actor) -> Draft:
    """The form of a new place to fill in."""
    offered = _offered(session, actor)
    first = {"home_id": offered.homes[0][0]} if len(offered.homes) == 1 else {}
    return Draft(new_place_spec(offered, _taken(session)), {**first, "version": NEW})


def save_new_place(session: Session, actor: Actor, raw: Raw, *, now: datetime) -> NewPlace | Draft:
    """Read, judge and keep a new place, with its practice and agreement; commits."""
    draft = judge(session, new_place_spec(_offered(session, actor), _taken(session)), raw, None)
    made: list[NewPlace] = []

    def write(values: Mapping[str, Any]) -> tuple[str, str]:
        made.append(_make(session, actor, values, now))
        return units.UNIT, made[0].key

    done = keep(session, draft, write, by=actor.person_id, now=now)
    return made[0] if done is None else done


def change_draft(session: Session, desk: Desk) -> Draft:
    """The form of a place that is there to fill in."""
    stored = _stored(desk.place)
    raw = {**place_raw(desk.place), "version": stored.version}
    return Draft(_change_spec(session, desk), raw, stored)


def save_change(session: Session, desk: Desk, raw: Raw) -> Kept | Draft:
    """Read, judge and keep a place's name and kind; commits."""
    draft = judge(session, _change_spec(session, desk), raw, _stored(desk.place))

    def write(values: Mapping[str, Any]) -> tuple[str, str] | None:
        done = units.change_unit(session, desk.place, values)
        return (units.UNIT, desk.place.key) if done else None

    done = keep(session, draft, write, by=desk.actor.person_id, now=desk.now)
    return Kept(False) if done is None else done


def _make(session: Session, actor: Actor, values: Mapping[str, Any], now: datetime) -> NewPlace:
    owner, home = values["owner_id"], values["home_id"]
    if owner is None:
        region = units.region_of(session, access_store.with_parents(session, {home}))
        owner = units.add_practice(
            session, values["name"], values["municipality"], region, is_demo=actor.is_demo
        )
    fields = {name: values[name] for name in UNIT_FIELDS} | {"is_demo": actor.is_demo}
    unit_id, key = units.add_unit(session, owner, fields)
    if values["is_own"]:
        return NewPlace(key, None)
    is_practice = values["place_kind"] is PlaceKind.CONTRACT_SPECIALIST
    agreement = {
        "kind": AgreementKind.CONTRACT_SPECIALIST if is_practice else AgreementKind.MUNICIPALITY,
        "state": AgreementState.PLANNED,
        "title": _("Opplæring, %(place)s", place=values["name"])[:160],
        "home_id": home,
        "host_id": owner,
        "unit_id": unit_id,
        "specialty_code": values["specialty_code"],
        "starts_on": values["starts_on"],
        "tutor": values["tutor"],
        "is_demo": actor.is_demo,
    }
    public_id = edits.add_row(session, edits.AGREEMENT, agreement)
    subject = (edits.AGREEMENT, public_id)
    remember(session, subject, {}, agreement, is_new=True, by=actor.person_id, now=now)
    return NewPlace(key, public_id)


def _change_spec(session: Session, desk: Desk) -> FormSpec:
    offered = Offered((), (), frozenset(), _specialties(session))
    return change_place_spec(desk.place, offered, _taken(session, without=desk.place.id))


def _taken(session: Session, without: int = 0) -> Taken:
    return lambda owner, name: units.has_unit_named(session, owner, name, without)


def _stored(place: PlaceRow) -> Stored:
    """A unit has no version of its own: a mark of its values is one."""
    values = unit_values(place)
    mark = hashlib.sha256(repr(sorted(place_raw(place).items())).encode()).hexdigest()[:16]
    return Stored((units.UNIT, place.key), mark, values)


def _offered(session: Session, actor: Actor) -> Offered:
    scope = scope_of(session, actor)
    own = units.list_owners(session, scope.organisation_ids)
    partners = _partners(session, scope)
    return Offered(
        owners=(*own, *(each for each in partners if each not in own)),
        homes=tuple((str(each.id), each.name) for each in own),
        own=frozenset(each.id for each in own),
        specialties=_specialties(session),
    )


def _partners(session: Session, scope: Scope) -> tuple[units.Owner, ...]:
    """The municipalities that the actor's organisations have an agreement with."""
    if scope.organisation_ids is None:
        return ()
    rows = store.list_agreements(session, party_ids=scope.organisation_ids)
    parties = {party for row in rows for party in (row.home_id, row.host_id)}
    found = units.list_owners(session, parties - scope.organisation_ids)
    return tuple(each for each in found if each.kind == "municipality")


def _specialties(session: Session) -> tuple[tuple[str, str], ...]:
    found = knowledge.load_bundle(session).knowledge.specialties
    return tuple((each.code, in_language(each, "name") or each.code) for each in found)
