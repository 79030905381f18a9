"""`legelop courses assign`: the worked case, days of one's own, and exit codes."""

import json
import re
from pathlib import Path

from click.testing import CliRunner, Result

from app.cli import cli

ROOT = Path(__file__).parents[2]
CASE = ROOT / "docs" / "cases" / "courses" / "psychiatry.json"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["courses", "assign", *arguments])


def documented() -> dict[str, list[str]]:
    """The table of the worked case in the documentation: cells by doctor."""
    text = (ROOT / "docs" / "formats.md").read_text("utf-8")
    rows = re.findall(r"^\| (Berit|Anna|Carl|Dina) \| (.+) \|$", text, re.MULTILINE)
    return {name: [cell.strip() for cell in rest.split("|")] for name, rest in rows}


def test_the_worked_case_gives_what_the_documentation_says() -> None:
    result = json.loads(run(str(CASE), "--extra", "2027-05-10").stdout)
    expected = documented()
    assert len(expected) == 4
    for doctor in result["doctors"]:
        (course,) = doctor["courses"]
        gets = f"`{course['outcome']}` {course['session'] or ''}".strip()
        found = [gets, course["done_on"], str(course["moved_days"])]
        assert found == expected[doctor["key"]][:3]
    (extra,) = result["courses"][0]["extras"]
    assert (extra["saved_days"], extra["helped"], extra["seated"]) == (119, 1, 1)
    assert result["courses"][0]["saved_by"] == [{"doctor": "Carl", "days": 119}]


def test_without_days_of_ones_own_there_is_a_candidate_in_every_month() -> None:
    (course,) = json.loads(run(str(CASE)).stdout)["courses"]
    assert len(course["extras"]) == 24
    assert {extra["obstacle"] for extra in course["extras"]} == {None, "too_soon", "holiday"}
    assert course["best"]["starts_on"] == "2027-03-01" or course["best"]["saved_days"] > 0


def test_a_file_is_written_and_standard_input_read(tmp_path: Path) -> None:
    out = tmp_path / "result.json"
    done = CliRunner().invoke(
        cli, ["courses", "assign", "-", "--out", str(out)], input=CASE.read_bytes()
    )
    assert done.exit_code == 0
    assert json.loads(out.read_text("utf-8"))["schema_version"] == "1.0"


def test_a_day_that_has_passed_is_refused() -> None:
    done = run(str(CASE), "--extra", "2026-11-23", "--extra", "2026-01-01")
    assert done.stdout == ""
    assert "--extra: found 2026-11-23, expected a day after 2026-11-23" in str(done.exception)
    assert "2026-01-01" in str(done.exception)


def test_a_broken_file_prints_nothing(tmp_path: Path) -> None:
    file = tmp_path / "case.json"
    file.write_text("{", "utf-8")
    done = run(str(file))
    assert done.exit_code != 0
    assert done.stdout == ""
    assert "case.json" in str(done.exception)


def test_a_day_that_is_no_day_is_a_mistake_in_the_command() -> None:
    assert run(str(CASE), "--extra", "10.05.2027").exit_code == 2
