"""One doctor's training: enrolment, service, absence, share, objectives, courses, guidance."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db.base import enum_type
from pathways.types.record import AbsenceKind, AttendanceState, ObjectiveState, PlaceKind

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


class Absence(SQLModel, table=True):
    """Leave or holiday. Dates only: the cause of a leave is never written here."""

    __tablename__ = "absence"
    __table_args__ = (sa.CheckConstraint(DATES_ORDERED, name="dates_ordered"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    kind: AbsenceKind = Field(sa_type=enum_type(AbsenceKind, "kind"))
    starts_on: date
    ends_on: date


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


class ObjectiveProgress(SQLModel, table=True):
    """Where one learning objective stands and who holds it now."""

    __tablename__ = "objective_progress"
    __table_args__ = (sa.UniqueConstraint("enrolment_id", "objective_set", "identifier"),)

    id: int | None = Field(default=None, primary_key=True)
    enrolment_id: int = Field(foreign_key="enrolment.id", index=True)
    objective_set: str = Field(max_length=20)
    """`DEL1`, `FKM`, or a specialty code."""
    identifier: str = Field(max_length=20)
    state: ObjectiveState = Field(sa_type=enum_type(ObjectiveState, "state"))
    held_by_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    sent_on: date | None = None
    approved_on: date | None = None


class Signature(SQLModel, table=True):
    """One signed step of an objective: by whom, in what capacity, when."""

    __tablename__ = "signature"
    __table_args__ = (sa.UniqueConstraint("objective_progress_id", "step"),)

    id: int | None = Field(default=None, primary_key=True)
    objective_progress_id: int = Field(foreign_key="objective_progress.id", index=True)
    step: str = Field(max_length=40)
    by_person_id: int = Field(foreign_key="person.id", index=True)
    signed_on: date


class CourseAttendance(SQLModel, table=True):
    """A course taken, booked or planned."""

    __tablename__ = "course_attendance"
    __table_args__ = (sa.CheckConstraint(DATES_ORDERED, name="dates_ordered"),)

    id: int | None = Field(default=None, primary_key=True)
    enrolment_id: int = Field(foreign_key="enrolment.id", index=True)
    course_key: str = Field(foreign_key="course.key", max_length=200)
    state: AttendanceState = Field(sa_type=enum_type(AttendanceState, "state"))
    starts_on: date | None = None
    ends_on: date | None = None


class SupervisionTalk(SQLModel, table=True):
    """A talk with the personal supervisor; nothing of what was said is kept."""

    __tablename__ = "supervision_talk"

    id: int | None = Field(default=None, primary_key=True)
    enrolment_id: int = Field(foreign_key="enrolment.id", index=True)
    held_on: date
    hours: float
    supervisor_id: int | None = Field(default=None, foreign_key="person.id", index=True)


class GroupGuidance(SQLModel, table=True):
    """A period of group guidance, in hours; general practice and community medicine."""

    __tablename__ = "group_guidance"
    __table_args__ = (sa.CheckConstraint(DATES_ORDERED, name="dates_ordered"),)

    id: int | None = Field(default=None, primary_key=True)
    enrolment_id: int = Field(foreign_key="enrolment.id", index=True)
    starts_on: date
    ends_on: date | None = None
    hours: float
    in_open_practice: bool = False
