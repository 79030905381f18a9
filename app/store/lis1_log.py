"""The log of a LIS1 intake: its lines in the audit trail, newest first, a page at a time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db.tables import AuditEvent, Person


@dataclass(frozen=True, slots=True)
class LogRow:
    """One line as stored; `by` None: a candidate without an account, or the nightly job."""

    at: datetime
    by_id: int | None
    by: str | None
    action: str
    details: dict[str, Any]


def list_log(
    session: Session,
    intake: str,
    actions: Collection[str] | None,
    *,
    page: int,
    size: int,
) -> tuple[tuple[LogRow, ...], int]:
    """(lines of one page from 1, lines in all) of an intake (its public id); two queries.

    With `actions` only these.
    """
    which = [
        col(AuditEvent.subject_kind) == "lis1_intake",
        col(AuditEvent.subject_key) == intake,
    ]
    if actions is not None:
        which.append(col(AuditEvent.action).in_(actions))
    count = session.execute(
        sa.select(sa.func.count()).select_from(AuditEvent).where(*which)
    ).scalar_one()
    rows = session.execute(
        sa.select(AuditEvent, Person)
        .outerjoin(Person, col(Person.id) == col(AuditEvent.actor_id))
        .where(*which)
        .order_by(col(AuditEvent.id).desc())
        .limit(size)
        .offset((page - 1) * size)
    )
    found = tuple(
        LogRow(
            event.at, event.actor_id, person.name if person else None, event.action, event.details
        )
        for event, person in rows
    )
    return found, count
