"""LIS1 cases as files: round trips, and every kind of mistake named by field and row."""

import copy
import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.exchange.lis1_files import (
    Lis1File,
    input_hash,
    lis1_document,
    read_lis1_document,
    read_lis1_file,
    same_round,
)
from app.exchange.schemas import schema_text
from rotations.lis1.results import Mechanism
from seed.csv_rows import Problem, ReferenceFileError
from tests.support.lis1_intakes import random_intake
from tests.support.schema_checker import violations
from tests.unit.lis1.test_lis1_properties import any_intake, shuffled

FOLDER = Path(__file__).parents[3] / "docs" / "cases" / "lis1"
COUPLE: dict[str, Any] = json.loads((FOLDER / "couple.json").read_text("utf-8"))
SEEDS = st.integers(0, 10**9)


def problems(document: object) -> tuple[Problem, ...]:
    with pytest.raises(ReferenceFileError) as caught:
        read_lis1_file(json.dumps(document, ensure_ascii=False).encode(), "case.json")
    return caught.value.problems


def changed(*path: str | int, to: object) -> dict[str, Any]:
    """The couple's case with one value put elsewhere, or one row added to a list."""
    document: Any = copy.deepcopy(COUPLE)
    spot = document
    for key in path[:-1]:
        spot = spot[key]
    if isinstance(spot, list) and path[-1] == len(spot):
        spot.append(to)
    else:
        spot[path[-1]] = to
    return document  # type: ignore[no-any-return]


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_any_case_comes_back_as_it_was(seed: int) -> None:
    file = Lis1File(any_intake(seed), (Mechanism.TWO_PASS, Mechanism.LEAST_SUM))
    document = json.loads(json.dumps(lis1_document(file)))
    assert violations(document, json.loads(schema_text("lis1-case-1.0")), {}) == []
    assert read_lis1_document(document) == file


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_every_worked_case_fits_the_schema_and_comes_back(path: Path) -> None:
    document = json.loads(path.read_text("utf-8"))
    assert violations(document, json.loads(schema_text("lis1-case-1.0")), {}) == []
    file = read_lis1_file(path.read_bytes(), path.name)
    assert read_lis1_document(lis1_document(file)) == file


TWICE = [{"kind": "gender", "value": value} for value in ("woman", "man")]
BAD = [
    (changed("candidates", 6, to={"key": "foss", "wishes": ["moss"]}), "candidates[6].key", "foss"),
    (changed("candidates", 0, "wishes", 0, to="egen"), "candidates[0].wishes[0]", "closed"),
    (changed("candidates", 0, "wishes", to=[]), "candidates[0].wishes", "an empty list"),
    (changed("candidates", 0, "wishes", 1, to="rakkestad"), "candidates[0].wishes[1]", "rakkestad"),
    (changed("candidates", 0, "wishes", 1, to="sarpsborg"), "candidates[0].wishes", "2 times"),
    (changed("candidates", 0, "qualifications", 0, to="lege"), "qualifications[0]", "lege"),
    (changed("candidates", 0, "groups", to=TWICE), "candidates[0].groups", "gender 2 times"),
    (changed("candidates", 0, "wishs", to=[]), "candidates[0].wishs", "an unknown key"),
    (changed("seats", 4, to=COUPLE["seats"][0]), "seats[4].key", "sarpsborg"),
    (changed("seats", 0, "track", to="x"), "seats[0].track", "x"),
    (changed("seats", 0, "places", to=-1), "seats[0].places", "-1"),
    (changed("seats", 0, "needs", to=["x"]), "seats[0].needs[0]", "x"),
    (changed("caps", 0, "place", to="Narvik"), "caps[0].place", "Narvik"),
    (changed("caps", 2, to=COUPLE["caps"][0]), "caps[2]", "a second cap"),
    (changed("caps", 1, "places", to=0), "preplacements", "1 placed beforehand"),
    (changed("couples", 0, "other", to="foss"), "couples[0].other", "foss once more"),
    (changed("couples", 0, "other", to="x"), "couples[0].other", "x"),
    (changed("near", to=[{"one": "Moss", "other": "Narvik"}]), "near[0].other", "Narvik"),
    (changed("preplacements", 0, "seat", to="moss"), "preplacements[0].seat", "needs autorisasjon"),
    (changed("preplacements", 0, "reason", to=" "), "preplacements[0].reason", "no reason"),
    (changed("preplacements", 1, to=COUPLE["preplacements"][0]), "preplacements", "2"),
    (changed("draw", "order", 0, to="wiig"), "draw.order", "wiig 2 times"),
    (changed("draw", "order", to=["foss"]), "draw.order", "not wiig"),
    (changed("deadline_on", to="2027-02-30"), "deadline_on", "no calendar"),
    (
        changed("rules", "criteria", to=[{
            "key": "a", "kind": "need", "text": "", "subject": "s", "weight": -1,
        }]),
        "rules.criteria[0].weight",
        "-1",
    ),
    (changed("other_rules", to=[COUPLE["rules"]]), "other_rules[0].version", "2026-1"),
    (
        changed("offer_rounds", to=[{
            "number": 1, "sent_on": "2027-05-05",
            "reply_by": "2027-05-02", "marked_by": "2027-05-06",
        }]),
        "offer_rounds[0].reply_by",
        "2027-05-02",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("document", "field", "found"), BAD, ids=[each[1] for each in BAD])
def test_every_mistake_is_named_by_field_row_and_expectation(document, field, found) -> None:
    told = problems(document)
    assert any(field in (each.field or "") and found in each.found for each in told), told
    assert all(each.expected for each in told)


def test_a_fact_without_a_place_that_the_rules_count_at_one_is_a_mistake() -> None:
    document = json.loads((FOLDER / "six-ways.json").read_text("utf-8"))
    del document["candidates"][3]["facts"][0]["place"]
    (problem,) = problems(document)
    assert problem.field == "candidates[3].facts[0].place"


def test_all_mistakes_of_a_file_are_told_at_once() -> None:
    document = changed("candidates", 0, "wishes", 1, to="rakkestad")
    document["couples"][0]["other"] = "x"
    document["draw"]["order"] = ["foss"]
    told = problems(document)
    assert len({each.field for each in told}) == 3


def test_two_files_of_the_same_round_are_named() -> None:
    file = Lis1File(random_intake(Random(1)))
    (problem,) = same_round([("a.json", file), ("b.json", file)])
    assert str(problem) == (
        "b.json, round: found 2027-vår, which a.json has too, expected each round in one file"
    )


@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_the_hash_of_a_case_does_not_hang_on_the_order_of_its_rows(seed: int) -> None:
    intake = random_intake(Random(seed), preplaced=1)
    assert input_hash(shuffled(intake, Random(seed))) == input_hash(intake)
    more = random_intake(Random(seed), preplaced=1, any_remaining=True)
    assert input_hash(more) != input_hash(intake)
