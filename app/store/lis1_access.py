"""The keys that access to LIS1 intakes is decided on; nothing about candidates or seats."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db.tables import (
    CouncilMember,
    CouncilSide,
    CouncilTask,
    Lis1Candidate,
    Lis1Conflict,
    Lis1Intake,
)


@dataclass(frozen=True, slots=True)
class Membership:
    """As what a person sits on a council today."""

    organisation_id: int
    task: CouncilTask
    side: CouncilSide
    represents_id: int | None


def find_council(session: Session, intake: str) -> tuple[int, int] | None:
    """Row id of an intake and of the organisation whose council it belongs to."""
    row = session.execute(
        sa.select(col(Lis1Intake.id), col(Lis1Intake.organisation_id)).where(
            col(Lis1Intake.public_id) == intake
        )
    ).first()
    return None if row is None else (row[0], row[1])


def has_stepped_back(session: Session, intake_id: int, person_id: int) -> bool:
    """Whether a member has a conflict of interest over the whole intake."""
    return (
        session.execute(
            _open_conflicts(intake_id, person_id).where(
                col(Lis1Conflict.candidate_id).is_(None), col(Lis1Conflict.place_id).is_(None)
            )
        ).first()
        is not None
    )


def has_conflict(session: Session, intake_id: int, person_id: int, candidate: str) -> bool:
    """Whether a member has a conflict of interest over the candidate with this key."""
    return (
        session.execute(
            _open_conflicts(intake_id, person_id)
            .join(Lis1Candidate, col(Lis1Candidate.id) == col(Lis1Conflict.candidate_id))
            .where(col(Lis1Candidate.key) == candidate)
        ).first()
        is not None
    )


def _open_conflicts(intake_id: int, person_id: int) -> sa.Select[int | None]:
    return sa.select(col(Lis1Conflict.id)).where(
        col(Lis1Conflict.intake_id) == intake_id,
        col(Lis1Conflict.person_id) == person_id,
        col(Lis1Conflict.lifted_at).is_(None),
    )


def find_memberships(session: Session, person_id: int, today: date) -> tuple[Membership, ...]:
    """The councils that a person sits on today."""
    rows = session.execute(
        sa.select(CouncilMember)
        .where(
            col(CouncilMember.person_id) == person_id,
            col(CouncilMember.valid_from) <= today,
            sa.or_(col(CouncilMember.valid_to).is_(None), col(CouncilMember.valid_to) >= today),
        )
        .order_by(col(CouncilMember.id))
    ).scalars()
    return tuple(
        Membership(row.organisation_id, row.task, row.side, row.represents_id) for row in rows
    )
