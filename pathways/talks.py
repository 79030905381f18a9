"""Supervision talks: the last day before one is missing, and what is agreed ahead.

How often talks are to be held, no source says; the interval is a setting of the organisation
whose default is unverified. Days on leave do not count against anybody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pathways.month_axis import DAY

DEFAULT_INTERVAL_DAYS = 31
"""About monthly. Unverified: `personal-supervisor` says "regular talks" and no more."""
SHORTEST_INTERVAL_DAYS = 7
LONGEST_INTERVAL_DAYS = 366


class TalkState(StrEnum):
    """How the talks of one doctor stand."""

    AGREED = "agreed"
    """One is agreed, on or before the last day."""
    OPEN = "open"
    """None is agreed in time, and the last day has not passed."""
    MISSING = "missing"
    """The last day has passed without a talk."""


@dataclass(frozen=True, slots=True)
class TalkStatus:
    """The last talk held, the next agreed, and the last day before one is missing."""

    state: TalkState
    due_on: date
    last_held: date | None
    next_agreed: date | None


def talk_status(
    held: Iterable[date],
    agreed: Iterable[date],
    *,
    begins_on: date,
    interval_days: int,
    leaves: Iterable[tuple[date, date]],
    today: date,
) -> TalkStatus:
    """How the talks stand on `today`.

    `begins_on` is the first day of the training, counted from when no talk was ever held.
    `leaves` are first and last days, both included. An agreed day behind `today` is no talk.
    """
    last = max((day for day in held if day <= today), default=None)
    upcoming = min((day for day in agreed if day >= today), default=None)
    due = _days_present_after(last or begins_on, interval_days, tuple(leaves))
    if today > due:
        state = TalkState.MISSING
    elif upcoming is not None and upcoming <= due:
        state = TalkState.AGREED
    else:
        state = TalkState.OPEN
    return TalkStatus(state, due, last, upcoming)


def _days_present_after(day: date, days: int, leaves: tuple[tuple[date, date], ...]) -> date:
    """The day on which `days` days outside the leaves have passed."""
    left = days
    while left > 0:
        day += DAY
        away = max((last for first, last in leaves if first <= day <= last), default=None)
        if away is not None:
            day = away
        else:
            left -= 1
    return day
