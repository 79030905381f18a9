"""`legelop forecast`: the worked cases, what the page says of them, mistakes and exit codes."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from app.cli import cli
from app.exchange.forecast_results import read_answer
from app.exchange.schemas import schema_text
from pathways.forecast.results import NoIntake
from tests.support.schema_checker import violations

ROOT = Path(__file__).parents[2]
CASES = ROOT / "docs" / "cases" / "forecast"
PAGE = (ROOT / "docs" / "formats.md").read_text("utf-8")
THREE, NORTH, HAND = (
    str(CASES / f"{name}.json") for name in ("three-specialists", "psychiatry-north", "by-hand")
)
HISTORY = str(CASES / "history" / "north.json")
FEW = ("--paths", "500")


def run(*arguments: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["forecast", *arguments], input=typed)


def answered(*arguments: str, schema: str, exit_code: int = 0) -> Any:
    done = run(*arguments)
    assert done.exit_code == exit_code, done.output
    answer = json.loads(done.stdout)
    assert violations(answer, json.loads(schema_text(f"forecast-{schema}-1.0")), {}) == []
    return answer


def test_three_specialists_are_reckoned_and_marked() -> None:
    answer = answered("run", THREE, schema="run")
    assert answer["small"] == ["stock", "trainees"]
    assert answer["today"] == {"persons": 3, "fte": 3, "needed": 4.5, "in_training": 1}
    # 4.5 FTE take all five: three who stay six years, the one in training, and who starts next
    # year. 0.9^18 × (½ × 0.9^4) × ½ = 0.0246; 4 000 futures give that within a point.
    filled = answer["answer"]["outlook"]["filled"]
    assert filled[:6] == [0, 0, 0, 0, 0, 0]
    assert filled[6] == pytest.approx(0.0246, abs=0.01)
    assert "nothing is missing in 2032 in 2% of the futures" in answer["sentences"][0]


def test_the_intake_is_the_smallest_on_the_curve_that_is_enough() -> None:
    answer = answered("intake", NORTH, "--by", "2038", "--chance", "0.8", *FEW, schema="intake")
    (advice,) = answer["advices"]
    chances = answer["curve"]["chance"]
    assert chances == sorted(chances)
    assert chances[advice["starts"]] >= 0.8 > chances[advice["starts"] - 1]
    assert answer["small"] == []
    assert advice["sentence"].startswith(f"{advice['starts']} starts a year from 2027")


def test_too_soon_a_year_says_from_when_and_what_helps_instead() -> None:
    answer = answered("intake", NORTH, "--by", "2030", *FEW, schema="intake", exit_code=1)
    assert [each["starts"] for each in answer["advices"]] == [None] * 3
    assert answer["earliest_year"] == 2032 and answer["lever_year"] == 2031
    assert answer["advices"][0]["sentence"].startswith("Not reachable by intake before 2032")
    assert answer["levers"][0]["fte"] > 0


def test_too_many_starts_are_told_from_too_soon() -> None:
    answer = answered("intake", NORTH, "--most", "2", *FEW, schema="intake", exit_code=1)
    assert {each["why_not"] for each in answer["advices"]} == {NoIntake.TOO_MANY.value}


def test_the_same_seed_gives_the_same_answer_and_another_does_not() -> None:
    one, same, other = (
        answered("run", NORTH, *FEW, "--seed", seed, schema="run") for seed in ("5", "5", "6")
    )
    assert one == same
    assert one["answer"]["outlook"] != other["answer"]["outlook"]
    assert one["input_hash"] != other["input_hash"]
    assert read_answer(one["answer"]).question.target_year == 12


def test_by_hand_every_factor_is_named() -> None:
    answer = answered("run", "--by-hand", THREE, schema="by-hand-result")
    lines = {each["name"]: each for each in answer["lines"]}
    assert lines["in_training"]["text"] == "1 × 1 × 0.32805 × 1 = 0.32805"
    assert [each["name"] for each in lines["starting"]["factors"]] == ["completes", "works"]
    assert answer["need_text"] == "3 × 1.5 × 1 = 4.5"
    assert answer["intake_text"] == "1 + 2.077627 ÷ (1 × 0.5) = 5.155254"
    assert (answer["target_year"], answer["starts"], answer["small"]) == (
        2032, 6, ["stock", "trainees"],
    )  # fmt: skip


def test_a_field_by_averages_is_reckoned_by_hand() -> None:
    # 60 × 0.7 × 0.9 + 40 × 0.6 + 30 × 0.8 × 0.9 × 0.9 + 20 × 0.5 = 37.8 + 24 + 19.44 + 10
    answer = answered("run", HAND, schema="by-hand-result")
    assert [each["supply"] for each in answer["lines"]] == [37.8, 24, 19.44, 10]
    assert answer["supply"] == 91.24
    # 94 × 1.05 × 1.10 × 1.04 × 0.98
    assert answer["need"] == 110.654544
    # 6 + 19.414544 ÷ (10 × 0.648)
    assert (answer["gap"], answer["intake"], answer["starts"]) == (19.414544, 8.996072, 9)


def test_the_page_says_the_same_of_the_worked_cases() -> None:
    for told in (
        "2.422373 FTE in 2032, 4.5 needed, 6 starts a year",
        "91.24 FTE, 110.654544 needed, 9 starts a year",
        "not reachable by intake before 2032, exit code 1",
    ):
        assert told in PAGE


def test_a_history_is_tested(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    done = run("backtest", HISTORY, "--paths", "50", "--out", str(out))
    assert done.exit_code == 0, done.output
    answer = json.loads(out.read_text("utf-8"))
    assert violations(answer, json.loads(schema_text("forecast-backtest-1.0")), {}) == []
    assert {each["code"] for each in answer["by_code"]} == {"VOP", "RUS"}
    assert [each["horizon"] for each in answer["by_horizon"]] == [1, 2, 3, 4, 5]
    first = answer["trials"][0]
    assert first["same"] == _persons(first["code"], first["origin"])
    assert first["observed"] == _persons(first["code"], first["origin"] + first["horizon"])
    assert answer["is_given"] is False and len(answer["sentences"]) == 2


def _persons(code: str, year: int) -> int:
    (series,) = (
        each
        for each in json.loads(Path(HISTORY).read_text("utf-8"))["specialties"]
        if each["code"] == code
    )
    (found,) = (each["persons"] for each in series["years"] if each["year"] == year)
    return int(found)


def test_too_short_a_history_is_said() -> None:
    series = {"code": "VOP", "group": "x", "years": [{"year": 2020, "persons": 9}]}
    history = {"schema_version": "1.0", "name": "Kort", "method": "trend", "specialties": [series]}
    done = run("backtest", "-", typed=json.dumps(history))
    assert done.exit_code == 1
    assert json.loads(done.stdout)["sentences"] == [
        "No backtest was possible.",
        "Too short a history: VOP.",
    ]


def test_with_a_mistake_nothing_is_written(tmp_path: Path) -> None:
    case = json.loads(Path(NORTH).read_text("utf-8"))
    case["stock"][0]["persons"] = -1
    case["specialty"] = "PSY"
    del case["needed"]["population"][4]
    wrong, out = tmp_path / "case.json", tmp_path / "out.json"
    wrong.write_text(json.dumps(case), "utf-8")
    for command in ("run", "intake"):
        done = run(command, str(wrong), "--out", str(out))
        told = str(done.exception)
        assert done.stdout == "" and not out.exists()
        assert "case.json, line 1, stock[0].persons: found -1" in told
        assert "specialty: found PSY, expected the code of a specialty" in told
        assert "needed.population: found no 2030, expected every year from 2026 to 2041" in told


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--by", "2060"), "--by: found 2060, expected a year from 2027 to 2041"),
        (("--from", "2026"), "--from: found 2026, expected a year from 2027 to 2041"),
        (("--from", "2040", "--by", "2035"), "--by: found 2035, expected a year from 2040 to 2041"),
    ],
)
def test_years_outside_the_case_are_named(options: tuple[str, ...], told: str) -> None:
    assert told in str(run("run", NORTH, *options).exception)


def test_what_a_case_by_averages_cannot_answer_is_refused() -> None:
    assert "knows no chance" in str(run("intake", HAND).exception)
    assert "found seed, by" in str(run("run", HAND, "--seed", "3", "--by", "2030").exception)
    case = json.loads(Path(NORTH).read_text("utf-8")) | {"stock": []}
    done = run("run", "--by-hand", "-", typed=json.dumps(case))
    assert "stock: found nobody is in post" in str(done.exception)


def test_a_chance_of_one_is_no_question() -> None:
    assert run("intake", NORTH, "--chance", "1").exit_code == 2
