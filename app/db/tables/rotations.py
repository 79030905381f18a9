"""Rotation plans with their versions, everything done to them, and the runs of the planner.

A version holds everything of its own: members with their needs, and placements. A published
version never changes; a new draft is a copy. Months are stored as their first and last days.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db.base import UtcDateTime, enum_type
from rotations.types.case import TraineeGroup


class VersionState(StrEnum):
    """Life of a plan version. Labels on screen: utkast, foreslått, publisert, erstattet."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    DISCARDED = "discarded"


class EditKind(StrEnum):
    """What a person did to a draft."""

    MOVE = "move"
    LOCK = "lock"
    UNLOCK = "unlock"
    SWAP = "swap"
    SPLIT = "split"
    LEAVE = "leave"
    ADD = "add"
    REMOVE = "remove"
    REPAIR = "repair"
    """The fewest further changes, taken over."""
    PLAN = "plan"
    """A planner's whole proposal, taken over."""


class RunKind(StrEnum):
    """What the planner was asked to do."""

    SOLVE = "solve"
    REPAIR = "repair"
    EXPLAIN = "explain"


class RunState(StrEnum):
    """How far a run has come."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    """A person stopped it; the best so far is kept."""
    CANCELLED = "cancelled"
    """A person cancelled it; nothing is kept."""
    FAILED = "failed"


class SwapState(StrEnum):
    """A doctor's wish to swap with another."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    """The other doctor said yes; the coordinator decides."""
    DECLINED = "declined"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class RotationPlan(SQLModel, table=True):
    """A plan that a coordinator keeps: whose doctors, from which month, for how many months."""

    __tablename__ = "rotation_plan"
    __table_args__ = (
        sa.CheckConstraint("months BETWEEN 1 AND 120", name="months_range"),
        sa.CheckConstraint("notice_months BETWEEN 0 AND 24", name="notice_range"),
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, max_length=32)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    name: str = Field(max_length=160)
    specialty_code: str | None = Field(default=None, max_length=8)
    first_month: date
    """First day of the first month."""
    months: int
    frozen_until: date | None = None
    """Last day of the months that are set."""
    notice_months: int = 6
    weights: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    """What differs from the defaults in `services.rotation_settings`, by name."""
    is_demo: bool = False
    version: int = 1


class RotationVersion(SQLModel, table=True):
    """One version of a plan. At most one is published and at most one is open (draft, proposed)."""

    __tablename__ = "rotation_version"
    __table_args__ = (
        sa.UniqueConstraint("plan_id", "number"),
        sa.Index(
            "uq_rotation_version_published",
            "plan_id",
            unique=True,
            sqlite_where=sa.text("state = 'published'"),
            postgresql_where=sa.text("state = 'published'"),
        ),
        sa.Index(
            "uq_rotation_version_open",
            "plan_id",
            unique=True,
            sqlite_where=sa.text("state IN ('draft', 'proposed')"),
            postgresql_where=sa.text("state IN ('draft', 'proposed')"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, max_length=32)
    plan_id: int = Field(foreign_key="rotation_plan.id", index=True)
    number: int
    state: VersionState = Field(sa_type=enum_type(VersionState, "state"))
    based_on_id: int | None = Field(default=None, foreign_key="rotation_version.id")
    made_at: datetime = Field(sa_type=UtcDateTime)
    made_by_id: int | None = Field(default=None, foreign_key="person.id")
    proposed_on: date | None = None
    comments_close_on: date | None = None
    """Last day for comments and wishes on a proposed version."""
    published_on: date | None = None
    published_by_id: int | None = Field(default=None, foreign_key="person.id")
    superseded_on: date | None = None
    last_edit: int = 0
    """`RotationEdit.seq` of the newest edit; an edit that saw an older one may conflict."""
    version: int = 1


class RotationMember(SQLModel, table=True):
    """One row of the board in one version: a doctor, or a vacant post, with what is needed."""

    __tablename__ = "rotation_member"
    __table_args__ = (
        sa.UniqueConstraint("version_id", "key"),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (vacancy_name IS NULL)", name="person_or_vacancy"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    version_id: int = Field(foreign_key="rotation_version.id", index=True)
    key: str = Field(max_length=60)
    """The same in all versions: the person's public id, or the post's own key."""
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    vacancy_name: str | None = Field(default=None, max_length=80)
    group: TraineeGroup = Field(
        sa_column_kwargs={"name": "trainee_group"}, sa_type=enum_type(TraineeGroup, "trainee_group")
    )
    position: int = 0
    starts_on: date
    """First day of the first month that is planned here."""
    available_to: date | None = None
    deadline: date | None = None
    must_finish: bool = False
    needs: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    """`blocks`, `choices`, `same_town`, `at_most` and `away` of a case's doctor, in the documented
    case format, sites as unit keys and months as YYYY-MM."""
    planned_leave: list[dict[str, str]] = Field(default_factory=list, sa_type=sa.JSON)
    """[{"from": "YYYY-MM-DD", "to": …}]: leave on the draft alone; recorded when published."""


class RotationPlacement(SQLModel, table=True):
    """A member's block at a unit for whole months, in one version."""

    __tablename__ = "rotation_placement"
    __table_args__ = (sa.CheckConstraint("ends_on >= starts_on", name="dates_ordered"),)

    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="rotation_member.id", index=True)
    block_key: str = Field(max_length=60)
    service_nb: str = Field(max_length=160)
    service_en: str = Field(max_length=160)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    starts_on: date
    ends_on: date
    continues: bool = False
    """Runs on after the plan's last month."""
    inner_unit_id: int | None = Field(default=None, foreign_key="unit.id")
    inner_starts_on: date | None = None
    inner_ends_on: date | None = None
    is_locked: bool = False
    locked_by_id: int | None = Field(default=None, foreign_key="person.id")
    locked_on: date | None = None


class RotationEdit(SQLModel, table=True):
    """One edit of a draft with the rows before and after it, so that it can be undone."""

    __tablename__ = "rotation_edit"
    __table_args__ = (sa.UniqueConstraint("version_id", "seq"),)

    id: int | None = Field(default=None, primary_key=True)
    version_id: int = Field(foreign_key="rotation_version.id", index=True)
    seq: int
    kind: EditKind = Field(sa_type=enum_type(EditKind, "kind"))
    at: datetime = Field(sa_type=UtcDateTime)
    by_id: int | None = Field(default=None, foreign_key="person.id")
    told: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    """Values for the sentence that tells it."""
    members: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    """Keys of the rows it touched."""
    before: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    after: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    undone_by_id: int | None = Field(default=None, foreign_key="person.id")


class RotationRun(SQLModel, table=True):
    """One run of the planner: what was asked, with which input, how it goes, what came of it."""

    __tablename__ = "rotation_run"

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, max_length=32)
    version_id: int = Field(foreign_key="rotation_version.id", index=True)
    kind: RunKind = Field(sa_type=enum_type(RunKind, "kind"))
    state: RunState = Field(sa_type=enum_type(RunState, "state"))
    asked_by_id: int | None = Field(default=None, foreign_key="person.id")
    asked_at: datetime = Field(sa_type=UtcDateTime)
    at_edit: int
    """`RotationVersion.last_edit` when asked: a result on an older board says so."""
    options: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    """Mode, limits, seed; for a repair the edit."""
    case: dict[str, Any] | None = Field(
        default=None, sa_column_kwargs={"name": "case_document"}, sa_type=sa.JSON
    )
    """The case as solved, in the documented format."""
    input_hash: str | None = Field(default=None, max_length=64)
    software: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    progress: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    """Phase, seconds, score, hard breaches, bound."""
    result: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON)
    """In the documented result format; the plan itself is kept, never solved again."""
    stop_asked: bool = False
    cancel_asked: bool = False
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    taken_over_as: int | None = None
    """`RotationEdit.seq` of the edit that took the result over."""
    error: str | None = Field(default=None, max_length=1000)


class RotationWish(SQLModel, table=True):
    """One line of a doctor's ranked list of wishes for the next plan."""

    __tablename__ = "rotation_wish"
    __table_args__ = (sa.UniqueConstraint("plan_id", "person_id", "rank"),)

    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="rotation_plan.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    rank: int
    service: str | None = Field(default=None, max_length=160)
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    from_month: date | None = None
    to_month: date | None = None
    """First days of the first and last month in which it may begin."""
    note: str | None = Field(default=None, max_length=500)
    made_at: datetime = Field(sa_type=UtcDateTime)
    version: int = 1


class RotationComment(SQLModel, table=True):
    """What a doctor or a host says to a proposed version."""

    __tablename__ = "rotation_comment"

    id: int | None = Field(default=None, primary_key=True)
    version_id: int = Field(foreign_key="rotation_version.id", index=True)
    by_id: int = Field(foreign_key="person.id", index=True)
    member_key: str | None = Field(default=None, max_length=60)
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    text: str = Field(max_length=2000)
    at: datetime = Field(sa_type=UtcDateTime)
    answer: str | None = Field(default=None, max_length=2000)
    answered_by_id: int | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    version: int = 1


class RotationNotice(SQLModel, table=True):
    """A placement that publishing told a doctor of, and how long before it begins."""

    __tablename__ = "rotation_notice"
    __table_args__ = (sa.UniqueConstraint("version_id", "member_key", "starts_on"),)

    id: int | None = Field(default=None, primary_key=True)
    version_id: int = Field(foreign_key="rotation_version.id", index=True)
    member_key: str = Field(max_length=60)
    person_id: int = Field(foreign_key="person.id", index=True)
    unit_id: int = Field(foreign_key="unit.id")
    starts_on: date
    told_on: date
    due_on: date
    """Last day on which telling keeps the notice."""

    @property
    def is_late(self) -> bool:
        """Whether it was told after the last day."""
        return self.told_on > self.due_on


class SwapRequest(SQLModel, table=True):
    """A doctor asks another to swap placements of a published plan."""

    __tablename__ = "swap_request"

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, max_length=32)
    version_id: int = Field(foreign_key="rotation_version.id", index=True)
    from_person_id: int = Field(foreign_key="person.id", index=True)
    to_person_id: int = Field(foreign_key="person.id", index=True)
    from_placement_id: int = Field(foreign_key="rotation_placement.id")
    to_placement_id: int = Field(foreign_key="rotation_placement.id")
    state: SwapState = Field(sa_type=enum_type(SwapState, "state"))
    note: str | None = Field(default=None, max_length=500)
    check: dict[str, Any] = Field(
        default_factory=dict, sa_column_kwargs={"name": "check_result"}, sa_type=sa.JSON
    )
    """What the rules said when it was asked."""
    asked_at: datetime = Field(sa_type=UtcDateTime)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_by_id: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reason: str | None = Field(default=None, max_length=500)
    version: int = 1
