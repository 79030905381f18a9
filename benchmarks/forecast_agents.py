"""The alternative: each doctor a process of an event-driven simulation (SimPy), path after path.

The same model with its levels known, and written to be quick: a doctor draws the year of leaving at
once and sleeps until then, so that there is one event a life instead of one a year.
"""

from bisect import bisect_left
from collections.abc import Generator, Sequence
from itertools import accumulate
from math import exp
from random import Random

import simpy

from pathways.forecast.lines import rate
from pathways.forecast.recruits import stay_curve
from pathways.forecast.types import OLDEST, Case, Finish, Sex

Events = Generator[simpy.Event, None, None]


class Department:
    """One path of one specialty: `fte` and `heads` by year."""

    def __init__(self, case: Case, tables: "Tables", rng: Random) -> None:
        self._case, self._tables, self._rng = case, tables, rng
        self._env = simpy.Environment()
        self.fte = [0.0] * (case.years + 1)
        self.heads = [0] * (case.years + 1)

    def run(self) -> None:
        """From the base date to the last year."""
        for cell in self._case.stock:
            for _ in range(cell.persons):
                self._env.process(self._works(cell.sex, cell.age, None))
        for person in self._case.trainees:
            self._env.process(self._trains(person.sex, person.age, person.finishes))
        self._env.process(self._intake())
        self._env.process(self._arrivals())
        self._env.run(until=self._case.years + 1)

    def _works(self, sex: Sex, age: int, stay: Sequence[float] | None) -> Events:
        """In post from now on; `age` is that of now."""
        now, years = int(self._env.now), self._tables.years(sex, age, self._rng)
        if stay is not None:
            kept = self._rng.random()
            years = min(years, next((k for k, share in enumerate(stay) if kept >= share), years))
        work = self._case.work.of(sex)
        for year in range(now, min(now + years, self._case.years + 1)):
            self.heads[year] += 1
            self.fte[year] += work.at(age + year - now)
        yield self._env.timeout(years)

    def _trains(self, sex: Sex, age: int, finishes: Sequence[Finish]) -> Events:
        drawn, training = self._rng.random(), self._case.training
        for finish in finishes:
            drawn -= finish.share
            if drawn < 0:
                break
        else:
            return
        yield self._env.timeout(finish.year)
        stays = (1 - training.drop_out.mean) ** finish.year * training.retention.mean
        if self._rng.random() < stays:
            yield self._env.process(self._works(sex, age + finish.year, None))

    def _intake(self) -> Events:
        training = self._case.training
        for year in range(1, self._case.years + 1):
            yield self._env.timeout(1)
            for _ in range(self._case.starts_in(year)):
                sex = Sex.WOMAN if self._rng.random() < training.women else Sex.MAN
                self._env.process(self._trains(sex, training.start_age, training.durations))

    def _arrivals(self) -> Events:
        recruits = self._case.recruits
        while True:
            yield self._env.timeout(1)
            left = self._rng.random()
            while left > self._tables.nobody_comes:
                sex = Sex.WOMAN if self._rng.random() < recruits.women else Sex.MAN
                self._env.process(self._works(sex, recruits.age, self._tables.stay))
                left *= self._rng.random()


class Tables:
    """What every path looks up: the cumulated rates from each age on."""

    def __init__(self, case: Case) -> None:
        self.stay = [float(share) for share in stay_curve(case.recruits, case.years)]
        self.nobody_comes = exp(-case.recruits.mean)
        self._rates = {
            (sex, age): list(accumulate(rate(case, sex, each) for each in range(age, OLDEST + 1)))
            for sex in Sex
            for age in range(18, OLDEST + 1)
        }

    def years(self, sex: Sex, age: int, rng: Random) -> int:
        """How many year ends one in post sees, the present one included."""
        return bisect_left(self._rates[(sex, age)], rng.expovariate(1.0)) + 1
