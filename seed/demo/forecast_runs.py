"""The demo's forecast as now, worked out by the product's own functions."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db import tables as db
from app.services import forecast_runs, forecast_worker
from app.store import forecast_runs as store
from app.store import regions
from app.store.forecast_scenarios import find_scenario
from seed.demo.values import public_id

REGION = "helse-nord"
PATHS = 1_000
"""Fewer than the product's own, so that the demo is there quickly; the page says how many."""


def load(session: Session, today: date, now: datetime, paths: int = PATHS) -> int:
    """Work out Helse Nord as now, unless it has been; how many specialties. Commits."""
    region_id = _region_id(session)
    if forecast_runs.newest(session, region_id) is not None:
        return 0
    (region,) = regions.load_regions(session, frozenset({region_id}))
    run_id = forecast_runs.ask(session, region, paths=paths, by=None, today=today, now=now)
    asked = store.find_run(session, region_id, run_id)
    assert asked is not None
    forecast_worker.run_one(session, asked.id, today, lambda: now)
    # The run is done: the worker is not needed for it.
    waits = (col(db.JobRun.job) == forecast_runs.JOB, col(db.JobRun.started_at).is_(None))
    session.execute(sa.delete(db.JobRun).where(*waits))
    session.commit()
    run = forecast_runs.newest(session, region_id)
    return 0 if run is None else run.total


def ask_for_more(session: Session, today: date, now: datetime) -> None:
    """Let the worker work out the planner's own scenario and try the method on history. Commits.

    It does so while somebody looks at the first pages, so that the demo need not wait for it.
    """
    region_id = _region_id(session)
    (region,) = regions.load_regions(session, frozenset({region_id}))
    own = find_scenario(session, region_id, public_id("scenario", f"{REGION}-own"))
    if own is None:
        return
    forecast_runs.ask(
        session,
        region,
        scenario_version_id=own.newest.id,
        paths=PATHS,
        by=None,
        today=today,
        now=now,
    )
    backtest = db.ForecastKind.BACKTEST
    forecast_runs.ask(session, region, kind=backtest, by=None, today=today, now=now)


def _region_id(session: Session) -> int:
    key = col(db.Organisation.key) == REGION
    return int(session.execute(sa.select(col(db.Organisation.id)).where(key)).scalar_one() or 0)
