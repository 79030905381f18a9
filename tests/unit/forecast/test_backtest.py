"""The measures worked out by hand, what a method may see, and coverage where the truth is known."""

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.forecast.backtest import (
    Observed,
    PassMarks,
    Quantiles,
    Trial,
    judge,
    rolling,
)
from pathways.forecast.results import BANDS
from pathways.forecast.trend import trend


def around(middle: float, step: float) -> Quantiles:
    """Quantiles so many steps around a middle: -3 to 3."""
    return {level: middle + step * (number - 3) for number, level in enumerate(BANDS)}


def exact(history: Observed, origin: int, horizons: Sequence[int]) -> Mapping[int, Quantiles]:
    return {ahead: around(history.years[origin], 1.0) for ahead in horizons}


class TestMeasures:
    # Forecast 12 ± where 10 came (2 too high), and 18 where 20 came (2 too low).
    TRIALS = (
        Trial("A", 2020, 1, 10, around(12, 1.0), same=9, ratio=10.5),
        Trial("B", 2020, 1, 20, around(18, 0.5), same=18, ratio=None),
    )

    def test_errors_bias_and_rivals(self) -> None:
        score = judge(self.TRIALS).pooled
        assert score is not None and score.trials == 2
        # |2|/10 and |−2|/20; 4 persons wrong of 30; +2 − 2 = 0.
        assert score.mape == pytest.approx((0.2 + 0.1) / 2)
        assert score.pooled == pytest.approx(4 / 30)
        assert score.bias == pytest.approx(0)
        # Same as now: 1 of 10 and 2 of 20. As many a head: 0.5 of 10, and not known for B.
        assert score.same_mape == pytest.approx((0.1 + 0.1) / 2)
        assert score.ratio_mape == pytest.approx(0.05)

    def test_coverage_counts_the_truth_inside_each_interval(self) -> None:
        score = judge(self.TRIALS).pooled
        assert score is not None
        # A: 10 in 11–13? no; in 10–14? yes; in 9–15? yes. B: 20 in 16.5–19.5? never.
        assert score.coverage == {0.5: 0.0, 0.8: 0.5, 0.9: 0.5}

    def test_pinball_by_hand(self) -> None:
        score = judge(self.TRIALS[:1]).pooled
        assert score is not None
        # Quantiles 9 … 15, truth 10: 0.05 × 1; 0; then (1 − level) × how far above.
        losses = [0.05 * 1, 0, 0.75 * 1, 0.5 * 2, 0.25 * 3, 0.1 * 4, 0.05 * 5]
        assert score.pinball == pytest.approx(sum(losses) / 7 / 10)

    def test_an_empty_field_does_not_divide_by_nobody(self) -> None:
        score = judge([Trial("A", 2020, 1, 0, around(1, 0.1), same=0, ratio=None)]).pooled
        assert score is not None and (score.mape, score.pooled) == (1.0, 1.0)


class TestRolling:
    SERIES = Observed(
        "VOP",
        {year: 50.0 + year - 2010 for year in range(2010, 2022)},
        people=dict.fromkeys(range(2010, 2022), 100.0),
        intake={year: float(year) for year in range(2010, 2022)},
    )

    def test_a_method_sees_nothing_after_the_origin_but_the_intake_when_it_is_given(self) -> None:
        seen: list[tuple[int, Observed]] = []

        def spy(history: Observed, origin: int, horizons: Sequence[int]) -> Mapping[int, Quantiles]:
            seen.append((origin, history))
            return exact(history, origin, horizons)

        rolling([self.SERIES], spy)
        for origin, history in seen:
            latest = (max(history.years), max(history.people), max(history.intake))
            assert latest == (origin, origin, origin)
        seen.clear()
        assert rolling([self.SERIES], spy, is_given=True).is_given
        assert {max(history.intake) for _, history in seen} == {2021}
        assert all(max(history.years) == origin for origin, history in seen)

    def test_every_origin_with_enough_behind_it_and_every_year_ahead_that_came(self) -> None:
        result = rolling([self.SERIES], exact)
        assert (result.first_origin, result.last_origin) == (2012, 2020)
        # 2012 and 2013 have all eight years ahead, then seven, six, … one.
        assert len(result.trials) == 8 + 8 + 7 + 6 + 5 + 4 + 3 + 2 + 1
        assert {ahead: score.trials for ahead, score in result.by_horizon.items()}[8] == 2
        # One more came each year: the forecast is as many too low as years were looked ahead.
        assert all(each.error == -each.horizon for each in result.trials)
        assert result.pooled is not None and result.pooled.mape == result.pooled.same_mape

    def test_a_short_history_says_that_no_backtest_is_possible(self) -> None:
        short = Observed("NEV", dict.fromkeys(range(2017, 2022), 10.0))
        result = rolling([short], exact)
        assert (result.pooled, result.too_short, result.trials) == (None, ("NEV",), ())
        assert all(mark.is_reached is None for mark in result.marks)
        assert rolling([Observed("X", {})], exact).too_short == ("X",)

    def test_six_years_are_enough(self) -> None:
        six = Observed("NEV", dict.fromkeys(range(2016, 2022), 10.0))
        assert rolling([six], exact).pooled is not None

    def test_as_many_a_head_uses_the_inhabitants_that_came(self) -> None:
        grown = Observed(
            "VOP",
            {year: 50.0 * 1.02 ** (year - 2010) for year in range(2010, 2020)},
            people={year: 1_000.0 * 1.02 ** (year - 2010) for year in range(2010, 2020)},
        )
        score = rolling([grown], exact).pooled
        assert score is not None and score.ratio_mape == pytest.approx(0, abs=1e-12)

    def test_a_forecast_with_a_quantile_missing_is_refused(self) -> None:
        with pytest.raises(ValueError, match="VOP 2012"):
            rolling([self.SERIES], lambda *_: {ahead: {0.5: 1.0} for ahead in range(1, 9)})

    def test_told_after_each_series(self) -> None:
        told: list[str] = []
        rolling([self.SERIES], exact, told=told.append)
        assert told == ["VOP"]


class TestMarks:
    def marks_of(self, error: float, inside: float, ahead: int) -> dict[str, bool | None]:
        trials = [
            Trial("A", 2020, ahead, 100, around(100 + error, step), same=105, ratio=None)
            for step in (10 if number < inside * 10 else 0.1 for number in range(10))
        ]
        return {mark.name: mark.is_reached for mark in judge(trials).marks}

    def test_each_is_reached_or_not_or_cannot_be_told(self) -> None:
        assert self.marks_of(4, 0.8, 3) == {
            "mape_3": True, "mape_8": None, "inside_80": True, "against_same": True,
        }  # fmt: skip
        assert self.marks_of(6, 1.0, 3) == {
            "mape_3": False, "mape_8": None, "inside_80": False, "against_same": False,
        }  # fmt: skip
        assert self.marks_of(11, 0.5, 8)["mape_8"] is False
        assert self.marks_of(9, 0.5, 8)["mape_8"] is True

    def test_they_are_settings(self) -> None:
        trials = [Trial("A", 2020, 3, 100, around(106, 10), 105, None)]
        strict, mild = judge(trials), judge(trials, marks=PassMarks(mape_after_three=0.07))
        assert (strict.marks[0].is_reached, mild.marks[0].is_reached) == (False, True)


def test_the_trend_covers_walks_about_as_often_as_it_says() -> None:
    draw = np.random.default_rng(3)
    series = []
    for number in range(120):
        steps = draw.normal(0.02, 0.03, 25).cumsum()
        series.append(Observed(str(number), dict(enumerate(100 * np.exp(steps), start=2000))))
    score = rolling(series, trend, least_before=10).pooled
    assert score is not None
    for level, share in score.coverage.items():
        assert share == pytest.approx(level, abs=0.08)


def test_the_trend_says_nothing_of_one_count_or_of_nobody() -> None:
    assert trend(Observed("A", {2020: 5.0}), 2020, (1,)) == {}
    assert trend(Observed("A", {2019: 0.0, 2020: 5.0}), 2020, (1,)) == {}


@given(st.lists(st.tuples(st.floats(1, 500), st.floats(1, 500)), min_size=1, max_size=20))
def test_measures_keep_within_what_they_can_be(pairs: list[tuple[float, float]]) -> None:
    trials = [Trial("A", 2020, 1, came, around(said, 1), said, None) for came, said in pairs]
    score = judge(trials).pooled
    assert score is not None
    assert 0 <= score.mape == pytest.approx(score.same_mape)
    assert abs(score.bias) <= score.pooled + 1e-12
    assert 0 <= score.coverage[0.5] <= score.coverage[0.8] <= score.coverage[0.9] <= 1
    assert score.pinball >= 0
