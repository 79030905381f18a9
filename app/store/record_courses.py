"""What the record says of courses: taken, booked by a confirmed seat, or expected by the rule."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db.tables import (
    CourseAttendance,
    CourseRegistration,
    CourseRow,
    CourseSession,
    CourseStanding,
)
from pathways.types.courses import RegistrationState
from pathways.types.record import AttendanceState, CourseTaken, ExpectedCourse, SignState

Condition = sa.ColumnElement[bool]

MANDATORY = "mandatory"


def taken_courses(
    session: Session, enrolments: sa.ScalarSelect[int | None]
) -> Iterable[tuple[int, CourseTaken]]:
    """Courses registered, then seats that are confirmed, each with the enrolment."""
    yield from _attended(session, col(CourseAttendance.enrolment_id).in_(enrolments))
    yield from _seated(session, col(CourseRegistration.enrolment_id).in_(enrolments))


def expected_courses(
    session: Session, enrolments: sa.ScalarSelect[int | None]
) -> Iterable[tuple[int, ExpectedCourse]]:
    """What the last scan gave each doctor, by course; a session cancelled since gives nothing."""
    rows = session.execute(
        sa.select(
            col(CourseStanding.enrolment_id),
            col(CourseStanding.course_key),
            col(CourseRow.name_nb),
            col(CourseRow.requirement),
            col(CourseStanding.is_bound),
            col(CourseStanding.done_on),
            col(CourseSession.starts_on),
            col(CourseSession.ends_on),
            col(CourseSession.signup_closes_on),
            col(CourseRegistration.state),
        )
        .join(CourseRow, col(CourseRow.key) == col(CourseStanding.course_key))
        .outerjoin(
            CourseSession,
            sa.and_(
                col(CourseSession.id) == col(CourseStanding.session_id),
                col(CourseSession.cancelled_on).is_(None),
            ),
        )
        .outerjoin(
            CourseRegistration,
            sa.and_(
                col(CourseRegistration.session_id) == col(CourseStanding.session_id),
                col(CourseRegistration.enrolment_id) == col(CourseStanding.enrolment_id),
            ),
        )
        .where(col(CourseStanding.enrolment_id).in_(enrolments))
        .order_by(col(CourseStanding.course_key))
    )
    for owner, key, name, requirement, is_bound, done_on, starts, ends, closes, state in rows:
        signed_up = state in (RegistrationState.APPLIED, RegistrationState.WAITING)
        yield (
            owner,
            ExpectedCourse(
                course_key=key,
                name_nb=name,
                starts_on=None if is_bound else starts,
                ends_on=done_on if is_bound else ends,
                signup_closes_on=None if signed_up or is_bound else closes,
                is_bound=is_bound,
                is_recommended=requirement != MANDATORY,
            ),
        )


def _attended(session: Session, which: Condition) -> Iterable[tuple[int, CourseTaken]]:
    rows = session.execute(
        sa.select(CourseAttendance, col(CourseRow.name_nb))
        .join(CourseRow, col(CourseRow.key) == col(CourseAttendance.course_key))
        .where(which)
        .order_by(col(CourseAttendance.starts_on), col(CourseAttendance.id))
    )
    for row, name in rows:
        yield (
            row.enrolment_id,
            CourseTaken(
                row.course_key,
                name,
                row.state,
                row.starts_on,
                row.ends_on,
                row.is_equivalent,
                row.sign_state is SignState.SIGNED,
            ),
        )


def _seated(session: Session, which: Condition) -> Iterable[tuple[int, CourseTaken]]:
    """Confirmed seats in sessions that stand; who came has a row among the courses attended."""
    rows = session.execute(
        sa.select(
            col(CourseRegistration.enrolment_id),
            col(CourseSession.course_key),
            col(CourseRow.name_nb),
            col(CourseSession.starts_on),
            col(CourseSession.ends_on),
        )
        .join(CourseSession, col(CourseSession.id) == col(CourseRegistration.session_id))
        .join(CourseRow, col(CourseRow.key) == col(CourseSession.course_key))
        .where(
            which,
            col(CourseRegistration.state) == RegistrationState.CONFIRMED,
            col(CourseSession.cancelled_on).is_(None),
        )
        .order_by(col(CourseSession.starts_on), col(CourseRegistration.id))
    )
    for owner, key, name, starts_on, ends_on in rows:
        booked = AttendanceState.BOOKED
        yield owner, CourseTaken(key, name, booked, starts_on, ends_on, is_signed=False)
