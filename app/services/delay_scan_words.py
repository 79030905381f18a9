"""Tells doctors, and those who coordinate them, what a scan changed: one message each."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlmodel import Session

from app.services.delay_scan_rows import Change, Changes, has_grown
from app.services.message_words import MessageKind
from app.services.messages import new_message, tell_all
from app.store.delay_scan import Home, homes_of
from app.store.reminders import coordinators_by_place
from pathways.types.delays import EventKind

OWN_DELAYS = "/min-vei/forsinkelser"
ALL_DELAYS = "/forsinkelser"


def tell_changes(session: Session, changes: Changes, today: date, now: datetime) -> None:
    """One message to every doctor with flags that opened, grew or closed, and one to every
    coordinator of any of them; none for the rest."""
    told: dict[int, list[Change]] = {}
    for change in changes.all:
        if change.event.kind is not EventKind.UPDATED or has_grown(change.event):
            told.setdefault(change.enrolment_id, []).append(change)
    homes = homes_of(session, sorted(told))
    key = f"delays:{today}:{now:%H%M%S}"
    messages = [
        new_message(
            homes[number].person_id,
            MessageKind.YOUR_DELAYS,
            _values(found),
            dedup_key=key,
            told_on=today,
            link=OWN_DELAYS,
            act_by=_first_day(found),
        )
        for number, found in told.items()
        if number in homes
    ]
    messages += [
        new_message(
            person,
            MessageKind.DELAYS_SUMMARY,
            {**_values(found), "days": _saveable(found)},
            dedup_key=f"summary:{key}",
            told_on=today,
            link=ALL_DELAYS,
            act_by=_first_day(found),
        )
        for person, found in _by_coordinator(session, told, homes, today).items()
    ]
    tell_all(session, messages, now=now)


def _by_coordinator(
    session: Session,
    told: Mapping[int, list[Change]],
    homes: Mapping[int, Home],
    today: date,
) -> dict[int, list[Change]]:
    """What has changed, by who coordinates the doctor's place from nearest."""
    coordinators = coordinators_by_place(session, today) if told else {}
    found: dict[int, list[Change]] = {}
    for number, changes in told.items():
        place = homes[number].organisation_id if number in homes else None
        for person in coordinators.get(place or 0, ()):
            found.setdefault(person, []).extend(changes)
    return found


def _saveable(found: list[Change]) -> int:
    """The days that can be saved, for each doctor the most that one flag gives."""
    most: dict[int, int] = {}
    for change in found:
        if change.event.after is not None:
            days = change.event.after.days_saveable
            most[change.enrolment_id] = max(days, most.get(change.enrolment_id, 0))
    return sum(most.values())


def _values(found: list[Change]) -> Mapping[str, int]:
    worse = [each.event.after for each in found if each.event.after is not None]
    days = [finding.days_moved or 0 for finding in worse]
    return {
        "opened": len(worse),
        "closed": len(found) - len(worse),
        # Each flag is reckoned as if it were the only one, so that days are not added.
        "days": max(days, default=0),
    }


def _first_day(found: list[Change]) -> date | None:
    return min(
        (
            each.event.after.act_by
            for each in found
            if each.event.after is not None and each.event.after.act_by is not None
        ),
        default=None,
    )
