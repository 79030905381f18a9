"""Who gets which course session: cases worked by hand, readable in docs/course-cases.md."""

import json
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pathways.courses.population import Settlement, settle
from pathways.courses.service import begun_on, service_ticks
from pathways.courses.worth import outlook
from pathways.types.courses import (
    CourseOffer,
    CourseSession,
    Demand,
    Doctor,
    Extra,
    Outlook,
    Registration,
    RegistrationState,
    SeatOrder,
    SeatRule,
    ServiceMeasure,
    Standing,
)
from pathways.types.record import TraineeRecord
from pathways.worktime import Limits
from tests.unit.trainee_records import a_record, a_service, day, leave, share

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))
from write_course_cases import CASES_FILE, PAGE, page_of

CASES: list[dict[str, Any]] = json.loads(CASES_FILE.read_text("utf-8"))["cases"]
TODAY = date(2026, 11, 23)
READY = "30.04.2027"
MORE_DAYS = timedelta(days=2)


def named(*names: str) -> pytest.MarkDecorator:
    cases = [case for case in CASES if not names or any(name in case["expect"] for name in names)]
    return pytest.mark.parametrize("case", cases, ids=[case["name"] for case in cases])


# ---- From a case to values ---------------------------------------------------------------


def optional(text: str | None) -> date | None:
    return day(text) if text else None


def offers_of(case: dict[str, Any]) -> list[CourseOffer]:
    return [
        CourseOffer(key, sessions=tuple(_session(key, *row) for row in rows), rule=_rule(case, key))
        for key, rows in case["courses"].items()
    ]


def _session(
    course: str, key: str, first: str, seats: int, marks: dict[str, str] | None = None
) -> CourseSession:
    marks = marks or {}
    return CourseSession(
        key,
        course,
        day(first),
        day(first) + MORE_DAYS,
        seats,
        optional(marks.get("opens")),
        optional(marks.get("closes")),
        optional(marks.get("cancelled")),
    )


def _rule(case: dict[str, Any], course: str) -> SeatRule:
    row = case.get("rules", {}).get(course, {})
    usual = SeatRule()
    return SeatRule(
        tuple(SeatOrder(way) for way in row["order"]) if "order" in row else usual.order,
        ServiceMeasure(row.get("measure", usual.measure)),
        row.get("is_predictable", True),
    )


def doctors_of(case: dict[str, Any], offers: list[CourseOffer]) -> list[Doctor]:
    days = {session.starts_on for offer in offers for session in offer.sessions}
    days |= {candidate.starts_on for candidate in candidates_of(case)}
    return [_doctor(key, row, offers, days) for key, row in case["doctors"].items()]


def _doctor(key: str, row: dict[str, Any], offers: list[CourseOffer], days: set[date]) -> Doctor:
    record = _record(row)
    from_on = begun_on(record, "VOP")
    assert from_on is not None
    registered = tuple(
        Registration(session, RegistrationState(text.split()[0]), optional(text.partition(" ")[2]))
        for session, text in row.get("registered", {}).items()
    )
    needed = row.get("needs", [offer.key for offer in offers])
    return Doctor(
        key,
        optional(row.get("ready", READY)),
        tuple(
            Demand(
                key,
                offer.key,
                from_on,
                service_ticks(record, "VOP", Limits(), days, offer.rule.measure, today=TODAY),
                tuple((day(first), day(last)) for first, last in row.get("leave", ())),
                registered,
            )
            for offer in offers
            if offer.key in needed
        ),
    )


def _record(row: dict[str, Any]) -> TraineeRecord:
    periods = row.get("service") or [[row["since"], None, "part3:VOP"]]
    return a_record(
        *(a_service(first, last, stage) for first, last, stage in periods),
        absences=tuple(leave(*span) for span in row.get("leave", ())),
        shares=tuple(share(*period) for period in row.get("shares", ())),
    )


def candidates_of(case: dict[str, Any]) -> list[Extra]:
    found = []
    if "extra" in case:
        first, seats = case["extra"]
        found.append(Extra(day(first), day(first) + MORE_DAYS, seats))
    if "move" in case:
        found.append(Extra(day(case["move"][1]), day(case["move"][1]) + MORE_DAYS, 1))
    return found


def settled(case: dict[str, Any]) -> tuple[Settlement, dict[str, Outlook]]:
    offers = offers_of(case)
    doctors = doctors_of(case, offers)
    settlement = settle(offers, doctors, TODAY)
    candidates = candidates_of(case)
    return settlement, {
        offer.key: outlook(offer, settlement, doctors, TODAY, candidates) for offer in offers
    }


def each_of(case: dict[str, Any], name: str) -> list[tuple[Standing, Any]]:
    """Standings with what is expected of them, by doctor or by doctor and course."""
    settlement, _ = settled(case)
    found = []
    for doctor, value in case["expect"].get(name, {}).items():
        theirs = {s.course: s for (who, _), s in settlement.standings.items() if who == doctor}
        if isinstance(value, dict):
            found += [(theirs[course], wanted) for course, wanted in value.items()]
        else:
            (only,) = theirs.values()
            found.append((only, value))
    return found


# ---- The cases ---------------------------------------------------------------------------


@named("gets")
def test_who_gets_which_session(case: dict[str, Any]) -> None:
    for standing, wanted in each_of(case, "gets"):
        found = standing.session or str(standing.outcome)
        assert (standing.doctor, found) == (standing.doctor, wanted), case["why"]


@named("outcome", "place")
def test_outcomes_and_places_in_the_order(case: dict[str, Any]) -> None:
    for standing, wanted in each_of(case, "outcome"):
        assert (standing.doctor, str(standing.outcome)) == (standing.doctor, wanted)
    for standing, wanted in each_of(case, "place"):
        assert (standing.doctor, standing.turns[0].position) == (standing.doctor, wanted)


@named("moved", "approval")
def test_days_moved(case: dict[str, Any]) -> None:
    for standing, wanted in each_of(case, "moved"):
        assert (standing.doctor, standing.moved_days) == (standing.doctor, wanted), case["why"]
    settlement, _ = settled(case)
    for doctor, text in case["expect"].get("approval", {}).items():
        assert settlement.approvals[doctor] == day(text), case["why"]


@named("extra", "move", "more_seats")
def test_what_would_help(case: dict[str, Any]) -> None:
    answer = settled(case)[1]["K"]
    expected = case["expect"]
    if "extra" in expected:
        (found,) = answer.extras
        values = {"saved": found.saved_days, "helped": found.helped, "seated": found.seated}
        assert values == expected["extra"], case["why"]
    if "move" in expected:
        (move,) = [m for m in answer.moves if m.session == case["move"][0]]
        assert {"saved": move.saved_days, "helped": move.helped} == expected["move"], case["why"]
    if "more_seats" in expected:
        saved = {more.session: more.saved_days for more in answer.more_seats}
        assert saved == expected["more_seats"], case["why"]


def test_every_case_is_whole_and_named_once() -> None:
    assert len(CASES) >= 25
    assert len({case["name"] for case in CASES}) == len(CASES)
    assert all(case["situation"] and case["why"] and case["expect"] for case in CASES)


def test_the_page_of_the_cases_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == page_of(CASES), "run scripts/write_course_cases.py"
