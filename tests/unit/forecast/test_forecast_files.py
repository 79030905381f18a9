"""Forecast cases as files: round trips, and every kind of mistake named by field and row."""

import copy
import json
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.exchange.forecast_by_hand import HandFile, read_forecast
from app.exchange.forecast_files import (
    ForecastFile,
    case_document,
    file_document,
    input_hash,
    read_case_document,
)
from app.exchange.json_text import shown
from app.exchange.schemas import schema_text
from pathways.forecast.results import Question
from pathways.forecast.types import Case, Drift
from seed.csv_rows import Problem, ReferenceFileError
from tests.support.forecast_cases import field, random_case, uncertain
from tests.support.schema_checker import violations

FOLDER = Path(__file__).parents[3] / "docs" / "cases" / "forecast"
NORTH: dict[str, Any] = json.loads((FOLDER / "psychiatry-north.json").read_text("utf-8"))
HAND: dict[str, Any] = json.loads((FOLDER / "by-hand.json").read_text("utf-8"))
SCHEMAS = {name: json.loads(schema_text(f"forecast-{name}-1.0")) for name in ("case", "by-hand")}
CODES = frozenset({"VOP", "NUK"})
SEEDS = st.integers(0, 10**9)
MISSING = object()


def any_case(seed: int) -> Case:
    draw = Random(seed)
    case = random_case(draw)
    drift = Drift("standard", draw.uniform(-0.02, 0.02), draw.random() * 0.01)
    needed = replace(case.needed, drifts=(drift,), in_post=draw.choice((None, draw.random() * 40)))
    return uncertain(field()) if seed % 7 == 0 else replace(case, needed=needed)


def read(document: object) -> ForecastFile | HandFile:
    text = json.dumps(document, ensure_ascii=False)
    return read_forecast(text.encode(), "case.json", CODES)


def problems(document: object) -> tuple[Problem, ...]:
    with pytest.raises(ReferenceFileError) as caught:
        read(document)
    return caught.value.problems


def changed(*path: str | int, to: object, of: dict[str, Any] = NORTH) -> dict[str, Any]:
    """The northern case with one value put elsewhere, added to a list, or taken out."""
    document: Any = copy.deepcopy(of)
    spot = document
    for key in path[:-1]:
        spot = spot[key]
    if to is MISSING:
        del spot[path[-1]]
    elif isinstance(spot, list) and path[-1] == len(spot):
        spot.append(to)
    else:
        spot[path[-1]] = to
    return document  # type: ignore[no-any-return]


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_any_case_comes_back_figure_by_figure(seed: int) -> None:
    case = any_case(seed)
    text = json.dumps(case_document(case))
    assert read_case_document(text) == case
    assert violations(json.loads(text), SCHEMAS["case"], {}) == []


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_a_file_with_what_it_asks_comes_back(seed: int) -> None:
    case = any_case(seed)
    question = Question(1, case.years, (0.25, 0.8), seed % 50)
    file = ForecastFile(case, question, "VOP")
    assert read(file_document(file)) == file


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_every_worked_case_fits_its_schema_and_comes_back(path: Path) -> None:
    file = read_forecast(path.read_bytes(), path.name, CODES)
    schema = SCHEMAS["by-hand" if isinstance(file, HandFile) else "case"]
    assert violations(json.loads(path.read_text("utf-8")), schema, {}) == []
    if isinstance(file, ForecastFile):
        assert read(file_document(file)) == file


def test_what_a_file_leaves_out_is_asked_of_all_its_years() -> None:
    file = read(changed("question", to=MISSING))
    assert isinstance(file, ForecastFile)
    assert file.question == Question(1, 15)
    asked = read(changed("question", to={"target_year": 2030}))
    assert isinstance(asked, ForecastFile)
    assert asked.question == Question(1, 4)


USE_2031 = ("needed", "population", 5)
OVER_1 = [{"year": 3, "share": 0.8}, {"year": 4, "share": 0.4}]
BAD = [
    (changed(*USE_2031, to=MISSING), "needed.population", "no 2031", "2026 to 2041, in order"),
    (
        changed(*USE_2031, to={"year": 2030, "use": 1}),
        "needed.population", "no 2031; twice 2030", "every year",
    ),
    (
        changed("needed", "population", 16, to={"year": 2042, "use": 1}),
        "needed.population", "also 2042", "every year",
    ),
    (changed("years", to=14), "needed.population", "also 2041", "2026 to 2040"),
    (changed("stock", 2, "persons", to=-3), "stock[2].persons", "-3", "a whole number 0"),
    (changed("stock", 2, "persons", to=1.5), "stock[2].persons", "1.5", "a whole number"),
    (changed("stock", 2, "age", to=38), "stock[2].age", "woman of 38 again", "once"),
    (changed("stock", 2, "age", to=85), "stock[2].age", "85", "18–79"),
    (changed("stock", 2, "sex", to="k"), "stock[2].sex", '"k"', "woman, man"),
    (changed("stock", 2, "persns", to=1), "stock[2].persns", "an unknown key", "persons"),
    (changed("stock", 2, "persons", to=MISSING), "stock[2].persons", "no such key", "the key"),
    (changed("training", "retention", "mean", to=1.2), "training.retention.mean", "1.2", "0–1"),
    (changed("trainees", 3, "finishes", to=OVER_1), "trainees[3].finishes", "1.2", "at most 1"),
    (
        changed("training", "durations", 0, "share", to=0.4),
        "training.durations", "add up to 1.1", "add up to 1",
    ),
    (changed("exits", "women", "shares", 4, to=7), "exits.women.shares[4]", "7", "0–1"),
    (changed("recruits", "stays_five_years", to=0.9), "recruits.stays_five_years", "0.9", "0.85"),
    (changed("needed", "floor", to=-1), "needed.floor", "-1", "0–1000000"),
    (changed("needed", "population", 0, "use", to=1.1), "needed.population[0]", "1.1", "base year"),
    (changed("specialty", to="PSY"), "specialty", "PSY", "the code of a specialty, such as VOP"),
    (changed("seed", to=-1), "seed", "-1", "0–"),
    (changed("paths", to=0), "paths", "0", "1–1000000"),
    (changed("intake", to=[3, -1]), "intake[1]", "-1", "0–"),
    (changed("question", "target_year", to=2050), "question.target_year", "2050", "2027 to 2041"),
    (changed("question", "first_year", to=2026), "question.first_year", "2026", "2027 to 2041"),
    (
        changed("question", "first_year", to=2040),
        "question.target_year", "2038", "a year from 2040 to 2041",
    ),
    (changed("question", "chances", to=[1]), "question.chances[0]", "1", "0.001–0.999"),
    (changed("name", to=" "), "name", '" "', "a text"),
    (changed("schema_version", to="2.0"), "schema_version", '"2.0"', "1.0"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("document", "field", "found", "expected"), BAD, ids=[f"{each[1]} {each[2]}" for each in BAD]
)
def test_every_mistake_is_named_by_field_row_and_expectation(
    document: dict[str, Any], field: str, found: str, expected: str
) -> None:
    told = problems(document)
    assert len(told) == 1, told
    assert told[0].field == field
    assert found in told[0].found
    assert expected in told[0].expected


def test_all_mistakes_of_a_file_are_told_at_once_with_their_lines() -> None:
    document = changed("stock", 2, "persons", to=-3)
    document["specialty"] = "PSY"
    document["training"]["retention"]["mean"] = 1.2
    del document["needed"]["population"][5]
    document["training"]["durations"][0]["share"] = 0.4
    text = json.dumps(document, ensure_ascii=False, indent=1)
    with pytest.raises(ReferenceFileError) as caught:
        read_forecast(text.encode(), "case.json", CODES)
    told = {each.field: each for each in caught.value.problems}
    assert set(told) == {
        "specialty",
        "stock[2].persons",
        "training.retention.mean",
        "needed.population",
        "training.durations",
    }
    lines = text.split("\n")
    assert '"persons": -3' in lines[(told["stock[2].persons"].line or 0) - 1]


@pytest.mark.parametrize("document", [[], 3, "case", None, {}])
def test_what_is_no_case_is_refused(document: object) -> None:
    assert problems(document)


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e400", "-1e999"])
def test_what_is_no_number_of_ordinary_size_is_refused(value: str) -> None:
    text = json.dumps(NORTH).replace('"mean": 0.8', f'"mean": {value}')
    with pytest.raises(ReferenceFileError):
        read_forecast(text.encode(), "case.json", CODES)


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from((10**400, -1, 0, 0.5, 1, 2, 1e300)) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False), ANY_JSON, st.booleans())
def test_whatever_stands_anywhere_is_read_or_told_of(
    draw: Random, value: Any, by_hand: bool
) -> None:
    document: Any = copy.deepcopy(HAND if by_hand else NORTH)
    spot = document
    while True:
        key = draw.choice(list(spot) if isinstance(spot, dict) else range(len(spot)))
        if not spot[key] or not isinstance(spot[key], dict | list) or draw.random() < 0.3:
            break
        spot = spot[key]
    spot[key] = value
    try:
        file = read(document)
    except ReferenceFileError as error:
        assert all(each.found and each.expected for each in error.problems)
    else:
        assert violations(document, SCHEMAS["by-hand" if by_hand else "case"], {}) == []
        assert isinstance(file, HandFile) is by_hand


BAD_HAND = [
    (changed("stock", 0, "persons", to=-60, of=HAND), "stock[0].persons", "-60"),
    (changed("training", 0, "completes", to=1.1, of=HAND), "training[0].completes", "1.1"),
    (changed("terms", 1, "growth", to=-2, of=HAND), "terms[1].growth", "-2"),
    (changed("intake_years", to=1.5, of=HAND), "intake_years", "1.5"),
    (changed("specialty", to="PSY", of=HAND), "specialty", "PSY"),
    (changed("abroad", to=MISSING, of=HAND), "abroad", "no such key"),
]


@pytest.mark.parametrize(("document", "field", "found"), BAD_HAND, ids=[x[1] for x in BAD_HAND])
def test_mistakes_in_a_field_by_averages_are_named(
    document: dict[str, Any], field: str, found: str
) -> None:
    (told,) = problems(document)
    assert (told.field, told.found) == (field, found)
    assert told.expected


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_the_hash_does_not_hang_on_the_order_of_the_stock_nor_on_how_a_number_is_written(
    seed: int,
) -> None:
    case = any_case(seed)
    stock = list(case.stock)
    Random(seed).shuffle(stock)
    same = replace(case, stock=tuple(stock), recruits=replace(case.recruits, age=41))
    assert input_hash(same) == input_hash(replace(case, recruits=replace(case.recruits, age=41)))
    assert input_hash(read_case_document(case_document(case))) == input_hash(case)
    assert input_hash(replace(case, seed=case.seed + 1)) != input_hash(case)


def test_a_stored_case_of_any_specialty_is_read() -> None:
    assert read_case_document({**case_document(field()), "specialty": "XYZ"}) == field()
    assert shown(case_document(field())["needed"]["vacancies"]) == "5"
