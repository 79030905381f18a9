"""The one table of jobs. Each only calls what a person can call by hand.

Times are in Oslo and stay clear of 02–03, which happens twice or not at all when the clocks
change. The nightly order: first what may have changed the data, then clean-up.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time

from sqlmodel import Session

from app.extensions import Installation
from app.jobs import tasks

Task = Callable[[Session, Installation], str]


@dataclass(frozen=True, slots=True)
class Job:
    """A job: its name, what it does in words, when it is due, what it calls."""

    name: str
    title_nb: str
    title_en: str
    hour: int
    minute: int
    task: Task

    @property
    def due(self) -> time:
        """The time of day it runs, in Oslo."""
        return time(self.hour, self.minute)


JOBS: tuple[Job, ...] = (
    Job(
        "reference_check",
        "Ser etter motsigelser i kildedataene",
        "Looks for contradictions in the reference data",
        4,
        5,
        tasks.check_reference,
    ),
    Job(
        "clean_up",
        "Sletter utløpte innlogginger og gamle innloggingsforsøk",
        "Deletes expired sessions and old sign-in attempts",
        4,
        35,
        tasks.clean_up,
    ),
)


def find(name: str) -> Job:
    """The job with this name; raises LookupError that names the jobs there are."""
    for job in JOBS:
        if job.name == name:
            return job
    raise LookupError(f"no job named {name!r}; there are {', '.join(job.name for job in JOBS)}")
