"""Write `docs/rotation-cases.md` from the golden cases, for people who read no JSON."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CASES_FILE = ROOT / "tests" / "golden" / "rotation_rules.json"
PAGE = ROOT / "docs" / "rotation-cases.md"

HEAD = """# Rotation rules: cases worked by hand

Written by `scripts/write_rotation_cases.py` from `tests/golden/rotation_rules.json`; a test runs
every case. Each row has a plan in which nothing is wrong, and one that breaks the rule named and
no other, with what is then said. Plans run from January to December 2027. Moss is in the town of
Moss, Halden and DPS Halden in the town of Halden, Sarpsborg in that of Sarpsborg. Doctors work
full time and must finish within the plan unless the case says otherwise. A breach makes a plan
invalid, a remark does not. Every person is invented.

"""
COLUMNS = (
    "| Situation | Nothing is wrong | Breaks the rule | What is said |\n| --- | --- | --- | --- |\n"
)


def page_of(cases: list[dict[str, Any]], meanings: Mapping[str, str]) -> str:
    """The whole page. `meanings` has a sentence for every rule, in order."""
    text = HEAD
    for rule, meaning in meanings.items():
        rows = [case for case in cases if case["rule"] == rule]
        text += f"## {rule}\n\n{meaning}\n\n{COLUMNS}" + "".join(_row(case) for case in rows) + "\n"
    return text.rstrip() + "\n"


def _row(case: dict[str, Any]) -> str:
    said = "<br>".join(case["says"])
    kind = "Remark" if case.get("severity") == "remark" else "Breach"
    cells = (
        case["situation"],
        "<br>".join(case["keeps"]),
        "<br>".join(case["breaks"]),
        f"{kind}: {said}",
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def main() -> None:
    """Write the page."""
    from rotations.rules import RULES

    cases = json.loads(CASES_FILE.read_text("utf-8"))["cases"]
    meanings = {str(rule): row.meaning for rule, row in RULES.items()}
    PAGE.write_text(page_of(cases, meanings), "utf-8")
    print(f"{PAGE.relative_to(ROOT)}: {len(cases)} cases")


if __name__ == "__main__":
    main()
