"""How fast a year's group of doctors leaves, path by path.

A line is everybody of one sex who is of one age at the base date, whether in post or still to
come. Its cumulated rate grows year by year; a doctor with an exponentially distributed number
leaves when the rate has passed it. That is the same law as a coin for each person and year, and
needs one number a person instead of one a year.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf, log1p

import numpy as np

from pathways.forecast.chance import Counts, Floats, Process, factors
from pathways.forecast.types import OLDEST, Case, Sex

Line = tuple[Sex, int]
"""Sex, and age at the base date (it may be a child's: somebody who starts in twenty years)."""


def rate(case: Case, sex: Sex, age: int) -> float:
    """The rate of leaving at an age: minus the logarithm of the share who stay a year."""
    share = case.exits.of(sex).at(age)
    return inf if age >= OLDEST or share >= 1 else -log1p(-share)


@dataclass(frozen=True)
class Lines:
    """Lines of a block of paths: `passed[path, line, year]` is the cumulated rate."""

    passed: Floats
    fte: Floats
    """FTE a head by line and year."""
    index: dict[Line, int]

    def of(self, sex: Sex, age: int) -> int:
        """Where a line stands."""
        return self.index[(sex, age)]


def lay(case: Case, wanted: Iterable[Line], block: int, size: int, *, is_known: bool) -> Lines:
    """The lines that are asked for; with `is_known` every level is at its mean."""
    index = {line: number for number, line in enumerate(dict.fromkeys(wanted))}
    yearly = np.array(
        [[rate(case, sex, age + year) for year in range(case.years)] for sex, age in index]
    ).reshape(len(index), case.years)
    spread = 0.0 if is_known else case.exits.spread
    level = factors(spread, case.seed, Process.EXIT_LEVEL, block, (size, 1))
    shape = (size, case.years)
    years = factors(case.exits.yearly_spread, case.seed, Process.EXIT_YEARS, block, shape)
    passed = np.zeros((size, len(index), case.years + 1))
    with np.errstate(invalid="ignore"):
        np.cumsum(yearly[None] * (level * years)[:, None, :], axis=2, out=passed[:, :, 1:])
    fte = np.array(
        [
            [
                case.work.of(sex).at(age + year) if age + year <= OLDEST else 0.0
                for year in range(case.years + 1)
            ]
            for sex, age in index
        ]
    ).reshape(len(index), case.years + 1)
    return Lines(passed, fte, index)


def present(
    lines: Lines,
    line: Counts,
    entry: Counts,
    endurance: Floats,
    until: Counts | None = None,
) -> tuple[Floats, Counts]:
    """FTE and persons in post at the end of each year, by path: two arrays (paths, years + 1).

    By path and person: the line, the year of entry (after the last year: never), the exponential
    number; `until` is the first year in which a person has gone for another reason. Where all
    paths have the same lines, `line` has one row.
    """
    paths, _, years = lines.passed.shape
    fte, heads = np.zeros((paths, years)), np.zeros((paths, years), dtype=np.int64)
    first = int(entry.min(initial=years))
    if first >= years:
        return fte, heads
    limit = _start(lines, line, entry) + endurance
    for year in range(first, years):
        passed = lines.passed[:, :, year]
        by_person = passed[:, line[0]] if len(line) == 1 else np.take_along_axis(passed, line, 1)
        here = by_person < limit
        here &= entry <= year
        if until is not None:
            here &= until > year
        heads[:, year] = np.count_nonzero(here, axis=1)
        each = lines.fte[:, year][line]
        fte[:, year] = here @ each[0] if len(line) == 1 else np.einsum("pn,pn->p", here, each)
    return fte, heads


def _start(lines: Lines, line: Counts, entry: Counts) -> Floats:
    """The cumulated rate at entry; that of the last year for those who never enter."""
    if not entry.any():
        return lines.passed[:, line[0], 0] if len(line) == 1 else np.zeros(entry.shape)
    rows = np.arange(lines.passed.shape[0])[:, None]
    found: Floats = lines.passed[rows, line, np.minimum(entry, lines.passed.shape[2] - 1)]
    return found
