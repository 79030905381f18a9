"""Reading of course cases: every kind of mistake is named, and the schema says the same."""

import copy
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.exchange.course_files import CourseCase, read_course_case
from app.exchange.schemas import SCHEMAS, schema_text
from app.services.course_cases import answer
from seed.csv_rows import Problem, ReferenceFileError
from tests.support.schema_checker import violations

CASE_FILE = Path(__file__).parents[2] / "docs" / "cases" / "courses" / "psychiatry.json"
WORKED = json.loads(CASE_FILE.read_text("utf-8"))
SCHEMA_FILES = {f"{name}.json": json.loads(schema_text(name)) for name in SCHEMAS}
MARS = ("courses", 0, "sessions", 0)


def read(document: object) -> CourseCase:
    return read_course_case(json.dumps(document).encode(), "case.json")


def problems(document: object) -> tuple[Problem, ...]:
    with pytest.raises(ReferenceFileError) as caught:
        read(document)
    return caught.value.problems


def changed(*path: str | int, to: object) -> dict:
    """The worked case with one value put elsewhere in it, or one row added to a list."""
    document = copy.deepcopy(WORKED)
    spot = document
    for key in path[:-1]:
        spot = spot[key]
    if isinstance(spot, list) and path[-1] == len(spot):
        spot.append(to)
    else:
        spot[path[-1]] = to
    return document


def registered(session: str, state: str = "applied") -> dict[str, str]:
    return {"session": session, "state": state}


MISTAKES = [
    (
        changed(*MARS, "ends_on", to="2027-02-28"),
        "courses[0].sessions[0].ends_on",
        "2027-02-28",
        "2027-03-01 (starts_on) or later",
    ),
    (
        changed(*MARS, "signup_closes_on", to="2027-03-02"),
        "courses[0].sessions[0].signup_closes_on",
        "2027-03-02",
        "2027-03-01 (starts_on) or earlier",
    ),
    (
        changed(*MARS, "signup_opens_on", to="2026-12-02"),
        "courses[0].sessions[0].signup_opens_on",
        "2026-12-02",
        "2026-12-01 or earlier",
    ),
    (
        changed("doctors", 0, "registrations", 0, "session", to="juni"),
        "doctors[0].registrations[0].session",
        "juni",
        "the key of a session of the case",
    ),
    (
        changed("doctors", 0, "registrations", 1, to=registered("mars")),
        "doctors[0].registrations[1].session",
        "mars",
        "each session once",
    ),
    (
        changed("doctors", 0, "needs", to=["grunnkurs-2"]),
        "doctors[0].needs[0]",
        "grunnkurs-2",
        "the key of a course of the case",
    ),
    (
        changed("doctors", 0, "needs", to=["grunnkurs-1", "grunnkurs-1"]),
        "doctors[0].needs",
        "grunnkurs-1 2 times",
        "each course once",
    ),
    (
        changed("doctors", 0, "needs", to=[]),
        "doctors[0].registrations[0].session",
        "mars",
        "a session of a course that is needed, not of grunnkurs-1",
    ),
    (changed("doctors", 1, "key", to="Anna"), "doctors[1].key", "Anna", "each doctor once"),
    (
        changed("courses", 1, to={"key": "grunnkurs-1"}),
        "courses[1].key",
        "grunnkurs-1",
        "each course once",
    ),
    (
        changed("courses", 0, "sessions", 2, "key", to="mars"),
        "courses[0].sessions[2].key",
        "mars",
        "each session once",
    ),
    (
        changed("doctors", 0, "specialty", to=None),
        "doctors[0].specialty",
        "no specialty",
        "the specialty that the services are in",
    ),
    (
        changed("doctors", 0, "service_months", to=3),
        "doctors[0].service_months",
        "services too",
        "either services or service_months",
    ),
    (
        changed("doctors", 2, "service_months", to=None),
        "doctors[2].services",
        "no service",
        "services or service_months",
    ),
    (
        changed("doctors", 0, "services", 0, "ends_on", to="2021-08-31"),
        "doctors[0].services[0].ends_on",
        "2021-08-31",
        "2021-09-01 (starts_on) or later",
    ),
    (
        changed(*MARS, "seats", to=0),
        "courses[0].sessions[0].seats",
        "0",
        "a whole number 1–10000",
    ),
    (changed("courses", 0, "rule", to={"measure": "days"}), "courses[0].rule.measure", None, None),
    (changed("courses", to=[]), "courses", "0 rows", None),
    (changed("doctors", 0, "reddy_on", to=None), "doctors[0].reddy_on", "an unknown key", None),
]


@pytest.mark.parametrize(
    ("document", "field", "found", "expected"), MISTAKES, ids=[row[1] for row in MISTAKES]
)
def test_a_mistake_is_told_with_its_field(document, field, found, expected) -> None:
    (problem,) = problems(document)
    assert problem.field == field
    assert found is None or problem.found == found
    assert expected is None or problem.expected == expected


def test_seats_below_the_confirmed_places_are_refused() -> None:
    document = changed(*MARS, "seats", to=1)
    document["doctors"][0]["registrations"] = [registered("mars", "confirmed")]
    (problem,) = problems(document)
    assert problem.field == "courses[0].sessions[0].seats"
    assert (problem.found, problem.expected) == ("1", "2 or more: so many are confirmed")


def test_a_cancelled_session_may_have_confirmed_places() -> None:
    document = changed("courses", 0, "sessions", 1, "seats", to=1)
    document["doctors"][0]["registrations"] = [registered("mai", "confirmed")]
    assert read(document).offers[0].sessions[1].is_cancelled


def test_every_mistake_is_told_at_once_with_its_line() -> None:
    document = changed(*MARS, "ends_on", to="2027-02-28")
    document["courses"][0]["sessions"][2]["signup_closes_on"] = "2027-12-01"
    document["doctors"][0]["registrations"][0]["session"] = "juni"
    document["doctors"][3]["shares"] = [{"percent": 130, "starts_on": "2026-01-01"}]
    document["doctors"][2]["absences"][0]["ends_on"] = "2027-01-01"
    text = json.dumps(document, indent=1).encode()
    with pytest.raises(ReferenceFileError) as caught:
        read_course_case(text, "case.json")
    found = {problem.field: problem.line for problem in caught.value.problems}
    assert set(found) == {
        "courses[0].sessions[0].ends_on",
        "courses[0].sessions[2].signup_closes_on",
        "doctors[0].registrations[0].session",
        "doctors[2].absences[0].ends_on",
        "doctors[3].shares[0].percent",
    }
    lines = text.decode().splitlines()
    assert '"ends_on": "2027-02-28"' in lines[(found["courses[0].sessions[0].ends_on"] or 0) - 1]


def test_a_doctor_who_has_attended_does_not_need_the_course() -> None:
    document = changed("doctors", 3, "registrations", 0, to=registered("mars", "attended"))
    assert read(document).doctors[3].needs == ()


def test_given_months_are_in_the_measure_of_the_rule_and_go_on() -> None:
    document = copy.deepcopy(WORKED)
    document["courses"][0]["rule"] = {"order": ["longest_service"]}
    document["doctors"] = [
        {"key": "a", "service_months": 1},
        {"key": "b", "service_months": 2, "shares": [{"percent": 10, "starts_on": "2026-11-24"}]},
    ]
    document["courses"][0]["sessions"][2]["seats"] = 1
    document["courses"][0]["sessions"][:2] = []
    first = answer(read(document))["courses"][0]["sessions"][0]["likely"]
    document["courses"][0]["rule"]["measure"] = "calendar"
    second = answer(read(document))["courses"][0]["sessions"][0]["likely"]
    assert (first, second) == (["a"], ["b"])


def test_the_worked_case_and_its_result_fit_their_schemas() -> None:
    assert violations(WORKED, SCHEMA_FILES["course-case-1.0.json"], SCHEMA_FILES) == []
    result = answer(read(WORKED))
    assert violations(result, SCHEMA_FILES["course-result-1.0.json"], SCHEMA_FILES) == []


SPOTS = [
    *[(key,) for key in WORKED],
    *[(*MARS, key) for key in WORKED["courses"][0]["sessions"][0]],
    *[("doctors", 0, key) for key in WORKED["doctors"][0]],
    ("doctors", 0, "registrations", 0, "state"),
    ("doctors", 0, "services", 0, "stage"),
    ("settings",),
]
VALUES = st.sampled_from(
    [None, 0, -1, 1.5, True, "", "x", "2027-02-30", "2027-01-01", [], {}, [{}], "\ud800"]
)


@given(st.lists(st.tuples(st.sampled_from(SPOTS), VALUES), min_size=1, max_size=3))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_mutation_is_answered_or_refused_with_a_named_field(mutations) -> None:
    document = copy.deepcopy(WORKED)
    for path, value in mutations:
        spot = document
        try:
            for key in path[:-1]:
                spot = spot[key]
            spot[path[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue
    try:
        case = read(document)
    except ReferenceFileError as error:
        assert all(p.field or "half a letter" in p.found for p in error.problems)
        return
    result = answer(case)
    assert violations(result, SCHEMA_FILES["course-result-1.0.json"], SCHEMA_FILES) == []
