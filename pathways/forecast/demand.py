"""What is needed, year by year and path by path.

(In post + vacancies + hired-in + other unmet) × population × drift, multiplied, and never under
what the rotas take.
"""

import numpy as np

from pathways.forecast.chance import Floats, Process, blocks, stream
from pathways.forecast.types import Case


def required(case: Case, *, is_known: bool = False) -> Floats:
    """FTE needed (paths, years + 1). A drift is one number for a whole path."""
    rest = case.needed.vacancies + case.needed.hired_in + case.needed.other_unmet
    base = (case.fte_today + rest) * np.array(case.needed.population)
    years = np.arange(case.years + 1)
    made = []
    for number, size in blocks(case.paths):
        growth = np.ones((size, case.years + 1))
        for part, drift in enumerate(case.needed.drifts):
            yearly = np.full(size, drift.mean)
            if drift.spread and not is_known:
                draw = stream(case.seed, Process.DRIFT, number, part)
                yearly = drift.mean + drift.spread * draw.standard_normal(size)
            # A spread so wide that a draw falls below -100 % means that nothing is needed.
            growth *= np.maximum(1 + yearly, 0)[:, None] ** years
        made.append(np.maximum(base * growth, case.needed.floor))
    return np.concatenate(made)
