"""What a scan found, as the rows that keep it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from app.services.course_needs import CourseShelf
from app.services.course_outlook_values import to_details
from app.services.delay_scan import Judged
from app.store.delay_scan import OpenFlag
from app.store.delay_values import evidence_json, finding_json
from pathways.delays.values import COURSE_PREFIX, DEFAULT_LIMITS
from pathways.types.courses import CourseSession, Outlook
from pathways.types.delays import DelayState, Event, EventKind, Finding

Row = dict[str, Any]
CLEARLY_MORE_DAYS = DEFAULT_LIMITS.least_change_days


@dataclass(frozen=True, slots=True)
class Counts:
    """How many flags a scan opened, updated and closed."""

    opened: int
    updated: int
    closed: int


@dataclass(frozen=True, slots=True)
class Change:
    """One event of one doctor, with the row of the flag when there was one."""

    enrolment_id: int
    event: Event
    flag_id: int | None


@dataclass(slots=True)
class Changes:
    """Everything that happened to flags in one scan, in order."""

    all: list[Change] = field(default_factory=list)

    def add(self, enrolment_id: int, flags: Iterable[OpenFlag], events: Iterable[Event]) -> None:
        """The events of one doctor."""
        rows = {flag.finding.key: flag.id for flag in flags}
        for event in events:
            was = event.before
            flag_id = None if was is None else rows[was.key]
            self.all.append(Change(enrolment_id, event, flag_id))

    def of(self, kind: EventKind) -> Iterator[Change]:
        """The changes of one kind."""
        return (each for each in self.all if each.event.kind is kind)

    def opened_flags(self) -> list[tuple[int, Finding]]:
        """Whose flags were opened, and with what."""
        return [
            (each.enrolment_id, each.event.after)
            for each in self.of(EventKind.OPENED)
            if each.event.after is not None
        ]

    def grown(self) -> list[int]:
        """The rows of open flags that now move the day, or move it clearly more than before."""
        return [
            each.flag_id
            for each in self.of(EventKind.UPDATED)
            if each.flag_id is not None and has_grown(each.event)
        ]

    def changed_rows(self, today: date) -> Iterator[Row]:
        """What is written anew on flags that were there: by `id`, every row the same columns."""
        for change in self.all:
            event = change.event
            finding = event.after or event.before
            if change.flag_id is None or finding is None:
                continue
            closed = today if event.kind is EventKind.CLOSED else None
            yield {
                "id": change.flag_id,
                **_columns(finding),
                "changed_on": today,
                "closed_on": closed,
            }

    def counts(self) -> Counts:
        """How many of each kind."""
        kinds = [each.event.kind for each in self.all]
        return Counts(
            kinds.count(EventKind.OPENED),
            kinds.count(EventKind.UPDATED),
            kinds.count(EventKind.CLOSED),
        )


def has_grown(event: Event) -> bool:
    """Whether an open flag now moves the day, or moves it clearly more than before."""
    before, after = event.before, event.after
    if before is None or after is None:
        return False
    if after.state is DelayState.LATE and before.state is not DelayState.LATE:
        return True
    return (after.days_moved or 0) - (before.days_moved or 0) >= CLEARLY_MORE_DAYS


def flag_row(enrolment_id: int, finding: Finding, today: date) -> Row:
    """A flag that is opened."""
    is_course = finding.ref.startswith(COURSE_PREFIX)
    return {
        "public_id": uuid4().hex[:16],
        "enrolment_id": enrolment_id,
        "ref": finding.ref,
        "cause": finding.cause,
        **_columns(finding),
        "course_key": finding.ref.removeprefix(COURSE_PREFIX) if is_course else None,
        "opened_on": today,
        "changed_on": today,
        "version": 1,
    }


def event_rows(changes: Changes, opened: Sequence[int], today: date, now: datetime) -> list[Row]:
    """One row of history for each event; `opened` are the ids of the new flags, in order."""
    new = iter(opened)
    return [
        {
            "flag_id": next(new) if each.flag_id is None else each.flag_id,
            "at": now,
            "on_day": today,
            "kind": each.event.kind,
            "reason": each.event.reason,
            "before": _kept(each.event.before),
            "after": _kept(each.event.after),
        }
        for each in changes.all
    ]


def standing_rows(
    judged: Judged,
    outlooks: Mapping[str, Outlook],
    ids: Mapping[str, int],
    shelf: CourseShelf,
    today: date,
) -> Iterator[Row]:
    """What one doctor is given, course by course."""
    for standing in judged.standings:
        session = shelf.session(standing.session)
        turn = standing.turns[-1] if standing.turns else None
        yield {
            "enrolment_id": judged.seen.enrolment_id,
            "course_key": standing.course,
            "session_id": None if standing.session is None else ids[standing.session],
            "outcome": standing.outcome,
            "starts_on": None if session is None else session.starts_on,
            "done_on": standing.done_on,
            "is_bound": standing.is_bound,
            "moved_days": standing.moved_days,
            "saved_by_extra": outlooks[standing.course].saved_by.get(standing.doctor, 0),
            "position": None if turn is None else turn.position,
            "applicants": None if turn is None else turn.applicants,
            "seats": None if turn is None else turn.seats,
            "as_of": today,
        }


def outlook_row(outlook: Outlook, today: date, now: datetime) -> Row:
    """What was found for one course."""
    best = outlook.best
    return {
        "course_key": outlook.course,
        "as_of": today,
        "worked_out_at": now,
        "demand": outlook.needing,
        "seats_ahead": outlook.seats_ahead,
        "delayed": outlook.delayed,
        "delay_days": outlook.delay_days,
        "best_starts_on": None if best is None else best.starts_on,
        "best_saved_days": 0 if best is None else best.saved_days,
        "details": to_details(outlook),
    }


def session_facts(session: CourseSession) -> list[str | int | None]:
    """What a change of the session is seen by."""
    closes = session.signup_closes_on
    return [
        session.starts_on.isoformat(),
        session.ends_on.isoformat(),
        session.seats,
        None if closes is None else closes.isoformat(),
        "cancelled" if session.is_cancelled else "stands",
    ]


def _columns(finding: Finding) -> Row:
    return {
        "state": finding.state,
        "days_moved": finding.days_moved,
        "is_bound": finding.is_bound,
        "days_saveable": finding.days_saveable,
        "action": finding.action,
        "owner": finding.owner,
        "act_by": finding.act_by,
        "evidence": evidence_json(finding.evidence),
    }


def _kept(finding: Finding | None) -> Row | None:
    return None if finding is None else finding_json(finding)
