"""What the paths say together: bands, chances, and where the uncertainty comes from."""

from dataclasses import replace

import numpy as np

from pathways.forecast.chance import Floats, Marks
from pathways.forecast.demand import required
from pathways.forecast.results import BANDS, NOTHING, SURPLUS, Band, Outlook, Parts
from pathways.forecast.supply import Supply, simulate
from pathways.forecast.types import Case

PARTS_PATHS = 2_000
"""Paths from which the parts of the variance are told."""


def look(case: Case, supply: Supply | None = None) -> Outlook:
    """Follow everybody and put the paths together. The case must be sound.

    `supply`: what `simulate` made of the same case, if it is at hand.
    """
    supply = simulate(case) if supply is None else supply
    needed = required(case)
    gap = needed - supply.fte
    return Outlook(
        band(supply.fte),
        band(needed),
        band(gap),
        band(supply.heads),
        chance(gap <= NOTHING),
        chance(supply.fte > needed * (1 + SURPLUS) + NOTHING),
        tuple(map(float, np.maximum(gap, 0).mean(axis=0))),
        _parts(case, gap),
        case.paths,
    )


def band(paths: Floats) -> Band:
    """Quantiles (straight lines between the paths) and mean by year."""
    is_same = paths.strides[0] == 0
    ordered = np.sort(paths[:1].T if is_same else paths.T, axis=1)
    last = ordered.shape[1] - 1
    values = {}
    for level in BANDS:
        below = int(level * last)
        part = level * last - below
        low, high = ordered[:, below], ordered[:, min(below + 1, last)]
        values[level] = tuple(map(float, low + (high - low) * part))
    return Band(values, tuple(map(float, ordered.mean(axis=1))))


def chance(holds: Marks) -> tuple[float, ...]:
    """Share of the paths by year."""
    return tuple(map(float, holds.mean(axis=0)))


def _parts(case: Case, gap: Floats) -> tuple[Parts, ...]:
    """Persons alone against all; the same persons in both, so that the rest is the levels.

    The first `PARTS_PATHS` are enough to tell the parts.
    """
    few = replace(case, paths=min(case.paths, PARTS_PATHS))
    alone = required(few, is_known=True) - simulate(few, is_known=True).fte
    persons, total = alone.var(axis=0), gap[: few.paths].var(axis=0)
    return tuple(
        Parts(year, float(persons[year]), max(0.0, float(total[year] - persons[year])))
        for year in range(case.years + 1)
    )
