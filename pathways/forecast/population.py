"""Inhabitants in coming years by cohort-change ratios, and what they mean for the need.

Five-year groups from 0-4 to an open last one. A group's ratio to itself five years before holds
deaths and moves together; the average of the last periods goes on. Children by the ratio of
children to women aged 15-49. A plain method for where no official projection by age is at hand:
made ten years back, those aged 80 and above came out 8-9 % too low.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pathways.forecast.chance import Floats

STEP = 5
"""Years of an age group, and of a step."""
MOTHERS = slice(3, 10)
"""Groups 15-19 to 45-49."""


@dataclass(frozen=True, slots=True)
class Inhabitants:
    """Of one year, by five-year group, the last open."""

    women: tuple[float, ...]
    men: tuple[float, ...]

    @property
    def ages(self) -> tuple[float, ...]:
        """Both sexes, by age group."""
        return tuple(w + m for w, m in zip(self.women, self.men, strict=True))

    @property
    def total(self) -> float:
        """Everybody."""
        return sum(self.ages)


def project(
    observed: Mapping[int, Inhabitants], base: int, steps: int, *, periods: int = 3
) -> dict[int, Inhabitants]:
    """Inhabitants every five years after `base`, from what was known then and nothing later.

    Uses as many of the last `periods` five-year periods as the years go back. ValueError when
    `base` or the year five years before it was not observed.
    """
    ends = [base - STEP * back for back in range(periods)]
    known = [end for end in ends if {end, end - STEP} <= set(observed)]
    if base not in known:
        raise ValueError(f"{base} and {base - STEP} must be observed")
    ratios = np.mean([_ratios(observed[end - STEP], observed[end]) for end in known], axis=0)
    now = _table(observed[base])
    children = now[:, 0] / now[0, MOTHERS].sum()
    found = {}
    for step in range(1, steps + 1):
        later = np.empty_like(now)
        later[:, 1:] = _survivors(now) * ratios
        later[:, 0] = children * later[0, MOTHERS].sum()
        now = later
        found[base + STEP * step] = Inhabitants(tuple(now[0].tolist()), tuple(now[1].tolist()))
    return found


def use_by_year(
    people: Mapping[int, Sequence[float]], use: Sequence[float], base: int, years: int
) -> tuple[float, ...]:
    """Use by the population for `base` and each of `years` years after, 1.0 in `base`.

    `people` by year and age band, `use` a head in the same bands. Years between are on a straight
    line; ValueError when the years do not reach from `base` to the end: nothing is prolonged.
    """
    known = sorted(people)
    if not known or known[0] > base or known[-1] < base + years:
        raise ValueError(f"inhabitants are needed from {base} to {base + years}")
    amounts = [float(np.dot(people[year], use)) for year in known]
    wanted = np.interp(np.arange(base, base + years + 1), known, amounts)
    if wanted[0] <= 0:
        raise ValueError(f"nobody uses anything in {base}")
    return tuple((wanted / wanted[0]).tolist())


def _table(people: Inhabitants) -> Floats:
    return np.array([people.women, people.men], dtype=float)


def _survivors(table: Floats) -> Floats:
    """Those who are in the next group five years later; the two oldest groups become one."""
    return np.concatenate([table[:, :-2], table[:, -2:].sum(axis=1, keepdims=True)], axis=1)


def _ratios(before: Inhabitants, after: Inhabitants) -> Floats:
    return _table(after)[:, 1:] / np.maximum(_survivors(_table(before)), 1.0)
