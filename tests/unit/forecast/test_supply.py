"""Doctors followed path by path: nobody appears or vanishes, and the averages are right."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.forecast.expected import expect
from pathways.forecast.expected import needed as expected_need
from pathways.forecast.supply import simulate
from pathways.forecast.types import Ages, Exits, Finish, Head, Recruits, Sex, Trainee
from pathways.forecast.validation import problems
from tests.support.forecast_cases import field, random_case, uncertain, yearly_heads

NOBODY = Recruits(0.0)
NEVER = Ages(30, (0.0,))


def test_without_flows_the_stock_stays_as_it_is() -> None:
    young = tuple(Head(sex, 40, 5) for sex in Sex)
    case = field(
        stock=young, trainees=(), intake=(), recruits=NOBODY, exits=Exits(NEVER, NEVER), paths=50
    )
    found = simulate(case)
    assert (found.heads == 10).all()
    assert np.allclose(found.fte, case.fte_today)


def test_those_who_cannot_leave_and_are_sure_to_finish_are_all_there() -> None:
    sure = replace(
        field().training, drop_out=replace(field().training.drop_out, mean=0.0),
        retention=replace(field().training.retention, mean=1.0),
    )  # fmt: skip
    case = field(
        stock=(Head(Sex.WOMAN, 40, 3),),
        trainees=(Trainee(Sex.MAN, 33, (Finish(2, 1.0),)),),
        intake=(2,),
        training=replace(sure, durations=(Finish(5, 1.0),)),
        recruits=NOBODY,
        exits=Exits(NEVER, NEVER),
        paths=20,
    )
    heads = simulate(case).heads
    expected = [3 + (year >= 2) + 2 * max(0, year - 5) for year in range(case.years + 1)]
    assert (heads == expected).all()


def test_nobody_is_in_post_above_the_highest_age() -> None:
    case = field(
        stock=(Head(Sex.MAN, 79, 4),), trainees=(), intake=(), recruits=NOBODY,
        exits=Exits(NEVER, NEVER), paths=10,
    )  # fmt: skip
    heads = simulate(case).heads
    assert (heads[:, 0] == 4).all() and (heads[:, 1:] == 0).all()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_a_stock_that_nobody_joins_never_grows(seed: int) -> None:
    case = replace(random_case(Random(seed)), trainees=(), intake=(), recruits=NOBODY)
    assert problems(case) == ()
    heads = simulate(case).heads
    assert (np.diff(heads, axis=1) <= 0).all()
    assert (heads[:, 0] == sum(each.persons for each in case.stock)).all()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_there_are_never_more_than_were_there_and_could_have_come(seed: int) -> None:
    case = replace(random_case(Random(seed)), recruits=NOBODY)
    heads = simulate(case).heads
    there = sum(each.persons for each in case.stock) + len(case.trainees)
    started = [
        sum(case.starts_in(start) for start in range(1, year - case.training.shortest + 1))
        for year in range(case.years + 1)
    ]
    assert (heads <= there + np.array(started)).all()


def test_the_averages_are_those_reckoned_without_chance() -> None:
    case = field(paths=8_000)
    found, expected = simulate(case), expect(case)
    for name in ("stock", "trainees", "starts", "recruits", "heads"):
        paths = getattr(found, name)
        error = 5 * paths.std(axis=0) / np.sqrt(case.paths) + 1e-9
        assert (abs(paths.mean(axis=0) - getattr(expected, name)) <= error).all(), name
    assert expected_need(case)[0] == pytest.approx(case.needed_today)


def test_a_coin_for_each_person_and_year_gives_the_same_law() -> None:
    case = field(paths=4_000)
    quick = simulate(case).heads.astype(float)
    slow = yearly_heads(case, 500, 3)
    error = 5 * np.sqrt(quick.var(axis=0) / len(quick) + slow.var(axis=0) / len(slow)) + 1e-9
    assert (abs(quick.mean(axis=0) - slow.mean(axis=0)) <= error).all()
    ratio = quick[:, 1:].var(axis=0) / slow[:, 1:].var(axis=0)
    assert ((ratio > 0.7) & (ratio < 1.4)).all()


def test_the_same_seed_gives_the_same_bits_and_another_does_not() -> None:
    case = uncertain(field(paths=1_500))
    one, again = simulate(case), simulate(case)
    assert np.array_equal(one.fte, again.fte)
    assert not np.array_equal(one.fte, simulate(replace(case, seed=8)).fte)


def test_the_first_paths_do_not_depend_on_how_many_there_are() -> None:
    case = uncertain(field(paths=1_500))
    few = simulate(replace(case, paths=1_000))
    assert np.array_equal(few.fte, simulate(case).fte[:1_000])


def test_a_change_elsewhere_moves_nobody() -> None:
    case = field(paths=500)
    before = simulate(case)
    after = simulate(replace(case, recruits=NOBODY, intake=(9,)))
    assert np.array_equal(before.stock, after.stock)
    assert np.array_equal(before.trainees, after.trainees)
    more = simulate(replace(case, stock=(*case.stock, Head(Sex.MAN, 35, 2))))
    assert (more.heads >= before.heads).all()


def test_uncertain_levels_make_the_band_wider() -> None:
    case = field(paths=4_000)
    known, wide = simulate(uncertain(case), is_known=True), simulate(uncertain(case))
    assert (wide.fte.var(axis=0)[5:] > known.fte.var(axis=0)[5:]).all()
