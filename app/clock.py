"""The only reader of the system clock. Everything below the entry points takes `today`."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")


class Clock:
    """Gives the moment and the day.

    `now` is always real: sessions and the audit trail must not stand still. `today` is the
    demo's day when one is fixed, else the day in Oslo.
    """

    def __init__(self, fixed_today: date | None = None) -> None:
        self._fixed_today = fixed_today

    def now(self) -> datetime:
        """The moment, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The day that rules and plans are judged on."""
        return self._fixed_today or self.now().astimezone(OSLO).date()
