"""Forms of the logbook: what is written becomes values, or is named field by field."""

from datetime import date

import pytest

from app.services.logbook_choices import Choices
from app.services.logbook_form import day_from, read, to_raw
from app.store.logbook import Entry, LogKind
from pathways.types.record import AbsenceKind, AttendanceState, PlaceKind

CHOICES = Choices(
    places=(("Sykehus", (("7", "Kalnes"),)),),
    units=(("3", "Akutt"),),
    stages=(("part3:VOP", "Del 3 i psykiatri"),),
    plan_services=(("40", "1. Akutt"),),
    outer=(("9", "Akutt, 01.01.2024–31.12.2024"),),
    courses=(("kurs-a", "Kurs A"),),
    procedures=(("p-1", "Appendicectomy"),),
)
SERVICE = {
    "organisation_id": "7",
    "unit_id": "3",
    "place_kind": "hospital",
    "stage_key": "part3:VOP",
    "name": "Akuttpsykiatri",
    "starts_on": "1.3.2024",
    "ends_on": "",
    "is_planned": "",
    "counted_inside_id": "9",
    "plan_service_id": "40",
}
COURSE = {"course_key": "kurs-a", "state": "attended", "starts_on": "01.02.2026", "ends_on": ""}


def problems(kind: LogKind, raw: dict[str, str]) -> dict[str, str]:
    return {each.field: each.text for each in read(kind, raw, CHOICES).problems}


def test_a_whole_service_is_read() -> None:
    reading = read(LogKind.SERVICE, SERVICE, CHOICES)
    assert reading.problems == []
    assert reading.values == {
        "organisation_id": 7,
        "unit_id": 3,
        "place_kind": PlaceKind.HOSPITAL,
        "stage_key": "part3:VOP",
        "name_nb": "Akuttpsykiatri",
        "name_en": "Akuttpsykiatri",
        "starts_on": date(2024, 3, 1),
        "ends_on": None,
        "is_planned": False,
        "counted_inside_id": 9,
        "plan_service_id": 40,
    }


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"organisation_id": ""}, "organisation_id", "Velg hvor"),
        ({"organisation_id": "999"}, "organisation_id", "fra listen"),
        ({"unit_id": "4"}, "unit_id", "fra listen"),
        ({"stage_key": "part3:KIR"}, "stage_key", "fra listen"),
        ({"place_kind": "moon"}, "place_kind", "fra listen"),
        ({"name": " "}, "name", "Skriv hva tjenesten heter"),
        ({"name": "x" * 121}, "name", "høyst 120 tegn"),
        ({"starts_on": ""}, "starts_on", "første dagen"),
        ({"starts_on": "31.02.2024"}, "starts_on", "dag.måned.år"),
        ({"starts_on": "01.03.24"}, "starts_on", "dag.måned.år"),
        ({"starts_on": "01.03.1024"}, "starts_on", "dag.måned.år"),
        ({"ends_on": "29.02.2024"}, "ends_on", "Siste dag må være 01.03.2024 eller senere."),
        ({"counted_inside_id": "1"}, "counted_inside_id", "fra listen"),
        ({"plan_service_id": "1 OR 1"}, "plan_service_id", "fra listen"),
    ],
)
def test_what_is_wrong_with_a_service_is_named_at_its_field(
    change: dict[str, str], field: str, words: str
) -> None:
    found = problems(LogKind.SERVICE, SERVICE | change)
    assert list(found) == [field]
    assert words in found[field]


@pytest.mark.parametrize("written", ["0", "130", "", "80,5", "-1", "åtti", "1e2", "٨٠"])
def test_a_share_outside_1_to_100_says_what_to_write(written: str) -> None:
    found = problems(LogKind.SHARE, {"share_percent": written, "starts_on": "01.01.2026"})
    assert found == {"share_percent": "Skriv et helt tall fra 1 til 100."}


@pytest.mark.parametrize("written", ["1", "100", " 80 % "])
def test_a_share_from_1_to_100_is_read(written: str) -> None:
    raw = {"share_percent": written, "starts_on": "01.01.2026"}
    assert read(LogKind.SHARE, raw, CHOICES).problems == []


def test_a_leave_needs_both_days_and_a_kind() -> None:
    assert set(problems(LogKind.ABSENCE, {})) == {"kind", "starts_on", "ends_on"}
    raw = {"kind": "leave", "starts_on": "2026-04-01", "ends_on": "01.05.2026"}
    reading = read(LogKind.ABSENCE, raw, CHOICES)
    assert reading.problems == []
    assert reading.values["kind"] is AbsenceKind.LEAVE


def test_something_else_instead_of_a_course_must_be_told() -> None:
    found = problems(LogKind.COURSE, COURSE | {"state": "equivalent"})
    assert found == {"equivalent_text": "Skriv hva du gjorde i stedet for kurset."}
    raw = COURSE | {"state": "equivalent", "equivalent_text": "Hospitering"}
    values = read(LogKind.COURSE, raw, CHOICES).values
    assert (values["state"], values["is_equivalent"]) == (AttendanceState.ATTENDED, True)


def test_a_planned_course_needs_no_days_and_a_taken_one_does() -> None:
    assert problems(LogKind.COURSE, COURSE | {"state": "planned", "starts_on": ""}) == {}
    found = problems(LogKind.COURSE, COURSE | {"state": "attended", "starts_on": ""})
    assert set(found) == {"starts_on"}
    lone = COURSE | {"state": "planned", "starts_on": "", "ends_on": "01.02.2027"}
    assert set(problems(LogKind.COURSE, lone)) == {"starts_on"}
    assert set(problems(LogKind.COURSE, COURSE | {"course_key": "ukjent"})) == {"course_key"}


@pytest.mark.parametrize(("count", "right"), [("0", False), ("1000", False), ("12", True)])
def test_procedures_are_counted_in_whole_numbers(count: str, right: bool) -> None:
    raw = {"procedure_key": "p-1", "count": count, "done_on": "01.02.2026"}
    assert (problems(LogKind.PROCEDURE, raw) == {}) is right


@pytest.mark.parametrize(
    ("hours", "value"), [("1,5", 1.5), ("54", 54.0), ("0", None), ("nan", None), ("1001", None)]
)
def test_hours_of_guidance(hours: str, value: float | None) -> None:
    raw = {"starts_on": "01.02.2026", "hours": hours, "in_open_practice": "1"}
    values = read(LogKind.GUIDANCE, raw, CHOICES).values
    assert (values["hours"], values["in_open_practice"]) == (value, True)


def test_what_is_stored_reads_back_from_its_own_form() -> None:
    first = read(LogKind.SERVICE, SERVICE, CHOICES).values
    again = read(LogKind.SERVICE, to_raw(Entry(LogKind.SERVICE, 1, 1, first)), CHOICES)
    assert again.values == first
    raw = COURSE | {"state": "equivalent", "equivalent_text": "Hospitering"}
    course = read(LogKind.COURSE, raw, CHOICES).values
    again = read(LogKind.COURSE, to_raw(Entry(LogKind.COURSE, 1, 1, course)), CHOICES)
    assert again.values == course


@pytest.mark.parametrize("text", ["01.04.2027", "1. 4. 2027", "2027-04-01"])
def test_days_as_people_and_machines_write_them(text: str) -> None:
    assert day_from(text) == date(2027, 4, 1)
