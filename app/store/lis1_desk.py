"""What the council's desk reads beside an intake and its runs: decision, offers, intakes to choose.

Nothing here commits.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db.tables import (
    DecisionState,
    IntakeState,
    Lis1Candidate,
    Lis1Conflict,
    Lis1Decision,
    Lis1Intake,
    Lis1Offer,
    Lis1Rules,
    Lis1Start,
    OfferState,
    Person,
)


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision that waits for approval, or that has been made."""

    run_id: int
    state: DecisionState
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class After:
    """How far an intake has come after the decision."""

    sent: int
    """Offers that have gone out."""
    accepted: int
    held: int
    """Handover meetings that have been held, of those who accepted."""


@dataclass(frozen=True, slots=True)
class IntakeLine:
    """An intake to choose, with how many of its candidates have handed in their wishes."""

    intake: Lis1Intake
    candidates: int
    sent: int


def find_decision(session: Session, intake_id: int) -> Decided | None:
    """The open or the made decision of an intake; None when there is neither."""
    row = session.execute(
        sa.select(col(Lis1Decision.run_id), col(Lis1Decision.state), col(Lis1Decision.decided_at))
        .where(
            col(Lis1Decision.intake_id) == intake_id,
            col(Lis1Decision.state).in_((DecisionState.PROPOSED, DecisionState.DECIDED)),
        )
        .order_by(col(Lis1Decision.number).desc())
    ).first()
    return None if row is None else Decided(*row)


def count_after(session: Session, intake_id: int) -> After:
    """Offers sent, offers accepted, handover meetings held."""
    accepted = col(Lis1Offer.state) == OfferState.ACCEPTED
    row = session.execute(
        sa.select(
            sa.func.count(col(Lis1Offer.sent_at)),
            sa.func.count(sa.case((accepted, 1))),
            sa.func.count(sa.case((accepted, col(Lis1Start.handover_held_on)))),
        )
        .select_from(Lis1Offer)
        .outerjoin(Lis1Start, col(Lis1Start.offer_id) == col(Lis1Offer.id))
        .where(col(Lis1Offer.intake_id) == intake_id)
    ).one()
    return After(*row)


def list_intakes(
    session: Session, owners: Collection[int] | None, person_id: int
) -> tuple[IntakeLine, ...]:
    """The intakes of some councils that a member has not stepped back from, latest start first."""
    stepped_back = sa.exists().where(
        col(Lis1Conflict.intake_id) == col(Lis1Intake.id),
        col(Lis1Conflict.person_id) == person_id,
        col(Lis1Conflict.candidate_id).is_(None),
        col(Lis1Conflict.place_id).is_(None),
        col(Lis1Conflict.lifted_at).is_(None),
    )
    takes_part = col(Lis1Candidate.withdrawn_on).is_(None)
    query = (
        sa.select(
            Lis1Intake,
            sa.func.count(sa.case((takes_part, col(Lis1Candidate.id)))),
            sa.func.count(sa.case((takes_part, col(Lis1Candidate.sent_at)))),
        )
        .outerjoin(Lis1Candidate, col(Lis1Candidate.intake_id) == col(Lis1Intake.id))
        .where(~stepped_back)
        .group_by(col(Lis1Intake.id))
        .order_by(col(Lis1Intake.starts_on).desc(), col(Lis1Intake.id))
    )
    if owners is not None:
        query = query.where(col(Lis1Intake.organisation_id).in_(owners))
    return tuple(IntakeLine(*row) for row in session.execute(query))


def current_of(lines: Collection[IntakeLine]) -> IntakeLine | None:
    """The intake that the council works on: closed and not decided, else open, else being prepared.

    Of several the one that starts first; when all are decided the latest.
    """
    for state in (IntakeState.CLOSED, IntakeState.OPEN, IntakeState.PREPARING):
        found = [each for each in lines if each.intake.state is state]
        if found:
            return min(found, key=lambda each: each.intake.starts_on)
    return max(lines, key=lambda each: each.intake.starts_on, default=None)


def load_rules(session: Session, ids: Collection[int]) -> dict[int, Lis1Rules]:
    """Versions of the rules, by row id."""
    rows = session.execute(sa.select(Lis1Rules).where(col(Lis1Rules.id).in_(ids))).scalars()
    return {row.id: row for row in rows if row.id is not None}


def load_names(session: Session, ids: Collection[int]) -> dict[int, str]:
    """Names of people, by row id."""
    rows = session.execute(sa.select(Person).where(col(Person.id).in_(ids))).scalars()
    return {row.id: row.name for row in rows if row.id is not None}
