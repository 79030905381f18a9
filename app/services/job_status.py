"""Jobber: what runs, what has failed, what comes next; asking for a run, asking it to stop."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlmodel import Session

from app.db.tables import MailState
from app.services import start_pages
from app.services.job_words import due_words, job_title, near_moment, state_words, took_words
from app.services.start_pages import WORKER_SILENT_AFTER, Opening
from app.store import audit, outbox
from app.store import jobs as store
from app.store.jobs import JobRunRow, RunState

HISTORY = 20
WAITING_MAILS = (MailState.WAITING, MailState.CLAIMED, MailState.HANDING_OVER)


@dataclass(frozen=True, slots=True)
class PlannedJob:
    """A job of the registry, as far as the page needs it."""

    name: str
    at: time | None
    """The time of day in Oslo; None for a job that is due again and again."""
    every_seconds: int
    next_due: datetime


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run in words."""

    run: JobRunRow
    title: str
    mark: str
    word: str
    took: str
    since: str
    """When it began, or was asked for."""


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job with its newest run."""

    name: str
    title: str
    when: str
    next_due: datetime | None
    """None for a job that is due again and again."""
    latest: JobRunRow | None
    mark: str
    word: str
    took: str
    is_open: bool
    """Somebody has asked for it, or it runs."""


@dataclass(frozen=True, slots=True)
class MailCounts:
    """Mails that have not arrived for certain."""

    waiting: int
    failed: int
    in_doubt: int


@dataclass(frozen=True, slots=True)
class JobsPage:
    """Everything *Jobber* shows."""

    opening: Opening
    jobs: tuple[JobLine, ...]
    open_runs: tuple[RunLine, ...]
    failed: tuple[RunLine, ...]
    """Jobs whose newest finished run failed."""
    history: tuple[RunLine, ...]
    worker_seen_at: datetime | None
    worker_is_alive: bool
    mails: MailCounts


def load_page(session: Session, planned: Sequence[PlannedJob], now: datetime) -> JobsPage:
    """The page, in six queries whatever has run."""
    latest = store.latest_runs(session)
    finished = store.latest_finished(session)
    unfinished = store.list_unfinished(session)
    seen = store.worker_seen_at(session)
    open_names = {run.job for run in unfinished}
    failed = [
        finished[job.name]
        for job in planned
        if job.name in finished and finished[job.name].state is RunState.FAILED
    ]
    return JobsPage(
        opening=start_pages.admin(finished, seen, now),
        jobs=tuple(_job_line(job, latest.get(job.name), open_names) for job in planned),
        open_runs=tuple(_run_line(run, now) for run in unfinished),
        failed=tuple(_run_line(run, now) for run in failed if run.job not in open_names),
        history=tuple(_run_line(run, now) for run in store.list_newest(session, HISTORY)),
        worker_seen_at=seen,
        worker_is_alive=seen is not None and now - seen <= WORKER_SILENT_AFTER,
        mails=_mail_counts(outbox.count_by_state(session)),
    )


def ask_for_run(session: Session, job: str, *, by: int, now: datetime) -> int:
    """Ask the worker to run a job; the id of the run."""
    run_id = store.request_run(session, job, by=by, now=now)
    audit.add_event(
        session,
        at=now,
        by=by,
        action="job.requested",
        subject=("job_run", str(run_id)),
        details={"job": job},
    )
    session.commit()
    return run_id


def ask_to_stop(session: Session, run_id: int, *, by: int, now: datetime) -> bool:
    """Ask a run to stop; False when it was over already, or never was."""
    if not store.request_stop(session, run_id, now):
        return False
    audit.add_event(
        session, at=now, by=by, action="job.stop_requested", subject=("job_run", str(run_id))
    )
    session.commit()
    return True


def _job_line(job: PlannedJob, latest: JobRunRow | None, open_names: set[str]) -> JobLine:
    mark, word = state_words(latest)
    return JobLine(
        name=job.name,
        title=job_title(job.name),
        when=due_words(job.at, job.every_seconds),
        next_due=job.next_due if job.at is not None else None,
        latest=latest,
        mark=mark,
        word=word,
        took=took_words(latest) if latest else "",
        is_open=job.name in open_names,
    )


def _run_line(run: JobRunRow, now: datetime) -> RunLine:
    mark, word = state_words(run)
    since = near_moment(run.started_at or run.due_at, now)
    return RunLine(run, job_title(run.job), mark, word, took_words(run), since)


def _mail_counts(counts: Mapping[MailState, int]) -> MailCounts:
    return MailCounts(
        waiting=sum(counts.get(state, 0) for state in WAITING_MAILS),
        failed=counts.get(MailState.FAILED, 0),
        in_doubt=counts.get(MailState.IN_DOUBT, 0),
    )
