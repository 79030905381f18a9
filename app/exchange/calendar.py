"""A calendar as an iCalendar file (RFC 5545): days and times, no cause and nothing sensitive."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

OSLO = ZoneInfo("Europe/Oslo")
REFRESH = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One entry. Days are inclusive; with `starts_at` it is a time of the first day in Oslo.

    `uid` is the same for the same thing for ever; `sequence` grows when it changes, so that a
    calendar which has an older one replaces it.
    """

    uid: str
    summary: str
    first: date
    last: date
    starts_at: time | None = None
    hours: float = 1.0
    location: str | None = None
    url: str | None = None
    sequence: int = 0
    is_cancelled: bool = False


def write_calendar(
    name: str, entries: Iterable[CalendarEntry], *, language: str, stamp: datetime
) -> bytes:
    """The file. `stamp` is the moment it was made; entries come in order of day and uid."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Legeløp//Legeløp//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", OSLO.key)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", f"PT{REFRESH.total_seconds() / 3600:.0f}H")
    for entry in sorted(entries, key=lambda found: (found.first, found.uid)):
        calendar.add_component(_event(entry, stamp))
    calendar.add_missing_timezones()
    text: bytes = calendar.to_ical()
    return text


def _event(entry: CalendarEntry, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", stamp)
    event.add("sequence", entry.sequence)
    event.add("summary", entry.summary)
    if entry.starts_at is None:
        event.add("dtstart", entry.first)
        # The end of an all-day entry is the first day that it does not last.
        event.add("dtend", entry.last + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    else:
        begins = datetime.combine(entry.first, entry.starts_at, OSLO)
        event.add("dtstart", begins)
        event.add("dtend", begins + timedelta(hours=entry.hours))
    if entry.location:
        event.add("location", entry.location)
    if entry.url:
        event.add("url", entry.url)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    return event
