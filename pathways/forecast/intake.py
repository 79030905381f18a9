"""The smallest intake that closes the gap by a year with a given probability.

The paths are run once without the new intake. Then the first, second, … who starts in each year is
followed in every path: the very persons that `supply` would follow with such an intake. One more
can therefore never make the chance smaller, the first number that is enough is the answer, and a
number that is tried has exactly the chance of a run with it.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import sqrt

import numpy as np

from pathways.forecast.chance import Floats
from pathways.forecast.demand import required
from pathways.forecast.lines import Block, open_blocks
from pathways.forecast.results import NOTHING, SURPLUS, Advice, Asked, NoIntake, Tried
from pathways.forecast.supply import Supply, simulate
from pathways.forecast.training import draw_starts, follow, starts
from pathways.forecast.types import Case, Sex

Z_95 = 1.959963984540054


def advise(case: Case, asked: Asked) -> Advice:
    """The smallest steady intake. ValueError for years or a chance that cannot be."""
    return advise_all(case, (asked,))[0]


def advise_all(
    case: Case, questions: Sequence[Asked], supply: Supply | None = None
) -> tuple[Advice, ...]:
    """The answers for several chances; the questions are otherwise the same.

    `supply`: what `simulate` made of the case with its planned intake, if it is at hand.
    """
    for asked in questions:
        _check(case, asked)
    asked = questions[0]
    if any(replace(each, chance=asked.chance) != asked for each in questions):
        raise ValueError("questions that differ in more than the chance")
    earliest = asked.first_year + case.training.shortest
    curve = _curve(case, asked, simulate(case) if supply is None else supply)
    return tuple(_advice(each, curve, earliest) for each in questions)


def _advice(asked: Asked, curve: tuple[Tried, ...], earliest: int) -> Advice:
    if earliest > asked.target_year:
        return Advice(asked, None, NoIntake.TOO_SOON, curve, earliest)
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


def _curve(case: Case, asked: Asked, supply: Supply) -> tuple[Tried, ...]:
    """Every number of starts; only none when nobody can be finished by the year."""
    base, year = before(case, asked.first_year), asked.target_year
    last = year - case.training.shortest
    most = asked.most if asked.first_year <= last else 0
    fte = np.empty((most + 1, case.paths))
    fte[0] = (supply.stock + supply.trainees + supply.recruits)[:, year]
    for chosen, block in open_blocks(base):
        fte[0, chosen] += starts(block)[0, year]
        if most:
            fte[1:, chosen] = _added(block, asked.first_year, last, asked)
            fte[1:, chosen] += fte[0, chosen]
    needed = required(case)[:, year]
    return tuple(_tried(number, row, needed) for number, row in enumerate(fte))


def _added(block: Block, first: int, last: int, asked: Asked) -> Floats:
    """FTE in the target year that 1, 2, … starts a year add, path by path: (most, paths)."""
    target, shape = asked.target_year, (1, asked.most, block.size)
    found = np.zeros(shape[1:])
    course, endurance = np.empty(shape, np.float32), np.empty(shape, np.float32)
    for year in range(first, last + 1):
        draw_starts(block, year, course[0], endurance[0])
        for sex in Sex:
            group = follow(block, sex, year, course, endurance)
            found += group.lines.fte[target, 0] * group.here(target, 1)[0]
    return np.cumsum(found, axis=0, out=found)


def _tried(starts: int, supply: Floats, needed: Floats) -> Tried:
    share = float((needed - supply <= NOTHING).mean())
    low, high = wilson(share, supply.size)
    surplus = float((supply > needed * (1 + SURPLUS) + NOTHING).mean())
    shortfall = float(np.maximum(needed - supply, 0).mean())
    return Tried(starts, share, low, high, surplus, shortfall)


def wilson(share: float, number: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share seen in so many trials."""
    square = Z_95**2
    middle = (share + square / (2 * number)) / (1 + square / number)
    half = Z_95 * sqrt(share * (1 - share) / number + square / (4 * number**2))
    half /= 1 + square / number
    return max(0.0, middle - half), min(1.0, middle + half)
