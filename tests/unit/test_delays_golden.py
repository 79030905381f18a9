"""What delays a doctor: cases worked by hand (`tests/golden/delays.json`)."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pathways.delays.find import findings
from pathways.types.delays import Cause, DelayState, Finding
from tests.unit.delay_cases import delay_case
from tests.unit.trainee_records import day

FILE = Path(__file__).parents[1] / "golden" / "delays.json"
CASES: list[dict[str, Any]] = json.loads(FILE.read_text("utf-8"))["cases"]
EVIDENCE = ("expected", "without", "since", "holder", "count")
DAYS = ("act_by", "expected", "without", "since")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_what_is_found_is_what_was_worked_by_hand(case: dict[str, Any]) -> None:
    found = findings(delay_case(case))

    wanted = [_wanted(row) for row in case["find"]]
    told = zip(found, case["find"], strict=False)
    assert [_said(finding, row) for finding, row in told] == wanted
    assert len(found) == len(wanted), found


def _said(finding: Finding, row: dict[str, Any]) -> dict[str, object]:
    said: dict[str, object] = {
        "ref": finding.ref.rpartition(":")[0] if finding.ref.count(":") > 1 else finding.ref,
        "cause": str(finding.cause),
        "state": str(finding.state),
        "moved": finding.days_moved,
        "saveable": finding.days_saveable,
        "action": str(finding.action),
        "owner": str(finding.owner),
        "act_by": finding.act_by,
        "bound": finding.is_bound,
    }
    return said | {name: getattr(finding.evidence, name) for name in EVIDENCE if name in row}


def _wanted(row: dict[str, Any]) -> dict[str, object]:
    days: dict[str, date] = {name: day(row[name]) for name in DAYS if name in row}
    return {"act_by": None, "bound": False, **row, **days}


def test_the_cases_show_every_cause_and_state_that_is_found() -> None:
    shown = {(row["cause"], row["state"]) for case in CASES for row in case["find"]}

    # Only a person can say that staffing is the cause, and what is on track is no delay.
    assert {cause for cause, _state in shown} == set(Cause) - {Cause.STAFFING}
    assert {state for _cause, state in shown} == set(DelayState) - {DelayState.ON_TRACK}


def test_nothing_is_found_for_a_doctor_who_is_done() -> None:
    case = {
        "services": [["01.10.2021", "30.09.2026", "service 1"]],
        "specialty": "BUP",
        "stage": "part3:BUP",
        "objectives": {"BUP": [79, 0, 0], "FKM": [29, 0, 0]},
        "supervisor": None,
        "talks": {"state": "missing", "due": "15.11.2026", "held": "15.10.2026"},
    }

    doctor = delay_case(case)

    assert str(doctor.projection.certainty) == "done"
    assert findings(doctor) == ()
