"""What the seat rule is asked with, over the whole population: sessions, rules, seats taken."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db.tables import (
    CourseRegistration,
    CourseRow,
    CourseSession,
    CourseSetup,
    Enrolment,
    Person,
)
from pathways.types import courses as values
from pathways.types.courses import CourseKind, CourseOffer, Registration, SeatOrder, SeatRule


@dataclass(frozen=True, slots=True)
class OfferedCourse:
    """A course that has sessions, ready for the engine, with what decides who needs it.

    `specialty` None: shared by all. `timing_from_months` is the recommended first month of service
    in the specialty; None when nobody has said.
    """

    offer: CourseOffer
    specialty: str | None
    scope: str
    requirement: str | None
    is_current: bool
    timing_from_months: int | None


@dataclass(frozen=True, slots=True)
class SessionIds:
    """Row ids by the sessions' public ids."""

    by_key: dict[str, int]


def load_offers(session: Session) -> tuple[tuple[OfferedCourse, ...], SessionIds]:
    """Every course with any session, past ones included; three queries."""
    sessions: dict[str, list[values.CourseSession]] = defaultdict(list)
    ids: dict[str, int] = {}
    rows = session.exec(
        select(CourseSession).order_by(col(CourseSession.starts_on), col(CourseSession.id))
    )
    for row in rows:
        assert row.id is not None
        ids[row.public_id] = row.id
        sessions[row.course_key].append(session_value(row))
    setups = {row.course_key: row for row in session.exec(select(CourseSetup))}
    courses = session.exec(
        select(CourseRow).where(col(CourseRow.key).in_(sorted(sessions))).order_by(CourseRow.key)
    )
    offered = tuple(
        _offered(course, setups.get(course.key), sessions[course.key]) for course in courses
    )
    return offered, SessionIds(ids)


def load_registrations(
    session: Session, people: sa.ScalarSelect[int | None] | None = None
) -> dict[str, dict[str, tuple[Registration, ...]]]:
    """Registrations by the doctor's public id and course key; of these people, or of all."""
    statement = (
        sa.select(
            col(Person.public_id),
            col(CourseSession.course_key),
            col(CourseSession.public_id),
            col(CourseRegistration.state),
            col(CourseRegistration.applied_on),
        )
        .join(CourseSession, col(CourseSession.id) == col(CourseRegistration.session_id))
        .join(Enrolment, col(Enrolment.id) == col(CourseRegistration.enrolment_id))
        .join(Person, col(Person.id) == col(Enrolment.person_id))
        .where(col(Enrolment.ends_on).is_(None))
        .order_by(col(CourseSession.starts_on), col(CourseRegistration.id))
    )
    if people is not None:
        statement = statement.where(col(Person.id).in_(people))
    found: dict[str, dict[str, list[Registration]]] = defaultdict(lambda: defaultdict(list))
    for person, course, key, state, applied_on in session.execute(statement):
        found[person][course].append(Registration(key, state, applied_on))
    return {
        person: {course: tuple(each) for course, each in courses.items()}
        for person, courses in found.items()
    }


def session_value(row: CourseSession) -> values.CourseSession:
    """A session as the engine sees it."""
    return values.CourseSession(
        key=row.public_id,
        course=row.course_key,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        seats=row.seats,
        signup_opens_on=row.signup_opens_on,
        signup_closes_on=row.signup_closes_on,
        cancelled_on=row.cancelled_on,
        place=row.place,
    )


def seat_rule_of(setup: CourseSetup | None) -> SeatRule:
    """The rule of one course; the regional training centres' where nobody has said another."""
    if setup is None:
        return SeatRule()
    return SeatRule(
        order=tuple(SeatOrder(each) for each in setup.seat_order),
        measure=values.ServiceMeasure(setup.service_measure),
        is_predictable=setup.is_predictable,
    )


def _offered(
    course: CourseRow, setup: CourseSetup | None, sessions: Iterable[values.CourseSession]
) -> OfferedCourse:
    offer = CourseOffer(
        key=course.key,
        name_nb=course.name_nb,
        kind=setup.kind if setup else CourseKind.COURSE,
        sessions=tuple(sessions),
        rule=seat_rule_of(setup),
        usual_seats=setup.usual_seats if setup else None,
        usual_days=setup.usual_days if setup else None,
    )
    return OfferedCourse(
        offer=offer,
        specialty=course.specialty,
        scope=course.scope,
        requirement=course.requirement,
        is_current=course.current,
        timing_from_months=setup.timing_from_months if setup else None,
    )
