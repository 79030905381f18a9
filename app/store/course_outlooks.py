"""What the last scan found about courses, and what has changed since. Never commits.

The scan writes `course_outlook` and `course_standing`; nothing here changes them.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db.tables import (
    AuditEvent,
    CourseOutlook,
    CourseRegistration,
    CourseRow,
    CourseSession,
    CourseSetup,
    CourseStanding,
    DelayScan,
    Enrolment,
    Organisation,
    Person,
)
from app.store.courses import SESSION
from app.store.trainees import ReachFilter, within
from pathways.types.courses import SeatOutcome

COURSE = "course"
"""What the audit trail calls a course; its key is the course's key."""
PROMISED = "course.extra_promised"
"""Somebody went on to add an extra session, with what the last scan said that it saves."""
_SESSION_KINDS = (SESSION, COURSE)


@dataclass(frozen=True, slots=True)
class OutlookRow:
    """One course as the last scan left it, without the details."""

    course_key: str
    name_nb: str
    specialty: str | None
    as_of: date
    worked_out_at: datetime
    demand: int
    seats_ahead: int
    delayed: int
    delay_days: int
    best_starts_on: date | None
    best_saved_days: int


@dataclass(frozen=True, slots=True)
class Tally:
    """Doctors who need one course: all, and those within somebody's reach (`own`).

    `no_seat` and `late_seat` share out `delayed` by why the course is late: every session is
    full, or the seat comes after all else is done. `unknown` are those for whom no delay can be
    given in days.
    """

    needing: int = 0
    own_needing: int = 0
    delayed: int = 0
    own_delayed: int = 0
    no_seat: int = 0
    late_seat: int = 0
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class DelayedDoctor:
    """A doctor whom a course delays: the days, and what the best extra session wins back."""

    public_id: str
    name: str
    outcome: SeatOutcome
    starts_on: date | None
    is_bound: bool
    moved_days: int
    saved_by_extra: int


@dataclass(frozen=True, slots=True)
class Changes:
    """When something that the scan reckons with was last changed; None: never."""

    sessions: datetime | None
    registrations: datetime | None
    content_hash: str | None
    """The reference data of the newest scan."""


@dataclass(frozen=True, slots=True)
class Promise:
    """What somebody was told that an extra session saves, when it was about to be added."""

    at: datetime
    details: dict[str, Any]


def list_outlooks(session: Session) -> tuple[OutlookRow, ...]:
    """Every course of the last scan, what saves most first; one query."""
    table = sa.inspect(CourseOutlook).local_table
    names = [name for name in OutlookRow.__slots__ if name in table.c]
    rows = session.execute(
        sa.select(
            *(table.c[name] for name in names), col(CourseRow.name_nb), col(CourseRow.specialty)
        )
        .join(CourseRow, col(CourseRow.key) == table.c.course_key)
        .order_by(
            table.c.best_saved_days.desc(),
            table.c.delay_days.desc(),
            table.c.demand.desc(),
            table.c.course_key,
        )
    )
    return tuple(OutlookRow(**row._mapping) for row in rows)


def find_details(session: Session, course_key: str) -> dict[str, Any] | None:
    """The details of one course as stored."""
    found = session.exec(
        select(CourseOutlook.details).where(CourseOutlook.course_key == course_key)
    ).first()
    return None if found is None else dict(found)


def tally(session: Session, reach: ReachFilter) -> dict[str, Tally]:
    """Doctors of each course, all and within a reach; one query whatever their number."""
    table = CourseStanding
    is_own = col(table.enrolment_id).in_(_own_enrolments(reach))
    is_late = sa.func.coalesce(col(table.moved_days), 0) > 0

    def number(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.sum(sa.case((sa.and_(*conditions), 1), else_=0))

    rows = session.execute(
        sa.select(
            col(table.course_key),
            sa.func.count(),
            number(is_own),
            number(is_late),
            number(is_late, is_own),
            number(is_late, col(table.session_id).is_(None)),
            number(is_late, col(table.session_id).is_not(None)),
            number(col(table.moved_days).is_(None)),
        ).group_by(col(table.course_key))
    )
    return {key: Tally(*counts) for key, *counts in rows}


def load_delays(session: Session, course_key: str) -> dict[int, tuple[int, bool]]:
    """(days, whether a seat is known) of every doctor whom one course delays, by enrolment."""
    rows = session.execute(
        sa.select(
            col(CourseStanding.enrolment_id),
            col(CourseStanding.moved_days),
            col(CourseStanding.session_id).is_not(None),
        ).where(col(CourseStanding.course_key) == course_key, col(CourseStanding.moved_days) > 0)
    )
    return {enrolment: (days, bool(seated)) for enrolment, days, seated in rows}


def list_delayed(
    session: Session, reach: ReachFilter, course_key: str, limit: int
) -> tuple[DelayedDoctor, ...]:
    """Those within a reach whom one course delays, most days first."""
    rows = session.execute(
        sa.select(Person, CourseStanding)
        .join(Enrolment, col(Enrolment.person_id) == col(Person.id))
        .join(CourseStanding, col(CourseStanding.enrolment_id) == col(Enrolment.id))
        .where(
            within(reach),
            col(CourseStanding.course_key) == course_key,
            col(CourseStanding.moved_days) > 0,
        )
        .order_by(col(CourseStanding.moved_days).desc(), col(Person.sort_name), col(Person.id))
        .limit(limit)
    )
    return tuple(
        DelayedDoctor(
            person.public_id,
            person.name,
            standing.outcome,
            standing.starts_on,
            standing.is_bound,
            standing.moved_days,
            standing.saved_by_extra,
        )
        for person, standing in rows
    )


def list_regions_ahead(session: Session, today: date) -> tuple[tuple[str, int, str], ...]:
    """(course, region, name of the region) of the sessions ahead that a region arranges."""
    rows = session.execute(
        sa.select(col(CourseSession.course_key), col(Organisation.id), col(Organisation.name))
        .join(Organisation, col(Organisation.id) == col(CourseSession.region_id))
        .where(col(CourseSession.starts_on) > today, col(CourseSession.cancelled_on).is_(None))
        .distinct()
    )
    return tuple((course, region, name) for course, region, name in rows)


def load_changes(session: Session) -> Changes:
    """When sessions, set-ups and registrations were last changed; one query."""
    audited = sa.select(sa.func.max(col(AuditEvent.at))).where(
        col(AuditEvent.subject_kind).in_(_SESSION_KINDS), col(AuditEvent.action) != PROMISED
    )
    setup = sa.select(sa.func.max(col(CourseSetup.changed_at)))
    registered = sa.select(sa.func.max(col(CourseRegistration.changed_at)))
    scanned = sa.select(col(DelayScan.content_hash)).order_by(col(DelayScan.id).desc()).limit(1)
    row = session.execute(
        sa.select(
            audited.scalar_subquery(),
            setup.scalar_subquery(),
            registered.scalar_subquery(),
            scanned.scalar_subquery(),
        )
    ).one()
    sessions = [at for at in row[:2] if at is not None]
    return Changes(max(sessions, default=None), row[2], row[3])


def newest_promise(session: Session, course_key: str) -> Promise | None:
    """What was last promised for a course."""
    row = session.execute(
        sa.select(col(AuditEvent.at), col(AuditEvent.details))
        .where(
            col(AuditEvent.subject_kind) == COURSE,
            col(AuditEvent.subject_key) == course_key,
            col(AuditEvent.action) == PROMISED,
        )
        .order_by(col(AuditEvent.id).desc())
        .limit(1)
    ).first()
    return None if row is None else Promise(row[0], dict(row[1]))


def _own_enrolments(reach: ReachFilter) -> sa.Select[Any]:
    return sa.select(col(Enrolment.id)).where(within(reach))
