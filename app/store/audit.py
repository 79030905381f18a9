"""The audit trail: written in the transaction of the change it tells of."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db.tables import AccessLog, AuditEvent, Person


@dataclass(frozen=True, slots=True)
class LastWriter:
    """Who changed something last, and when."""

    person_id: int
    name: str
    at: datetime


def add_event(
    session: Session,
    *,
    at: datetime,
    by: int | None,
    action: str,
    subject: tuple[str, str],
    details: dict[str, Any] | None = None,
) -> AuditEvent:
    """Remember a change: who, what, and the kind and key of what was changed."""
    kind, key = subject
    event = AuditEvent(
        at=at,
        actor_id=by,
        action=action,
        subject_kind=kind,
        subject_key=key,
        details=details or {},
    )
    session.add(event)
    return event


def find_details(session: Session, *, by: int, subject: tuple[str, str]) -> dict[str, Any] | None:
    """The details of this person's change of that subject; None when there is none."""
    kind, key = subject
    found = session.exec(
        select(AuditEvent.details).where(
            AuditEvent.subject_kind == kind,
            AuditEvent.subject_key == key,
            AuditEvent.actor_id == by,
        )
    ).first()
    return None if found is None else dict(found)


def count_events(session: Session, subject: tuple[str, str]) -> int:
    """How many changes of a subject are remembered."""
    kind, key = subject
    return session.exec(
        select(sa.func.count())
        .select_from(AuditEvent)
        .where(AuditEvent.subject_kind == kind, AuditEvent.subject_key == key)
    ).one()


def last_writer(session: Session, subject: tuple[str, str]) -> LastWriter | None:
    """Who changed a subject last, and when; None when nobody is remembered."""
    kind, key = subject
    row = session.execute(
        sa.select(AuditEvent, Person)
        .join(Person, col(Person.id) == col(AuditEvent.actor_id))
        .where(col(AuditEvent.subject_kind) == kind, col(AuditEvent.subject_key) == key)
        .order_by(col(AuditEvent.id).desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    event, person = row
    assert person.id is not None
    return LastWriter(person.id, person.name, event.at)


def add_access(session: Session, *, at: datetime, by: int, person_id: int, page: str) -> None:
    """Remember that somebody else opened a doctor's page."""
    session.add(AccessLog(at=at, actor_id=by, person_id=person_id, page=page))
