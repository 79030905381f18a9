"""Write `docs/course-cases.md` from the golden cases, for people who read no JSON."""

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CASES_FILE = ROOT / "tests" / "golden" / "course_seats.json"
PAGE = ROOT / "docs" / "course-cases.md"

HEAD = """# Course seats: cases worked by hand

Written by `scripts/write_course_cases.py` from `tests/golden/course_seats.json`; a test runs
every case. The method is in [courses.md](courses.md). Today is 23.11.2026, courses run for three
days, and every doctor is in part 3 of psychiatry, works full time since the day named and is done
with all else on 30.04.2027, unless the case says otherwise. Every person is invented.

| Case | Situation | Sessions | Doctors | Answer | How it is reckoned |
| --- | --- | --- | --- | --- | --- |
"""
WORDS = {
    "no_seat": "no seat",
    "not_announced": "nothing announced",
    "arranger_decides": "the arranger decides",
}


def page_of(cases: list[dict[str, Any]]) -> str:
    """The whole page."""
    return HEAD + "".join(_row(case) for case in cases)


def _row(case: dict[str, Any]) -> str:
    cells = (
        case["name"],
        case["situation"],
        "; ".join(
            _session(course, row, len(case["courses"]) > 1)
            for course, rows in case["courses"].items()
            for row in rows
        )
        or "none",
        "; ".join(_doctor(name, row) for name, row in case["doctors"].items()),
        _answer(case),
        case["why"],
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def _session(course: str, row: list[Any], is_named: bool) -> str:
    name, first, seats, *marks = row
    text = f"{name} {first}, {seats} seat{'s' if seats > 1 else ''}"
    for mark, day in (marks[0] if marks else {}).items():
        text += f", {mark} {day}"
    return f"{course}: {text}" if is_named else text


def _doctor(name: str, row: dict[str, Any]) -> str:
    if "since" in row:
        text = f"{name} since {row['since']}"
    else:
        periods = (f"{stage} {first}–{last or ''}" for first, last, stage in row["service"])
        text = f"{name}: {', '.join(periods)}"
    for session, state in row.get("registered", {}).items():
        text += f", {session} {state}"
    for percent, first, last in row.get("shares", ()):
        text += f", {percent} % {first}–{last or ''}"
    for first, last in row.get("leave", ()):
        text += f", leave {first}–{last}"
    if "ready" in row:
        text += f", all else {row['ready'] or 'not known'}"
    return text


def _answer(case: dict[str, Any]) -> str:
    expected = case["expect"]
    lines = []
    for doctor, got in expected.get("gets", {}).items():
        moved = expected.get("moved", {}).get(doctor)
        each = got if isinstance(got, dict) else {"": got}
        for course, value in each.items():
            days = moved.get(course) if isinstance(moved, dict) else moved
            text = f"{doctor}: {WORDS.get(value, value)}"
            least = "at least " if value == "no_seat" else ""
            lines.append(f"{text} (moves {least}{days} days)" if days else text)
    if "gets" not in expected and "approval" in expected:
        lines += [f"{doctor}: approved {day}" for doctor, day in expected["approval"].items()]
    for name, what in (("extra", "the extra"), ("move", "the move")):
        if name in expected:
            found = expected[name]
            text = f"{what} saves {found['saved']} days for {found['helped']}"
            lines.append(text + (f", seats {found['seated']} more" if found.get("seated") else ""))
    for session, days in expected.get("more_seats", {}).items():
        lines.append(f"ten more in {session} save {days} days")
    return "; ".join(lines)


def main() -> None:
    """Write the page."""
    cases = json.loads(CASES_FILE.read_text("utf-8"))["cases"]
    PAGE.write_text(page_of(cases), "utf-8")
    print(f"{PAGE.relative_to(ROOT)}: {len(cases)} cases")


if __name__ == "__main__":
    main()
