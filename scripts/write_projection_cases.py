"""Write `docs/projection-cases.md` from the golden cases, for people who read no JSON."""

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CASES_FILE = ROOT / "tests" / "golden" / "projection.json"
PAGE = ROOT / "docs" / "projection-cases.md"

HEAD = """# The projection: cases worked by hand

Written by `scripts/write_projection_cases.py` from `tests/golden/projection.json`; a test runs
every case. The method is in [projection.md](projection.md). Today is 23.11.2026 and the doctor is
in part 3 of psychiatry with LIS1 behind, unless the case says otherwise. Every person is invented.
*Expected* is the day as things are booked, *best* the day when everything that can still be chosen
falls out best.

| Case | Situation | Expected | Best | What decides | How it is reckoned |
| --- | --- | --- | --- | --- | --- |
"""

CERTAINTIES = {
    "exact": "{day}",
    "range": "{day} to {latest}",
    "not_before": "not before {day}",
    "unknown": "unknown",
    "done": "done",
}


def page_of(cases: list[dict[str, Any]]) -> str:
    """The whole page."""
    return HEAD + "".join(_row(case) for case in cases)


def _row(case: dict[str, Any]) -> str:
    expected = case["expect"]
    day = CERTAINTIES[expected["certainty"]].format(
        day=expected.get("expected"), latest=expected.get("latest")
    )
    deciding = ", ".join(f"`{key}`" for key in expected.get("decides", ()))
    cells = (
        case["name"],
        case["situation"],
        day,
        expected.get("best") or "",
        deciding,
        case["reckoning"],
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def main() -> None:
    """Write the page."""
    cases = json.loads(CASES_FILE.read_text("utf-8"))["cases"]
    PAGE.write_text(page_of(cases), "utf-8")
    print(f"{PAGE.relative_to(ROOT)}: {len(cases)} cases")


if __name__ == "__main__":
    main()
