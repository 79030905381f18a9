"""Hands due, missed, asked-for and abandoned runs to a few threads.

A slow job holds up nobody but itself. Everything here may be called again and again: what has
run, or runs, is known by its row and its lock.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import sqlalchemy.exc
import structlog

from app.extensions import Installation
from app.jobs.runner import Ending, run_job
from app.jobs.work import Job
from app.store import jobs as store

log = structlog.get_logger()

MAKING_UP = "(missed)"
"""The name under which the one thread that makes up for missed runs is in hand."""
THREADS = 3
"""Each running job uses at most three connections (lock, work, progress) of a pool of fifteen."""
OVER = (Ending.SUCCEEDED, Ending.FAILED, Ending.STOPPED)


class Dispatcher:
    """The leader's threads, and what they have in hand."""

    def __init__(self, home: Installation, jobs: tuple[Job, ...]) -> None:
        self.jobs = {job.name: job for job in jobs}
        self._home = home
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="job")
        self._guard = threading.Lock()
        self._in_hand: set[str] = set()
        self._closing = threading.Event()

    def tick(self, name: str) -> None:
        """Run a job for its newest due time; what is due often is asked first if it is needed."""
        job = self.jobs[name]
        now = self._home.clock.now()
        if job.is_needed is not None:
            with self._home.database.session() as session:
                if not job.is_needed(session, self._home):
                    return
        self._offer(job, job.trigger.latest_due(now))

    def sweep(self) -> None:
        """Take up what people have asked for, what dead processes left, and what was missed."""
        now = self._home.clock.now()
        try:
            with self._home.database.session() as session:
                unfinished = store.list_unfinished(session)
                missed = self._missed(store.list_recorded(session, now - self._longest()), now)
        except sa.exc.DBAPIError:
            log.warning("the database does not answer; the worker looks again")
            return
        for run in unfinished:
            job = self.jobs.get(run.job)
            if job is not None:
                self._offer(job, run.due_at)
        if missed and self._take(MAKING_UP):
            self._submit(self._make_up, missed)

    def close(self) -> None:
        """Ask running jobs to stop at their next step, and wait for them."""
        with self._guard:
            self._closing.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _missed(
        self, recorded: frozenset[tuple[str, datetime]], now: datetime
    ) -> list[tuple[Job, datetime]]:
        due = [(job, job.trigger.latest_due(now)) for job in self.jobs.values()]
        missed = [
            (job, due_at)
            for job, due_at in due
            if now - due_at < job.make_up_within and (job.name, due_at) not in recorded
        ]
        return sorted(missed, key=lambda pair: pair[1])

    def _longest(self) -> timedelta:
        return max((job.make_up_within for job in self.jobs.values()), default=timedelta(0))

    def _make_up(self, missed: list[tuple[Job, datetime]]) -> None:
        """One after the other, in the order they were due: later jobs build on earlier ones."""
        try:
            for job, due_at in missed:
                if self._take(job.name):
                    self._run(job, due_at)
        finally:
            self._let_go(MAKING_UP)

    def _offer(self, job: Job, due_at: datetime) -> None:
        if self._take(job.name):
            self._submit(self._run, job, due_at)

    def _submit(self, function: Callable[..., None], *arguments: Any) -> None:
        with self._guard:
            if not self._closing.is_set():
                self._pool.submit(function, *arguments)

    def _take(self, name: str) -> bool:
        """Reserve a job for this process; False when it is in hand already or we close."""
        with self._guard:
            if name in self._in_hand or self._closing.is_set():
                return False
            self._in_hand.add(name)
            return True

    def _let_go(self, name: str) -> None:
        with self._guard:
            self._in_hand.discard(name)

    def _run(self, job: Job, due_at: datetime) -> None:
        is_over = False
        try:
            outcome = run_job(self._home, job, due_at, closing=self._closing)
            is_over = outcome.ending in OVER
        except Exception:
            # The database did not answer. The run is still unfinished and is taken up again.
            log.exception("job run not written", job=job.name)
        finally:
            self._let_go(job.name)
        if is_over:
            # The next in line for the same job need not wait for the next sweep.
            self.sweep()
