"""Credited service is exact by the calendar, and never grows from being away."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.types.record import AbsenceKind, AbsencePeriod, Share, TraineeRecord
from pathways.worktime import (
    DAY,
    Limits,
    calendar_months,
    credited_days,
    credited_months,
    day_when_reached,
    holiday_months,
    merged,
)
from tests.unit.trainee_records import a_record, a_service, day, holiday, leave, share

NO_LIMITS = Limits()
LIS1_LIMITS = Limits(holiday_months=(("lis1_hospital", Fraction(6, 5)),))
LATE = date(2040, 1, 1)


def everything(record: TraineeRecord, until: date = LATE, limits: Limits = NO_LIMITS) -> Fraction:
    return credited_months(record, lambda service: True, until, limits)


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("01.09.2026", "31.08.2027", Fraction(12)),
        ("01.02.2027", "28.02.2027", Fraction(1)),
        ("01.02.2028", "29.02.2028", Fraction(1)),
        ("01.02.2028", "28.02.2028", Fraction(28, 29)),
        ("16.04.2026", "15.05.2026", Fraction(15, 30) + Fraction(15, 31)),
        ("31.12.2026", "01.01.2027", Fraction(2, 31)),
        ("02.01.2027", "01.01.2027", Fraction(0)),
    ],
)
def test_a_month_is_a_calendar_month(first: str, last: str, months: Fraction) -> None:
    assert calendar_months(day(first), day(last)) == months


def test_part_time_shrinks_service_in_proportion() -> None:
    record = a_record(
        a_service("01.01.2026", "31.12.2026"), shares=(share(80, "01.07.2026", "31.12.2026"),)
    )
    assert everything(record) == 6 + 6 * Fraction(4, 5)


def test_leave_never_counts_whatever_the_share() -> None:
    record = a_record(
        a_service("01.01.2026", "31.12.2026"),
        shares=(share(50, "01.01.2026", None),),
        absences=(leave("01.03.2026", "31.05.2026"),),
    )
    assert everything(record) == Fraction(9, 2)


def test_two_part_time_periods_that_overlap_a_leave() -> None:
    record = a_record(
        a_service("01.01.2026", "31.12.2026"),
        shares=(share(80, "01.01.2026", "30.06.2026"), share(50, "01.06.2026", "31.12.2026")),
        absences=(leave("01.05.2026", "31.07.2026"),),
    )
    # January to April at 80 %, May to July away, August to December at 50 %.
    assert everything(record) == 4 * Fraction(4, 5) + 5 * Fraction(1, 2)


def test_holiday_counts_in_part_3() -> None:
    service = a_service("01.01.2026", "31.12.2026")
    assert everything(a_record(service, absences=(holiday("01.07.2026", "31.07.2026"),))) == 12


def test_holiday_in_lis1_counts_up_to_the_limit_only() -> None:
    service = a_service("01.09.2026", "31.08.2027", stage="lis1_hospital")
    within = a_record(service, absences=(holiday("01.07.2027", "31.07.2027"),))
    beyond = a_record(service, absences=(holiday("01.06.2027", "31.07.2027"),))
    assert everything(within, limits=LIS1_LIMITS) == 12
    assert everything(beyond, limits=LIS1_LIMITS) == 12 - Fraction(4, 5)
    assert everything(beyond, limits=NO_LIMITS) == 12


def test_service_inside_another_counts_once() -> None:
    outer = a_service("01.01.2026", "31.12.2026", key="outer")
    inner = a_service("01.03.2026", "31.05.2026", key="inner", counted_inside="outer")
    record = a_record(outer, inner)
    assert everything(record) == 12
    assert credited_months(record, lambda s: s.key == "inner", LATE, NO_LIMITS) == 3


def test_service_after_the_day_does_not_count() -> None:
    record = a_record(
        a_service("01.01.2026", None), a_service("01.01.2027", "31.12.2027", is_planned=True)
    )
    assert everything(record, until=day("30.06.2026")) == 6


def test_days_of_service_for_plans_in_weeks() -> None:
    record = a_record(
        a_service("05.01.2026", "01.02.2026"), absences=(leave("12.01.2026", "18.01.2026"),)
    )
    assert credited_days(record, lambda service: True, LATE) == 21


@pytest.mark.parametrize(
    ("months", "expected"),
    [(0, "31.12.2026"), (1, "31.01.2027"), (12, "31.12.2027"), (14, "29.02.2028")],
)
def test_day_when_service_is_reached(months: int, expected: str) -> None:
    reached = day_when_reached(
        a_record(), Fraction(months), day("01.01.2027"), "part3:VOP", NO_LIMITS
    )
    assert reached == day(expected)


def test_booked_leave_and_share_move_the_day() -> None:
    record = a_record(
        shares=(share(50, "01.01.2027", "28.02.2027"),),
        absences=(leave("01.03.2027", "31.03.2027"),),
    )
    assert day_when_reached(record, Fraction(2), day("01.01.2027"), "part3:VOP", NO_LIMITS) == day(
        "30.04.2027"
    )


def test_holiday_beyond_the_limit_moves_the_day_in_lis1() -> None:
    record = a_record(absences=(holiday("01.01.2027", "31.01.2027"),))
    reach = day_when_reached
    first = day("01.01.2027")
    free = reach(record, Fraction(2), first, "lis1_hospital", LIS1_LIMITS)
    used = reach(record, Fraction(2), first, "lis1_hospital", LIS1_LIMITS, Fraction(6, 5))
    assert (free, used) == (day("28.02.2027"), day("31.03.2027"))


def test_holiday_used_is_counted_within_service_only() -> None:
    record = a_record(
        a_service("01.01.2026", "30.06.2026", stage="lis1_hospital"),
        absences=(holiday("16.06.2026", "15.07.2026"),),
    )
    assert holiday_months(record, "lis1_hospital", LATE) == Fraction(1, 2)


# ---- Properties --------------------------------------------------------------------------

START = date(2024, 1, 1)
days = st.integers(0, 1500).map(lambda n: START + timedelta(days=n))
spans = st.tuples(days, st.integers(0, 500)).map(lambda p: (p[0], p[0] + timedelta(days=p[1])))
absences = st.builds(
    lambda kind, span: AbsencePeriod(kind, *span), st.sampled_from(AbsenceKind), spans
)
shares = st.builds(lambda percent, span: Share(percent, *span), st.integers(1, 100), spans)


@st.composite
def records(draw: st.DrawFn) -> TraineeRecord:
    stages = st.sampled_from(["lis1_hospital", "part2:VOP", "part3:VOP"])
    services = tuple(
        replace(
            a_service("01.01.2024", None, stage=draw(stages)),
            key=str(number),
            starts_on=span[0],
            ends_on=span[1],
        )
        for number, span in enumerate(draw(st.lists(spans, min_size=1, max_size=4)))
    )
    return a_record(
        *services,
        absences=tuple(draw(st.lists(absences, max_size=3))),
        shares=tuple(draw(st.lists(shares, max_size=3))),
    )


@given(record=records(), extra=absences)
def test_more_absence_never_gives_more(record: TraineeRecord, extra: AbsencePeriod) -> None:
    more = replace(record, absences=(*record.absences, extra))
    assert everything(more, limits=LIS1_LIMITS) <= everything(record, limits=LIS1_LIMITS)


@given(record=records(), extra=shares)
def test_a_lower_share_never_gives_more(record: TraineeRecord, extra: Share) -> None:
    less = replace(record, shares=(*record.shares, extra))
    assert everything(less) <= everything(record)


@given(record=records())
def test_the_order_of_the_record_says_nothing(record: TraineeRecord) -> None:
    turned = replace(
        record,
        services=record.services[::-1],
        absences=record.absences[::-1],
        shares=record.shares[::-1],
    )
    assert everything(turned, limits=LIS1_LIMITS) == everything(record, limits=LIS1_LIMITS)


@given(record=records(), cut=days)
def test_a_period_can_be_split_anywhere(record: TraineeRecord, cut: date) -> None:
    first = record.services[0]
    if not first.starts_on < cut <= (first.ends_on or cut):
        cut = first.starts_on
    parts = tuple(
        part
        for part in (
            replace(first, key="0a", ends_on=cut - DAY),
            replace(first, key="0b", starts_on=cut),
        )
        if part.starts_on <= (part.ends_on or part.starts_on)
    )
    split = replace(record, services=(*parts, *record.services[1:]))
    alone = replace(record, services=(first,))
    alone_split = replace(record, services=parts)
    assert everything(alone_split, limits=LIS1_LIMITS) == everything(alone, limits=LIS1_LIMITS)
    assert everything(split) == everything(record)


@given(record=records(), until=days)
def test_credit_is_the_sum_of_single_days(record: TraineeRecord, until: date) -> None:
    """An independent count, day by day, without spans or ticks."""
    total = Fraction(0)
    current = START
    while current <= until:
        served = any(s.starts_on <= current <= (s.ends_on or current) for s in record.services)
        away = any(
            a.kind is AbsenceKind.LEAVE and a.starts_on <= current <= a.ends_on
            for a in record.absences
        )
        percents = [
            s.percent for s in record.shares if s.starts_on <= current <= (s.ends_on or current)
        ]
        if served and not away:
            following = (current.replace(day=28) + timedelta(days=4)).replace(day=1)
            length = (following - current.replace(day=1)).days
            total += Fraction(min(percents, default=100), 100 * length)
        current += DAY
    assert everything(record, until=until) == total


@given(record=records(), months=st.fractions(0, 30, max_denominator=60), first=days)
@settings(deadline=None)
def test_the_day_reached_is_the_first_that_gives_enough(
    record: TraineeRecord, months: Fraction, first: date
) -> None:
    reached = day_when_reached(record, months, first, "part3:VOP", NO_LIMITS)
    served = replace(a_service("01.01.2024", None), starts_on=first)
    onward = replace(record, services=(served,))
    assert everything(onward, until=reached) >= months
    if reached >= first:
        assert everything(onward, until=reached - DAY) < months


@given(st.lists(spans, max_size=6))
def test_merged_spans_hold_the_same_days(pairs: list[tuple[date, date]]) -> None:
    result = merged(pairs)
    as_days = {a + timedelta(days=n) for a, b in result for n in range((b - a).days + 1)}
    assert as_days == {a + timedelta(days=n) for a, b in pairs for n in range((b - a).days + 1)}
    assert all(a[1] + DAY < b[0] for a, b in pairwise(result))
