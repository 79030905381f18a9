"""Doctors' service records and leave as publishing reads and writes them, for many at once.

A bounded number of queries, however many doctors. Nothing here commits or decides.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db.tables import (
    Absence,
    AuditEvent,
    Enrolment,
    Person,
    PlanServiceRow,
    ServiceRecord,
)
from pathways.types.record import AbsenceKind, PlaceKind


@dataclass(frozen=True, slots=True)
class Trainee:
    """The training that a booking belongs to."""

    person_id: int
    public_id: str
    enrolment_id: int
    stage_key: str
    specialty: str | None
    plan_version_id: int | None


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A period of service as stored."""

    id: int
    person_id: int
    name_nb: str
    unit_id: int | None
    organisation_id: int
    plan_service_id: int | None
    starts_on: date
    ends_on: date | None
    is_planned: bool
    counted_inside_id: int | None
    rotation_version_id: int | None
    version: int


@dataclass(frozen=True, slots=True)
class NewService:
    """A period of service to be booked. `inner` lie inside it at other places."""

    stage_key: str
    name_nb: str
    name_en: str
    unit_id: int
    organisation_id: int
    place_kind: PlaceKind
    plan_service_id: int | None
    starts_on: date
    ends_on: date | None
    inner: tuple["NewService", ...] = ()


def trainees(session: Session, person_ids: Collection[int]) -> dict[int, Trainee]:
    """The open enrolment of each person who has one; one query."""
    rows = session.execute(
        sa.select(Enrolment, col(Person.public_id))
        .join(Person, col(Person.id) == col(Enrolment.person_id))
        .where(col(Enrolment.person_id).in_(sorted(person_ids)), col(Enrolment.ends_on).is_(None))
    )
    return {
        row.person_id: Trainee(
            row.person_id,
            public_id,
            row.id,
            row.stage_key,
            row.specialty_code,
            row.plan_version_id,
        )
        for row, public_id in rows
    }


def services_of(session: Session, person_ids: Collection[int]) -> dict[int, list[ServiceRow]]:
    """Every period of service of some people, oldest first; one query."""
    rows = session.exec(
        select(ServiceRecord)
        .where(col(ServiceRecord.person_id).in_(sorted(person_ids)))
        .order_by(col(ServiceRecord.starts_on), col(ServiceRecord.id))
        .execution_options(populate_existing=True)
    )
    found: dict[int, list[ServiceRow]] = {}
    for row in rows:
        assert row.id is not None
        found.setdefault(row.person_id, []).append(
            ServiceRow(
                row.id,
                row.person_id,
                row.name_nb,
                row.unit_id,
                row.organisation_id,
                row.plan_service_id,
                row.starts_on,
                row.ends_on,
                row.is_planned,
                row.counted_inside_id,
                row.rotation_version_id,
                row.version,
            )
        )
    return found


def plan_services(
    session: Session, plan_version_ids: Collection[int]
) -> dict[tuple[int, int], int]:
    """The row id of each service of some training plans, by (plan version, line); one query."""
    rows = session.execute(
        sa.select(
            col(PlanServiceRow.plan_version_id), col(PlanServiceRow.seq), col(PlanServiceRow.id)
        ).where(col(PlanServiceRow.plan_version_id).in_(sorted(plan_version_ids)))
    )
    return {(owner, seq): service_id for owner, seq, service_id in rows}


def delete_services(session: Session, rows: Iterable[ServiceRow]) -> int:
    """Delete periods that nobody has changed since they were read; how many were deleted.

    Those counted inside another go first, because they point at it.
    """
    deleted, wanted = 0, tuple(rows)
    for inside in (True, False):
        found = [row for row in wanted if (row.counted_inside_id is not None) == inside]
        if not found:
            continue
        which = sa.or_(
            *(
                sa.and_(col(ServiceRecord.id) == row.id, col(ServiceRecord.version) == row.version)
                for row in found
            )
        )
        result: Any = session.execute(
            sa.delete(ServiceRecord).where(which).execution_options(synchronize_session=False)
        )
        deleted += result.rowcount
    return deleted


def change_service(session: Session, row: ServiceRow, fields: Mapping[str, Any]) -> bool:
    """Change a period unless somebody has changed it since it was read."""
    result: Any = session.execute(
        sa.update(ServiceRecord)
        .where(col(ServiceRecord.id) == row.id, col(ServiceRecord.version) == row.version)
        .values({**fields, "version": row.version + 1})
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount == 1)


def add_services(
    session: Session,
    version_id: int,
    booked: Iterable[tuple[Trainee, NewService]],
    inside: Iterable[tuple[Trainee, int, NewService]] = (),
) -> int:
    """Book periods for a published version, outer ones first; how many rows.

    `inside` are inner services of a period that is there already, by its row id.
    """
    pairs = list(booked)
    outer = [_record(version_id, trainee, each, None) for trainee, each in pairs]
    session.add_all(outer)
    session.flush()
    inner = [
        _record(version_id, trainee, each, row.id)
        for (trainee, service), row in zip(pairs, outer, strict=True)
        for each in service.inner
    ]
    inner += [_record(version_id, trainee, each, owner) for trainee, owner, each in inside]
    session.add_all(inner)
    session.flush()
    _raise_versions(session, [*outer, *inner])
    return len(outer) + len(inner)


def _record(
    version_id: int, trainee: Trainee, service: NewService, inside: int | None
) -> ServiceRecord:
    return ServiceRecord(
        enrolment_id=trainee.enrolment_id,
        person_id=trainee.person_id,
        stage_key=service.stage_key,
        name_nb=service.name_nb,
        name_en=service.name_en,
        organisation_id=service.organisation_id,
        unit_id=service.unit_id,
        place_kind=service.place_kind,
        plan_service_id=service.plan_service_id,
        starts_on=service.starts_on,
        ends_on=service.ends_on,
        is_planned=True,
        counted_inside_id=inside,
        rotation_version_id=version_id,
    )


def _raise_versions(session: Session, rows: list[ServiceRecord]) -> None:
    """SQLite gives a deleted row's id to a new one: begin above every version that had it."""
    counts = session.execute(
        sa.select(col(AuditEvent.subject_key), sa.func.count())
        .where(
            col(AuditEvent.subject_kind) == "service",
            col(AuditEvent.subject_key).in_([str(row.id) for row in rows]),
        )
        .group_by(col(AuditEvent.subject_key))
    )
    used = dict(counts.all())
    for row in rows:
        row.version = 1 + used.get(str(row.id), 0)
    session.flush()


def leave_of(session: Session, person_ids: Collection[int]) -> dict[int, list[tuple[date, date]]]:
    """Recorded leave of some people, oldest first; one query."""
    rows = session.execute(
        sa.select(col(Absence.person_id), col(Absence.starts_on), col(Absence.ends_on))
        .where(
            col(Absence.person_id).in_(sorted(person_ids)),
            col(Absence.kind) == AbsenceKind.LEAVE,
        )
        .order_by(col(Absence.starts_on))
    )
    found: dict[int, list[tuple[date, date]]] = {}
    for person_id, first, last in rows:
        found.setdefault(person_id, []).append((first, last))
    return found


def add_leave(session: Session, leave: Iterable[tuple[int, date, date]]) -> None:
    """Record leave: (person, first day, last day)."""
    session.add_all(
        Absence(person_id=person_id, kind=AbsenceKind.LEAVE, starts_on=first, ends_on=last)
        for person_id, first, last in leave
    )
    session.flush()
