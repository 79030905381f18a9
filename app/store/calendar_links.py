"""Secret calendar addresses, and what a person's calendar holds."""

from dataclasses import dataclass
from datetime import date, datetime, time

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db.tables import (
    Account,
    CalendarLink,
    CourseRegistration,
    CourseRow,
    CourseSession,
    Enrolment,
    Organisation,
    Person,
    ServiceRecord,
    SupervisionTalk,
)
from pathways.types.courses import RegistrationState
from pathways.types.record import SignState


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A live calendar address and whose it is."""

    id: int
    person_id: int
    public_id: str
    locale: str | None
    created_at: datetime
    last_used_at: datetime | None


def add_link(session: Session, person_id: int, token_hash: str, at: datetime) -> None:
    """Keep the hash of a new address."""
    session.add(CalendarLink(person_id=person_id, token_hash=token_hash, created_at=at))


def find_link(session: Session, token_hash: str) -> LinkRow | None:
    """The address with this hash; None when unknown, revoked, or the account is closed."""
    return _first(session, col(CalendarLink.token_hash) == token_hash)


def link_of(session: Session, person_id: int) -> LinkRow | None:
    """The person's live address."""
    return _first(session, col(CalendarLink.person_id) == person_id)


def _first(session: Session, where: sa.ColumnElement[bool]) -> LinkRow | None:
    row = session.execute(
        sa.select(CalendarLink, col(Person.public_id), col(Account.locale))
        .join(Person, col(Person.id) == col(CalendarLink.person_id))
        .outerjoin(Account, col(Account.person_id) == col(Person.id))
        .where(where, col(CalendarLink.revoked_at).is_(None), col(Account.disabled_at).is_(None))
        .order_by(col(CalendarLink.id).desc())
    ).first()
    if row is None:
        return None
    link, public_id, locale = row
    return LinkRow(link.id, link.person_id, public_id, locale, link.created_at, link.last_used_at)


def revoke_links(session: Session, person_id: int, at: datetime) -> int:
    """Close every address of the person; returns how many were open."""
    result = session.execute(
        sa.update(CalendarLink)
        .where(col(CalendarLink.person_id) == person_id, col(CalendarLink.revoked_at).is_(None))
        .values(revoked_at=at)
    )
    return int(result.rowcount)  # type: ignore[attr-defined]


def touch_link(session: Session, link_id: int, at: datetime) -> None:
    """Remember that the address was used."""
    session.execute(
        sa.update(CalendarLink).where(col(CalendarLink.id) == link_id).values(last_used_at=at)
    )


@dataclass(frozen=True, slots=True)
class CalendarSession:
    """A course session that the person has a place in, or hopes for one."""

    public_id: str
    course: str
    place: str
    starts_on: date
    ends_on: date
    state: RegistrationState
    is_cancelled: bool
    version: int
    """Of the session and the registration together: grows when either changes."""


SHOWN = (RegistrationState.APPLIED, RegistrationState.CONFIRMED, RegistrationState.WAITING)


def list_calendar_sessions(
    session: Session, person_id: int, since: date
) -> tuple[CalendarSession, ...]:
    """Sessions that end on or after `since`; also those that were let go, to be taken away."""
    rows = session.execute(
        sa.select(CourseSession, CourseRegistration, col(CourseRow.name_nb))
        .join(CourseRegistration, col(CourseRegistration.session_id) == col(CourseSession.id))
        .join(Enrolment, col(Enrolment.id) == col(CourseRegistration.enrolment_id))
        .join(CourseRow, col(CourseRow.key) == col(CourseSession.course_key))
        .where(
            col(Enrolment.person_id) == person_id,
            col(CourseSession.ends_on) >= since,
            col(CourseRegistration.state).in_((*SHOWN, RegistrationState.WITHDRAWN)),
        )
        .order_by(col(CourseSession.starts_on), col(CourseSession.id))
    ).all()
    return tuple(
        CalendarSession(
            public_id=held.public_id,
            course=course,
            place=held.place,
            starts_on=held.starts_on,
            ends_on=held.ends_on,
            state=registration.state,
            is_cancelled=held.cancelled_on is not None
            or registration.state is RegistrationState.WITHDRAWN,
            version=held.version + registration.version,
        )
        for held, registration, course in rows
    )


@dataclass(frozen=True, slots=True)
class CalendarService:
    """A placement that begins."""

    id: int
    name_nb: str
    name_en: str
    place: str
    starts_on: date
    version: int


def list_calendar_services(
    session: Session, person_id: int, since: date
) -> tuple[CalendarService, ...]:
    """The person's placements that begin on or after `since`."""
    rows = session.execute(
        sa.select(ServiceRecord, col(Organisation.name))
        .join(Organisation, col(Organisation.id) == col(ServiceRecord.organisation_id))
        .where(col(ServiceRecord.person_id) == person_id, col(ServiceRecord.starts_on) >= since)
        .order_by(col(ServiceRecord.starts_on), col(ServiceRecord.id))
    ).all()
    return tuple(
        CalendarService(row.id, row.name_nb, row.name_en, place, row.starts_on, row.version)
        for row, place in rows
    )


@dataclass(frozen=True, slots=True)
class CalendarTalk:
    """An agreed supervision talk. `doctor` is the doctor's name for the supervisor, else None."""

    id: int
    on: date
    starts_at: time | None
    hours: float
    doctor: str | None
    version: int


def list_calendar_talks(session: Session, person_id: int, since: date) -> tuple[CalendarTalk, ...]:
    """Agreed talks on or after `since` in which the person is the doctor or the supervisor."""
    rows = session.execute(
        sa.select(SupervisionTalk, Person)
        .join(Enrolment, col(Enrolment.id) == col(SupervisionTalk.enrolment_id))
        .join(Person, col(Person.id) == col(Enrolment.person_id))
        .where(
            sa.or_(col(Person.id) == person_id, col(SupervisionTalk.supervisor_id) == person_id),
            col(SupervisionTalk.sign_state) == SignState.DRAFT,
            col(SupervisionTalk.held_on) >= since,
        )
        .order_by(col(SupervisionTalk.held_on), col(SupervisionTalk.id))
    ).all()
    return tuple(
        CalendarTalk(
            id=talk.id or 0,
            on=talk.held_on,
            starts_at=talk.starts_at,
            hours=talk.hours,
            doctor=None if doctor.id == person_id else doctor.name,
            version=talk.version,
        )
        for talk, doctor in rows
    )
