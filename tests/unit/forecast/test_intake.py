"""The smallest intake: monotone, agrees with running every intake, and says when nothing helps."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.forecast.demand import required
from pathways.forecast.intake import advise, advise_all, before, wilson
from pathways.forecast.results import NOTHING, Asked, NoIntake
from pathways.forecast.supply import simulate
from pathways.forecast.types import Case, Finish
from tests.support.forecast_cases import field, random_case, uncertain


def brute_force(case: Case, asked: Asked, starts: int) -> tuple[float, float]:
    """Chance and shortfall when so many really start, each followed from first to last year."""
    planned = before(case, asked.first_year).intake[: asked.first_year - 1]
    full = replace(case, intake=(*planned, starts))
    gap = required(full)[:, asked.target_year] - simulate(full).fte[:, asked.target_year]
    return float((gap <= NOTHING).mean()), float(np.maximum(gap, 0).mean())


def test_the_answer_is_that_of_running_every_intake() -> None:
    case = uncertain(field(paths=2_500))
    asked = Asked(2, 14, 0.8, most=20)
    advice = advise(case, asked)
    found = [brute_force(case, asked, starts) for starts in range(asked.most + 1)]
    assert [each.chance for each in advice.curve] == [chance for chance, _ in found]
    assert [each.shortfall for each in advice.curve] == pytest.approx([lack for _, lack in found])
    enough = [starts for starts, (chance, _) in enumerate(found) if chance >= 0.8]
    assert advice.starts == enough[0] and enough == list(range(enough[0], asked.most + 1))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 12), st.integers(1, 12), st.integers(1, 9))
def test_any_number_that_is_tried_is_a_real_run(
    seed: int, first: int, target: int, starts: int
) -> None:
    case = random_case(Random(seed))
    first, target = sorted((min(first, case.years), min(target, case.years)))
    asked = Asked(first, target, 0.8, most=9)
    curve = advise(case, asked).curve
    if starts < len(curve):
        assert curve[starts].chance == brute_force(case, asked, starts)[0]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 12), st.integers(1, 12))
def test_one_more_never_makes_the_chance_smaller(seed: int, first: int, target: int) -> None:
    case = random_case(Random(seed))
    first, target = sorted((min(first, case.years), min(target, case.years)))
    advice = advise(case, Asked(first, target, 0.8, most=15))
    chances = [each.chance for each in advice.curve]
    assert chances == sorted(chances)
    if advice.starts is not None:
        assert advice.curve[advice.starts].chance >= 0.8
        assert all(each.chance < 0.8 for each in advice.curve[: advice.starts])


def test_a_surer_answer_never_takes_fewer() -> None:
    case = uncertain(field(paths=2_000))
    asked = [Asked(1, 14, chance) for chance in (0.5, 0.8, 0.9)]
    together = advise_all(case, asked)
    assert together[1] == advise(case, asked[1])
    found = [each.starts for each in together]
    assert None not in found
    assert found == sorted(found, key=lambda each: each or 0)


def test_questions_answered_together_differ_in_the_chance_alone() -> None:
    with pytest.raises(ValueError, match="differ"):
        advise_all(field(paths=10), [Asked(1, 10, 0.5), Asked(1, 11, 0.8)])


def test_before_anybody_can_finish_no_intake_helps_and_the_earliest_year_is_told() -> None:
    case = field()
    advice = advise(case, Asked(2, 6, 0.8))
    assert (advice.starts, advice.why_not, advice.earliest_year) == (None, NoIntake.TOO_SOON, 7)
    assert len(advice.curve) == 1


def test_a_gap_that_no_number_tried_closes_is_said_to_be_too_large() -> None:
    case = replace(field(), needed=replace(field().needed, vacancies=500.0))
    assert advise(case, Asked(1, 15, 0.8)).why_not is NoIntake.TOO_MANY


def test_too_many_is_told_as_a_chance_of_surplus() -> None:
    advice = advise(field(), Asked(1, 15, 0.8))
    surplus = [each.surplus for each in advice.curve]
    assert surplus == sorted(surplus) and surplus[-1] > 0.9


@pytest.mark.parametrize(
    "asked", [Asked(0, 5, 0.8), Asked(6, 5, 0.8), Asked(1, 99, 0.8), Asked(1, 5, 1.0)]
)
def test_a_question_that_cannot_be_is_refused(asked: Asked) -> None:
    with pytest.raises(ValueError):
        advise(field(paths=10), asked)


def test_wilsons_interval_holds_the_share_and_narrows() -> None:
    low, high = wilson(0.8, 10_000)
    assert low < 0.8 < high and high - low < 0.017
    assert wilson(0.0, 100)[0] == pytest.approx(0) and wilson(1.0, 100)[1] == pytest.approx(1)


def test_those_who_started_before_the_first_year_are_as_planned() -> None:
    case = field(training=replace(field().training, durations=(Finish(5, 1.0),)))
    assert before(case, 3).intake == (4, 4, 0)
    assert before(case, 1).intake == (0,)
