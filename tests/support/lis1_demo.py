"""The demo's LIS1 intake of March 2027 without the proposal that waits there for an approval."""

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db.tables import DecisionState, Lis1Approval, Lis1Decision


def take_back_proposals(session: Session) -> None:
    """Nothing lies before the council; the six runs are still there. Commits."""
    waiting = sa.select(col(Lis1Decision.id)).where(
        col(Lis1Decision.state) == DecisionState.PROPOSED
    )
    session.execute(sa.delete(Lis1Approval).where(col(Lis1Approval.decision_id).in_(waiting)))
    session.execute(
        sa.delete(Lis1Decision).where(col(Lis1Decision.state) == DecisionState.PROPOSED)
    )
    session.commit()
