"""Forecast cases for tests: a small psychiatry-like field, and random ones; and a yearly check."""

from dataclasses import replace
from random import Random

import numpy as np

from pathways.forecast.chance import Floats
from pathways.forecast.recruits import stay_curve
from pathways.forecast.types import (
    OLDEST,
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

EXIT_CURVE = Ages(58, (0.03, 0.04, 0.05, 0.08, 0.12, 0.15, 0.18, 0.2, 0.25, 0.35, 0.5, 0.6, 0.7))
FULL = Ages(30, (1.0,))


def field(**changes: object) -> Case:
    """Sixty specialists, ten in training, four who start a year, one recruit a year."""
    stock = tuple(
        Head(sex, age, 1 + (age + number) % 2)
        for number, sex in enumerate(Sex)
        for age in range(36, 70, 2)
    )
    trainees = tuple(
        Trainee(
            Sex.WOMAN if index % 2 else Sex.MAN,
            31 + index,
            (Finish(1 + index % 5, 0.6), Finish(2 + index % 5, 0.3)),
        )
        for index in range(10)
    )
    case = Case(
        name="Psykiatri",
        base_year=2026,
        years=15,
        stock=stock,
        trainees=trainees,
        intake=(4,),
        exits=Exits(EXIT_CURVE, EXIT_CURVE),
        training=Training(
            (Finish(5, 0.3), Finish(6, 0.4), Finish(8, 0.3)), Share(0.02), Share(0.7), 30, 0.6
        ),
        recruits=Recruits(1.0, age=41, stays_one_year=0.9, stays_five_years=0.6),
        work=WorkShare(Ages(30, (0.9,)), FULL),
        needed=Needed(
            tuple(1 + 0.004 * year for year in range(16)),
            vacancies=5,
            hired_in=2,
            drifts=(Drift("standard", 0.005),),
        ),
        seed=7,
        paths=4_000,
    )
    return replace(case, **changes)  # type: ignore[arg-type]


def uncertain(case: Case) -> Case:
    """The same with everything that can be uncertain made so."""
    return replace(
        case,
        exits=replace(case.exits, spread=0.15, yearly_spread=0.2),
        training=replace(case.training, drop_out=Share(0.02, 200), retention=Share(0.7, 40)),
        recruits=replace(case.recruits, spread=0.3, dispersion=2.0),
        needed=replace(case.needed, drifts=(Drift("standard", 0.005, 0.007),)),
    )


def random_case(draw: Random) -> Case:
    """A small field with random people and rates."""
    years = draw.randint(3, 12)
    curve = Ages(draw.randint(50, 62), tuple(sorted(draw.random() * 0.6 for _ in range(8))))
    cells = {(draw.choice(list(Sex)), draw.randint(30, 78)) for _ in range(draw.randint(0, 12))}
    lengths = sorted(draw.sample(range(1, 10), 3))
    first = draw.random()
    durations = (
        Finish(lengths[0], first), Finish(lengths[1], (1 - first) / 2),
        Finish(lengths[2], (1 - first) / 2),
    )  # fmt: skip
    return Case(
        "Tilfeldig",
        2026,
        years,
        tuple(Head(sex, age, draw.randint(0, 4)) for sex, age in sorted(cells)),
        tuple(
            Trainee(
                draw.choice(list(Sex)), draw.randint(28, 45), (Finish(draw.randint(1, 6), 0.8),)
            )
            for _ in range(draw.randint(0, 5))
        ),
        tuple(draw.randint(0, 4) for _ in range(draw.randint(0, 3))),
        Exits(curve, curve, draw.choice((0.0, 0.2)), draw.choice((0.0, 0.2))),
        Training(durations, Share(draw.random() * 0.2), Share(draw.random(), None), 30, 0.5),
        Recruits(draw.random() * 2, stays_one_year=0.9, stays_five_years=0.5),
        WorkShare(FULL, FULL),
        Needed((1.0,) * (years + 1), vacancies=draw.random() * 5),
        seed=draw.randint(0, 1_000),
        paths=200,
    )


def yearly_heads(case: Case, paths: int, seed: int) -> Floats:
    """Persons in post by year, by a coin for each person and year: knows nothing of draw times.

    Levels at their means, no uneven years. Shape (paths, years + 1).
    """
    draw = np.random.default_rng(seed)
    heads = np.zeros((paths, case.years + 1))
    for path in range(paths):
        here = [(each.sex, each.age, 0) for each in case.stock for _ in range(each.persons)]
        coming = [(each.sex, each.age, each.finishes, 0) for each in case.trainees]
        heads[path, 0] = len(here)
        for year in range(1, case.years + 1):
            here = [each for each in here if _stays(case, each, year, draw)]
            for _ in range(case.starts_in(year)):
                sex = Sex.WOMAN if draw.random() < case.training.women else Sex.MAN
                age = case.training.start_age - year
                coming.append((sex, age, case.training.durations, year))
            here += _finish(case, coming, year, draw)
            for _ in range(draw.poisson(case.recruits.mean)):
                sex = Sex.WOMAN if draw.random() < case.recruits.women else Sex.MAN
                here.append((sex, case.recruits.age - year, year))
            heads[path, year] = len(here)
    return heads


def _stays(case: Case, who: tuple[Sex, int, int], year: int, draw: np.random.Generator) -> bool:
    sex, age, came = who
    before = age + year - 1
    if before >= OLDEST or draw.random() < case.exits.of(sex).at(before):
        return False
    if came == 0:
        return True
    curve = stay_curve(case.recruits, case.years)
    return bool(draw.random() < curve[year - came] / curve[year - came - 1])


def _finish(
    case: Case,
    coming: list[tuple[Sex, int, tuple[Finish, ...], int]],
    year: int,
    draw: np.random.Generator,
) -> list[tuple[Sex, int, int]]:
    """Those approved this year who take a post; the list keeps the rest. Came 0: stays by age."""
    done, rest = [], []
    for sex, age, finishes, start in coming:
        if year == start:
            rest.append((sex, age, finishes, start))
            continue
        if draw.random() < case.training.drop_out.mean:
            continue
        since = year - start
        left = 1 - sum(each.share for each in finishes if each.year < since)
        now = sum(each.share for each in finishes if each.year == since)
        if left > 0 and draw.random() < now / left:
            if draw.random() < case.training.retention.mean:
                done.append((sex, age, 0))
        else:
            rest.append((sex, age, finishes, start))
    coming[:] = rest
    return done
