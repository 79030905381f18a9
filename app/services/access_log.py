"""Who has opened a doctor's page: kept, so that the doctor can be told."""

from datetime import datetime

from sqlmodel import Session

from app.store import audit, people


def remember_access(session: Session, *, by: int, public_id: str, page: str, at: datetime) -> None:
    """Write that somebody other than the doctor opened the doctor's page, and commit."""
    person = people.find_person(session, public_id)
    if person is None or person.id is None:
        return
    audit.add_access(session, at=at, by=by, person_id=person.id, page=page)
    session.commit()
