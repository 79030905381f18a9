"""Candidates of a LIS1 intake: what they wish, what is said about them, who belongs together."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db.base import UtcDateTime, enum_type
from rotations.lis1.types import Together


class Lis1Candidate(SQLModel, table=True):
    """One candidate of one intake. `key` stands in the draw and on every published list."""

    __tablename__ = "lis1_candidate"
    __table_args__ = (
        sa.UniqueConstraint("intake_id", "key"),
        sa.UniqueConstraint("intake_id", "email"),
        sa.UniqueConstraint("intake_id", "person_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    intake_id: int = Field(foreign_key="lis1_intake.id", index=True)
    key: str = Field(max_length=20)
    """K-01, K-02, …: given in turn, never given again."""
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    """The same human being in this product, when known: sees the wish page and the seat there."""
    given_name: str = Field(max_length=100)
    family_name: str = Field(max_length=100)
    sort_name: str = Field(max_length=220)
    """`app.sorting.norwegian_key` of family and given name."""
    email: str = Field(max_length=254)
    """Lower case."""
    qualifications: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    """Keys of the intake's qualifications; confirmed by the council."""
    groups: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    """{"gender": "woman", …}: for figures only, never a priority."""
    link_hash: str | None = Field(default=None, unique=True, max_length=64)
    """SHA-256 of the token in the personal address; the token itself is not kept."""
    link_made_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the wishes were handed in last; None: not yet."""
    receipt: str | None = Field(default=None, max_length=20)
    """Code of the receipt for what was handed in last."""
    withdrawn_on: date | None = None
    """Takes part no more; the key stays in the draw."""
    is_demo: bool = False
    version: int = 1

    @property
    def name(self) -> str:
        """Given name and family name."""
        return f"{self.given_name} {self.family_name}"


class Lis1Wish(SQLModel, table=True):
    """One line of a candidate's ranked list, 1 first."""

    __tablename__ = "lis1_wish"
    __table_args__ = (
        sa.UniqueConstraint("candidate_id", "rank"),
        sa.UniqueConstraint("candidate_id", "seat_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    candidate_id: int = Field(foreign_key="lis1_candidate.id", index=True)
    rank: int
    seat_id: int = Field(foreign_key="lis1_seat.id", index=True)


class Lis1Fact(SQLModel, table=True):
    """A declared need or affiliation: a yes with an amount, counted once somebody confirmed it."""

    __tablename__ = "lis1_fact"

    id: int | None = Field(default=None, primary_key=True)
    candidate_id: int = Field(foreign_key="lis1_candidate.id", index=True)
    subject: str = Field(max_length=60)
    """As `subject` of a criterion."""
    place_id: int | None = Field(default=None, foreign_key="organisation.id")
    amount: int = 1
    is_confirmed: bool = False
    confirmed_by_id: int | None = Field(default=None, foreign_key="person.id")
    confirmed_on: date | None = None
    refused_on: date | None = None
    """Looked at and not accepted; tells the candidate apart from "not looked at yet"."""
    version: int = 1


class Lis1PrivateText(SQLModel, table=True):
    """What a candidate wrote in confidence. A table of its own: no other query brings it along."""

    __tablename__ = "lis1_private_text"

    candidate_id: int = Field(foreign_key="lis1_candidate.id", primary_key=True)
    text: str = Field(max_length=4000)
    written_at: datetime = Field(sa_type=UtcDateTime)


class Lis1Couple(SQLModel, table=True):
    """Two candidates who asked for seats together; holds when both have said so."""

    __tablename__ = "lis1_couple"

    id: int | None = Field(default=None, primary_key=True)
    intake_id: int = Field(foreign_key="lis1_intake.id", index=True)
    one_id: int = Field(foreign_key="lis1_candidate.id", unique=True)
    """Who asked first."""
    other_id: int = Field(foreign_key="lis1_candidate.id", unique=True)
    wish: Together = Field(sa_type=enum_type(Together, "wish"))
    or_apart: bool = True
    is_confirmed: bool = False
    """The other has said yes, or the council entered it for both."""


class Lis1Preplacement(SQLModel, table=True):
    """A candidate who has a seat before anything is shared out."""

    __tablename__ = "lis1_preplacement"

    id: int | None = Field(default=None, primary_key=True)
    candidate_id: int = Field(foreign_key="lis1_candidate.id", unique=True)
    seat_id: int = Field(foreign_key="lis1_seat.id", index=True)
    reason: str = Field(max_length=1000)
    made_by_id: int | None = Field(default=None, foreign_key="person.id")
    made_at: datetime = Field(sa_type=UtcDateTime)
