"""What the export tells beside the registrations: objectives with activities and signatures."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db.tables import LearningActivity, ObjectiveProgress, ObjectiveRow, Person, Signature
from pathways.types.record import ObjectiveState, SignState


@dataclass(frozen=True, slots=True)
class SignedBy:
    """One signature: the step, who, and when."""

    step: str
    name: str
    on: date


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """A learning activity with its signatures."""

    name: str
    done_on: date
    state: SignState
    signed: tuple[SignedBy, ...]


@dataclass(frozen=True, slots=True)
class ObjectiveLine:
    """An objective with its activities and signatures. `part` is None where no source says it."""

    objective_set: str
    identifier: str
    part: str | None
    state: ObjectiveState
    approved_on: date | None
    activities: tuple[ActivityLine, ...]
    signed: tuple[SignedBy, ...]


def list_objectives(
    session: Session, enrolment_id: int
) -> tuple[tuple[ObjectiveLine, ...], tuple[ActivityLine, ...]]:
    """The objectives that are begun, and the activities that belong to none; five queries."""
    progress = session.exec(
        select(ObjectiveProgress)
        .where(ObjectiveProgress.enrolment_id == enrolment_id)
        .order_by(col(ObjectiveProgress.objective_set), col(ObjectiveProgress.identifier))
    ).all()
    of_objective = _signatures(session, "objective_progress_id", ObjectiveProgress, enrolment_id)
    activities = _activities(session, enrolment_id)
    parts = _parts(session)
    lines = []
    for row in progress:
        assert row.id is not None
        lines.append(
            ObjectiveLine(
                objective_set=row.objective_set,
                identifier=row.identifier,
                part=parts.get(row.identifier),
                state=row.state,
                approved_on=row.approved_on,
                activities=tuple(activities.get(row.id, ())),
                signed=tuple(of_objective.get(row.id, ())),
            )
        )
    return tuple(lines), tuple(activities.get(None, ()))


def _activities(session: Session, enrolment_id: int) -> dict[int | None, list[ActivityLine]]:
    signed = _signatures(session, "learning_activity_id", LearningActivity, enrolment_id)
    rows = session.exec(
        select(LearningActivity)
        .where(LearningActivity.enrolment_id == enrolment_id)
        .order_by(col(LearningActivity.done_on), col(LearningActivity.id))
    )
    found: dict[int | None, list[ActivityLine]] = defaultdict(list)
    for row in rows:
        assert row.id is not None
        found[row.objective_progress_id].append(
            ActivityLine(row.name, row.done_on, row.state, tuple(signed.get(row.id, ())))
        )
    return found


def _signatures(
    session: Session,
    column: str,
    table: type[ObjectiveProgress] | type[LearningActivity],
    enrolment_id: int,
) -> dict[int, list[SignedBy]]:
    subject = getattr(Signature, column)
    rows = session.execute(
        sa.select(
            subject,
            col(Signature.step),
            col(Signature.signed_on),
            col(Person.given_name),
            col(Person.family_name),
        )
        .join(table, col(table.id) == subject)
        .join(Person, col(Person.id) == col(Signature.by_person_id))
        .where(col(table.enrolment_id) == enrolment_id)
        .order_by(col(Signature.signed_on), col(Signature.id))
    )
    found: dict[int, list[SignedBy]] = defaultdict(list)
    for key, step, on, given, family in rows:
        found[key].append(SignedBy(step, f"{given} {family}", on))
    return found


def _parts(session: Session) -> dict[str, str]:
    """The part of each objective that the sources list by identifier."""
    rows = session.exec(
        select(ObjectiveRow.identifier, ObjectiveRow.part).where(
            col(ObjectiveRow.identifier).is_not(None)
        )
    )
    return {identifier: part for identifier, part in rows if identifier is not None}
