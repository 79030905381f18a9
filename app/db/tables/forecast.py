"""Forecasts: scenarios with their versions, what people believe, runs and what they gave."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db.base import UtcDateTime, enum_type
from app.db.tables.rotations import RunState


class ForecastKind(StrEnum):
    """What a run works out."""

    OUTLOOK = "outlook"
    """Every specialty of a region, one scenario."""
    BACKTEST = "backtest"
    """How the method would have fared on the region's own history."""


class AssumptionName(StrEnum):
    """What people can be asked about when no data say it."""

    EXITS_LATER = "exits_later"
    """Years later (or earlier, below 0) that people leave."""
    RECRUITS = "recruits"
    """Specialists who come from elsewhere, a year."""
    RETENTION = "retention"
    DROP_OUT = "drop_out"
    DRIFT = "drift"
    """Yearly change of the need that is not population."""
    OTHER_UNMET = "other_unmet"
    """FTE needed today beyond posts and vacancies."""
    WORK_SHARE = "work_share"
    INTAKE = "intake"
    """Starts a year as planned."""


class ForecastScenario(SQLModel, table=True):
    """A named set of changes to the inputs. What it says stands in its versions."""

    __tablename__ = "forecast_scenario"

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, max_length=32)
    region_id: int = Field(foreign_key="organisation.id", index=True)
    name: str = Field(max_length=80)
    preset: str | None = Field(default=None, max_length=40)
    """The key of the preset it was copied from (`pathways.forecast.scenarios.PRESETS`)."""
    is_demo: bool = False
    made_by_id: int | None = Field(default=None, foreign_key="person.id")
    made_at: datetime = Field(sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    version: int = 1
    """The number of its newest version; a stale editor is told."""


class ForecastScenarioVersion(SQLModel, table=True):
    """What a scenario said at one time. Never changed, because runs name it."""

    __tablename__ = "forecast_scenario_version"
    __table_args__ = (sa.UniqueConstraint("scenario_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    scenario_id: int = Field(foreign_key="forecast_scenario.id", index=True)
    number: int
    changes: list[dict[str, Any]] = Field(sa_type=sa.JSON)
    """In order: kind, value, from_year (a calendar year or null), specialty (code or null: all)."""
    note: str = Field(default="", max_length=1000)
    """Why, in the author's words."""
    by_id: int | None = Field(default=None, foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)


class ForecastAssumption(SQLModel, table=True):
    """What somebody believes of an input: the tertiles, who said it and when.

    A third of what is likely lies below `low`, a third above `high`. Nothing is overwritten: a
    newer one of the same name and specialty counts, and one that is withdrawn does not.
    """

    __tablename__ = "forecast_assumption"
    __table_args__ = (sa.CheckConstraint("low <= high", name="tertiles_ordered"),)

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, max_length=32)
    region_id: int = Field(foreign_key="organisation.id", index=True)
    specialty_code: str | None = Field(default=None, max_length=10)
    """None: every specialty of the region."""
    name: AssumptionName = Field(sa_type=enum_type(AssumptionName, "name"))
    low: float
    high: float
    said_by: str = Field(max_length=120)
    """Who was asked."""
    said_on: date
    note: str = Field(default="", max_length=1000)
    is_demo: bool = False
    entered_by_id: int | None = Field(default=None, foreign_key="person.id")
    entered_at: datetime = Field(sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    withdrawn_by_id: int | None = Field(default=None, foreign_key="person.id")


class ForecastRun(SQLModel, table=True):
    """One forecast that somebody asked for: its inputs by name, how far it is, how it ended."""

    __tablename__ = "forecast_run"

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, max_length=32)
    region_id: int = Field(foreign_key="organisation.id", index=True)
    kind: ForecastKind = Field(sa_type=enum_type(ForecastKind, "kind"))
    scenario_version_id: int | None = Field(
        default=None, foreign_key="forecast_scenario_version.id", index=True
    )
    """None: as now."""
    data_set_id: int | None = Field(default=None, foreign_key="staff_data_set.id")
    """None: no data of the region's own were read in."""
    as_of: date
    """The day that year 0 stands for."""
    target_year: int
    """A calendar year: full staffing by then."""
    first_year: int
    """The calendar year from which the intake may be another."""
    years: int
    paths: int
    seed: int
    state: RunState = Field(sa_type=enum_type(RunState, "state"))
    asked_by_id: int | None = Field(default=None, foreign_key="person.id")
    asked_at: datetime = Field(sa_type=UtcDateTime)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    done: int = 0
    """Specialties worked out so far."""
    total: int = 0
    stop_asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    input_hash: str | None = Field(default=None, max_length=64)
    """Of every case of the run; another hash today says that the figures are old."""
    code_version: str = Field(default="", max_length=40)
    document: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON)
    """What belongs to the whole run: people against approvals, training capacity, a backtest."""
    error: str | None = Field(default=None, max_length=1000)


class ForecastResult(SQLModel, table=True):
    """What a run gave for one specialty. Never changes."""

    __tablename__ = "forecast_result"
    __table_args__ = (sa.UniqueConstraint("run_id", "specialty_code"),)

    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(foreign_key="forecast_run.id", index=True)
    specialty_code: str = Field(max_length=10)
    case: dict[str, Any] = Field(sa_column_kwargs={"name": "case_document"}, sa_type=sa.JSON)
    """The case in the documented format: anybody can run it again."""
    provenance: dict[str, Any] = Field(sa_type=sa.JSON)
    """Where each input came from, by name."""
    result: dict[str, Any] = Field(sa_type=sa.JSON)
    """The answer in the documented format."""
    summary: dict[str, Any] = Field(sa_type=sa.JSON)
    """The few figures that the board and the start page read without opening the result."""
