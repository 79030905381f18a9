"""Specialists who come from elsewhere: so many a year, and how long they stay."""

import numpy as np
from numpy.random import Generator

from pathways.forecast.chance import Counts, Floats, Marks, Process, Singles, factors
from pathways.forecast.lines import Block, entered
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
    women = np.diff(_summed(drawn)[_summed(numbers)]).reshape(numbers.shape)
    endurance = block.chance.of(Process.RECRUIT_EXIT)
    for sex, coming in ((Sex.WOMAN, women), (Sex.MAN, numbers - women)):
        _follow(block, sex, coming, endurance, found)
    return found


def _follow(block: Block, sex: Sex, numbers: Counts, draw: Generator, found: Floats) -> None:
    """Those of one sex, of whom so many come (years, paths).

    They stand in one row, by year and path; a cell is one year's of one path.
    """
    case, who = block.case, block.case.recruits
    ends = _summed(numbers)
    cell = np.repeat(np.arange(numbers.size), numbers.ravel())
    until = draw.standard_exponential(cell.size, dtype=np.float32)
    lines = block.curves.lay([(sex, who.age - year) for year in range(1, case.years + 1)])
    leaving = _leaving(who, case.years)[:, None]
    persons, limit = np.zeros(numbers.shape), np.empty(numbers.shape, dtype=np.float32)
    for year, passed in enumerate(lines.passed(block.uneven)):
        if year == 0:
            continue
        last, came = year * block.size, year - 1
        persons[came] = numbers[came]
        limit[came] = entered(lines, passed)[came]
        newest = slice(ends[last - block.size], ends[last])
        until[newest] += limit.ravel().take(cell[newest])
        np.add(passed[:year], leaving[came::-1], out=limit[:year])
        gone = np.flatnonzero(until[: ends[last]] < limit.ravel().take(cell[: ends[last]]))
        # They are not to be counted out again next year.
        until[gone] = np.inf
        np.subtract.at(persons.reshape(-1), cell[gone], np.ones(gone.size))
        found[0, year] += np.einsum("l,lp->p", lines.fte[year, :year], persons[:year])
        found[1, year] += persons[:year].sum(axis=0)


def _summed(numbers: Counts | Marks) -> Counts:
    """How many there are before each one, and in all."""
    found: Counts = np.concatenate([[0], np.cumsum(numbers)])
    return found


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
    drawn, found = draw.random(shape), np.zeros(shape, dtype=np.uint32)
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
    return found.astype(np.int64)


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
