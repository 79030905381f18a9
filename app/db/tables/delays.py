"""Delay flags with their history: nothing here is overwritten without an event beside it."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db.base import UtcDateTime, enum_type
from pathways.types.delays import Action, Cause, DelayState, EventKind, Owner, Reason

_OPEN = sa.text("closed_on IS NULL")


class DelayFlag(SQLModel, table=True):
    """One delay of one doctor, from when it was first found until it is closed.

    `ref` and `cause` name it (`pathways.types.delays.Finding`); only one such flag of an
    enrolment is open at a time. `documented_cause` is what a person has said is the cause, and
    wins on screen.
    """

    __tablename__ = "delay_flag"
    __table_args__ = (
        sa.Index(
            "uq_delay_flag_open",
            "enrolment_id",
            "ref",
            "cause",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, max_length=32)
    enrolment_id: int = Field(foreign_key="enrolment.id", index=True)
    ref: str = Field(max_length=220)
    cause: Cause = Field(sa_type=enum_type(Cause, "cause"))
    state: DelayState = Field(sa_type=enum_type(DelayState, "state"))
    days_moved: int | None = None
    is_bound: bool = False
    days_saveable: int = 0
    action: Action = Field(sa_type=enum_type(Action, "action"))
    owner: Owner = Field(sa_type=enum_type(Owner, "owner"))
    act_by: date | None = None
    course_key: str | None = Field(
        default=None, foreign_key="course.key", max_length=200, index=True
    )
    evidence: dict[str, Any] = Field(sa_type=sa.JSON)
    """The fields of `pathways.types.delays.Evidence` that are not empty; days as ISO text."""
    opened_on: date
    changed_on: date
    """The day of the newest change by a scan."""
    closed_on: date | None = Field(default=None, index=True)
    documented_cause: Cause | None = Field(
        default=None, sa_type=enum_type(Cause, "documented_cause")
    )
    assigned_to_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    version: int = 1
    """Grows with what people change; a scan does not touch it."""


class DelayEvent(SQLModel, table=True):
    """One entry of a flag's history: by a scan (`by_id` None) or by a person."""

    __tablename__ = "delay_event"

    id: int | None = Field(default=None, primary_key=True)
    flag_id: int = Field(foreign_key="delay_flag.id", index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    on: date = Field(sa_column_kwargs={"name": "on_day"}, index=True)
    """The day that the scan judged, which in the demo is not the day of `at`."""
    kind: EventKind = Field(sa_type=enum_type(EventKind, "kind"))
    reason: Reason | None = Field(default=None, sa_type=enum_type(Reason, "reason"))
    """None for what people do."""
    by_id: int | None = Field(default=None, foreign_key="person.id")
    before: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON)
    after: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON)
    text: str | None = Field(default=None, max_length=500)


class Acknowledgement(SQLModel, table=True):
    """A coordinator has seen a flag and says what is planned, and until when it may rest."""

    __tablename__ = "acknowledgement"

    id: int | None = Field(default=None, primary_key=True)
    flag_id: int = Field(foreign_key="delay_flag.id", index=True)
    by_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)
    plan: str = Field(max_length=500)
    follow_up_on: date | None = None
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ScanState(SQLModel, table=True):
    """What the last scan saw of one doctor: to tell tomorrow what has changed."""

    __tablename__ = "scan_state"

    enrolment_id: int = Field(foreign_key="enrolment.id", primary_key=True)
    as_of: date
    record_digest: str = Field(max_length=32)
    """A digest of what the doctor's date hangs on; another one explains changed flags."""
    expected: date | None = None
    best: date | None = None


class DelayScan(SQLModel, table=True):
    """One finished scan: what *Forsinkelser* and *Kursbehov* say that they rest on."""

    __tablename__ = "delay_scan"

    id: int | None = Field(default=None, primary_key=True)
    as_of: date
    finished_at: datetime = Field(sa_type=UtcDateTime)
    content_hash: str = Field(max_length=64)
    """The reference data it was reckoned with; another one explains changed flags."""
    sessions: dict[str, Any] = Field(sa_type=sa.JSON)
    """Every session as it was, by public id: start, end, seats, deadline, whether cancelled."""
    doctors: int
    opened: int
    updated: int
    closed: int
