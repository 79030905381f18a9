"""What a running job is told and tells: how far it is, and whether to stop."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import sqlalchemy as sa
import sqlalchemy.exc
from sqlmodel import Session

from app.db.session import Database
from app.jobs.locks import ProcessLock
from app.store import jobs as store

SECONDS_BETWEEN = 1.0
SHORT_WAIT_MS = 100
USUAL_WAIT_MS = 15_000


@dataclass(slots=True)
class RunProgress:
    """Called by a job as `progress(done, total)`; False means: finish the step and return.

    The row is written at most once a second, in a transaction of its own.
    """

    database: Database
    run_id: int
    claimed_by: str
    lock: ProcessLock
    closing: threading.Event
    """Set when the worker itself is about to stop."""
    is_stopped: bool = False
    """Somebody asked this run to stop, and the job was told."""
    is_interrupted: bool = False
    """The job was told to stop because the worker stops; the run goes on later."""
    is_lost: bool = False
    """The run is no longer ours."""
    _next_write: float = field(default=0.0)

    def __call__(self, done: int, total: int) -> bool:
        """Say that `done` of `total` is done; False when the job should stop."""
        if self.closing.is_set():
            self.is_interrupted = True
        now = time.monotonic()
        if now >= self._next_write or done == total:
            self._next_write = now + SECONDS_BETWEEN
            self._exchange(done, total)
        return not (self.is_stopped or self.is_interrupted or self.is_lost)

    def _exchange(self, done: int, total: int) -> None:
        if not self.lock.holds():
            self.is_lost = True
            return
        with self._impatient_session() as session:
            run = store.run_status(session, self.run_id)
            if run is None or run.claimed_by != self.claimed_by or run.finished_at is not None:
                self.is_lost = True
                return
            self.is_stopped = self.is_stopped or run.stop_requested_at is not None
            try:
                store.set_progress(session, self.run_id, by=self.claimed_by, done=done, total=total)
                session.commit()
            except sa.exc.OperationalError:
                # On SQLite the job itself may be writing: the figure can wait, the job cannot.
                session.rollback()

    @contextmanager
    def _impatient_session(self) -> Iterator[Session]:
        """A session that does not wait for SQLite's one writer, who may be this very thread."""
        if not self.database.is_sqlite:
            with self.database.session() as session:
                yield session
            return
        with self.database.engine.connect() as connection:
            connection.exec_driver_sql(f"pragma busy_timeout = {SHORT_WAIT_MS}")
            connection.commit()
            try:
                with Session(connection) as session:
                    yield session
            finally:
                connection.rollback()
                connection.exec_driver_sql(f"pragma busy_timeout = {USUAL_WAIT_MS}")
                connection.commit()
