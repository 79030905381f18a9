"""What a record must satisfy: a case that breaks each rule and one that does not."""

from datetime import date

import pytest

from pathways.checks.record import KnownKeys, RecordFinding, RecordRule, check_record
from pathways.types.record import (
    AttendanceState,
    CourseTaken,
    GroupPeriod,
    ObjectiveTally,
    ProcedureTally,
    Talk,
)
from tests.unit.trainee_records import (
    a_plan,
    a_plan_service,
    a_record,
    a_service,
    day,
    holiday,
    leave,
    share,
)

TODAY = day("23.11.2026")
KNOWN = KnownKeys(
    specialties=frozenset({"VOP", "KIR"}),
    stages=frozenset({"lis1_hospital", "part3:VOP", "part3:KIR"}),
    courses=frozenset({"kurs-a"}),
    procedures=frozenset({"procedure-1"}),
)


def findings(*services, plan=None, **changes) -> tuple[RecordFinding, ...]:
    return check_record(a_record(*services, **changes), plan, TODAY, KNOWN)


def rules(*services, plan=None, **changes) -> list[RecordRule]:
    return [finding.rule for finding in findings(*services, plan=plan, **changes)]


def test_a_record_in_order_has_no_findings() -> None:
    assert not findings(
        a_service("01.09.2024", "31.08.2025", key="a"),
        a_service("01.09.2025", None, key="b", plan_seq=1),
        a_service("01.10.2025", "31.10.2025", key="c", counted_inside="b"),
        a_service("01.03.2027", "31.08.2027", key="d"),
        plan=a_plan(a_plan_service(1, 12)),
        absences=(leave("01.01.2025", "31.12.2025"), holiday("01.07.2026", "31.07.2026")),
        shares=(share(80, "01.01.2026", "30.06.2026"), share(60, "01.07.2026", None)),
        courses=(CourseTaken("kurs-a", "Kurs", AttendanceState.PLANNED, None, None),),
        objectives=(ObjectiveTally("FKM-2024", 1, 0, 0), ObjectiveTally("KIR", 1, 0, 0)),
        procedures=(ProcedureTally("procedure-1", 5, 5),),
        talks=(Talk(TODAY, 1.0),),
        group_guidance=(GroupPeriod(TODAY, None, 10.0, True),),
    )


def test_an_end_before_its_start_is_named_with_its_row() -> None:
    (finding,) = findings(
        a_service("01.01.2025", "31.01.2025", key="a"),
        a_service("01.09.2025", "31.08.2025", key="b"),
    )

    assert finding == RecordFinding(
        RecordRule.END_BEFORE_START,
        "services",
        1,
        "ends_on",
        "2025-08-31",
        "2025-09-01 (starts_on) or later",
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"absences": (leave("02.01.2025", "01.01.2025"),)},
        {"shares": (share(50, "02.01.2025", "01.01.2025"),)},
        {"group_guidance": (GroupPeriod(day("02.01.2025"), day("01.01.2025"), 1.0, False),)},
    ],
)
def test_the_same_holds_for_every_period(changes) -> None:
    assert rules(**changes) == [RecordRule.END_BEFORE_START]


def test_overlapping_services_are_both_named_with_dates() -> None:
    (finding,) = findings(
        a_service("01.01.2025", "30.06.2025", key="a"),
        a_service("30.06.2025", "31.12.2025", key="b"),
    )

    assert (finding.index, finding.other, finding.field) == (1, 0, "starts_on")
    assert finding.found == (
        "b 2025-06-30 to 2025-12-31, which overlaps services[0] a 2025-01-01 to 2025-06-30"
    )


def test_services_that_meet_without_a_day_in_common_do_not_overlap() -> None:
    assert not rules(
        a_service("01.01.2025", "30.06.2025", key="a"),
        a_service("01.07.2025", "31.12.2025", key="b"),
    )


def test_a_service_without_an_end_makes_way_for_what_is_booked_but_not_for_what_was() -> None:
    now = a_service("01.01.2025", None, key="now")

    assert not rules(now, a_service("24.11.2026", "31.12.2027", key="ahead"))
    assert rules(now, a_service("01.01.2026", "31.03.2026", key="past")) == [
        RecordRule.SERVICES_OVERLAP
    ]


def test_a_share_outside_1_to_100_is_refused() -> None:
    for percent in (0, 130, -5, 101):
        (finding,) = findings(shares=(share(percent, "01.01.2026", None),))
        assert (finding.rule, finding.found) == (RecordRule.SHARE_OUT_OF_RANGE, str(percent))
        assert "1–100" in finding.expected
    assert not findings(
        shares=(share(1, "01.01.2026", "31.01.2026"), share(100, "01.02.2026", None))
    )


def test_shares_cannot_overlap() -> None:
    first, second = share(80, "01.01.2026", None), share(60, "01.07.2026", "31.07.2026")

    (finding,) = findings(shares=(first, second))
    assert (finding.rule, finding.index, finding.other) == (RecordRule.SHARES_OVERLAP, 1, 0)


def test_ten_years_is_the_longest_absence() -> None:
    assert not rules(absences=(leave("01.01.2026", "31.12.2035"),))
    assert rules(absences=(leave("01.01.2026", "01.01.2036"),)) == [RecordRule.ABSENCE_TOO_LONG]
    assert rules(absences=(leave("01.01.2026", "01.01.2063"),)) == [RecordRule.ABSENCE_TOO_LONG]


def test_days_lie_between_1950_and_2100() -> None:
    early, late = date(1949, 12, 31), date(2101, 1, 1)

    assert rules(started_on=early) == [RecordRule.DAY_OUT_OF_RANGE]
    assert rules(talks=(Talk(late, 1.0),)) == [RecordRule.DAY_OUT_OF_RANGE]
    assert not rules(started_on=date(1950, 1, 1), talks=(Talk(date(2100, 12, 31), 1.0),))


def test_a_key_is_used_once_and_inside_names_another_service() -> None:
    a = a_service("01.01.2025", "30.06.2025", key="a")

    assert rules(a, a_service("01.07.2025", None, key="a")) == [RecordRule.KEY_TWICE]
    assert rules(a_service("01.07.2025", None, key="b", counted_inside="x")) == [
        RecordRule.INSIDE_UNKNOWN
    ]


def test_services_inside_each_other_are_named_as_a_circle() -> None:
    found = findings(
        a_service("01.01.2025", None, key="a", counted_inside="b"),
        a_service("01.01.2025", None, key="b", counted_inside="a"),
        a_service("01.01.2025", None, key="c", counted_inside="a"),
    )

    assert [finding.rule for finding in found] == [RecordRule.INSIDE_CIRCLE] * 2
    assert "a → b → a" in found[0].found


def test_stage_and_specialty_are_known_and_belong_together() -> None:
    assert rules(specialty="XYZ", stage="lis1_hospital") == [RecordRule.SPECIALTY_UNKNOWN]
    assert rules(stage="part3:KIR") == [RecordRule.STAGE_OF_OTHER_SPECIALTY]
    (finding,) = findings(stage="part9:VOP")
    assert finding.rule is RecordRule.STAGE_UNKNOWN
    assert "part3:VOP" in finding.expected
    (finding,) = findings(stage="lis2")
    assert "lis1_hospital, part3:<specialty>" in finding.expected
    assert rules(a_service("01.01.2025", None, "part4:VOP")) == [RecordRule.STAGE_UNKNOWN]


def test_service_in_another_specialty_is_no_mistake() -> None:
    assert not rules(a_service("01.01.2025", None, "part3:KIR"))


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        (
            {"courses": (CourseTaken("kurs-b", "B", AttendanceState.BOOKED, None, None),)},
            RecordRule.COURSE_UNKNOWN,
        ),
        ({"procedures": (ProcedureTally("x", 1),)}, RecordRule.PROCEDURE_UNKNOWN),
        ({"procedures": (ProcedureTally("procedure-1", 1, 2),)}, RecordRule.SIGNED_ABOVE_COUNT),
        ({"objectives": (ObjectiveTally("FKN", 1, 0, 0),)}, RecordRule.OBJECTIVE_SET_UNKNOWN),
        ({"objectives": (ObjectiveTally("VOP-2024", 1, 0, 0),)}, RecordRule.OBJECTIVE_SET_UNKNOWN),
        ({"objectives": (ObjectiveTally("FKM-24", 1, 0, 0),)}, RecordRule.OBJECTIVE_SET_UNKNOWN),
    ],
)
def test_what_is_registered_is_known(changes, rule) -> None:
    assert rules(**changes) == [rule]


def test_a_service_of_the_plan_is_in_the_plan() -> None:
    served = a_service("01.01.2025", None, plan_seq=7)

    (finding,) = findings(served, plan=a_plan(a_plan_service(1, 12), a_plan_service(2, 12)))
    assert (finding.rule, finding.expected) == (
        RecordRule.PLAN_SEQ_UNKNOWN,
        "the seq of a service of the plan: 1, 2",
    )
    assert rules(served) == [RecordRule.PLAN_SEQ_UNKNOWN]
