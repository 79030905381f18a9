"""A plan against a record: states of services, and the gaps that are said out loud."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from pathways.plan_match import GapKind, PlanMatch, ServiceState, match
from pathways.types.plans import Duration, PublishedPlan
from pathways.types.record import TraineeRecord
from pathways.worktime import Limits
from tests.unit.trainee_records import a_plan, a_plan_service, a_record, a_service

TODAY = date(2026, 11, 23)
WHOLE = a_plan(a_plan_service(1, 12), a_plan_service(2, 36), a_plan_service(3, 12))


def matched(record: TraineeRecord, plan: PublishedPlan = WHOLE) -> PlanMatch:
    return match(record, plan, TODAY, Limits())


def kinds(result: PlanMatch) -> list[GapKind]:
    return [gap.kind for gap in result.gaps]


def test_done_going_on_planned_and_missing() -> None:
    plan = a_plan(*(a_plan_service(seq, 15) for seq in (1, 2, 3, 4)))
    record = a_record(
        a_service("01.03.2023", "31.05.2024", plan_seq=1),
        a_service("01.01.2026", "31.03.2027", plan_seq=2),
        a_service("01.04.2027", "30.06.2028", plan_seq=3, is_planned=True),
        personal_supervisor="Kjersti Myhre",
    )
    result = matched(record, plan)
    assert [m.state for m in result.services] == [
        ServiceState.DONE,
        ServiceState.GOING_ON,
        ServiceState.PLANNED,
        ServiceState.MISSING,
    ]
    assert [m.has for m in result.services] == [15, 10 + Fraction(23, 30), 0, 0]
    assert [m.booked for m in result.services] == [0, 4 + Fraction(7, 30), 15, 0]
    assert [(gap.kind, gap.seq) for gap in result.gaps] == [(GapKind.NOT_PLANNED, 4)]


def test_a_service_that_ended_too_short_says_by_how_much() -> None:
    record = a_record(a_service("01.03.2025", "31.10.2025", plan_seq=1))
    result = matched(record)
    assert result.services[0].state is ServiceState.MISSING
    assert [g.low for g in result.gaps if g.kind is GapKind.TOO_SHORT] == [4.0]


def test_a_planned_service_that_is_too_short_is_a_gap_already_now() -> None:
    short = a_record(a_service("01.02.2027", "31.07.2027", plan_seq=1, is_planned=True))
    result = matched(short)
    assert result.services[0].state is ServiceState.PLANNED
    assert [g.low for g in result.gaps if g.kind is GapKind.TOO_SHORT] == [6.0]
    still_open = a_record(a_service("01.02.2026", None, plan_seq=1))
    assert GapKind.TOO_SHORT not in kinds(matched(still_open))


def test_no_length_is_a_gap_and_an_ended_period_fulfils_it() -> None:
    plan = a_plan(a_plan_service(1, None), services_complete=False, total_months=None)
    record = a_record(a_service("01.03.2025", "31.10.2025", plan_seq=1))
    result = matched(record, plan)
    assert result.services[0].state is ServiceState.DONE
    assert kinds(result) == [
        GapKind.NO_TOTAL,
        GapKind.SERVICES_INCOMPLETE,
        GapKind.NO_LENGTH,
        GapKind.NO_SUPERVISOR,
    ]


def test_a_sum_that_contradicts_the_total_is_shown_with_both_figures() -> None:
    plan = a_plan(a_plan_service(1, 36), a_plan_service(2, 30), total_stated_as="target")
    gap = next(g for g in matched(a_record(), plan).gaps if g.kind is GapKind.SUM_DIFFERS)
    assert (gap.stated, gap.low, gap.high) == (60, 66, 66)


def test_counted_inside_is_not_added_to_the_sum() -> None:
    inside = a_plan_service(4, 6, counted_inside_seq=2)
    plan = replace(WHOLE, services=(*WHOLE.services, inside))
    assert GapKind.SUM_DIFFERS not in kinds(matched(a_record(), plan))


def test_a_choice_is_open_until_one_option_is_taken() -> None:
    options = (
        a_plan_service(4, 12, choice_group="away", choice_option="oslo"),
        a_plan_service(5, 12, choice_group="away", choice_option="bergen"),
    )
    plan = a_plan(a_plan_service(1, 48), *options)
    undecided = matched(a_record(), plan)
    assert [g.group for g in undecided.gaps if g.kind is GapKind.CHOICE_OPEN] == ["away"]
    taken = a_record(a_service("01.01.2027", "31.12.2027", plan_seq=5, is_planned=True))
    decided = matched(taken, plan)
    assert GapKind.CHOICE_OPEN not in kinds(decided)
    assert [m.state for m in decided.services[1:]] == [
        ServiceState.NOT_CHOSEN,
        ServiceState.PLANNED,
    ]


def test_an_optional_service_that_is_not_taken_is_no_gap() -> None:
    plan = a_plan(a_plan_service(1, 60), a_plan_service(2, 3, optional=True))
    result = matched(a_record(), plan)
    assert result.services[1].state is ServiceState.NOT_CHOSEN
    own = (GapKind.NOT_PLANNED, GapKind.TOO_SHORT)
    assert [g.seq for g in result.gaps if g.kind in own] == [1]


def test_weeks_are_counted_as_weeks() -> None:
    three_weeks = a_plan_service(1, None, duration=Duration(3, 3, "weeks", "exact"))
    record = a_record(a_service("05.01.2026", "25.01.2026", plan_seq=1))
    result = matched(record, a_plan(three_weeks)).services[0]
    assert (result.state, result.has, result.unit) == (ServiceState.DONE, 3, "weeks")


def test_a_plan_of_another_specialty_is_said() -> None:
    assert GapKind.OTHER_SPECIALTY in kinds(matched(a_record(specialty="RUS")))


def test_periods_outside_the_plan_are_kept() -> None:
    outside = a_service("01.01.2025", "31.12.2025")
    assert matched(a_record(outside)).outside == (outside,)


@given(st.lists(st.sampled_from([1, 2, 3, 9, None]), max_size=5))
def test_no_service_and_no_period_is_lost(seqs: list[int | None]) -> None:
    record = a_record(
        *(
            a_service(
                f"01.0{number + 1}.2025", f"20.0{number + 1}.2025", plan_seq=seq, key=str(number)
            )
            for number, seq in enumerate(seqs)
        )
    )
    result = matched(record)
    assert [m.service for m in result.services] == list(WHOLE.services)
    kept = [p.key for m in result.services for p in m.periods] + [p.key for p in result.outside]
    assert sorted(kept) == [s.key for s in record.services]
