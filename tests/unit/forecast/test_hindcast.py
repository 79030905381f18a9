"""The forecast made in past years of a world that is known: honest intervals, nothing foreseen."""

from dataclasses import replace

import pytest

from pathways.forecast.backtest import BacktestResult, rolling
from pathways.forecast.calibrate import ExitRow
from pathways.forecast.hindcast import Hindcaster
from pathways.forecast.types import Sex
from pathways.forecast.validation import problems
from tests.support.forecast_history import World

CODES = {"S0": 60, "S1": 25, "P0": 90, "L0": 12}
WORLD = World(11, CODES).lived()


@pytest.fixture(scope="module")
def result() -> BacktestResult:
    hindcaster = WORLD.hindcaster(paths=400)
    series = hindcaster.observed()
    return rolling(series, hindcaster, horizons=(1, 3, 6), least_before=12, is_given=True)


def test_intervals_hold_the_truth_about_as_often_as_they_say(result: BacktestResult) -> None:
    assert result.pooled is not None
    # Origins of one world overlap: its trials are far fewer than they look.
    assert 0.60 < result.pooled.coverage[0.8] < 0.96
    assert abs(result.pooled.bias) < 0.06


def test_it_beats_same_as_now_where_training_and_exits_move_the_stock(
    result: BacktestResult,
) -> None:
    assert result.pooled is not None and result.pooled.mape < result.pooled.same_mape
    assert {each.origin for each in result.trials} == set(range(2017, 2025))


def test_nothing_after_the_origin_changes_a_forecast() -> None:
    origin, ahead = 2018, (1, 5)
    whole = WORLD.hindcaster(paths=200)
    cut = Hindcaster(
        [
            replace(row, gone=0) if row.year == origin + 1 else row
            for row in WORLD.exits
            if row.year <= origin + 1
        ],
        [row for row in WORLD.years if row.year <= origin],
        WORLD.durations,
        whole.groups,
        whole.thoughts,
        paths=200,
    )
    for series in cut.observed():
        assert cut(series, origin, ahead) == whole(series, origin, ahead)


def test_the_cases_are_sound_and_count_those_who_were_there() -> None:
    hindcaster = WORLD.hindcaster(paths=200)
    for series in hindcaster.observed():
        case = hindcaster.case(series, 2015, 8)
        assert case is not None and problems(case) == ()
        assert sum(each.persons for each in case.stock) == series.years[2015]
        rows = {row.year: row for row in WORLD.years if row.code == series.code}
        assert len(case.trainees) == rows[2016].in_training
        assert case.intake[:3] == tuple(rows[year].started for year in (2016, 2017, 2018))
        for trainee in case.trainees[:1]:
            assert sum(each.share for each in trainee.finishes) == pytest.approx(1)


def test_without_the_intake_it_goes_on_as_the_last_three_years_on_average() -> None:
    hindcaster = WORLD.hindcaster(paths=200)
    series = next(each for each in hindcaster.observed() if each.code == "P0")
    known = {year: started for year, started in series.intake.items() if year <= 2015}
    case = hindcaster.case(replace(series, intake=known), 2015, 9)
    mean = sum(known[year] for year in (2013, 2014, 2015)) / 3
    assert case is not None and sum(case.intake) == pytest.approx(9 * mean, abs=0.51)


def test_a_year_without_ages_gives_no_forecast() -> None:
    hindcaster = WORLD.hindcaster(paths=200)
    hindcaster.exits = [row for row in WORLD.exits if row.year <= 2015]
    series = hindcaster.observed()[0]
    assert hindcaster(series, 2016, (1,)) == {}


def test_a_series_that_counts_others_too_goes_on_from_its_own_number() -> None:
    hindcaster = WORLD.hindcaster(paths=200)
    series = hindcaster.observed()[0]
    double = replace(series, years={year: 2 * count for year, count in series.years.items()})
    once, twice = hindcaster(series, 2015, (4,)), hindcaster(double, 2015, (4,))
    assert twice[4][0.5] == pytest.approx(2 * once[4][0.5])


def test_persons_of_a_band_are_spread_over_its_ages() -> None:
    hindcaster = WORLD.hindcaster(paths=200)
    hindcaster.exits = [ExitRow("S0", 2016, Sex.WOMAN, 60, 64, 10, 0)]
    case = hindcaster.case(hindcaster.observed()[0], 2015, 1)
    assert case is not None
    assert [(each.age, each.persons) for each in case.stock] == [(age, 2) for age in range(60, 65)]
