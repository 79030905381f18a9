"""What a job is, and what it gets to work with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from app.extensions import Installation
from app.jobs.schedule import Trigger

Progress = Callable[[int, int], bool]
"""`progress(done, total)`: tell how far it is; False when the job should stop."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a job's function gets."""

    session: Session
    home: Installation
    today: date
    """The day the job judges; another than the calendar's with `jobs run --date`."""
    now: datetime
    progress: Progress


Task = Callable[[Work], str]
"""Does the work in whole steps, commits each, returns one sentence for the run's row.

Must be safe to run twice: a run whose process died is run again.
"""
IsNeeded = Callable[[Session, Installation], bool]

MOST_ATTEMPTS = 3
ONE_DAY = timedelta(hours=25)
"""The longest time between two due times of a daily job: the day the clocks go back."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job: its name and titles, when it is due, what it calls."""

    name: str
    title_nb: str
    title_en: str
    trigger: Trigger
    task: Task
    make_up_within: timedelta = ONE_DAY
    """How old a missed due time may be and still be made up for; zero: never."""
    is_needed: IsNeeded | None = None
    """For a job that is due often: asked first, and no run is written when it says no."""
    most_attempts: int = MOST_ATTEMPTS
    """A run is given up when its process has died this many times."""
