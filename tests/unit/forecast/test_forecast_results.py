"""Answers as documents: what is written is what is read, and too few persons are marked."""

import json
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.exchange.forecast_result_shape import ANSWER
from app.exchange.forecast_results import answer_document, read_answer, small_groups
from app.exchange.forecast_sentences import sentences
from pathways.forecast.results import Answer, NoIntake
from pathways.forecast.types import Head, Sex
from tests.support.forecast_answers import any_answer
from tests.support.forecast_cases import field
from tests.support.schema_checker import violations

SCHEMA = json.loads(json.dumps(ANSWER.schema()))
SEEDS = st.integers(0, 10**9)


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_the_document_is_the_authority(seed: int) -> None:
    written = any_answer(Random(seed))
    document = json.loads(json.dumps(answer_document(written)))
    assert violations(document, SCHEMA, {}) == []
    answer = read_answer(document)
    assert answer_document(answer) == document
    assert read_answer(answer_document(answer)) == answer


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_chances_are_not_rounded_and_fte_by_half_a_thousandth_at_most(seed: int) -> None:
    written = any_answer(Random(seed))
    answer = read_answer(answer_document(written))
    assert answer.question == written.question
    assert answer.outlook.filled == written.outlook.filled
    for before, after in zip(written.advices, answer.advices, strict=True):
        assert (before.starts, before.why_not, before.asked) == (
            after.starts, after.why_not, after.asked,
        )  # fmt: skip
        assert [x.chance for x in before.curve] == [x.chance for x in after.curve]
    assert _nearly(written.outlook.gap.mean, answer.outlook.gap.mean)
    for level, row in written.outlook.supply.values.items():
        assert _nearly(row, answer.outlook.supply.values[level])


def _nearly(before: tuple[float, ...], after: tuple[float, ...]) -> bool:
    return all(abs(x - y) <= 0.0005 + 1e-9 for x, y in zip(before, after, strict=True))


def test_every_field_of_an_answer_stands_in_its_format() -> None:
    document = answer_document(any_answer(Random(1)))
    assert set(ANSWER.names) == set(document)
    assert set(Answer.__dataclass_fields__) <= set(document)


def test_advices_with_different_curves_are_not_of_one_question() -> None:
    answer = any_answer(Random(3))
    other = replace(answer.advices[0], curve=())
    with pytest.raises(ValueError):
        answer_document(replace(answer, advices=(*answer.advices, other)))


def test_an_answer_of_another_version_is_refused() -> None:
    document = answer_document(any_answer(Random(1))) | {"schema_version": "0.9"}
    with pytest.raises(ValueError, match=r"version 0\.9"):
        read_answer(document)


@pytest.mark.parametrize(
    ("persons", "trainees", "small"),
    [
        (0, 0, ()),
        (3, 5, ("stock",)),
        (5, 4, ("trainees",)),
        (4, 1, ("stock", "trainees")),
        (5, 5, ()),
    ],
)
def test_groups_of_one_to_four_persons_are_marked(
    persons: int, trainees: int, small: tuple[str, ...]
) -> None:
    case = field()
    case = replace(case, stock=(Head(Sex.MAN, 50, persons),), trainees=case.trainees[:1] * trainees)
    assert small_groups(case) == small


def test_sentences_say_what_the_figures_say() -> None:
    answer = any_answer(Random(5))
    case = replace(field(), base_year=2026)
    year = answer.question.target_year
    outlook = replace(answer.outlook, filled=(0.553,) * len(answer.outlook.filled))
    advice = replace(
        answer.advices[0],
        starts=0,
        why_not=None,
        curve=(replace(answer.now, starts=0, chance=0.8125),),
    )
    answer = replace(answer, outlook=outlook, advices=(advice,))
    first, second = sentences(case, answer)
    assert f"nothing is missing in {2026 + year} in 55% of the futures" in first
    assert second.startswith(f"0 starts a year from {2026 + answer.question.first_year} give")
    assert "81.2%" in second
    late = replace(advice, starts=None, why_not=NoIntake.TOO_SOON, earliest_year=8)
    _, told = sentences(case, replace(answer, advices=(late,)))
    assert told.startswith("Not reachable by intake before 2034")
    many = replace(advice, starts=None, why_not=NoIntake.TOO_MANY)
    _, told = sentences(case, replace(answer, advices=(many,)))
    assert told.startswith("Not reachable by intake: not even 0 starts")
