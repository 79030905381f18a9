"""The history of a delay in words: what happened, why, what was different after."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from app.services import delay_words as words
from app.services.wording import day, plain
from app.store.delay_history import EventRow, documented
from pathways.types.delays import EventKind


@dataclass(frozen=True, slots=True)
class EventLine:
    """One entry: what happened, why or what was written, and what was different after."""

    title: str
    text: str
    change: str
    on: date
    at: datetime | None
    """The moment, for what a person did; None for a scan."""


def event_lines(events: Sequence[EventRow]) -> tuple[EventLine, ...]:
    """The history, newest first."""
    return tuple(event_line(event) for event in reversed(events))


def event_line(event: EventRow) -> EventLine:
    """One entry in words."""
    if event.by is None:
        return EventLine(
            title=words.event_name(event.kind),
            text=words.reason_words(event.reason) if event.reason else "",
            change=words.change_words(event.before, event.after),
            on=event.on,
            at=None,
        )
    return EventLine(
        title=PEOPLE[event.kind](event, plain(event.by)),
        text=event.text or "",
        change="",
        on=event.on,
        at=event.at,
    )


def _commented(event: EventRow, name: str) -> str:
    if event.details.get("request") == "extra_session":
        starts_on = date.fromisoformat(event.details["starts_on"])
        return _("%(name)s ba om én ekstra samling %(day)s", name=name, day=day(starts_on))
    return _("%(name)s skrev", name=name)


def _cause_set(event: EventRow, name: str) -> str:
    cause = documented(event)
    if cause is None:
        return _("%(name)s tok bort årsaken som var satt", name=name)
    return _("%(name)s satte årsaken til «%(cause)s»", name=name, cause=words.cause_name(cause))


def _acknowledged(event: EventRow, name: str) -> str:
    if event.details.get("undone"):
        return _("%(name)s tok tilbake oppfølgingen", name=name)
    follow_up_on = event.details.get("follow_up_on")
    if not follow_up_on:
        return _("%(name)s følger opp", name=name)
    return _(
        "%(name)s følger opp og ser på det igjen %(day)s",
        name=name,
        day=day(date.fromisoformat(follow_up_on)),
    )


def _assigned(event: EventRow, name: str) -> str:
    person = event.details.get("person")
    if not person:
        return _("%(name)s tok bort den som var ansvarlig", name=name)
    return _("%(name)s gjorde %(person)s ansvarlig", name=name, person=plain(person))


def _by_scan(event: EventRow, name: str) -> str:
    return f"{words.event_name(event.kind)}: {name}"


PEOPLE: dict[EventKind, Callable[[EventRow, str], str]] = {
    EventKind.OPENED: _by_scan,
    EventKind.UPDATED: _by_scan,
    EventKind.CLOSED: _by_scan,
    EventKind.COMMENTED: _commented,
    EventKind.CAUSE_SET: _cause_set,
    EventKind.ACKNOWLEDGED: _acknowledged,
    EventKind.ASSIGNED: _assigned,
}
