"""Averages without chance: every level at its mean, no uneven years.

Exact for the model with its levels known; the paths' average is near it, and differs where levels
vary. Quick enough for a preview, and for what moves the answer most.
"""

from dataclasses import dataclass
from math import exp, inf

import numpy as np

from pathways.forecast.chance import Floats
from pathways.forecast.lines import rate
from pathways.forecast.supply import stay_curve
from pathways.forecast.types import OLDEST, Case, Finish, Sex


@dataclass(frozen=True)
class Expected:
    """FTE in post by year (years + 1), by where they come from; and persons."""

    stock: Floats
    trainees: Floats
    starts: Floats
    recruits: Floats
    heads: Floats

    @property
    def fte(self) -> Floats:
        """FTE, all together."""
        return self.stock + self.trainees + self.starts + self.recruits


def expect(case: Case) -> Expected:
    """The averages of a sound case."""
    reckoner = _Reckoner(case)
    return Expected(
        reckoner.stock(),
        reckoner.trainees(),
        reckoner.starts(),
        reckoner.recruits(),
        reckoner.heads,
    )


def needed(case: Case) -> Floats:
    """FTE needed by year, every drift at its mean."""
    years = np.arange(case.years + 1)
    growth = np.ones(case.years + 1)
    for drift in case.needed.drifts:
        growth *= (1 + drift.mean) ** years
    rest = case.needed.vacancies + case.needed.hired_in + case.needed.other_unmet
    asked = (case.fte_today + rest) * np.array(case.needed.population) * growth
    return np.maximum(asked, case.needed.floor)


class _Reckoner:
    def __init__(self, case: Case) -> None:
        self.case = case
        self.heads = np.zeros(case.years + 1)

    def stock(self) -> Floats:
        fte = np.zeros(self.case.years + 1)
        for head in self.case.stock:
            self._add(fte, head.sex, head.age, 0, head.persons)
        return fte

    def trainees(self) -> Floats:
        fte = np.zeros(self.case.years + 1)
        for person in self.case.trainees:
            for finish in person.finishes:
                share = self._takes_post(finish)
                self._add(fte, person.sex, person.age, finish.year, share)
        return fte

    def starts(self) -> Floats:
        fte, training = np.zeros(self.case.years + 1), self.case.training
        for year in range(1, self.case.years + 1):
            for finish in training.durations:
                share = self.case.starts_in(year) * self._takes_post(finish)
                for sex, part in ((Sex.WOMAN, training.women), (Sex.MAN, 1 - training.women)):
                    entry, age = year + finish.year, training.start_age - year
                    self._add(fte, sex, age, entry, share * part)
        return fte

    def recruits(self) -> Floats:
        fte, recruits = np.zeros(self.case.years + 1), self.case.recruits
        stay = stay_curve(recruits, self.case.years)
        for year in range(1, self.case.years + 1):
            for sex, part in ((Sex.WOMAN, recruits.women), (Sex.MAN, 1 - recruits.women)):
                self._add(fte, sex, recruits.age - year, year, recruits.mean * part, stay)
        return fte

    def _takes_post(self, finish: Finish) -> float:
        training = self.case.training
        return finish.share * (1 - training.drop_out.mean) ** finish.year * training.retention.mean

    def _add(
        self,
        fte: Floats,
        sex: Sex,
        age: int,
        entry: int,
        persons: float,
        stay: Floats | None = None,
    ) -> None:
        """Persons who enter in a year and leave by their age."""
        passed = 0.0
        for year in range(entry, self.case.years + 1):
            if year > entry:
                passed += rate(self.case, sex, age + year - 1)
            left = 0.0 if passed == inf else exp(-passed)
            here = persons * left * (1.0 if stay is None else float(stay[year - entry]))
            self.heads[year] += here
            if age + year <= OLDEST:
                fte[year] += here * self.case.work.of(sex).at(age + year)
