"""Exits estimated from histories with known rates; what little data and much data give."""

from math import exp, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.forecast.calibrate import STARTING_CURVE, ExitRow, FittedExits, fit_exits
from pathways.forecast.types import Sex
from tests.support.forecast_history import GROUPS, YEARS, exit_rows, true_rate

LEVELS = {
    code: (0.3 if code[0] == "S" else -0.2) + 0.15 * (number % 3 - 1)
    for number, code in enumerate(GROUPS)
}
AGES = (40, 58, 62, 67, 72)


def level_of(found: FittedExits, code: str) -> float:
    """The logarithm of the level of men, all ages of the history alike; without the lift."""
    exits = found.by_code[code].exits
    ages = range(30, 76)
    rates = sum(mean_rate(found, code, age) for age in ages)
    lift = (exits.spread**2 + exits.yearly_spread**2) / 2
    return log(rates / sum(true_rate(age) for age in ages)) - lift


def mean_rate(found: FittedExits, code: str, age: int) -> float:
    return -log(1 - found.by_code[code].exits.men.at(age))


@pytest.fixture(scope="module")
def found() -> FittedExits:
    rows = exit_rows(8, LEVELS, yearly=0.2, woman=-0.2)
    return fit_exits(rows, GROUPS, half_life=None)


class TestKnownRatesAreFoundAgain:
    def test_the_level_of_each_specialty_within_three_spreads(self, found: FittedExits) -> None:
        wrong = [
            abs(level_of(found, code) - level) / found.by_code[code].exits.spread
            for code, level in LEVELS.items()
        ]
        assert max(wrong) < 3 and float(np.mean(wrong)) < 1.5

    def test_low_until_sixty_and_rising_after(self, found: FittedExits) -> None:
        rates = [mean_rate(found, "S1", age) for age in AGES]
        assert rates[0] < rates[2] < rates[3] < rates[4]
        assert rates[1] / rates[0] < 2 and rates[4] / rates[2] > 3

    def test_the_sexes_and_the_uneven_years(self, found: FittedExits) -> None:
        assert found.woman == pytest.approx(exp(-0.2), abs=0.1)
        yearly = found.by_code["S1"].exits.yearly_spread
        assert 0.1 < yearly < 0.35

    def test_it_says_what_it_rests_on(self, found: FittedExits) -> None:
        own = found.by_code["P1"].evidence
        assert (own.first_year, own.last_year) == (YEARS[0], YEARS[-1])
        assert own.persons == 3 * 46 * 2 * len(YEARS)
        assert found.evidence.persons == own.persons * len(GROUPS)
        assert 0 < own.events < found.evidence.events


class TestShrinkage:
    def test_without_history_a_specialty_has_the_level_of_its_group(self) -> None:
        levels = {code: LEVELS[code] for code in GROUPS if code != "S4"}
        found = fit_exits(exit_rows(3, levels), GROUPS)
        others = float(np.mean([log(mean_rate(found, code, 66)) for code in ("S0", "S1", "S2")]))

        assert log(mean_rate(found, "S4", 66)) == pytest.approx(others, abs=0.25)
        assert mean_rate(found, "S4", 66) > mean_rate(found, "P0", 66)
        assert found.by_code["S4"].exits.spread > found.by_code["S0"].exits.spread
        assert found.by_code["S4"].evidence.persons == 0

    def test_much_history_makes_its_own_level_and_a_small_spread(self) -> None:
        levels = {**dict.fromkeys(GROUPS, 0.0), "S0": 1.0}
        found = fit_exits(exit_rows(4, levels, a_cell=20), GROUPS)
        ratio = mean_rate(found, "S0", 66) / mean_rate(found, "S1", 66)
        assert ratio == pytest.approx(exp(1), rel=0.15)
        assert found.by_code["S0"].exits.spread < 0.12

    def test_two_years_of_few_persons_stay_near_the_others(self) -> None:
        rows = exit_rows(5, {code: 0.0 for code in GROUPS if code != "L0"})
        rows += [ExitRow("L0", year, Sex.MAN, 60, 64, 3, 3) for year in (2024, 2025)]
        found = fit_exits(rows, GROUPS)
        assert mean_rate(found, "L0", 62) < 5 * mean_rate(found, "L1", 62)

    def test_with_no_data_at_all_it_is_the_starting_curve_and_wide(self) -> None:
        found = fit_exits([], GROUPS)
        exits = found.by_code["P0"].exits
        assert exits.spread > 1
        median = -log(1 - exits.men.at(67)) / exp((exits.spread**2 + exits.yearly_spread**2) / 2)
        assert median == pytest.approx(-log(1 - STARTING_CURVE.at(67)), rel=1e-6)
        assert (found.evidence.first_year, found.evidence.persons) == (None, 0)

    def test_recent_years_weigh_more(self) -> None:
        old = [ExitRow("S0", 2010, Sex.MAN, 40, 50, 500, 50)]
        new = [ExitRow("S0", 2025, Sex.MAN, 40, 50, 500, 10)]
        recent = fit_exits(old + new, GROUPS, half_life=2.0)
        same = fit_exits(old + new, GROUPS, half_life=None)
        assert mean_rate(recent, "S0", 45) < mean_rate(same, "S0", 45)


def test_the_spread_is_honest() -> None:
    """The true level lies within 1.28 spreads in about eight of ten histories."""
    errors = []
    codes = {"S0": "surgery", "S1": "surgery", "P0": "psychiatry"}
    for seed in range(25):
        draw = np.random.default_rng(seed)
        levels = {code: float(draw.normal(0, 0.25)) for code in codes}
        found = fit_exits(exit_rows(seed, levels, yearly=0.1, a_cell=2), codes, half_life=None)
        for code, level in levels.items():
            error = level_of(found, code) - level
            errors.append(error / found.by_code[code].exits.spread)
    inside = float(np.mean(np.abs(errors) < 1.28))
    assert 0.68 < inside < 0.92
    assert abs(float(np.mean(errors))) < 0.5


@given(st.integers(0, 10_000), st.integers(0, 4))
@settings(max_examples=10, deadline=None)
def test_curves_are_shares_whatever_the_history(seed: int, a_cell: int) -> None:
    found = fit_exits(exit_rows(seed, {"S0": 0.0, "L1": 1.0}, a_cell=a_cell), GROUPS)
    for each in found.by_code.values():
        for curve in (each.exits.women, each.exits.men):
            assert all(0 < share < 1 for share in curve.shares)
        assert 0 < each.exits.spread < 2 and 0 < each.exits.yearly_spread < 2


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (ExitRow("XXX", 2024, Sex.MAN, 40, 44, 3, 1), "XXX has no group"),
        (ExitRow("S0", 2024, Sex.MAN, 40, 44, 3, 4), "4 gone of 3 in post: S0 2024"),
        (ExitRow("S0", 2024, Sex.MAN, 44, 40, 3, 1), "ages 44-40: S0 2024"),
    ],
)
def test_rows_that_cannot_be_are_refused(row: ExitRow, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        fit_exits([row], GROUPS)


def test_a_certain_exit_does_not_break_it() -> None:
    rows = [ExitRow("S0", 2024, Sex.MAN, 70, 75, 9, 9), ExitRow("S1", 2024, Sex.MAN, 30, 40, 9, 0)]
    shares = fit_exits(rows, GROUPS).by_code["S0"].exits.men.shares
    assert all(0 < share < 1 for share in shares) and shares[-1] > 0.6


def test_ages_outside_the_curve_count_with_its_ends() -> None:
    outside = fit_exits([ExitRow("S0", 2024, Sex.MAN, 80, 84, 9, 4)], GROUPS)
    at_the_end = fit_exits([ExitRow("S0", 2024, Sex.MAN, 78, 78, 9, 4)], GROUPS)
    assert outside.by_code["S0"].exits == at_the_end.by_code["S0"].exits
