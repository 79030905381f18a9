"""Reference data as rows, column for field the same as `pathways.types.knowledge`.

Loaded from `seed/reference` and never edited silently: a change arrives with a new
`ReferenceBatch`. The store turns rows back into the domain's values.
"""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db.base import UtcDateTime, enum_type
from pathways.types.knowledge import (
    CourseOrigin,
    FactStatus,
    Family,
    Part2Kind,
    RequirementKind,
    TransitionKind,
    Zone,
)


def status_field() -> Any:
    """The column that says how far a fact can be trusted."""
    return Field(sa_type=enum_type(FactStatus, "status"))


class ReferenceBatch(SQLModel, table=True):
    """One loading of the reference files: what the web processes compare to know of news."""

    __tablename__ = "reference_batch"

    id: int | None = Field(default=None, primary_key=True)
    content_hash: str = Field(max_length=64)
    loaded_at: datetime = Field(sa_type=UtcDateTime)
    counts: dict[str, int] = Field(sa_type=sa.JSON)


class SourceRow(SQLModel, table=True):
    """Where facts were read."""

    __tablename__ = "source"

    key: str = Field(primary_key=True, max_length=200)
    position: int
    title: str
    address: str | None = None
    page_date: str | None = None
    retrieved: str
    note: str | None = None


class RuleRow(SQLModel, table=True):
    """A dated rule or figure."""

    __tablename__ = "rule"

    key: str = Field(primary_key=True, max_length=200)
    position: int
    name_nb: str
    name_en: str
    value: str | None = None
    unit: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    status: FactStatus = status_field()
    source_key: str = Field(foreign_key="source.key")
    note_nb: str | None = None
    note_en: str | None = None


class SpecialtyRow(SQLModel, table=True):
    """One of the 46 specialties."""

    __tablename__ = "specialty"

    code: str = Field(primary_key=True, max_length=8)
    position: int
    code_display: str
    code_official: bool
    name_nb: str
    name_en: str
    family: Family = Field(sa_type=enum_type(Family, "family"))
    part2: Part2Kind | None = Field(default=None, sa_type=enum_type(Part2Kind, "part2"))
    minimum_total_years: float
    minimum_part23_months: int
    is_asa: bool
    status: FactStatus = status_field()
    source_key: str = Field(foreign_key="source.key")
    note: str | None = None


class StageRow(SQLModel, table=True):
    """A node of the pathway graph."""

    __tablename__ = "stage"

    key: str = Field(primary_key=True, max_length=200)
    position: int
    template: str = Field(index=True, max_length=60)
    specialty: str | None = Field(default=None, foreign_key="specialty.code")
    zone: Zone = Field(sa_type=enum_type(Zone, "zone"))
    name_nb: str
    name_en: str
    short_nb: str
    short_en: str
    minimum_months: int | None = None
    counts_as_training: bool
    rule_keys: list[str] = Field(sa_type=sa.JSON)
    source_key: str = Field(foreign_key="source.key")
    status: FactStatus = status_field()
    note_nb: str | None = None
    note_en: str | None = None


class TransitionRow(SQLModel, table=True):
    """An edge of the pathway graph."""

    __tablename__ = "transition"

    origin: str = Field(foreign_key="stage.key", primary_key=True, max_length=200)
    target: str = Field(foreign_key="stage.key", primary_key=True, max_length=200)
    position: int
    kind: TransitionKind = Field(sa_type=enum_type(TransitionKind, "kind"))
    condition_nb: str | None = None
    condition_en: str | None = None
    usual_wait_months: int | None = None
    rule_keys: list[str] = Field(sa_type=sa.JSON)
    source_key: str = Field(foreign_key="source.key")
    status: FactStatus = status_field()


class RequirementRow(SQLModel, table=True):
    """What a stage asks for; `stage` is a stage key or a stage template."""

    __tablename__ = "requirement"

    key: str = Field(primary_key=True, max_length=200)
    position: int
    stage: str = Field(index=True, max_length=200)
    kind: RequirementKind = Field(sa_type=enum_type(RequirementKind, "kind"))
    name_nb: str
    name_en: str
    amount: float | None = None
    unit: str | None = None
    rule_keys: list[str] = Field(sa_type=sa.JSON)
    source_key: str = Field(foreign_key="source.key")
    valid_from: date | None = None
    valid_to: date | None = None
    status: FactStatus = status_field()
    note_nb: str | None = None
    note_en: str | None = None
    inside_service: str | None = None
    compulsory: bool = True


class CourseRow(SQLModel, table=True):
    """A course that the sources name."""

    __tablename__ = "course"

    key: str = Field(primary_key=True, max_length=200)
    position: int
    code: str | None = None
    name_nb: str
    specialty: str | None = Field(default=None, index=True, max_length=8)
    scope: str
    arranger: str | None = None
    hours: str | None = None
    days: str | None = None
    requirement: str | None = None
    frequency: str | None = None
    usual_capacity: str | None = None
    recommended_timing: str | None = None
    rule_set: str
    current: bool
    source_key: str = Field(foreign_key="source.key")
    page_date: str | None = None
    status: FactStatus = status_field()
    note: str | None = None
    origin: CourseOrigin = Field(
        default=CourseOrigin.REFERENCE, sa_type=enum_type(CourseOrigin, "origin")
    )


class ObjectiveRow(SQLModel, table=True):
    """A learning objective, a procedure count or a published count of objectives."""

    __tablename__ = "objective"

    key: str = Field(primary_key=True, max_length=200)
    position: int
    row_type: str
    identifier: str | None = None
    scope: str = Field(index=True)
    part: str
    category: str | None = None
    gist_en: str | None = None
    value: float | None = None
    unit: str | None = None
    validity: str | None = None
    source_key: str = Field(foreign_key="source.key")
    page_date: str | None = None
    status: FactStatus = status_field()


class Lis1FigureRow(SQLModel, table=True):
    """A published figure about LIS1 posts and applicants."""

    __tablename__ = "lis1_figure"

    key: str = Field(primary_key=True, max_length=200)
    position: int
    intake: str
    application_round: str | None = None
    organisation: str
    site: str | None = None
    municipality: str | None = None
    posts: int | None = None
    measure: str
    applicants: str | None = None
    hired: int | None = None
    source_key: str = Field(foreign_key="source.key")
    source_date: str | None = None
    status: FactStatus = status_field()
    note: str | None = None


class RoundDateRow(SQLModel, table=True):
    """A published date of a LIS1 round."""

    __tablename__ = "lis1_round_date"

    key: str = Field(primary_key=True, max_length=200)
    position: int
    round: str
    year: int
    step_nb: str
    step_en: str
    on: date
    time: str | None = None
    source_key: str = Field(foreign_key="source.key")
    status: FactStatus = status_field()


class LocalOfferRow(SQLModel, table=True):
    """A local offer on the national path."""

    __tablename__ = "local_offer"

    key: str = Field(primary_key=True, max_length=200)
    position: int
    stage: str
    specialty: str | None = None
    organisation: str
    name_nb: str
    name_en: str
    source_key: str = Field(foreign_key="source.key")
    status: FactStatus = status_field()
    is_demo: bool = False
    note_nb: str | None = None
    note_en: str | None = None
