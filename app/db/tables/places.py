"""Places for rotations: agreements, room, supervisors, what is learned where, practical help.

Everything has its dates. A missing `valid_to` or `ends_on` means "until further notice".
"""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db.base import UtcDateTime, enum_type
from rotations.types.case import LimitKind

VALID_ORDERED = "valid_to IS NULL OR valid_to >= valid_from"


class AgreementKind(StrEnum):
    """What two employers have agreed on."""

    EXTERNAL_SERVICE = "external_service"
    """Trainees serve at another trust (fagavtale)."""
    CONTRACT_SPECIALIST = "contract_specialist"
    """Three to six months in a private specialist's practice."""
    MUNICIPALITY = "municipality"
    """Practice, nursing home, acute beds or emergency unit of a municipality."""
    COMBINED_POST = "combined_post"
    """One post with two employers; shares in per cent."""
    OBSERVATION_STAY = "observation_stay"
    """Short stay (hospitering)."""
    CONSULTANT_EXCHANGE = "consultant_exchange"
    """A consultant serves in the municipality for a time, or a GP in the hospital."""


class AgreementState(StrEnum):
    """How far an agreement has come. Only an agreed one opens the place."""

    PLANNED = "planned"
    AWAITING_APPROVAL = "awaiting_approval"
    """Agreed between the two, but the place is not approved for training yet."""
    AGREED = "agreed"
    ENDED = "ended"


class LegalState(StrEnum):
    """Whether an objective may lawfully be met at a place."""

    APPROVED = "approved"
    APPLIED = "applied"
    NOT_APPROVED = "not_approved"
    UNKNOWN = "unknown"


class Agreement(SQLModel, table=True):
    """What lets the `home` organisation's doctors serve at `host`: dates, places, conditions."""

    __tablename__ = "agreement"
    __table_args__ = (
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="dates_ordered"),
        sa.CheckConstraint("places IS NULL OR places >= 0", name="places_not_negative"),
        sa.CheckConstraint(
            "months_a_year IS NULL OR months_a_year >= 0", name="months_not_negative"
        ),
        sa.CheckConstraint(
            "home_share IS NULL OR home_share BETWEEN 1 AND 99", name="home_share_range"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, max_length=32)
    kind: AgreementKind = Field(sa_type=enum_type(AgreementKind, "kind"))
    state: AgreementState = Field(sa_type=enum_type(AgreementState, "state"))
    title: str = Field(max_length=160)
    home_id: int = Field(foreign_key="organisation.id", index=True)
    host_id: int = Field(foreign_key="organisation.id", index=True)
    unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    """The unit it speaks of; None for every unit of the host."""
    specialty_code: str | None = Field(default=None, max_length=8)
    starts_on: date
    ends_on: date | None = None
    places: int | None = None
    """How many at the same time; None when nothing is agreed."""
    months_a_year: int | None = None
    """Person-months in a calendar year; None when nothing is agreed."""
    min_months: int | None = None
    max_months: int | None = None
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    """Who holds a combined post, or is on a stay or exchange."""
    home_share: int | None = None
    """Per cent at home in a combined post; the rest is at the host."""
    tutor: str | None = Field(default=None, max_length=160)
    funding_note: str | None = Field(default=None, max_length=1000)
    blockers: str | None = Field(default=None, max_length=1000)
    """What stands in the way, such as fees a trainee cannot trigger."""
    note: str | None = Field(default=None, max_length=1000)
    is_demo: bool = False
    version: int = 1


class Capacity(SQLModel, table=True):
    """How many doctors some units take together, at least and at most, in some months."""

    __tablename__ = "capacity"
    __table_args__ = (
        sa.CheckConstraint(VALID_ORDERED, name="dates_ordered"),
        sa.CheckConstraint("minimum IS NULL OR minimum >= 0", name="minimum_not_negative"),
        sa.CheckConstraint("maximum IS NULL OR maximum >= 0", name="maximum_not_negative"),
        sa.CheckConstraint(
            "minimum IS NULL OR maximum IS NULL OR maximum >= minimum", name="bounds_ordered"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, max_length=32)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    """Who decides it."""
    name: str = Field(max_length=160)
    kind: LimitKind = Field(sa_type=enum_type(LimitKind, "kind"))
    services: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    """Names of services; empty for all."""
    groups: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    """Values of `TraineeGroup`; empty for all."""
    minimum: int | None = None
    maximum: int | None = None
    is_hard: bool = True
    counts_share: bool = False
    valid_from: date
    valid_to: date | None = None
    source: str = Field(default="", max_length=300)
    is_demo: bool = False
    version: int = 1


class CapacityUnit(SQLModel, table=True):
    """A unit that a capacity speaks of."""

    __tablename__ = "capacity_unit"

    capacity_id: int = Field(foreign_key="capacity.id", primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", primary_key=True, index=True)


class UnitSupervisor(SQLModel, table=True):
    """A supervisor at a unit and how many trainees he or she can take at a time."""

    __tablename__ = "unit_supervisor"
    __table_args__ = (
        sa.CheckConstraint(VALID_ORDERED, name="dates_ordered"),
        sa.CheckConstraint("places >= 0", name="places_not_negative"),
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, max_length=32)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    name: str = Field(max_length=160)
    places: int
    valid_from: date
    valid_to: date | None = None
    is_demo: bool = False
    version: int = 1


class ObjectivePlace(SQLModel, table=True):
    """An objective that can be met at a unit, with the legal state and where that is said."""

    __tablename__ = "objective_place"
    __table_args__ = (
        sa.UniqueConstraint("objective_set", "identifier", "unit_id"),
        sa.CheckConstraint(VALID_ORDERED, name="dates_ordered"),
    )

    id: int | None = Field(default=None, primary_key=True)
    objective_set: str = Field(max_length=20, index=True)
    identifier: str = Field(max_length=80)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    legal_state: LegalState = Field(sa_type=enum_type(LegalState, "legal_state"))
    source: str = Field(default="", max_length=300)
    valid_from: date | None = None
    valid_to: date | None = None
    is_demo: bool = False
    version: int = 1


class UnitGuide(SQLModel, table=True):
    """What a doctor who comes to a unit needs: contact, housing, travel, what to do before."""

    __tablename__ = "unit_guide"

    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    contact_name: str | None = Field(default=None, max_length=160)
    contact_email: str | None = Field(default=None, max_length=200)
    contact_phone: str | None = Field(default=None, max_length=40)
    housing: str | None = Field(default=None, max_length=1000)
    travel: str | None = Field(default=None, max_length=1000)
    before_arrival: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    """What must be done before one comes there, one line each."""
    changed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    is_demo: bool = False
    version: int = 1
