"""A course that was attended, in the doctor's logbook: the line is the same as one made there.

It begins as a draft, so that the doctor can send it for signing like any other course. The audit
row has the form that the logbook reads, so that the doctor can undo it there.
"""

from sqlmodel import Session

from app.services.course_registrations_seats import Moment
from app.services.logbook import ADDED, CHANGED
from app.services.logbook_book import Book, open_book, to_json
from app.store import audit
from app.store import logbook as logbook_store
from app.store.course_registrations import StoredRegistration
from app.store.courses import StoredSession
from app.store.logbook import Entry, LogKind
from pathways.types.record import AttendanceState


def keep_attendance(
    session: Session, held: StoredSession, row: StoredRegistration, moment: Moment
) -> None:
    """Write the course into the doctor's logbook, unless it is there as attended; never commits."""
    book = open_book(session, row.public_id)
    if book is None or book.owner.enrolment_id != row.enrolment_id:
        return
    lines = [
        each for each in book.of(LogKind.COURSE) if each.values["course_key"] == held.course_key
    ]
    if any(each.values["state"] is AttendanceState.ATTENDED for each in lines):
        return
    values = {
        "course_key": held.course_key,
        "state": AttendanceState.ATTENDED,
        "starts_on": held.starts_on,
        "ends_on": held.ends_on,
        "is_equivalent": False,
        "equivalent_text": None,
    }
    before = next(iter(lines), None)
    if before is None:
        entry_id, version = logbook_store.insert(session, LogKind.COURSE, book.owner, values)
    else:
        entry_id, version = before.id, before.version + 1
        kept = logbook_store.update(
            session, LogKind.COURSE, book.owner, before.id, before.version, values
        )
        if not kept:
            # The doctor is changing the line at this moment; the doctor's own words stand.
            return
    after = Entry(LogKind.COURSE, entry_id, version, values)
    _remember(session, book, before, after, moment)


def _remember(
    session: Session, book: Book, before: Entry | None, after: Entry, moment: Moment
) -> None:
    audit.add_event(
        session,
        at=moment.now,
        by=moment.by,
        action=CHANGED if before else ADDED,
        subject=(str(LogKind.COURSE), str(after.id)),
        details={
            "person": book.owner.person_id,
            "version": after.version,
            "before": None if before is None else to_json(before.values),
            "after": to_json(after.values),
        },
    )
