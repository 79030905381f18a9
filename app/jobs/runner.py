"""Runs one job once for its due time, and writes down how it went."""

from datetime import datetime

import structlog

from app.extensions import Installation
from app.jobs.registry import Job
from app.store import jobs as store

log = structlog.get_logger()


def run_job(home: Installation, job: Job, due_at: datetime) -> str | None:
    """Run `job` for `due_at`; None when that run was already claimed.

    A failure is written on the run's row and raised again, so that it is seen both there and
    in the log.
    """
    with home.database.session() as session:
        run_id = store.claim(session, job.name, due_at, home.clock.now())
        session.commit()
        if run_id is None:
            return None
        try:
            message = job.task(session, home)
        except Exception as error:
            session.rollback()
            store.finish(
                session,
                run_id,
                at=home.clock.now(),
                succeeded=False,
                message=f"{type(error).__name__}: {error}",
            )
            session.commit()
            raise
        store.finish(session, run_id, at=home.clock.now(), succeeded=True, message=message)
        session.commit()
    log.info("job", job=job.name, message=message)
    return message
