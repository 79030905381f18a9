"""Writing units and practices, and what is at a unit after a day. Nothing commits or decides."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db.tables import (
    Capacity,
    CapacityUnit,
    Organisation,
    Person,
    RotationMember,
    RotationPlacement,
    RotationVersion,
    ServiceRecord,
    Unit,
    UnitSupervisor,
    VersionState,
)
from app.store.place_access import CONTRACT_SPECIALIST
from app.store.place_values import CapacityRow, PlaceRow, SupervisorRow
from pathways.types.knowledge import FactStatus

UNIT = "unit"
"""What the audit trail calls a unit; its key is the unit's own."""
REGION = "health_region"


@dataclass(frozen=True, slots=True)
class Owner:
    """An organisation that may have units."""

    id: int
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class BookedThere:
    """A doctor's service at a unit, by the doctor's own record."""

    name: str
    service_nb: str
    service_en: str
    starts_on: date
    ends_on: date | None


def list_owners(session: Session, organisation_ids: Collection[int] | None) -> tuple[Owner, ...]:
    """The organisations (None: all) that may have units, by name; a region has none."""
    wanted = [col(Organisation.kind) != REGION]
    if organisation_ids is not None:
        wanted.append(col(Organisation.id).in_(sorted(organisation_ids)))
    rows = session.execute(
        sa.select(col(Organisation.id), col(Organisation.name), col(Organisation.kind))
        .where(*wanted)
        .order_by(col(Organisation.name), col(Organisation.id))
    )
    return tuple(Owner(*row) for row in rows)


def region_of(session: Session, above: Collection[int]) -> int | None:
    """The health region among these organisations."""
    return session.exec(
        select(Organisation.id).where(
            col(Organisation.id).in_(sorted(above)), Organisation.kind == REGION
        )
    ).first()


def add_practice(
    session: Session, name: str, municipality: str, region_id: int | None, *, is_demo: bool
) -> int:
    """Add a contract specialist's practice as an organisation of its own; its row id."""
    row = Organisation(
        key=f"avtalespesialist-{uuid4().hex[:12]}",
        name=name,
        kind=CONTRACT_SPECIALIST,
        parent_id=region_id,
        municipality=municipality,
        # Somebody wrote it; no source was read.
        status=FactStatus.UNVERIFIED,
        is_demo=is_demo,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def add_unit(session: Session, organisation_id: int, fields: Mapping[str, Any]) -> tuple[int, str]:
    """Add a unit; its row id and key."""
    row = Unit(organisation_id=organisation_id, key=f"sted-{uuid4().hex[:12]}", **fields)
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id, row.key


def change_unit(session: Session, place: PlaceRow, fields: Mapping[str, Any]) -> bool:
    """Change a unit that is still as it was read; False when somebody was faster."""
    result: Any = session.execute(
        sa.update(Unit)
        .where(
            col(Unit.id) == place.id,
            col(Unit.name) == place.name,
            col(Unit.short_name) == place.short,
            col(Unit.place_kind) == place.place_kind,
            col(Unit.specialty_code).is_not_distinct_from(place.specialty_code),
        )
        .values(**fields)
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount == 1)


def has_unit_named(session: Session, organisation_id: int, name: str, without: int = 0) -> bool:
    """Whether the organisation has another unit of this name, whatever its letters' case."""
    names = session.exec(
        select(Unit.name).where(Unit.organisation_id == organisation_id, col(Unit.id) != without)
    )
    return any(each.lower() == name.lower() for each in names)


def booked_after(session: Session, unit_id: int, day: date) -> tuple[BookedThere, ...]:
    """Service at the unit on `day` or later, by first day; without those whom a published plan has
    there.
    """
    planned = (
        sa.select(col(RotationMember.person_id))
        .join(RotationVersion, col(RotationVersion.id) == col(RotationMember.version_id))
        .join(RotationPlacement, col(RotationPlacement.member_id) == col(RotationMember.id))
        .where(
            col(RotationVersion.state) == VersionState.PUBLISHED,
            col(RotationMember.person_id).is_not(None),
            sa.or_(
                col(RotationPlacement.unit_id) == unit_id,
                col(RotationPlacement.inner_unit_id) == unit_id,
            ),
            col(RotationPlacement.ends_on) >= day,
        )
    )
    rows = session.execute(
        sa.select(ServiceRecord, Person)
        .join(Person, col(Person.id) == col(ServiceRecord.person_id))
        .where(
            col(ServiceRecord.unit_id) == unit_id,
            col(ServiceRecord.person_id).not_in(planned),
            sa.or_(col(ServiceRecord.ends_on).is_(None), col(ServiceRecord.ends_on) >= day),
        )
        .order_by(col(ServiceRecord.starts_on), col(ServiceRecord.id))
    )
    return tuple(
        BookedThere(person.name, row.name_nb, row.name_en, row.starts_on, row.ends_on)
        for row, person in rows
    )


def end_capacity(session: Session, row: CapacityRow, last: date) -> None:
    """End what says how many a unit takes; what had not begun goes."""
    if row.valid_from > last:
        session.execute(sa.delete(CapacityUnit).where(col(CapacityUnit.capacity_id) == row.id))
        session.execute(sa.delete(Capacity).where(col(Capacity.id) == row.id))
        return
    _end(session, Capacity, row.id, last)


def end_supervisor(session: Session, row: SupervisorRow, last: date) -> None:
    """End a supervisor's places; what had not begun goes."""
    if row.valid_from > last:
        session.execute(sa.delete(UnitSupervisor).where(col(UnitSupervisor.id) == row.id))
        return
    _end(session, UnitSupervisor, row.id, last)


def _end(session: Session, table: Any, row_id: int, last: date) -> None:
    session.execute(
        sa.update(table)
        .where(table.id == row_id)
        .values(valid_to=last, version=table.version + 1)
        .execution_options(synchronize_session=False)
    )
