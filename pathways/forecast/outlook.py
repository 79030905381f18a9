"""What the paths say together: bands, chances, and where the uncertainty comes from."""

from dataclasses import dataclass

import numpy as np

from pathways.forecast.chance import Floats
from pathways.forecast.demand import required
from pathways.forecast.supply import Supply, simulate
from pathways.forecast.types import Case

BANDS = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)
SURPLUS = 0.10
"""More than so much above the need is told as a surplus."""
NOTHING = 1e-9


@dataclass(frozen=True)
class Band:
    """Quantiles by year: `values[quantile]` has one number for each year."""

    values: dict[float, tuple[float, ...]]
    mean: tuple[float, ...]


@dataclass(frozen=True)
class Parts:
    """Variance of the gap in one year: that of persons alone, and what the levels add."""

    year: int
    persons: float
    levels: float

    @property
    def persons_share(self) -> float | None:
        """Share of persons; None when nothing varies."""
        total = self.persons + self.levels
        return None if total <= NOTHING else self.persons / total


@dataclass(frozen=True)
class Outlook:
    """One specialty, year by year; year 0 is the base date."""

    supply: Band
    needed: Band
    gap: Band
    """Needed less supply: more than 0 is too few."""
    heads: Band
    filled: tuple[float, ...]
    """Chance that nothing is missing."""
    surplus: tuple[float, ...]
    """Chance of more than `SURPLUS` above the need."""
    parts: tuple[Parts, ...]
    paths: int


def look(case: Case) -> Outlook:
    """Follow everybody and put the paths together. The case must be sound."""
    supply, needed = simulate(case), required(case)
    gap = needed - supply.fte
    return Outlook(
        band(supply.fte),
        band(needed),
        band(gap),
        band(supply.heads.astype(float)),
        chance(gap <= NOTHING),
        chance(supply.fte > needed * (1 + SURPLUS) + NOTHING),
        _parts(case, gap),
        case.paths,
    )


def band(paths: Floats) -> Band:
    """Quantiles and mean by year."""
    rows = np.quantile(paths, BANDS, axis=0)
    values = {level: tuple(map(float, row)) for level, row in zip(BANDS, rows, strict=True)}
    return Band(values, tuple(map(float, paths.mean(axis=0))))


def chance(holds: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> tuple[float, ...]:
    """Share of the paths by year."""
    return tuple(map(float, holds.mean(axis=0)))


def _parts(case: Case, gap: Floats) -> tuple[Parts, ...]:
    """Persons alone against all; the same persons in both, so that the rest is the levels."""
    alone: Supply = simulate(case, is_known=True)
    persons = (required(case, is_known=True) - alone.fte).var(axis=0)
    total = gap.var(axis=0)
    return tuple(
        Parts(year, float(persons[year]), max(0.0, float(total[year] - persons[year])))
        for year in range(case.years + 1)
    )
