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
    Lis1Offer,
    Lis1Rules,
    Lis1Start,
    OfferState,
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


@dataclass(frozen=True, slots=True)
class HandoverKeys:
    """Whose handover meeting an accepted offer asks for."""

    intake: str
    """Public id."""
    candidate: str
    supervisors: frozenset[int]
    """Row ids of the two who are to meet, as far as they are chosen."""


def find_handover(session: Session, offer: str) -> HandoverKeys | None:
    """The keys of an accepted offer, by its public id."""
    row = session.execute(
        sa.select(
            col(Lis1Intake.public_id),
            col(Lis1Candidate.key),
            col(Lis1Start.hospital_supervisor_id),
            col(Lis1Start.municipality_supervisor_id),
        )
        .select_from(Lis1Offer)
        .join(Lis1Intake, col(Lis1Intake.id) == col(Lis1Offer.intake_id))
        .join(Lis1Candidate, col(Lis1Candidate.id) == col(Lis1Offer.candidate_id))
        .outerjoin(Lis1Start, col(Lis1Start.offer_id) == col(Lis1Offer.id))
        .where(col(Lis1Offer.public_id) == offer, col(Lis1Offer.state) == OfferState.ACCEPTED)
    ).first()
    if row is None:
        return None
    return HandoverKeys(row[0], row[1], frozenset(each for each in row[2:] if each is not None))


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


def find_rules_owner(session: Session, rules: str) -> int | None:
    """Row id of the organisation whose council a version of the rules belongs to."""
    return session.execute(
        sa.select(col(Lis1Rules.organisation_id)).where(col(Lis1Rules.public_id) == rules)
    ).scalar_one_or_none()
