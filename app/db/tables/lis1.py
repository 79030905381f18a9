"""The LIS1 council, its rules and tracks, and an intake with its seats and caps.

An intake is one round of one council. What is shared out, to whom and by which rules is stored
row by row here and in `lis1_candidates`; `services.lis1_case` makes the pure intake of it.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db.base import UtcDateTime, enum_type
from rotations.lis1.types import CapKind, FactStatus


class CouncilTask(StrEnum):
    """What a member does on the council."""

    CHAIR = "chair"
    SECRETARY = "secretary"
    """Prepares the cases, and alone reads what candidates wrote in confidence."""
    MEMBER = "member"


class CouncilSide(StrEnum):
    """Whom a member speaks for. A decision needs two sides (`services.lis1_decisions`)."""

    HOSPITAL = "hospital"
    MUNICIPALITY = "municipality"
    UNION = "union"
    ADMINISTRATION = "administration"


class RulesState(StrEnum):
    """Life of a version of the rules: forslag, gjeldende, tidligere, forkastet."""

    PROPOSED = "proposed"
    ADOPTED = "adopted"
    SUPERSEDED = "superseded"
    DISCARDED = "discarded"


class IntakeState(StrEnum):
    """How far an intake has come. After the deadline an open one takes no more wishes."""

    PREPARING = "preparing"
    """Seats are being set; candidates see nothing."""
    OPEN = "open"
    """Candidates rank their wishes until the deadline."""
    CLOSED = "closed"
    """The list of candidates is closed: draw, runs, decision."""
    DECIDED = "decided"
    """The council has decided: offers, handover, start."""


class CouncilMember(SQLModel, table=True):
    """A person on a LIS1 council: the role grant opens the pages, this says as what."""

    __tablename__ = "lis1_council_member"
    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "person_id", "valid_from"),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="dates_ordered"),
    )

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    task: CouncilTask = Field(sa_type=enum_type(CouncilTask, "task"))
    side: CouncilSide = Field(sa_type=enum_type(CouncilSide, "side"))
    represents_id: int | None = Field(default=None, foreign_key="organisation.id")
    """The hospital or municipality that the member speaks for."""
    valid_from: date
    valid_to: date | None = None


class Lis1Rules(SQLModel, table=True):
    """One version of a council's written criteria. At most one is adopted; its text is fixed."""

    __tablename__ = "lis1_rules"
    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "number"),
        sa.Index(
            "uq_lis1_rules_adopted",
            "organisation_id",
            unique=True,
            sqlite_where=sa.text("state = 'adopted'"),
            postgresql_where=sa.text("state = 'adopted'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, max_length=32)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    number: int
    state: RulesState = Field(sa_type=enum_type(RulesState, "state"))
    text: str = Field(max_length=8000)
    """As the council wrote it."""
    source: str = Field(default="", max_length=500)
    status: FactStatus = Field(sa_type=enum_type(FactStatus, "status"))
    any_remaining: bool = False
    criteria: list[dict[str, Any]] = Field(default_factory=list, sa_type=sa.JSON)
    """As `criteria` of the LIS1 case format."""
    made_by_id: int | None = Field(default=None, foreign_key="person.id")
    made_at: datetime = Field(sa_type=UtcDateTime)
    decided_on: date | None = None
    decided_by_id: int | None = Field(default=None, foreign_key="person.id")
    is_demo: bool = False
    version: int = 1


class Lis1Track(SQLModel, table=True):
    """A council's template for the services of a seat."""

    __tablename__ = "lis1_track"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    key: str = Field(max_length=60)
    name: str = Field(max_length=160)
    phases: list[dict[str, Any]] = Field(default_factory=list, sa_type=sa.JSON)
    """As `phases` of the LIS1 case format: kind, service, months."""
    coupled_to: str | None = Field(default=None, max_length=8)
    source: str = Field(default="", max_length=500)
    status: FactStatus = Field(sa_type=enum_type(FactStatus, "status"))
    is_retired: bool = False
    """Not offered for new seats; old ones keep it."""
    is_demo: bool = False
    version: int = 1


class Lis1Intake(SQLModel, table=True):
    """One round of one council, with its dates and its draw."""

    __tablename__ = "lis1_intake"

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, max_length=32)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    name: str = Field(max_length=160)
    state: IntakeState = Field(sa_type=enum_type(IntakeState, "state"))
    starts_on: date
    """First day of service of most seats."""
    advertised_on: date | None = None
    deadline_on: date | None = None
    """Last day for wishes."""
    decide_on: date | None = None
    """When the council means to decide."""
    rules_id: int = Field(foreign_key="lis1_rules.id")
    """The version in force for this intake."""
    qualifications: list[dict[str, Any]] = Field(default_factory=list, sa_type=sa.JSON)
    """As `qualifications` of the LIS1 case format: key, name, includes."""
    near: list[list[int]] = Field(default_factory=list, sa_type=sa.JSON)
    """Pairs of ids of municipalities that count as near each other."""
    fewest_shown: int = 5
    notice_limit_months: int = 4
    """The municipality is told at least so long before the service there."""
    notice_target_months: int = 12
    """The aim: so long before, that is before the hospital year begins."""
    seed: str | None = Field(default=None, max_length=64)
    """The committed seed. Shown to nobody before it is revealed."""
    public_source: str = Field(default="", max_length=500)
    public_text: str = Field(default="", max_length=500)
    commitment: str | None = Field(default=None, max_length=64)
    list_hash: str | None = Field(default=None, max_length=64)
    committed_on: date | None = None
    revealed_on: date | None = None
    drawn_by_hand: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    """Keys of candidates in an order that was drawn by hand; empty: by the seed."""
    is_demo: bool = False
    version: int = 1


class Lis1OfferDates(SQLModel, table=True):
    """The dates of one offer round of an intake."""

    __tablename__ = "lis1_offer_dates"
    __table_args__ = (
        sa.UniqueConstraint("intake_id", "number"),
        sa.CheckConstraint("reply_by >= sent_on AND marked_by >= reply_by", name="dates_ordered"),
    )

    id: int | None = Field(default=None, primary_key=True)
    intake_id: int = Field(foreign_key="lis1_intake.id", index=True)
    number: int
    sent_on: date
    reply_by: date
    marked_by: date


class Lis1Seat(SQLModel, table=True):
    """Places that are alike: same hospital, municipality, track and start."""

    __tablename__ = "lis1_seat"
    __table_args__ = (
        sa.UniqueConstraint("intake_id", "key"),
        sa.CheckConstraint("places BETWEEN 0 AND 1000", name="places_range"),
    )

    id: int | None = Field(default=None, primary_key=True)
    intake_id: int = Field(foreign_key="lis1_intake.id", index=True)
    key: str = Field(max_length=60)
    """Never changed once candidates may have wished for it."""
    hospital_id: int = Field(foreign_key="organisation.id")
    municipality_id: int = Field(foreign_key="organisation.id")
    track_id: int = Field(foreign_key="lis1_track.id")
    starts_on: date
    places: int
    needs: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    """Keys of qualifications."""
    is_closed: bool = False
    is_own_post: bool = False
    contact_name: str = Field(default="", max_length=160)
    contact_email: str = Field(default="", max_length=254)
    """Whom the doctor who gets it may ask."""
    version: int = 1


class Lis1Cap(SQLModel, table=True):
    """At most so many over all seats of a hospital or a municipality."""

    __tablename__ = "lis1_cap"
    __table_args__ = (sa.CheckConstraint("places BETWEEN 0 AND 1000", name="places_range"),)

    id: int | None = Field(default=None, primary_key=True)
    intake_id: int = Field(foreign_key="lis1_intake.id", index=True)
    kind: CapKind = Field(sa_type=enum_type(CapKind, "kind"))
    place_id: int = Field(foreign_key="organisation.id")
    starts_on: date | None = None
    """For seats from this day only; None: for all."""
    places: int
