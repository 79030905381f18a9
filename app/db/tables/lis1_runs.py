"""Runs of a LIS1 intake with changes by hand, what the council says of them, and its decision."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db.base import UtcDateTime, enum_type
from app.db.tables.rotations import RunState
from rotations.lis1.results import Mechanism


class DecisionState(StrEnum):
    """Life of a proposal to decide: til godkjenning, vedtatt, sendt tilbake, trukket."""

    PROPOSED = "proposed"
    DECIDED = "decided"
    SENT_BACK = "sent_back"
    WITHDRAWN = "withdrawn"


class Verdict(StrEnum):
    """What a member says to a proposal."""

    APPROVES = "approves"
    SENDS_BACK = "sends_back"


class Lis1Run(SQLModel, table=True):
    """One way of sharing out, run on the intake as it was then. What it gave never changes."""

    __tablename__ = "lis1_run"
    __table_args__ = (sa.UniqueConstraint("intake_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, max_length=32)
    intake_id: int = Field(foreign_key="lis1_intake.id", index=True)
    number: int
    """1, 2, …; shown as A, B, … in `services.lis1_words`."""
    mechanism: Mechanism = Field(sa_type=enum_type(Mechanism, "mechanism"))
    rules_id: int = Field(foreign_key="lis1_rules.id")
    state: RunState = Field(sa_type=enum_type(RunState, "state"))
    asked_by_id: int | None = Field(default=None, foreign_key="person.id")
    asked_at: datetime = Field(sa_type=UtcDateTime)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    case: dict[str, Any] | None = Field(
        default=None, sa_column_kwargs={"name": "case_document"}, sa_type=sa.JSON
    )
    """The intake as it was run, in the documented case format."""
    input_hash: str | None = Field(default=None, max_length=64)
    result: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON)
    """Who got what, figures, pairs, reasons and what would have changed them."""
    is_hidden: bool = False
    """Put aside by the council; the log still has it."""
    error: str | None = Field(default=None, max_length=1000)


class Lis1Change(SQLModel, table=True):
    """A change by hand of what a run gave, with its reason. Changes apply in order of `seq`."""

    __tablename__ = "lis1_change"
    __table_args__ = (sa.UniqueConstraint("run_id", "seq"),)

    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(foreign_key="lis1_run.id", index=True)
    seq: int
    candidate_key: str = Field(max_length=20)
    seat_key: str | None = Field(default=None, max_length=60)
    """None takes the candidate's seat away."""
    swap_with_key: str | None = Field(default=None, max_length=20)
    reason: str = Field(max_length=1000)
    effect: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    """Who gained and lost by it, and the pairs it made."""
    by_id: int | None = Field(default=None, foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    undone_by_id: int | None = Field(default=None, foreign_key="person.id")


class Lis1Comment(SQLModel, table=True):
    """What a member says of an intake, a run or a candidate in it."""

    __tablename__ = "lis1_comment"

    id: int | None = Field(default=None, primary_key=True)
    intake_id: int = Field(foreign_key="lis1_intake.id", index=True)
    run_id: int | None = Field(default=None, foreign_key="lis1_run.id", index=True)
    candidate_id: int | None = Field(default=None, foreign_key="lis1_candidate.id", index=True)
    by_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)
    text: str = Field(max_length=2000)


class Lis1Conflict(SQLModel, table=True):
    """A member's conflict of interest: one candidate, one hospital or municipality, or all of it.

    About a candidate it hides that candidate's case from the member; about a place the member
    changes nothing there; about the whole intake the member sees nothing of it.
    """

    __tablename__ = "lis1_conflict"
    __table_args__ = (
        sa.CheckConstraint("candidate_id IS NULL OR place_id IS NULL", name="one_subject"),
    )

    id: int | None = Field(default=None, primary_key=True)
    intake_id: int = Field(foreign_key="lis1_intake.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    candidate_id: int | None = Field(default=None, foreign_key="lis1_candidate.id", index=True)
    place_id: int | None = Field(default=None, foreign_key="organisation.id")
    why: str = Field(default="", max_length=500)
    declared_at: datetime = Field(sa_type=UtcDateTime)
    lifted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lifted_by_id: int | None = Field(default=None, foreign_key="person.id")


class Lis1Decision(SQLModel, table=True):
    """A run with its changes, put to the council. Decided once two sides have approved it."""

    __tablename__ = "lis1_decision"
    __table_args__ = (
        sa.UniqueConstraint("intake_id", "number"),
        sa.Index(
            "uq_lis1_decision_open",
            "intake_id",
            unique=True,
            sqlite_where=sa.text("state = 'proposed'"),
            postgresql_where=sa.text("state = 'proposed'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, max_length=32)
    intake_id: int = Field(foreign_key="lis1_intake.id", index=True)
    number: int
    run_id: int = Field(foreign_key="lis1_run.id", index=True)
    state: DecisionState = Field(sa_type=enum_type(DecisionState, "state"))
    proposed_by_id: int | None = Field(default=None, foreign_key="person.id")
    proposed_at: datetime = Field(sa_type=UtcDateTime)
    note: str = Field(default="", max_length=2000)
    """For the minutes."""
    allocation: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    """What is decided, with the changes made: {"placed": [{candidate, seat, rank, how}],
    "unplaced": [...], "hash": sha256 of both}."""
    minutes: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON)
    """What the minutes say, fixed when it was decided."""
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    version: int = 1


class Lis1Approval(SQLModel, table=True):
    """What one member said to a proposal."""

    __tablename__ = "lis1_approval"
    __table_args__ = (sa.UniqueConstraint("decision_id", "person_id"),)

    id: int | None = Field(default=None, primary_key=True)
    decision_id: int = Field(foreign_key="lis1_decision.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    verdict: Verdict = Field(sa_type=enum_type(Verdict, "verdict"))
    remark: str = Field(default="", max_length=2000)
    at: datetime = Field(sa_type=UtcDateTime)
