"""Conflicts of interest that members of a LIS1 council have declared, with names. Never commits."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.db.tables import Lis1Candidate, Lis1Conflict, Lis1Intake, Organisation, Person


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """One declared conflict. Neither candidate nor place: over the whole intake."""

    id: int
    person_id: int
    person: str
    candidate_id: int | None
    key: str | None
    """The candidate's."""
    place_id: int | None
    place: str | None
    why: str
    declared_at: datetime
    lifted_at: datetime | None
    lifted_by: str | None

    @property
    def is_open(self) -> bool:
        """Whether nobody has lifted it."""
        return self.lifted_at is None

    @property
    def is_whole(self) -> bool:
        """Whether it is over the whole intake."""
        return self.candidate_id is None and self.place_id is None


def list_conflicts(session: Session, intake_id: int) -> tuple[ConflictRow, ...]:
    """Every conflict declared in an intake, lifted ones too, oldest first; one query."""
    lifter = aliased(Person)
    rows = session.execute(
        sa.select(Lis1Conflict, Person, col(Lis1Candidate.key), col(Organisation.name), lifter)
        .join(Person, col(Person.id) == col(Lis1Conflict.person_id))
        .outerjoin(Lis1Candidate, col(Lis1Candidate.id) == col(Lis1Conflict.candidate_id))
        .outerjoin(Organisation, col(Organisation.id) == col(Lis1Conflict.place_id))
        .outerjoin(lifter, col(lifter.id) == col(Lis1Conflict.lifted_by_id))
        .where(col(Lis1Conflict.intake_id) == intake_id)
        .order_by(col(Lis1Conflict.id))
    )
    return tuple(
        ConflictRow(
            row.id,
            row.person_id,
            person.name,
            row.candidate_id,
            key,
            row.place_id,
            place,
            row.why,
            row.declared_at,
            row.lifted_at,
            None if by is None else by.name,
        )
        for row, person, key, place, by in rows
    )


def open_subjects(
    session: Session, intake_id: int, person_id: int
) -> tuple[tuple[int | None, int | None], ...]:
    """(candidate, place) of each open conflict of a member, by row id; one query."""
    rows = session.execute(
        sa.select(col(Lis1Conflict.candidate_id), col(Lis1Conflict.place_id)).where(
            col(Lis1Conflict.intake_id) == intake_id,
            col(Lis1Conflict.person_id) == person_id,
            col(Lis1Conflict.lifted_at).is_(None),
        )
    )
    return tuple((row[0], row[1]) for row in rows)


def add_conflict(
    session: Session,
    intake_id: int,
    person_id: int,
    candidate_id: int | None,
    place_id: int | None,
    why: str,
    now: datetime,
) -> int:
    """Keep a declared conflict; its row id."""
    row = Lis1Conflict(
        intake_id=intake_id,
        person_id=person_id,
        candidate_id=candidate_id,
        place_id=place_id,
        why=why,
        declared_at=now,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def lift(session: Session, intake_id: int, conflict_id: int, by: int, now: datetime) -> bool:
    """Lift a conflict of this intake; False when somebody was faster."""
    changed = session.execute(
        sa.update(Lis1Conflict)
        .where(
            col(Lis1Conflict.id) == conflict_id,
            col(Lis1Conflict.intake_id) == intake_id,
            col(Lis1Conflict.lifted_at).is_(None),
        )
        .values(lifted_at=now, lifted_by_id=by)
        .execution_options(synchronize_session=False)
    )
    return int(cast(Any, changed).rowcount) == 1


def list_left(
    session: Session, owners: Collection[int] | None, person_id: int
) -> tuple[Lis1Intake, ...]:
    """The intakes of some councils (None: all) that a member has stepped back from."""
    query = (
        sa.select(Lis1Intake)
        .join(Lis1Conflict, col(Lis1Conflict.intake_id) == col(Lis1Intake.id))
        .where(
            col(Lis1Conflict.person_id) == person_id,
            col(Lis1Conflict.candidate_id).is_(None),
            col(Lis1Conflict.place_id).is_(None),
            col(Lis1Conflict.lifted_at).is_(None),
        )
        .order_by(col(Lis1Intake.starts_on).desc(), col(Lis1Intake.id))
    )
    if owners is not None:
        query = query.where(col(Lis1Intake.organisation_id).in_(owners))
    return tuple(session.execute(query).scalars().unique())
