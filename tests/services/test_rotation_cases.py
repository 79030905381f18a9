"""`legelop rotations`: the worked cases, options, progress, stopping, and exit codes."""

import json
import os
import re
import signal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from app.cli import cli
from app.commands.rotations import progress, progress_line
from app.exchange.schemas import schema_text
from app.services import rotation_cases
from rotations.types.results import Phase, Progress
from tests.support.schema_checker import violations

ROOT = Path(__file__).parents[2]
CASES = ROOT / "docs" / "cases" / "rotations"
GOLDEN: dict[str, Any] = json.loads(
    (ROOT / "tests" / "golden" / "rotation_cases.json").read_text("utf-8")
)
SCHEMAS = {"solve": "plan", "check": "check", "repair": "repair", "explain": "explanation"}


def run(*arguments: str, **options: Any) -> Result:
    return CliRunner().invoke(cli, ["rotations", *arguments], **options)


def answered(command: str) -> dict[str, Any]:
    done = run(command, str(CASES / f"{command}.json"))
    assert done.exit_code == GOLDEN[command]["exit_code"], done.output
    answer: dict[str, Any] = json.loads(done.stdout)
    schema = json.loads(schema_text(f"rotation-{SCHEMAS[command]}-1.0"))
    assert violations(answer, schema, {}) == []
    return answer


def documented(command: str) -> str:
    """What the documentation says of a worked case."""
    text = (ROOT / "docs" / "formats.md").read_text("utf-8")
    (says,) = re.findall(rf"^\| \[{command}\.json\]\(\S+\) \| (.+?) \|", text, re.MULTILINE)
    return says


def short(placements: list[dict[str, Any]]) -> list[str]:
    return [f"{p['doctor']} {p['block']} {p['site']} {p['from']} {p['to']}" for p in placements]


def test_the_best_plan_is_the_one_worked_by_hand() -> None:
    answer, expected = answered("solve"), GOLDEN["solve"]
    assert short(answer["placements"]) == expected["placements"]
    assert answer["score"]["total"] == answer["bound"] == expected["points"]
    assert answer["gap"] == 0
    assert documented("solve") == f"`{answer['status']}`, {answer['score']['total']} points"


def test_a_broken_plan_is_judged_rule_by_rule() -> None:
    answer, expected = answered("check"), GOLDEN["check"]
    found = [
        [v["rule"], v["doctor"], v["limit"], v["from"], v["to"], v["count"], v["expected"]]
        for v in answer["violations"]
    ]
    assert found == expected["violations"]
    assert {load["limit"]: load["used"] for load in answer["loads"]} == expected["loads"]
    assert not answer["is_valid"]
    assert documented("check") == ", ".join(f"`{v['rule']}`" for v in answer["violations"])


def test_an_edit_is_repaired_with_the_fewest_changes() -> None:
    answer, expected = answered("repair"), GOLDEN["repair"]
    assert short(answer["changed"]) == expected["changed"]
    assert answer["changed_count"] == answer["lower_bound"] == expected["changed_count"]
    assert documented("repair") == f"{answer['changed_count']} further changes, proven"


def test_a_case_without_a_plan_is_explained() -> None:
    answer, expected = answered("explain"), GOLDEN["explain"]
    (clash,) = answer["clashes"]
    assert [limit["limit"] for limit in clash["limits"]] == expected["limits"]
    assert clash["doctors"] == expected["doctors"]
    options = [[o["relaxations"][0]["kind"], o["cost"]] for o in answer["options"]]
    assert options == expected["options"]
    assert answer["options"][0]["is_smallest"]
    assert documented("explain") == ", ".join(f"`{kind}`" for kind, _ in options)


WHY = (str(CASES / "why.json"), "--doctor", "anna", "--block", "psykiatri")


def asked(*arguments: str, exit_code: int = 0) -> dict[str, Any]:
    done = run(*arguments)
    assert done.exit_code == exit_code, done.output
    answer: dict[str, Any] = json.loads(done.stdout)
    assert violations(answer, json.loads(schema_text("rotation-answer-1.0")), {}) == []
    return answer


def test_why_here_tells_the_fewest_changes_and_what_they_cost() -> None:
    answer, expected = asked("why", *WHY, "--site", "kalnes", "--first", "2027-01"), GOLDEN["why"]
    question = {"doctor": "anna", "block": "psykiatri", "site": "kalnes", "from": "2027-01"}
    assert answer["question"] == {**question, "wish": None}
    assert short(answer["fewest"]["changed"]) == expected["changed"]
    assert answer["fewest"]["is_proven"] and answer["best"]["is_exact"]
    assert answer["best"]["difference"] == expected["points"]
    cost = answer["fewest_cost"]
    assert {key: cost[key] for key in expected["cost"]} == expected["cost"]
    assert documented("why") == (
        f"{answer['fewest']['changed_count']} further changes,"
        f" {answer['best']['difference']} points"
    )


def test_a_wish_has_the_same_price_as_its_placement() -> None:
    answer = asked("wish-cost", WHY[0], "--doctor", "anna", "--wish", "kalnes")
    assert answer["question"]["wish"] == "kalnes"
    assert answer["best"]["difference"] == GOLDEN["why"]["points"]
    assert asked("wish-cost", WHY[0], "--doctor", "bo", "--wish", "kalnes")["is_settled"]


def test_what_cannot_be_had_is_explained_with_exit_code_one() -> None:
    answer = asked(
        *("why", WHY[0], "--doctor", "carl", "--block", "psykiatri", "--first", "2027-08"),
        exit_code=1,
    )
    assert not answer["is_possible"] and answer["best"]["is_exact"]
    assert [clash["doctors"] for clash in answer["explanation"]["clashes"]] == [["carl"]]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("why", *WHY), "--site: found neither --site nor --first, expected at least one"),
        (("why", *WHY, "--site", "sarpsborg"), "--site: found 'sarpsborg', expected where"),
        (("why", *WHY, "--first", "2028-01"), "expected a month from 2027-01 to 2027-12"),
        (("why", *WHY, "--first", "May"), "--first: found 'May', expected a month"),
        (
            ("why", WHY[0], "--doctor", "dora", "--block", "x", "--first", "2027-01"),
            "--doctor: found 'dora', expected a doctor of the case: anna, bo, carl",
        ),
        (
            ("why", WHY[0], "--doctor", "bo", "--block", "rus", "--first", "2027-01"),
            "--block: found 'rus', expected a block of bo: psykiatri, praksis",
        ),
        (
            ("wish-cost", WHY[0], "--doctor", "carl", "--wish", "kalnes"),
            "--wish: found 'kalnes', expected a wish of carl: there is none",
        ),
    ],
)
def test_what_the_case_does_not_have_is_named_with_its_option(
    arguments: tuple[str, ...], says: str
) -> None:
    done = run(*arguments)
    assert done.stdout == ""
    assert says in str(done.exception)


def test_a_plan_that_was_written_is_checked(tmp_path: Path) -> None:
    plan, case = tmp_path / "plan.json", str(CASES / "check.json")
    data = (CASES / "solve.json").read_bytes()
    assert run("solve", "-", "--out", str(plan), input=data).exit_code == 0
    done = run("check", case, "--plan", str(plan))
    assert done.exit_code == 0
    assert json.loads(done.stdout)["is_valid"]


def test_what_the_command_line_says_stands_before_the_file(monkeypatch) -> None:
    seen: list[Any] = []

    def solved(file, report):
        seen.append(file)
        return {}, True

    monkeypatch.setattr(rotation_cases, "solved", solved)
    run("solve", str(CASES / "check.json"), "--seed", "7", "--seconds", "2.5", "--reproducible")
    run("solve", str(CASES / "solve.json"))
    assert (seen[0].seed, seen[0].limits.seconds, seen[0].limits.mode) == (7, 2.5, "reproducible")
    assert (seen[1].seed, seen[1].limits.seconds, seen[1].limits.mode) == (1, 60, "reproducible")


def test_without_a_plan_there_is_nothing_to_check() -> None:
    done = run("check", str(CASES / "solve.json"))
    assert done.stdout == ""
    assert "solve.json, placements: found no placement, expected a plan" in str(done.exception)


def clashing(tmp_path: Path) -> str:
    case = json.loads((CASES / "explain.json").read_text("utf-8"))
    case["doctors"][0]["leave"] = [{"from": "2027-01", "to": "2027-01"}]
    file = tmp_path / "clash.json"
    file.write_text(json.dumps(case), "utf-8")
    return str(file)


def test_a_lock_on_leave_is_refused_by_solve_and_explained_by_explain(tmp_path: Path) -> None:
    file = clashing(tmp_path)
    done = run("solve", file)
    assert done.stdout == ""
    assert "locks[0].from: found 2027-01, when anna is on leave" in str(done.exception)
    done = run("explain", file)
    assert done.exit_code == 0
    assert json.loads(done.stdout)["clashes"][0]["doctors"] == ["anna"]


def test_every_mistake_of_a_file_is_told_and_nothing_printed(tmp_path: Path) -> None:
    case = json.loads((CASES / "solve.json").read_text("utf-8"))
    case["limits"][0]["maximum"] = -1
    case["doctors"][1]["blocks"][0]["min_months"] = 0
    file = tmp_path / "case.json"
    file.write_text(json.dumps(case, indent=2), "utf-8")
    for command in ("solve", "check", "repair", "explain"):
        done = run(command, str(file))
        assert done.stdout == ""
        told = str(done.exception)
        assert "line " in told
        assert "limits[0].maximum: found -1, expected a whole number 0" in told
        assert "doctors[1].blocks[0].min_months: found 0" in told


def now(**values: Any) -> Progress:
    usual = {"seconds": 1.0, "score": None, "hard_breaches": None, "bound": None}
    return Progress(Phase.SEARCH, **(usual | values))


@pytest.mark.parametrize(
    ("state", "line"),
    [
        (now(), "    1.0 s  search: no plan yet"),
        (now(hard_breaches=3), "    1.0 s  search: no plan yet, 3 beyond hard limits"),
        (now(score=90), "    1.0 s  search: 90 points"),
        (now(score=90, bound=99), "    1.0 s  search: 90 points, at most 99, gap 10.00%"),
    ],
)
def test_progress_says_how_good_the_best_plan_is(state: Progress, line: str) -> None:
    assert progress_line(state) == line


def test_progress_is_told_when_it_is_new_and_else_now_and_then(capsys) -> None:
    with progress() as report:
        for state in (
            now(score=1),
            now(score=1, seconds=2),
            now(score=2, seconds=2.5),
            now(score=2, bound=9, seconds=3),
            now(score=2, bound=8, seconds=7.5),
        ):
            assert report(state)
    assert [line.split()[0] for line in capsys.readouterr().err.splitlines()] == [
        *("1.0", "2.5", "7.5")
    ]


def test_ctrl_c_asks_the_run_to_stop_and_a_second_one_ends_it() -> None:
    before = signal.getsignal(signal.SIGINT)
    with progress() as report:
        assert report(now())
        os.kill(os.getpid(), signal.SIGINT)
        assert not report(now())
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before
