"""Writing what is stored about places. A writer touches a row only in the version it read.

Nothing here commits or decides.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from app.db.tables import (
    Agreement,
    Capacity,
    CapacityUnit,
    Employment,
    ObjectivePlace,
    ObjectiveProgress,
    ObjectiveRow,
    Person,
    Unit,
    UnitGuide,
    UnitSupervisor,
)

CAPACITY, SUPERVISOR, AGREEMENT = "capacity", "unit_supervisor", "agreement"
GUIDE, OBJECTIVES = "unit_guide", "objective_place"
"""What the audit trail calls them; the key is the public id, or the key of the unit."""

_TABLES: Mapping[str, type[SQLModel]] = {
    CAPACITY: Capacity,
    SUPERVISOR: UnitSupervisor,
    AGREEMENT: Agreement,
}


def add_row(session: Session, kind: str, fields: Mapping[str, Any]) -> str:
    """Add a capacity, a supervisor's places or an agreement; its public id."""
    public_id = uuid4().hex
    session.add(_TABLES[kind](public_id=public_id, **fields))
    session.flush()
    return public_id


def change_row(
    session: Session, kind: str, public_id: str, version: int, fields: Mapping[str, Any]
) -> bool:
    """Change columns of a row; False when somebody has changed it since `version`."""
    table: Any = _TABLES[kind]
    result: Any = session.execute(
        sa.update(table)
        .where(table.public_id == public_id, table.version == version)
        .values({**fields, "version": version + 1})
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount == 1)


def set_units(session: Session, capacity_id: str, unit_ids: Collection[int]) -> None:
    """Make a capacity (by public id) speak of exactly these units."""
    number = session.exec(select(Capacity.id).where(Capacity.public_id == capacity_id)).one()
    session.execute(sa.delete(CapacityUnit).where(col(CapacityUnit.capacity_id) == number))
    session.execute(
        sa.insert(CapacityUnit),
        [{"capacity_id": number, "unit_id": unit_id} for unit_id in sorted(set(unit_ids))],
    )


def save_guide(
    session: Session, unit_id: int, version: int, fields: Mapping[str, Any], at: datetime
) -> bool:
    """Write what a doctor who comes to a unit needs; False when it changed since `version`.

    `version` 0 says that nobody had written it.
    """
    values = {**fields, "changed_at": at, "version": version + 1}
    if version == 0:
        if session.get(UnitGuide, unit_id) is not None:
            return False
        session.add(UnitGuide(unit_id=unit_id, **values))
        session.flush()
        return True
    result: Any = session.execute(
        sa.update(UnitGuide)
        .where(col(UnitGuide.unit_id) == unit_id, col(UnitGuide.version) == version)
        .values(values)
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount == 1)


def put_objectives(
    session: Session,
    unit_id: int,
    objective_set: str,
    identifiers: Sequence[str],
    fields: Mapping[str, Any],
    *,
    is_demo: bool,
) -> None:
    """Say of these objectives that they can be met at the unit; what was said before goes."""
    remove_objectives(session, unit_id, objective_set, identifiers)
    session.execute(
        sa.insert(ObjectivePlace),
        [
            {
                "objective_set": objective_set,
                "identifier": each,
                "unit_id": unit_id,
                "is_demo": is_demo,
                "version": 1,
                **fields,
            }
            for each in identifiers
        ],
    )


def remove_objectives(
    session: Session, unit_id: int, objective_set: str, identifiers: Sequence[str]
) -> int:
    """Take these objectives from the unit; how many were there."""
    result: Any = session.execute(
        sa.delete(ObjectivePlace).where(
            col(ObjectivePlace.unit_id) == unit_id,
            col(ObjectivePlace.objective_set) == objective_set,
            col(ObjectivePlace.identifier).in_(identifiers),
        )
    )
    return int(result.rowcount)


def known_identifiers(
    session: Session, objective_set: str, identifiers: Collection[str]
) -> frozenset[str]:
    """Those of the identifiers that are in this set: by its published list where the reference
    data holds it, by some doctor's record, or by some place.
    """
    wanted = sorted(identifiers)
    in_records = sa.select(col(ObjectiveProgress.identifier)).where(
        col(ObjectiveProgress.objective_set) == objective_set,
        col(ObjectiveProgress.identifier).in_(wanted),
    )
    at_places = sa.select(col(ObjectivePlace.identifier)).where(
        col(ObjectivePlace.objective_set) == objective_set,
        col(ObjectivePlace.identifier).in_(wanted),
    )
    published = sa.select(col(ObjectiveRow.identifier)).where(
        col(ObjectiveRow.scope) == objective_set,
        col(ObjectiveRow.row_type) == "objective",
        col(ObjectiveRow.identifier).in_(wanted),
    )
    return frozenset(session.execute(in_records.union(at_places, published)).scalars())


def list_staff(session: Session, organisation_ids: Collection[int]) -> tuple[tuple[int, str], ...]:
    """(id, name) of the people whom any of the organisations employs, in Norwegian order."""
    rows = session.execute(
        sa.select(col(Person.id), Person)
        .where(
            col(Person.id).in_(
                sa.select(col(Employment.person_id)).where(
                    col(Employment.organisation_id).in_(sorted(organisation_ids)),
                    col(Employment.ends_on).is_(None),
                )
            )
        )
        .order_by(col(Person.sort_name), col(Person.id))
    )
    return tuple((key, person.name) for key, person in rows)


def list_units_within(
    session: Session, organisation_ids: Collection[int]
) -> tuple[tuple[int, str], ...]:
    """(id, name) of the units of the organisations, by name."""
    rows = session.execute(
        sa.select(col(Unit.id), col(Unit.name))
        .where(col(Unit.organisation_id).in_(sorted(organisation_ids)))
        .order_by(col(Unit.name), col(Unit.id))
    )
    return tuple((key, name) for key, name in rows)
