"""The worker process: APScheduler lives here and nowhere else.

Jobs are declared in code with fixed ids, so a renamed function loses nothing; what must
survive a restart is in our own tables. The scheduler only says that it is time: each run is
claimed as a row before the work (app/jobs/runner.py).
"""

import logging
import signal
import time
from datetime import timedelta
from types import FrameType

import sqlalchemy as sa
import sqlalchemy.exc
import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from app.clock import OSLO
from app.extensions import Installation
from app.jobs.dispatcher import Dispatcher
from app.jobs.locks import ProcessLock, leader_lock
from app.jobs.registry import JOBS
from app.jobs.schedule import Daily, Trigger
from app.jobs.work import Job
from app.store import jobs as store

log = structlog.get_logger()

LOOK_AGAIN = 1.0
"""Seconds between a waiting worker's tries to lead."""
SWEEP = timedelta(seconds=2)
HEARTBEAT = timedelta(seconds=20)
SWEEP_ID = "(sweep)"


def run_worker(home: Installation, jobs: tuple[Job, ...] = JOBS) -> None:
    """Lead when nobody else does, until the process is told to stop.

    A leader that loses its lock (the database restarted) stops its scheduler and waits for
    its turn again. The lock of each job makes sure that even then no job runs twice at once.
    """
    # It tells of every run of every trigger; what matters stands on our own rows.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    stopping = _stop_on_signals()
    leadership = leader_lock(home.database)
    while not stopping:
        log.info("worker waits for leadership")
        while not _try_to_lead(leadership):
            if _wait(stopping, LOOK_AGAIN):
                return
        lead(home, leadership, stopping, jobs)


def _try_to_lead(leadership: ProcessLock) -> bool:
    try:
        return leadership.acquire()
    except sa.exc.DBAPIError:
        log.warning("the database does not answer; the worker tries again")
        return False


def lead(
    home: Installation, leadership: ProcessLock, stopping: list[int], jobs: tuple[Job, ...] = JOBS
) -> None:
    """Run the jobs for as long as the lock is ours and nobody says stop."""
    log.info("worker leads", jobs=[job.name for job in jobs])
    dispatcher = Dispatcher(home, jobs)
    scheduler = start_scheduler(dispatcher)
    try:
        while not stopping and leadership.holds():
            _heartbeat(home)
            _wait(stopping, HEARTBEAT.total_seconds())
    finally:
        scheduler.shutdown(wait=True)
        dispatcher.close()
        leadership.release()
        log.info("worker stopped leading")


def start_scheduler(dispatcher: Dispatcher) -> BackgroundScheduler:
    """Every job at its time, and a sweep every other second for all that has no time."""
    scheduler = BackgroundScheduler(
        timezone=OSLO,
        # A tick that comes late is still a tick: the row says whether the run is done.
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    for job in dispatcher.jobs.values():
        scheduler.add_job(dispatcher.tick, trigger_of(job.trigger), (job.name,), id=job.name)
    scheduler.add_job(dispatcher.sweep, IntervalTrigger(seconds=SWEEP.seconds), id=SWEEP_ID)
    scheduler.start()
    dispatcher.sweep()
    return scheduler


def trigger_of(trigger: Trigger) -> BaseTrigger:
    """The scheduler's own kind of trigger."""
    if isinstance(trigger, Daily):
        return CronTrigger(hour=trigger.hour, minute=trigger.minute, timezone=OSLO)
    return IntervalTrigger(seconds=trigger.seconds)


def _heartbeat(home: Installation) -> None:
    try:
        with home.database.session() as session:
            store.set_worker_seen(session, home.clock.now())
            session.commit()
    except sa.exc.DBAPIError:
        # Somebody writes for long, or the database is away; `holds` finds out which.
        log.warning("the worker could not say that it lives")


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
