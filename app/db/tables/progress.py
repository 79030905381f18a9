"""What one doctor has learned, and who has signed it: objectives, activities, courses, talks.

Whatever can be signed has the same columns: whose desk it is on (`held_by_id`), which step that
is (`waits_for`), since when (`sent_on`), and why it last came back (`note`).
`version` grows by one with every change; a writer that read an older one is refused.
"""

from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db.base import UtcDateTime, enum_type
from app.db.tables.training import DATES_ORDERED
from pathways.types.record import AttendanceState, ObjectiveState, SignState


class _Held(SQLModel):
    """What every row that can be signed has: whose desk it is on, and its version."""

    held_by_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    waits_for: str | None = Field(default=None, max_length=40)
    sent_on: date | None = None
    note: str | None = Field(default=None, max_length=300)
    version: int = 1


class _Signable(_Held):
    """The same for what ends with a signature and not with an approval."""

    signed_on: date | None = None


class ObjectiveProgress(_Held, table=True):
    """Where one learning objective stands and who holds it now."""

    __tablename__ = "objective_progress"
    __table_args__ = (sa.UniqueConstraint("enrolment_id", "objective_set", "identifier"),)

    id: int | None = Field(default=None, primary_key=True)
    enrolment_id: int = Field(foreign_key="enrolment.id", index=True)
    objective_set: str = Field(max_length=20)
    """`DEL1`, `FKM` (the set in force; older ones `FKM-2019`, `FKM-2024`), or a specialty code."""
    identifier: str = Field(max_length=20)
    state: ObjectiveState = Field(sa_type=enum_type(ObjectiveState, "state"))
    approved_on: date | None = None


class LearningActivity(_Signable, table=True):
    """An activity towards an objective: something seen, done or practised on a day."""

    __tablename__ = "learning_activity"

    id: int | None = Field(default=None, primary_key=True)
    enrolment_id: int = Field(foreign_key="enrolment.id", index=True)
    objective_progress_id: int | None = Field(
        default=None, foreign_key="objective_progress.id", index=True
    )
    name: str = Field(max_length=200)
    done_on: date
    state: SignState = Field(sa_type=enum_type(SignState, "state"))


class ProcedureCount(_Signable, table=True):
    """Procedures done on one day; the sum is held against the recommended number."""

    __tablename__ = "procedure_count"
    __table_args__ = (sa.CheckConstraint("count > 0", name="count_positive"),)

    id: int | None = Field(default=None, primary_key=True)
    enrolment_id: int = Field(foreign_key="enrolment.id", index=True)
    procedure_key: str = Field(foreign_key="objective.key", max_length=200)
    count: int
    done_on: date
    state: SignState = Field(sa_type=enum_type(SignState, "state"))


class CourseAttendance(_Signable, table=True):
    """A course taken, booked or planned, or an equivalent activity documented in its place."""

    __tablename__ = "course_attendance"
    __table_args__ = (sa.CheckConstraint(DATES_ORDERED, name="dates_ordered"),)

    id: int | None = Field(default=None, primary_key=True)
    enrolment_id: int = Field(foreign_key="enrolment.id", index=True)
    course_key: str = Field(foreign_key="course.key", max_length=200)
    state: AttendanceState = Field(sa_type=enum_type(AttendanceState, "state"))
    starts_on: date | None = None
    ends_on: date | None = None
    is_equivalent: bool = False
    equivalent_text: str | None = Field(default=None, max_length=300)
    """What was done instead; asked for when `is_equivalent`."""
    sign_state: SignState = Field(
        default=SignState.SIGNED, sa_type=enum_type(SignState, "sign_state")
    )


class SupervisionTalk(_Signable, table=True):
    """A talk with the personal supervisor, held or agreed; nothing of what was said is kept."""

    __tablename__ = "supervision_talk"

    id: int | None = Field(default=None, primary_key=True)
    enrolment_id: int = Field(foreign_key="enrolment.id", index=True)
    held_on: date
    """The day of the talk; a day ahead is an agreed one."""
    starts_at: time | None = None
    hours: float
    supervisor_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    sign_state: SignState = Field(
        default=SignState.SIGNED, sa_type=enum_type(SignState, "sign_state")
    )


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
    version: int = 1


_SUBJECTS = (
    "objective_progress_id",
    "learning_activity_id",
    "procedure_count_id",
    "course_attendance_id",
    "supervision_talk_id",
)


class Signature(SQLModel, table=True):
    """One signed step: of what (exactly one of the five), by whom, in what capacity, when."""

    __tablename__ = "signature"
    __table_args__ = (
        sa.UniqueConstraint("objective_progress_id", "step"),
        sa.CheckConstraint(
            " + ".join(f"CASE WHEN {name} IS NULL THEN 0 ELSE 1 END" for name in _SUBJECTS)
            + " = 1",
            name="one_subject",
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    objective_progress_id: int | None = Field(
        default=None, foreign_key="objective_progress.id", index=True
    )
    learning_activity_id: int | None = Field(
        default=None, foreign_key="learning_activity.id", index=True
    )
    procedure_count_id: int | None = Field(
        default=None, foreign_key="procedure_count.id", index=True
    )
    course_attendance_id: int | None = Field(
        default=None, foreign_key="course_attendance.id", index=True
    )
    supervision_talk_id: int | None = Field(
        default=None, foreign_key="supervision_talk.id", index=True
    )
    step: str = Field(max_length=40)
    by_person_id: int = Field(foreign_key="person.id", index=True)
    signed_on: date


class PrivateNote(SQLModel, table=True):
    """A note that only its writer sees; no role, search or export of others reads it."""

    __tablename__ = "private_note"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    text: str = Field(max_length=4000)
    written_at: datetime = Field(sa_type=UtcDateTime)
    version: int = 1


class Wish(SQLModel, table=True):
    """A what-if that the doctor has kept as a wish. `changes` is the list of changes as JSON."""

    __tablename__ = "wish"

    id: int | None = Field(default=None, primary_key=True)
    enrolment_id: int = Field(foreign_key="enrolment.id", index=True)
    changes: list[dict[str, Any]] = Field(sa_type=sa.JSON)
    days_moved: int | None = None
    """What it did to the expected date when it was kept: less than 0 is earlier."""
    made_at: datetime = Field(sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    version: int = 1


class OrganisationSetting(SQLModel, table=True):
    """A choice that one organisation has made, such as who signs which step."""

    __tablename__ = "organisation_setting"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    key: str = Field(max_length=80)
    value: str = Field(max_length=200)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    changed_by_id: int | None = Field(default=None, foreign_key="person.id")
    version: int = 1
