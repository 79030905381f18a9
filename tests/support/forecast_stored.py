"""Finished forecasts of a region in the database, with answers that were really worked out."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from sqlmodel import Session, select

from app.db.tables import (
    ForecastKind,
    ForecastResult,
    ForecastRun,
    ForecastScenario,
    ForecastScenarioVersion,
    Organisation,
    RunState,
    StaffDataSet,
)
from app.exchange.forecast_files import case_document
from app.exchange.forecast_results import answer_document
from app.services.forecast_provenance import Input, Origin, OriginKind, write_provenance
from app.services.forecast_summary import summarise, write_summary
from pathways.forecast.answer import answer
from pathways.forecast.results import Question
from pathways.forecast.types import Case, Head, Sex
from tests.support.forecast_cases import field

BASE, FIRST, TARGET = 2026, 2028, 2036
FINISHED = datetime(2026, 11, 20, 2, tzinfo=UTC)
ORIGINS = {
    Input.STOCK.value: Origin(OriginKind.OWN, as_of="2026-10-31", persons=60),
    Input.POPULATION.value: Origin(OriginKind.PUBLIC, year=2026, source_key="ssb-07459"),
    Input.DRIFT.value: Origin(OriginKind.OURS),
}


@cache
def small(code: str, vacancies: float = 5, persons: int | None = None) -> dict[str, Any]:
    """The documents of one specialty; `persons`: so many specialists of forty in post."""
    changes: dict[str, Any] = {"name": code, "paths": 200, "base_year": BASE}
    if persons is not None:
        changes |= {"stock": (Head(Sex.WOMAN, 40, persons),), "trainees": (), "intake": (0,)}
    case: Case = field(**changes)
    needed = case.needed
    case = field(**changes, needed=type(needed)(needed.population, vacancies=vacancies))
    found = answer(case, Question(FIRST - BASE, TARGET - BASE, most=30))
    costs = {"until_year": TARGET, "doctors": 7, "days": 900, "lost": {"course": 1.5}}
    summary = summarise(case, found, intake_now=4.0, history={}, delay_costs=costs)
    return {
        "case": case_document(case, code),
        "provenance": write_provenance(ORIGINS),
        "result": answer_document(found),
        "summary": write_summary(summary),
    }


def region_id(session: Session, key: str = "helse-nord") -> int:
    """The row id of a health region."""
    found = session.exec(select(Organisation.id).where(Organisation.key == key)).one()
    assert found is not None
    return found


def store_run(
    session: Session,
    fields: Mapping[str, Mapping[str, Any]],
    *,
    finished_at: datetime = FINISHED,
    scenario: str | None = None,
    key: str = "run",
) -> int:
    """A finished run with these documents by specialty code; of a scenario of this name if any."""
    region = region_id(session)
    data = StaffDataSet(
        public_id=f"data-{key}", region_id=region, as_of=date(2026, 10, 31), source="Lønn",
        read_at=finished_at,
    )  # fmt: skip
    session.add(data)
    session.flush()
    run = ForecastRun(
        public_id=key, region_id=region, kind=ForecastKind.OUTLOOK, data_set_id=data.id,
        scenario_version_id=None if scenario is None else _version(session, region, scenario),
        as_of=date(2026, 10, 31), target_year=TARGET, first_year=FIRST, years=15, paths=200,
        seed=7, state=RunState.DONE, asked_at=finished_at, finished_at=finished_at,
        input_hash="ab" * 32, code_version="1.2.3",
    )  # fmt: skip
    session.add(run)
    session.flush()
    assert run.id is not None
    session.add_all(
        ForecastResult(run_id=run.id, specialty_code=code, **documents)
        for code, documents in fields.items()
    )
    session.flush()
    return run.id


def _version(session: Session, region: int, name: str) -> int:
    scenario = ForecastScenario(
        public_id=f"scenario-{name}", region_id=region, name=name, made_at=FINISHED
    )
    session.add(scenario)
    session.flush()
    assert scenario.id is not None
    version = ForecastScenarioVersion(
        scenario_id=scenario.id, number=3, changes=[], note="", at=FINISHED
    )
    session.add(version)
    session.flush()
    assert version.id is not None
    return version.id
