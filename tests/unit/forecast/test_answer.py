"""Everything a page says agrees with itself and with what it is made of."""

from dataclasses import replace

import pytest

from pathways.forecast.answer import answer
from pathways.forecast.expected import expect
from pathways.forecast.levers import levers
from pathways.forecast.outlook import look
from pathways.forecast.results import Answer, LeverKind, NoIntake, Question
from pathways.forecast.sensitivity import standard_inputs, swings
from tests.support.forecast_cases import field, uncertain

CASE = uncertain(field(paths=2_500))
QUESTION = Question(2, 14, most=20)


@pytest.fixture(scope="module")
def found() -> Answer:
    return answer(CASE, QUESTION, without_delays=CASE.trainees)


def test_the_parts_are_those_of_the_functions_they_come_from(found: Answer) -> None:
    assert found.outlook == look(CASE)
    assert found.swings == swings(CASE, 14, standard_inputs(CASE))
    assert found.levers == levers(CASE, found.lever_year, without_delays=CASE.trainees)
    assert [each.asked.chance for each in found.advices] == [0.5, 0.8, 0.9]


def test_the_planned_intake_has_the_same_chance_wherever_it_is_told(found: Answer) -> None:
    assert found.now.starts == 4
    assert found.now == found.advices[0].curve[4]
    assert found.now.chance == found.outlook.filled[14]


def test_no_year_before_the_earliest_can_be_helped_by_intake(found: Answer) -> None:
    assert (found.earliest_year, found.lever_year) == (7, 6)
    early = answer(CASE, Question(2, 6, most=5))
    assert {each.why_not for each in early.advices} == {NoIntake.TOO_SOON}
    assert {each.starts for each in early.advices} == {None}
    assert LeverKind.FEWER_DELAYS not in {each.kind for each in early.levers}
    late = answer(replace(CASE, years=5, paths=50, needed=replace(
        CASE.needed, population=CASE.needed.population[:6])), Question(2, 5, most=5))  # fmt: skip
    assert (late.earliest_year, late.lever_year) == (7, 5)


def test_the_worst_year_has_the_largest_gap_and_its_spread_is_in_order(found: Answer) -> None:
    mean = found.outlook.gap.mean
    assert mean[found.worst_year] == max(mean[1 : found.question.target_year + 1])
    gap = found.gap_in(found.worst_year)
    assert gap.low < gap.middle < gap.high
    assert gap.middle == found.outlook.gap.values[0.5][found.worst_year]


def test_pipeline_and_exits_are_the_averages(found: Answer) -> None:
    means = expect(CASE)
    assert found.pipeline == pytest.approx(tuple(means.finished))
    assert sum(found.pipeline) < len(CASE.trainees)
    assert found.pipeline_starts[:6] == (0,) * 6 and found.pipeline_starts[6] > 0
    assert found.exits == pytest.approx(tuple(means.exits)) and found.exits[0] == 0


def test_a_question_without_a_chance_is_refused() -> None:
    with pytest.raises(ValueError, match="chances"):
        answer(CASE, Question(1, 10, chances=()))
