"""When a doctor's objectives were approved."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db.tables import Enrolment, ObjectiveProgress, Person
from pathways.types.record import ObjectiveState


@dataclass(frozen=True, slots=True)
class ApprovedOn:
    """How many objectives were approved on a day; `day` None: nobody has written when."""

    day: date | None
    count: int


def approved_days(session: Session, public_id: str) -> tuple[ApprovedOn, ...]:
    """The doctor's approvals by day, those without a day last; one query."""
    day = col(ObjectiveProgress.approved_on)
    rows = session.execute(
        sa.select(day, sa.func.count())
        .join(Enrolment, col(Enrolment.id) == col(ObjectiveProgress.enrolment_id))
        .join(Person, col(Person.id) == col(Enrolment.person_id))
        .where(
            col(Person.public_id) == public_id,
            col(Enrolment.ends_on).is_(None),
            col(ObjectiveProgress.state) == ObjectiveState.APPROVED,
        )
        .group_by(day)
        .order_by(day.is_(None), day)
    )
    return tuple(ApprovedOn(on, count) for on, count in rows)
