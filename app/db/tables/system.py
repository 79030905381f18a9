"""What the installation itself remembers: audit, access, jobs, settings."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db.base import UtcDateTime


class AuditEvent(SQLModel, table=True):
    """A change, written in the same transaction as the change itself."""

    __tablename__ = "audit_event"
    __table_args__ = (sa.Index(None, "subject_kind", "subject_key"),)

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    actor_id: int | None = Field(default=None, foreign_key="person.id")
    """None for the installation itself (loading, jobs)."""
    action: str = Field(max_length=60)
    subject_kind: str = Field(max_length=40)
    subject_key: str = Field(max_length=120)
    details: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)


class AccessLog(SQLModel, table=True):
    """Somebody other than the doctor opened the doctor's record."""

    __tablename__ = "access_log"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    actor_id: int = Field(foreign_key="person.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    page: str = Field(max_length=80)


class JobRun(SQLModel, table=True):
    """One run of a job: one row per job and due time, so that it happens once.

    A person asks for a run by writing a row without `started_at`; the worker claims it. A run
    whose worker died is claimed again (`attempts` grows): every job is safe to run twice.
    """

    __tablename__ = "job_run"
    __table_args__ = (sa.UniqueConstraint("job", "due_at"),)

    id: int | None = Field(default=None, primary_key=True)
    job: str = Field(max_length=60, index=True)
    due_at: datetime = Field(sa_type=UtcDateTime)
    requested_by_id: int | None = Field(default=None, foreign_key="person.id")
    claimed_by: str | None = Field(default=None, max_length=80)
    """Host, process and a random word: who runs it."""
    attempts: int = 0
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    succeeded: bool | None = None
    message: str | None = None
    done: int | None = None
    """How far it is, of `total`."""
    total: int | None = None
    stop_requested_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Setting(SQLModel, table=True):
    """A value that an admin may change, such as a limit whose sources disagree."""

    __tablename__ = "setting"

    key: str = Field(primary_key=True, max_length=80)
    value: str
    changed_at: datetime = Field(sa_type=UtcDateTime)
    changed_by_id: int | None = Field(default=None, foreign_key="person.id")
