"""The worker process: APScheduler lives here and nowhere else.

Jobs are declared in code with fixed ids, so a renamed function loses nothing; what must
survive a restart is in our own tables. Each due time is claimed as a row before the work.
"""

import signal
import time
from datetime import datetime, timedelta
from types import FrameType

import sqlalchemy as sa
import sqlalchemy.exc
import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

from app.clock import OSLO
from app.extensions import Installation
from app.jobs.leader import Leadership
from app.jobs.registry import JOBS, Job
from app.jobs.runner import run_job
from app.store import jobs as store

log = structlog.get_logger()

LOOK_AGAIN = 5.0
HEARTBEAT = timedelta(minutes=1)


def run_worker(home: Installation) -> None:
    """Lead when nobody else does, until the process is told to stop.

    A leader that loses its lock (the database restarted) stops its scheduler and waits for
    its turn again, so that two never lead.
    """
    stopping = _stop_on_signals()
    leadership = Leadership(home.database)
    while not stopping:
        log.info("worker waits for leadership")
        while not _try_to_lead(leadership):
            if _wait(stopping, LOOK_AGAIN):
                return
        lead(home, leadership, stopping)


def _try_to_lead(leadership: Leadership) -> bool:
    try:
        return leadership.acquire()
    except sa.exc.DBAPIError:
        log.warning("the database does not answer; the worker tries again")
        return False


def lead(home: Installation, leadership: Leadership, stopping: list[int]) -> None:
    """Run the jobs for as long as the lock is ours and nobody says stop."""
    log.info("worker leads", jobs=[job.name for job in JOBS])
    scheduler = start_scheduler(home)
    try:
        while not stopping and leadership.holds():
            _heartbeat(home)
            _wait(stopping, HEARTBEAT.total_seconds())
    finally:
        scheduler.shutdown(wait=True)
        leadership.release()
        log.info("worker stopped leading")


def start_scheduler(home: Installation) -> BackgroundScheduler:
    """Every job at its time; a run missed while the worker was down is made up for once."""
    scheduler = BackgroundScheduler(timezone=OSLO)
    for job in JOBS:
        scheduler.add_job(
            _run_due,
            CronTrigger(hour=job.hour, minute=job.minute, timezone=OSLO),
            id=job.name,
            args=(home, job),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=3600,
        )
    scheduler.start()
    for job in JOBS:
        _run_missed(home, job)
    return scheduler


def latest_due(job: Job, now: datetime) -> datetime:
    """The newest time at or before `now` that the job was due."""
    local = now.astimezone(OSLO)
    due = local.replace(hour=job.hour, minute=job.minute, second=0, microsecond=0)
    if due > local:
        yesterday = (local - timedelta(days=1)).date()
        due = datetime(
            yesterday.year, yesterday.month, yesterday.day, job.hour, job.minute, tzinfo=OSLO
        )
    return due


def _run_due(home: Installation, job: Job) -> None:
    run_job(home, job, latest_due(job, home.clock.now()))


def _run_missed(home: Installation, job: Job) -> None:
    try:
        _run_due(home, job)
    except Exception:
        # The failure is on the run's row; the other jobs must still get their turn.
        log.exception("job failed", job=job.name)


def _heartbeat(home: Installation) -> None:
    with home.database.session() as session:
        store.set_worker_seen(session, home.clock.now())
        session.commit()


def _stop_on_signals() -> list[int]:
    stopping: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        stopping.append(number)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    return stopping


def _wait(stopping: list[int], seconds: float) -> bool:
    """Wait in short steps; True when told to stop."""
    end = time.monotonic() + seconds
    while not stopping and time.monotonic() < end:
        time.sleep(0.2)
    return bool(stopping)
