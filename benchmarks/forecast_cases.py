"""Invented specialties for the forecast's measurements, with so many specialists in all.

Sizes differ as those of real specialties do: a few are large, most are small. Everything that can
be uncertain is, so that no path shares its rates with another.
"""

from random import Random

from pathways.forecast.types import (
    Ages,
    Case,
    Drift,
    Exits,
    Finish,
    Head,
    Needed,
    Recruits,
    Sex,
    Share,
    Trainee,
    Training,
    WorkShare,
)

SEED = 20261123
SPECIALTIES = 46
YEARS = 20
DURATIONS = (
    Finish(5, 0.10), Finish(6, 0.25), Finish(7, 0.25), Finish(8, 0.20), Finish(9, 0.10),
    Finish(10, 0.06), Finish(11, 0.04),
)  # fmt: skip
LEAVES = (0.03, 0.03, 0.04, 0.05, 0.08, 0.12, 0.15, 0.18, 0.2, 0.25, 0.35, 0.5, 0.6, 0.7)


def region(specialists: int, paths: int, number: int = 0) -> list[Case]:
    """A region's specialties with so many specialists in all."""
    rng = Random(f"{SEED}:{number}")  # noqa: S311
    weights = [rng.paretovariate(1.3) for _ in range(SPECIALTIES)]
    whole = sum(weights)
    return [
        specialty(max(3, round(specialists * each / whole)), paths, f"{number}-{index}")
        for index, each in enumerate(weights)
    ]


def specialty(specialists: int, paths: int, name: str = "one", *, is_known: bool = False) -> Case:
    """A specialty; one in twelve starts a year. `is_known`: nothing but the persons varies."""
    rng = Random(f"{SEED}:{name}")  # noqa: S311
    starts = max(1, round(specialists / 12))
    return Case(
        name=name,
        base_year=2026,
        years=YEARS,
        stock=_stock(rng, specialists),
        trainees=tuple(_trainee(rng) for _ in range(6 * starts)),
        intake=(starts,),
        exits=Exits(
            Ages(57, LEAVES), Ages(58, LEAVES), 0 if is_known else 0.15, 0 if is_known else 0.2
        ),
        training=Training(
            DURATIONS,
            Share(0.02, None if is_known else 200),
            Share(0.7, None if is_known else 40),
            31,
            0.6,
        ),
        recruits=Recruits(
            0.3 + specialists * 0.02,
            0 if is_known else 0.3,
            None if is_known else 2.0,
            stays_one_year=0.9,
            stays_five_years=0.6,
        ),
        work=WorkShare(Ages(30, (0.85, *[0.9] * 15, 0.95)), Ages(30, (0.95,))),
        needed=Needed(
            tuple(1.004**year for year in range(YEARS + 1)),
            vacancies=specialists * 0.06,
            hired_in=specialists * 0.02,
            drifts=(Drift("standard", 0.005, 0 if is_known else 0.007),),
        ),
        paths=paths,
    )


def _stock(rng: Random, specialists: int) -> tuple[Head, ...]:
    cells: dict[tuple[Sex, int], int] = {}
    for _ in range(specialists):
        sex = Sex.WOMAN if rng.random() < 0.45 else Sex.MAN
        cell = (sex, min(74, max(34, round(rng.gauss(51, 10)))))
        cells[cell] = cells.get(cell, 0) + 1
    return tuple(Head(sex, age, persons) for (sex, age), persons in sorted(cells.items()))


def _trainee(rng: Random) -> Trainee:
    first = rng.randint(1, 7)
    finishes = (Finish(first, 0.5), Finish(first + 1, 0.3), Finish(first + 2, 0.15))
    sex = Sex.WOMAN if rng.random() < 0.6 else Sex.MAN
    return Trainee(sex, rng.randint(29, 43), finishes)
