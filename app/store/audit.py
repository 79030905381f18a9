"""The audit trail: written in the transaction of the change it tells of."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.db.tables import AccessLog, AuditEvent


def add_event(
    session: Session,
    *,
    at: datetime,
    by: int | None,
    action: str,
    subject: tuple[str, str],
    details: dict[str, Any] | None = None,
) -> None:
    """Remember a change: who, what, and the kind and key of what was changed."""
    kind, key = subject
    session.add(
        AuditEvent(
            at=at,
            actor_id=by,
            action=action,
            subject_kind=kind,
            subject_key=key,
            details=details or {},
        )
    )


def add_access(session: Session, *, at: datetime, by: int, person_id: int, page: str) -> None:
    """Remember that somebody else opened a doctor's page."""
    session.add(AccessLog(at=at, actor_id=by, person_id=person_id, page=page))
