"""The notice clock of LIS1: when each is told the municipality, against the limit and the target.

Pure: no session, no clock. The months are the intake's (`Lis1Intake.notice_limit_months` and
`notice_target_months`), both counted back from the first day in the municipality; the limit's
source is the rule `services.reminders.NOTICE_RULE`.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pathways.delays.days import months_before


class NoticeState(StrEnum):
    """How one notice stands."""

    IN_TARGET = "in_target"
    IN_LIMIT = "in_limit"
    """Told after the target, and in time for the limit."""
    BREACH = "breach"
    """Told after the limit."""
    WAITS = "waits"
    """Not told; the limit has not passed."""
    OVERDUE = "overdue"
    """Not told, and the limit has passed."""
    NONE = "none"
    """The track has no municipal service."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One who is to be told a municipality."""

    state: NoticeState
    municipality_starts_on: date | None
    told_on: date | None
    target_on: date | None
    """The wish: told on this day or before."""
    limit_on: date | None
    """The last day to tell."""
    days: int = 0
    """Days to spare before the limit; negative: days after it. Counted from the day of telling,
    or from today for one who is not told."""

    @property
    def is_broken(self) -> bool:
        """Told after the limit, or not told although it has passed."""
        return self.state in (NoticeState.BREACH, NoticeState.OVERDUE)


def notice_of(
    municipality_starts_on: date | None,
    told_on: date | None,
    *,
    limit_months: int,
    target_months: int,
    today: date,
) -> Notice:
    """How the notice of one LIS1 stands today."""
    if municipality_starts_on is None:
        return Notice(NoticeState.NONE, None, told_on, None, None)
    limit_on = months_before(municipality_starts_on, limit_months)
    target_on = months_before(municipality_starts_on, target_months)
    days = (limit_on - (told_on or today)).days
    if told_on is None:
        state = NoticeState.WAITS if days >= 0 else NoticeState.OVERDUE
    elif days < 0:
        state = NoticeState.BREACH
    else:
        state = NoticeState.IN_TARGET if told_on <= target_on else NoticeState.IN_LIMIT
    return Notice(state, municipality_starts_on, told_on, target_on, limit_on, days)
