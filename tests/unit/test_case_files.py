"""Reading of pathway cases: every kind of mistake is named, and the schema says the same."""

import copy
import json
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.exchange.case_files import PathwayCase, References, read_case
from app.exchange.schemas import SCHEMAS, derived_schemas, schema_text
from pathways.projection.what_if_values import ShareChange
from pathways.start_and_goal import Goal
from pathways.worktime import Limits
from seed.csv_rows import Problem, ReferenceFileError
from tests.support.format_tables import tables
from tests.support.schema_checker import violations
from tests.unit.trainee_records import a_plan, a_plan_service

CASES = Path(__file__).parents[2] / "docs" / "cases"
PLAN = json.loads((CASES / "psychiatry.json").read_text("utf-8"))["plan"]
KNOWN = References(
    specialties=frozenset({"VOP", "KIR", "ALM"}),
    stages=frozenset({"lis1_hospital", "lis1_municipality", "part3:VOP", "part3:KIR"}),
    procedures=frozenset({"procedure-1"}),
    courses={"kurs-a": "Kurs A"},
    plans={
        "VOP-test": a_plan(
            a_plan_service(1, 12),
            a_plan_service(2, 6, choice_group="sted", choice_option="nord"),
            a_plan_service(3, 6, choice_group="sted", choice_option="sør"),
        )
    },
)
DATES = {"starts_on": "2027-01-01", "ends_on": "2027-02-01"}
SESSION = {**DATES, "signup_closes_on": "2026-12-01", "seats_left": 3, "key": "s1"}
WHOLE = {
    "schema_version": "1.0",
    "name": "Alt er med",
    "today": "2026-11-23",
    "goal": "specialist",
    "record": {
        "specialty": "VOP",
        "stage": "part3:VOP",
        "organisation": "Eksempelsykehuset",
        "authorised_on": "2022-06-30",
        "student_licence_on": "2021-06-30",
        "degree_expected_on": "2022-06-15",
        "started_on": "2024-09-01",
        "personal_supervisor": "Oppdiktet Veileder",
        "approver": "Oppdiktet Leder",
        "services": [
            {
                **{"key": "a", "stage": "part3:VOP", "name": "Akutt", "place": "Kalnes"},
                **{"organisation": "Eksempelsykehuset", "place_kind": "hospital"},
                **{"starts_on": "2024-09-01", "ends_on": "2025-08-31"},
                **{"counted_inside": None, "plan_seq": 1},
            },
            {
                **{"key": "b", "stage": "part3:VOP", "name": None, "place": None},
                **{"organisation": None, "place_kind": "dps"},
                **{"starts_on": "2025-01-01", "ends_on": "2025-02-28"},
                **{"counted_inside": "a", "plan_seq": None},
            },
            {
                **{"key": "c", "stage": "part3:VOP", "name": None, "place": None},
                **{"organisation": None, "place_kind": "dps"},
                **{"starts_on": "2025-09-01", "ends_on": None},
                **{"counted_inside": None, "plan_seq": None},
            },
        ],
        "absences": [{"kind": "leave", "starts_on": "2025-03-01", "ends_on": "2025-03-31"}],
        "shares": [{"percent": 80, "starts_on": "2025-04-01", "ends_on": None}],
        "objectives": [
            {
                **{"objective_set": "FKM", "approved": 3, "sent": 2, "in_progress": 1},
                **{"held_by": [{"name": "Oppdiktet Leder", "count": 2}]},
                **{"oldest_sent_on": "2026-10-01"},
            }
        ],
        "courses": [
            {
                **{"course_key": "kurs-a", "state": "planned", "is_equivalent": False},
                **DATES,
            }
        ],
        "talks": [{"held_on": "2026-10-01", "hours": 1.5}],
        "group_guidance": [
            {"starts_on": "2025-01-01", "ends_on": None, "hours": "31/3", "in_open_practice": False}
        ],
        "procedures": [{"procedure_key": "procedure-1", "count": 4, "signed": 2}],
    },
    "plan": {"plan_id": "VOP-test"},
    "courses": [
        {"key": "kurs-b", "name": "Kurs B", "is_recommended": False, "sessions": [SESSION]}
    ],
    "settings": {
        "holiday_months": {"lis1_hospital": 1, "lis1_municipality": "1/2", "part23": 6},
        "leave_months": {"lis1_hospital": 0.5, "lis1_municipality": 0, "part23": 3},
    },
    "what_if": [
        [
            {"kind": "share", "percent": 60, **DATES},
            {"kind": "leave", **DATES},
            {"kind": "move", "service": "c", "starts_on": "2027-01-01"},
        ],
        [{"kind": "site", "group": "sted", "option": "nord"}],
        [
            {"kind": "course", "course_key": "kurs-b", "session": SESSION},
            {"kind": "specialty", "specialty": "KIR", "starts_on": "2027-01-01"},
            {"kind": "abroad", **DATES},
        ],
    ],
}
WHOLE = json.loads(json.dumps(WHOLE))  # no part of it is shared with another


def read(document: object, plan_id: str | None = None) -> PathwayCase:
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    return read_case(data, "case.json", KNOWN, plan_id)


def problems(document: object, plan_id: str | None = None) -> tuple[Problem, ...]:
    with pytest.raises(ReferenceFileError) as caught:
        read(document, plan_id)
    return caught.value.problems


def changed(*path: str | int, to: object) -> dict:
    """The whole case with one value put elsewhere in it."""
    document = copy.deepcopy(WHOLE)
    spot = document
    for key in path[:-1]:
        spot = spot[key]
    if isinstance(spot, list) and path[-1] == len(spot):
        spot.append(to)
    else:
        spot[path[-1]] = to
    return document


def without(*path: str | int) -> dict:
    document = copy.deepcopy(WHOLE)
    spot = document
    for key in path[:-1]:
        spot = spot[key]
    del spot[path[-1]]
    return document


def schemas() -> tuple[dict, dict]:
    found = {f"{name}.json": json.loads(schema_text(name)) for name in SCHEMAS}
    return found["pathway-case-1.0.json"], found


def test_a_whole_case_is_read_into_values() -> None:
    case = read(WHOLE)

    assert (case.today, case.goal, case.name) == (date(2026, 11, 23), Goal.SPECIALIST, "Alt er med")
    assert [service.key for service in case.record.services] == ["a", "b", "c"]
    assert case.record.services[0].plan_seq == 1
    assert case.record.group_guidance[0].hours == pytest.approx(31 / 3)
    assert case.record.courses[0].name_nb == "Kurs A"
    assert case.record.objectives[0].held_by == (("Oppdiktet Leder", 2),)
    assert case.plan is KNOWN.plans["VOP-test"]
    assert case.courses[0].sessions[0].seats_left == 3
    assert case.what_if[0][0] == ShareChange(60, date(2027, 1, 1), date(2027, 2, 1))
    limits = case.limits(Limits())
    assert limits.holiday_allowance("lis1_municipality") == Fraction(1, 2)
    assert limits.leave_allowance("part3") == 3


def test_a_small_case_takes_the_goal_and_the_limits_that_follow() -> None:
    small = {
        "schema_version": "1.0",
        "today": "2026-11-23",
        "record": {"stage": "lis1_hospital", "started_on": "2026-09-01"},
    }
    case = read(small)
    in_force = Limits((("lis1_hospital", Fraction(1)),))

    assert (case.goal, case.plan, case.what_if) == (Goal.PART1, None, ())
    assert case.limits(in_force) == in_force


def test_periods_are_put_in_order() -> None:
    document = copy.deepcopy(WHOLE)
    document["record"]["services"].reverse()

    assert read(document).record == read(WHOLE).record


def test_a_plan_of_its_own_is_read_and_another_can_be_chosen() -> None:
    document = changed("plan", to=PLAN) | {"what_if": []}

    assert read(document).plan.services[2].after_seq == (1,)
    assert read(document, "VOP-test").plan is KNOWN.plans["VOP-test"]
    assert problems(document, "VOP-tset")[0].expected.endswith("perhaps VOP-test")


SERVICE = ("record", "services", 1)
WRONG = [
    (("record", "starteds_on"), "2024-01-01", "record.starteds_on", "perhaps started_on"),
    ((*SERVICE, "place_knd"), "dps", "record.services[1].place_knd", "perhaps place_kind"),
    (("today",), "2026-11-31", "today", "day of the calendar"),
    (("today",), "31.02.2026", "today", "YYYY-MM-DD"),
    (("today",), 20261123, "today", "YYYY-MM-DD"),
    (("today",), "2101-01-01", "today", "from 1950-01-01 to 2100-12-31"),
    (("record", "authorised_on"), "1949-12-31", "record.authorised_on", "from 1950-01-01"),
    ((*SERVICE, "ends_on"), "2024-12-31", "record.services[1].ends_on", "2025-01-01 (starts_on)"),
    ((*SERVICE, "ends_on"), "2025-02-31", "record.services[1].ends_on", "day of the calendar"),
    ((*SERVICE, "key"), "c", "record.services[2].key", "a key of its own"),
    ((*SERVICE, "counted_inside"), "x", "record.services[1].counted_inside", ": a, c"),
    ((*SERVICE, "counted_inside"), "b", "record.services[1].counted_inside", "not counted inside"),
    ((*SERVICE, "counted_inside"), None, "record.services[1].starts_on", "follow each other"),
    ((*SERVICE, "place_kind"), "hotel", "record.services[1].place_kind", "hospital, dps"),
    ((*SERVICE, "stage"), "part3:VPO", "record.services[1].stage", "part3:<specialty>"),
    ((*SERVICE, "plan_seq"), 9, "record.services[1].plan_seq", "1, 2, 3"),
    (("record", "specialty"), "XYZ", "record.specialty", "ALM, KIR, VOP"),
    (("record", "stage"), "part3:KIR", "record.stage", "part3:VOP"),
    (("record", "shares", 0, "percent"), 0, "record.shares[0].percent", "1–100"),
    (("record", "shares", 0, "percent"), 130, "record.shares[0].percent", "1–100"),
    (("record", "shares", 0, "percent"), "80", "record.shares[0].percent", "1–100"),
    (
        ("record", "shares", 1),
        {"percent": 50, "starts_on": "2026-01-01"},
        "record.shares[1].starts_on",
        "follow each other",
    ),
    (("record", "absences", 0, "ends_on"), "2063-03-31", "record.absences[0].ends_on", "10 years"),
    (("record", "courses", 0, "course_key"), "kurs-x", "record.courses[0].course_key", "listed"),
    (("record", "courses", 0, "state"), "taken", "record.courses[0].state", "attended"),
    (("record", "talks", 0, "hours"), 25, "record.talks[0].hours", "0–24"),
    (("record", "talks", 0, "hours"), True, "record.talks[0].hours", "a number"),
    (("record", "procedures", 0, "signed"), 5, "record.procedures[0].signed", "at most count"),
    (("record", "services"), {}, "record.services", "a list of"),
    (("record",), [], "record", "an object with the keys"),
    (("goal",), "gp", "goal", "specialist, part1"),
    (("courses", 1), WHOLE["courses"][0], "courses[1].key", "each course once"),
    (
        ("courses", 0, "sessions", 0, "ends_on"),
        "2026-12-31",
        "courses[0].sessions[0].ends_on",
        "or later",
    ),
    (("plan",), {"plan_id": "VOP-tes"}, "plan.plan_id", "perhaps VOP-test"),
    (("plan",), "VOP-test", "plan", "plan_id alone"),
    (("settings", "holiday_months", "part23"), -1, "settings.holiday_months.part23", "0–60"),
    (("settings", "holiday_months", "part23"), "1/0", "settings.holiday_months.part23", "7/3"),
    (("what_if", 0, 0, "kind"), "pause", "what_if[0][0].kind", "share, leave, move"),
    (("what_if", 0, 0, "percent"), 130, "what_if[0][0].percent", "1–100"),
    (("what_if", 0, 1, "ends_on"), "2026-12-31", "what_if[0][1].ends_on", "or later"),
    (("what_if", 0, 2, "service"), "x", "what_if[0][2].service", "service in the record"),
    (("what_if", 1, 0, "group"), "by", "what_if[1][0].group", "sted"),
    (("what_if", 1, 0, "option"), "vest", "what_if[1][0].option", "nord, sør"),
    (("what_if", 2, 0, "course_key"), "x", "what_if[2][0].course_key", "listed"),
    (("what_if", 2, 1, "specialty"), "XYZ", "what_if[2][1].specialty", "ALM, KIR, VOP"),
    (("what_if", 3), [{"kind": "leave", **DATES}], "what_if", "0–3 rows"),
    (("what_if", 0), [], "what_if[0]", "1–10 rows"),
]


@pytest.mark.parametrize(("path", "value", "field", "expected"), WRONG)
def test_a_mistake_is_named_once_with_what_is_expected(path, value, field, expected) -> None:
    (problem,) = problems(changed(*path, to=value))

    assert (problem.file, problem.field) == ("case.json", field)
    assert expected in problem.expected


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        (
            lambda p: p["services"][0].update(after_seq=[3]),
            "[0].after_seq",
            "1 Allmennpsykiatri → 3",
        ),
        (lambda p: p["services"][0].update(after_seq=[7]), "[0].after_seq", "no service 7"),
        (lambda p: p["services"][3].update(counted_inside_seq=4), "[3].counted_inside_seq", "→"),
        (lambda p: p["services"][3].update(choice_option="nord"), "[3].choice_group", "without"),
        (lambda p: p["services"][3]["duration"].update(max=3), "[3].duration", "above the maximum"),
    ],
)
def test_a_plan_that_cannot_be_followed_is_named_by_its_services(change, field, message) -> None:
    plan = copy.deepcopy(PLAN)
    change(plan)
    document = changed("plan", to=plan) | {"what_if": []}

    found = problems(document)

    assert found[0].field == f"plan.services{field}"
    assert message in found[0].found


def test_a_misspelt_key_of_the_plan_is_named_with_the_nearest() -> None:
    plan = copy.deepcopy(PLAN)
    plan["services"][1]["after_sec"] = [1]

    (problem,) = problems(changed("plan", to=plan) | {"what_if": []})

    assert problem.field == "plan.services[1].after_sec"
    assert problem.expected.endswith("perhaps after_seq")


def test_every_mistake_of_a_case_is_told_in_one_go() -> None:
    document = copy.deepcopy(WHOLE)
    document["today"] = "23.11.2026"
    document["record"]["services"][0]["ends_on"] = "2024-13-01"
    document["record"]["services"][2]["starts_on"] = "2025-02-01"
    document["record"]["shares"].append({"percent": 0, "starts_on": "2024-01-01"})
    document["plan"]["plan_id"] = "nope"

    assert [problem.field for problem in problems(document)] == [
        "today",
        "record.services[0].ends_on",
        "record.shares[1].percent",
        "plan.plan_id",
    ]


def test_rows_keep_their_number_when_an_earlier_row_has_a_mistake() -> None:
    document = changed("record", "services", 0, "place_kind", to="hotel")
    document["record"]["services"].append({**document["record"]["services"][2], "key": "d"})

    fields = {problem.field: problem for problem in problems(document)}

    assert "overlaps services[2] c" in fields["record.services[3].starts_on"].found


def test_a_mistake_has_the_line_it_stands_on() -> None:
    text = json.dumps(changed("record", "shares", 0, "percent", to=130), indent=1)
    line = next(n for n, row in enumerate(text.splitlines(), 1) if "130" in row)

    (problem,) = problems(text.encode())

    assert str(problem) == (
        f"case.json, line {line}, record.shares[0].percent: "
        "found 130, expected a whole number 1–100"
    )


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "broken JSON"),
        (b'{"today": "2026-11-23",}', "column 24"),
        (b"[" * 100_000, "too deep"),
        (b'{"today": NaN}', "NaN"),
        (b'{"today": ' + b"9" * 5000 + b"}", "digits"),
        (b'{"today": 1, "today": 2}', "twice"),
        ('{"name": "Østfold"}'.encode("latin-1"), "not UTF-8"),
        (b'{"name": "\\ud800"}', "half a letter"),
        (b" " * 2_000_001, "more than 2,000,000 bytes"),
    ],
)
def test_a_file_that_is_no_case_at_all_is_told(data, found) -> None:
    (problem,) = problems(data)

    assert found in problem.found


def test_what_a_terminal_would_act_on_is_shown_and_not_sent() -> None:
    (problem,) = problems(changed("record", "\x1b[2J", to=1))

    assert "\x1b" not in str(problem)
    assert "\\x1b" in str(problem)


# The schema and the reader


def paths(value: object, at: tuple = ()) -> list[tuple]:
    """Every place in a document."""
    inner = value.items() if isinstance(value, dict) else ()
    inner = enumerate(value) if isinstance(value, list) else inner
    return [at, *(place for key, item in inner for place in paths(item, (*at, key)))]


def test_the_schema_files_are_what_the_readers_take() -> None:
    for name, text in derived_schemas().items():
        assert schema_text(name) == text, f"write app/exchange/schemas/{name}.json anew"


def test_every_worked_case_fits_the_schema() -> None:
    schema, others = schemas()
    assert violations(WHOLE, schema, others) == []
    for path in sorted(CASES.glob("*.json")):
        assert violations(json.loads(path.read_text("utf-8")), schema, others) == []


@pytest.mark.parametrize("path", [p for p in paths(WHOLE) if p], ids=str)
def test_schema_and_reader_refuse_the_same_kind_of_value(path) -> None:
    schema, others = schemas()
    for value in ("", "x" * 300, -1, 10**7, 0.5, True, None, [], {}, [[]], {"x": 1}):
        document = changed(*path, to=value)
        if violations(document, schema, others):
            assert problems(document), (path, value)


@pytest.mark.parametrize("path", [p for p in paths(WHOLE) if p and isinstance(p[-1], str)], ids=str)
def test_schema_and_reader_need_the_same_keys(path) -> None:
    schema, others = schemas()
    document = without(*path)
    field = path[-1]

    is_needed = bool(violations(document, schema, others))

    try:
        read(document)
    except ReferenceFileError as error:
        refused = [p for p in error.problems if p.found == "no such key" or field == "kind"]
        assert bool(refused) == is_needed
    else:
        assert not is_needed


def test_an_unknown_key_is_refused_by_both_in_every_object() -> None:
    schema, others = schemas()
    for path in paths(WHOLE):
        spot = document = copy.deepcopy(WHOLE)
        for key in path:
            spot = spot[key]
        if isinstance(spot, dict) and path != ("plan",):
            spot["unheard_of"] = 1
            assert violations(document, schema, others), path
            assert any("unheard_of" in (p.field or "") for p in problems(document)), path


LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(["2026-02-30", "2024-02-29", "9999-12-31", "a", "b", "VOP", "part3:VOP"]),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
SPOTS = st.sampled_from([path for path in paths(WHOLE) if path])


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(SPOTS, VALUES), min_size=1, max_size=3))
def test_any_mutation_is_read_or_refused_with_a_named_field(mutations) -> None:
    document = copy.deepcopy(WHOLE)
    for path, value in mutations:
        spot = document
        try:
            for key in path[:-1]:
                spot = spot[key]
            spot[path[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue
    data = json.dumps(document, ensure_ascii=True).encode()
    try:
        assert isinstance(read(data), PathwayCase)
    except ReferenceFileError as error:
        whole_file = ("NaN", "Infinity", "half a letter", "twice", "digits")
        assert all(p.field or any(w in p.found for w in whole_file) for p in error.problems)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_refused_with_a_message(data) -> None:
    assert str(problems(data)[0]).startswith("case.json")


def test_the_tables_of_the_documentation_are_those_of_the_formats() -> None:
    page = (CASES.parent / "formats.md").read_text("utf-8")

    missing = [title for title, table in tables().items() if table not in page]

    assert missing == [], "print them with `python -m tests.support.format_tables`"
