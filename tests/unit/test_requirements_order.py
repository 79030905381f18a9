"""LIS1: the hospital year before the municipality, by the periods that are recorded."""

from dataclasses import replace
from fractions import Fraction

from pathways.requirement_state import Detail, State
from pathways.types.record import Service, TraineeRecord
from pathways.worktime import Limits
from tests.unit.requirement_values import MEASURES, Kind, a_requirement, judged
from tests.unit.trainee_records import a_record, a_service, day, holiday, leave

ORDER = a_requirement(Kind.ORDER, "lis1_municipality")
YEAR = a_service("01.09.2025", "31.08.2026", "lis1_hospital")
HALF = a_service("01.09.2026", "28.02.2027", "lis1_municipality")


def a_lis1(*services: Service, stage: str = "lis1_municipality") -> TraineeRecord:
    return a_record(*services, stage=stage, specialty=None)


def test_a_full_year_in_hospital_first_keeps_the_order() -> None:
    assert judged(ORDER, a_lis1(YEAR, HALF)).is_done


def test_the_municipality_before_the_hospital_breaks_the_order() -> None:
    early = a_service("01.03.2026", "31.08.2026", "lis1_municipality")
    result = judged(ORDER, a_lis1(YEAR, early))
    assert (result.state, result.detail) == (State.MISSING, Detail.ORDER_BROKEN)
    assert (result.since, result.rule_key) == (day("01.03.2026"), "lis1-order")


def test_a_planned_break_is_seen_before_it_happens() -> None:
    early = a_service("01.06.2026", "30.11.2026", "lis1_municipality", is_planned=True)
    result = judged(ORDER, a_lis1(YEAR, early, stage="lis1_hospital"), today=day("01.01.2026"))
    assert result.detail is Detail.ORDER_BROKEN


def test_leave_in_the_hospital_year_must_be_made_up_first() -> None:
    record = replace(a_lis1(YEAR, HALF), absences=(leave("01.01.2026", "31.01.2026"),))
    assert judged(ORDER, record).detail is Detail.ORDER_BROKEN


def test_for_an_employers_own_post_the_answer_is_open() -> None:
    own = a_service("01.03.2026", "31.08.2026", "lis1_municipality", is_own_post=True)
    result = judged(ORDER, a_lis1(YEAR, own))
    assert (result.state, result.detail) == (State.UNKNOWN, Detail.ORDER_OPEN)
    assert result.rule_key == "lis1-order-own-posts"


def test_a_year_that_only_holiday_makes_short_is_open_too() -> None:
    """A month and a half of holiday where 1.2 months count: 11.7 months, if that limit holds."""
    limits = Limits(holiday_months=(("lis1_hospital", Fraction(6, 5)),))
    record = replace(a_lis1(YEAR, HALF), absences=(holiday("01.06.2026", "15.07.2026"),))
    result = judged(ORDER, record, measures=replace(MEASURES, limits=limits))
    assert (result.state, result.rule_key) == (State.UNKNOWN, "lis1-absence-percent")


def test_where_only_one_of_the_two_is_recorded_the_stage_decides() -> None:
    assert judged(ORDER, a_lis1(HALF)).is_done
    assert judged(ORDER, a_lis1(YEAR, stage="lis1_hospital")).state is State.NOT_STARTED


def test_whoever_has_part_1_behind_is_not_asked_again() -> None:
    early = a_service("01.03.2021", "31.08.2021", "lis1_municipality")
    late = a_service("01.09.2021", "31.08.2022", "lis1_hospital")
    assert judged(ORDER, a_record(early, late)).detail is Detail.STAGE_PASSED
