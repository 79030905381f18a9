"""Specialists who come from elsewhere: so many a year, and how long they stay."""

import numpy as np
from numpy.random import Generator

from pathways.forecast.chance import Counts, Floats, Process, Singles, factors
from pathways.forecast.lines import Block, count, entered
from pathways.forecast.types import Recruits, Sex

FIVE_YEARS = 5
LARGE = 500.0
"""A mean above which a Poisson probability of 0 cannot be told from nothing."""
ROUNDING = 1e-18
"""A probability that adds nothing to a sum near 1."""


def recruits(block: Block) -> Floats:
    """FTE and persons (2, years + 1, paths) of those who come from elsewhere."""
    found, case = block.nothing(), block.case
    if case.recruits.mean == 0:
        return found
    numbers = _numbers(block)
    total = int(numbers.sum())
    drawn = block.chance.of(Process.RECRUIT_SEX).random(total) < case.recruits.women
    women = np.diff(
        np.concatenate([[0], np.cumsum(drawn)])[np.concatenate([[0], np.cumsum(numbers)])]
    )
    women = women.reshape(numbers.shape)
    endurance = block.chance.of(Process.RECRUIT_EXIT)
    for sex, coming in ((Sex.WOMAN, women), (Sex.MAN, numbers - women)):
        _follow(block, sex, coming, endurance, found)
    return found


def _follow(block: Block, sex: Sex, numbers: Counts, draw: Generator, found: Floats) -> None:
    """Those of one sex, of whom so many come (years, paths).

    They stand in one row, by year and path; a cell is one year's of one path.
    """
    case, who = block.case, block.case.recruits
    ends = np.concatenate([[0], np.cumsum(numbers)])
    cell = np.repeat(np.arange(numbers.size), numbers.ravel())
    until = draw.standard_exponential(cell.size, dtype=np.float32)
    lines = block.curves.lay([(sex, who.age - year) for year in range(1, case.years + 1)])
    leaving = _leaving(who, case.years)[:, None]
    alive = np.zeros(cell.size + 1, dtype=np.int32)
    limit = np.empty(numbers.shape, dtype=np.float32)
    for year, passed in enumerate(lines.passed(block.uneven)):
        if year == 0:
            continue
        cells = year * block.size
        came, last = slice(ends[cells - block.size], ends[cells]), ends[cells]
        limit[year - 1] = entered(lines, passed[year - 1])
        until[came] += limit.ravel().take(cell[came])
        np.add(passed[:year], leaving[year - 1 :: -1], out=limit[:year])
        here = until[:last] >= limit.ravel().take(cell[:last])
        np.cumsum(here, out=alive[1 : last + 1])
        at = alive.take(ends[: cells + 1])
        count(found, year, lines.fte[year, :year], np.diff(at).reshape(year, block.size))


def _numbers(block: Block) -> Counts:
    """How many come (years, paths). One number between 0 and 1 decides: a larger mean, no fewer."""
    who = block.case.recruits
    spread = 0.0 if block.is_known else who.spread
    level = factors(spread, block.chance, Process.RECRUIT_LEVEL, (1, block.size))
    mean, draw = who.mean * level[0].astype(np.float64), block.chance.of(Process.RECRUIT_NUMBER)
    shape = (block.case.years, block.size)
    if mean.max() > LARGE:
        if who.dispersion is not None:
            mean = draw.gamma(who.dispersion, mean / who.dispersion, shape)
        return draw.poisson(mean, shape)
    drawn, found = draw.random(shape), np.zeros(shape, dtype=np.int64)
    uneven = who.dispersion
    chance = np.exp(-mean) if uneven is None else (uneven / (uneven + mean)) ** uneven
    below, number = chance.copy(), 0
    while (more := drawn >= below).any() and (number < mean.max() or chance.max() > ROUNDING):
        found += more
        number += 1
        if uneven is None:
            chance *= mean / number
        else:
            chance *= mean / (uneven + mean) * ((uneven + number - 1) / number)
        below += chance
    return found


def _leaving(who: Recruits, years: int) -> Singles:
    """The cumulated rate of going elsewhere, so many years after they came."""
    with np.errstate(divide="ignore"):
        return -np.log(stay_curve(who, years)).astype(np.float32)


def stay_curve(recruits: Recruits, years: int) -> Floats:
    """Share still here so many years after they came, apart from leaving by age."""
    one, five = recruits.stays_one_year, recruits.stays_five_years
    yearly = (five / one) ** (1 / (FIVE_YEARS - 1)) if one > 0 else 0.0
    since = np.arange(years + 1)
    later = one * yearly ** (np.minimum(since, FIVE_YEARS) - 1.0)
    return np.where(since == 0, 1.0, later)
