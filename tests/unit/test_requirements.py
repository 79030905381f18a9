"""Each kind of requirement: one case that is met, one that is not, and what stays unknown."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.phases import LIS1_HOSPITAL, LIS1_MUNICIPALITY, PART23, Phase
from pathways.requirement_state import Detail, Measures, RequirementState, State
from pathways.requirements import JUDGES, judge, judge_all
from pathways.types.knowledge import FactStatus, Requirement, RequirementKind
from pathways.types.record import (
    AttendanceState,
    CourseTaken,
    GroupPeriod,
    ObjectiveTally,
    PlaceKind,
    Talk,
    TraineeRecord,
)
from pathways.worktime import Limits
from tests.unit.trainee_records import a_plan, a_record, a_service, day

TODAY = date(2026, 11, 23)
MEASURES = Measures(
    limits=Limits(),
    phases=(
        Phase(LIS1_HOSPITAL, Fraction(12), "lis1-hospital-months"),
        Phase(LIS1_MUNICIPALITY, Fraction(6), "lis1-municipality-months"),
        Phase(PART23, Fraction(60), "minimum-part23"),
    ),
    supervision_months=Fraction(21, 2),
)
Kind = RequirementKind


def a_requirement(kind: RequirementKind, stage: str = "part3", **changes: Any) -> Requirement:
    requirement = Requirement(
        key="r",
        stage=stage,
        kind=kind,
        name_nb="Krav",
        name_en="Requirement",
        amount=None,
        unit=None,
        rule_keys=(),
        source_key="src-001",
        valid_from=None,
        valid_to=None,
        status=FactStatus.CONFIRMED,
    )
    return replace(requirement, **changes)


def judged(requirement: Requirement, record: TraineeRecord, plan: Any = None) -> RequirementState:
    return judge(requirement, record, plan, TODAY, MEASURES)


def test_every_kind_has_its_judge() -> None:
    assert set(JUDGES) == set(RequirementKind)


# ---- Service -----------------------------------------------------------------------------

SIXTY = a_requirement(Kind.SERVICE, amount=60, unit="months")


def test_service_counts_months_and_what_is_booked() -> None:
    record = a_record(
        a_service("01.03.2023", "31.10.2026"),
        a_service("01.11.2026", "31.12.2026"),
        a_service("01.01.2027", "31.12.2027", is_planned=True),
    )
    result = judged(SIXTY, record)
    assert (result.state, result.detail) == (State.ON_TRACK, Detail.COUNTED)
    assert result.has == 44 + Fraction(23, 30)
    assert result.booked == Fraction(7, 30) + 1 + 12


def test_enough_service_is_done() -> None:
    assert judged(SIXTY, a_record(a_service("01.01.2021", None))).state is State.DONE


def test_service_at_one_kind_of_place() -> None:
    institution = a_requirement(Kind.SERVICE, amount=6, unit="months", inside_service="institution")
    practice = a_service("01.01.2025", None, "part3:ALM", place_kind=PlaceKind.OPEN_PRACTICE)
    alis = a_record(practice, stage="part3:ALM", specialty="ALM")
    result = judged(institution, alis)
    assert (result.state, result.detail, result.has) == (State.NOT_STARTED, Detail.NOT_PLANNED, 0)
    hospital = a_service("01.06.2027", "30.11.2027", "part3:ALM", key="h", is_planned=True)
    planned = judged(institution, replace(alis, services=(practice, hospital)))
    assert (planned.state, planned.detail, planned.booked) == (State.ON_TRACK, Detail.BOOKED, 6)


def test_a_kind_of_place_that_is_not_recorded_stays_unknown() -> None:
    community = a_requirement(Kind.SERVICE, amount=48, inside_service="community_medicine")
    assert judged(community, a_record()).state is State.UNKNOWN


def test_service_without_a_figure_is_never_done() -> None:
    record = a_record(a_service("01.01.2000", None))
    assert judged(a_requirement(Kind.SERVICE), record).state is State.UNKNOWN


def test_a_stage_behind_is_done_whatever_was_recorded() -> None:
    hospital = a_requirement(Kind.SERVICE, "lis1_hospital", amount=12, unit="months")
    result = judged(hospital, a_record())
    assert (result.state, result.detail) == (State.DONE, Detail.STAGE_PASSED)


def test_the_total_takes_part_1_as_done_in_part_3() -> None:
    total = a_requirement(Kind.MINIMUM_TOTAL, amount=78, unit="months")
    assert judged(total, a_record(a_service("01.11.2026", None))).has == 18 + Fraction(23, 30)
    part1 = a_requirement(Kind.MINIMUM_TOTAL, "part1_complete", amount=18, unit="months")
    lis1 = a_record(a_service("01.11.2026", None, "lis1_hospital"), stage="lis1_hospital")
    assert judged(part1, lis1).has == Fraction(23, 30)


# ---- Objectives --------------------------------------------------------------------------


def test_objectives_with_a_figure() -> None:
    needs = a_requirement(Kind.OBJECTIVES, amount=79, unit="objectives")
    record = a_record(objectives=(ObjectiveTally("VOP", 79, 0, 0),))
    assert judged(needs, record).state is State.DONE
    started = a_record(objectives=(ObjectiveTally("VOP", 12, 0, 3),))
    assert judged(needs, started).state is State.ON_TRACK
    assert judged(needs, a_record()).state is State.NOT_STARTED


def test_objectives_without_a_figure_are_never_done() -> None:
    record = a_record(objectives=(ObjectiveTally("VOP", 500, 0, 0),))
    result = judged(a_requirement(Kind.OBJECTIVES), record)
    assert (result.state, result.detail) == (State.ON_TRACK, Detail.AMOUNT_UNKNOWN)


def test_the_plan_gives_the_figure_only_for_the_own_specialty() -> None:
    record = a_record(objectives=(ObjectiveTally("VOP", 10, 0, 0),))
    own = judged(a_requirement(Kind.OBJECTIVES), record, a_plan(objective_count=89))
    other = judged(
        a_requirement(Kind.OBJECTIVES), record, a_plan(specialty="BUP", objective_count=79)
    )
    assert (own.needs, own.from_plan) == (89, True)
    assert (other.needs, other.from_plan) == (None, False)


def test_what_is_sent_waits_with_a_named_person() -> None:
    sent = ObjectiveTally("FKM", 15, 4, 2, (("Per Olav Dahle", 4),), day("02.11.2026"))
    result = judged(a_requirement(Kind.COMMON_OBJECTIVES, amount=29), a_record(objectives=(sent,)))
    assert (result.state, result.has, result.booked) == (State.WAITING, 15, 4)
    assert result.holders == (("Per Olav Dahle", 4),)
    assert result.since == day("02.11.2026")
    approval = judged(a_requirement(Kind.APPROVAL), a_record(objectives=(sent,)))
    assert (approval.state, approval.booked) == (State.WAITING, 4)


def test_which_half_of_lis1_an_objective_belongs_to_is_unknown() -> None:
    lis1 = a_record(stage="lis1_hospital", objectives=(ObjectiveTally("DEL1", 40, 0, 5),))
    half = a_requirement(Kind.OBJECTIVES, "lis1_hospital")
    whole = a_requirement(Kind.OBJECTIVES, "part1_complete", amount=101)
    assert judged(half, lis1).state is State.UNKNOWN
    assert (judged(whole, lis1).state, judged(whole, lis1).has) == (State.ON_TRACK, 40)


# ---- Courses, procedures -----------------------------------------------------------------


def test_courses_are_counted_but_never_proof() -> None:
    taken = CourseTaken("a", "Kurs A", AttendanceState.ATTENDED, TODAY, TODAY)
    booked = CourseTaken("b", "Kurs B", AttendanceState.BOOKED, day("01.03.2027"), None)
    result = judged(a_requirement(Kind.COURSES), a_record(courses=(taken, booked)))
    assert (result.state, result.has, result.booked) == (State.ON_TRACK, 1, 1)
    assert result.needs is None


def test_procedures_are_not_recorded() -> None:
    assert judged(a_requirement(Kind.PROCEDURES), a_record()).state is State.UNKNOWN


# ---- Guidance ----------------------------------------------------------------------------


def test_a_missing_supervisor_is_missing_from_the_first_day() -> None:
    needs = a_requirement(Kind.SUPERVISION, amount=1, unit="persons")
    assert judged(needs, a_record()).detail is Detail.NO_SUPERVISOR
    named = judged(needs, a_record(personal_supervisor="Kjersti Myhre"))
    assert (named.state, named.holders) == (State.DONE, (("Kjersti Myhre", 1),))
    ahead = a_requirement(Kind.SUPERVISION, "lis1_municipality", amount=1, unit="persons")
    lis1 = a_record(stage="lis1_hospital", personal_supervisor="Kjersti Myhre")
    assert judged(ahead, lis1).state is State.NOT_STARTED


@pytest.mark.parametrize(
    ("hours", "detail"), [(34.0, Detail.BEHIND_AVERAGE), (35.0, Detail.UP_TO_AVERAGE)]
)
def test_supervision_hours_on_average(hours: float, detail: Detail) -> None:
    """Ten months at full time: 4 x 10 x 10.5 / 12 = 35 hours."""
    record = a_record(
        a_service("01.01.2026", "31.10.2026", "part3:ALM"),
        stage="part3:ALM",
        specialty="ALM",
        talks=(Talk(day("01.03.2026"), hours),),
    )
    needs = a_requirement(Kind.SUPERVISION, amount=4, unit="hours_per_month")
    result = judged(needs, record)
    assert (result.detail, result.needs) == (detail, 35)


def test_group_guidance_in_months_hours_and_hours_a_year() -> None:
    periods = (
        GroupPeriod(day("01.01.2026"), day("30.06.2026"), 30, in_open_practice=False),
        GroupPeriod(day("01.07.2026"), day("31.10.2026"), 20, in_open_practice=True),
    )
    alis = a_record(
        a_service("01.01.2026", None, "part3:ALM"),
        stage="part3:ALM",
        specialty="ALM",
        group_guidance=periods,
    )
    months = a_requirement(Kind.GROUP_GUIDANCE, amount=24, unit="months")
    in_practice = replace(months, amount=12, inside_service="open_unselected_practice")
    hours = replace(months, amount=90, unit="hours")
    yearly = replace(months, amount=60, unit="hours_per_year")
    assert [judged(each, alis).has for each in (months, in_practice, hours, yearly)] == [
        10,
        4,
        50,
        60,
    ]


# ---- Conditions --------------------------------------------------------------------------


def test_licence_by_the_days_in_the_record() -> None:
    student = a_record(
        stage="student_licensed",
        authorised_on=None,
        student_licence_on=day("01.02.2026"),
        degree_expected_on=day("15.06.2027"),
    )
    licence = judged(a_requirement(Kind.LICENCE, "student_licensed"), student)
    authorisation = judged(a_requirement(Kind.LICENCE, "degree"), student)
    assert (licence.state, licence.since) == (State.DONE, day("01.02.2026"))
    assert (authorisation.detail, authorisation.since) == (Detail.EXPECTED, day("15.06.2027"))


def test_order_and_employment() -> None:
    lis1 = a_record(
        a_service("01.09.2026", "31.08.2027", "lis1_hospital"),
        a_service("01.09.2027", "29.02.2028", "lis1_municipality", is_planned=True),
        stage="lis1_hospital",
    )
    order = a_requirement(Kind.ORDER, "lis1_municipality")
    post = a_requirement(Kind.EMPLOYMENT, "lis1_municipality")
    assert judged(order, lis1).state is State.NOT_STARTED
    assert judged(order, replace(lis1, stage="lis1_municipality")).state is State.DONE
    assert (judged(post, lis1).detail, judged(post, lis1).since) == (
        Detail.BOOKED,
        day("01.09.2027"),
    )


# ---- Properties --------------------------------------------------------------------------

requirements = st.builds(
    a_requirement,
    kind=st.sampled_from(RequirementKind),
    stage=st.sampled_from(
        [
            "student_licensed",
            "degree",
            "lis0",
            "lis1_hospital",
            "lis1_municipality",
            "part1_complete",
            "part2",
            "part3",
            "part3:VOP",
            "specialist",
            "consultant",
        ]
    ),
    key=st.text("abc", min_size=1, max_size=3),
    amount=st.one_of(st.none(), st.integers(1, 80)),
    unit=st.sampled_from([None, "months", "hours", "hours_per_month", "hours_per_year"]),
    inside_service=st.sampled_from([None, "hospital", "open_unselected_practice", "clinical"]),
)
stages = st.sampled_from(
    ["student_licensed", "lis0", "lis1_hospital", "part3:VOP", "specialist:VOP"]
)


@given(st.lists(requirements, max_size=12), stages)
@settings(deadline=None)
def test_no_requirement_is_lost(wanted: list[Requirement], stage: str) -> None:
    record = a_record(a_service("01.03.2023", None), stage=stage)
    result = judge_all(wanted, record, None, TODAY, MEASURES)
    assert [state.requirement for state in result] == wanted


@given(requirements, stages, st.integers(0, 200))
@settings(deadline=None)
def test_more_service_never_makes_a_requirement_less_done(
    wanted: Requirement, stage: str, months: int
) -> None:
    less = a_record(a_service("01.03.2024", None), stage=stage)
    more = replace(less, services=(*less.services, a_service("01.01.2019", "29.02.2024", key="b")))
    if judged(wanted, less).is_done and wanted.kind is not Kind.SUPERVISION:
        assert judged(wanted, more).is_done
