"""Pathway cases from files: worked cases, the schema of the result, and that nothing crashes."""

import copy
import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.cli import cli
from app.exchange.case_files import read_case
from app.exchange.schemas import SCHEMAS, schema_text
from app.services.pathway_cases import Shelf, answer, read_shelf
from seed.csv_rows import ReferenceFileError
from tests.support.schema_checker import violations

ROOT = Path(__file__).parents[2]
CASES = ROOT / "docs" / "cases"
NAMES = ("psychiatry", "alis", "lis1")
NOTHING = "–"


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return read_shelf(datetime(2026, 11, 23, tzinfo=UTC))


def document(name: str) -> dict:
    return json.loads((CASES / f"{name}.json").read_text("utf-8"))


def answered(value: object, shelf: Shelf, plan_id: str | None = None) -> dict:
    data = json.dumps(value).encode()
    return answer(read_case(data, "case.json", shelf.known, plan_id), shelf, "case.json")


def documented() -> dict[str, list[str]]:
    """The table of worked results in the documentation: cells by the name of the case file."""
    text = (ROOT / "docs" / "formats.md").read_text("utf-8")
    rows = re.findall(r"^\| \[(\w+)\.json\]\(cases/\w+\.json\) \| (.+) \|$", text, re.MULTILINE)
    return {name: [cell.strip().strip("`") for cell in rest.split("|")] for name, rest in rows}


@pytest.mark.parametrize("name", NAMES)
def test_a_worked_case_gives_what_the_documentation_says(name, shelf) -> None:
    result = answered(document(name), shelf)
    moved = [str(each["days_moved"]) for each in result["alternatives"]]

    assert documented()[name] == [
        result["certainty"],
        result["expected"],
        result["best"],
        ", ".join(result["deciding"]),
        ", ".join(moved) or NOTHING,
    ]


@pytest.mark.parametrize("name", NAMES)
def test_a_result_fits_its_schema(name, shelf) -> None:
    others = {f"{each}.json": json.loads(schema_text(each)) for each in SCHEMAS}

    result = answered(document(name), shelf)

    assert violations(result, others["pathway-result-1.0.json"], others) == []


def test_the_result_in_the_documentation_is_the_real_one(shelf) -> None:
    text = (ROOT / "docs" / "formats.md").read_text("utf-8")
    blocks = [json.loads(block) for block in re.findall(r"```json\n(.+?)```", text, re.DOTALL)]
    case, shown = blocks

    result = answered(case, shelf)

    items = {item["key"]: item for item in result["items"]}
    for item in shown.pop("items"):
        assert {key: items[item["key"]][key] for key in item} == item
    assert {key: result[key] for key in shown} == shown


def test_every_line_of_a_requirement_has_its_rules_and_its_source(shelf) -> None:
    for name in NAMES:
        for item in answered(document(name), shelf)["items"]:
            if item["kind"] == "requirement":
                assert item["rule_keys"] and item["source"] and item["status"], item["key"]


def test_a_late_booking_decides_and_an_earlier_one_moves_the_day(shelf) -> None:
    result = answered(document("psychiatry"), shelf)
    earlier, shorter = result["alternatives"]

    assert [link["ref"] for link in result["chain"]] == ["service:3", "service:4"]
    assert (earlier["days_moved"], earlier["projection"]["expected"]) == (-181, "2029-08-31")
    assert shorter["days_moved"] == 0
    assert shorter["reasons"][0] | {"ref": None} == {
        **{"kind": "same_room", "ref": None, "months": 2.4, "room": 6}
    }


def test_a_named_plan_replaces_the_one_in_the_case(shelf) -> None:
    case = document("psychiatry") | {"what_if": []}
    for service in case["record"]["services"]:
        service.pop("plan_seq", None)

    assert answered(case, shelf, "VOP-diakonhjemmet")["plan_id"] == "VOP-diakonhjemmet"


def test_a_session_of_the_case_gives_a_course_its_day(shelf) -> None:
    case = document("alis")
    key = "alm-kurs-i-akuttmedisin"
    days = {"starts_on": "2027-03-01", "ends_on": "2027-03-03"}
    case["courses"] = [{"key": key, "sessions": [days]}]

    result = answered(case, shelf)

    items = {item["key"]: item for item in result["items"]}
    assert items[f"course:{key}"]["earliest"] == "2027-03-03"
    assert len([key for key in items if key.startswith("course:")]) == 6


def test_settings_of_the_case_take_the_place_of_the_rules(shelf) -> None:
    case = document("lis1") | {"what_if": []}
    strict = case | {"settings": {"holiday_months": {"lis1_hospital": 0}}}

    assert answered(strict, shelf)["expected"] > answered(case, shelf)["expected"]


def test_the_shares_of_a_training_beyond_the_calendar_are_refused(shelf) -> None:
    case = document("psychiatry") | {"what_if": []}
    case["record"]["shares"] = [{"percent": 1, "starts_on": "2026-11-24"}]
    for service in case["plan"]["services"]:
        service["duration"].update(min=9_000, max=9_000)
    with pytest.raises(ReferenceFileError, match="beyond the year 9999"):
        answered(case, shelf)


# The command


def run(*words: str, typed: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "app", *words],
        cwd=ROOT,
        input=typed,
        capture_output=True,
        check=False,
    )


def test_several_cases_give_a_list_and_standard_input_is_one_of_them(tmp_path: Path) -> None:
    lis1, out = CASES / "lis1.json", tmp_path / "result.json"
    words = ("pathway", "project", str(CASES / "alis.json"), "-", "--out", str(out))

    result = run(*words, typed=lis1.read_bytes())

    assert (result.returncode, result.stdout) == (0, b""), result.stderr
    both = json.loads(out.read_text("utf-8"))
    assert [each["goal"] for each in both] == ["specialist", "part1"]


def test_mistakes_of_all_files_are_told_and_nothing_is_printed(tmp_path: Path) -> None:
    wrong = document("lis1")
    wrong["record"]["shares"][0]["percent"] = 130
    wrong["record"]["services"][0]["ends_on"] = "2026-08-31"
    (tmp_path / "wrong.json").write_text(json.dumps(wrong, indent=2), "utf-8")

    result = run(
        *("pathway", "project", str(tmp_path / "wrong.json"), str(tmp_path / "none.json")),
        str(CASES / "lis1.json"),
    )

    told = result.stderr.decode().splitlines()
    assert (result.returncode, result.stdout, len(told)) == (2, b"", 3)
    assert "record.services[0].ends_on: found 2026-08-31" in told[0] + told[1]
    assert "found 130, expected a whole number 1–100" in told[0] + told[1]
    assert told[2].startswith("none.json: found No such file")


def test_a_schema_is_printed_and_an_unknown_one_refused() -> None:
    runner = CliRunner()
    assert all(name in runner.invoke(cli, ["schema"]).stdout for name in SCHEMAS)
    printed = runner.invoke(cli, ["schema", "pathway-case-1.0"]).stdout
    assert printed == schema_text("pathway-case-1.0")
    unknown = runner.invoke(cli, ["schema", "pathway-case-2.0"])
    assert (unknown.exit_code, unknown.stdout) == (2, "")
    assert "pathway-case-1.0" in unknown.stderr


# Fuzz


def spots(value: object, at: tuple = ()) -> list[tuple]:
    inner = value.items() if isinstance(value, dict) else ()
    inner = enumerate(value) if isinstance(value, list) else inner
    return [at, *(place for key, item in inner for place in spots(item, (*at, key)))]


FULL = document("psychiatry")
VALUES = st.one_of(
    st.sampled_from(["2024-02-29", "2026-11-23", "2027-01-01", "2028-03-01", "2035-12-31"]),
    st.sampled_from(["part3:VOP", "lis1_hospital", "specialist:VOP", "student_licensed", "lis0"]),
    st.sampled_from(["VOP", "KIR", "ALM", "LIS1", "allmenn", "akutt", "minimum", "weeks"]),
    st.integers(0, 60),
    st.none(),
    st.booleans(),
    st.sampled_from([[], {}, [1], [2, 3]]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[*HealthCheck])
@given(st.lists(st.tuples(st.sampled_from([s for s in spots(FULL) if s]), VALUES), max_size=3))
def test_any_change_of_a_case_is_answered_or_refused_with_a_named_field(shelf, mutations) -> None:
    case = copy.deepcopy(FULL)
    for path, value in mutations:
        spot = case
        try:
            for key in path[:-1]:
                spot = spot[key]
            spot[path[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue
    others = {f"{each}.json": json.loads(schema_text(each)) for each in SCHEMAS}
    try:
        result = answered(case, shelf)
    except ReferenceFileError as error:
        assert all(problem.field for problem in error.problems)
    else:
        assert violations(result, others["pathway-result-1.0.json"], others) == []
