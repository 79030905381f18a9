"""Telling people something, once; reading, unreading. Words live in `message_words`."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from app.services.message_words import REQUIRED, MessageKind
from app.store import messages as store
from app.store.messages import NewMessage


def tell(
    session: Session,
    person_id: int,
    kind: MessageKind,
    values: Mapping[str, Any],
    *,
    dedup_key: str,
    told_on: date,
    now: datetime,
    link: str | None = None,
    act_by: date | None = None,
) -> bool:
    """Put a message in a person's inbox, once per (person, dedup_key); never commits.

    `values` are those that `message_words.REQUIRED` asks for; days may be dates. `link` is a path
    on this site where something can be done, `act_by` the last day it helps. Returns whether it
    was new. Raises ValueError for missing values or a link that leads elsewhere.
    """
    message = new_message(
        person_id, kind, values, dedup_key=dedup_key, told_on=told_on, link=link, act_by=act_by
    )
    return tell_all(session, [message], now=now) == 1


def new_message(
    person_id: int,
    kind: MessageKind,
    values: Mapping[str, Any],
    *,
    dedup_key: str,
    told_on: date,
    link: str | None = None,
    act_by: date | None = None,
) -> NewMessage:
    """A checked message for `tell_all`; see `tell`."""
    missing = sorted(REQUIRED[kind] - set(values))
    if missing:
        raise ValueError(f"a message of kind {kind} needs {', '.join(missing)}")
    if link is not None and (not link.startswith("/") or link.startswith("//")):
        raise ValueError(f"a message links to a path on this site, not to {link!r}")
    plain = {key: _plain(value) for key, value in values.items()}
    return NewMessage(person_id, str(kind), plain, dedup_key, told_on, link, act_by)


def tell_all(session: Session, messages: Sequence[NewMessage], *, now: datetime) -> int:
    """Tell many at once in a few statements; returns how many were new; never commits."""
    # What the caller has added in this transaction must be there before a key points at it.
    session.flush()
    return store.add_messages(session, messages, now)


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str | int | float | bool) or value is None:
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    raise ValueError(f"a message cannot keep a {type(value).__name__}")


def mark_read(session: Session, person_id: int, public_id: str | None, *, now: datetime) -> int:
    """Mark one of the person's own messages read, or all of them with None; commits."""
    return _mark(session, person_id, public_id, now)


def mark_unread(session: Session, person_id: int, public_id: str) -> int:
    """Mark one of the person's own messages unread again; commits."""
    return _mark(session, person_id, public_id, None)


def _mark(session: Session, person_id: int, public_id: str | None, at: datetime | None) -> int:
    count = store.set_read(session, person_id, public_id, at)
    if count:
        session.commit()
    return count
