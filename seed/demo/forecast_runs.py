"""The demo's forecast as now, worked out by the product's own functions."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db import tables as db
from app.services import forecast_runs, forecast_worker
from app.store import forecast_runs as store
from app.store import regions

REGION = "helse-nord"
PATHS = 1_000
"""Fewer than the product's own, so that the demo is there quickly; the page says how many."""


def load(session: Session, today: date, now: datetime, paths: int = PATHS) -> int:
    """Work out Helse Nord as now, unless it has been; how many specialties. Commits."""
    key = col(db.Organisation.key) == REGION
    region_id = session.execute(sa.select(col(db.Organisation.id)).where(key)).scalar_one()
    if forecast_runs.newest(session, region_id) is not None:
        return 0
    (region,) = regions.load_regions(session, frozenset({region_id}))
    public_id = forecast_runs.ask(session, region, paths=paths, by=None, today=today, now=now)
    asked = store.find_run(session, region_id, public_id)
    assert asked is not None
    forecast_worker.run_one(session, asked.id, today, lambda: now)
    run = forecast_runs.newest(session, region_id)
    return 0 if run is None else run.total
