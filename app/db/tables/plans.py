"""Training plans as published, with versions; a version never changes once loaded."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db.base import UtcDateTime, enum_type
from pathways.types.knowledge import FactStatus


class TrainingPlan(SQLModel, table=True):
    """A provider's plan for one specialty (or for LIS1), through all its versions."""

    __tablename__ = "training_plan"

    id: int | None = Field(default=None, primary_key=True)
    plan_id: str = Field(unique=True, max_length=120)
    specialty_code: str = Field(index=True, max_length=8)
    """A specialty code, or LIS1."""
    provider_nb: str
    provider_kind: str = Field(max_length=40)
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id")
    is_demo: bool = False


class PlanVersion(SQLModel, table=True):
    """One stored state of a plan: the whole document as published, with its source."""

    __tablename__ = "plan_version"
    __table_args__ = (
        sa.UniqueConstraint("training_plan_id", "version"),
        sa.UniqueConstraint("training_plan_id", "content_hash"),
    )

    id: int | None = Field(default=None, primary_key=True)
    training_plan_id: int = Field(foreign_key="training_plan.id", index=True)
    version: int
    content_hash: str = Field(max_length=64)
    document: dict[str, Any] = Field(sa_type=sa.JSON)
    source_address: str
    page_date: str | None = None
    status: FactStatus = Field(sa_type=enum_type(FactStatus, "status"))
    loaded_at: datetime = Field(sa_type=UtcDateTime)


class PlanServiceRow(SQLModel, table=True):
    """A service of a plan version, so that service records and placements can point at it."""

    __tablename__ = "plan_service"
    __table_args__ = (sa.UniqueConstraint("plan_version_id", "seq"),)

    id: int | None = Field(default=None, primary_key=True)
    plan_version_id: int = Field(foreign_key="plan_version.id", index=True)
    seq: int
    name_nb: str
    host_kind: str = Field(max_length=40)
    duration_min: float | None = None
    duration_max: float | None = None
    duration_unit: str | None = Field(default=None, max_length=10)
