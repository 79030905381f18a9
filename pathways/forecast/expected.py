"""Averages without chance: every level at its mean, no uneven years.

Exact for the model with its levels known; the paths' average is near it, and differs where levels
vary. Quick enough for a preview, and for what moves the answer most.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from pathways.forecast.chance import Floats
from pathways.forecast.lines import rate_at
from pathways.forecast.recruits import stay_curve
from pathways.forecast.types import OLDEST, Ages, Case, Finish, Sex


class _Group(NamedTuple):
    """Persons alike: who they are, the year they come (start, or take up a post), how many."""

    sex: Sex
    age: int
    """At the base date."""
    year: int
    persons: float


@dataclass(frozen=True)
class Expected:
    """FTE in post by year (years + 1), by where they come from; and persons."""

    stock: Floats
    trainees: Floats
    starts: Floats
    recruits: Floats
    heads: Floats
    exits: Floats
    """Persons who leave their posts in the year."""
    finished: Floats
    """Persons approved in the year, of those in training at the base date."""
    finished_starts: Floats
    """The same of those who start later."""

    @property
    def fte(self) -> Floats:
        """FTE, all together."""
        return self.stock + self.trainees + self.starts + self.recruits


def expect(case: Case) -> Expected:
    """The averages of a sound case."""
    return _Reckoner(case).reckon()


def needed(case: Case) -> Floats:
    """FTE needed by year, every drift at its mean."""
    years = np.arange(case.years + 1)
    growth = np.ones(case.years + 1)
    for drift in case.needed.drifts:
        growth *= (1 + drift.mean) ** years
    asked = case.needed_base * np.array(case.needed.population) * growth
    return np.maximum(asked, case.needed.floor)


class _Reckoner:
    def __init__(self, case: Case) -> None:
        self._case = case
        self._heads = np.zeros(case.years + 1)
        self._entries = np.zeros(case.years + 1)

    def reckon(self) -> Expected:
        case, recruits = self._case, self._case.recruits
        stock = [_Group(each.sex, each.age, 0, each.persons) for each in case.stock]
        training = [(_Group(each.sex, each.age, 0, 1), each.finishes) for each in case.trainees]
        starting = [(each, case.training.durations) for each in self._starting()]
        coming = self._each_year(recruits.women, recruits.age, [recruits.mean] * case.years)
        finished, trainees = self._approved(training)
        finished_starts, starts = self._approved(starting)
        by_source = (
            self._present(stock),
            self._present(trainees),
            self._present(starts),
            self._present(coming, stay_curve(recruits, case.years)),
        )
        exits = np.concatenate([[0.0], self._entries[1:] - np.diff(self._heads)])
        return Expected(*by_source, self._heads, exits, finished, finished_starts)

    def _starting(self) -> list[_Group]:
        training, years = self._case.training, range(1, self._case.years + 1)
        starts = [float(self._case.starts_in(year)) for year in years]
        return self._each_year(training.women, training.start_age, starts)

    def _each_year(self, women: float, age: int, persons: Sequence[float]) -> list[_Group]:
        """So many in year 1, 2, …, all of one age when they come."""
        return [
            _Group(sex, age - year, year, number * part)
            for year, number in enumerate(persons, 1)
            for sex, part in ((Sex.WOMAN, women), (Sex.MAN, 1 - women))
        ]

    def _approved(
        self, training: Sequence[tuple[_Group, Sequence[Finish]]]
    ) -> tuple[Floats, list[_Group]]:
        """Persons approved by year; and those of them who take a post."""
        finished, taking = np.zeros(self._case.years + 1), []
        training_stays = 1 - self._case.training.drop_out.mean
        still = [training_stays**year for year in range(self._case.years + 1)]
        retained = self._case.training.retention.mean
        for group, finishes in training:
            for finish in finishes:
                year = group.year + finish.year
                if year > self._case.years:
                    continue
                persons = group.persons * finish.share * still[finish.year]
                finished[year] += persons
                taking.append(_Group(group.sex, group.age, year, persons * retained))
        return finished, taking

    def _present(self, groups: Sequence[_Group], stay: Floats | None = None) -> Floats:
        """FTE by year of those who take up a post in their year and leave by their age."""
        case, fte = self._case, np.zeros(self._case.years + 1)
        for sex in Sex:
            chosen = [each for each in groups if each.sex is sex]
            if not chosen:
                continue
            entry = np.array([each.year for each in chosen])[:, None]
            year = np.arange(case.years + 1)
            age = np.minimum(np.array([each.age for each in chosen])[:, None] + year, OLDEST + 1)
            first = int(age.min())
            passed, work = _curves(case.exits.of(sex), case.work.of(sex), first)
            since = np.maximum(year - entry, 0)
            start = np.minimum(age[:, :1] + entry, OLDEST + 1)
            with np.errstate(invalid="ignore", over="ignore"):
                here = np.exp(passed[start - first] - passed[age - first])
            # Who comes at an age at which everybody has left is not counted: inf less inf; nor is
            # anybody before the year they come, where the rate of later years is taken away.
            here[np.isnan(here) | (year < entry) | (age > OLDEST)] = 0.0
            here *= np.array([each.persons for each in chosen])[:, None]
            if stay is not None:
                here *= stay[since]
            self._heads += here.sum(axis=0)
            self._entries += (here * (year == entry)).sum(axis=0)
            fte += (here * work[age - first]).sum(axis=0)
        return fte


@lru_cache(maxsize=256)
def _curves(exits: Ages, work: Ages, first: int) -> tuple[Floats, Floats]:
    """Cumulated rate and FTE a head by age, from an age on; nobody is above the oldest.

    Kept, because most changes that are tried leave both as they are.
    """
    ages = range(first, OLDEST + 1)
    rates = [rate_at(exits, age) for age in ages]
    return np.concatenate([[0.0], np.cumsum(rates)]), np.array([*map(work.at, ages), 0.0])
