"""The draw of a LIS1 intake as it is stored: the row locked, the keys, what the log says of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db.tables import AuditEvent, Lis1Candidate, Lis1Intake, Person

INTAKE = "lis1_intake"
"""What the log calls an intake; its key is the public id."""


@dataclass(frozen=True, slots=True)
class DrawnCandidate:
    """A candidate on the list of the draw."""

    id: int
    key: str
    name: str
    has_withdrawn: bool


@dataclass(frozen=True, slots=True)
class LogEvent:
    """A line of the log; `by` is None when nobody is remembered."""

    action: str
    at: datetime
    by: str | None
    details: Mapping[str, Any]


def lock_intake(session: Session, intake_id: int) -> Lis1Intake:
    """The row as it is now, kept from others until this transaction ends."""
    session.execute(
        sa.update(Lis1Intake)
        .where(col(Lis1Intake.id) == intake_id)
        .values(version=Lis1Intake.version)
        .execution_options(synchronize_session=False)
    )
    return session.get_one(Lis1Intake, intake_id, populate_existing=True)


def list_keys(session: Session, intake_id: int) -> tuple[str, ...]:
    """Every key that was given in an intake, sorted; those who have withdrawn keep theirs."""
    rows = session.execute(
        sa.select(col(Lis1Candidate.key)).where(col(Lis1Candidate.intake_id) == intake_id)
    ).scalars()
    return tuple(sorted(rows))


def list_candidates(session: Session, intake_id: int) -> tuple[DrawnCandidate, ...]:
    """The same with names, for the council."""
    rows = session.execute(
        sa.select(Lis1Candidate).where(col(Lis1Candidate.intake_id) == intake_id)
    ).scalars()
    found = [
        DrawnCandidate(row.id or 0, row.key, row.name, row.withdrawn_on is not None) for row in rows
    ]
    return tuple(sorted(found, key=lambda each: each.key))


def list_events(
    session: Session, subject: tuple[str, str], actions: Sequence[str]
) -> tuple[LogEvent, ...]:
    """Lines of the log of one subject with these actions, oldest first."""
    kind, key = subject
    rows = session.execute(
        sa.select(AuditEvent, Person)
        .outerjoin(Person, col(Person.id) == col(AuditEvent.actor_id))
        .where(
            col(AuditEvent.subject_kind) == kind,
            col(AuditEvent.subject_key) == key,
            col(AuditEvent.action).in_(actions),
        )
        .order_by(col(AuditEvent.id))
    )
    return tuple(
        LogEvent(event.action, event.at, None if person is None else person.name, event.details)
        for event, person in rows
    )
