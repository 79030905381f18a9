"""The keys that access is decided on."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.actors import DatedGrant
from app.db.tables import Employment, Enrolment, Organisation, Person, RoleGrant
from app.roles import Role


def load_grants(session: Session, person_id: int) -> tuple[DatedGrant, ...]:
    """Every role grant of a person, whatever its dates."""
    rows = session.exec(
        select(RoleGrant).where(RoleGrant.person_id == person_id).order_by(col(RoleGrant.id))
    )
    return tuple(
        DatedGrant(
            row.role, row.scope, row.organisation_id, row.unit_id, row.valid_from, row.valid_to
        )
        for row in rows
    )


def admins_on(session: Session, day: date) -> tuple[int, ...]:
    """The people who run the installation on `day`."""
    rows = session.execute(
        sa.select(col(RoleGrant.person_id))
        .where(
            col(RoleGrant.role) == Role.ADMIN,
            col(RoleGrant.valid_from) <= day,
            sa.or_(col(RoleGrant.valid_to).is_(None), col(RoleGrant.valid_to) >= day),
        )
        .distinct()
        .order_by(col(RoleGrant.person_id))
    )
    return tuple(rows.scalars())


def load_reach(session: Session, public_id: str) -> dict[str, Any] | None:
    """Where a doctor in training belongs, or None when there is no such enrolment."""
    row = session.exec(
        select(
            Person.id,
            Enrolment.personal_supervisor_id,
            Enrolment.approver_id,
            Enrolment.organisation_id,
        )
        .join(Enrolment, col(Enrolment.person_id) == col(Person.id))
        .where(Person.public_id == public_id, col(Enrolment.ends_on).is_(None))
    ).first()
    if row is None:
        return None
    person_id, supervisor_id, approver_id, home = row
    assert person_id is not None
    jobs = session.exec(
        select(Employment.organisation_id, Employment.unit_id).where(
            Employment.person_id == person_id, col(Employment.ends_on).is_(None)
        )
    ).all()
    homes = {organisation for organisation, _ in jobs} | ({home} if home else set())
    return {
        "person_id": person_id,
        "supervisor_id": supervisor_id,
        "approver_id": approver_id,
        "unit_ids": frozenset(unit for _, unit in jobs if unit is not None),
        "organisation_ids": with_parents(session, homes),
    }


def with_parents(session: Session, organisation_ids: set[int]) -> frozenset[int]:
    """The organisations and everything above them, in one recursive query."""
    if not organisation_ids:
        return frozenset()
    return _closure(session, organisation_ids, upwards=True)


def regions_of(session: Session, organisation_ids: frozenset[int]) -> frozenset[int]:
    """The health regions that these organisations are, or lie in."""
    everything = with_parents(session, set(organisation_ids))
    rows = session.execute(
        sa.select(col(Organisation.id)).where(
            col(Organisation.id).in_(sorted(everything)), col(Organisation.kind) == "health_region"
        )
    )
    return frozenset(rows.scalars())


def with_children(session: Session, organisation_ids: set[int]) -> frozenset[int]:
    """The organisations and everything below them."""
    if not organisation_ids:
        return frozenset()
    return _closure(session, organisation_ids, upwards=False)


def _closure(session: Session, organisation_ids: set[int], *, upwards: bool) -> frozenset[int]:
    table = sa.inspect(Organisation).local_table
    found = (
        sa.select(table.c.id, table.c.parent_id)
        .where(table.c.id.in_(sorted(organisation_ids)))
        .cte("found", recursive=True)
    )
    step = found.c.parent_id == table.c.id if upwards else table.c.parent_id == found.c.id
    found = found.union(sa.select(table.c.id, table.c.parent_id).where(step))
    return frozenset(session.execute(sa.select(found.c.id)).scalars())
