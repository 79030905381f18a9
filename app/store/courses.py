"""Courses as they are held: sessions with seats, and how each course is set up.

Rows come out as plain values. A writer touches a row only in the version that was read. Nothing
here commits or decides.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db.tables import (
    CourseRegistration,
    CourseRow,
    CourseSession,
    CourseSetup,
    Organisation,
    ReferenceBatch,
)
from app.store import audit
from app.store.audit import LastWriter
from pathways.types import courses as values
from pathways.types.courses import (
    CourseKind,
    RegistrationState,
    SeatOrder,
    SeatRule,
    ServiceMeasure,
)
from pathways.types.knowledge import Course

REGION = "health_region"
SESSION = "course_session"
"""What the audit trail calls a session; its key is the public id."""


@dataclass(frozen=True, slots=True)
class StoredSession:
    """One session as it is stored, with the names around it."""

    id: int
    public_id: str
    course_key: str
    course_name: str
    specialty: str | None
    region_id: int | None
    region: str | None
    arranger: str | None
    place: str
    starts_on: date
    ends_on: date
    seats: int
    signup_opens_on: date | None
    signup_closes_on: date | None
    seats_given_on: date | None
    cancelled_on: date | None
    cancel_reason: str | None
    note: str | None
    is_demo: bool
    version: int

    @property
    def value(self) -> values.CourseSession:
        """The session as the seat rule knows it; its key is the public id."""
        return values.CourseSession(
            key=self.public_id,
            course=self.course_key,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            seats=self.seats,
            signup_opens_on=self.signup_opens_on,
            signup_closes_on=self.signup_closes_on,
            cancelled_on=self.cancelled_on,
            place=self.place,
        )


@dataclass(frozen=True, slots=True)
class StoredSetup:
    """How one course is handled here. The defaults stand for a course that nobody has set up."""

    course_key: str
    kind: CourseKind = CourseKind.COURSE
    rule: SeatRule = field(default_factory=SeatRule)
    usual_seats: int | None = None
    usual_days: int | None = None
    timing_from_months: int | None = None
    timing_to_months: int | None = None
    note: str | None = None
    version: int = 0
    """0: nobody has set it up."""


def find_session(session: Session, public_id: str) -> StoredSession | None:
    """One session as it is now."""
    return next(iter(_sessions(session, col(CourseSession.public_id) == public_id)), None)


def list_sessions(
    session: Session,
    *,
    courses: Collection[str] | None = None,
    ends_from: date | None = None,
    public_ids: Collection[str] | None = None,
    with_cancelled: bool = True,
) -> tuple[StoredSession, ...]:
    """Sessions by first day; None narrows nothing. One query."""
    wanted: list[sa.ColumnElement[bool]] = []
    if courses is not None:
        wanted.append(col(CourseSession.course_key).in_(sorted(courses)))
    if ends_from is not None:
        wanted.append(col(CourseSession.ends_on) >= ends_from)
    if public_ids is not None:
        wanted.append(col(CourseSession.public_id).in_(sorted(public_ids)))
    if not with_cancelled:
        wanted.append(col(CourseSession.cancelled_on).is_(None))
    return _sessions(session, *wanted)


def list_without_seats_given(session: Session, today: date) -> tuple[str, ...]:
    """Public ids of sessions whose sign-up is over and whose seats nobody has given.

    A session without a deadline takes sign-ups until the day before it starts.
    """
    over = sa.or_(
        col(CourseSession.signup_closes_on) < today,
        sa.and_(
            col(CourseSession.signup_closes_on).is_(None), col(CourseSession.starts_on) <= today
        ),
    )
    rows = session.execute(
        sa.select(col(CourseSession.public_id))
        .where(
            over,
            col(CourseSession.seats_given_on).is_(None),
            col(CourseSession.cancelled_on).is_(None),
            col(CourseSession.ends_on) >= today,
        )
        .order_by(col(CourseSession.starts_on), col(CourseSession.id))
    )
    return tuple(rows.scalars())


def list_begun_with_waiting(session: Session, today: date) -> tuple[str, ...]:
    """Public ids of sessions that have begun and still have somebody who hopes for a seat."""
    hoping = (RegistrationState.INTERESTED, RegistrationState.APPLIED, RegistrationState.WAITING)
    rows = session.execute(
        sa.select(col(CourseSession.public_id))
        .where(
            col(CourseSession.starts_on) <= today,
            col(CourseSession.id).in_(
                sa.select(col(CourseRegistration.session_id)).where(
                    col(CourseRegistration.state).in_(hoping)
                )
            ),
        )
        .order_by(col(CourseSession.starts_on), col(CourseSession.id))
    )
    return tuple(rows.scalars())


def lock_session(session: Session, public_id: str) -> StoredSession | None:
    """The session as it is now, held until the transaction ends.

    Seats and places in the queue are decided by one writer at a time: PostgreSQL locks the row,
    SQLite the file. Whatever is read after this is what the decision rests on.
    """
    session.execute(
        sa.update(CourseSession)
        .where(col(CourseSession.public_id) == public_id)
        .values(version=col(CourseSession.version))
        .execution_options(synchronize_session=False)
    )
    return find_session(session, public_id)


def add_session(session: Session, fields: Mapping[str, Any]) -> str:
    """Add a session; its public id. `fields` are the columns of a form."""
    public_id = uuid4().hex
    session.add(CourseSession(public_id=public_id, **fields))
    session.flush()
    return public_id


def change_session(
    session: Session, public_id: str, version: int, fields: Mapping[str, Any]
) -> bool:
    """Change columns of a session; False when somebody has changed it since `version`."""
    result: Any = session.execute(
        sa.update(CourseSession)
        .where(col(CourseSession.public_id) == public_id, col(CourseSession.version) == version)
        .values({**fields, "version": version + 1})
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount == 1)


def set_seats_given(session: Session, public_id: str, on: date) -> None:
    """Remember the day the seats were given; people's forms of the session stay current."""
    session.execute(
        sa.update(CourseSession)
        .where(col(CourseSession.public_id) == public_id)
        .values(seats_given_on=on)
        .execution_options(synchronize_session=False)
    )


def last_writer(session: Session, public_id: str) -> LastWriter | None:
    """Who changed a session last, by the audit trail."""
    return audit.last_writer(session, (SESSION, public_id))


def count_states(
    session: Session, public_ids: Collection[str]
) -> dict[str, dict[RegistrationState, int]]:
    """Registrations of each session by state; one query."""
    rows = session.execute(
        sa.select(col(CourseSession.public_id), col(CourseRegistration.state), sa.func.count())
        .join(CourseRegistration, col(CourseRegistration.session_id) == col(CourseSession.id))
        .where(col(CourseSession.public_id).in_(sorted(public_ids)))
        .group_by(col(CourseSession.public_id), col(CourseRegistration.state))
    )
    found: dict[str, dict[RegistrationState, int]] = {}
    for public_id, state, count in rows:
        found.setdefault(public_id, {})[state] = count
    return found


def list_regions(session: Session) -> tuple[tuple[int, str], ...]:
    """(id, name) of the health regions, by name."""
    rows = session.execute(
        sa.select(col(Organisation.id), col(Organisation.name))
        .where(col(Organisation.kind) == REGION)
        .order_by(col(Organisation.name))
    )
    return tuple((key, name) for key, name in rows)


def find_region_of(session: Session, public_id: str) -> tuple[bool, int | None]:
    """(whether there is such a session, its region): what access is decided on."""
    row = session.execute(
        sa.select(col(CourseSession.region_id)).where(col(CourseSession.public_id) == public_id)
    ).first()
    return (False, None) if row is None else (True, row[0])


# How a course is handled


def load_setups(session: Session) -> dict[str, StoredSetup]:
    """What is set up, by course; one query."""
    return {row.course_key: _setup(row) for row in session.exec(select(CourseSetup))}


def find_setup(session: Session, course_key: str) -> StoredSetup:
    """One course's set-up, or the defaults."""
    row = session.exec(select(CourseSetup).where(CourseSetup.course_key == course_key)).first()
    return StoredSetup(course_key) if row is None else _setup(row)


def save_setup(session: Session, setup: StoredSetup, *, by: int, at: datetime) -> bool:
    """Keep a set-up; False when somebody has changed it since `setup.version`."""
    columns: dict[str, Any] = {
        "kind": setup.kind,
        "seat_order": [str(each) for each in setup.rule.order],
        "service_measure": str(setup.rule.measure),
        "is_predictable": setup.rule.is_predictable,
        "usual_seats": setup.usual_seats,
        "usual_days": setup.usual_days,
        "timing_from_months": setup.timing_from_months,
        "timing_to_months": setup.timing_to_months,
        "note": setup.note,
        "changed_at": at,
        "changed_by_id": by,
    }
    if setup.version == 0:
        stored = session.execute(
            sa.select(col(CourseSetup.course_key)).where(
                col(CourseSetup.course_key) == setup.course_key
            )
        ).first()
        if stored is not None:
            return False
        session.add(CourseSetup(course_key=setup.course_key, **columns))
        session.flush()
        return True
    result: Any = session.execute(
        sa.update(CourseSetup)
        .where(
            col(CourseSetup.course_key) == setup.course_key,
            col(CourseSetup.version) == setup.version,
        )
        .values({**columns, "version": setup.version + 1})
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount == 1)


def add_course(session: Session, course: Course, latest: ReferenceBatch, at: datetime) -> None:
    """Add a course of this installation, and a batch that tells every process to read again.

    The batch has the hash of the newest loading, so that loading the same files again still
    finds nothing new.
    """
    last = session.execute(sa.select(sa.func.max(col(CourseRow.position)))).scalar()
    session.add(CourseRow(position=(last or 0) + 1, **asdict(course)))
    session.add(
        ReferenceBatch(content_hash=latest.content_hash, loaded_at=at, counts=dict(latest.counts))
    )
    session.flush()


def _sessions(session: Session, *wanted: sa.ColumnElement[bool]) -> tuple[StoredSession, ...]:
    table = sa.inspect(CourseSession).local_table
    names = [name for name in StoredSession.__slots__ if name in table.c]
    rows = session.execute(
        sa.select(
            *(table.c[name] for name in names),
            col(CourseRow.name_nb).label("course_name"),
            col(CourseRow.specialty).label("specialty"),
            col(Organisation.name).label("region"),
        )
        .join(CourseRow, col(CourseRow.key) == table.c.course_key)
        .outerjoin(Organisation, col(Organisation.id) == table.c.region_id)
        .where(*wanted)
        .order_by(table.c.starts_on, table.c.id)
    )
    return tuple(StoredSession(**row._mapping) for row in rows)


def _setup(row: CourseSetup) -> StoredSetup:
    return StoredSetup(
        course_key=row.course_key,
        kind=row.kind,
        rule=SeatRule(
            order=tuple(SeatOrder(each) for each in row.seat_order),
            measure=ServiceMeasure(row.service_measure),
            is_predictable=row.is_predictable,
        ),
        usual_seats=row.usual_seats,
        usual_days=row.usual_days,
        timing_from_months=row.timing_from_months,
        timing_to_months=row.timing_to_months,
        note=row.note,
        version=row.version,
    )
