"""A region's staff data, what is known here of its trainees, and what people have said of inputs.

Every function is one query, or one for each table: the number does not depend on how many people
there are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, SQLModel, col

from app.db.tables import (
    AssumptionName,
    DelayFlag,
    Enrolment,
    ForecastAssumption,
    Organisation,
    Person,
    ScanState,
    StaffArrival,
    StaffDataSet,
    StaffDuration,
    StaffExit,
    StaffPosts,
    StaffStock,
    StaffTrainees,
)
from app.store import access
from pathways.forecast.types import Sex
from pathways.types.delays import Cause

MUNICIPALITY = "municipality"


class StockRow(NamedTuple):
    """Specialists in post, alike."""

    specialty_code: str
    organisation_id: int
    sex: Sex
    age: int
    persons: int
    work_percent: float
    second_code: str | None


class TraineesRow(NamedTuple):
    """Doctors in training, alike."""

    specialty_code: str
    organisation_id: int | None
    sex: Sex
    age: int
    years_done: int
    persons: int


class ExitRow(NamedTuple):
    """Who left in one year, of a sex and age band."""

    specialty_code: str
    year: int
    sex: Sex
    age_from: int
    age_to: int
    in_post: int
    gone: int


class ArrivalRow(NamedTuple):
    """What came in one year."""

    specialty_code: str
    year: int
    started: int
    dropped_out: int
    in_training: int
    approved: int
    stayed: int
    recruited: int
    persons: int
    fte: float


class DurationRow(NamedTuple):
    """How long the training took, or has taken so far."""

    specialty_code: str
    years: int
    persons: int
    is_finished: bool


class PostsRow(NamedTuple):
    """Posts at one hospital."""

    specialty_code: str
    organisation_id: int
    vacant: float
    hired_in: float
    other_unmet: float
    on_call_minimum: int | None
    training_places: int | None
    supervisors: int | None


@dataclass(frozen=True, slots=True)
class StaffRows:
    """Everything of one data set."""

    stock: tuple[StockRow, ...] = ()
    trainees: tuple[TraineesRow, ...] = ()
    exits: tuple[ExitRow, ...] = ()
    arrivals: tuple[ArrivalRow, ...] = ()
    durations: tuple[DurationRow, ...] = ()
    posts: tuple[PostsRow, ...] = ()


class KnownTrainee(NamedTuple):
    """A trainee of the region who is in the product, with the last scan's days."""

    enrolment_id: int
    specialty_code: str
    starts_on: date
    expected: date | None
    best: date | None


class OpenDelay(NamedTuple):
    """An open delay that moves somebody's day."""

    enrolment_id: int
    days: int
    course_key: str | None
    cause: Cause


class AssumptionRow(NamedTuple):
    """What somebody has said of an input."""

    name: AssumptionName
    specialty_code: str | None
    low: float
    high: float
    said_by: str
    said_on: date


@dataclass(frozen=True, slots=True)
class DataSetRow:
    """A data set with the names of who read it in and who withdrew it."""

    id: int
    public_id: str
    as_of: date
    source: str
    is_demo: bool
    read_at: datetime
    read_by: str | None
    withdrawn_at: datetime | None
    withdrawn_by: str | None


Values = TypeVar("Values", bound=tuple[Any, ...])


def in_use(data_sets: Iterable[DataSetRow]) -> DataSetRow | None:
    """Of a region's data sets in the order of `list_data_sets`, the one that forecasts use."""
    return next((each for each in data_sets if each.withdrawn_at is None), None)


def list_data_sets(session: Session, region_id: int) -> tuple[DataSetRow, ...]:
    """Every data set of a region, the newest reading first; invented ones after all others."""
    reader, withdrawer = aliased(Person), aliased(Person)
    rows = session.execute(
        sa.select(StaffDataSet, reader, withdrawer)
        .outerjoin(reader, col(reader.id) == col(StaffDataSet.read_by_id))
        .outerjoin(withdrawer, col(withdrawer.id) == col(StaffDataSet.withdrawn_by_id))
        .where(col(StaffDataSet.region_id) == region_id)
        .order_by(
            col(StaffDataSet.is_demo),
            col(StaffDataSet.read_at).desc(),
            col(StaffDataSet.id).desc(),
        )
    )
    return tuple(
        DataSetRow(
            row.id,
            row.public_id,
            row.as_of,
            row.source,
            row.is_demo,
            row.read_at,
            by.name if by else None,
            row.withdrawn_at,
            away.name if away else None,
        )
        for row, by, away in rows
    )


def find_data_set(session: Session, region_id: int, public_id: str) -> StaffDataSet | None:
    """One data set of the region, to change."""
    return session.execute(
        sa.select(StaffDataSet).where(
            col(StaffDataSet.region_id) == region_id, col(StaffDataSet.public_id) == public_id
        )
    ).scalar_one_or_none()


def load_staff(session: Session, data_set_id: int) -> StaffRows:
    """All rows of a data set, in the order they were read; one query for each table."""
    return StaffRows(
        stock=_rows(session, StaffStock, StockRow, data_set_id),
        trainees=_rows(session, StaffTrainees, TraineesRow, data_set_id),
        exits=_rows(session, StaffExit, ExitRow, data_set_id),
        arrivals=_rows(session, StaffArrival, ArrivalRow, data_set_id),
        durations=_rows(session, StaffDuration, DurationRow, data_set_id),
        posts=_rows(session, StaffPosts, PostsRow, data_set_id),
    )


def write_staff(session: Session, data_set_id: int, staff: StaffRows) -> None:
    """Add all rows of a data set."""
    for table, rows in (
        (StaffStock, staff.stock),
        (StaffTrainees, staff.trainees),
        (StaffExit, staff.exits),
        (StaffArrival, staff.arrivals),
        (StaffDuration, staff.durations),
        (StaffPosts, staff.posts),
    ):
        values = [row._asdict() | {"data_set_id": data_set_id} for row in rows]
        if values:
            session.execute(sa.insert(_core(table)), values)


def _rows(
    session: Session, table: type[SQLModel], values: type[Values], data_set_id: int
) -> tuple[Values, ...]:
    target = _core(table)
    names = values._fields  # type: ignore[attr-defined]
    query = (
        sa.select(*(target.c[name] for name in names))
        .where(target.c.data_set_id == data_set_id)
        .order_by(target.c.id)
    )
    return tuple(values(*row) for row in session.execute(query))


def _core(table: type[SQLModel]) -> sa.Table:
    mapped = sa.inspect(table).local_table
    assert isinstance(mapped, sa.Table)
    return mapped


def region_places(
    session: Session, region_id: int, counties: Iterable[str]
) -> Mapping[int, tuple[str, str, str]]:
    """Key, name and kind of everything below a region, and of its counties' municipalities."""
    below = access.with_children(session, {region_id})
    rows = session.execute(
        sa.select(
            col(Organisation.id),
            col(Organisation.key),
            col(Organisation.name),
            col(Organisation.kind),
        )
        .where(
            col(Organisation.id).in_(sorted(below))
            | (
                (col(Organisation.kind) == MUNICIPALITY)
                & col(Organisation.county).in_(sorted(counties))
            )
        )
        .order_by(col(Organisation.name))
    )
    return {number: (key, name, kind) for number, key, name, kind in rows if number is not None}


def known_trainees(
    session: Session, organisation_ids: Iterable[int], today: date
) -> tuple[KnownTrainee, ...]:
    """Those in training for a specialty at these organisations today, in a fixed order."""
    rows = session.execute(
        sa.select(
            col(Enrolment.id),
            col(Enrolment.specialty_code),
            col(Enrolment.starts_on),
            col(ScanState.expected),
            col(ScanState.best),
        )
        .outerjoin(ScanState, col(ScanState.enrolment_id) == col(Enrolment.id))
        .where(
            col(Enrolment.organisation_id).in_(sorted(organisation_ids)),
            col(Enrolment.specialty_code).is_not(None),
            col(Enrolment.starts_on) <= today,
            _goes_on(col(Enrolment.ends_on), today),
        )
        .order_by(col(Enrolment.specialty_code), col(Enrolment.starts_on), col(Enrolment.id))
    )
    return tuple(KnownTrainee(*row) for row in rows)


def open_delays(session: Session, enrolment_ids: Iterable[int]) -> tuple[OpenDelay, ...]:
    """Open delays of these doctors that move their day, with what they come from."""
    rows = session.execute(
        sa.select(
            col(DelayFlag.enrolment_id),
            col(DelayFlag.days_moved),
            col(DelayFlag.course_key),
            sa.func.coalesce(col(DelayFlag.documented_cause), col(DelayFlag.cause)),
        )
        .where(
            col(DelayFlag.enrolment_id).in_(sorted(enrolment_ids)),
            col(DelayFlag.closed_on).is_(None),
            col(DelayFlag.days_moved) > 0,
        )
        .order_by(col(DelayFlag.id))
    )
    return tuple(
        OpenDelay(number, days, course, Cause(cause)) for number, days, course, cause in rows
    )


def assumptions(session: Session, region_id: int) -> tuple[AssumptionRow, ...]:
    """What people have said and not withdrawn, the oldest first: the last of a name counts."""
    rows = session.execute(
        sa.select(
            col(ForecastAssumption.name),
            col(ForecastAssumption.specialty_code),
            col(ForecastAssumption.low),
            col(ForecastAssumption.high),
            col(ForecastAssumption.said_by),
            col(ForecastAssumption.said_on),
        )
        .where(
            col(ForecastAssumption.region_id) == region_id,
            col(ForecastAssumption.withdrawn_at).is_(None),
        )
        .order_by(col(ForecastAssumption.entered_at), col(ForecastAssumption.id))
    )
    return tuple(AssumptionRow(*row) for row in rows)


def _goes_on(ends_on: Any, today: date) -> Any:
    return ends_on.is_(None) | (ends_on >= today)
