"""Rotation cases and results as files: round trips, every kind of mistake, and the schemas."""

import copy
import json
import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.exchange import rotation_results as results
from app.exchange.json_text import Notes
from app.exchange.rotation_files import (
    RotationFile,
    case_to_document,
    file_of,
    file_to_document,
    read_case,
    read_plan,
    read_rotation_document,
    read_rotation_file,
)
from app.exchange.rotation_needs import Needs, read_needs, write_needs
from app.exchange.rotation_shape import ROTATION_CASE
from app.exchange.schemas import schema_text
from rotations.types.case import (
    Block,
    Doctor,
    Lock,
    RotationCase,
    Site,
    SiteKind,
    Span,
    TraineeGroup,
)
from rotations.types.findings import PlanScore, Violation
from rotations.types.questions import Answered, WhyNot
from rotations.types.results import Explanation, RepairResult, SolveResult
from rotations.validation import problems as case_problems
from seed.csv_rows import Problem, ReferenceFileError
from tests.support.any_values import any_value
from tests.support.rotation_cases import random_case, random_plan
from tests.support.schema_checker import violations

FOLDER = Path(__file__).parents[3] / "docs" / "cases" / "rotations"
CASE_FILES = sorted(FOLDER.glob("*.json"))
WORKED: dict[str, Any] = json.loads((FOLDER / "repair.json").read_text("utf-8"))
JANUARY = date(2027, 1, 1)
EMPTY = RotationCase("", JANUARY, 12, (), ())
SEEDS = st.integers(0, 10**6)


def plain(document: object) -> Any:
    """What is left of a document that was a file."""
    return json.loads(json.dumps(document))


def case_schema() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(schema_text("rotation-case-1.0"))
    return schema


def problems(document: object, *, may_clash: bool = False) -> tuple[Problem, ...]:
    with pytest.raises(ReferenceFileError) as caught:
        read_rotation_file(json.dumps(document).encode(), "case.json", may_clash=may_clash)
    return caught.value.problems


def changed(*path: str | int, to: object) -> dict[str, Any]:
    """The worked case with one value put elsewhere in it, or one row added to a list."""
    document: Any = copy.deepcopy(WORKED)
    spot = document
    for key in path[:-1]:
        spot = spot.setdefault(key, []) if isinstance(spot, dict) else spot[key]
    if isinstance(spot, list) and path[-1] == len(spot):
        spot.append(to)
    else:
        spot[path[-1]] = to
    return document  # type: ignore[no-any-return]


# ---- Round trips -----------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_any_file_comes_back_as_it_was(seed: int) -> None:
    file = any_value(random.Random(seed), RotationFile)
    document = plain(file_to_document(file))
    notes = Notes("case.json")

    row = ROTATION_CASE.read(document, (), notes)

    assert notes.problems == []
    assert violations(document, case_schema(), {}) == []
    assert file_of(row) == file


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_a_sound_case_comes_back_as_it_was(seed: int) -> None:
    case = random_case(random.Random(seed))
    assert read_case(plain(case_to_document(case))) == case


def _answer(case: RotationCase, answered: Answered) -> dict[str, Any]:
    return results.answer_document(case, WhyNot(Lock("a", "b", "s", 3)), answered)


RESULTS = [
    (SolveResult, results.solve_document, results.read_solve, "rotation-plan-1.0"),
    (Explanation, results.explanation_document, results.read_explanation, None),
    (RepairResult, results.repair_document, results.read_repair, "rotation-repair-1.0"),
    (Answered, _answer, results.read_answer, "rotation-answer-1.0"),
]


@pytest.mark.parametrize(("kind", "write", "read", "schema"), RESULTS)
@settings(max_examples=40, deadline=None)
@given(seed=SEEDS)
def test_any_result_comes_back_as_it_was(kind, write, read, schema, seed: int) -> None:
    result = any_value(random.Random(seed), kind)
    document = plain(write(EMPTY, result))
    if schema:
        assert violations(document, json.loads(schema_text(schema)), {}) == []
    assert read(document) == result


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_explanations_and_checks_fit_their_schemas(seed: int) -> None:
    rng = random.Random(seed)
    explanation = results.explanation_document(EMPTY, any_value(rng, Explanation))
    schema = json.loads(schema_text("rotation-explanation-1.0"))
    assert violations(plain(explanation), schema, {}) == []
    found = tuple(any_value(rng, Violation) for _ in range(rng.randint(0, 2)))
    check = results.check_document(EMPTY, found, any_value(rng, PlanScore), {"a": (0, 2)})
    assert violations(plain(check), json.loads(schema_text("rotation-check-1.0")), {}) == []


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_needs_come_back_as_they_were(seed: int) -> None:
    doctor = any_value(random.Random(seed), Doctor)
    english = {block.service: f"{block.service} in English" for block in doctor.blocks}
    parts = (doctor.blocks, doctor.choices, doctor.same_town, doctor.at_most, doctor.away)
    needs = Needs(*parts, service_en=english)
    assert read_needs(plain(write_needs(needs, JANUARY)), JANUARY) == needs


def test_needs_with_a_mistake_are_refused() -> None:
    with pytest.raises(ReferenceFileError, match="max_months: found no such key"):
        read_needs(
            {"blocks": [{"key": "a", "service": "b", "sites": [], "min_months": 1}]}, JANUARY
        )


def test_a_case_that_says_as_little_as_possible_has_the_defaults_of_the_engine() -> None:
    site = {"key": "a", "name": "A", "kind": "hospital", "town": "T"}
    block = {"key": "b", "service": "B", "sites": ["a"], "min_months": 1, "max_months": 2}
    doctor = {"key": "d", "name": "D", "group": "lis1", "blocks": [block]}
    least = {
        "schema_version": "1.0",
        "first_month": "2027-01",
        "months": 6,
        "sites": [site],
        "doctors": [doctor],
    }
    expected = RotationCase(
        "",
        JANUARY,
        6,
        (Site("a", "A", "", SiteKind.HOSPITAL, "T", ""),),
        (Doctor("d", "D", TraineeGroup.LIS1, (Block("b", "B", ("a",), 1, 2),)),),
    )
    assert read_rotation_document(least) == RotationFile(expected)


def test_a_plan_is_read_from_a_result() -> None:
    case = random_case(random.Random(4))
    plan = random_plan(random.Random(4), case)
    repaired = RepairResult(plan, (), 0, 0, True, 0.0)
    data = json.dumps(results.repair_document(case, repaired)).encode()
    assert read_plan(data, "plan.json", case) == plan
    with pytest.raises(ReferenceFileError, match="placements: found null, expected a list"):
        read_plan(b"{}", "plan.json", case)


# ---- Mistakes --------------------------------------------------------------------------------

ANNA = ("doctors", 0)
PSYCHIATRY = (*ANNA, "blocks", 0)
NEXT = {"doctor": "anna", "block": "psykiatri", "site": "kalnes"}
LOCK = ("locks", 0)
MISTAKES = [
    (changed(*PSYCHIATRY, "sites", 1, to="mos"), "doctors[0].blocks[0].sites[1]", "mos"),
    (changed(*PSYCHIATRY, "sites", to=[]), "doctors[0].blocks[0].sites", "no site"),
    (
        changed(*PSYCHIATRY, "sites", to=["moss", "moss"]),
        "doctors[0].blocks[0].sites",
        "moss 2 times",
    ),
    (changed(*PSYCHIATRY, "min_months", to=7), "doctors[0].blocks[0].min_months", "7"),
    (changed(*PSYCHIATRY, "min_months", to=0), "doctors[0].blocks[0].min_months", "0"),
    (changed(*PSYCHIATRY, "after", to=["praksis"]), "doctors[0].blocks[0].after[0]", "praksis"),
    (
        changed(*PSYCHIATRY, "after", to=["rus"]),
        "doctors[0].blocks[0].after",
        "waits for itself: psykiatri → rus → psykiatri",
    ),
    (
        changed(*PSYCHIATRY, "months_before", to=[{"blocks": ["rus"], "months": 7}]),
        "doctors[0].blocks[0].months_before[0].months",
        "7",
    ),
    (
        changed(*PSYCHIATRY, "months_before", to=[{"blocks": ["psykiatri"], "months": 2}]),
        "doctors[0].blocks[0].months_before[0].blocks",
        "psykiatri, the block itself",
    ),
    (
        changed(*PSYCHIATRY, "needs_objectives", to=["o1"]),
        "doctors[0].blocks[0].needs_objectives[0]",
        "o1",
    ),
    (changed(*PSYCHIATRY, "choice", to="valg"), "doctors[0].blocks[0].choice", "valg"),
    (
        changed(*PSYCHIATRY, "window", to={"from": "2027-05", "to": "2027-04"}),
        "doctors[0].blocks[0].window.to",
        "2027-04",
    ),
    (
        changed(*PSYCHIATRY, "window", to={"from": "2028-05", "to": "2028-06"}),
        "doctors[0].blocks[0].window.from",
        "2028-05 to 2028-06",
    ),
    (
        changed(*PSYCHIATRY, "inner", to={"service": "Vakt", "sites": ["oslo"], "months": 1}),
        "doctors[0].blocks[0].inner.sites[0]",
        "oslo",
    ),
    (
        changed(*ANNA, "choices", to=[{"key": "valg", "take": 1}]),
        "doctors[0].choices[0].take",
        "1",
    ),
    (changed(*ANNA, "wishes", 0, "site", to="oslo"), "doctors[0].wishes[0].site", "oslo"),
    (
        changed(*ANNA, "wishes", 0, "starts", to={"from": "2030-01", "to": "2030-02"}),
        "doctors[0].wishes[0].starts.from",
        "2030-01 to 2030-02",
    ),
    (changed(*ANNA, "start", to="2028-01"), "doctors[0].start", "2028-01"),
    (changed(*ANNA, "available_to", to="2026-12"), "doctors[0].available_to", "2026-12"),
    (changed(*ANNA, "site", to="oslo"), "doctors[0].site", "oslo"),
    (
        changed(*ANNA, "leave", to=[{"from": "2027-03", "to": "2027-02"}]),
        "doctors[0].leave[0].to",
        "2027-02",
    ),
    (
        changed(
            *ANNA,
            "shares",
            to=[
                {"from": "2027-01", "to": "2027-03", "percent": 80},
                {"from": "2027-03", "to": "2027-04", "percent": 50},
            ],
        ),
        "doctors[0].shares[1].from",
        "2027-03, which another row has too",
    ),
    (changed(*ANNA, "same_town", to=[["hus"]]), "doctors[0].same_town[0][0]", "hus"),
    (
        changed(*ANNA, "at_most", to=[{"site": "oslo", "blocks": 1}]),
        "doctors[0].at_most[0].site",
        "oslo",
    ),
    (
        changed(*ANNA, "away", to=[{"site": "oslo", "from": "2027-01", "to": "2027-02"}]),
        "doctors[0].away[0].site",
        "oslo",
    ),
    (
        changed("sites", 0, "open", to=[{"from": "2027-03", "to": "2027-02"}]),
        "sites[0].open[0].to",
        "2027-02",
    ),
    (changed("limits", 0, "maximum", to=-1), "limits[0].maximum", "-1"),
    (changed("limits", 0, "minimum", to=2), "limits[0].minimum", "2"),
    (changed("limits", 0, "maximum", to=None), "limits[0].maximum", "no minimum and no maximum"),
    (changed("limits", 0, "sites", 0, to="kalness"), "limits[0].sites[0]", "kalness"),
    (changed("limits", 1, "key", to="kalnes-psykiatri"), "limits[1].key", "kalnes-psykiatri"),
    (changed("limits", 0, "from", to="2028-01"), "limits[0].to", "2027-12"),
    (
        changed("pairs", 0, to={"kind": "same_town", "doctors": ["anna", "dina"]}),
        "pairs[0].doctors[1]",
        "dina",
    ),
    (
        changed("pairs", 0, to={"kind": "same_town", "doctors": ["anna", "anna"]}),
        "pairs[0].doctors",
        "anna 2 times",
    ),
    (
        changed("objective_places", 0, to={"objective": "o1", "site": "oslo"}),
        "objective_places[0].site",
        "oslo",
    ),
    (changed("published", 0, "doctor", to="dina"), "published[0].doctor", "dina"),
    (changed("published", 0, "site", to="oslo"), "published[0].site", "oslo"),
    (changed("published", 1, "to", to="2028-01"), "published[1].to", "2028-01"),
    (changed("frozen_months", to=13), "frozen_months", "13"),
    (changed(*LOCK, to=NEXT | {"doctor": "dina"}), "locks[0].doctor", "dina"),
    (changed(*LOCK, to=NEXT | {"block": "kirurgi"}), "locks[0].block", "kirurgi"),
    (changed(*LOCK, to=NEXT | {"site": "oslo"}), "locks[0].site", "oslo"),
    (changed(*LOCK, to=NEXT | {"from": "2028-01"}), "locks[0].from", "2028-01"),
    (changed(*LOCK, to=NEXT | {"from": "2027-05", "to": "2027-03"}), "locks[0].to", "2027-03"),
    (changed("edits", 0, "block", to="kirurgi"), "edits[0].block", "kirurgi"),
    (changed("first_month", to="2027-13"), "first_month", '"2027-13"'),
    (changed("weights", to={"idle_month": -1}), "weights.idle_month", "-1"),
    (changed("options", to={"mode": "fast"}), "options.mode", '"fast"'),
    (changed("doctor", to=[]), "doctor", "an unknown key"),
]


@pytest.mark.parametrize(("document", "field", "found"), MISTAKES, ids=[m[1] for m in MISTAKES])
def test_a_mistake_is_named_with_its_field_once(document, field: str, found: str) -> None:
    for may_clash in (False, True):
        (problem,) = problems(document, may_clash=may_clash)
        assert (problem.field, problem.found) == (field, found)
        assert problem.line is not None
        assert problem.expected


@pytest.mark.parametrize(
    "rows", [("sites",), ("doctors",), (*ANNA, "blocks"), ("limits",)], ids=str
)
def test_a_key_that_is_used_twice_is_named(rows) -> None:
    whole: Any = WORKED
    for key in rows:
        whole = whole[key]
    found = problems(changed(*rows, 1, "key", to=whole[0]["key"]))
    field = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in rows)[1:]
    assert f"{field}[1].key" in [problem.field for problem in found]


def on_leave() -> dict[str, Any]:
    document = changed(*LOCK, to=NEXT | {"from": "2027-03"})
    document["doctors"][0]["leave"] = [{"from": "2027-03", "to": "2027-04"}]
    return document


def of_a_choice() -> dict[str, Any]:
    document = changed("locks", to=[{"doctor": "anna", "block": b} for b in ("psykiatri", "rus")])
    for block in document["doctors"][0]["blocks"]:
        block["choice"] = "valg"
    document["doctors"][0]["choices"] = [{"key": "valg", "take": 1}]
    return document


def two_locks(**second: str) -> dict[str, Any]:
    first = NEXT | {"from": "2027-01"}
    return changed("locks", to=[first, {"doctor": "anna", **second}])


def closed() -> dict[str, Any]:
    document = changed(*LOCK, to=NEXT | {"from": "2027-03"})
    document["sites"][0]["open"] = [{"from": "2027-05", "to": "2027-12"}]
    return document


def away() -> dict[str, Any]:
    document = changed(*LOCK, to=NEXT | {"from": "2027-03"})
    document["doctors"][0]["away"] = [{"site": "kalnes", "from": "2027-03", "to": "2027-03"}]
    return document


CLASHES = [
    (
        on_leave(),
        "locks[0].from: found 2027-03, when anna is on leave (2027-03 to 2027-04),"
        " expected a month without leave",
    ),
    (
        two_locks(block="psykiatri", site="moss"),
        "locks[1].site: found moss, expected kalnes, as locks[0] says of this block",
    ),
    (
        two_locks(block="psykiatri", **{"from": "2027-02"}),
        "locks[1].from: found 2027-02, expected 2027-01, as locks[0] says of this block",
    ),
    (
        two_locks(block="rus", **{"from": "2027-01"}),
        "locks[1].from: found 2027-01 to 2027-01, expected months apart from locks[0]:"
        " psykiatri 2027-01 to 2027-01",
    ),
    (
        of_a_choice(),
        "locks[1].block: found rus, locked with 1 more of valg, expected no more than 1 locked:"
        " the choice takes 1",
    ),
    (
        changed(*LOCK, to={"doctor": "carl", "block": "psykiatri", "site": "moss"}),
        "locks[0].site: found moss, expected a site of the block: kalnes",
    ),
    (closed(), "locks[0].from: found 2027-03, when kalnes is closed, expected a month in which"),
    (away(), "locks[0].from: found 2027-03, when anna cannot be at kalnes, expected a month"),
]


@pytest.mark.parametrize(("document", "sentence"), CLASHES, ids=[c[1][:30] for c in CLASHES])
def test_locks_that_contradict_are_named_and_left_for_explain(document, sentence: str) -> None:
    assert any(sentence in str(problem) for problem in problems(document))
    file = read_rotation_document(document)
    (problem,) = case_problems(file.case)
    assert problem.is_clash
    assert problem.sentence.startswith(sentence.partition(", expected")[0])


def test_every_mistake_of_a_file_is_told_at_once() -> None:
    document = changed("limits", 0, "minimum", to=2)
    document["doctors"][0]["wishes"][0]["site"] = "oslo"
    document["published"][0]["doctor"] = "dina"
    fields = [problem.field for problem in problems(document)]
    assert fields == ["doctors[0].wishes[0].site", "limits[0].minimum", "published[0].doctor"]


def test_the_values_of_a_case_from_elsewhere_are_judged_too() -> None:
    case = read_case(WORKED)
    first, *others = case.limits
    broken = RotationCase(
        "x",
        date(2027, 1, 5),
        0,
        case.sites,
        (),
        (first.__class__("a", first.kind, "A", (), Span(0, 1), -2, -1), *others),
        frozen_months=1,
        notice_months=-1,
    )
    found = [problem.path for problem in case_problems(broken)]
    assert found[:4] == ["first_month", "months", "frozen_months", "notice_months"]
    assert {"limits[0].sites", "limits[0].minimum", "limits[0].maximum"} <= set(found)


# ---- The schema and the reader ---------------------------------------------------------------


@pytest.mark.parametrize("path", CASE_FILES, ids=lambda path: path.stem)
def test_every_worked_case_is_read_and_fits_the_schema(path: Path) -> None:
    assert len(CASE_FILES) == 5
    data = path.read_bytes()
    assert violations(json.loads(data), case_schema(), {}) == []
    file = read_rotation_file(data, path.name)
    assert read_rotation_document(plain(file_to_document(file))) == file


def test_what_the_schema_refuses_the_reader_refuses() -> None:
    whole = file_to_document(any_value(random.Random(3), RotationFile))
    for path in places(whole):
        for value in ("x" * 600, -200_000, 0.5, {"x": 1}):
            document: Any = copy.deepcopy(whole)
            spot = document
            for key in path[:-1]:
                spot = spot[key]
            spot[path[-1]] = value
            if violations(document, case_schema(), {}):
                notes = Notes("case.json")
                ROTATION_CASE.read(document, (), notes)
                assert notes.problems, (path, value)


def places(value: object, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document but the root."""
    inner = list(value.items()) if isinstance(value, dict) else []
    inner = list(enumerate(value)) if isinstance(value, list) else inner
    return [place for key, item in inner for place in [(*at, key), *places(item, (*at, key))]]
