"""Runs one job once for its due time, and writes down how it went.

The worker and `legelop jobs run` both come through here. While a job runs its lock is held, so
the same job never runs twice at once; an unfinished run found under a free lock was left by a
process that died, and is claimed again. See docs/adr/0011.
"""

import os
import secrets
import socket
import threading
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import structlog
from sqlmodel import Session

from app.extensions import Installation
from app.jobs.locks import ProcessLock, job_lock
from app.jobs.progress import RunProgress
from app.jobs.work import Job, Work
from app.services import job_failures
from app.store import jobs as store

log = structlog.get_logger()


class Ending(StrEnum):
    """How an attempt at a run ended."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    """It raised, or its process has died too many times; the row says which."""
    STOPPED = "stopped"
    """Somebody asked it to stop."""
    GIVEN_BACK = "given_back"
    """This process is stopping; the next worker takes the run from the beginning."""
    BUSY = "busy"
    """The same job runs somewhere else; nothing was done."""
    ALREADY_RUN = "already_run"
    """This due time is finished; nothing was done."""
    LOST = "lost"
    """The lock was lost on the way, so somebody else may have the run now."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it went, with the sentence or the error."""

    ending: Ending
    message: str = ""
    run_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Claimed:
    """A run that is ours while `lock` is held."""

    home: Installation
    job: Job
    lock: ProcessLock
    run_id: int
    by: str


def run_job(
    home: Installation,
    job: Job,
    due_at: datetime,
    *,
    today: date | None = None,
    closing: threading.Event | None = None,
) -> Outcome:
    """Run `job` for `due_at`, unless it has run for it or runs right now.

    What the job raises is written on the run's row and in the log, and told in the outcome.
    `today` is the day the job judges (default: the installation's); `closing` is set by a
    worker that is about to stop.
    """
    lock = job_lock(home.database, job.name)
    if not lock.acquire():
        return Outcome(Ending.BUSY)
    try:
        claimed = _claim(home, job, due_at, lock)
        if isinstance(claimed, Outcome):
            return claimed
        return _carry_out(claimed, today or home.clock.today(), closing or threading.Event())
    finally:
        lock.release()


def process_name() -> str:
    """Host, process and a random word: who runs it."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"


def _claim(home: Installation, job: Job, due_at: datetime, lock: ProcessLock) -> _Claimed | Outcome:
    """Claim the run in a transaction of its own; an outcome when there is nothing to run."""
    by = process_name()
    now = home.clock.now()
    with home.database.session() as session:
        run = store.open_run(session, job.name, due_at)
        if run.finished_at is not None:
            return Outcome(Ending.ALREADY_RUN, run.message or "", run.id)
        hopeless = _why_not_again(job, run)
        if hopeless is not None:
            store.end_unclaimed(session, run.id, at=now, succeeded=hopeless[0], message=hopeless[1])
            if hopeless[0] is False:
                _tell_admins(session, home, job, hopeless[1])
            session.commit()
            log.error("job not run again", job=job.name, run=run.id, why=hopeless[1])
            ending = Ending.STOPPED if hopeless[0] is None else Ending.FAILED
            return Outcome(ending, hopeless[1], run.id)
        if not store.claim(session, run.id, by=by, now=now):
            return Outcome(Ending.ALREADY_RUN, "", run.id)
        session.commit()
    if run.started_at is not None:
        log.warning("abandoned job claimed again", job=job.name, run=run.id, left_by=run.claimed_by)
    return _Claimed(home, job, lock, run.id, by)


def _why_not_again(job: Job, run: store.JobRunRow) -> tuple[bool | None, str] | None:
    """What a run that is not taken up again ends as, and why; None when it shall run."""
    if run.stop_requested_at is not None:
        return None, "stopped; its process had died"
    if run.attempts >= job.most_attempts:
        return False, f"given up: its process died {run.attempts} times"
    return None


def _carry_out(claimed: _Claimed, today: date, closing: threading.Event) -> Outcome:
    home, job = claimed.home, claimed.job
    progress = RunProgress(home.database, claimed.run_id, claimed.by, claimed.lock, closing)
    with home.database.session() as session:
        try:
            message = job.task(Work(session, home, today, home.clock.now(), progress))
            session.commit()
        except KeyboardInterrupt:
            session.rollback()
            _finish(claimed, Ending.STOPPED, "stopped by hand")
            raise
        except Exception as error:
            session.rollback()
            log.exception("job failed", job=job.name, run=claimed.run_id)
            return _finish(claimed, Ending.FAILED, f"{type(error).__name__}: {error}")
    if progress.is_lost:
        return _told(claimed, Ending.LOST, message)
    if progress.is_stopped:
        return _finish(claimed, Ending.STOPPED, message)
    if progress.is_interrupted:
        return _give_back(claimed, message)
    return _finish(claimed, Ending.SUCCEEDED, message)


def _finish(claimed: _Claimed, ending: Ending, message: str) -> Outcome:
    succeeded = {Ending.SUCCEEDED: True, Ending.FAILED: False}.get(ending)
    with claimed.home.database.session() as session:
        is_ours = store.finish(
            session,
            claimed.run_id,
            by=claimed.by,
            at=claimed.home.clock.now(),
            succeeded=succeeded,
            message=message,
        )
        if is_ours and ending is Ending.FAILED:
            _tell_admins(session, claimed.home, claimed.job, message)
        session.commit()
    return _told(claimed, ending if is_ours else Ending.LOST, message)


def _tell_admins(session: Session, home: Installation, job: Job, error: str) -> None:
    job_failures.tell_admins(
        session,
        job_failures.FailedJob(job.name, job.title_nb, job.title_en, error),
        today=home.clock.today(),
        now=home.clock.now(),
    )


def _give_back(claimed: _Claimed, message: str) -> Outcome:
    with claimed.home.database.session() as session:
        is_ours = store.give_back(session, claimed.run_id, by=claimed.by)
        session.commit()
    return _told(claimed, Ending.GIVEN_BACK if is_ours else Ending.LOST, message)


def _told(claimed: _Claimed, ending: Ending, message: str) -> Outcome:
    log.info("job", job=claimed.job.name, run=claimed.run_id, ending=str(ending), message=message)
    return Outcome(ending, message, claimed.run_id)
