"""What a coordinator does on *Kursbehov*: go on to add an extra session, ask for a new scan.

What the scan says that an extra session saves is kept when the coordinator goes on to add it, with
the delays as they were; after the next scan that saw the session, the page says what came of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.actors import Actor, places_coordinated
from app.services.course_outlook_values import OutlookFormatError, from_details
from app.services.start_pages import WORKER_SILENT_AFTER
from app.store import access, audit, course_outlooks, courses, jobs
from app.store.course_outlooks import Promise
from app.store.jobs import JobRunRow, RunState
from pathways.courses.population import clipped
from pathways.types.courses import Extra, MoreSeats, Outlook

SCAN = "delay_scan"
"""The job that works the numbers out."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A promise and what came of it. `saved_days` None: no scan has seen the session yet."""

    promised_days: int
    saved_days: int | None
    starts_on: str
    """The first day that the promise was reckoned for, as ISO text."""


@dataclass(frozen=True, slots=True)
class ScanStatus:
    """How a scan that somebody asked for stands. `run` None: none has been asked for."""

    run: JobRunRow | None
    worker_is_silent: bool

    @property
    def is_open(self) -> bool:
        """Whether it waits or runs."""
        return self.run is not None and self.run.finished_at is None


def load_outlook(session: Session, course_key: str) -> Outlook | None:
    """The last scan's outlook of a course; None when there is none that can be read."""
    details = course_outlooks.find_details(session, course_key)
    if details is None:
        return None
    try:
        return from_details(course_key, details)
    except OutlookFormatError:
        return None


def promise_extra(session: Session, course_key: str, *, by: int, now: datetime) -> Extra | None:
    """Keep what the best extra session is said to save; the session to add.

    None when the scan knows no extra session that saves anything. Commits.
    """
    outlook = load_outlook(session, course_key)
    if outlook is None or outlook.best is None:
        return None
    best = outlook.best
    held = courses.list_sessions(session, courses=[course_key])
    delays = course_outlooks.load_delays(session, course_key)
    audit.add_event(
        session,
        at=now,
        by=by,
        action=course_outlooks.PROMISED,
        subject=(course_outlooks.COURSE, course_key),
        details={
            "starts_on": best.starts_on.isoformat(),
            "seats": best.seats,
            "saved_days": best.saved_days,
            "sessions": [each.public_id for each in held],
            "delays": [[key, days, seated] for key, (days, seated) in sorted(delays.items())],
        },
    )
    session.commit()
    return best


def load_kept(session: Session, course_key: str, worked_out_at: datetime) -> Kept | None:
    """The newest promise of a course whose session was added, and what came of it."""
    promise = course_outlooks.newest_promise(session, course_key)
    if promise is None:
        return None
    known = set(promise.details["sessions"])
    held = courses.list_sessions(session, courses=[course_key], with_cancelled=False)
    added = [each.public_id for each in held if each.public_id not in known]
    if not added:
        return None
    promised, starts_on = promise.details["saved_days"], promise.details["starts_on"]
    writer = courses.last_writer(session, added[-1])
    if worked_out_at <= (promise.at if writer is None else writer.at):
        return Kept(promised, None, starts_on)
    now = course_outlooks.load_delays(session, course_key)
    return Kept(promised, _won(promise, now), starts_on)


def _won(promise: Promise, now: Mapping[int, tuple[int, bool]]) -> int:
    """Days won since the promise, reckoned as the scan reckons what a session saves.

    A doctor who is delayed no longer has won all of it. A seat that was not known before wins
    nothing below zero, because its day was only a bound.
    """
    before = {key: (days, seated) for key, days, seated in promise.details["delays"]}
    total = 0
    for doctor in before.keys() | now.keys():
        was, had_seat = before.get(doctor, (0, True))
        days, has_seat = now.get(doctor, (0, True))
        total += clipped(was - days, had_seat=had_seat, has_seat=has_seat)
    return total


def regions_kept(session: Session, actor: Actor) -> frozenset[int] | None:
    """The regions whose sessions the actor may open and change; None: all, empty: none."""
    places = places_coordinated(actor)
    if not places:
        return places
    return access.regions_of(session, places)


def best_more_seats(outlook: Outlook) -> MoreSeats | None:
    """The announced session where ten more seats save most; None when they save nothing."""
    best = max(outlook.more_seats, key=lambda each: each.saved_days, default=None)
    return best if best is not None and best.saved_days > 0 else None


def ask_for_scan(session: Session, *, by: int, now: datetime) -> int:
    """Ask the worker for a new scan; the id of its run. Commits."""
    run_id = jobs.request_run(session, SCAN, by=by, now=now)
    session.commit()
    return run_id


def scan_status(session: Session, now: datetime) -> ScanStatus:
    """How the scan that was asked for stands, or the newest that failed or was stopped."""
    waiting = [run for run in jobs.list_unfinished(session) if run.job == SCAN]
    seen = jobs.worker_seen_at(session)
    silent = seen is None or now - seen > WORKER_SILENT_AFTER
    if waiting:
        return ScanStatus(waiting[-1], silent)
    newest = jobs.latest_finished(session).get(SCAN)
    is_trouble = newest is not None and newest.state is not RunState.SUCCEEDED
    return ScanStatus(newest if is_trouble else None, silent)
