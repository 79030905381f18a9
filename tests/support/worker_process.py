"""A worker of its own, with jobs that tell in a file when they begin and end; made to be killed.

The role `by_hand` runs unfinished runs as `legelop jobs run` does, beside the worker that leads.
"""

import os
import signal
import sys
import time
from datetime import timedelta
from pathlib import Path

from app.clock import Clock
from app.config import Settings
from app.db.session import Database
from app.db.tables import LoginAttempt
from app.extensions import Installation
from app.jobs.runner import run_job
from app.jobs.schedule import Daily
from app.jobs.work import Job, Work
from app.jobs.worker import run_worker
from app.store import jobs as store

NEVER_MISSED, ZERO = Daily(4, 5), timedelta(0)
NAMES = ("alpha", "beta", "gamma")
DEADLY = "deadly"
STEPS = 3
SECONDS = 0.01


def job_table(journal: Path) -> tuple[Job, ...]:
    """Three jobs that write a pair of rows, and one that kills its own process."""

    def tell(word: str, name: str) -> None:
        line = f"{time.monotonic_ns()} {os.getpid()} {name} {word}\n"
        with journal.open("a", encoding="utf-8") as file:
            file.write(line)

    def write_pair(name: str, work: Work) -> str:
        tell("begin", name)
        work.session.add(LoginAttempt(username=f"{name} first", succeeded=True, at=work.now))
        for step in range(STEPS):
            work.progress(step, STEPS)
            time.sleep(SECONDS)
        work.session.flush()
        time.sleep(SECONDS)
        work.session.add(LoginAttempt(username=f"{name} second", succeeded=True, at=work.now))
        work.session.commit()
        tell("end", name)
        return "wrote a pair"

    def kill_oneself(_work: Work) -> str:
        tell("begin", DEADLY)
        os.kill(os.getpid(), signal.SIGKILL)
        return "never said"

    def make(name: str) -> Job:
        task = kill_oneself if name == DEADLY else lambda work: write_pair(name, work)
        # Patient, because the tests kill more often than the world does.
        patience = 3 if name == DEADLY else 1000
        return Job(name, name, name, NEVER_MISSED, task, ZERO, most_attempts=patience)

    return tuple(make(name) for name in (*NAMES, DEADLY))


def run_by_hand(home: Installation, jobs: tuple[Job, ...]) -> None:
    """Run whatever is unfinished, until nothing is."""
    table = {job.name: job for job in jobs}
    while True:
        with home.database.session() as session:
            unfinished = store.list_unfinished(session)
        if not unfinished:
            return
        for run in unfinished[-3:]:
            run_job(home, table[run.job], run.due_at)
        time.sleep(SECONDS)


def main(role: str, url: str, journal: str) -> None:
    """Be a worker, or a person at the command line, until killed."""
    sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115  (for as long as the process lives)
    settings = Settings(secret_key="x" * 32, database_url=url)
    home = Installation(settings, Clock(), Database(url))
    jobs = job_table(Path(journal))
    if role == "worker":
        run_worker(home, jobs)
    else:
        run_by_hand(home, jobs)
