"""A region's history drawn from known rates, for tests of what is estimated from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import exp

import numpy as np

from pathways.forecast.calibrate import ExitRow
from pathways.forecast.durations import DurationRow
from pathways.forecast.hindcast import Hindcaster, Thoughts, YearRow
from pathways.forecast.types import Recruits, Sex, Share

GROUPS = {
    **{f"S{number}": "surgery" for number in range(5)},
    **{f"P{number}": "psychiatry" for number in range(4)},
    **{f"L{number}": "laboratory" for number in range(3)},
}
YEARS = range(2016, 2026)
BANDS = ((30, 44), (45, 54), (55, 59), (60, 64), (65, 69), (70, 75))


def true_rate(age: int) -> float:
    """Low until 60, then rising."""
    return 0.025 + 0.02 * exp(0.22 * (age - 62))


def exit_rows(
    seed: int,
    levels: Mapping[str, float],
    *,
    yearly: float = 0.0,
    woman: float = 0.0,
    a_cell: int = 3,
) -> list[ExitRow]:
    """Exits in bands of age for every code of `levels` (the logarithm of its level)."""
    draw = np.random.default_rng(seed)
    rows = []
    for year in YEARS:
        shift = draw.normal(0, yearly) if yearly else 0.0
        for code, level in levels.items():
            for sex in Sex:
                for low, high in BANDS:
                    lifted = level + shift + woman * (sex is Sex.WOMAN)
                    rates = [true_rate(age) * exp(lifted) for age in range(low, high + 1)]
                    gone = sum(int(draw.binomial(a_cell, 1 - exp(-rate))) for rate in rates)
                    rows.append(ExitRow(code, year, sex, low, high, a_cell * len(rates), gone))
    return rows


def duration_rows(
    seed: int, code: str, persons: int, longest_seen: float, chance: float = 0.3
) -> tuple[list[DurationRow], float]:
    """Doctors who started evenly over `longest_seen` years, and the mean of the whole years they
    take in truth: from five years on the same chance of finishing in each."""
    draw = np.random.default_rng(seed)
    takes = 5 + draw.geometric(chance, persons) - 1 + draw.random(persons)
    seen = draw.random(persons) * longest_seen
    rows = [
        DurationRow(code, int(min(took, since)), 1, bool(took <= since))
        for took, since in zip(takes, seen, strict=True)
    ]
    return rows, 5 + (1 - chance) / chance


@dataclass
class World:
    """Specialties lived through year by year with one coin for each person: what came is known."""

    seed: int
    codes: Mapping[str, int]
    """Persons in post at the start."""
    first: int = 2006
    last: int = 2025
    starts: float = 0.08
    """A year, for each in post at the start; recruits likewise."""
    recruits: float = 0.015
    retention: float = 0.6
    drop_out: float = 0.02
    finishing: float = 0.4
    """Of those who have trained five years and more, in each year."""
    exits: list[ExitRow] = field(default_factory=list)
    years: list[YearRow] = field(default_factory=list)
    durations: list[DurationRow] = field(default_factory=list)

    def lived(self) -> "World":
        """Live through all years, the year after the last counted too."""
        draw = np.random.default_rng(self.seed)
        for code, persons in self.codes.items():
            level = exp(float(draw.normal(0, 0.2)))
            stock = draw.integers(36, 69, persons)
            training = [np.zeros(0, dtype=np.int64)]
            self._warm(draw, persons, training)
            for year in range(self.first, self.last + 2):
                stock = self._year(draw, code, persons, year, level, stock, training)
        return self

    def hindcaster(self, paths: int) -> Hindcaster:
        """For the method to be tried on."""
        thoughts = Thoughts(
            Share(0.5, 4),
            Share(0.03, 20),
            Recruits(0.0, age=44, stays_one_year=1.0, stays_five_years=1.0),
        )
        groups = {code: GROUPS[code] for code in self.codes}
        return Hindcaster(self.exits, self.years, self.durations, groups, thoughts, paths)

    def _warm(self, draw: np.random.Generator, persons: int, training: list[np.ndarray]) -> None:
        """Those in training when the history begins: years done of each."""
        done = [
            years
            for years in range(12)
            for _ in range(int(draw.poisson(self.starts * persons)))
            if draw.random() < (1 - self.drop_out) ** years
            and draw.random() < (1 - self.finishing) ** max(0, years - 4)
        ]
        training[0] = np.array(done, dtype=np.int64)

    def _year(
        self,
        draw: np.random.Generator,
        code: str,
        persons: int,
        year: int,
        level: float,
        stock: np.ndarray,
        training: list[np.ndarray],
    ) -> np.ndarray:
        rates = np.array([true_rate(age) * level for age in stock])
        gone = (draw.random(len(stock)) < -np.expm1(-rates)) | (stock >= 78)
        for low, high in ((28, 44), (45, 54), (55, 59), (60, 64), (65, 69), (70, 78)):
            inside = (stock >= low) & (stock <= high)
            left = int(np.count_nonzero(gone & inside))
            count = int(np.count_nonzero(inside))
            self.exits.append(ExitRow(code, year, Sex.MAN, low, high, count, left))
        before = training[0]
        stays = before[draw.random(len(before)) >= self.drop_out] + 1
        done = (stays >= 5) & (draw.random(len(stays)) < self.finishing)
        self.durations += [DurationRow(code, int(years), 1, True) for years in stays[done]]
        started, recruited = draw.poisson((self.starts * persons, self.recruits * persons))
        approved = int(np.count_nonzero(done))
        stayed = int(draw.binomial(approved, self.retention))
        came = np.concatenate([np.full(stayed, 39), np.full(recruited, 44)])
        training[0] = np.concatenate([stays[~done], np.zeros(started, dtype=np.int64)])
        now = np.concatenate([stock[~gone] + 1, came])
        if year <= self.last:
            lost = len(before) - len(stays)
            row = YearRow(
                code, year, int(started), lost, len(before), approved, stayed, int(recruited),
                len(now),
            )  # fmt: skip
            self.years.append(row)
        return now
