"""What happens to course sessions when a day has passed: seats are given, waiting lists end.

Each session is one transaction, so a run that is stopped leaves every session whole and the next
run goes on with the rest; a second run finds nothing to do.
"""

from collections.abc import Callable
from datetime import date, datetime

from sqlmodel import Session

from app.services.course_registrations_seats import Moment, end_waiting_list, give_seats
from app.store import audit
from app.store import courses as store
from app.store.courses import StoredSession


def run(session: Session, today: date, now: datetime) -> str:
    """Give the seats of sessions whose deadline has passed, and end waiting lists; commits.

    Returns what was done, for the log. Seats of a course whose arranger has criteria of its own
    are left for a person to choose.
    """
    moment = Moment(today, now, None)
    given, chosen_by_hand = 0, 0
    for public_id in store.list_without_seats_given(session, today):
        done = _each(session, public_id, lambda held: _give(session, held, moment))
        given += done is True
        chosen_by_hand += done is None
    ended = sum(
        _each(session, public_id, lambda held: _end(session, held, moment)) is True
        for public_id in store.list_begun_with_waiting(session, today)
    )
    return _sentence(given, ended, chosen_by_hand)


def is_due(held: StoredSession, today: date) -> bool:
    """Whether sign-up is over, so that the seats can be given."""
    closes = held.signup_closes_on
    return held.starts_on <= today if closes is None else closes < today


def _each(
    session: Session, public_id: str, what: Callable[[StoredSession], bool | None]
) -> bool | None:
    held = store.lock_session(session, public_id)
    done = False if held is None else what(held)
    if done:
        session.commit()
    else:
        session.rollback()
    return done


def _give(session: Session, held: StoredSession, moment: Moment) -> bool | None:
    """True: given now; None: a person must choose; False: somebody was quicker."""
    if held.seats_given_on or held.cancelled_on or not is_due(held, moment.today):
        return False
    if not store.find_setup(session, held.course_key).rule.is_predictable:
        return None
    seats = give_seats(session, held, moment)
    audit.add_event(
        session,
        at=moment.now,
        by=moment.by,
        action="course_session.seats_given",
        subject=(store.SESSION, held.public_id),
        details={"confirmed": len(seats.confirmed), "waiting": len(seats.waiting)},
    )
    return True


def _end(session: Session, held: StoredSession, moment: Moment) -> bool:
    if held.starts_on > moment.today:
        return False
    count = end_waiting_list(session, held, moment)
    if count:
        audit.add_event(
            session,
            at=moment.now,
            by=moment.by,
            action="course_session.waiting_ended",
            subject=(store.SESSION, held.public_id),
            details={"waited": count},
        )
    return count > 0


def _sentence(given: int, ended: int, by_hand: int) -> str:
    return f"Seats given: {given}. Waiting lists ended: {ended}. Left to the arranger: {by_hand}."
