"""Doctors followed path by path: nobody appears or vanishes, and the averages are right."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.forecast.chance import BLOCK, Chance, Process
from pathways.forecast.expected import expect
from pathways.forecast.expected import needed as expected_need
from pathways.forecast.supply import simulate
from pathways.forecast.types import OLDEST, Ages, Exits, Finish, Head, Recruits, Sex, Share, Trainee
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


def test_who_would_come_at_an_age_at_which_all_have_left_never_does() -> None:
    """Everybody leaves in the year after 60: at 59 one may come, at 60 for a year, at 61 not."""
    until_60 = Ages(59, (0.0, 1.0))
    sure = replace(
        field().training, drop_out=Share(0.0), retention=Share(1.0), durations=(Finish(2, 1.0),),
        start_age=58,
    )  # fmt: skip
    case = field(
        stock=(Head(Sex.WOMAN, 58, 2),),
        trainees=tuple(Trainee(Sex.MAN, age, (Finish(3, 1.0),)) for age in (56, 57, 58)),
        intake=(1,), training=sure, recruits=Recruits(0.0), exits=Exits(until_60, until_60),
        paths=30,
    )  # fmt: skip
    # Two of 58 until year 2; in year 3 those of 59 and 60 come, in year 4 the former is left; who
    # starts at 58 comes at 60, for one year end each, from year 3 on.
    expected = [2, 2, 2, 2 + 1, 1 + 1, *[1] * 11]
    assert (simulate(case).heads == expected).all()
    assert expect(case).heads == pytest.approx(expected)
    old = replace(case, recruits=Recruits(1.0, age=61), intake=(), trainees=(), stock=())
    assert not simulate(old).heads.any() and not expect(old).heads.any()


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
def test_in_every_path_all_who_came_are_here_or_have_left_for_good(seed: int) -> None:
    case = random_case(Random(seed))
    young = tuple(each for each in case.stock if each.age + case.years < OLDEST)
    case = replace(case, stock=young)
    staying = replace(case.recruits, stays_one_year=1.0, stays_five_years=1.0)
    # The very same persons, of whom nobody leaves: all who have come so far.
    came = simulate(replace(case, exits=Exits(NEVER, NEVER), recruits=staying)).heads
    here = simulate(case).heads
    assert (here == np.rint(here)).all() and (here >= 0).all()
    left = came - here
    assert (left[:, 0] == 0).all()
    assert (np.diff(left, axis=1) >= 0).all() and (np.diff(came, axis=1) >= 0).all()


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_each_kind_of_person_is_the_same_alone_as_together(seed: int) -> None:
    case = random_case(Random(seed))
    nobody = replace(case, stock=(), trainees=(), intake=(), recruits=NOBODY)
    alone = {
        "stock": replace(nobody, stock=case.stock),
        "trainees": replace(nobody, trainees=case.trainees),
        "starts": replace(nobody, intake=case.intake),
        "recruits": replace(nobody, recruits=case.recruits),
    }
    together = simulate(case)
    heads = np.zeros_like(together.heads)
    for name, one in alone.items():
        found = simulate(one)
        assert np.array_equal(found.fte, getattr(together, name)), name
        heads += found.heads
    assert np.array_equal(heads, together.heads)


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
    assert expected.fte[0] == pytest.approx(case.fte_today)
    assert expected_need(case)[0] == pytest.approx(case.needed_today)


def test_a_coin_for_each_person_and_year_gives_the_same_law() -> None:
    case = field(paths=4_000)
    quick = simulate(case).heads.astype(float)
    slow = yearly_heads(case, 300, 3)
    error = 5 * np.sqrt(quick.var(axis=0) / len(quick) + slow.var(axis=0) / len(slow)) + 1e-9
    assert (abs(quick.mean(axis=0) - slow.mean(axis=0)) <= error).all()
    ratio = quick[:, 1:].var(axis=0) / slow[:, 1:].var(axis=0)
    assert ((ratio > 0.65) & (ratio < 1.5)).all()


def test_the_same_seed_gives_the_same_bits_and_another_does_not() -> None:
    case = uncertain(field(paths=1_500))
    one, again = simulate(case), simulate(case)
    assert np.array_equal(one.fte, again.fte)
    assert not np.array_equal(one.fte, simulate(replace(case, seed=8)).fte)


def test_the_first_paths_do_not_depend_on_how_many_there_are() -> None:
    case = uncertain(field(paths=BLOCK + 500))
    few = simulate(replace(case, paths=BLOCK))
    assert np.array_equal(few.fte, simulate(case).fte[:BLOCK])


def test_a_change_elsewhere_moves_nobody() -> None:
    case = field(paths=500)
    before = simulate(case)
    after = simulate(replace(case, recruits=NOBODY, intake=(9,)))
    assert np.array_equal(before.stock, after.stock)
    assert np.array_equal(before.trainees, after.trainees)
    more = simulate(replace(case, stock=(*case.stock, Head(Sex.MAN, 35, 2))))
    assert (more.heads >= before.heads).all()


def test_paths_that_share_their_rates_are_those_that_hardly_differ() -> None:
    """Where nothing varies one line serves all paths; with a spread of almost none, it does not."""
    case = field(paths=1_000)
    hardly = replace(case, exits=replace(case.exits, spread=1e-6, yearly_spread=1e-6))
    same = simulate(case).heads == simulate(hardly).heads
    assert same.mean() > 0.999


def test_recruits_come_as_often_and_as_unevenly_as_is_said() -> None:
    nobody = field(stock=(), trainees=(), intake=(), exits=Exits(NEVER, NEVER), years=2)
    for mean, dispersion in ((1.5, None), (1.5, 2.0), (7.0, 0.5), (600.0, None), (600.0, 3.0)):
        recruits = Recruits(mean, dispersion=dispersion)
        case = replace(nobody, recruits=recruits, paths=2_000 if mean > 100 else 20_000)
        came = np.diff(simulate(case).heads, axis=1)
        variance = mean + (0 if dispersion is None else mean**2 / dispersion)
        assert abs(came.mean() - mean) < 5 * np.sqrt(variance / came.size)
        assert 0.85 < came.var() / variance < 1.15


def test_a_higher_mean_never_brings_fewer_recruits() -> None:
    case = field(exits=Exits(NEVER, NEVER), stock=(), trainees=(), intake=(), paths=500)
    few, more = (simulate(replace(case, recruits=Recruits(mean))).heads for mean in (1.0, 1.4))
    assert (more >= few).all() and more.sum() > few.sum()


def test_nobody_who_takes_a_post_is_lost_when_more_do() -> None:
    case = field(paths=500, exits=Exits(NEVER, NEVER), recruits=NOBODY)
    training = case.training
    more_stay = replace(training, retention=replace(training.retention, mean=0.8))
    fewer_leave = replace(training, drop_out=replace(training.drop_out, mean=0.01))
    before = simulate(case)
    for changed in (more_stay, fewer_leave):
        after = simulate(replace(case, training=changed))
        assert (after.heads >= before.heads).all() and after.heads.sum() > before.heads.sum()


def test_streams_begin_anew_and_differ_by_process_part_and_block() -> None:
    chance = Chance(3, 0)
    first = chance.of(Process.STOCK, 1).random(4)
    others = [
        chance.of(Process.STOCK, 2), chance.of(Process.TRAINEE_EXIT, 1),
        Chance(3, 1).of(Process.STOCK, 1), Chance(4, 0).of(Process.STOCK, 1),
    ]  # fmt: skip
    assert all(not np.isin(each.random(4), first).any() for each in others)
    assert np.array_equal(chance.of(Process.STOCK, 1).random(4), first)


def test_uncertain_levels_make_the_band_wider() -> None:
    case = field(paths=4_000)
    known, wide = simulate(uncertain(case), is_known=True), simulate(uncertain(case))
    assert (wide.fte.var(axis=0)[5:] > known.fte.var(axis=0)[5:]).all()
