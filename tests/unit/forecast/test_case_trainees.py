"""When those in training are approved: around a worked-out day, or by the durations left."""

from datetime import date, timedelta

import pytest

from app.services.forecast_case_trainees import (
    SLIP_SHARES,
    around,
    entering,
    remaining,
    slip_shares,
)
from app.store.forecast_data import KnownTrainee, OpenDelay, TraineesRow
from pathways.forecast.types import Finish, Sex
from pathways.types.delays import Cause

TODAY = date(2026, 10, 31)
DURATIONS = (Finish(5, 0.2), Finish(6, 0.3), Finish(7, 0.3), Finish(8, 0.2))
CERTAIN = (1.0,)


def years(finishes: tuple[Finish, ...]) -> dict[int, float]:
    return {each.year: round(each.share, 3) for each in finishes}


def mean(finishes: tuple[Finish, ...]) -> float:
    return sum(each.year * each.share for each in finishes)


def test_a_day_is_spread_over_half_a_year_to_either_side() -> None:
    # 1 461 days are four years: all of the fourth and the fifth year's first half a year.
    assert years(around(TODAY + timedelta(days=1_461), TODAY, CERTAIN)) == {4: 0.5, 5: 0.5}
    found = years(around(TODAY + timedelta(days=1_461 - 91), TODAY, CERTAIN))
    assert found == {4: pytest.approx(0.75, abs=0.002), 5: pytest.approx(0.25, abs=0.002)}


def test_what_falls_before_today_is_the_first_year() -> None:
    assert years(around(TODAY - timedelta(days=200), TODAY, CERTAIN)) == {1: 1.0}
    assert years(around(TODAY, TODAY, CERTAIN)) == {1: 1.0}


@pytest.mark.parametrize("days", [0, 100, 365, 1_000, 2_345])
def test_shares_add_up_and_a_delay_moves_them_by_its_days(days: int) -> None:
    slip = (0.7, 0.2, 0.1)
    day = TODAY + timedelta(days=800 + days)
    sooner, later = around(day, TODAY, slip), around(day + timedelta(days=73), TODAY, slip)
    assert sum(each.share for each in sooner) == pytest.approx(1)
    assert mean(later) - mean(sooner) == pytest.approx(73 / 365.25, abs=1e-9)


def test_what_is_left_of_the_durations() -> None:
    assert years(remaining(DURATIONS, 0)) == {5: 0.2, 6: 0.3, 7: 0.3, 8: 0.2}
    # In the seventh year: half of it is left, then the eighth.
    assert years(remaining(DURATIONS, 7)) == {1: 1.0}
    assert years(remaining(DURATIONS, 6)) == {1: 0.692, 2: 0.308}
    assert years(remaining(DURATIONS, 12)) == {1: 1.0}


def test_the_slip_is_half_of_how_far_trainings_go_beyond_the_middle() -> None:
    assert slip_shares(DURATIONS, 19) == SLIP_SHARES
    # Middle 6; of those from 6 on 0.375, 0.375 and 0.25.
    assert slip_shares(DURATIONS, 20) == pytest.approx((0.6875, 0.1875, 0.125, 0.0))


def known(number: int, expected: date | None = None, best: date | None = None) -> KnownTrainee:
    return KnownTrainee(number, "VOP", TODAY - timedelta(days=1_200), expected, best)


COUNTED = (
    TraineesRow("VOP", 1, Sex.WOMAN, 31, 0, 2),
    TraineesRow("VOP", 1, Sex.MAN, 38, 3, 1),
)


def test_those_who_are_here_are_not_counted_again() -> None:
    found = entering((known(1),), COUNTED, {}, durations=DURATIONS, slip=CERTAIN, as_of=TODAY)
    assert (len(found.trainees), found.known, found.dated) == (3, 1, 0)
    # Three years done: takes the place of the counted one who has, with sex and age.
    assert (found.trainees[0].sex, found.trainees[0].age) == (Sex.MAN, 38)
    assert all(each.age == 31 for each in found.trainees[1:])


def test_nobody_who_is_here_is_left_out_when_the_region_counts_fewer() -> None:
    found = entering(
        [known(n) for n in range(5)], COUNTED, {}, durations=DURATIONS, slip=CERTAIN, as_of=TODAY
    )
    assert len(found.trainees) == found.known == 5


def test_delays_of_one_doctor_run_side_by_side_and_cost_no_more_than_the_greatest() -> None:
    day = TODAY + timedelta(days=1_000)
    delays = {
        1: (
            OpenDelay(1, 90, "grunnkurs", Cause.COURSE),
            OpenDelay(1, 30, None, Cause.LEAVE_OR_PART_TIME),
        )
    }
    found = entering(
        (known(1, day, day - timedelta(days=400)), known(2, day)),
        (),
        delays,
        durations=DURATIONS,
        slip=CERTAIN,
        as_of=TODAY,
    )
    assert sum(each.days for each in found.delays) == 90
    assert {each.key for each in found.delays} == {"grunnkurs", str(Cause.LEAVE_OR_PART_TIME)}
    assert {each.trainee for each in found.delays} == {0}
    saved = mean(found.trainees[0].finishes) - mean(found.without_delays[0].finishes)
    assert saved == pytest.approx(90 / 365.25)
    assert found.trainees[1] == found.without_delays[1]


def test_without_delays_nobody_is_done_before_it_is_possible() -> None:
    day = TODAY + timedelta(days=1_000)
    delays = {1: (OpenDelay(1, 300, None, Cause.LEAVE_OR_PART_TIME),)}
    found = entering(
        (known(1, day, day - timedelta(days=50)),),
        (),
        delays,
        durations=DURATIONS,
        slip=CERTAIN,
        as_of=TODAY,
    )
    saved = mean(found.trainees[0].finishes) - mean(found.without_delays[0].finishes)
    assert saved == pytest.approx(50 / 365.25)
