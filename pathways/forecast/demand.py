"""What is needed, year by year and path by path.

(In post + vacancies + hired-in + other unmet) × population × drift, multiplied, and never under
what the rotas take.
"""

import numpy as np

from pathways.forecast.chance import Chance, Floats, Process, blocks
from pathways.forecast.types import Case


def required(case: Case, *, is_known: bool = False) -> Floats:
    """FTE needed (paths, years + 1). A drift is one number for a whole path.

    Where nothing varies all paths are one row, seen many times.
    """
    base = (case.needed_base * np.array(case.needed.population))[:, None]
    if is_known or not any(each.spread for each in case.needed.drifts):
        growth = np.ones((1, 1))
        for drift in case.needed.drifts:
            growth = growth * (1 + drift.mean) ** np.arange(case.years + 1)[:, None]
        row = np.maximum(base * growth, case.needed.floor)
        return np.broadcast_to(row, (case.years + 1, case.paths)).T
    found = np.empty((case.years + 1, case.paths))
    for number, chosen in blocks(case.paths):
        yearly = _growth(case, Chance(case.seed, number), chosen.stop - chosen.start)
        growth = np.ones_like(yearly)
        for year in range(case.years + 1):
            np.maximum(base[year] * growth, case.needed.floor, out=found[year, chosen])
            growth *= yearly
    return found.T


def _growth(case: Case, chance: Chance, size: int) -> Floats:
    """What a year multiplies the need by, every drift together, in each path."""
    found = np.ones(size)
    for part, drift in enumerate(case.needed.drifts):
        yearly = np.full(size, drift.mean)
        if drift.spread:
            yearly += drift.spread * chance.of(Process.DRIFT, part).standard_normal(size)
        # A spread so wide that a draw falls below -100 % means that nothing is needed.
        found *= np.maximum(1 + yearly, 0)
    return found
