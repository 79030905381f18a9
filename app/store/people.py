"""People: found by public id, listed within a reach."""

from sqlmodel import Session, select

from app.db.tables import Person


def find_person(session: Session, public_id: str) -> Person | None:
    """The person with this public id."""
    return session.exec(select(Person).where(Person.public_id == public_id)).first()


def find_email(session: Session, person_id: int) -> str | None:
    """Where mail to the person goes; None without an address."""
    found = session.exec(select(Person.email).where(Person.id == person_id)).first()
    return (found or "").strip() or None
