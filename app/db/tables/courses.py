"""Courses as they are held: set-up, sessions, registrations, and what the last scan found."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db.base import UtcDateTime, enum_type
from pathways.types.courses import CourseKind, RegistrationState, SeatOutcome


class CourseSetup(SQLModel, table=True):
    """How this installation handles one course: kind, seat rule, usual size, timing.

    A course without a row has the defaults of `pathways.types.courses`. `seat_order` is a list
    of `SeatOrder` values.
    """

    __tablename__ = "course_setup"
    __table_args__ = (
        sa.CheckConstraint("usual_seats IS NULL OR usual_seats > 0", name="seats_positive"),
        sa.CheckConstraint("usual_days IS NULL OR usual_days > 0", name="days_positive"),
        sa.CheckConstraint(
            "timing_to_months IS NULL OR timing_from_months IS NULL"
            " OR timing_to_months >= timing_from_months",
            name="timing_ordered",
        ),
    )

    course_key: str = Field(foreign_key="course.key", primary_key=True, max_length=200)
    kind: CourseKind = Field(sa_type=enum_type(CourseKind, "kind"))
    seat_order: list[str] = Field(sa_type=sa.JSON)
    service_measure: str = Field(max_length=20)
    is_predictable: bool = True
    usual_seats: int | None = None
    usual_days: int | None = None
    timing_from_months: int | None = None
    """Recommended timing: months of service in the specialty, from and to."""
    timing_to_months: int | None = None
    note: str | None = Field(default=None, max_length=300)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    changed_by_id: int | None = Field(default=None, foreign_key="person.id")
    version: int = 1


class CourseSession(SQLModel, table=True):
    """One run of a course with seats. `region_id` is the health region whose centre arranges it."""

    __tablename__ = "course_session"
    __table_args__ = (
        sa.CheckConstraint("ends_on >= starts_on", name="dates_ordered"),
        sa.CheckConstraint(
            "signup_closes_on IS NULL OR signup_closes_on <= starts_on", name="deadline_before"
        ),
        sa.CheckConstraint(
            "signup_opens_on IS NULL OR signup_closes_on IS NULL"
            " OR signup_opens_on <= signup_closes_on",
            name="signup_ordered",
        ),
        sa.CheckConstraint("seats > 0", name="seats_positive"),
        sa.Index(None, "course_key", "starts_on"),
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, max_length=32)
    course_key: str = Field(foreign_key="course.key", max_length=200)
    region_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    arranger: str | None = Field(default=None, max_length=160)
    place: str = Field(max_length=160)
    starts_on: date
    ends_on: date
    seats: int
    signup_opens_on: date | None = None
    signup_closes_on: date | None = None
    seats_given_on: date | None = None
    """The day the seats were given after the deadline; before it nobody is confirmed."""
    cancelled_on: date | None = None
    cancel_reason: str | None = Field(default=None, max_length=300)
    note: str | None = Field(default=None, max_length=300)
    is_demo: bool = False
    version: int = 1


class CourseRegistration(SQLModel, table=True):
    """One doctor in one session; a doctor has one row per session, whatever happens to it."""

    __tablename__ = "course_registration"
    __table_args__ = (sa.UniqueConstraint("session_id", "enrolment_id"),)

    id: int | None = Field(default=None, primary_key=True)
    session_id: int = Field(foreign_key="course_session.id")
    enrolment_id: int = Field(foreign_key="enrolment.id", index=True)
    state: RegistrationState = Field(sa_type=enum_type(RegistrationState, "state"))
    applied_on: date | None = None
    decided_on: date | None = None
    changed_at: datetime = Field(sa_type=UtcDateTime)
    version: int = 1


class CourseStanding(SQLModel, table=True):
    """What the last scan gave one doctor for one course (`pathways.types.courses.Standing`).

    Rewritten by every scan. `position`, `applicants` and `seats` are the doctor's turn in the
    session named; without a seat in the last session tried. `saved_by_extra` is the days that the
    best extra session of the course would win for this doctor.
    """

    __tablename__ = "course_standing"
    __table_args__ = (sa.UniqueConstraint("enrolment_id", "course_key"),)

    id: int | None = Field(default=None, primary_key=True)
    enrolment_id: int = Field(foreign_key="enrolment.id")
    course_key: str = Field(foreign_key="course.key", max_length=200, index=True)
    session_id: int | None = Field(default=None, foreign_key="course_session.id")
    outcome: SeatOutcome = Field(sa_type=enum_type(SeatOutcome, "outcome"))
    starts_on: date | None = None
    done_on: date | None = None
    is_bound: bool = False
    moved_days: int | None = None
    saved_by_extra: int = 0
    position: int | None = None
    applicants: int | None = None
    seats: int | None = None
    as_of: date


class CourseOutlook(SQLModel, table=True):
    """What the last scan found for one course over everybody: demand, seats, delay, what helps.

    `details` is the JSON that `app.services.course_outlook_values` reads and writes: by half-year,
    by candidate date, ten more seats, moved sessions.
    """

    __tablename__ = "course_outlook"

    course_key: str = Field(foreign_key="course.key", primary_key=True, max_length=200)
    as_of: date
    worked_out_at: datetime = Field(sa_type=UtcDateTime)
    demand: int
    """Doctors who need it and have not had it, with a session within the year ahead or none."""
    seats_ahead: int
    delayed: int
    delay_days: int
    best_starts_on: date | None = None
    best_saved_days: int = 0
    details: dict[str, Any] = Field(sa_type=sa.JSON)
