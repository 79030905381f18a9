"""Workers are killed at any point, with SIGKILL, and every run is done in the end.

Real processes on both databases: two workers, and somebody at the command line beside them.
"""

import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest
from sqlmodel import select

from app.db.session import Database
from app.db.tables import JobRun, LoginAttempt
from app.store import jobs as store
from app.store.jobs import RunState
from tests.support import worker_process
from tests.support.forked import CONTEXT
from tests.support.worker_process import DEADLY, NAMES

RUNS_EACH = 20
KILLS = 5
LONGEST = 60.0
"""Seconds; far more than it takes, for a machine with other work."""
START = datetime(2026, 11, 23, 4, 5, tzinfo=UTC)


class Workers:
    """Processes started by one test; remembers when each was killed."""

    def __init__(self, url: str, journal: Path) -> None:
        self._arguments = (url, str(journal))
        self.journal = journal
        self.roles: dict[ForkServerProcess, str] = {}
        self.killed_at: dict[int, int] = {}

    def start(self, role: str = "worker") -> ForkServerProcess:
        """Another process in this role."""
        process = CONTEXT.Process(target=worker_process.main, args=(role, *self._arguments))
        process.start()
        self.roles[process] = role
        return process

    def kill(self, process: ForkServerProcess) -> str:
        """SIGKILL; the role it had."""
        assert process.pid is not None
        self.killed_at[process.pid] = time.monotonic_ns()
        process.kill()
        process.join()
        return self.roles.pop(process)

    def told(self) -> list[tuple[int, int, str, str]]:
        """(nanoseconds, process, job, word) in the order of time; half a last line is left out."""
        lines = self.journal.read_text("utf-8").splitlines() if self.journal.exists() else []
        words = [line.split() for line in lines]
        return sorted((int(w[0]), int(w[1]), w[2], w[3]) for w in words if len(w) == 4)

    def busy(self, database: Database) -> ForkServerProcess | None:
        """The process that began a job last, when it lives; None when nothing is left to do."""
        end = time.monotonic() + LONGEST
        while time.monotonic() < end and unfinished(database):
            told = self.told()
            pid = told[-1][1] if told else None
            for process in self.roles:
                if process.pid == pid:
                    return process
            time.sleep(0.02)
        return None


@pytest.fixture
def workers(database: Database, tmp_path: Path) -> Iterator[Workers]:
    made = Workers(database.url, tmp_path / "journal")
    yield made
    for process in list(made.roles):
        made.kill(process)


def ask_for_runs(database: Database, names: tuple[str, ...], each: int) -> None:
    with database.session() as session:
        for name in names:
            for number in range(each):
                session.add(JobRun(job=name, due_at=START + timedelta(minutes=number)))
        session.commit()


def unfinished(database: Database) -> int:
    with database.session() as session:
        return len(store.list_unfinished(session))


def wait_until_finished(database: Database) -> None:
    end = time.monotonic() + LONGEST
    while unfinished(database):
        assert time.monotonic() < end, "the runs were never finished"
        time.sleep(0.1)


def overlaps(workers: Workers) -> list[str]:
    """Jobs that two processes, or one process twice, ran at the same time."""
    found = []
    running: dict[str, tuple[int, int]] = {}
    for at, pid, job, word in workers.told():
        before = running.get(job)
        if word == "end":
            if before is not None and before[0] == pid:
                del running[job]
            continue
        # A process that was killed says no end; it was dead when the next one began.
        if before is not None and workers.killed_at.get(before[0], at + 1) > at:
            found.append(f"{job}: {before[0]} and {pid}")
        running[job] = (pid, at)
    return found


def test_killed_workers_leave_nothing_undone_and_nothing_half_done(
    database: Database, workers: Workers
) -> None:
    ask_for_runs(database, NAMES, RUNS_EACH)
    chance = random.Random(17)
    for role in ("worker", "worker", "by_hand"):
        workers.start(role)
    for _kill in range(KILLS):
        victim = workers.busy(database)
        time.sleep(chance.uniform(0, 0.15))
        if victim is not None:
            workers.start(workers.kill(victim))
    wait_until_finished(database)

    with database.session() as session:
        rows = session.exec(select(JobRun)).all()
        pairs = Counter(session.exec(select(LoginAttempt.username)).all())
    assert Counter(row.job for row in rows) == dict.fromkeys(NAMES, RUNS_EACH)
    assert {(row.succeeded, row.message) for row in rows} == {(True, "wrote a pair")}
    # Some were killed in the middle, or this test shows nothing.
    attempts = sum(row.attempts for row in rows)
    ends = Counter(word for *_rest, word in workers.told())["end"]
    assert attempts > len(rows)
    assert len(rows) <= ends <= attempts
    for name in NAMES:
        assert pairs[f"{name} first"] == pairs[f"{name} second"] >= RUNS_EACH
    assert overlaps(workers) == []
    # The lead was taken over: more than one worker that was killed had run jobs.
    assert len({pid for _at, pid, *_rest in workers.told()} & set(workers.killed_at)) > 1


def test_a_job_that_kills_its_worker_is_given_up_and_the_others_run(
    database: Database, workers: Workers
) -> None:
    ask_for_runs(database, (DEADLY,), 1)
    for _attempt in range(3):
        died = workers.start()
        died.join(LONGEST)
        assert died.exitcode == -signal.SIGKILL
    ask_for_runs(database, NAMES[:1], 1)
    workers.start()
    wait_until_finished(database)
    with database.session() as session:
        latest = store.latest_runs(session)
    assert latest[DEADLY].state is RunState.FAILED
    assert latest[DEADLY].message == "given up: its process died 3 times"
    assert latest["alpha"].state is RunState.SUCCEEDED


def test_a_worker_that_is_told_to_stop_stops_at_once_and_cleanly(
    database: Database, workers: Workers
) -> None:
    ask_for_runs(database, NAMES, 5)
    worker = workers.start()
    end = time.monotonic() + LONGEST
    while not workers.told():
        assert time.monotonic() < end
        time.sleep(0.05)
    worker.terminate()
    worker.join(LONGEST)
    assert worker.exitcode == 0
    with database.session() as session:
        assert all(row.state is RunState.WAITING for row in store.list_unfinished(session))
    workers.start()
    wait_until_finished(database)
    assert overlaps(workers) == []
