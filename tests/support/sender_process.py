"""A process that sends what waits in the outbox, again and again; made to be killed."""

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta

from app.clock import Clock
from app.db.session import Database
from app.extensions import Installation
from app.jobs.locks import job_lock
from app.services import outbox
from tests.support.databases import NOW
from tests.support.mail_server import mail_settings


class RunningClock(Clock):
    """Begins at the tests' moment and goes on from there."""

    def __init__(self) -> None:
        super().__init__(date(2026, 11, 23))
        self._began = time.monotonic()

    def now(self) -> datetime:
        return NOW + timedelta(seconds=time.monotonic() - self._began)


def main(url: str, port: int, arrange: Callable[[], None] | None = None) -> None:
    """Deliver until killed; `arrange` may prepare where the process dies of itself."""
    if arrange is not None:
        arrange()
    home = Installation(mail_settings(url, port), RunningClock(), Database(url))
    lock = job_lock(home.database, "outbox")
    while not lock.acquire():
        time.sleep(0.01)
    while True:
        outbox.deliver(home)
        time.sleep(0.01)
