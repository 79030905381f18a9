"""Plans: made and changed; and what is known of doctors and places when rows are added to one.

Nothing here commits or decides.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db.tables import (
    Enrolment,
    Organisation,
    Person,
    PlanServiceRow,
    RotationEdit,
    RotationPlan,
    RotationVersion,
    ServiceRecord,
    Unit,
    VersionState,
)
from app.store.rotation_values import UnitRow
from app.store.rotations import unit_row


def add_plan(session: Session, fields: Mapping[str, Any]) -> tuple[int, str]:
    """A plan without versions; its row id and its public id."""
    row = RotationPlan(public_id=uuid4().hex, **fields)
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id, row.public_id


def add_draft(session: Session, plan_id: int, number: int, *, by: int, now: datetime) -> int:
    """A draft without rows; its row id."""
    row = RotationVersion(
        public_id=uuid4().hex,
        plan_id=plan_id,
        number=number,
        state=VersionState.DRAFT,
        made_at=now,
        made_by_id=by,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def set_plan(session: Session, plan_id: int, seen: int, fields: Mapping[str, Any]) -> bool:
    """Change a plan unless somebody has changed it since `seen`; False when they have."""
    changed: Any = session.execute(
        sa.update(RotationPlan)
        .where(col(RotationPlan.id) == plan_id, col(RotationPlan.version) == seen)
        .values({**fields, "version": seen + 1})
        .execution_options(synchronize_session=False)
    )
    return bool(changed.rowcount == 1)


def person_ids(session: Session, public_ids: Collection[str]) -> dict[str, int]:
    """Row ids of people by public id."""
    rows = session.execute(
        sa.select(col(Person.public_id), col(Person.id)).where(
            col(Person.public_id).in_(sorted(public_ids))
        )
    )
    return {public_id: row_id for public_id, row_id in rows}  # noqa: C416


def newest_edit_of(session: Session, version_id: int, member_key: str) -> int:
    """The number of the newest edit that touched a row; 0 when none has."""
    rows = session.execute(
        sa.select(col(RotationEdit.seq), col(RotationEdit.members))
        .where(col(RotationEdit.version_id) == version_id)
        .order_by(col(RotationEdit.seq).desc())
    )
    return next((seq for seq, members in rows if member_key in members), 0)


def organisation_names(
    session: Session, organisation_ids: Collection[int] | None
) -> tuple[tuple[int, str], ...]:
    """Row id and name of organisations (None: of all that have units), by name."""
    which = (
        col(Organisation.id).in_(sa.select(col(Unit.organisation_id)))
        if organisation_ids is None
        else col(Organisation.id).in_(sorted(organisation_ids))
    )
    rows = session.execute(
        sa.select(col(Organisation.id), col(Organisation.name))
        .where(which)
        .order_by(col(Organisation.name), col(Organisation.id))
    )
    return tuple((row_id, name) for row_id, name in rows)


def units_of(
    session: Session, organisation_ids: Collection[int], also: Collection[int]
) -> tuple[UnitRow, ...]:
    """The units of some organisations, and some others by row id; by organisation and name."""
    rows = session.execute(
        sa.select(Unit, Organisation)
        .join(Organisation, col(Organisation.id) == col(Unit.organisation_id))
        .where(
            sa.or_(
                col(Unit.organisation_id).in_(sorted(organisation_ids)),
                col(Unit.id).in_(sorted(also)),
            )
        )
        .order_by(col(Organisation.name), col(Unit.name), col(Unit.id))
    )
    return tuple(unit_row(unit, organisation) for unit, organisation in rows)


def units_booked(session: Session, ids: Collection[int], since: date) -> dict[str, str]:
    """The unit's key of each period of these people that is not over on `since`, by its key."""
    rows = session.execute(
        sa.select(col(ServiceRecord.id), col(Unit.key))
        .join(Unit, col(Unit.id) == col(ServiceRecord.unit_id))
        .where(
            col(ServiceRecord.person_id).in_(sorted(ids)),
            sa.or_(col(ServiceRecord.ends_on).is_(None), col(ServiceRecord.ends_on) >= since),
        )
    )
    return {str(row_id): key for row_id, key in rows}


def units_used(
    session: Session, plan_version_ids: Collection[int], organisation_ids: Collection[int]
) -> dict[tuple[int, int], tuple[str, ...]]:
    """Where doctors of these organisations have served each service of these training plans:
    keys of units by (plan version, number of the service), most used first."""
    rows = session.execute(
        sa.select(col(PlanServiceRow.plan_version_id), col(PlanServiceRow.seq), col(Unit.key))
        .join(ServiceRecord, col(ServiceRecord.plan_service_id) == col(PlanServiceRow.id))
        .join(Unit, col(Unit.id) == col(ServiceRecord.unit_id))
        .join(Enrolment, col(Enrolment.person_id) == col(ServiceRecord.person_id))
        .where(
            col(PlanServiceRow.plan_version_id).in_(sorted(plan_version_ids)),
            col(Enrolment.organisation_id).in_(sorted(organisation_ids)),
        )
        .group_by(col(PlanServiceRow.plan_version_id), col(PlanServiceRow.seq), col(Unit.key))
        .order_by(sa.func.count().desc(), col(Unit.key))
    )
    found: dict[tuple[int, int], list[str]] = defaultdict(list)
    for version_id, seq, key in rows:
        found[version_id, seq].append(key)
    return {key: tuple(units) for key, units in found.items()}
