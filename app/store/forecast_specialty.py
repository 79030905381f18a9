"""What the page of one specialty's forecast reads: the stored result, history, sites."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db.tables import (
    ForecastKind,
    ForecastResult,
    ForecastRun,
    ForecastScenario,
    ForecastScenarioVersion,
    Organisation,
    StaffArrival,
    StaffPosts,
    StaffStock,
)
from app.store.forecast_runs import SHOWN
from pathways.forecast.types import Head

_FINISHED = (
    col(ForecastRun.kind) == ForecastKind.OUTLOOK,
    col(ForecastRun.state).in_(SHOWN),
)


@dataclass(frozen=True, slots=True)
class SiteRow:
    """One hospital's or municipality's specialists of one specialty, and its posts.

    `on_call_minimum`, `training_places` and `supervisors` are None where nobody has said.
    """

    name: str
    stock: tuple[Head, ...]
    on_call_minimum: int | None
    training_places: int | None
    supervisors: int | None


def load_history(session: Session, data_set_id: int, code: str) -> dict[int, float]:
    """FTE in post at the end of each year that the data have."""
    rows = session.execute(
        sa.select(col(StaffArrival.year), col(StaffArrival.fte)).where(
            col(StaffArrival.data_set_id) == data_set_id, col(StaffArrival.specialty_code) == code
        )
    )
    return {row.year: row.fte for row in rows}


def load_sites(session: Session, data_set_id: int, code: str) -> tuple[SiteRow, ...]:
    """Every site with specialists or posts, the largest first; two queries."""
    stock: dict[tuple[int, str], dict[tuple[object, int], Head]] = defaultdict(dict)
    for organisation, name, head in _stock(session, data_set_id, code):
        cells = stock[(organisation, name)]
        before = cells.get((head.sex, head.age))
        persons = head.persons + (before.persons if before else 0)
        cells[(head.sex, head.age)] = Head(head.sex, head.age, persons)
    posts = {}
    rows = session.execute(
        sa.select(
            col(StaffPosts.organisation_id),
            col(Organisation.name),
            col(StaffPosts.on_call_minimum),
            col(StaffPosts.training_places),
            col(StaffPosts.supervisors),
        )
        .join(Organisation, col(Organisation.id) == col(StaffPosts.organisation_id))
        .where(col(StaffPosts.data_set_id) == data_set_id, col(StaffPosts.specialty_code) == code)
    )
    for organisation, name, *numbers in rows:
        posts[(organisation, name)] = numbers
    found = [
        SiteRow(site[1], tuple(stock.get(site, {}).values()), *posts.get(site, (None, None, None)))
        for site in {**stock, **posts}
    ]
    return tuple(
        sorted(found, key=lambda row: (-sum(each.persons for each in row.stock), row.name))
    )


def _stock(session: Session, data_set_id: int, code: str) -> list[tuple[int, str, Head]]:
    rows = session.execute(
        sa.select(
            col(StaffStock.organisation_id),
            col(Organisation.name),
            col(StaffStock.sex),
            col(StaffStock.age),
            col(StaffStock.persons),
        )
        .join(Organisation, col(Organisation.id) == col(StaffStock.organisation_id))
        .where(col(StaffStock.data_set_id) == data_set_id, col(StaffStock.specialty_code) == code)
        .order_by(col(StaffStock.id))
    )
    return [(number, name, Head(sex, age, persons)) for number, name, sex, age, persons in rows]


@dataclass(frozen=True, slots=True)
class StoredResult:
    """What a run gave for one specialty, with what the page says of the run."""

    run_id: int
    data_set_id: int | None
    target_year: int
    first_year: int
    finished_at: datetime
    scenario: str | None
    """Its name; None: as now."""
    case: dict[str, Any]
    provenance: dict[str, Any]
    result: dict[str, Any]
    summary: dict[str, Any]


def find_result(
    session: Session, region_id: int, code: str, scenario: str | None, target_year: int | None
) -> StoredResult | None:
    """The newest finished result of a specialty in a region; one query.

    `scenario` is its public id, None for "as now"; `target_year` None for any.
    """
    query = (
        sa.select(
            col(ForecastRun.id),
            col(ForecastRun.data_set_id),
            col(ForecastRun.target_year),
            col(ForecastRun.first_year),
            col(ForecastRun.finished_at),
            col(ForecastScenario.name),
            col(ForecastResult.case),
            col(ForecastResult.provenance),
            col(ForecastResult.result),
            col(ForecastResult.summary),
        )
        .join(ForecastResult, col(ForecastResult.run_id) == col(ForecastRun.id))
        .outerjoin(
            ForecastScenarioVersion,
            col(ForecastScenarioVersion.id) == col(ForecastRun.scenario_version_id),
        )
        .outerjoin(
            ForecastScenario, col(ForecastScenario.id) == col(ForecastScenarioVersion.scenario_id)
        )
        .where(
            col(ForecastRun.region_id) == region_id,
            *_FINISHED,
            col(ForecastResult.specialty_code) == code,
            col(ForecastScenario.public_id) == scenario
            if scenario
            else col(ForecastRun.scenario_version_id).is_(None),
        )
        .order_by(col(ForecastRun.finished_at).desc(), col(ForecastRun.id).desc())
        .limit(1)
    )
    if target_year is not None:
        query = query.where(col(ForecastRun.target_year) == target_year)
    row = session.execute(query).first()
    return None if row is None else StoredResult(*row)


def middle_gaps(
    session: Session, region_id: int, code: str, target_year: int
) -> dict[int | None, float]:
    """The middle gap in the target year by scenario (None: as now), of the newest run of each.

    One query; of the stored results only the row of middle gaps is read.
    """
    gaps = sa.type_coerce(ForecastResult.result, sa.JSON)[("outlook", "gap", "p50")]
    base = sa.type_coerce(ForecastResult.case, sa.JSON)["base_year"].as_integer()
    rows = session.execute(
        sa.select(col(ForecastScenarioVersion.scenario_id), gaps, base)
        .select_from(ForecastRun)
        .join(ForecastResult, col(ForecastResult.run_id) == col(ForecastRun.id))
        .outerjoin(
            ForecastScenarioVersion,
            col(ForecastScenarioVersion.id) == col(ForecastRun.scenario_version_id),
        )
        .where(
            col(ForecastRun.region_id) == region_id,
            *_FINISHED,
            col(ForecastRun.target_year) == target_year,
            col(ForecastResult.specialty_code) == code,
        )
        .order_by(col(ForecastRun.finished_at), col(ForecastRun.id))
    )
    return {
        scenario: float(values[target_year - base_year]) for scenario, values, base_year in rows
    }
