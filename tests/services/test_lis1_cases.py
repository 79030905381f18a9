"""`legelop lis1`: the worked cases, comparing, verifying, and exit codes."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from app.cli import cli
from app.exchange.schemas import schema_text
from tests.support.schema_checker import violations

ROOT = Path(__file__).parents[2]
CASES = ROOT / "docs" / "cases" / "lis1"
PAGE = (ROOT / "docs" / "lis1-cases.md").read_text("utf-8")
GOLDEN: dict[str, Any] = json.loads(
    (ROOT / "tests" / "golden" / "lis1_cases.json").read_text("utf-8")
)
WAYS = [(case, way) for case, ways in GOLDEN.items() if isinstance(ways, dict) for way in ways]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["lis1", *arguments])


def answered(command: str, case: str, *options: str, schema: str, exit_code: int = 0) -> Any:
    done = run(command, str(CASES / f"{case}.json"), *options)
    assert done.exit_code == exit_code, done.output
    answer = json.loads(done.stdout)
    assert violations(answer, json.loads(schema_text(f"lis1-{schema}-1.0")), {}) == []
    return answer


@pytest.mark.parametrize(("case", "way"), WAYS)
def test_every_way_gives_what_was_worked_by_hand(case: str, way: str) -> None:
    answer = answered("allocate", case, "--mechanism", way, schema="allocation")
    (found,) = answer["runs"]
    assert {each["candidate"]: each["seat"] for each in found["people"]} == GOLDEN[case][way]
    assert found["broken"] == []


def test_the_page_says_the_same_of_six_ways() -> None:
    rows = re.findall(
        r"^\| `(\w+)` \| (\w+) (\d) \| (\w+) (\d) \| (\w+) (\d) \| (\w+) (\d) \| (\d) ", PAGE, re.M
    )
    assert {row[0] for row in rows} == set(GOLDEN["six-ways"])
    for way, *cells, total in rows:
        answer = answered("allocate", "six-ways", "--mechanism", way, schema="allocation")
        people = answer["runs"][0]["people"]
        said = [(cells[at].lower(), int(cells[at + 1])) for at in range(0, 8, 2)]
        assert [(each["seat"], each["rank"]) for each in people] == said
        assert sum(rank for _, rank in said) == int(total)


def test_the_page_says_the_same_of_finnmarks_rule() -> None:
    rows = re.findall(r"^\| \d \| (\w+) \| [^|]+ \| (\S+) \|", PAGE, re.MULTILINE)
    said = {name.lower(): seat.lower() for name, seat in rows}
    assert said == GOLDEN["finnmark"]["drawn_order"]


def test_what_would_have_changed_it_is_told_to_who_asks() -> None:
    answer = answered(
        "allocate", "six-ways", "--mechanism", "drawn_order", "--why", "dina", schema="allocation"
    )
    people = {each["candidate"]: each for each in answer["runs"][0]["people"]}
    assert people["anna"]["what_ifs"] is None
    told = [each["sentence"] for each in people["dina"]["what_ifs"]]
    assert (
        "Draw number 2 or earlier would have given fredrikstad, wish no. 3 or better." not in told
    )
    assert any(each.startswith("Draw number") for each in told)
    assert answer["draw"]["problems"][0]["fault"] == "by_hand"


def test_a_couple_is_told_what_each_would_have_got_alone() -> None:
    answer = answered("allocate", "couple", "--why", "all", schema="allocation")
    people = {each["candidate"]: each for each in answer["runs"][0]["people"]}
    told = [each["sentence"] for each in people["foss"]["what_ifs"]]
    assert "Asking without the partner would have given sarpsborg, wish no. 1." in told
    assert people["hege"]["missed"][0]["why"] == "not_qualified"
    assert people["rolf"]["sentence"].startswith("Placed beforehand: Egen LIS1-stilling")


def test_other_rules_are_compared_in_every_way() -> None:
    answer = answered("compare", "six-ways", "--rules", "2027-forslag", schema="comparison")
    moved = {
        each["before"]: {row["candidate"]: row["turned"] for row in each["moved"]}
        for each in answer["comparisons"]
    }
    stable = {"bo": "gains", "dina": "loses"}
    assert moved == {
        "drawn_order": {},
        "two_pass": {},
        "stable_for_candidates": stable,
        "stable_for_seats": stable,
        "least_sum": {},
        "least_worst": {},
    }
    assert len(answer["runs"]) == 12


def test_two_ways_are_compared() -> None:
    answer = answered(
        "compare", "six-ways", "--from", "drawn_order", "--to", "least_worst", schema="comparison"
    )
    (found,) = answer["comparisons"]
    assert (found["gains"], found["loses"], found["unchanged"]) == (2, 2, 0)


def test_a_draw_is_verified_or_not() -> None:
    assert answered("verify-draw", "draw", schema="draw")["is_verified"]
    answer = answered("verify-draw", "finnmark", schema="draw", exit_code=1)
    assert [each["fault"] for each in answer["problems"]] == ["by_hand"]


def test_mistakes_of_every_file_are_told_and_nothing_printed(tmp_path: Path) -> None:
    case = json.loads((CASES / "draw.json").read_text("utf-8"))
    undrawn = tmp_path / "undrawn.json"
    undrawn.write_text(json.dumps(case | {"draw": {}}), "utf-8")
    broken = tmp_path / "broken.json"
    broken.write_text(json.dumps(case | {"candidates": case["candidates"] * 2}), "utf-8")
    whole = tmp_path / "whole.json"
    whole.write_text(json.dumps(case), "utf-8")

    done = run("allocate", str(undrawn), str(broken), str(whole), str(CASES / "draw.json"))

    assert done.stdout == ""
    told = str(done.exception)
    assert "undrawn.json, draw.seed: found no seed" in told
    assert (
        "broken.json, line 1, candidates[5].key: found K-01, expected each candidate once" in told
    )
    assert "draw.json, round: found Østfold, start 01.09.2027, which whole.json has too" in told


def test_what_is_not_in_the_case_cannot_be_asked_for() -> None:
    case = str(CASES / "six-ways.json")
    assert "--why: found eva" in str(run("allocate", case, "--why", "eva").exception)
    assert "one of other_rules: 2027-forslag" in str(
        run("compare", case, "--rules", "2030").exception
    )
    done = run("compare", case, "--rules", "2027-forslag", "--to", "two_pass")
    assert done.exit_code == 2
    assert "--rules" in done.output


def test_several_cases_give_a_list(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    done = run(
        "allocate", str(CASES / "draw.json"), str(CASES / "finnmark.json"), "--out", str(out)
    )
    assert done.exit_code == 0
    assert [len(each["runs"]) for each in json.loads(out.read_text("utf-8"))] == [1, 1]
