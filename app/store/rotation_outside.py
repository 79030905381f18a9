"""Who is at some units outside one plan: other plans' published placements, and booked service.

Two queries, however many doctors and plans there are. Nothing here commits or decides.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.db.tables import (
    Enrolment,
    RotationMember,
    RotationPlacement,
    RotationPlan,
    RotationVersion,
    ServiceRecord,
    VersionState,
)
from rotations.types.case import TraineeGroup


@dataclass(frozen=True, slots=True)
class OtherPlacement:
    """A doctor (`person_id`) or a vacant post of another plan at a unit."""

    person_id: int | None
    key: str
    group: TraineeGroup
    home_id: int
    """Where the doctor's training is at home; the plan's owner when nothing is said."""
    service_nb: str
    inner_service: str | None
    unit_id: int
    starts_on: date
    ends_on: date
    inner_unit_id: int | None
    inner_starts_on: date | None
    inner_ends_on: date | None


@dataclass(frozen=True, slots=True)
class BookedService:
    """A period of service at a unit that no plan has booked. `ends_on` None: until further notice.

    `away` is the period within it that is served elsewhere; a service with several comes once for
    each.
    """

    id: int
    person_id: int
    stage_key: str
    specialty_code: str | None
    home_id: int
    name_nb: str
    unit_id: int
    starts_on: date
    ends_on: date | None
    away: tuple[date, date | None] | None


def other_placements(
    session: Session, unit_ids: Collection[int], plan_id: int, first: date, last: date
) -> tuple[OtherPlacement, ...]:
    """Placements of all other plans' published versions that touch the units between the days."""
    wanted = sorted(unit_ids)
    table = RotationPlacement
    rows = session.execute(
        sa.select(RotationMember, table, col(RotationPlan.organisation_id), Enrolment)
        .join(table, col(table.member_id) == col(RotationMember.id))
        .join(RotationVersion, col(RotationVersion.id) == col(RotationMember.version_id))
        .join(RotationPlan, col(RotationPlan.id) == col(RotationVersion.plan_id))
        .outerjoin(
            Enrolment,
            sa.and_(
                col(Enrolment.person_id) == col(RotationMember.person_id),
                col(Enrolment.ends_on).is_(None),
            ),
        )
        .where(
            col(RotationVersion.state) == VersionState.PUBLISHED,
            col(RotationPlan.id) != plan_id,
            sa.or_(col(table.unit_id).in_(wanted), col(table.inner_unit_id).in_(wanted)),
            col(table.starts_on) <= last,
            col(table.ends_on) >= first,
        )
        .order_by(col(table.id))
    )
    return tuple(_placement(*row) for row in rows)


def booked_services(
    session: Session,
    unit_ids: Collection[int],
    without: Collection[int],
    first: date,
    last: date,
) -> tuple[BookedService, ...]:
    """Service at the units between the days, booked by no plan; the people `without` left out."""
    inner = aliased(ServiceRecord)
    table = ServiceRecord
    rows = session.execute(
        sa.select(table, Enrolment, col(inner.starts_on), col(inner.ends_on))
        .join(Enrolment, col(Enrolment.id) == col(table.enrolment_id))
        .outerjoin(inner, col(inner.counted_inside_id) == col(table.id))
        .where(
            col(table.unit_id).in_(sorted(unit_ids)),
            col(table.person_id).not_in(sorted(without)),
            col(table.rotation_version_id).is_(None),
            col(table.starts_on) <= last,
            sa.or_(col(table.ends_on).is_(None), col(table.ends_on) >= first),
        )
        .order_by(col(table.id), col(inner.id))
    )
    return tuple(_service(*row) for row in rows)


def _placement(
    member: RotationMember, row: RotationPlacement, owner_id: int, enrolment: Enrolment | None
) -> OtherPlacement:
    home = None if enrolment is None else enrolment.organisation_id
    return OtherPlacement(
        person_id=member.person_id,
        key=f"{member.version_id}:{member.key}",
        group=member.group,
        home_id=home or owner_id,
        service_nb=row.service_nb,
        inner_service=None if row.inner_unit_id is None else _inner(member.needs, row.block_key),
        unit_id=row.unit_id,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        inner_unit_id=row.inner_unit_id,
        inner_starts_on=row.inner_starts_on,
        inner_ends_on=row.inner_ends_on,
    )


def _inner(needs: dict[str, Any], block_key: str) -> str | None:
    """The service inside a block; None when the needs no longer have it."""
    for block in needs.get("blocks", ()):
        if block.get("key") == block_key and block.get("inner"):
            return str(block["inner"]["service"])
    return None


def _service(
    row: ServiceRecord, enrolment: Enrolment, away_from: date | None, away_to: date | None
) -> BookedService:
    assert row.id is not None and row.unit_id is not None
    return BookedService(
        id=row.id,
        person_id=row.person_id,
        stage_key=row.stage_key,
        specialty_code=enrolment.specialty_code,
        home_id=enrolment.organisation_id or row.organisation_id,
        name_nb=row.name_nb,
        unit_id=row.unit_id,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        away=None if away_from is None else (away_from, away_to),
    )
