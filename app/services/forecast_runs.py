"""Asking for forecasts, following them, stopping them. The worker does the work."""

from datetime import date, datetime

from sqlmodel import Session

from app.db.tables import ForecastKind
from app.services.forecast_case_inputs import base_year_of
from app.store import audit, jobs
from app.store import forecast_data as data_store
from app.store import forecast_runs as store
from app.store.forecast_runs import StoredRun
from app.store.regions import Region

JOB = "forecast_runs"
PATHS = 10_000
YEARS = 20
SEED = 1
"""One seed for all runs: scenarios then meet the very same persons."""
TARGET_AHEAD = 14
"""The usual question: full staffing so many years ahead. Ours; the planner chooses the year."""


class WrongYearError(ValueError):
    """A year that cannot be asked about; `first` and `last` are those that can."""

    def __init__(self, first: int, last: int) -> None:
        super().__init__(f"the year may be {first} to {last}")
        self.first, self.last = first, last


def base_year(session: Session, region_id: int, today: date) -> int:
    """The calendar year that year 0 of a run asked for today stands for."""
    return base_year_of(_as_of(session, region_id, today)[1])


def years_to_ask(base: int) -> range:
    """The years that full staffing can be asked for."""
    return range(base + 1, base + YEARS + 1)


def ask(
    session: Session,
    region: Region,
    *,
    scenario_version_id: int | None = None,
    target_year: int | None = None,
    kind: ForecastKind = ForecastKind.OUTLOOK,
    paths: int = PATHS,
    by: int | None,
    today: date,
    now: datetime,
) -> str:
    """Ask the worker for a run; its public id. The same question that waits is the answer.

    Raises WrongYearError for a year outside the forecast.
    """
    data_set_id, as_of = _as_of(session, region.id, today)
    base = base_year_of(as_of)
    target = base + TARGET_AHEAD if target_year is None else target_year
    allowed = years_to_ask(base)
    if target not in allowed:
        raise WrongYearError(allowed[0], allowed[-1])
    for row in store.open_runs(session, region.id):
        same = (row.scenario_version_id, row.target_year, row.kind, row.paths, row.data_set_id)
        if row.stop_asked_at is None and same == (
            scenario_version_id,
            target,
            kind,
            paths,
            data_set_id,
        ):
            return row.public_id
    public_id = store.add_run(
        session,
        region.id,
        kind,
        scenario_version_id=scenario_version_id,
        data_set_id=data_set_id,
        as_of=as_of,
        first_year=base + 1,
        target_year=target,
        years=YEARS,
        paths=paths,
        seed=SEED,
        by=by,
        now=now,
    )
    jobs.request_run(session, JOB, by=by, now=now)
    audit.add_event(
        session,
        at=now,
        by=by,
        action="forecast.run_asked",
        subject=("forecast_run", public_id),
        details={"region": region.key, "kind": kind.value, "target_year": target},
    )
    session.commit()
    return public_id


def stop(
    session: Session, region: Region, public_id: str, *, by: int | None, now: datetime
) -> bool:
    """Stop a run and keep what is done; False when it was over or is not there."""
    row = store.find_run(session, region.id, public_id)
    if row is None or not store.ask_stop(session, row.id, now):
        return False
    audit.add_event(
        session,
        at=now,
        by=by,
        action="forecast.run_stopped",
        subject=("forecast_run", public_id),
        details={"region": region.key},
    )
    session.commit()
    return True


def newest(
    session: Session,
    region_id: int,
    scenario_version_id: int | None = None,
    *,
    target_year: int | None = None,
) -> StoredRun | None:
    """The newest run of a region and scenario with something to show; None as scenario: as now."""
    return store.newest(session, region_id, scenario_version_id, target_year=target_year)


def _as_of(session: Session, region_id: int, today: date) -> tuple[int | None, date]:
    """The region's data set in use and the day that year 0 stands for."""
    found = data_store.in_use(data_store.list_data_sets(session, region_id))
    return (None, today) if found is None else (found.id, found.as_of)
