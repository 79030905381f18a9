"""Each kind of requirement: one case that is met, one that is not, and what stays unknown.

Places, objective sets, courses, procedures, guidance and order have files of their own beside
this one; what must hold for all of them stands in test_requirements_properties.
"""

from dataclasses import replace
from fractions import Fraction

from pathways.requirement_state import Detail, State
from pathways.requirements import JUDGES
from pathways.types.knowledge import RequirementKind
from pathways.types.record import ObjectiveTally, PlaceKind
from tests.unit.requirement_values import Kind, a_requirement, judged
from tests.unit.trainee_records import a_plan, a_record, a_service, day


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


def test_a_kind_of_place_that_no_record_tells_apart_stays_unknown() -> None:
    research = a_requirement(Kind.SERVICE, amount=12, inside_service="research")
    result = judged(research, a_record())
    assert (result.state, result.detail) == (State.UNKNOWN, Detail.PLACE_NOT_RECORDED)


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


# ---- Guidance ----------------------------------------------------------------------------


def test_a_missing_supervisor_is_missing_from_the_first_day() -> None:
    needs = a_requirement(Kind.SUPERVISION, amount=1, unit="persons")
    assert judged(needs, a_record()).detail is Detail.NO_SUPERVISOR
    named = judged(needs, a_record(personal_supervisor="Kjersti Myhre"))
    assert (named.state, named.holders) == (State.DONE, (("Kjersti Myhre", 1),))
    ahead = a_requirement(Kind.SUPERVISION, "lis1_municipality", amount=1, unit="persons")
    lis1 = a_record(stage="lis1_hospital", personal_supervisor="Kjersti Myhre")
    assert judged(ahead, lis1).state is State.NOT_STARTED


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
