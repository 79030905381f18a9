"""Tells those who run the installation that a job failed: once per job and day."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from app.services.message_words import MessageKind
from app.services.messages import new_message, tell_all
from app.store.access import admins_on

JOBS_PAGE = "/drift"


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A job that failed. `error` is what the run's row says."""

    name: str
    title_nb: str
    title_en: str
    error: str


def tell_admins(session: Session, failed: FailedJob, *, today: date, now: datetime) -> int:
    """Put it in every admin's inbox; returns how many were told; never commits.

    Only the kind of error is told: the rest of an error's text may hold anything from the
    database, and a message may be mailed. The run's row has all of it.
    """
    return tell_all(
        session,
        [
            new_message(
                person_id,
                MessageKind.JOB_FAILED,
                {
                    "job_nb": failed.title_nb,
                    "job_en": failed.title_en,
                    "error": failed.error.partition(":")[0][:100],
                },
                dedup_key=f"job:{failed.name}:{today.isoformat()}",
                told_on=today,
                link=JOBS_PAGE,
            )
            for person_id in admins_on(session, today)
        ],
        now=now,
    )
