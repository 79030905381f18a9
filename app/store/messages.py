"""Messages: told once per person and key, read, unread, taken by a mail."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from app.db.base import metadata
from app.db.tables import Message

BATCH = 500
"""Rows of one insert; SQLite takes a limited number of values in a statement."""


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to be told; `values` holds plain JSON values only."""

    person_id: int
    kind: str
    values: dict[str, Any]
    dedup_key: str
    told_on: date
    link: str | None = None
    act_by: date | None = None


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message as stored."""

    id: int
    public_id: str
    person_id: int
    kind: str
    values: dict[str, Any]
    link: str | None
    act_by: date | None
    told_on: date
    created_at: datetime
    read_at: datetime | None
    outbox_id: int | None


def add_messages(session: Session, messages: Sequence[NewMessage], at: datetime) -> int:
    """Write those that have not been told before; returns how many were new.

    The unique key decides, so two writers at once tell it once.
    """
    added = 0
    for start in range(0, len(messages), BATCH):
        rows = [_values(message, at) for message in messages[start : start + BATCH]]
        added += len(session.execute(_insert(session, rows)).all())
    return added


def _insert(session: Session, rows: list[dict[str, Any]]) -> Any:
    table = metadata.tables["message"]
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table).values(rows).on_conflict_do_nothing().returning(table.c.id)
    return sqlite.insert(table).values(rows).on_conflict_do_nothing().returning(table.c.id)


def _values(message: NewMessage, at: datetime) -> dict[str, Any]:
    return {
        "public_id": uuid4().hex,
        "person_id": message.person_id,
        "kind": message.kind,
        "value_map": message.values,
        "link": message.link,
        "act_by": message.act_by,
        "dedup_key": message.dedup_key,
        "told_on": message.told_on,
        "created_at": at,
    }


def count_unread(session: Session, person_id: int) -> int:
    """How many messages the person has not opened; one query on the person's index."""
    return session.exec(
        select(sa.func.count())
        .select_from(Message)
        .where(Message.person_id == person_id, col(Message.read_at).is_(None))
    ).one()


def list_messages(
    session: Session, person_id: int, *, limit: int, offset: int = 0
) -> tuple[MessageRow, ...]:
    """A page of a person's messages, newest first."""
    found = session.exec(
        select(Message)
        .where(Message.person_id == person_id)
        .order_by(
            col(Message.told_on).desc(), col(Message.created_at).desc(), col(Message.id).desc()
        )
        .limit(limit)
        .offset(offset)
    )
    return tuple(_row(message) for message in found)


@dataclass(frozen=True, slots=True)
class InboxCounts:
    """How an inbox stands. `first_day` is the first day by which an unread one needs something."""

    total: int
    unread: int
    to_answer: int
    first_day: date | None


def count_inbox(session: Session, person_id: int, today: date) -> InboxCounts:
    """Counts for the headline, in one query; days that have passed need no answer any more."""
    is_unread = col(Message.read_at).is_(None)
    needs = sa.and_(is_unread, col(Message.act_by) >= today)
    total, unread, to_answer, first_day = session.execute(
        sa.select(
            sa.func.count(),
            sa.func.count(sa.case((is_unread, 1))),
            sa.func.count(sa.case((needs, 1))),
            sa.func.min(sa.case((needs, col(Message.act_by)))),
        ).where(col(Message.person_id) == person_id)
    ).one()
    return InboxCounts(total, unread, to_answer, first_day)


def find_message(session: Session, person_id: int, public_id: str) -> MessageRow | None:
    """One of the person's own messages; None for anybody else's."""
    found = session.exec(
        select(Message).where(Message.public_id == public_id, Message.person_id == person_id)
    ).first()
    return None if found is None else _row(found)


def set_read(session: Session, person_id: int, public_id: str | None, at: datetime | None) -> int:
    """Mark one of the person's messages, or all of them, read at `at` (None: unread again)."""
    wanted = col(Message.read_at).is_(None) if at else col(Message.read_at).is_not(None)
    statement = sa.update(Message).where(col(Message.person_id) == person_id, wanted)
    if public_id is not None:
        statement = statement.where(col(Message.public_id) == public_id)
    result = session.execute(statement.values(read_at=at))
    return int(result.rowcount)  # type: ignore[attr-defined]


def untold_messages(session: Session) -> tuple[MessageRow, ...]:
    """Every message that no mail has taken and nobody has opened, oldest first; one query."""
    found = session.exec(
        select(Message)
        .where(col(Message.outbox_id).is_(None), col(Message.read_at).is_(None))
        .order_by(col(Message.id))
    )
    return tuple(_row(message) for message in found)


def take(session: Session, message_ids: Iterable[int], outbox_id: int) -> int:
    """Give messages to a mail; returns how many were still free."""
    result = session.execute(
        sa.update(Message)
        .where(col(Message.id).in_(list(message_ids)), col(Message.outbox_id).is_(None))
        .values(outbox_id=outbox_id)
    )
    return int(result.rowcount)  # type: ignore[attr-defined]


def give_back(session: Session, outbox_id: int, extra: dict[str, Any] | None = None) -> int:
    """Free the messages of a mail, so that the next one tells them; returns how many.

    `extra` is added to the values of each.
    """
    rows = session.exec(select(Message).where(Message.outbox_id == outbox_id)).all()
    for row in rows:
        row.outbox_id = None
        # A new mapping: a change inside the old one would not be seen and not be written.
        row.values = {**row.values, **(extra or {})}
    session.flush()
    return len(rows)


def _row(message: Message) -> MessageRow:
    assert message.id is not None
    return MessageRow(
        id=message.id,
        public_id=message.public_id,
        person_id=message.person_id,
        kind=message.kind,
        values=dict(message.values),
        link=message.link,
        act_by=message.act_by,
        told_on=message.told_on,
        created_at=message.created_at,
        read_at=message.read_at,
        outbox_id=message.outbox_id,
    )
