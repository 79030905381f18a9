"""Seats in one session: given by the course's rule, and passed on when they come free.

The caller holds the session (`app.store.courses.lock_session`) and commits; everything here is
part of the caller's transaction, so that a session's seats are given whole or not at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from app.services.course_registrations_order import in_order
from app.services.message_words import MessageKind
from app.services.messages import tell
from app.store import audit
from app.store import course_registrations as store
from app.store import courses as course_store
from app.store.course_registrations import StoredRegistration
from app.store.courses import StoredSession
from pathways.types.courses import RegistrationState

SEATED = frozenset({RegistrationState.CONFIRMED})
COURSES_PAGE = "/min-vei/kurs"
"""The doctor's own page *Kurs*, which messages about seats lead to."""
SUBJECT = "course_registration"
HOPING = (RegistrationState.INTERESTED, RegistrationState.APPLIED, RegistrationState.WAITING)


@dataclass(frozen=True, slots=True)
class Moment:
    """The day that rules are judged on, the moment, and who acts (None: the installation)."""

    today: date
    now: datetime
    by: int | None


@dataclass(frozen=True, slots=True)
class SeatsGiven:
    """Who got a seat, and who waits in which order."""

    confirmed: tuple[StoredRegistration, ...]
    waiting: tuple[StoredRegistration, ...]


def give_seats(session: Session, held: StoredSession, moment: Moment) -> SeatsGiven:
    """Give the seats of a session by its rule: the first get a seat, the rest wait; all are told.

    Those who have a seat keep it. Does nothing to those who only marked interest.
    """
    rows = store.list_of_session(session, held.id)
    seated = [row for row in rows if row.state in SEATED]
    applied = [row for row in rows if row.state is RegistrationState.APPLIED]
    waiting = [row for row in rows if row.state is RegistrationState.WAITING]
    queue = in_order(session, held, (*waiting, *applied), moment.today)
    free = max(held.seats - len(seated), 0)
    for row in queue[:free]:
        kind = (
            MessageKind.SEAT_OFFERED
            if row.state is RegistrationState.WAITING
            else MessageKind.SEAT_CONFIRMED
        )
        _confirm(session, held, row, kind, moment)
    for position, row in enumerate(queue[free:], start=1):
        _put_on_waiting_list(session, held, row, position, moment)
    course_store.set_seats_given(session, held.public_id, moment.today)
    return SeatsGiven(queue[:free], queue[free:])


def choose_seats(
    session: Session, held: StoredSession, chosen: frozenset[int], moment: Moment
) -> SeatsGiven:
    """Give seats to those the arranger has chosen (enrolment ids); the other applicants wait."""
    rows = store.list_of_session(session, held.id)
    open_rows = [
        row for row in rows if row.state in (RegistrationState.APPLIED, RegistrationState.WAITING)
    ]
    taken = sorted(
        (row for row in open_rows if row.enrolment_id in chosen), key=lambda row: row.sort_name
    )
    rest = [row for row in open_rows if row.enrolment_id not in chosen]
    for row in taken:
        _confirm(session, held, row, MessageKind.SEAT_CONFIRMED, moment)
    for row in rest:
        _put_on_waiting_list(session, held, row, None, moment)
    course_store.set_seats_given(session, held.public_id, held.seats_given_on or moment.today)
    return SeatsGiven(tuple(taken), tuple(rest))


def fill_seats(
    session: Session, held: StoredSession, moment: Moment
) -> tuple[StoredRegistration, ...]:
    """Give free seats to the first on the waiting list; who got one.

    Nothing before the seats are given, after the start, in a cancelled session, or where the
    arranger decides by criteria of its own.
    """
    if held.seats_given_on is None or held.cancelled_on or held.starts_on <= moment.today:
        return ()
    if not course_store.find_setup(session, held.course_key).rule.is_predictable:
        return ()
    rows = store.list_of_session(session, held.id)
    free = held.seats - sum(row.state in SEATED for row in rows)
    waiting = tuple(row for row in rows if row.state is RegistrationState.WAITING)
    if free <= 0 or not waiting:
        return ()
    first = in_order(session, held, waiting, moment.today)[:free]
    for row in first:
        _confirm(session, held, row, MessageKind.SEAT_OFFERED, moment)
    return first


def end_waiting_list(session: Session, held: StoredSession, moment: Moment) -> int:
    """End the queue of a session that has begun; those who waited are told. How many waited."""
    rows = store.list_of_session(session, held.id)
    hoping = [row for row in rows if row.state in HOPING]
    for row in hoping:
        _set(session, row, RegistrationState.WITHDRAWN, moment)
        if row.state is not RegistrationState.INTERESTED:
            tell_about(session, held, row, MessageKind.WAITING_ENDED, moment)
    return len(hoping)


def free_everybody(
    session: Session, held: StoredSession, reason: str, moment: Moment
) -> tuple[StoredRegistration, ...]:
    """Let go of everybody in a session that is cancelled, and tell each; who they are."""
    live = (*HOPING, RegistrationState.CONFIRMED)
    rows = tuple(row for row in store.list_of_session(session, held.id) if row.state in live)
    for row in rows:
        _set(session, row, RegistrationState.WITHDRAWN, moment)
        tell_about(session, held, row, MessageKind.SESSION_CANCELLED, moment, reason=reason)
    return rows


def tell_about(
    session: Session,
    held: StoredSession,
    row: StoredRegistration,
    kind: MessageKind,
    moment: Moment,
    **more: Any,
) -> None:
    """Tell one doctor what happened with the place in this session, once per change of it."""
    tell(
        session,
        row.person_id,
        kind,
        {
            "course": held.course_name,
            "starts_on": held.starts_on,
            "ends_on": held.ends_on,
            "place": held.place,
            **{name: value for name, value in more.items() if value is not None},
        },
        dedup_key=f"{kind}:{held.public_id}:{row.version}:{held.version}",
        told_on=moment.today,
        now=moment.now,
        link=COURSES_PAGE,
    )


def remember_change(
    session: Session,
    row: StoredRegistration,
    state: RegistrationState,
    moment: Moment,
    *,
    before: RegistrationState | None = None,
) -> None:
    """The audit row of a change of one registration."""
    came_from = row.state if row.state is not state else before
    audit.add_event(
        session,
        at=moment.now,
        by=moment.by,
        action=f"course.{state}",
        subject=(SUBJECT, str(row.id)),
        details={
            "session": row.session_public_id,
            "person": row.person_id,
            "from": None if came_from is None else str(came_from),
            "to": str(state),
            "on": moment.today.isoformat(),
        },
    )


def _confirm(
    session: Session,
    held: StoredSession,
    row: StoredRegistration,
    kind: MessageKind,
    moment: Moment,
) -> None:
    _set(session, row, RegistrationState.CONFIRMED, moment)
    tell_about(session, held, row, kind, moment)
    others = store.list_in_course(session, {row.enrolment_id}, held.course_key)
    _let_go(session, (each for each in others if each.id != row.id), moment)


def _let_go(session: Session, rows: Iterable[StoredRegistration], moment: Moment) -> None:
    """One seat per course: the doctor's places in other queues of the course lapse."""
    for row in rows:
        # Those sessions are not held; whoever changed the row meanwhile has decided.
        if row.state in HOPING and store.set_state(
            session,
            row,
            RegistrationState.WITHDRAWN,
            at=moment.now,
            decided_on=moment.today,
        ):
            remember_change(session, row, RegistrationState.WITHDRAWN, moment)


def _put_on_waiting_list(
    session: Session,
    held: StoredSession,
    row: StoredRegistration,
    position: int | None,
    moment: Moment,
) -> None:
    if row.state is RegistrationState.WAITING:
        return
    _set(session, row, RegistrationState.WAITING, moment)
    tell_about(session, held, row, MessageKind.SEAT_WAITING, moment, position=position)


def _set(
    session: Session, row: StoredRegistration, state: RegistrationState, moment: Moment
) -> None:
    changed = store.set_state(session, row, state, at=moment.now, decided_on=moment.today)
    # The session is held, so nobody else can have moved its registrations.
    assert changed, f"registration {row.id} was changed while its session was held"
    remember_change(session, row, state, moment)
