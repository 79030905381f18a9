"""What moves the answer, and what helps: the right way, and as two real runs of the averages."""

from dataclasses import replace

import pytest

from pathways.forecast.expected import expect, needed
from pathways.forecast.levers import levers
from pathways.forecast.results import LeverKind
from pathways.forecast.scenarios import Change, ChangeKind, apply
from pathways.forecast.sensitivity import standard_inputs, swings
from pathways.forecast.types import Case, Finish, Recruits, Share
from tests.support.forecast_cases import field, uncertain

CASE = uncertain(field())
UNDELAYED = tuple(
    replace(each, finishes=tuple(Finish(max(one.year - 1, 1), 0.9) for one in each.finishes[:1]))
    for each in CASE.trainees
)
YEAR = 10


def balance(case: Case, year: int) -> float:
    return float(expect(case).fte[year]) - float(needed(case)[year])


def test_a_swing_is_the_difference_of_two_runs_and_the_widest_comes_first() -> None:
    inputs = standard_inputs(CASE)
    found = swings(CASE, YEAR, inputs)
    assert {each.name for each in found} == {name for name, _, _ in inputs}
    assert [each.width for each in found] == sorted((each.width for each in found), reverse=True)
    by_name = {each.name: each for each in found}
    for name, low, high in inputs:
        swing = by_name[name]
        assert (swing.low_value, swing.high_value) == (low.value, high.value)
        as_is = balance(CASE, YEAR)
        assert swing.low == pytest.approx(balance(apply(CASE, (low,)), YEAR) - as_is)
        assert swing.high == pytest.approx(balance(apply(CASE, (high,)), YEAR) - as_is)


@pytest.mark.parametrize(
    ("kind", "sign"),
    [
        (ChangeKind.EXITS_LATER, 1), (ChangeKind.RECRUITS, 1), (ChangeKind.RETENTION, 1),
        (ChangeKind.DRIFT, -1), (ChangeKind.POPULATION, -1), (ChangeKind.DURATION, -1),
        (ChangeKind.DROP_OUT, -1),
    ],
)  # fmt: skip
def test_a_swing_goes_the_way_its_input_does(kind: ChangeKind, sign: int) -> None:
    swing = next(each for each in swings(CASE, YEAR, standard_inputs(CASE)) if each.name == kind)
    assert swing.low * sign < 0 < swing.high * sign


def test_a_share_swings_as_far_as_it_is_uncertain_and_never_beyond_none_or_all() -> None:
    def ends(share: Share) -> tuple[float, float]:
        case = replace(CASE, training=replace(CASE.training, retention=share))
        low, high = next(each[1:] for each in standard_inputs(case) if each[0] == "retention")
        return low.value, high.value

    sure, unsure = ends(Share(0.7, 400)), ends(Share(0.7, 20))
    assert unsure[0] < sure[0] < 0.7 < sure[1] < unsure[1]
    assert ends(Share(0.95)) == pytest.approx((0.85, 1.0))
    # Standard deviation of a share of 0.7 from 20 persons: the root of 0.7 × 0.3 ÷ 21 = 0.1.
    assert unsure == pytest.approx((0.7 - 0.12816, 0.7 + 0.12816), abs=1e-4)


def test_each_lever_helps_by_what_two_runs_say_the_strongest_first() -> None:
    # While those in training are still being approved, so that fewer delays tell.
    year = 4
    found = levers(CASE, year, without_delays=UNDELAYED)
    assert {each.kind for each in found} == set(LeverKind)
    assert [each.fte for each in found] == sorted((each.fte for each in found), reverse=True)
    changes = {
        LeverKind.RETENTION: Change(ChangeKind.RETENTION, 0.8),
        LeverKind.LATER_EXIT: Change(ChangeKind.EXITS_LATER, 2),
        LeverKind.RECRUITMENT: Change(ChangeKind.RECRUITS, 2),
        LeverKind.FULL_TIME: Change(ChangeKind.WORK_SHARE, 1.05),
        LeverKind.FEWER_DELAYS: Change(ChangeKind.NO_DELAYS, 1),
        LeverKind.TASK_SHIFT: Change(ChangeKind.DRIFT, -0.005),
    }
    for each in found:
        moved = apply(CASE, (changes[each.kind],), without_delays=UNDELAYED)
        assert each.fte == pytest.approx(balance(moved, year) - balance(CASE, year)), each
        assert each.fte > 0 and each.year == year, each


def test_a_lever_that_cannot_be_pulled_is_left_out() -> None:
    everybody = replace(CASE, training=replace(CASE.training, retention=Share(1.0)))
    kinds = {each.kind for each in levers(everybody, YEAR)}
    assert kinds == set(LeverKind) - {LeverKind.RETENTION, LeverKind.FEWER_DELAYS}


def test_an_even_smaller_share_of_room_is_all_that_is_pulled() -> None:
    nearly = replace(CASE, training=replace(CASE.training, retention=Share(0.95)))
    effect = next(each for each in levers(nearly, YEAR) if each.kind is LeverKind.RETENTION)
    assert effect.size == pytest.approx(0.05)


def test_one_recruit_more_a_year_is_counted_by_hand() -> None:
    alone = field(stock=(), trainees=(), intake=(), recruits=Recruits(0.0, women=0.0))
    found = {each.kind: each.fte for each in levers(alone, 3)}
    # One man of 41 a year who stays: three of them after three years, 3 % leaving a year.
    assert found[LeverKind.RECRUITMENT] == pytest.approx(1 + 0.97 + 0.97**2)
