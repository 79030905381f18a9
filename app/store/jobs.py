"""Job runs: asked for, claimed, followed, finished, listed.

Whoever claims a run must hold the job's lock (app/jobs/locks.py); so an unfinished run that can
be claimed has nobody working on it. Nothing here commits.
"""

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from app.db.tables import JobRun, Person, Setting

WORKER_SEEN = "worker.seen_at"


class RunState(StrEnum):
    """How far a run has come."""

    WAITING = "waiting"
    """Asked for, or given back; nobody has begun."""
    RUNNING = "running"
    """Claimed. Whether its process lives, only the job's lock knows."""
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    STOPPED = "stopped"
    """Somebody asked it to stop. Stored as finished with `succeeded` unknown."""


@dataclass(frozen=True, slots=True)
class JobRunRow:
    """A run of a job as stored."""

    id: int
    job: str
    due_at: datetime
    requested_by: str | None
    """The name of the person who asked for it; None when it was due by itself."""
    claimed_by: str | None
    attempts: int
    started_at: datetime | None
    finished_at: datetime | None
    succeeded: bool | None
    message: str | None
    done: int | None
    total: int | None
    stop_requested_at: datetime | None

    @property
    def state(self) -> RunState:
        """How far it has come."""
        if self.finished_at is None:
            return RunState.WAITING if self.started_at is None else RunState.RUNNING
        if self.succeeded is None:
            return RunState.STOPPED
        return RunState.SUCCEEDED if self.succeeded else RunState.FAILED


# --- Asking, from the web and from services ---


def request_run(session: Session, job: str, *, by: int | None, now: datetime) -> int:
    """Ask the worker to run a job; the id of the run.

    One open request per job: a second one gets the id of the first. A run that has begun is not
    an open request, because it may have read the data before the change that made somebody ask.
    """
    _one_at_a_time(session, job)
    open_request = (
        select(JobRun.id)
        .where(
            JobRun.job == job, col(JobRun.started_at).is_(None), col(JobRun.finished_at).is_(None)
        )
        .order_by(col(JobRun.id))
    )
    found = session.exec(open_request).first()
    if found is not None:
        return found
    row = JobRun(job=job, due_at=now, requested_by_id=by)
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def _one_at_a_time(session: Session, job: str) -> None:
    """Make two requests for the same job wait for each other until the transaction ends.

    The update of no row takes the write lock of SQLite before anything is read; PostgreSQL has
    a lock for the purpose.
    """
    if _dialect(session) == "sqlite":
        session.execute(sa.update(JobRun).where(sa.false()).values(attempts=JobRun.attempts))
    else:
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(f"job:{job}"))))


def request_stop(session: Session, run_id: int, now: datetime) -> bool:
    """Ask a run to stop; one that nobody has begun ends here. False when it is over already."""
    unfinished = (col(JobRun.id) == run_id, col(JobRun.finished_at).is_(None))
    waiting = session.execute(
        sa.update(JobRun)
        .where(*unfinished, col(JobRun.started_at).is_(None))
        .values(finished_at=now, stop_requested_at=now, message="stopped before it began")
    )
    if _count(waiting):
        return True
    running = session.execute(
        sa.update(JobRun)
        .where(*unfinished)
        .values(stop_requested_at=sa.func.coalesce(JobRun.stop_requested_at, now))
    )
    return bool(_count(running))


def run_status(session: Session, run_id: int) -> JobRunRow | None:
    """One run, or None when there is no such run."""
    return next(iter(_rows(session, col(JobRun.id) == run_id)), None)


# --- Claiming and following, by whoever holds the job's lock ---


def open_run(session: Session, job: str, due_at: datetime) -> JobRunRow:
    """The run for this due time, made when there is none; nobody has claimed a new one."""
    insert = sqlite.insert if _dialect(session) == "sqlite" else postgresql.insert
    session.execute(
        insert(JobRun).values(job=job, due_at=due_at, attempts=0).on_conflict_do_nothing()
    )
    return _rows(session, JobRun.job == job, JobRun.due_at == due_at)[0]


def claim(session: Session, run_id: int, *, by: str, now: datetime) -> bool:
    """Claim an unfinished run; False when it was finished meanwhile."""
    claimed = session.execute(
        sa.update(JobRun)
        .where(col(JobRun.id) == run_id, col(JobRun.finished_at).is_(None))
        .values(
            claimed_by=by,
            started_at=now,
            attempts=JobRun.attempts + 1,
            done=None,
            total=None,
        )
    )
    return bool(_count(claimed))


def set_progress(session: Session, run_id: int, *, by: str, done: int, total: int) -> bool:
    """Write how far a run is; False when the claim is no longer ours."""
    return _change_claimed(session, run_id, by, done=done, total=total)


def finish(
    session: Session, run_id: int, *, by: str, at: datetime, succeeded: bool | None, message: str
) -> bool:
    """Write how a run ended (None: it was stopped); False when the claim is no longer ours."""
    return _change_claimed(
        session, run_id, by, finished_at=at, succeeded=succeeded, message=message
    )


def give_back(session: Session, run_id: int, *, by: str) -> bool:
    """Leave a run for the next worker as if it had not begun."""
    return _change_claimed(
        session,
        run_id,
        by,
        claimed_by=None,
        started_at=None,
        attempts=JobRun.attempts - 1,
        done=None,
        total=None,
    )


def end_unclaimed(
    session: Session, run_id: int, *, at: datetime, succeeded: bool | None, message: str
) -> None:
    """End an unfinished run that nobody works on and nobody shall take up again."""
    session.execute(
        sa.update(JobRun)
        .where(col(JobRun.id) == run_id, col(JobRun.finished_at).is_(None))
        .values(finished_at=at, succeeded=succeeded, message=message)
    )


def _change_claimed(session: Session, run_id: int, by: str, **values: Any) -> bool:
    changed = session.execute(
        sa.update(JobRun)
        .where(
            col(JobRun.id) == run_id,
            col(JobRun.claimed_by) == by,
            col(JobRun.finished_at).is_(None),
        )
        .values(**values)
    )
    return bool(_count(changed))


# --- Looking ---


def list_unfinished(session: Session) -> tuple[JobRunRow, ...]:
    """Runs that wait or run, the oldest due first."""
    return _rows(session, col(JobRun.finished_at).is_(None))


def list_recorded(session: Session, since: datetime) -> frozenset[tuple[str, datetime]]:
    """(job, due time) of every run that was due at `since` or later."""
    found = session.exec(select(JobRun.job, JobRun.due_at).where(JobRun.due_at >= since))
    return frozenset(found.all())


def list_newest(session: Session, limit: int) -> tuple[JobRunRow, ...]:
    """The last runs that are over, newest first."""
    over = select(JobRun.id).where(col(JobRun.finished_at).is_not(None))
    ids = over.order_by(col(JobRun.finished_at).desc(), col(JobRun.id).desc()).limit(limit)
    rows = _rows(session, col(JobRun.id).in_(ids))
    return tuple(sorted(rows, key=lambda row: (row.finished_at, row.id), reverse=True))


def latest_runs(session: Session) -> dict[str, JobRunRow]:
    """The newest run of every job, by name, whether it is over or not."""
    newest = select(sa.func.max(JobRun.id)).group_by(col(JobRun.job))
    return {row.job: row for row in _rows(session, col(JobRun.id).in_(newest))}


def latest_finished(session: Session) -> dict[str, JobRunRow]:
    """The newest run of every job that is over, by name."""
    newest = (
        select(sa.func.max(JobRun.id))
        .where(col(JobRun.finished_at).is_not(None))
        .group_by(col(JobRun.job))
    )
    return {row.job: row for row in _rows(session, col(JobRun.id).in_(newest))}


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


def _rows(session: Session, *conditions: Any) -> tuple[JobRunRow, ...]:
    """Runs with the name of whoever asked, the oldest due first; as the database has them now."""
    found = session.execute(
        sa.select(*_columns())
        .join(Person, col(Person.id) == col(JobRun.requested_by_id), isouter=True)
        .where(*conditions)
        .order_by(col(JobRun.due_at), col(JobRun.id))
    )
    return tuple(JobRunRow(*row) for row in found)


def _columns() -> list[Any]:
    """The fields of a row in their order; columns, because a cached object would be old."""
    name = col(Person.given_name) + " " + col(Person.family_name)
    return [
        name if field.name == "requested_by" else getattr(JobRun, field.name)
        for field in fields(JobRunRow)
    ]


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


def _count(result: Any) -> int:
    return int(result.rowcount)
