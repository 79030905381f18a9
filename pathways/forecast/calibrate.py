"""Exits by age from a region's own history, each specialty drawn towards its group.

The logarithm of the yearly rate is a smooth curve of age, the same shape for all, plus sex, plus
the level of the group (surgical, psychiatric, …), plus the specialty's own, plus the year's. What
is not in the data comes from above: a specialty without history has the level of its group. The
curve without any data is ours (`STARTING_CURVE`) and only its bends are believed strongly.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, expm1, log, sqrt

import numpy as np

from pathways.forecast.chance import Floats
from pathways.forecast.evidence import HALF_LIFE, Evidence, evidence, weight_of
from pathways.forecast.mixed import Events, Fitted, Part, fit
from pathways.forecast.types import OLDEST, Ages, Exits, Sex

YOUNGEST = 28
STARTING_CURVE = Ages(58, tuple(min(0.9, 0.02 * exp(0.2 * past)) for past in range(22)))
"""Ours: two in a hundred leave a year until 58, then a fifth more each year: 11 % at 67."""
LEVEL_SPREAD, SLOPE_SPREAD = 1.5, 1.0
"""How far the data may lift the starting curve, and tilt it in ten years (logarithm)."""
BEND_SPREAD, GROUP_SPREAD, OWN_SPREAD, YEAR_SPREAD, SEX_SPREAD = 0.03, 0.2, 0.25, 0.1, 0.3
"""Thoughts beforehand, of the logarithm of the rate; the data move all but the last."""

LEAST, MOST = 1e-6, 0.99
"""At no age is it certain that somebody stays, or leaves."""


@dataclass(frozen=True, slots=True)
class ExitRow:
    """Specialists alike in one calendar year, and how many of them left in it."""

    code: str
    year: int
    sex: Sex
    age_from: int
    age_to: int
    """Both included; age on the first day of the year."""
    in_post: int
    gone: int


@dataclass(frozen=True, slots=True)
class FittedExit:
    """Exits of one specialty, and the specialty's own history behind them."""

    exits: Exits
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class FittedExits:
    """All specialties. Spreads are of the logarithm of the rate."""

    by_code: Mapping[str, FittedExit]
    evidence: Evidence
    """Of all specialties together."""
    woman: float
    """The rate of women against that of men, as a factor."""
    group_spread: float
    own_spread: float


def fit_exits(
    rows: Iterable[ExitRow],
    groups: Mapping[str, str],
    *,
    ages: tuple[int, int] = (YOUNGEST, OLDEST - 1),
    half_life: float | None = HALF_LIFE,
    start: Ages = STARTING_CURVE,
) -> FittedExits:
    """Exits for every code of `groups` (specialty code to group), with rows or without.

    `ages` are the first and last of the curve; those outside count with its ends. ValueError for a
    row of an unknown code, more gone than in post, or ages the wrong way round.
    """
    kept = _sound(rows, groups)
    columns = _Columns(groups, ages, kept)
    events = _events(kept, columns, start, half_life)
    fitted = fit(events, columns.parts(), columns.ridge())
    where = _where(events, fitted, len(columns.ages))
    return FittedExits(
        by_code={
            code: FittedExit(
                _of_code(code, columns, fitted, start, where),
                _evidence(row for row in kept if row.code == code),
            )
            for code in groups
        },
        evidence=_evidence(kept),
        woman=exp(float(fitted.coefficients[columns.woman])),
        group_spread=fitted.spreads[1],
        own_spread=fitted.spreads[2],
    )


def _sound(rows: Iterable[ExitRow], groups: Mapping[str, str]) -> tuple[ExitRow, ...]:
    kept = []
    for row in rows:
        if row.code not in groups:
            raise ValueError(f"{row.code} has no group")
        if not 0 <= row.gone <= row.in_post:
            raise ValueError(f"{row.gone} gone of {row.in_post} in post: {row.code} {row.year}")
        if row.age_from > row.age_to:
            raise ValueError(f"ages {row.age_from}-{row.age_to}: {row.code} {row.year}")
        if row.in_post:
            kept.append(row)
    return tuple(kept)


class _Columns:
    """Which coefficient stands where: ages, group, specialty, year, woman."""

    def __init__(
        self, groups: Mapping[str, str], ages: tuple[int, int], rows: Sequence[ExitRow]
    ) -> None:
        self.ages = range(ages[0], ages[1] + 1)
        self.group_of = dict(groups)
        at = len(self.ages)
        self.group = {name: at + n for n, name in enumerate(sorted(set(groups.values())))}
        at += len(self.group)
        self.own = {code: at + n for n, code in enumerate(sorted(groups))}
        at += len(self.own)
        years = sorted({row.year for row in rows})
        self.year = {year: at + n for n, year in enumerate(years)}
        self.woman = at + len(years)
        self.count = self.woman + 1

    def parts(self) -> tuple[Part, ...]:
        bends = np.diff(np.eye(len(self.ages)), n=2, axis=0)
        first = len(self.ages)
        second, third = first + len(self.group), first + len(self.group) + len(self.own)
        return (
            Part(slice(0, first), BEND_SPREAD, worth=10.0, penalty=bends.T @ bends),
            Part(slice(first, second), GROUP_SPREAD, worth=4.0),
            Part(slice(second, third), OWN_SPREAD, worth=4.0),
            Part(slice(third, self.woman), YEAR_SPREAD, worth=2.0),
            Part(slice(self.woman, self.count), SEX_SPREAD, worth=float("inf")),
        )

    def ridge(self) -> Floats:
        """Holds the level and the slope of the curve, which no bend does."""
        count = len(self.ages)
        level = np.full(count, 1 / count)
        centred = np.arange(count) - (count - 1) / 2
        tilt = 10 * centred / float(centred @ centred)
        penalty = np.zeros((self.count, self.count))
        penalty[:count, :count] = (
            np.outer(level, level) / LEVEL_SPREAD**2 + np.outer(tilt, tilt) / SLOPE_SPREAD**2
        )
        return penalty

    def band(self, row: ExitRow) -> range:
        """Where the ages of a row stand."""
        low, high = self.ages[0], self.ages[-1]
        first, last = (min(max(age, low), high) - low for age in (row.age_from, row.age_to))
        return range(first, last + 1)


def _events(
    rows: Sequence[ExitRow], columns: _Columns, start: Ages, half_life: float | None
) -> Events:
    design = np.zeros((len(rows), columns.count))
    offset = np.zeros(len(rows))
    rates = np.array([_rate(start.at(age)) for age in columns.ages])
    last = max((row.year for row in rows), default=0)
    for number, row in enumerate(rows):
        band = columns.band(row)
        design[number, band] = 1 / len(band)
        offset[number] = log(float(rates[band].mean()))
        design[number, columns.group[columns.group_of[row.code]]] = 1
        design[number, columns.own[row.code]] = 1
        design[number, columns.year[row.year]] = 1
        design[number, columns.woman] = float(row.sex is Sex.WOMAN)
    return Events(
        design,
        offset,
        np.array([row.in_post for row in rows], dtype=float),
        np.array([row.gone for row in rows], dtype=float),
        np.array([weight_of(row.year, last, half_life) for row in rows], dtype=float),
    )


def _where(events: Events, fitted: Fitted, ages: int) -> Floats:
    """At which ages people leave, as shares: there the level has to be sure."""
    found: Floats = fitted.information @ events.design[:, :ages]
    total = float(found.sum())
    return found / total if total > 0 else np.full(ages, 1 / ages)


def _of_code(code: str, columns: _Columns, fitted: Fitted, start: Ages, where: Floats) -> Exits:
    """The curves of a specialty: mean rates, for the factors that are drawn have a mean of 1."""
    group, own = columns.group[columns.group_of[code]], columns.own[code]
    level = np.zeros(columns.count)
    level[: len(where)], level[group], level[own] = where, 1, 1
    spread, yearly = sqrt(float(level @ fitted.covariance @ level)), fitted.spreads[3]
    lifted = float(fitted.coefficients[group] + fitted.coefficients[own])
    lifted += (spread**2 + yearly**2) / 2
    curves = [
        Ages(
            columns.ages[0],
            tuple(
                _share(start.at(age), float(fitted.coefficients[at]) + lifted + sex)
                for at, age in enumerate(columns.ages)
            ),
        )
        for sex in (float(fitted.coefficients[columns.woman]), 0.0)
    ]
    return Exits(curves[0], curves[1], spread=spread, yearly_spread=yearly)


def _rate(share: float) -> float:
    return -log(1 - min(max(share, LEAST), MOST))


def _share(start: float, lifted: float) -> float:
    return min(max(-expm1(-_rate(start) * exp(lifted)), LEAST), MOST)


def _evidence(rows: Iterable[ExitRow]) -> Evidence:
    return evidence((row.year, row.in_post, row.gone) for row in rows)
