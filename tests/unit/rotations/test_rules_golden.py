"""What the rules say of plans written by hand, readable in docs/rotation-cases.md."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from rotations.rules import RULES, check
from rotations.types.findings import Rule
from tests.support.rotation_golden import golden_case, placement_of

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT / "scripts"))

from write_rotation_cases import CASES_FILE, PAGE, page_of

CASES: list[dict[str, Any]] = json.loads(CASES_FILE.read_text("utf-8"))["cases"]
IDS = [f"{case['rule']}: {case['situation']}" for case in CASES]


@pytest.mark.parametrize("row", CASES, ids=IDS)
def test_a_plan_that_keeps_the_rule_has_nothing_wrong(row: dict[str, Any]) -> None:
    plan = [placement_of(text) for text in row["keeps"]]

    assert check(golden_case(row), plan) == ()


@pytest.mark.parametrize("row", CASES, ids=IDS)
def test_a_plan_that_breaks_one_rule_is_told_so_and_nothing_else(row: dict[str, Any]) -> None:
    plan = [placement_of(text) for text in row["breaks"]]

    found = check(golden_case(row), plan)

    assert [each.sentence for each in found] == row["says"]
    assert {str(each.rule) for each in found} == {row["rule"]}
    assert {str(each.severity) for each in found} == {row.get("severity", "breach")}


def test_every_rule_has_a_check_and_a_case() -> None:
    assert set(RULES) == set(Rule)
    assert {Rule(row["rule"]) for row in CASES} == set(Rule)
    assert len({row.check for row in RULES.values()}) == len(Rule)


def test_the_page_is_as_written_from_the_cases() -> None:
    meanings = {str(rule): row.meaning for rule, row in RULES.items()}

    assert PAGE.read_text("utf-8") == page_of(CASES, meanings), "run write_rotation_cases.py"
