"""Job runs: claimed, finished, listed."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.db.tables import JobRun, Setting

WORKER_SEEN = "worker.seen_at"


@dataclass(frozen=True, slots=True)
class JobRunRow:
    """A run of a job as stored."""

    id: int
    job: str
    due_at: datetime
    started_at: datetime
    finished_at: datetime | None
    succeeded: bool | None
    message: str | None


def claim(session: Session, job: str, due_at: datetime, now: datetime) -> int | None:
    """Claim a run by inserting its row; None when somebody has already claimed it."""
    row = JobRun(job=job, due_at=due_at, started_at=now)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return None
    return row.id


def finish(session: Session, run_id: int, *, at: datetime, succeeded: bool, message: str) -> None:
    """Write how a run ended."""
    session.execute(
        sa.update(JobRun)
        .where(col(JobRun.id) == run_id)
        .values(finished_at=at, succeeded=succeeded, message=message)
    )


def latest_runs(session: Session) -> dict[str, JobRunRow]:
    """The newest run of every job, by name."""
    newest = select(sa.func.max(JobRun.id)).group_by(col(JobRun.job))
    rows = session.exec(select(JobRun).where(col(JobRun.id).in_(newest)))
    return {row.job: _row(row) for row in rows}


def set_worker_seen(session: Session, at: datetime) -> None:
    """The worker says that it lives."""
    row = session.get(Setting, WORKER_SEEN)
    if row is None:
        session.add(Setting(key=WORKER_SEEN, value=at.isoformat(), changed_at=at))
    else:
        row.value, row.changed_at = at.isoformat(), at


def worker_seen_at(session: Session) -> datetime | None:
    """When the worker last said that it lives."""
    row = session.get(Setting, WORKER_SEEN)
    return datetime.fromisoformat(row.value) if row else None


def _row(row: JobRun) -> JobRunRow:
    assert row.id is not None
    return JobRunRow(
        row.id, row.job, row.due_at, row.started_at, row.finished_at, row.succeeded, row.message
    )
