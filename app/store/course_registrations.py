"""Registrations in course sessions: who is where in the queue. Never commits, never decides."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db.tables import (
    CourseAttendance,
    CourseRegistration,
    CourseSession,
    Employment,
    Enrolment,
    Organisation,
    Person,
    SpecialtyRow,
    Unit,
)
from pathways.types.courses import RegistrationState
from pathways.types.record import AttendanceState


@dataclass(frozen=True, slots=True)
class StoredRegistration:
    """One doctor in one session, with what the page and the queue need of the doctor."""

    id: int
    session_public_id: str
    enrolment_id: int
    person_id: int
    public_id: str
    """The doctor's."""
    name: str
    sort_name: str
    specialty_nb: str | None
    specialty_en: str | None
    state: RegistrationState
    applied_on: date | None
    decided_on: date | None
    changed_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where a doctor is employed now: the unit, if any, and the employer."""

    unit: str | None
    employer: str


def list_of_session(session: Session, session_id: int) -> tuple[StoredRegistration, ...]:
    """Everybody who has a row in a session, by name; one query."""
    return _load(session, col(CourseRegistration.session_id) == session_id)


def list_of_enrolment(session: Session, enrolment_id: int) -> tuple[StoredRegistration, ...]:
    """Everything one doctor has a row in; one query."""
    return _load(session, col(CourseRegistration.enrolment_id) == enrolment_id)


def find(session: Session, session_id: int, enrolment_id: int) -> StoredRegistration | None:
    """One doctor in one session, as it is now."""
    rows = _load(
        session,
        col(CourseRegistration.session_id) == session_id,
        col(CourseRegistration.enrolment_id) == enrolment_id,
    )
    return next(iter(rows), None)


def list_in_course(
    session: Session, enrolment_ids: Collection[int], course_key: str
) -> tuple[StoredRegistration, ...]:
    """The rows of these doctors in any session of one course that is not cancelled."""
    same = sa.select(col(CourseSession.id)).where(
        col(CourseSession.course_key) == course_key, col(CourseSession.cancelled_on).is_(None)
    )
    return _load(
        session,
        col(CourseRegistration.enrolment_id).in_(sorted(enrolment_ids)),
        col(CourseRegistration.session_id).in_(same),
    )


def is_in_training(session: Session, enrolment_id: int) -> bool:
    """Whether the enrolment exists and goes on."""
    found = session.execute(
        sa.select(col(Enrolment.id)).where(
            col(Enrolment.id) == enrolment_id, col(Enrolment.ends_on).is_(None)
        )
    ).first()
    return found is not None


def has_attended(session: Session, enrolment_id: int, course_key: str) -> bool:
    """Whether the doctor's record says that the course, or the like of it, is done."""
    found = session.execute(
        sa.select(col(CourseAttendance.id)).where(
            col(CourseAttendance.enrolment_id) == enrolment_id,
            col(CourseAttendance.course_key) == course_key,
            sa.or_(
                col(CourseAttendance.state) == AttendanceState.ATTENDED,
                col(CourseAttendance.is_equivalent).is_(True),
            ),
        )
    ).first()
    return found is not None


def add(
    session: Session,
    session_id: int,
    enrolment_id: int,
    state: RegistrationState,
    *,
    applied_on: date | None,
    at: datetime,
) -> None:
    """A doctor's first row in a session."""
    session.add(
        CourseRegistration(
            session_id=session_id,
            enrolment_id=enrolment_id,
            state=state,
            applied_on=applied_on,
            changed_at=at,
        )
    )
    session.flush()


def set_state(
    session: Session,
    registration: StoredRegistration,
    state: RegistrationState,
    *,
    at: datetime,
    applied_on: date | None = None,
    decided_on: date | None = None,
) -> bool:
    """Move one registration on; False when it was changed since it was read.

    `applied_on` and `decided_on` None leave the days as they are.
    """
    columns: dict[str, Any] = {
        "state": state,
        "changed_at": at,
        "version": registration.version + 1,
    }
    if applied_on is not None:
        columns["applied_on"] = applied_on
    if decided_on is not None:
        columns["decided_on"] = decided_on
    result: Any = session.execute(
        sa.update(CourseRegistration)
        .where(
            col(CourseRegistration.id) == registration.id,
            col(CourseRegistration.version) == registration.version,
        )
        .values(columns)
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount == 1)


def load_workplaces(session: Session, person_ids: Collection[int]) -> dict[int, Workplace]:
    """Where these people are employed now; the newest employment counts. One query."""
    rows = session.execute(
        sa.select(col(Employment.person_id), col(Unit.name), col(Organisation.name))
        .join(Organisation, col(Organisation.id) == col(Employment.organisation_id))
        .outerjoin(Unit, col(Unit.id) == col(Employment.unit_id))
        .where(col(Employment.person_id).in_(sorted(person_ids)), col(Employment.ends_on).is_(None))
        .order_by(col(Employment.starts_on), col(Employment.id))
    )
    return {person: Workplace(unit, employer) for person, unit, employer in rows}


def _load(session: Session, *wanted: sa.ColumnElement[bool]) -> tuple[StoredRegistration, ...]:
    row = CourseRegistration
    rows = session.execute(
        sa.select(
            col(row.id),
            col(CourseSession.public_id).label("session_public_id"),
            col(row.enrolment_id),
            col(Person.id).label("person_id"),
            col(Person.public_id).label("public_id"),
            col(Person.given_name),
            col(Person.family_name),
            col(Person.sort_name),
            col(SpecialtyRow.name_nb).label("specialty_nb"),
            col(SpecialtyRow.name_en).label("specialty_en"),
            col(row.state),
            col(row.applied_on),
            col(row.decided_on),
            col(row.changed_at),
            col(row.version),
        )
        .join(CourseSession, col(CourseSession.id) == col(row.session_id))
        .join(Enrolment, col(Enrolment.id) == col(row.enrolment_id))
        .join(Person, col(Person.id) == col(Enrolment.person_id))
        .outerjoin(SpecialtyRow, col(SpecialtyRow.code) == col(Enrolment.specialty_code))
        .where(*wanted)
        .order_by(col(Person.sort_name), col(row.id))
    )
    found = []
    for each in rows:
        columns = dict(each._mapping)
        name = f"{columns.pop('given_name')} {columns.pop('family_name')}"
        found.append(StoredRegistration(name=name, **columns))
    return tuple(found)
