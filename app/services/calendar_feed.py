"""A person's calendar behind a secret address: made, revoked, read.

The address is shown once and only its hash is kept. The file says what, where and when, never
why: no leave, no delay, no name of anybody but a supervisor's own doctors.
"""

import secrets
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from sqlmodel import Session

from app.exchange.calendar import CalendarEntry, write_calendar
from app.i18n import speaking
from app.services.reminders import COURSES_PAGE, PATHWAY_PAGE, TALKS_PAGE, one_per_course
from app.services.sign_in import token_hash
from app.services.wording import in_language
from app.store import audit
from app.store import calendar_links as store
from app.store import reminders as reminder_store
from app.store.calendar_links import CalendarSession, LinkRow
from pathways.types.courses import RegistrationState

LOOK_BACK = timedelta(days=31)
"""What is over stays in the calendar for so long."""
LOOK_AHEAD = timedelta(days=366)
"""Sign-ups that close later than this are not shown yet."""
USED_AT_MOST_EVERY = timedelta(days=1)
"""Reading a calendar is no write, but once a day."""
DOMAIN = "legelop"
"""After the at sign of every uid. It must never change: calendars know the entries by it."""


def make_link(session: Session, person_id: int, *, now: datetime) -> str:
    """Make a new secret address and close the old one; commits. Returns its secret word."""
    token = secrets.token_urlsafe(32)
    closed = store.revoke_links(session, person_id, now)
    store.add_link(session, person_id, token_hash(token), now)
    _note(session, person_id, "calendar.made", closed, now)
    session.commit()
    return token


def revoke_link(session: Session, person_id: int, *, now: datetime) -> bool:
    """Close the person's address; commits. False when there was none."""
    closed = store.revoke_links(session, person_id, now)
    if closed:
        _note(session, person_id, "calendar.revoked", closed, now)
        session.commit()
    return closed > 0


def _note(session: Session, person_id: int, action: str, closed: int, now: datetime) -> None:
    audit.add_event(
        session,
        at=now,
        by=person_id,
        action=action,
        subject=("person", str(person_id)),
        details={"closed": closed},
    )


def read_feed(
    session: Session, token: str, *, public_url: str, today: date, now: datetime
) -> bytes | None:
    """The calendar behind a secret word; None when it is unknown or revoked."""
    link = store.find_link(session, token_hash(token))
    if link is None:
        return None
    if link.last_used_at is None or now - link.last_used_at >= USED_AT_MOST_EVERY:
        store.touch_link(session, link.id, now)
        session.commit()
    with speaking(link.locale):
        entries = (
            *_sessions(session, link, public_url, today),
            *_deadlines(session, link, public_url, today),
            *_services(session, link, public_url, today),
            *_talks(session, link, public_url, today),
        )
        return write_calendar("Legeløp", entries, language=link.locale or "nb", stamp=now)


def _sessions(session: Session, link: LinkRow, public_url: str, today: date) -> list[CalendarEntry]:
    rows = store.list_calendar_sessions(session, link.person_id, today - LOOK_BACK)
    return [
        CalendarEntry(
            uid=f"course-{row.public_id}@{DOMAIN}",
            summary=_session_words(row),
            first=row.starts_on,
            last=row.ends_on,
            location=row.place or None,
            url=public_url + COURSES_PAGE,
            sequence=row.version,
            is_cancelled=row.is_cancelled,
        )
        for row in rows
    ]


def _session_words(row: CalendarSession) -> str:
    if row.is_cancelled or row.state is RegistrationState.CONFIRMED:
        return row.course
    if row.state is RegistrationState.WAITING:
        return _("%(course)s (venteliste)", course=row.course)
    return _("%(course)s (søkt)", course=row.course)


def _deadlines(
    session: Session, link: LinkRow, public_url: str, today: date
) -> list[CalendarEntry]:
    """The sign-up that matters for each needed course; it goes away when the doctor signs up."""
    rows = reminder_store.open_signups(session, today, today + LOOK_AHEAD, person_id=link.person_id)
    return [
        CalendarEntry(
            uid=f"signup-{row.public_id}@{DOMAIN}",
            summary=_("Siste dag for påmelding: %(course)s", course=row.course),
            first=row.closes_on,
            last=row.closes_on,
            url=public_url + COURSES_PAGE,
            sequence=row.version,
        )
        for row in one_per_course(rows)
    ]


def _services(session: Session, link: LinkRow, public_url: str, today: date) -> list[CalendarEntry]:
    rows = store.list_calendar_services(session, link.person_id, today - LOOK_BACK)
    return [
        CalendarEntry(
            uid=f"service-{link.public_id}-{row.id}@{DOMAIN}",
            summary=_("Begynner: %(name)s", name=in_language(row, "name")),
            first=row.starts_on,
            last=row.starts_on,
            location=row.place,
            url=public_url + PATHWAY_PAGE,
            sequence=row.version,
        )
        for row in rows
    ]


def _talks(session: Session, link: LinkRow, public_url: str, today: date) -> list[CalendarEntry]:
    rows = store.list_calendar_talks(session, link.person_id, today - LOOK_BACK)
    return [
        CalendarEntry(
            # Ids of deleted talks are used again, so the day is part of the name.
            uid=f"talk-{row.id}-{row.on.isoformat()}@{DOMAIN}",
            summary=_("Veiledningssamtale med %(name)s", name=row.doctor)
            if row.doctor
            else _("Veiledningssamtale"),
            first=row.on,
            last=row.on,
            starts_at=row.starts_at,
            hours=row.hours,
            url=public_url + ("/veiledning" if row.doctor else TALKS_PAGE),
            sequence=row.version,
        )
        for row in rows
    ]
