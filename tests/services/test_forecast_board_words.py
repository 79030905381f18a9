"""A sentence on the board says its numbers, whatever they are."""

import re

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.services import forecast_words as words
from app.services.forecast_specialty_words import whole
from app.services.forecast_summary import Advised, ForecastSummary, Gap, Spark
from app.services.forecast_words import Named
from pathways.forecast.results import NoIntake

BASE, TARGET = 2026, 2040
YEARS = 20
GAPS = st.floats(-40, 40)
ROWS = st.lists(st.floats(0, 400), min_size=YEARS + 1, max_size=YEARS + 1)
ADVICES = st.sampled_from(
    (
        Advised(0.8, 7, None, 0.81),
        Advised(0.8, None, NoIntake.TOO_SOON.value, None),
        Advised(0.8, None, NoIntake.TOO_MANY.value, None),
    )
)


@st.composite
def summaries(draw: st.DrawFn) -> ForecastSummary:
    gap = draw(GAPS)
    likely = draw(st.integers(0, 2 ** (YEARS + 1) - 1))
    chances = tuple(0.7 if likely >> year & 1 else 0.3 for year in range(YEARS + 1))
    return ForecastSummary(
        base_year=BASE,
        target_year=TARGET,
        heads=draw(st.integers(1, 90)),
        fte_today=40,
        needed_today=50,
        worst_year=draw(st.integers(BASE + 1, TARGET)),
        worst_gap=Gap(gap - 3, gap, gap + 3),
        worst_needed=60,
        target_gap=Gap(gap - 3, gap, gap + 3),
        chances=chances,
        surplus=0.1,
        intake_now=draw(st.floats(0, 12)),
        earliest_year=2033,
        advices=(draw(ADVICES),),
        spark=Spark(((2025, 41.0),), *(tuple(draw(ROWS)) for _row in range(4))),
        delay_costs={},
    )


def numbers(text: str) -> list[int]:
    return [int(found) for found in re.findall(r"\d+", text)]


@pytest.fixture(scope="module")
def words_app() -> Flask:
    from flask_babel import Babel

    app = Flask(__name__)
    Babel(app, default_locale="nb")
    return app


@given(found=summaries())
def test_a_row_says_what_is_missing_and_when(words_app: Flask, found: ForecastSummary) -> None:
    missing = whole(found.worst_gap.middle)
    with words_app.test_request_context():
        text = words.row_sentence(found)
    if missing <= 0:
        assert "Mangler" not in text
        return
    said = numbers(text)
    assert said[-1] == found.worst_year and 60 in said
    assert ("ett av" in text) == (missing == 1)
    assert missing == 1 or said[0] == missing
    assert ("hviler på" in text) == found.is_small
    is_before = found.worst_year < found.earliest_year
    assert ("Inntak hjelper ikke før" in text) == (is_before and not found.is_small)


@given(found=summaries())
def test_from_when_full_staffing_is_likely(words_app: Flask, found: ForecastSummary) -> None:
    with words_app.test_request_context():
        text = words.from_when(found)
    years = dict(zip(range(BASE + 1, BASE + YEARS + 1), found.chances[1:], strict=True))
    unlikely = [year for year, chance in years.items() if chance < words.EVEN]
    if not unlikely:
        assert "hele perioden" in text
    elif max(unlikely) == BASE + YEARS:
        assert "ikke sannsynlig" in text
    else:
        assert numbers(text) == [max(unlikely) + 1]


@given(rows=st.lists(summaries(), min_size=1, max_size=6), year=st.integers(BASE, BASE + YEARS))
def test_the_headline_and_its_reason(
    words_app: Flask, rows: list[ForecastSummary], year: int
) -> None:
    named = [Named("VOP", "Psykiatri", each) for each in rows]
    with words_app.test_request_context():
        told = words.opening(named, year, None)
        other = words.headline(named[0], "Ingen utenfra")
    assert told.reason is not None
    missing = whole(rows[0].worst_gap.middle)
    unlikely = sum(each.chance_in(year) < words.EVEN for each in rows)
    said = {0: "ingen", 1: "ett"}.get(unlikely, words.in_words(unlikely))
    assert told.reason.lower().startswith(said)
    assert f"av {len(rows)} fag" in told.reason and str(year) in told.reason
    if missing > 0:
        stressed = told.sentence.split("*")[1]
        assert stressed == ("ett årsverk" if missing == 1 else f"{missing} årsverk")
        assert f"i {rows[0].worst_year} hvis inntaket blir som nå" in told.sentence
        assert "Ingen utenfra" in other
    else:
        assert "Ingen fag mangler" in told.sentence


@given(found=summaries())
def test_an_advice_is_a_number_or_why_there_is_none(
    words_app: Flask, found: ForecastSummary
) -> None:
    with words_app.test_request_context():
        number, rest = words.advised(found, 0.8)
        assert words.advised(found, 0.5) == ("", "ukjent")
    (advice,) = found.advices
    assert number == ("" if advice.starts is None else str(advice.starts))
    assert (str(found.earliest_year) in rest) == (advice.why_not == NoIntake.TOO_SOON)


@given(found=summaries())
def test_a_small_drawing_says_its_first_and_last_numbers(
    words_app: Flask, found: ForecastSummary
) -> None:
    spark = found.spark
    with words_app.test_request_context():
        said = numbers(words.drawn(found))
    ends = [whole(each[-1]) for each in (spark.low, spark.high)]
    assert said == [whole(spark.middle[0]), 2046, *ends, 8, 10, whole(spark.needed[-1])]


@given(st.floats(0, 40))
def test_starts_a_year_are_rounded_to_one_decimal(words_app: Flask, starts: float) -> None:
    with words_app.test_request_context():
        number, rest = words.a_year(starts)
    assert rest == "i året"
    assert float(number.replace(",", ".")) == pytest.approx(starts, abs=0.0501)
