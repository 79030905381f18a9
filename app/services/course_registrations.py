"""A doctor and a course session: interest, application, withdrawal, attendance.

Each use case locks the session, decides on what is stored then, writes the audit row and commits
once. An expected "no" is a `Refused` with its reason; then nothing has changed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Session

from app.services.course_registrations_attendance import keep_attendance
from app.services.course_registrations_seats import (
    SEATED,
    Moment,
    fill_seats,
    remember_change,
)
from app.store import course_registrations as store
from app.store import courses as course_store
from app.store.course_registrations import StoredRegistration
from app.store.courses import StoredSession
from pathways.types.courses import RegistrationState

LIVE = frozenset(
    {
        RegistrationState.INTERESTED,
        RegistrationState.APPLIED,
        RegistrationState.CONFIRMED,
        RegistrationState.WAITING,
    }
)
"""States that can be withdrawn from."""
SIGNED_UP = LIVE - {RegistrationState.INTERESTED}


class Refusal(StrEnum):
    """Why something cannot be done with a registration."""

    NO_SUCH_SESSION = "no_such_session"
    NOT_IN_TRAINING = "not_in_training"
    CANCELLED = "cancelled"
    BEGUN = "begun"
    """The session has started."""
    NOT_OPEN_YET = "not_open_yet"
    """Sign-up opens later; `Refused.on` says when."""
    OPEN_NOW = "open_now"
    """Sign-up is open: apply instead of marking interest."""
    CLOSED = "closed"
    """The deadline has passed; `Refused.on` says when."""
    ALREADY_REGISTERED = "already_registered"
    SEAT_ELSEWHERE = "seat_elsewhere"
    """Applied for, or has a seat in, another session of the course (`Refused.other`)."""
    ALREADY_TAKEN = "already_taken"
    NOT_REGISTERED = "not_registered"
    NO_SEAT = "no_seat"
    """Attendance can be told only of those who had a seat."""
    NOT_OVER = "not_over"
    """The session has not ended; `Refused.on` is its last day."""
    STALE = "stale"
    """The registration was changed after the page was opened; `Refused.registration` is now."""


@dataclass(frozen=True, slots=True)
class Refused:
    """An expected "no"; nothing is changed."""

    reason: Refusal
    session: StoredSession | None = None
    registration: StoredRegistration | None = None
    """The doctor's row in the session as it is now."""
    on: date | None = None
    other: StoredSession | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    """What became of it: the session and the doctor's row as they are now.

    `offered` are those who got a seat because this one was given up. `is_late`: a seat was given
    up after the sign-up deadline.
    """

    session: StoredSession
    registration: StoredRegistration
    offered: tuple[StoredRegistration, ...] = ()
    is_late: bool = False


Result = Registered | Refused


def apply(
    session: Session,
    enrolment_id: int,
    session_public_id: str,
    *,
    by: int,
    today: date,
    now: datetime,
    version: int | None = None,
) -> Result:
    """Apply for a seat; commits.

    `version` is the version of the doctor's row that the page showed (0: none); None does not
    ask. One application per course at a time; whoever waits may apply for a later session too.
    """
    held, row = _open(session, enrolment_id, session_public_id)
    if held is None:
        return _no(session, Refused(Refusal.NO_SUCH_SESSION))
    refused = (
        _stale(held, row, version)
        or _not_ahead(held, row, today)
        or _not_open(held, row, today)
        or _already(session, held, row, enrolment_id)
    )
    if refused is not None:
        return _no(session, refused)
    return _enter(session, held, row, enrolment_id, RegistrationState.APPLIED, by, (today, now))


def mark_interest(
    session: Session,
    enrolment_id: int,
    session_public_id: str,
    *,
    by: int,
    today: date,
    now: datetime,
    version: int | None = None,
) -> Result:
    """Say before sign-up opens that one wants to come; binds nobody. Commits."""
    held, row = _open(session, enrolment_id, session_public_id)
    if held is None:
        return _no(session, Refused(Refusal.NO_SUCH_SESSION))
    refused = _stale(held, row, version) or _not_ahead(held, row, today)
    if refused is None:
        opens = held.signup_opens_on
        refused = (
            Refused(Refusal.ALREADY_REGISTERED, held, row)
            if row is not None and row.state in LIVE
            else _already(session, held, row, enrolment_id)
        )
        if refused is None and (opens is None or opens <= today):
            refused = _not_open(held, row, today) or Refused(Refusal.OPEN_NOW, held, row)
    if refused is not None:
        return _no(session, refused)
    return _enter(session, held, row, enrolment_id, RegistrationState.INTERESTED, by, (today, now))


def withdraw(
    session: Session,
    enrolment_id: int,
    session_public_id: str,
    *,
    by: int,
    today: date,
    now: datetime,
    version: int | None = None,
) -> Result:
    """Take interest, application or seat back; commits.

    A seat that is given up before the start goes to the next on the waiting list by the course's
    rule, and that doctor is told. After the deadline it still works; `is_late` says so.
    """
    held, row = _open(session, enrolment_id, session_public_id)
    if held is None:
        return _no(session, Refused(Refusal.NO_SUCH_SESSION))
    refused = _stale(held, row, version)
    if refused is None and (row is None or row.state not in LIVE):
        refused = Refused(Refusal.NOT_REGISTERED, held, row)
    refused = refused or _not_ahead(held, row, today)
    if refused is not None or row is None:
        return _no(session, refused or Refused(Refusal.NOT_REGISTERED, held, row))
    moment = Moment(today, now, by)
    store.set_state(session, row, RegistrationState.WITHDRAWN, at=now, decided_on=today)
    remember_change(session, row, RegistrationState.WITHDRAWN, moment)
    had_seat = row.state is RegistrationState.CONFIRMED
    offered = fill_seats(session, held, moment) if had_seat else ()
    closes = held.signup_closes_on
    is_late = had_seat and closes is not None and closes < today
    return _done(session, held, enrolment_id, offered, is_late=is_late)


def confirm_attended(
    session: Session,
    enrolment_id: int,
    session_public_id: str,
    *,
    by: int,
    today: date,
    now: datetime,
    version: int | None = None,
) -> Result:
    """Say that a doctor with a seat was there, once the session is over; commits.

    The doctor's logbook gets the course as attended, ready to be sent for signing; a line there
    that the course was planned or booked becomes that line.
    """
    return _attendance(
        session, enrolment_id, session_public_id, RegistrationState.ATTENDED, version,
        Moment(today, now, by),
    )  # fmt: skip


def mark_absent(
    session: Session,
    enrolment_id: int,
    session_public_id: str,
    *,
    by: int,
    today: date,
    now: datetime,
    version: int | None = None,
) -> Result:
    """Say that a doctor with a seat did not come, once the session is over; commits."""
    return _attendance(
        session, enrolment_id, session_public_id, RegistrationState.ABSENT, version,
        Moment(today, now, by),
    )  # fmt: skip


def _attendance(
    session: Session,
    enrolment_id: int,
    session_public_id: str,
    state: RegistrationState,
    version: int | None,
    moment: Moment,
) -> Result:
    held, row = _open(session, enrolment_id, session_public_id)
    if held is None:
        return _no(session, Refused(Refusal.NO_SUCH_SESSION))
    refused = _stale(held, row, version)
    if refused is None and held.cancelled_on is not None:
        refused = Refused(Refusal.CANCELLED, held, row)
    # Somebody who was marked absent by mistake can still be marked as having been there; the
    # other way round the logbook already has the course, and is corrected there.
    had_seat = {RegistrationState.CONFIRMED, RegistrationState.ABSENT} - {state}
    if refused is None and (row is None or row.state not in had_seat):
        refused = Refused(Refusal.NO_SEAT, held, row)
    if refused is None and held.ends_on > moment.today:
        refused = Refused(Refusal.NOT_OVER, held, row, on=held.ends_on)
    if refused is not None or row is None:
        return _no(session, refused or Refused(Refusal.NO_SEAT, held, row))
    store.set_state(session, row, state, at=moment.now, decided_on=moment.today)
    remember_change(session, row, state, moment)
    if state is RegistrationState.ATTENDED:
        keep_attendance(session, held, row, moment)
    return _done(session, held, enrolment_id)


def _open(
    session: Session, enrolment_id: int, public_id: str
) -> tuple[StoredSession | None, StoredRegistration | None]:
    """The session, locked, and the doctor's row in it."""
    held = course_store.lock_session(session, public_id)
    if held is None:
        return None, None
    return held, store.find(session, held.id, enrolment_id)


def _no(session: Session, refused: Refused) -> Refused:
    session.rollback()
    return refused


def _done(
    session: Session,
    held: StoredSession,
    enrolment_id: int,
    offered: Iterable[StoredRegistration] = (),
    *,
    is_late: bool = False,
) -> Registered:
    session.flush()
    row = store.find(session, held.id, enrolment_id)
    assert row is not None
    session.commit()
    return Registered(held, row, tuple(offered), is_late)


def _enter(
    session: Session,
    held: StoredSession,
    row: StoredRegistration | None,
    enrolment_id: int,
    state: RegistrationState,
    by: int,
    when: tuple[date, datetime],
) -> Result:
    today, now = when
    applied_on = today if state is RegistrationState.APPLIED else None
    if row is None:
        if not store.is_in_training(session, enrolment_id):
            return _no(session, Refused(Refusal.NOT_IN_TRAINING, held))
        store.add(session, held.id, enrolment_id, state, applied_on=applied_on, at=now)
    else:
        store.set_state(session, row, state, at=now, applied_on=applied_on)
    entered = store.find(session, held.id, enrolment_id)
    assert entered is not None
    before = None if row is None else row.state
    remember_change(session, entered, state, Moment(today, now, by), before=before)
    return _done(session, held, enrolment_id)


def _stale(
    held: StoredSession, row: StoredRegistration | None, version: int | None
) -> Refused | None:
    stored = 0 if row is None else row.version
    if version is None or version == stored:
        return None
    return Refused(Refusal.STALE, held, row)


def _not_ahead(held: StoredSession, row: StoredRegistration | None, today: date) -> Refused | None:
    if held.cancelled_on is not None:
        return Refused(Refusal.CANCELLED, held, row, on=held.cancelled_on)
    if held.starts_on <= today:
        return Refused(Refusal.BEGUN, held, row, on=held.starts_on)
    return None


def _not_open(held: StoredSession, row: StoredRegistration | None, today: date) -> Refused | None:
    if held.signup_opens_on is not None and held.signup_opens_on > today:
        return Refused(Refusal.NOT_OPEN_YET, held, row, on=held.signup_opens_on)
    if held.signup_closes_on is not None and held.signup_closes_on < today:
        return Refused(Refusal.CLOSED, held, row, on=held.signup_closes_on)
    return None


def _already(
    session: Session, held: StoredSession, row: StoredRegistration | None, enrolment_id: int
) -> Refused | None:
    if row is not None and row.state in SIGNED_UP:
        return Refused(Refusal.ALREADY_REGISTERED, held, row)
    others = store.list_in_course(session, {enrolment_id}, held.course_key)
    states = {each.state for each in others}
    if RegistrationState.ATTENDED in states or store.has_attended(
        session, enrolment_id, held.course_key
    ):
        return Refused(Refusal.ALREADY_TAKEN, held, row)
    blocking = SEATED | {RegistrationState.APPLIED}
    for each in others:
        if each.session_public_id != held.public_id and each.state in blocking:
            other = course_store.find_session(session, each.session_public_id)
            return Refused(Refusal.SEAT_ELSEWHERE, held, row, other=other)
    return None
