"""Tries the forecast on a region's own history: what the worker does for a backtest run.

Twice: with the intake that really came after each origin, and without. What the page reads is
`forecast_backtest_page`.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.exchange.forecast_backtest import backtest_document, small_codes
from app.services.forecast_case_inputs import RegionInputs
from pathways.forecast.backtest import BacktestResult, rolling
from seed.workforce import AREAS

GIVEN, NOT_GIVEN = "given", "not_given"


PATHS = 1_000
"""Futures for each origin: there are hundreds of origins, and errors are not told closer."""


def work_out(inputs: RegionInputs, paths: int = PATHS) -> dict[str, Any]:
    """Both backtests as documents, and the specialties too small to be shown alone.

    Without the single forecasts: they are many, and nobody reads them one by one.
    """
    # The engine comes with them; only the worker does this.
    from app.services.forecast_case_fits import (
        DROP_OUT_START,
        RECRUITS_START,
        RETENTION_START,
        duration_rows,
        exit_rows,
    )
    from pathways.forecast.hindcast import Hindcaster, Thoughts, YearRow

    staff = inputs.staff
    hindcaster = Hindcaster(
        exits=exit_rows(staff),
        years=tuple(
            YearRow(
                *(e.specialty_code, e.year, e.started, e.dropped_out, e.in_training, e.approved),
                *(e.stayed, e.recruited, e.persons),
            )
            for e in staff.arrivals
        ),
        durations=duration_rows(staff),
        groups=inputs.groups,
        thoughts=Thoughts(RETENTION_START, DROP_OUT_START, RECRUITS_START),
        paths=paths,
    )
    series = hindcaster.observed(_people(inputs))
    results = {
        name: rolling(series, hindcaster, is_given=name == GIVEN) for name in (NOT_GIVEN, GIVEN)
    }
    years = [row.year for row in staff.arrivals]
    return {
        **{name: backtest_document(_without_trials(each)) for name, each in results.items()},
        "small": list(small_codes(results[NOT_GIVEN])),
        "first_year": min(years, default=None),
        "last_year": max(years, default=None),
    }


def _people(inputs: RegionInputs) -> Mapping[int, float]:
    """Inhabitants at the end of each year (1 January of the next); empty where not known."""
    if inputs.region.key not in AREAS:
        return {}
    observed = inputs.workforce.population(AREAS[inputs.region.key])
    return {year - 1: float(each.total) for year, each in observed.items()}


def _without_trials(result: BacktestResult) -> BacktestResult:
    return replace(result, trials=())
