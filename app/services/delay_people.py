"""Who may be made responsible for delays, and who is asked for one more session of a course."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlmodel import Session

from app.actors import Actor, may_read_record
from app.roles import Role, ScopeKind
from app.store import delay_people as store
from app.store.delay_flags import FlagRow

REGION, TRUST = "health_region", "health_trust"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who can be made responsible: reaches every one of the doctors."""

    person_id: int
    public_id: str
    name: str
    role: str
    """In words."""


def candidates(session: Session, rows: Sequence[FlagRow], today: date) -> tuple[Candidate, ...]:
    """Those whose role reaches all of these doctors, by name; four queries.

    A coordinator or supervisor sees the delay there; the doctor's own delay may also be the
    doctor's own to do.
    """
    person_ids = {row.person_id for row in rows}
    parents = store.load_parents(session)
    reaches = store.load_reaches(session, person_ids, parents)
    if set(reaches) != person_ids or not reaches:
        return ()
    guides = {
        key
        for reach in reaches.values()
        for key in (reach.supervisor_id, reach.approver_id)
        if key is not None
    }
    holders = store.list_holders(
        session,
        (Role.COORDINATOR, Role.SUPERVISOR),
        today=today,
        organisation_ids={key for reach in reaches.values() for key in reach.organisation_ids},
        unit_ids={key for reach in reaches.values() for key in reach.unit_ids},
        own_ids=guides,
    )
    found: dict[int, Candidate] = {}
    for one in holders:
        actor = Actor(one.person_id, one.public_id, one.name, one.role, one.grants)
        if one.person_id not in found and all(
            may_read_record(actor, reach) for reach in reaches.values()
        ):
            found[one.person_id] = Candidate(
                one.person_id, one.public_id, one.name, _role_name(one.role)
            )
    if len(person_ids) == 1:
        row = rows[0]
        found.setdefault(
            row.person_id, Candidate(row.person_id, row.doctor_id, row.doctor, _("legen selv"))
        )
    return tuple(found.values())


def _role_name(role: Role) -> str:
    return _("koordinator") if role is Role.COORDINATOR else _("veileder eller leder")


def session_adders(
    session: Session, person_ids: Collection[int], *, but: int, today: date
) -> tuple[Candidate, ...]:
    """Coordinators who arrange courses where these doctors work, other than `but`; four queries.

    Those of the health region itself; where there is none, those of the trusts in it.
    """
    parents = store.load_parents(session)
    reaches = store.load_reaches(session, person_ids, parents)
    above = {key for reach in reaches.values() for key in reach.organisation_ids}
    regions = {key for key in above if parents.get(key, (None, ""))[1] == REGION}
    trusts = {key for key, (parent, kind) in parents.items() if kind == TRUST and parent in regions}
    holders = store.list_holders(
        session, (Role.COORDINATOR,), today=today, organisation_ids=regions | trusts
    )
    people = [one for one in holders if one.person_id != but]
    of_region = [
        one
        for one in people
        if any(
            grant.scope is ScopeKind.ALL or grant.organisation_id in regions for grant in one.grants
        )
    ]
    return tuple(
        Candidate(one.person_id, one.public_id, one.name, _role_name(one.role))
        for one in of_region or people
    )
