"""Health regions, trusts, hospitals, municipalities, practices, and their units."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db.base import enum_type
from pathways.types.knowledge import FactStatus
from pathways.types.record import PlaceKind


class Organisation(SQLModel, table=True):
    """An organisation; reference rows come from `seed/reference` and keep their source."""

    __tablename__ = "organisation"
    __table_args__ = (
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="dates_ordered"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True, max_length=120)
    name: str = Field(max_length=160)
    kind: str = Field(max_length=40, index=True)
    parent_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    municipality: str | None = Field(default=None, max_length=80)
    county: str | None = Field(default=None, max_length=80)
    health_community: str | None = Field(default=None, max_length=120)
    health_community_source_key: str | None = Field(default=None, max_length=200)
    population: int | None = None
    population_year: int | None = None
    population_source_key: str | None = Field(default=None, max_length=200)
    source_key: str | None = Field(default=None, max_length=200)
    status: FactStatus = Field(sa_type=enum_type(FactStatus, "status"))
    note: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    is_demo: bool = False


class OrganisationIdentifier(SQLModel, table=True):
    """A foreign code: organisation number, municipality number; never our key."""

    __tablename__ = "organisation_identifier"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "system"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    system: str = Field(max_length=40)
    value: str = Field(max_length=40)
    source_key: str | None = Field(default=None, max_length=200)


class Unit(SQLModel, table=True):
    """A department, ward, outpatient clinic or practice where doctors serve."""

    __tablename__ = "unit"

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    key: str = Field(unique=True, max_length=120)
    name: str = Field(max_length=160)
    short_name: str = Field(max_length=12)
    """At most twelve characters, for the board."""
    place_kind: PlaceKind = Field(sa_type=enum_type(PlaceKind, "place_kind"))
    specialty_code: str | None = Field(default=None, max_length=8)
    is_demo: bool = False
