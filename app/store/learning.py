"""The enrolment that learning is registered on, and new learning activities."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.db.tables import (
    Enrolment,
    LearningActivity,
    ObjectiveProgress,
    ObjectiveRow,
    Organisation,
    Person,
)
from pathways.signing import Parties
from pathways.types.record import ObjectiveState, SignState


@dataclass(frozen=True, slots=True)
class Home:
    """A doctor's enrolment with the people and the place around it."""

    enrolment_id: int
    public_id: str
    name: str
    specialty: str | None
    organisation_id: int | None
    organisation: str | None
    parties: Parties
    supervisor: str | None
    leader: str | None
    begins_on: date


def find_home(session: Session, public_id: str) -> Home | None:
    """The enrolment of the doctor with this public id; None when not in training."""
    guide, leader = aliased(Person), aliased(Person)
    row = session.execute(
        sa.select(Enrolment, Person, col(Organisation.name), guide, leader)
        .join(Person, col(Person.id) == col(Enrolment.person_id))
        .outerjoin(Organisation, col(Organisation.id) == col(Enrolment.organisation_id))
        .outerjoin(guide, col(guide.id) == col(Enrolment.personal_supervisor_id))
        .outerjoin(leader, col(leader.id) == col(Enrolment.approver_id))
        .where(col(Person.public_id) == public_id, col(Enrolment.ends_on).is_(None))
    ).first()
    if row is None:
        return None
    enrolment, person, organisation, supervisor, approver = row
    return Home(
        enrolment_id=enrolment.id,
        public_id=public_id,
        name=person.name,
        specialty=enrolment.specialty_code,
        organisation_id=enrolment.organisation_id,
        organisation=organisation,
        parties=Parties(person.id, enrolment.personal_supervisor_id, enrolment.approver_id),
        supervisor=supervisor.name if supervisor else None,
        leader=approver.name if approver else None,
        begins_on=enrolment.starts_on,
    )


def begun_identifiers(session: Session, enrolment_id: int, objective_set: str) -> frozenset[str]:
    """The objectives of a set that the doctor has begun."""
    return frozenset(
        session.exec(
            select(ObjectiveProgress.identifier).where(
                ObjectiveProgress.enrolment_id == enrolment_id,
                ObjectiveProgress.objective_set == objective_set,
            )
        )
    )


def add_objective(session: Session, enrolment_id: int, objective_set: str, identifier: str) -> None:
    """Begin an objective. Whoever calls has seen that it is not begun."""
    session.add(
        ObjectiveProgress(
            enrolment_id=enrolment_id,
            objective_set=objective_set,
            identifier=identifier,
            state=ObjectiveState.IN_PROGRESS,
        )
    )


def objective_of(session: Session, enrolment_id: int, objective_id: int) -> bool:
    """Whether this objective is the doctor's."""
    found = session.exec(
        select(ObjectiveProgress.id).where(
            ObjectiveProgress.id == objective_id, ObjectiveProgress.enrolment_id == enrolment_id
        )
    ).first()
    return found is not None


def add_activity(
    session: Session, enrolment_id: int, *, name: str, done_on: date, objective_id: int | None
) -> int:
    """Write a learning activity that nobody is asked to sign yet; returns its id."""
    row = LearningActivity(
        enrolment_id=enrolment_id,
        objective_progress_id=objective_id,
        name=name,
        done_on=done_on,
        state=SignState.DRAFT,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def load_published(session: Session, scopes: list[str]) -> tuple[ObjectiveRow, ...]:
    """The objectives that the reference data has on record for these sets."""
    rows = session.exec(
        select(ObjectiveRow)
        .where(ObjectiveRow.row_type == "objective", col(ObjectiveRow.scope).in_(scopes))
        .order_by(col(ObjectiveRow.position))
    )
    return tuple(rows)


def procedure_names(session: Session, keys: set[str]) -> dict[str, str]:
    """What the procedures with these keys are; one query, none for no keys."""
    if not keys:
        return {}
    rows = session.exec(
        select(ObjectiveRow.key, ObjectiveRow.gist_en).where(
            col(ObjectiveRow.key).in_(sorted(keys))
        )
    )
    return {key: gist or key for key, gist in rows}
