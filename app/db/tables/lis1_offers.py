"""After the decision: offers and answers, handover, buddy and the list before the start."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db.base import UtcDateTime, enum_type


class OfferState(StrEnum):
    """Life of an offer: klar, sendt, takket ja, takket nei, uten svar, trukket."""

    READY = "ready"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    """No answer by the last day."""
    WITHDRAWN = "withdrawn"


class ChecklistKind(StrEnum):
    """What a point before the start is about."""

    INFORMATION = "information"
    ACCESS = "access"
    TOOLS = "tools"


class Lis1Offer(SQLModel, table=True):
    """A seat offered to a candidate in a round. At most one offer of a candidate is open."""

    __tablename__ = "lis1_offer"
    __table_args__ = (
        sa.Index(
            "uq_lis1_offer_open",
            "candidate_id",
            unique=True,
            sqlite_where=sa.text("state IN ('ready', 'sent', 'accepted')"),
            postgresql_where=sa.text("state IN ('ready', 'sent', 'accepted')"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, max_length=32)
    intake_id: int = Field(foreign_key="lis1_intake.id", index=True)
    decision_id: int | None = Field(default=None, foreign_key="lis1_decision.id")
    """None: somebody next in line, or a later run, after the decision."""
    round: int
    candidate_id: int = Field(foreign_key="lis1_candidate.id", index=True)
    seat_id: int = Field(foreign_key="lis1_seat.id", index=True)
    state: OfferState = Field(sa_type=enum_type(OfferState, "state"))
    reason: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    """Why this seat and what would have changed it, as in the run's result."""
    made_by_id: int | None = Field(default=None, foreign_key="person.id")
    made_at: datetime = Field(sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """Then the candidate is told hospital and municipality: the notice runs from here."""
    reply_by: date | None = None
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answer_note: str = Field(default="", max_length=1000)
    municipality_starts_on: date | None = None
    """First day of the last municipal service of the track."""
    version: int = 1


class Lis1Start(SQLModel, table=True):
    """What must be in place for one who has accepted: supervisors, buddy, handover meeting."""

    __tablename__ = "lis1_start"

    id: int | None = Field(default=None, primary_key=True)
    offer_id: int = Field(foreign_key="lis1_offer.id", unique=True)
    hospital_supervisor_id: int | None = Field(default=None, foreign_key="person.id")
    municipality_supervisor_id: int | None = Field(default=None, foreign_key="person.id")
    buddy_id: int | None = Field(default=None, foreign_key="person.id")
    handover_on: date | None = None
    """When the two supervisors mean to meet."""
    handover_held_on: date | None = None
    handover_minutes: str = Field(default="", max_length=4000)
    handover_by_id: int | None = Field(default=None, foreign_key="person.id")
    version: int = 1


class Lis1ChecklistPoint(SQLModel, table=True):
    """One thing to be done before the start, by somebody, by a day."""

    __tablename__ = "lis1_checklist_point"

    id: int | None = Field(default=None, primary_key=True)
    offer_id: int = Field(foreign_key="lis1_offer.id", index=True)
    kind: ChecklistKind = Field(sa_type=enum_type(ChecklistKind, "kind"))
    text: str = Field(max_length=300)
    owner: str = Field(max_length=160)
    """Who does it: a name or a function."""
    due_on: date
    done_on: date | None = None
    done_by_id: int | None = Field(default=None, foreign_key="person.id")
    version: int = 1
