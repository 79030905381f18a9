"""Doctors in psychiatry with different service, and sessions of one course, for tests of seats."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from app.db.tables import (
    CourseRegistration,
    CourseRow,
    CourseSession,
    CourseSetup,
    Enrolment,
    Message,
    Organisation,
    Person,
    ServiceRecord,
)
from pathways.types.courses import CourseKind, RegistrationState, SeatOrder
from pathways.types.record import PlaceKind

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)
WHEN: dict[str, Any] = {"today": TODAY, "now": NOW}


@dataclass
class SessionWorld:
    """A shared course, its sessions, and doctors by their first name."""

    session: Session
    course: str
    region_id: int
    trust_id: int
    doctors: dict[str, Enrolment] = field(default_factory=dict)

    def doctor(self, name: str, since: date = date(2024, 3, 1)) -> int:
        """A doctor who has served in the specialty without a break; the enrolment's id."""
        person = Person(public_id=f"course-{name.lower()}", given_name=name, family_name="Test")
        self.session.add(person)
        self.session.flush()
        assert person.id is not None
        row = Enrolment(
            person_id=person.id,
            specialty_code="VOP",
            stage_key="part3:VOP",
            organisation_id=self.trust_id,
            starts_on=since,
        )
        self.session.add(row)
        self.session.flush()
        self.session.add(
            ServiceRecord(
                enrolment_id=row.id or 0,
                person_id=person.id,
                stage_key="part3:VOP",
                name_nb="Akuttpsykiatri",
                name_en="Acute psychiatry",
                organisation_id=self.trust_id,
                place_kind=PlaceKind.HOSPITAL,
                starts_on=since,
            )
        )
        self.session.commit()
        self.doctors[name] = row
        return row.id or 0

    def held(self, seats: int = 2, *, in_days: int = 120, **columns: Any) -> str:
        """A session of three days, open for sign-up for another month; its public id."""
        starts_on = columns.pop("starts_on", TODAY + timedelta(days=in_days))
        found: dict[str, Any] = {
            "course_key": self.course,
            "region_id": self.region_id,
            "place": "Oslo",
            "starts_on": starts_on,
            "ends_on": starts_on + timedelta(days=2),
            "seats": seats,
            "signup_closes_on": min(TODAY + timedelta(days=30), starts_on),
        }
        count = len(self.session.exec(select(CourseSession.id)).all())
        row = CourseSession(public_id=f"session-{count + 1}", **{**found, **columns})
        self.session.add(row)
        self.session.commit()
        return row.public_id

    def registered(self, public_id: str, name: str, state: RegistrationState, **more: Any) -> None:
        """A doctor's row in a session, as if it had come there before."""
        held = self.session.exec(
            select(CourseSession).where(CourseSession.public_id == public_id)
        ).one()
        self.session.add(
            CourseRegistration(
                session_id=held.id or 0,
                enrolment_id=self.doctors[name].id or 0,
                state=state,
                changed_at=NOW,
                **{"applied_on": TODAY - timedelta(days=20), **more},
            )
        )
        self.session.commit()

    def setup(self, *order: SeatOrder, is_predictable: bool = True) -> None:
        """The course's own rule."""
        self.session.add(
            CourseSetup(
                course_key=self.course,
                kind=CourseKind.COURSE,
                seat_order=[str(each) for each in order],
                service_measure="credited",
                is_predictable=is_predictable,
                changed_at=NOW,
            )
        )
        self.session.commit()

    def state(self, public_id: str, name: str) -> str | None:
        """Where a doctor stands in a session now, read afresh."""
        self.session.expire_all()
        found = self.session.exec(
            select(CourseRegistration.state)
            .join(CourseSession, col(CourseSession.id) == col(CourseRegistration.session_id))
            .where(
                CourseSession.public_id == public_id,
                CourseRegistration.enrolment_id == self.doctors[name].id,
            )
        ).first()
        return None if found is None else str(found)

    def told(self, name: str) -> list[str]:
        """The kinds of message a doctor has got, oldest first."""
        rows = self.session.exec(
            select(Message.kind)
            .where(Message.person_id == self.doctors[name].person_id)
            .order_by(col(Message.id))
        )
        return list(rows)


def make_session_world(session: Session) -> SessionWorld:
    """The first course for all specialties, in the region of a trust."""
    course = session.exec(
        select(CourseRow.key)
        .where(CourseRow.scope == "ALL", col(CourseRow.current).is_(True))
        .order_by(col(CourseRow.position))
    ).first()
    trust = session.exec(
        select(Organisation).where(Organisation.name == "Sykehuset Østfold HF")
    ).one()
    assert course is not None and trust.id is not None and trust.parent_id is not None
    return SessionWorld(session, course, trust.parent_id, trust.id)


def add_open_session(session: Session, public_id: str) -> None:
    """A session in the region of Sykehuset Østfold HF, for pages that need one to show."""
    world = make_session_world(session)
    starts_on = TODAY + timedelta(days=120)
    session.add(
        CourseSession(
            public_id=public_id,
            course_key=world.course,
            region_id=world.region_id,
            place="Moss",
            starts_on=starts_on,
            ends_on=starts_on,
            seats=20,
        )
    )
    session.commit()
