"""Where and how much one doctor serves: enrolment, service, absence, share."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db.base import enum_type
from pathways.types.record import AbsenceKind, PlaceKind

DATES_ORDERED = "ends_on IS NULL OR ends_on >= starts_on"


class Enrolment(SQLModel, table=True):
    """A person in training: specialty (none before the choice), plan, people responsible.

    `version` grows by one with every change; a writer that read an older one is refused.
    """

    __tablename__ = "enrolment"
    __table_args__ = (
        sa.CheckConstraint(DATES_ORDERED, name="dates_ordered"),
        sa.Index(
            "uq_enrolment_active_person",
            "person_id",
            unique=True,
            sqlite_where=sa.text("ends_on IS NULL"),
            postgresql_where=sa.text("ends_on IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    specialty_code: str | None = Field(default=None, foreign_key="specialty.code")
    stage_key: str = Field(foreign_key="stage.key", index=True)
    plan_version_id: int | None = Field(default=None, foreign_key="plan_version.id")
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    personal_supervisor_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    approver_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    starts_on: date
    ends_on: date | None = None
    version: int = 1


class ServiceRecord(SQLModel, table=True):
    """Service done, going on or planned at one place.

    Two of one person's periods may overlap only when one is marked as counted inside the
    other (`counted_inside_id`); the database itself refuses the rest.
    """

    __tablename__ = "service_record"
    __table_args__ = (sa.CheckConstraint(DATES_ORDERED, name="dates_ordered"),)

    id: int | None = Field(default=None, primary_key=True)
    enrolment_id: int = Field(foreign_key="enrolment.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    stage_key: str = Field(foreign_key="stage.key")
    name_nb: str
    name_en: str
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    place_kind: PlaceKind = Field(sa_type=enum_type(PlaceKind, "place_kind"))
    plan_service_id: int | None = Field(default=None, foreign_key="plan_service.id")
    starts_on: date
    ends_on: date | None = None
    is_planned: bool = False
    counted_inside_id: int | None = Field(default=None, foreign_key="service_record.id", index=True)
    rotation_version_id: int | None = Field(default=None, index=True)
    """The published rotation plan that booked it; None when it was written by hand. Kept without a
    foreign key, because SQLite would rebuild the table for one."""
    version: int = 1


class Absence(SQLModel, table=True):
    """Leave or holiday. Dates only: the cause of a leave is never written here."""

    __tablename__ = "absence"
    __table_args__ = (sa.CheckConstraint(DATES_ORDERED, name="dates_ordered"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    kind: AbsenceKind = Field(sa_type=enum_type(AbsenceKind, "kind"))
    starts_on: date
    ends_on: date
    version: int = 1


class SharePeriod(SQLModel, table=True):
    """A period at less than full time, in per cent."""

    __tablename__ = "share_period"
    __table_args__ = (
        sa.CheckConstraint(DATES_ORDERED, name="dates_ordered"),
        sa.CheckConstraint("share_percent BETWEEN 1 AND 100", name="share_range"),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    share_percent: int
    starts_on: date
    ends_on: date | None = None
    version: int = 1
