"""One doctor's record as the engines read it, in a bounded number of queries."""

from sqlmodel import Session, col, select

from app.db.tables import Enrolment, Person
from app.store.record_batches import load_named
from pathways.types.record import TraineeRecord


def load_record(session: Session, public_id: str) -> TraineeRecord | None:
    """The record of the doctor with this public id; None when not in training.

    Eleven queries, however many people there are.
    """
    found = load_named(session, (public_id,))
    return found[0].record if found else None


def plan_version_of(session: Session, public_id: str) -> int | None:
    """The row id of the plan version that applies to this doctor."""
    return session.exec(
        select(Enrolment.plan_version_id)
        .join(Person, col(Person.id) == col(Enrolment.person_id))
        .where(Person.public_id == public_id, col(Enrolment.ends_on).is_(None))
    ).first()
