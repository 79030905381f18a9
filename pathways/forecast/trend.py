"""A series that goes on as it went: for what was counted without ages, exits or approvals.

The logarithm walks with a steady drift. Used where nothing better can be tried, and to see what
the forecast proper has to beat.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import exp, log, sqrt
from statistics import NormalDist

from pathways.forecast.backtest import Observed, Quantiles
from pathways.forecast.results import BANDS

LEAST_SPREAD = 0.01
"""Of the logarithm a year: what a series of two or three counts cannot show. Ours."""


def trend(history: Observed, origin: int, horizons: Sequence[int]) -> Mapping[int, Quantiles]:
    """A `Forecaster`. Nothing for a series with one count, or with a year of nobody."""
    years = sorted(year for year in history.years if year <= origin)
    if len(years) < 2 or min(history.years[year] for year in years) <= 0:
        return {}
    logs = {year: log(history.years[year]) for year in years}
    span = years[-1] - years[0]
    drift = (logs[years[-1]] - logs[years[0]]) / span
    steps = [(logs[b] - logs[a] - drift * (b - a)) ** 2 / (b - a) for a, b in pairwise(years)]
    spread = max(LEAST_SPREAD, sqrt(sum(steps) / max(1, len(steps) - 1)))
    normal = NormalDist()
    return {
        ahead: {
            level: exp(
                logs[years[-1]]
                + drift * ahead
                # Chance of the years ahead, and the drift is itself unsure.
                + normal.inv_cdf(level) * spread * sqrt(ahead + ahead**2 / span)
            )
            for level in BANDS
        }
        for ahead in horizons
    }
