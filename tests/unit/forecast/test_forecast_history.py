"""Histories as files: what they hold, their mistakes, and the document of a backtest."""

import copy
import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.exchange.forecast_backtest import (
    backtest_document,
    backtest_sentences,
    read_backtest,
    small_codes,
)
from app.exchange.forecast_history import HistoryFile, read_history
from app.exchange.forecast_history_shape import FORECAST_BACKTEST
from app.exchange.schemas import schema_text
from pathways.forecast.backtest import BacktestResult, Trial, judge, rolling
from pathways.forecast.hindcast import Hindcaster
from pathways.forecast.results import BANDS
from pathways.forecast.trend import trend
from seed.csv_rows import Problem, ReferenceFileError
from tests.support.schema_checker import violations

FILE = Path(__file__).parents[3] / "docs" / "cases" / "forecast" / "history" / "north.json"
NORTH: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
CODES = frozenset({"VOP", "RUS"})


def read(document: object) -> HistoryFile:
    return read_history(json.dumps(document).encode(), "history.json", CODES)


def problems(document: object) -> tuple[Problem, ...]:
    with pytest.raises(ReferenceFileError) as caught:
        read(document)
    return caught.value.problems


def changed(*path: str | int, to: object) -> dict[str, Any]:
    document: Any = copy.deepcopy(NORTH)
    spot = document
    for key in path[:-1]:
        spot = spot[key]
    spot[path[-1]] = to
    return document  # type: ignore[no-any-return]


def test_the_worked_history_fits_its_schema_and_is_what_the_forecast_needs() -> None:
    assert violations(NORTH, json.loads(schema_text("forecast-history-1.0")), {}) == []
    file = read(NORTH)
    assert isinstance(file.forecaster, Hindcaster)
    assert [each.code for each in file.observed] == ["VOP", "RUS"]
    assert file.observed[0].years[2016] == NORTH["specialties"][0]["years"][0]["persons"]
    assert file.observed[0].people[2025] == 485_400
    assert len(file.forecaster.durations) == 6


def test_what_is_asked_stands_before_what_the_file_says() -> None:
    file = read(NORTH).asked(9, None, True)
    assert isinstance(file.forecaster, Hindcaster)
    assert (file.forecaster.seed, file.forecaster.paths, file.is_given) == (9, 300, True)


VOP = ("specialties", 0)
BAD = [
    (changed(*VOP, "years", 2, "persons", to=-4), "specialties[0].years[2].persons", "-4"),
    (changed(*VOP, "years", 2, "year", to=2016), "specialties[0].years[2].year", "2016 again"),
    (changed(*VOP, "years", 2, "stayed", to=50), "specialties[0].years[2].stayed", "50"),
    (changed(*VOP, "years", 2, "started", to=None), "specialties[0].years[2].started", "nothing"),
    (changed(*VOP, "exits", 1, "gone", to=99), "specialties[0].exits[1].gone", "99"),
    (changed(*VOP, "exits", 0, "age_from", to=60), "specialties[0].exits[0].age_from", "60"),
    (
        changed(*VOP, "exits", 1, to=NORTH["specialties"][0]["exits"][0]),
        "specialties[0].exits[1].age_from",
        "woman 30–44 in 2016 again",
    ),
    (changed(*VOP, "code", to="PSY"), "specialties[0].code", "PSY"),
    (changed("specialties", 1, "code", to="VOP"), "specialties[1].code", "VOP again"),
    (changed("before", to=None), "before", "nothing"),
    (changed("before", "retention", "mean", to=1.7), "before.retention.mean", "1.7"),
    (changed("horizons", to=[1, 2, 1]), "horizons[2]", "1 again"),
    (changed("people", 1, "year", to=2016), "people[1].year", "2016 again"),
    (changed("paths", to=0), "paths", "0"),
]


@pytest.mark.parametrize(("document", "field", "found"), BAD, ids=[each[1] for each in BAD])
def test_every_mistake_is_named_by_field_row_and_expectation(
    document: dict[str, Any], field: str, found: str
) -> None:
    (told,) = problems(document)
    assert (told.field, told.found) == (field, found)
    assert told.expected


def test_a_trend_needs_counts_and_nothing_else_and_years_may_be_missing() -> None:
    years = [{"year": year, "persons": 40 + year - 2000} for year in range(2000, 2012)]
    del years[5]
    series = {"code": "VOP", "group": "psychiatry", "years": years}
    document = {
        "schema_version": "1.0",
        "name": "Bare antall, oppdiktet",
        "method": "trend",
        "specialties": [series],
    }
    file = read(document).asked(1, 1, None)
    assert file.forecaster is trend
    result = rolling(file.observed, file.forecaster, horizons=(1, 2))
    assert result.pooled is not None
    assert result.pooled.mape < result.pooled.same_mape
    assert 2005 not in {each.origin for each in result.trials}


def any_result(seed: int) -> BacktestResult:
    draw = Random(seed)
    trials = []
    for _ in range(draw.randint(0, 12)):
        middle = draw.uniform(0, 60)
        quantiles = {level: middle + (level - 0.5) * draw.uniform(0, 9) for level in BANDS}
        ratio = draw.choice((None, draw.uniform(1, 60)))
        code, origin = draw.choice(("VOP", "RUS")), draw.randint(2010, 2020)
        observed = float(draw.randint(0, 60))
        same = float(draw.randint(0, 60))
        trials.append(Trial(code, origin, draw.randint(1, 8), observed, quantiles, same, ratio))
    return judge(trials, ("NUK",), is_given=draw.random() < 0.5)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**9))
def test_what_is_read_from_the_document_of_a_backtest_and_written_again_is_the_same(
    seed: int,
) -> None:
    result = any_result(seed)
    document = json.loads(json.dumps(backtest_document(result)))
    again = read_backtest(document)
    assert json.loads(json.dumps(backtest_document(again))) == document
    assert read_backtest(backtest_document(again)) == again
    whole = {
        "schema_version": "1.0", "result": "backtest", "name": "x", "input_hash": "y",
        "small": list(small_codes(result)), "sentences": backtest_sentences(result), **document,
    }  # fmt: skip
    assert violations(whole, json.loads(json.dumps(FORECAST_BACKTEST.schema())), {}) == []
    assert "Too short a history: NUK." in backtest_sentences(result)


def test_a_specialty_that_had_one_to_four_in_post_is_marked() -> None:
    quantiles = dict.fromkeys(BANDS, 4.0)
    few = Trial("NUK", 2018, 1, 3.0, quantiles, 5.0, None)
    many = Trial("VOP", 2018, 1, 30.0, quantiles, 31.0, None)
    nobody = Trial("RUS", 2018, 1, 0.0, quantiles, 0.0, None)
    assert small_codes(judge([few, many, nobody])) == ("NUK",)
