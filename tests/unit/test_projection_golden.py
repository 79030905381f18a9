"""When a doctor can be approved: cases worked by hand, readable in docs/projection-cases.md."""

import json
import sys
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from pathways.projection.project import project
from pathways.projection.values import Item, Projection, UnknownKind
from tests.unit.projection_cases import frame_of, record_of, today_of
from tests.unit.trainee_records import day

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))
from write_projection_cases import CASES_FILE, PAGE, page_of

CASES: list[dict[str, Any]] = json.loads(CASES_FILE.read_text("utf-8"))["cases"]


def answer(case: dict[str, Any]) -> Projection:
    return project(record_of(case), frame_of(case), today_of(case))


def item_of(projection: Projection, name: str) -> Item:
    """A line by the short name of the cases: the requirement's key may end in the specialty."""
    found = [item for item in projection.items if short(item.key) == name]
    assert len(found) == 1, f"{name} is {len(found)} times in {[i.key for i in projection.items]}"
    return found[0]


def short(key: str) -> str:
    """`requirement:alm-institution:ALM` is `alm-institution` in the cases."""
    if key.startswith("requirement:"):
        return key.removeprefix("requirement:").partition(":")[0]
    return key


def optional_day(text: str | None) -> date | None:
    return day(text) if text else None


def case_with(*names: str) -> list[dict[str, Any]]:
    return [case for case in CASES if any(name in case["expect"] for name in names)]


def named(cases: list[dict[str, Any]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases, ids=[case["name"] for case in cases])


@named(CASES)
def test_the_days_are_those_worked_by_hand(case: dict[str, Any]) -> None:
    expected = case["expect"]
    result = answer(case)
    found = (str(result.certainty), result.expected, result.expected_latest, result.best)
    wanted = (
        expected["certainty"],
        optional_day(expected["expected"]) if "expected" in expected else result.expected,
        optional_day(expected.get("latest")),
        optional_day(expected["best"]) if "best" in expected else result.best,
    )
    assert found == wanted, case["reckoning"]


@named(case_with("decides"))
def test_what_decides(case: dict[str, Any]) -> None:
    deciding = {short(item.key) for item in answer(case).deciding}
    assert set(case["expect"]["decides"]) <= deciding


@named(case_with("chain"))
def test_the_chain_that_decides(case: dict[str, Any]) -> None:
    assert [short(link.ref) for link in answer(case).chain] == case["expect"]["chain"]


@named(case_with("slack", "earliest", "starts", "done"))
def test_the_lines(case: dict[str, Any]) -> None:
    result = answer(case)
    expected = case["expect"]
    for name, days in expected.get("slack", {}).items():
        assert (name, item_of(result, name).slack_days) == (name, days), case["reckoning"]
    for name, text in expected.get("earliest", {}).items():
        assert (name, item_of(result, name).earliest) == (name, day(text)), case["reckoning"]
    for name, text in expected.get("starts", {}).items():
        assert (name, item_of(result, name).starts_on) == (name, day(text)), case["reckoning"]
    for name in expected.get("done", ()):
        assert item_of(result, name).is_done, case["reckoning"]


@named(case_with("needs", "absent"))
def test_the_version_in_force(case: dict[str, Any]) -> None:
    result = answer(case)
    for name, amount in case["expect"].get("needs", {}).items():
        assert item_of(result, name).needs == Fraction(amount)
    keys = {short(item.key) for item in result.items}
    assert not keys & set(case["expect"].get("absent", ()))


@named(case_with("unknown", "no_unknown", "missing"))
def test_what_is_unknown(case: dict[str, Any]) -> None:
    result = answer(case)
    expected = case["expect"]
    for row in expected.get("unknown", ()):
        fitting = [u for u in result.unknowns if u.kind is UnknownKind(row["kind"])]
        assert len(fitting) == 1, result.unknowns
        found = fitting[0]
        if "ref" in row:
            assert found.ref == row["ref"]
        if "by" in row:
            assert found.by == day(row["by"])
        if "room" in row:
            assert found.room_months == sum(map(Fraction, row["room"].split(" + ")))
        if "low" in row:
            assert (found.low, found.high) == (Fraction(row["low"]), Fraction(row["high"]))
    kinds = {str(unknown.kind) for unknown in result.unknowns}
    assert not kinds & set(expected.get("no_unknown", ()))
    assert result.missing == expected.get("missing")


@named(case_with("lis1_start"))
def test_the_first_lis1_start(case: dict[str, Any]) -> None:
    start = answer(case).lis1_start
    assert start is not None
    assert start.starts_on == day(case["expect"]["lis1_start"])


@named(CASES)
def test_the_case_holds_what_always_holds(case: dict[str, Any]) -> None:
    result = answer(case)
    if result.expected is not None and result.best is not None:
        assert result.best <= result.expected
    if result.expected is not None and result.expected_latest is not None:
        assert result.expected <= result.expected_latest
    slacks = [item.slack_days for item in result.items if item.slack_days is not None]
    assert all(slack >= 0 for slack in slacks)
    for before, after in zip(result.chain, result.chain[1:], strict=False):
        assert after.starts_on == before.ends_on + timedelta(days=1)


def test_there_are_enough_cases_and_each_says_how_it_was_reckoned() -> None:
    assert len(CASES) >= 45
    assert len({case["name"] for case in CASES}) == len(CASES)
    assert all(case["situation"] and case["reckoning"] for case in CASES)


def test_the_page_of_the_cases_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == page_of(CASES), "run scripts/write_projection_cases.py"
