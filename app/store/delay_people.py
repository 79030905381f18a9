"""Who can be made responsible for a delay, and who can add sessions: people with their reach."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from app.actors import Grant, Reach
from app.db.tables import Employment, Enrolment, Organisation, Person, RoleGrant
from app.roles import Role, ScopeKind


@dataclass(frozen=True, slots=True)
class Holder:
    """A person with the grants of one role that hold today."""

    person_id: int
    public_id: str
    name: str
    role: Role
    grants: tuple[Grant, ...]


def load_parents(session: Session) -> dict[int, tuple[int | None, str]]:
    """What each organisation lies under, and its kind; one query."""
    rows = session.execute(
        sa.select(col(Organisation.id), col(Organisation.parent_id), col(Organisation.kind))
    )
    return {key: (parent, kind) for key, parent, kind in rows}


def upwards(
    parents: dict[int, tuple[int | None, str]], organisation_ids: Iterable[int]
) -> frozenset[int]:
    """The organisations and everything above them."""
    found: set[int] = set()
    for key in organisation_ids:
        above: int | None = key
        while above is not None and above not in found:
            found.add(above)
            above = parents.get(above, (None, ""))[0]
    return frozenset(found)


def load_reaches(
    session: Session,
    person_ids: Collection[int],
    parents: dict[int, tuple[int | None, str]],
) -> dict[int, Reach]:
    """Where each doctor belongs, as `store.access.load_reach` says of one; two queries."""
    wanted = sorted(person_ids)
    jobs: dict[int, list[tuple[int, int | None]]] = {}
    for person_id, organisation_id, unit_id in session.execute(
        sa.select(
            col(Employment.person_id), col(Employment.organisation_id), col(Employment.unit_id)
        ).where(col(Employment.person_id).in_(wanted), col(Employment.ends_on).is_(None))
    ):
        jobs.setdefault(person_id, []).append((organisation_id, unit_id))
    found = {}
    for person_id, supervisor_id, approver_id, home in session.execute(
        sa.select(
            col(Enrolment.person_id),
            col(Enrolment.personal_supervisor_id),
            col(Enrolment.approver_id),
            col(Enrolment.organisation_id),
        ).where(col(Enrolment.person_id).in_(wanted), col(Enrolment.ends_on).is_(None))
    ):
        own = jobs.get(person_id, [])
        homes = {organisation for organisation, _unit in own} | ({home} if home else set())
        found[person_id] = Reach(
            person_id=person_id,
            supervisor_id=supervisor_id,
            approver_id=approver_id,
            unit_ids=frozenset(unit for _organisation, unit in own if unit is not None),
            organisation_ids=upwards(parents, homes),
        )
    return found


def list_holders(
    session: Session,
    roles: Collection[Role],
    *,
    today: date,
    organisation_ids: Collection[int],
    unit_ids: Collection[int] = (),
    own_ids: Collection[int] = (),
) -> tuple[Holder, ...]:
    """People by name who hold one of the roles for one of these; one query.

    `own_ids` are those whose grant over their own doctors counts. A grant over everything
    always counts.
    """
    rows = session.execute(
        sa.select(RoleGrant, Person)
        .join(Person, col(Person.id) == col(RoleGrant.person_id))
        .where(
            col(RoleGrant.role).in_(list(roles)),
            col(RoleGrant.valid_from) <= today,
            sa.or_(col(RoleGrant.valid_to).is_(None), col(RoleGrant.valid_to) >= today),
            sa.or_(
                col(RoleGrant.scope) == ScopeKind.ALL,
                col(RoleGrant.organisation_id).in_(sorted(organisation_ids)),
                col(RoleGrant.unit_id).in_(sorted(unit_ids)),
                sa.and_(
                    col(RoleGrant.scope) == ScopeKind.OWN,
                    col(RoleGrant.person_id).in_(sorted(own_ids)),
                ),
            ),
        )
        .order_by(col(Person.sort_name), col(Person.id), col(RoleGrant.id))
    )
    found: dict[tuple[int, Role], Holder] = {}
    for row, person in rows:
        grant = Grant(row.role, row.scope, row.organisation_id, row.unit_id)
        key = (row.person_id, row.role)
        before = found[key].grants if key in found else ()
        found[key] = Holder(
            row.person_id, person.public_id, person.name, row.role, (*before, grant)
        )
    return tuple(found.values())
