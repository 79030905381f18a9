"""What is stored about one doctor's courses: standings of the last scan, and what came after it.

Never commits, never decides.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db.tables import (
    AuditEvent,
    CourseRegistration,
    CourseSession,
    CourseStanding,
    Enrolment,
    Organisation,
    Person,
    ScanState,
)
from app.store.courses import SESSION
from app.store.record_courses import taken_courses
from pathways.types.courses import SeatOutcome
from pathways.types.record import CourseTaken


@dataclass(frozen=True, slots=True)
class Trainee:
    """A doctor in training, as far as courses go."""

    enrolment_id: int
    public_id: str
    name: str
    specialty: str | None
    stage: str
    employer: str | None


@dataclass(frozen=True, slots=True)
class StoredStanding:
    """What the last scan gave one doctor for one course; `session` by its public id."""

    course_key: str
    session: str | None
    outcome: SeatOutcome
    starts_on: date | None
    done_on: date | None
    is_bound: bool
    moved_days: int | None
    saved_by_extra: int
    position: int | None
    applicants: int | None
    seats: int | None


def find_trainee(session: Session, public_id: str) -> Trainee | None:
    """The doctor with this public id; None when not in training."""
    row = session.execute(
        sa.select(Enrolment, Person, col(Organisation.name))
        .join(Person, col(Person.id) == col(Enrolment.person_id))
        .outerjoin(Organisation, col(Organisation.id) == col(Enrolment.organisation_id))
        .where(col(Person.public_id) == public_id, col(Enrolment.ends_on).is_(None))
    ).first()
    if row is None:
        return None
    enrolment, person, employer = row
    return Trainee(
        enrolment_id=enrolment.id,
        public_id=public_id,
        name=person.name,
        specialty=enrolment.specialty_code,
        stage=enrolment.stage_key,
        employer=employer,
    )


def list_taken(session: Session, enrolment_id: int) -> tuple[CourseTaken, ...]:
    """Courses in the record, and seats that are confirmed; two queries."""
    mine = sa.select(col(Enrolment.id)).where(col(Enrolment.id) == enrolment_id)
    return tuple(taken for _owner, taken in taken_courses(session, mine.scalar_subquery()))


def load_standings(session: Session, enrolment_id: int) -> dict[str, StoredStanding]:
    """What the last scan gave the doctor, by course; one query."""
    table = sa.inspect(CourseStanding).local_table
    names = [name for name in StoredStanding.__slots__ if name in table.c]
    rows = session.execute(
        sa.select(*(table.c[name] for name in names), col(CourseSession.public_id).label("session"))
        .outerjoin(CourseSession, col(CourseSession.id) == table.c.session_id)
        .where(table.c.enrolment_id == enrolment_id)
        .order_by(table.c.course_key)
    )
    found = [StoredStanding(**row._mapping) for row in rows]
    return {each.course_key: each for each in found}


def expected_day(session: Session, enrolment_id: int) -> date | None:
    """The day that the last scan expected; None when it knew none, or has not seen the doctor."""
    return session.execute(
        sa.select(col(ScanState.expected)).where(col(ScanState.enrolment_id) == enrolment_id)
    ).scalar_one_or_none()


def changed_after(session: Session, courses: Collection[str], at: datetime) -> tuple[bool, bool]:
    """(sessions, registrations) of these courses: whether any were changed after `at`."""
    wanted = sorted(courses)
    sessions = session.execute(
        sa.select(col(AuditEvent.id))
        .join(CourseSession, col(CourseSession.public_id) == col(AuditEvent.subject_key))
        .where(
            col(AuditEvent.subject_kind) == SESSION,
            col(AuditEvent.at) > at,
            col(CourseSession.course_key).in_(wanted),
        )
        .limit(1)
    ).first()
    registrations = session.execute(
        sa.select(col(CourseRegistration.id))
        .join(CourseSession, col(CourseSession.id) == col(CourseRegistration.session_id))
        .where(
            col(CourseRegistration.changed_at) > at,
            col(CourseSession.course_key).in_(wanted),
        )
        .limit(1)
    ).first()
    return sessions is not None, registrations is not None
