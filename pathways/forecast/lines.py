"""How fast a year's group of doctors leaves, path by path.

A line is everybody of one sex who is of one age at the base date, whether in post or still to
come. Its cumulated rate grows year by year; a doctor with an exponentially distributed number
(endurance) is in post until the rate since the entry has passed it. That is the same law as a coin
for each person and year, and needs one number a person instead of one a year.

Rates and endurance have single precision: half the memory, and the law is right to seven digits.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf, log1p

import numpy as np

from pathways.forecast.chance import (
    Chance,
    Floats,
    Marks,
    Numbers,
    Process,
    Singles,
    blocks,
    factors,
    levels,
)
from pathways.forecast.types import OLDEST, Ages, Case, Sex
from pathways.forecast.validation import YOUNGEST

Line = tuple[Sex, int]
"""Sex, and age at the base date (it may be a child's: somebody who starts in twenty years)."""
NOBODY = np.float32(-1e6)
"""So far below every cumulated rate that no endurance reaches it: never in post."""
LARGEST_KEPT = 31 * 2**20
"""Bytes; the C library keeps pieces up to 32 MiB."""
EXACT = 2.0**40
"""FTE a head is kept in whole parts of so many: sums of some thousand persons are then exact, so
that the order of adding, and the machine, make no difference."""


def rate(case: Case, sex: Sex, age: int) -> float:
    """The rate of leaving at an age: minus the logarithm of the share who stay a year."""
    return rate_at(case.exits.of(sex), age)


def rate_at(exits: Ages, age: int) -> float:
    """The same by the curve of one sex."""
    share = exits.at(age)
    return inf if age >= OLDEST or share >= 1 else -log1p(-share)


@dataclass(frozen=True)
class Lines:
    """Some lines of a case."""

    rates: Singles
    """(years, lines): the mean rate of leaving in each year."""
    fte: Floats
    """(years + 1, lines): FTE a head at the end of each year."""

    def passed(self, uneven: Singles) -> Iterator[Singles]:
        """The cumulated rate (lines, paths) at the end of each year from 0 on.

        One array, made anew for each year.
        """
        found = np.zeros((self.rates.shape[1], uneven.shape[1]), dtype=np.float32)
        more = np.empty_like(found)
        yield found
        for rates, factor in zip(self.rates, uneven, strict=True):
            np.multiply(rates[:, None], factor, out=more)
            found += more
            yield found

    def history(self, uneven: Singles) -> Singles:
        """All years of `passed` (years + 1, lines, paths)."""
        years, lines = self.rates.shape
        found = np.zeros((years + 1, lines, uneven.shape[1]), dtype=np.float32)
        for year, (rates, factor) in enumerate(zip(self.rates, uneven, strict=True), 1):
            np.multiply(rates[:, None], factor, out=found[year])
            found[year] += found[year - 1]
        return found

    @cached_property
    def has_end(self) -> bool:
        """Whether somebody reaches an age at which all have left."""
        return bool(np.isinf(self.rates).any())


class Curves:
    """Rates of leaving and FTE a head of a case, by sex and age; nobody is below `YOUNGEST`."""

    def __init__(self, case: Case) -> None:
        self._years = case.years
        # Who starts in the last year is so many years younger today.
        self._first = YOUNGEST - case.years
        ages = range(self._first, OLDEST + case.years + 1)
        self._rates = {
            sex: np.array([rate(case, sex, age) for age in ages], dtype=np.float32) for sex in Sex
        }
        work = {
            sex: [case.work.of(sex).at(age) if age <= OLDEST else 0.0 for age in ages]
            for sex in Sex
        }
        self._fte = {sex: np.rint(np.array(work[sex]) * EXACT) / EXACT for sex in Sex}

    def lay(self, wanted: Sequence[Line]) -> Lines:
        """The lines that are asked for, in that order."""
        women = np.array([sex is Sex.WOMAN for sex, _ in wanted])
        ages = np.array([age - self._first for _, age in wanted])
        later = ages + np.arange(self._years + 1)[:, None]
        return Lines(
            np.where(women, self._rates[Sex.WOMAN][later[:-1]], self._rates[Sex.MAN][later[:-1]]),
            np.where(women, self._fte[Sex.WOMAN][later], self._fte[Sex.MAN][later]),
        )


@dataclass(frozen=True)
class Block:
    """A block of paths with what all its people have in common."""

    case: Case
    curves: Curves
    chance: Chance
    size: int
    uneven: Singles
    """(years, paths): how fast people leave, against the mean. Paths may be one for all."""
    takes_post: Floats
    """(years + 1, paths): share who after so many years have not left the training, and take a post
    here. Paths may be one for all."""
    is_known: bool
    """Every level stands at its mean."""

    def nothing(self) -> Floats:
        """FTE and persons by year and path, to be added to."""
        return np.zeros((2, self.case.years + 1, self.size))


def _keep_memory() -> None:
    """Let the C library keep what is freed instead of giving it back.

    It learns from the largest piece that was freed (mallopt(3), M_MMAP_THRESHOLD); without it each
    of some thousand arrays a second is fetched anew from the system, which takes longer than to
    fill it. The piece itself is never touched.
    """
    np.empty(LARGEST_KEPT, dtype=np.uint8)


def open_blocks(case: Case, *, is_known: bool = False) -> Iterator[tuple[slice, Block]]:
    """The paths of a case, block by block."""
    _keep_memory()
    curves = Curves(case)
    spread = 0.0 if is_known else case.exits.spread
    for number, chosen in blocks(case.paths):
        size, chance = chosen.stop - chosen.start, Chance(case.seed, number)
        level = factors(spread, chance, Process.EXIT_LEVEL, (1, size))
        shape = (case.years, size)
        years = factors(case.exits.yearly_spread, chance, Process.EXIT_YEARS, shape)
        yield (
            chosen,
            Block(
                case,
                curves,
                chance,
                size,
                level * years,
                _takes_post(case, chance, size, is_known=is_known),
                is_known,
            ),
        )


def _takes_post(case: Case, chance: Chance, size: int, *, is_known: bool) -> Floats:
    training = case.training
    drop_out = levels(training.drop_out, chance, Process.DROP_OUT_LEVEL, size, is_known=is_known)
    retention = levels(training.retention, chance, Process.RETENTION_LEVEL, size, is_known=is_known)
    found = [retention + 0 * drop_out]
    for _ in range(case.years):
        found.append(found[-1] * (1 - drop_out))
    return np.stack(found)


def entered(lines: Lines, passed: Singles) -> Singles:
    """The cumulated rate to count from for those who enter now.

    Where everybody has left by their age, nobody can enter.
    """
    return np.where(np.isfinite(passed), passed, NOBODY) if lines.has_end else passed


def count(found: Floats, year: int, fte: Floats, here: Numbers | Marks, most: int) -> None:
    """Add those who are there in a year (lines, paths) to FTE and persons; so many at most.

    `einsum` and not `@`: the linear algebra library would start threads of its own.
    """
    persons = here.view(np.uint8) if here.dtype == np.bool_ else here
    found[0, year] += np.einsum("l,lp->p", fte, persons)
    found[1, year] += np.add.reduce(persons, axis=0, dtype=smallest(most))


def smallest(most: int) -> type[np.unsignedinteger]:
    """The smallest kind of number that can count so many: small ones are added quickest."""
    return np.uint8 if most < 2**8 else np.uint16 if most < 2**16 else np.uint32


def add_up(here: Marks) -> Numbers:
    """Persons of each line who are there: `here` has the persons in the last axis but one."""
    kind = smallest(here.shape[-2])
    found: Numbers = np.add.reduce(here.view(np.uint8), axis=-2, dtype=kind)
    return found
