"""A regression of rare events in which small groups borrow from large ones.

Events y of m persons: y ~ Binomial(m, 1 - exp(-exp(o + X b))), that is, a rate whose logarithm is
linear (complementary log-log), as `supply` draws it. Parts of b have a normal prior whose spread
is estimated too (Laplace's approximation, EM on the spreads); a spread has a prior worth `worth`
effects, so that three years or two specialties do not decide it. Plain NumPy.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pathways.forecast.chance import Floats

MOST_ROUNDS = 100
CLOSE = 2e-3
"""Relative change of every spread at which the rounds end."""
LOWEST, HIGHEST = -25.0, 3.0
"""Of the logarithm of a rate, so that nothing overflows on the way."""
LONGEST_STEP = 2.0
"""Of one coefficient in one round."""


@dataclass(frozen=True)
class Part:
    """Coefficients that belong together, with penalty b'Kb / spread²; K is the identity if None."""

    columns: slice
    spread: float
    """What the spread is thought to be beforehand."""
    worth: float = 2.0
    """Effects that this thought is worth; infinite: the spread is not estimated."""
    penalty: Floats | None = None


@dataclass(frozen=True)
class Events:
    """Rows of the data. `weight` below 1: a row counts for less, as an old year does."""

    design: Floats
    offset: Floats
    persons: Floats
    gone: Floats
    weight: Floats


@dataclass(frozen=True)
class Fitted:
    """Coefficients, their covariance, the spreads of the parts, and how sure each row is."""

    coefficients: Floats
    covariance: Floats
    spreads: tuple[float, ...]
    information: Floats
    """By row: about the events expected in it."""


def fit(events: Events, parts: Sequence[Part], ridge: Floats) -> Fitted:
    """The coefficients with the highest posterior. `ridge` is a penalty matrix that stays."""
    spreads = [part.spread for part in parts]
    coefficients: Floats = np.zeros(events.design.shape[1])
    for _ in range(MOST_ROUNDS):
        penalty = _penalty(parts, spreads, ridge)
        coefficients, covariance, information, moved = _step(events, penalty, coefficients)
        found = [
            _spread(part, coefficients, covariance, now)
            for part, now in zip(parts, spreads, strict=True)
        ]
        pairs = zip(found, spreads, strict=True)
        is_settled = moved < CLOSE and all(abs(new - old) <= CLOSE * old for new, old in pairs)
        spreads = found
        if is_settled:
            break
    return Fitted(coefficients, covariance, tuple(spreads), information)


def _step(
    events: Events, penalty: Floats, coefficients: Floats
) -> tuple[Floats, Floats, Floats, float]:
    """One Newton step: coefficients, covariance, information by row, largest change."""
    line = np.clip(events.offset + events.design @ coefficients, LOWEST, HIGHEST)
    rate = np.exp(line)
    stays = np.exp(-rate)
    slope = rate * stays
    information = events.weight * events.persons * slope * rate / -np.expm1(-rate)
    score = events.weight * (events.gone - events.persons * -np.expm1(-rate))
    score = score * rate / -np.expm1(-rate)
    design = events.design
    curvature = (design * information[:, None]).T @ design + penalty
    covariance = np.linalg.inv(curvature)
    step = covariance @ (design.T @ score - penalty @ coefficients)
    largest = float(np.abs(step).max(initial=0.0))
    if largest > LONGEST_STEP:
        step = step * (LONGEST_STEP / largest)
    return coefficients + step, covariance, information, largest


def _penalty(parts: Sequence[Part], spreads: Sequence[float], ridge: Floats) -> Floats:
    penalty = ridge.copy()
    for part, spread in zip(parts, spreads, strict=True):
        penalty[part.columns, part.columns] += _kernel(part) / spread**2
    return penalty


def _kernel(part: Part) -> Floats:
    if part.penalty is not None:
        return part.penalty
    return np.eye(part.columns.stop - part.columns.start)


def _spread(part: Part, coefficients: Floats, covariance: Floats, now: float) -> float:
    if np.isinf(part.worth):
        return now
    kernel, own = _kernel(part), coefficients[part.columns]
    rank = int(np.linalg.matrix_rank(kernel))
    scatter = float(own @ kernel @ own)
    unsure = float(np.sum(kernel * covariance[part.columns, part.columns]))
    total = scatter + unsure + part.worth * part.spread**2
    return float(np.sqrt(total / (rank + part.worth)))
