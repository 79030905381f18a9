"""What must be in place for LIS1 who have accepted a seat: people, handover, checklist."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.db.tables import (
    ChecklistKind,
    Enrolment,
    Lis1ChecklistPoint,
    Lis1Start,
    Person,
    RoleGrant,
    ServiceRecord,
    Unit,
    UnitSupervisor,
)
from app.roles import Role

_hospital = Person.__table__.alias("hospital_supervisor")  # type: ignore[attr-defined]
_municipality = Person.__table__.alias("municipality_supervisor")  # type: ignore[attr-defined]
_buddy = Person.__table__.alias("buddy")  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Named:
    """A person by row id."""

    id: int
    name: str

    @property
    def option(self) -> tuple[int, str]:
        """As a choice in a form."""
        return self.id, self.name


@dataclass(frozen=True, slots=True)
class StartRow:
    """Who and what is in place for one offer; `version` 0: nothing is written yet."""

    offer_id: int
    hospital_supervisor: Named | None = None
    municipality_supervisor: Named | None = None
    buddy: Named | None = None
    handover_on: date | None = None
    handover_held_on: date | None = None
    handover_minutes: str = ""
    version: int = 0

    @property
    def supervisor_ids(self) -> frozenset[int]:
        """Row ids of the two who are to meet."""
        both = (self.hospital_supervisor, self.municipality_supervisor)
        return frozenset(each.id for each in both if each is not None)


@dataclass(frozen=True, slots=True)
class PointRow:
    """One point of a checklist."""

    id: int
    offer_id: int
    kind: ChecklistKind
    text: str
    owner: str
    due_on: date
    done_on: date | None
    version: int


def list_starts(session: Session, offer_ids: Iterable[int]) -> dict[int, StartRow]:
    """What is in place by offer; one query. An offer without a row is left out."""
    rows = session.execute(
        sa.select(Lis1Start, *_person(_hospital), *_person(_municipality), *_person(_buddy))
        .outerjoin(_hospital, _hospital.c.id == col(Lis1Start.hospital_supervisor_id))
        .outerjoin(_municipality, _municipality.c.id == col(Lis1Start.municipality_supervisor_id))
        .outerjoin(_buddy, _buddy.c.id == col(Lis1Start.buddy_id))
        .where(col(Lis1Start.offer_id).in_(sorted(offer_ids)))
        .execution_options(populate_existing=True)
    ).all()
    return {row[0].offer_id: _start(row[0], row[1:4], row[4:7], row[7:10]) for row in rows}


def list_points(session: Session, offer_ids: Iterable[int]) -> Mapping[int, tuple[PointRow, ...]]:
    """The checklist by offer, earliest first; one query."""
    rows = session.execute(
        sa.select(Lis1ChecklistPoint)
        .where(col(Lis1ChecklistPoint.offer_id).in_(sorted(offer_ids)))
        .order_by(col(Lis1ChecklistPoint.due_on), col(Lis1ChecklistPoint.id))
        .execution_options(populate_existing=True)
    ).scalars()
    found: dict[int, list[PointRow]] = defaultdict(list)
    for row in rows:
        assert row.id is not None
        found[row.offer_id].append(
            PointRow(
                row.id,
                row.offer_id,
                row.kind,
                row.text,
                row.owner,
                row.due_on,
                row.done_on,
                row.version,
            )
        )
    return {offer: tuple(points) for offer, points in found.items()}


def change_start(session: Session, offer_id: int, seen: int, fields: Mapping[str, Any]) -> bool:
    """Write what is in place, read in version `seen` (0: there was no row).

    False when it is stale; then the caller rolls back, since the transaction may be broken.
    """
    if seen == 0:
        session.add(Lis1Start(offer_id=offer_id, **fields))
        try:
            session.flush()
        except IntegrityError:
            return False
        return True
    result: Any = session.execute(
        sa.update(Lis1Start)
        .where(col(Lis1Start.offer_id) == offer_id, col(Lis1Start.version) == seen)
        .values({**fields, "version": seen + 1})
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount == 1)


def add_point(session: Session, offer_id: int, **fields: Any) -> None:
    """Add a point to a checklist."""
    session.add(Lis1ChecklistPoint(offer_id=offer_id, **fields))


def change_point(
    session: Session, offer_id: int, point_id: int, seen: int, fields: Mapping[str, Any]
) -> bool:
    """Write to a point of this offer; False when somebody has changed it since."""
    result: Any = session.execute(
        sa.update(Lis1ChecklistPoint)
        .where(
            col(Lis1ChecklistPoint.id) == point_id,
            col(Lis1ChecklistPoint.offer_id) == offer_id,
            col(Lis1ChecklistPoint.version) == seen,
        )
        .values({**fields, "version": seen + 1})
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount == 1)


def supervisors_at(session: Session, organisation_id: int, today: date) -> tuple[Named, ...]:
    """Supervisors of an organisation today, by name: at its units, by role, or of its doctors."""
    at_units = (
        sa.select(col(UnitSupervisor.person_id))
        .join(Unit, col(Unit.id) == col(UnitSupervisor.unit_id))
        .where(
            col(Unit.organisation_id) == organisation_id,
            col(UnitSupervisor.person_id).is_not(None),
            sa.or_(col(UnitSupervisor.valid_to).is_(None), col(UnitSupervisor.valid_to) >= today),
        )
    )
    by_role = (
        sa.select(col(RoleGrant.person_id))
        .outerjoin(Unit, col(Unit.id) == col(RoleGrant.unit_id))
        .where(
            col(RoleGrant.role) == Role.SUPERVISOR,
            sa.or_(
                col(RoleGrant.organisation_id) == organisation_id,
                col(Unit.organisation_id) == organisation_id,
            ),
            col(RoleGrant.valid_from) <= today,
            sa.or_(col(RoleGrant.valid_to).is_(None), col(RoleGrant.valid_to) >= today),
        )
    )
    of_doctors = sa.select(col(Enrolment.personal_supervisor_id)).where(
        _is_there(organisation_id, today), col(Enrolment.personal_supervisor_id).is_not(None)
    )
    return _people(session, at_units.union(by_role, of_doctors))


def doctors_at(session: Session, organisation_id: int, today: date) -> tuple[Named, ...]:
    """Doctors in training who belong to an organisation or serve there now, by name."""
    here = sa.select(col(Enrolment.person_id)).where(_is_there(organisation_id, today))
    return _people(session, here)


def _is_there(organisation_id: int, today: date) -> sa.ColumnElement[bool]:
    """Whether an enrolment belongs to an organisation, or its doctor serves there today."""
    serving = sa.select(col(ServiceRecord.enrolment_id)).where(
        col(ServiceRecord.organisation_id) == organisation_id,
        col(ServiceRecord.starts_on) <= today,
        sa.or_(col(ServiceRecord.ends_on).is_(None), col(ServiceRecord.ends_on) >= today),
    )
    return sa.and_(
        col(Enrolment.ends_on).is_(None),
        sa.or_(col(Enrolment.organisation_id) == organisation_id, col(Enrolment.id).in_(serving)),
    )


def _people(session: Session, ids: Any) -> tuple[Named, ...]:
    rows = session.execute(
        sa.select(Person)
        .where(col(Person.id).in_(ids))
        .order_by(col(Person.sort_name), col(Person.id))
    ).scalars()
    return tuple(Named(row.id, row.name) for row in rows if row.id is not None)


def _person(table: Any) -> tuple[Any, ...]:
    return table.c.id, table.c.given_name, table.c.family_name


def _named(row: Any) -> Named | None:
    key, given, family = row
    return None if key is None else Named(key, f"{given} {family}")


def _start(row: Lis1Start, hospital: Any, municipality: Any, buddy: Any) -> StartRow:
    return StartRow(
        row.offer_id,
        _named(hospital),
        _named(municipality),
        _named(buddy),
        row.handover_on,
        row.handover_held_on,
        row.handover_minutes,
        row.version,
    )
