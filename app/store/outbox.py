"""Mails on their way out. Every step is one statement that only the mail's holder can win."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db.tables import Account, Message, Outbox, Person
from app.db.tables.messages import MailState


@dataclass(frozen=True, slots=True)
class MailRow:
    """A mail to be handed over. `attempts` says which claim this is."""

    id: int
    person_id: int
    message_id: str
    address: str
    subject: str
    body: str
    attempts: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class NewMail:
    """A mail to be written; the same `dedup_key` is written once."""

    person_id: int
    dedup_key: str
    message_id: str
    address: str
    subject: str
    body: str


def add_mail(session: Session, mail: NewMail, at: datetime) -> int:
    """Write a mail that waits; returns its id. The unique key refuses a second one."""
    row = Outbox(
        person_id=mail.person_id,
        dedup_key=mail.dedup_key,
        message_id=mail.message_id,
        address=mail.address,
        subject=mail.subject,
        body=mail.body,
        state=MailState.WAITING,
        created_at=at,
        not_before=at,
        changed_at=at,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def find_left_behind(session: Session, state: MailState) -> tuple[MailRow, ...]:
    """Mails that a worker left in `state` when it died."""
    rows = session.exec(select(Outbox).where(Outbox.state == state).order_by(col(Outbox.id)))
    return tuple(_row(row) for row in rows)


def next_waiting(session: Session, now: datetime, beside: Iterable[int] = ()) -> MailRow | None:
    """The mail that has waited longest among those that may be tried now."""
    row = session.exec(
        select(Outbox)
        .where(
            Outbox.state == MailState.WAITING,
            Outbox.not_before <= now,
            col(Outbox.id).not_in(list(beside)),
        )
        .order_by(col(Outbox.not_before), col(Outbox.id))
        .limit(1)
    ).first()
    return None if row is None else _row(row)


def claim(session: Session, mail: MailRow, at: datetime) -> MailRow | None:
    """Take a waiting mail; None when somebody else was first."""
    claimed = replace(mail, attempts=mail.attempts + 1)
    won = _change(
        session,
        mail,
        (MailState.WAITING,),
        {"state": MailState.CLAIMED, "attempts": claimed.attempts, "changed_at": at},
    )
    return claimed if won else None


def move(
    session: Session,
    mail: MailRow,
    before: Sequence[MailState],
    after: MailState,
    at: datetime,
    *,
    error: str | None = None,
    not_before: datetime | None = None,
) -> bool:
    """From one state to the next; False when the mail is no longer ours to move."""
    values: dict[str, Any] = {"state": after, "changed_at": at, "last_error": error}
    if not_before is not None:
        values["not_before"] = not_before
    return _change(session, mail, before, values)


def _change(
    session: Session, mail: MailRow, before: Sequence[MailState], values: Mapping[str, Any]
) -> bool:
    changed = session.execute(
        sa.update(Outbox)
        .where(
            col(Outbox.id) == mail.id,
            col(Outbox.state).in_(before),
            # A claim that was thought dead and taken by another must not go on.
            col(Outbox.attempts) == mail.attempts,
        )
        .values(**values)
        .returning(col(Outbox.id))
    ).all()
    return len(changed) == 1


def count_by_state(session: Session) -> dict[MailState, int]:
    """How many mails stand in each state."""
    rows = session.execute(
        sa.select(col(Outbox.state), sa.func.count()).group_by(col(Outbox.state))
    ).all()
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who may get mail: address and language."""

    person_id: int
    address: str
    locale: str | None


def list_readers(session: Session) -> dict[int, Reader]:
    """Everybody with something untold, an address and no closed account; one query."""
    rows = session.execute(
        sa.select(col(Person.id), col(Person.email), col(Account.locale))
        .outerjoin(Account, col(Account.person_id) == col(Person.id))
        .where(
            col(Person.id).in_(_with_something_untold()),
            col(Person.email).is_not(None),
            col(Account.disabled_at).is_(None),
        )
    ).all()
    return {row[0]: Reader(row[0], row[1].strip(), row[2]) for row in rows if row[1].strip()}


def _with_something_untold() -> Any:
    return sa.select(col(Message.person_id)).where(
        col(Message.outbox_id).is_(None), col(Message.read_at).is_(None)
    )


@dataclass(frozen=True, slots=True)
class LatestMail:
    """The newest mail to a person."""

    dedup_key: str
    address: str
    state: MailState
    created_at: datetime
    changed_at: datetime


def latest_mails(session: Session) -> dict[int, LatestMail]:
    """The newest mail to each person who has something untold; one query."""
    return _latest(session, col(Outbox.person_id).in_(_with_something_untold()))


def latest_mail(session: Session, person_id: int) -> LatestMail | None:
    """The newest mail to one person."""
    return _latest(session, col(Outbox.person_id) == person_id).get(person_id)


def _latest(session: Session, where: sa.ColumnElement[bool]) -> dict[int, LatestMail]:
    newest = sa.select(sa.func.max(col(Outbox.id))).where(where).group_by(col(Outbox.person_id))
    rows = session.exec(select(Outbox).where(col(Outbox.id).in_(newest)))
    return {
        row.person_id: LatestMail(
            row.dedup_key, row.address, row.state, row.created_at, row.changed_at
        )
        for row in rows
    }


def _row(row: Outbox) -> MailRow:
    assert row.id is not None
    return MailRow(
        id=row.id,
        person_id=row.person_id,
        message_id=row.message_id,
        address=row.address,
        subject=row.subject,
        body=row.body,
        attempts=row.attempts,
        created_at=row.created_at,
    )
