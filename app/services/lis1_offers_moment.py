"""Who does something to an offer and when, and the line that it leaves in the council's log."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from app.clock import OSLO
from app.store import audit

SUBJECT = "lis1_intake"


@dataclass(frozen=True, slots=True)
class Moment:
    """Who does it (None: a candidate without an account, or the nightly job), and when."""

    by: int | None
    today: date
    now: datetime

    @property
    def told_at(self) -> datetime:
        """Now on the day that counts: in the demo that day is fixed, and the clock goes on."""
        return datetime.combine(self.today, self.now.astimezone(OSLO).time(), OSLO)


def remember(
    session: Session, intake: str, action: str, details: dict[str, Any], moment: Moment
) -> None:
    """Write to the log of an intake (its public id); never a name or a private text."""
    audit.add_event(
        session,
        at=moment.now,
        by=moment.by,
        action=action,
        subject=(SUBJECT, intake),
        details=details,
    )
