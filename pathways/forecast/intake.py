"""The smallest intake that closes the gap by a year with a given probability.

The paths are run once without the new intake. Each one who starts is then in post in the target
year with a probability that follows from the path; the same random numbers are used for every
number of starts, so that one more can never make the chance smaller, and the first number that is
enough is the answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import sqrt

import numpy as np

from pathways.forecast.chance import Floats, Process, blocks, stream
from pathways.forecast.demand import required
from pathways.forecast.outlook import NOTHING, SURPLUS
from pathways.forecast.supply import Block, open_block, simulate
from pathways.forecast.types import OLDEST, Case, Sex

MOST_STARTS = 60
"""Starts a year that are tried, unless the asker says otherwise."""
Z_95 = 1.959963984540054


class NoIntake(StrEnum):
    """Why no intake does it."""

    TOO_SOON = "too_soon"
    """Nobody who starts from then on can be finished by the year."""
    TOO_MANY = "too_many"
    """Not even the largest number that is tried is enough."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The question: from which year the intake may change, by which year, how surely."""

    first_year: int
    """1 or later; starts before it are as planned."""
    target_year: int
    chance: float
    most: int = MOST_STARTS


@dataclass(frozen=True)
class Tried:
    """One number of starts a year."""

    starts: int
    chance: float
    """Of nothing missing in the target year."""
    low: float
    high: float
    """Wilson's 95 % interval of that chance: how sure so many paths are."""
    surplus: float
    """Chance of more than `SURPLUS` above the need."""


@dataclass(frozen=True)
class Advice:
    """The answer, and the whole curve behind it."""

    asked: Asked
    starts: int | None
    why_not: NoIntake | None
    curve: tuple[Tried, ...]
    earliest_year: int
    """The first year in which somebody who starts then can be in post."""


def advise(case: Case, asked: Asked) -> Advice:
    """The smallest steady intake. ValueError for years or a chance that cannot be."""
    _check(case, asked)
    earliest = asked.first_year + case.training.shortest
    without, needed, added = _worked_out(case, asked)
    curve = tuple(
        _tried(starts, without + added(starts), needed) for starts in range(asked.most + 1)
    )
    if earliest > asked.target_year:
        return Advice(asked, None, NoIntake.TOO_SOON, curve[:1], earliest)
    enough = next((each.starts for each in curve if each.chance >= asked.chance), None)
    why_not = NoIntake.TOO_MANY if enough is None else None
    return Advice(asked, enough, why_not, curve, earliest)


def _check(case: Case, asked: Asked) -> None:
    if not 1 <= asked.first_year <= asked.target_year <= case.years:
        raise ValueError(f"1 <= first_year <= target_year <= {case.years}")
    if not 0 < asked.chance < 1:
        raise ValueError("a chance is more than 0 and less than 1")
    if asked.most < 0:
        raise ValueError("starts cannot be fewer than none")


def before(case: Case, first_year: int) -> Case:
    """The case in which nobody starts from a year on."""
    planned = tuple(case.starts_in(year) for year in range(1, first_year))
    return replace(case, intake=(*planned, 0))


class _Added:
    """FTE in the target year that so many starts a year add, path by path."""

    def __init__(self, taken: Floats, fte: float) -> None:
        self._taken, self._fte = np.cumsum(taken, axis=1), fte

    def __call__(self, starts: int) -> Floats:
        if starts == 0:
            return np.zeros(self._taken.shape[0])
        added: Floats = self._taken[:, starts - 1] * self._fte
        return added


def _worked_out(case: Case, asked: Asked) -> tuple[Floats, Floats, _Added]:
    base = before(case, asked.first_year)
    year = asked.target_year
    without = simulate(base).fte[:, year]
    needed = required(base)[:, year]
    starts = range(asked.first_year, year - case.training.shortest + 1)
    parts = [
        _taken(open_block(base, number, size, is_known=False), starts, asked)
        for number, size in blocks(case.paths)
    ]
    return without, needed, _Added(np.concatenate(parts), _fte_of_new(case, starts, year))


def _taken(block: Block, years: Sequence[int], asked: Asked) -> Floats:
    """How many of the first, second, … starter of all years are in post: (paths, most)."""
    taken = np.zeros((block.size, max(asked.most, 1)))
    for year in years:
        here = in_post(block, year, asked.target_year)
        draw = stream(block.case.seed, Process.NEW_INTAKE, block.number, year)
        taken += draw.random(taken.shape) < here[:, None]
    return taken


def in_post(block: Block, start: int, target: int) -> Floats:
    """Probability, path by path, that one who starts in a year is in post in the target year."""
    training = block.case.training
    found = np.zeros(block.size)
    for sex, part in ((Sex.WOMAN, training.women), (Sex.MAN, 1 - training.women)):
        line = block.lines.of(sex, training.start_age - start)
        passed = block.lines.passed[:, line]
        for finish in training.durations:
            entry = start + finish.year
            if entry > target or not np.isfinite(passed[:, target]).any():
                continue
            stays = np.exp(-(passed[:, target] - passed[:, entry]))
            finishes = finish.share * (1 - block.drop_out) ** finish.year * block.retention
            found += part * finishes * stays
    return found


def _fte_of_new(case: Case, starts: Sequence[int], target: int) -> float:
    """FTE a head of those who started, on average over their years and sexes."""
    training = case.training
    values = [
        part * case.work.of(sex).at(age) if (age := training.start_age + target - start) <= OLDEST
        else 0.0
        for start in starts
        for sex, part in ((Sex.WOMAN, training.women), (Sex.MAN, 1 - training.women))
    ]  # fmt: skip
    return sum(values) / len(starts) if starts else 0.0


def _tried(starts: int, supply: Floats, needed: Floats) -> Tried:
    share = float((needed - supply <= NOTHING).mean())
    low, high = wilson(share, supply.size)
    surplus = float((supply > needed * (1 + SURPLUS) + NOTHING).mean())
    return Tried(starts, share, low, high, surplus)


def wilson(share: float, number: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share seen in so many trials."""
    square = Z_95**2
    middle = (share + square / (2 * number)) / (1 + square / number)
    half = Z_95 * sqrt(share * (1 - share) / number + square / (4 * number**2))
    half /= 1 + square / number
    return max(0.0, middle - half), min(1.0, middle + half)
