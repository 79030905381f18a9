"""What a plan needs of its doctors' records: leave, shares, wishes, where they are, objectives met.

One query for each, for all members together. Nothing here commits or decides.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db.tables import (
    Absence,
    Enrolment,
    LegalState,
    ObjectivePlace,
    ObjectiveProgress,
    RotationWish,
    ServiceRecord,
    SharePeriod,
    Unit,
)
from pathways.types.record import AbsenceKind, ObjectiveState


@dataclass(frozen=True, slots=True)
class WishRow:
    """One line of a doctor's ranked list."""

    id: int
    person_id: int
    rank: int
    service: str | None
    unit_id: int | None
    unit_key: str | None
    from_month: date | None
    to_month: date | None


def leave_of(
    session: Session, person_ids: Collection[int], first: date, last: date
) -> dict[int, list[tuple[date, date]]]:
    """Leave (never holidays) that touches the days from `first` to `last`, by person."""
    rows = session.exec(
        select(Absence).where(
            col(Absence.person_id).in_(sorted(person_ids)),
            col(Absence.kind) == AbsenceKind.LEAVE,
            col(Absence.starts_on) <= last,
            col(Absence.ends_on) >= first,
        )
    )
    found: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append((row.starts_on, row.ends_on))
    return found


def shares_of(
    session: Session, person_ids: Collection[int]
) -> dict[int, list[tuple[int, date, date | None]]]:
    """Periods at less than full time, by person: per cent, first day, last day or None."""
    rows = session.exec(
        select(SharePeriod)
        .where(col(SharePeriod.person_id).in_(sorted(person_ids)))
        .order_by(col(SharePeriod.starts_on))
    )
    found: dict[int, list[tuple[int, date, date | None]]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append((row.share_percent, row.starts_on, row.ends_on))
    return found


def wishes_of(session: Session, plan_id: int) -> tuple[WishRow, ...]:
    """Everybody's ranked wishes for a plan, by person and rank."""
    rows = session.execute(
        sa.select(RotationWish, col(Unit.key))
        .outerjoin(Unit, col(Unit.id) == col(RotationWish.unit_id))
        .where(col(RotationWish.plan_id) == plan_id)
        .order_by(col(RotationWish.person_id), col(RotationWish.rank))
    )
    return tuple(
        WishRow(
            row.id,
            row.person_id,
            row.rank,
            row.service,
            row.unit_id,
            key,
            row.from_month,
            row.to_month,
        )
        for row, key in rows
    )


def units_on(session: Session, person_ids: Collection[int], day: date) -> dict[int, str]:
    """The key of the unit where each person serves on `day`, for those who serve at one."""
    rows = session.execute(
        sa.select(col(ServiceRecord.person_id), col(Unit.key))
        .join(Unit, col(Unit.id) == col(ServiceRecord.unit_id))
        .where(
            col(ServiceRecord.person_id).in_(sorted(person_ids)),
            col(ServiceRecord.counted_inside_id).is_(None),
            col(ServiceRecord.starts_on) <= day,
            sa.or_(col(ServiceRecord.ends_on).is_(None), col(ServiceRecord.ends_on) >= day),
        )
    )
    return {person_id: key for person_id, key in rows}  # noqa: C416


def objectives_met(session: Session, person_ids: Collection[int]) -> dict[int, set[str]]:
    """Approved objectives by person, as `set:identifier`."""
    rows = session.execute(
        sa.select(
            col(Enrolment.person_id),
            col(ObjectiveProgress.objective_set),
            col(ObjectiveProgress.identifier),
        )
        .join(Enrolment, col(Enrolment.id) == col(ObjectiveProgress.enrolment_id))
        .where(
            col(Enrolment.person_id).in_(sorted(person_ids)),
            col(ObjectiveProgress.state) == ObjectiveState.APPROVED,
        )
    )
    found: dict[int, set[str]] = defaultdict(set)
    for person_id, objective_set, identifier in rows:
        found[person_id].add(f"{objective_set}:{identifier}")
    return found


def objectives_at(
    session: Session, unit_ids: Collection[int], *, on: date
) -> tuple[tuple[str, str], ...]:
    """(`set:identifier`, unit key) of the objectives that may lawfully be met at the units `on`."""
    rows = session.execute(
        sa.select(col(ObjectivePlace.objective_set), col(ObjectivePlace.identifier), col(Unit.key))
        .join(Unit, col(Unit.id) == col(ObjectivePlace.unit_id))
        .where(
            col(ObjectivePlace.unit_id).in_(sorted(unit_ids)),
            col(ObjectivePlace.legal_state) == LegalState.APPROVED,
            sa.or_(col(ObjectivePlace.valid_from).is_(None), col(ObjectivePlace.valid_from) <= on),
            sa.or_(col(ObjectivePlace.valid_to).is_(None), col(ObjectivePlace.valid_to) >= on),
        )
        .order_by(col(ObjectivePlace.id))
    )
    return tuple((f"{objective_set}:{identifier}", key) for objective_set, identifier, key in rows)
