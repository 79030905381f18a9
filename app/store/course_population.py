"""What the seat rule is asked with, over the whole population: sessions, rules, seats taken."""

from collections import defaultdict
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db.tables import CourseRegistration, CourseRow, CourseSession, Enrolment, Person
from app.store.courses import StoredSession, StoredSetup, list_sessions, load_setups
from pathways.types.courses import CourseOffer, Registration


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


def load_offers(session: Session) -> tuple[tuple[OfferedCourse, ...], dict[str, int]]:
    """Every course with any session, past ones included, and row ids by the sessions' keys.

    Three queries.
    """
    sessions: dict[str, list[StoredSession]] = defaultdict(list)
    for stored in list_sessions(session):
        sessions[stored.course_key].append(stored)
    setups = load_setups(session)
    courses = session.exec(
        select(CourseRow).where(col(CourseRow.key).in_(sorted(sessions))).order_by(CourseRow.key)
    )
    offered = tuple(
        _offered(course, setups.get(course.key) or StoredSetup(course.key), sessions[course.key])
        for course in courses
    )
    return offered, {each.public_id: each.id for held in sessions.values() for each in held}


def load_registrations(session: Session) -> dict[str, dict[str, tuple[Registration, ...]]]:
    """Everybody's registrations, by the doctor's public id and the course; one query."""
    rows = session.execute(
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
    found: dict[str, dict[str, list[Registration]]] = defaultdict(lambda: defaultdict(list))
    for person, course, key, state, applied_on in rows:
        found[person][course].append(Registration(key, state, applied_on))
    return {
        person: {course: tuple(each) for course, each in courses.items()}
        for person, courses in found.items()
    }


def _offered(course: CourseRow, setup: StoredSetup, held: list[StoredSession]) -> OfferedCourse:
    return OfferedCourse(
        offer=CourseOffer(
            key=course.key,
            name_nb=course.name_nb,
            kind=setup.kind,
            sessions=tuple(each.value for each in held),
            rule=setup.rule,
            usual_seats=setup.usual_seats,
            usual_days=setup.usual_days,
        ),
        specialty=course.specialty,
        scope=course.scope,
        requirement=course.requirement,
        is_current=course.current,
        timing_from_months=setup.timing_from_months,
    )
