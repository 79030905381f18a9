"""Keeping what was tried out as a wish, and taking it back. Nothing else of it is ever saved."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from app.services.what_if_changes import change_to_json
from app.store import audit
from app.store import wishes as store
from pathways.projection.what_if_values import Change

SUBJECT = "wish"


def keep_wish(
    session: Session,
    *,
    person_id: int,
    changes: Sequence[Change],
    days_moved: int | None,
    now: datetime,
) -> int | None:
    """Save the changes as the doctor's wish, and commit; its id, or None without training.

    The same wish once more gives the one that is there.
    """
    enrolment_id = store.enrolment_of(session, person_id)
    if enrolment_id is None:
        return None
    documents = [change_to_json(change) for change in changes]
    same = store.find_wish(session, enrolment_id, documents)
    if same is not None:
        return same
    wish_id = store.add_wish(session, enrolment_id, documents, days_moved, now)
    audit.add_event(
        session,
        at=now,
        by=person_id,
        action="wish_made",
        subject=(SUBJECT, str(wish_id)),
        details={"changes": documents, "days_moved": days_moved},
    )
    session.commit()
    return wish_id


def withdraw_wish(
    session: Session, *, person_id: int, wish_id: int, version: int, now: datetime
) -> bool:
    """Take a wish back, and commit; False when it is not there any more."""
    done = store.withdraw_wish(
        session, person_id=person_id, wish_id=wish_id, version=version, at=now
    )
    if done:
        audit.add_event(
            session,
            at=now,
            by=person_id,
            action="wish_withdrawn",
            subject=(SUBJECT, str(wish_id)),
        )
        session.commit()
    return done
