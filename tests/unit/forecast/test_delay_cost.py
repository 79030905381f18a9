"""Specialist-years lost to delays, worked out in the comments."""

from dataclasses import replace

import pytest

from pathways.forecast.delay_cost import TraineeDelay, lost
from pathways.forecast.types import Case, Finish, Sex, Share, Trainee
from tests.support.forecast_cases import field

YEAR = 365.25


def case(*trainees: Trainee, retention: float = 0.7, drop_out: float = 0.0) -> Case:
    training = replace(field().training, retention=Share(retention), drop_out=Share(drop_out))
    return field(trainees=trainees, training=training)


MAN = Trainee(Sex.MAN, 33, (Finish(4, 1.0),))
WOMAN = Trainee(Sex.WOMAN, 33, (Finish(4, 0.5), Finish(6, 0.25)))


def test_two_years_late_cost_two_years_of_one_who_probably_takes_a_post() -> None:
    # 731 days ÷ 365.25 = 2.0014 years × 0.7 × 1 FTE.
    assert lost(case(MAN), [TraineeDelay(0, 731, "A")], 10) == {
        "A": pytest.approx(731 / YEAR * 0.7)
    }


def test_drop_out_until_approval_and_fte_are_taken_off() -> None:
    # One year late: approved in year 4 (0.5) or 6 (0.25), 0.98 stay each year, 0.9 FTE.
    expected = 366 / YEAR * 0.7 * 0.9 * (0.5 * 0.98**4 + 0.25 * 0.98**6)
    found = lost(case(WOMAN, drop_out=0.02), [TraineeDelay(0, 366, "A")], 15)
    assert found["A"] == pytest.approx(expected)


def test_never_more_than_what_is_left_of_the_period_or_lies_before_today() -> None:
    # Approved at 4 instead of 2: until the end of year 3 one year is lost; until 2, nothing.
    delay = [TraineeDelay(0, 731, "A")]
    assert lost(case(MAN), delay, 3)["A"] == pytest.approx(0.7 * (3 - (4 - 731 / YEAR)))
    assert lost(case(MAN), delay, 1)["A"] == 0
    # Ten years late, but only the four from today on can be lost from today on.
    assert lost(case(MAN), [TraineeDelay(0, 3650, "A")], 15)["A"] == pytest.approx(4 * 0.7)


def test_several_delays_of_one_person_share_the_cost_and_keys_are_added_up() -> None:
    delays = [
        TraineeDelay(0, 100, "course"), TraineeDelay(0, 300, "place"), TraineeDelay(1, 50, "course")
    ]  # fmt: skip
    found = lost(case(MAN, MAN), delays, 15)
    assert found["course"] == pytest.approx(150 / YEAR * 0.7)
    assert found["place"] == pytest.approx(300 / YEAR * 0.7)
    both = lost(case(MAN), [TraineeDelay(0, 3000, "A"), TraineeDelay(0, 1000, "B")], 15)
    assert both == {"A": pytest.approx(3 * 0.7), "B": pytest.approx(0.7)}


def test_no_days_and_an_approval_after_all_years_cost_nothing() -> None:
    late = Trainee(Sex.MAN, 33, (Finish(40, 1.0),))
    assert lost(case(late), [TraineeDelay(0, 900, "A")], 15) == {"A": 0}
    assert lost(case(MAN), [TraineeDelay(0, 0, "A")], 15) == {"A": 0}
    assert lost(case(MAN), [], 15) == {}


@pytest.mark.parametrize(
    ("delay", "until", "told"),
    [
        (TraineeDelay(1, 5, "A"), 5, "trainee 1: there are 1"),
        (TraineeDelay(0, -5, "A"), 5, "days -5"),
        (TraineeDelay(0, 5, "A"), 99, "until_year 99"),
    ],
)
def test_what_cannot_be_is_refused(delay: TraineeDelay, until: int, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        lost(case(MAN), [delay], until)
