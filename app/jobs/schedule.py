"""When a job is due: every day at a time in Oslo, or every so many seconds.

Daily times stay clear of 02–03, which happens twice or not at all when the clocks change, so
that every day has exactly one due time.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from app.clock import OSLO

UNSAFE_HOURS = (2, 3)
"""The clocks change between 02 and 03; a quarter past three may be an hour early or late."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Daily:
    """Once a day at a time in Oslo."""

    hour: int
    minute: int

    def __post_init__(self) -> None:
        if self.hour in UNSAFE_HOURS:
            raise ValueError(f"{self.at:%H:%M} is too near the change of clocks (02-03)")

    @property
    def at(self) -> time:
        """The time of day, in Oslo."""
        return time(self.hour, self.minute)

    def due_on(self, day: date) -> datetime:
        """The due time of a day."""
        return datetime.combine(day, self.at, OSLO).astimezone(UTC)

    def latest_due(self, now: datetime) -> datetime:
        """The newest due time at or before `now`."""
        today = now.astimezone(OSLO).date()
        due = self.due_on(today)
        return due if due <= now else self.due_on(today - timedelta(days=1))

    def next_due(self, now: datetime) -> datetime:
        """The first due time after `now`."""
        today = now.astimezone(OSLO).date()
        due = self.due_on(today)
        return due if due > now else self.due_on(today + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Every:
    """Again and again, so many seconds apart, counted from midnight UTC."""

    seconds: int

    def latest_due(self, now: datetime) -> datetime:
        """The newest due time at or before `now`."""
        return now - (now - EPOCH) % timedelta(seconds=self.seconds)

    def next_due(self, now: datetime) -> datetime:
        """The first due time after `now`."""
        return self.latest_due(now) + timedelta(seconds=self.seconds)


Trigger = Daily | Every
