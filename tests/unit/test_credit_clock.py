"""The month axis and the clock on it against a walk through the days, one by one."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.credit_clock import CreditClock
from pathways.month_axis import MONTH, axis, day_at, first_day_at_or_after, is_leap
from pathways.spans import Span, merged
from pathways.types.record import AbsenceKind, AbsencePeriod, Share
from pathways.worktime import TICKS, Limits, clock_of, credited_months
from tests.unit.trainee_records import a_record, a_service, day

DAY = timedelta(days=1)
START = date(2026, 11, 24)

days = st.integers(-200, 1300).map(lambda n: START + timedelta(days=n))
later = st.integers(0, 1300).map(lambda n: START + timedelta(days=n))
spans = st.tuples(days, st.integers(0, 400)).map(lambda p: (p[0], p[0] + timedelta(days=p[1])))
shares = st.builds(lambda percent, span: Share(percent, *span), st.integers(1, 100), spans)
ticks = st.integers(0, 30 * TICKS)
allowances = st.integers(0, 8 * TICKS)


@dataclass(frozen=True)
class Setting:
    """Everything that a clock is made from."""

    shares: tuple[Share, ...]
    leave: tuple[Span, ...]
    holiday: tuple[Span, ...]
    leave_allowance: int
    holiday_allowance: int | None

    def clock(self) -> CreditClock:
        return CreditClock(
            START,
            self.shares,
            self.leave,
            self.holiday,
            leave_allowance=self.leave_allowance,
            holiday_allowance=self.holiday_allowance,
        )


settings_of = st.builds(
    Setting,
    st.lists(shares, max_size=3).map(tuple),
    st.lists(spans, max_size=3).map(lambda found: tuple(merged(found))),
    st.lists(spans, max_size=2).map(lambda found: tuple(merged(found))),
    st.one_of(st.just(0), allowances),
    st.one_of(st.none(), allowances),
)


def walked(given_setting: Setting, last: date) -> Iterator[tuple[date, int]]:
    """Each day from the start with the ticks that it gives, allowances used up on the way."""
    left = {"leave": given_setting.leave_allowance, "holiday": given_setting.holiday_allowance}
    current = START
    while current <= last:
        units = MONTH // monthrange(current.year, current.month)[1]
        percents = [
            s.percent
            for s in given_setting.shares
            if s.starts_on <= current <= (s.ends_on or current)
        ]
        percent = min(percents, default=100)
        kind = None
        if any(a <= current <= b for a, b in given_setting.leave):
            kind = "leave"
        elif any(a <= current <= b for a, b in given_setting.holiday):
            kind = "holiday"
        if kind is not None and (allowed := left[kind]) is not None:
            units = min(units, allowed // percent)
            left[kind] = allowed - units * percent
        yield current, units * percent
        current += DAY


# ---- The axis ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("01.02.2028", "01.03.2028", Fraction(1)),
        ("01.02.2028", "29.02.2028", Fraction(28, 29)),
        ("01.02.2027", "28.02.2027", Fraction(27, 28)),
        ("31.01.2027", "01.02.2027", Fraction(1, 31)),
        ("16.04.2027", "16.05.2027", Fraction(15, 30) + Fraction(15, 31)),
        ("01.12.2027", "01.01.2028", Fraction(1)),
        ("01.02.2100", "01.03.2100", Fraction(1)),
    ],
)
def test_every_month_is_equally_long(first: str, last: str, months: Fraction) -> None:
    assert Fraction(axis(day(last)) - axis(day(first)), MONTH) == months


@pytest.mark.parametrize(
    ("year", "leap"), [(2026, False), (2028, True), (2000, True), (2100, False), (2400, True)]
)
def test_leap_years_follow_the_calendar(year: int, leap: bool) -> None:
    assert is_leap(year) is leap
    assert monthrange(year, 2)[1] == (29 if leap else 28)


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2150, 1, 1)))
def test_a_day_is_found_back_from_anywhere_in_it(one: date) -> None:
    begins, ends = axis(one), axis(one + DAY)
    assert ends - begins == MONTH // monthrange(one.year, one.month)[1]
    assert day_at(begins) == day_at(ends - 1) == one
    assert first_day_at_or_after(begins) == one
    assert first_day_at_or_after(begins + 1) == first_day_at_or_after(ends) == one + DAY


def test_a_position_beyond_the_calendar_is_an_error_and_no_date() -> None:
    with pytest.raises(OverflowError):
        day_at((10_000 * 12 + 1) * MONTH)


# ---- The clock ---------------------------------------------------------------------------


@given(setting=settings_of, first=later, length=st.integers(-2, 700))
@settings(deadline=None)
def test_a_period_gives_what_its_days_give(setting: Setting, first: date, length: int) -> None:
    last = first + timedelta(days=length)
    given_by_days = sum(each for one, each in walked(setting, last) if one >= first)
    assert setting.clock().between(first, last) == given_by_days


@given(setting=settings_of, first=later, wanted=ticks)
@settings(deadline=None)
def test_the_day_reached_is_the_first_that_gives_enough(
    setting: Setting, first: date, wanted: int
) -> None:
    clock = setting.clock()
    reached = clock.reach(first, wanted)
    assert clock.between(first, reached) >= wanted
    assert reached == first - DAY if wanted == 0 else clock.between(first, reached - DAY) < wanted


@given(setting=settings_of, last=later, wanted=ticks)
@settings(deadline=None)
def test_the_latest_start_is_the_last_that_gives_enough(
    setting: Setting, last: date, wanted: int
) -> None:
    clock = setting.clock()
    begins = clock.back(last, wanted)
    assert clock.between(begins + DAY, last) < max(wanted, 1)
    if clock.between(START, last) >= wanted:
        assert clock.between(begins, last) >= wanted
    else:
        assert begins == START


@given(setting=settings_of, first=later, wanted=st.integers(1, 30 * TICKS))
@settings(deadline=None)
def test_a_period_laid_as_late_as_possible_ends_no_later(
    setting: Setting, first: date, wanted: int
) -> None:
    clock = setting.clock()
    last = clock.reach(first, wanted)
    begins = clock.back(last, wanted)
    assert begins >= first
    assert clock.reach(begins, wanted) == last


@given(setting=settings_of, first=later, length=st.integers(0, 700), cut=st.integers(0, 700))
@settings(deadline=None)
def test_a_period_can_be_split_anywhere(
    setting: Setting, first: date, length: int, cut: int
) -> None:
    clock = setting.clock()
    last = first + timedelta(days=length)
    middle = first + timedelta(days=min(cut, length))
    whole = clock.between(first, last)
    assert clock.between(first, middle - DAY) + clock.between(middle, last) == whole


@pytest.mark.parametrize(
    ("months", "leave_counts", "reached"),
    [
        (6, 0, "31.08.2027"),
        (6, 1, "31.07.2027"),
        (6, 2, "30.06.2027"),
        (6, 9, "30.06.2027"),
        (1, 0, "31.01.2027"),
        (0, 0, "31.12.2026"),
    ],
)
def test_leave_counts_up_to_its_allowance(months: int, leave_counts: int, reached: str) -> None:
    clock = CreditClock(
        day("01.01.2027"),
        leave=[(day("01.02.2027"), day("31.03.2027"))],
        leave_allowance=leave_counts * TICKS,
    )
    assert clock.reach(day("01.01.2027"), months * TICKS) == day(reached)


@pytest.mark.parametrize(
    ("allowed", "reached"),
    [(None, "30.06.2027"), (2, "30.06.2027"), (1, "31.07.2027"), (0, "31.08.2027")],
)
def test_holiday_counts_up_to_its_allowance(allowed: int | None, reached: str) -> None:
    clock = CreditClock(
        day("01.01.2027"),
        holiday=[(day("01.02.2027"), day("31.03.2027"))],
        holiday_allowance=None if allowed is None else allowed * TICKS,
    )
    assert clock.reach(day("01.01.2027"), 6 * TICKS) == day(reached)


@pytest.mark.parametrize(
    ("months", "begins"), [(1, "01.04.2027"), (2, "01.02.2027"), (0, "01.05.2027")]
)
def test_the_latest_start_lies_after_a_leave_that_gives_nothing(months: int, begins: str) -> None:
    clock = CreditClock(day("01.01.2027"), leave=[(day("01.03.2027"), day("31.03.2027"))])
    assert clock.back(day("30.04.2027"), months * TICKS) == day(begins)


def test_an_allowance_at_half_time_is_used_up_half_as_fast() -> None:
    clock = CreditClock(
        day("01.01.2027"),
        [Share(50, day("01.01.2027"), None)],
        [(day("01.02.2027"), day("31.05.2027"))],
        leave_allowance=TICKS,
    )
    # Of four months of leave at 50 % two count: January, February and March give 1.5 months.
    assert clock.between(day("01.01.2027"), day("31.05.2027")) == TICKS * 3 // 2


def test_leave_in_a_holiday_is_leave() -> None:
    both = [(day("01.02.2027"), day("28.02.2027"))]
    clock = CreditClock(day("01.01.2027"), leave=both, holiday=both, holiday_allowance=9 * TICKS)
    assert clock.between(day("01.01.2027"), day("31.03.2027")) == 2 * TICKS


def test_days_before_the_clock_starts_give_nothing() -> None:
    clock = CreditClock(day("15.01.2027"))
    assert clock.between(day("01.01.2026"), day("31.01.2027")) == TICKS * 17 // 31


@pytest.mark.parametrize("stage", ["lis1_hospital", "part3:VOP"])
@given(setting=settings_of, length=st.integers(0, 900))
@settings(deadline=None, max_examples=60)
def test_the_clock_ahead_agrees_with_what_is_credited_behind(
    stage: str, setting: Setting, length: int
) -> None:
    """The record of a served period and the clock over the same days give the same months."""
    last = START + timedelta(days=length)
    template = stage.partition(":")[0] if stage != "part3:VOP" else "part23"
    holiday = setting.holiday_allowance
    limits = Limits(
        holiday_months=() if holiday is None else ((template, Fraction(holiday, TICKS)),),
        leave_months=((template, Fraction(setting.leave_allowance, TICKS)),),
    )
    absences = [
        *(AbsencePeriod(AbsenceKind.LEAVE, *span) for span in setting.leave),
        *(AbsencePeriod(AbsenceKind.HOLIDAY, *span) for span in setting.holiday),
    ]
    served = replace(a_service("01.01.2026", None, stage), starts_on=START, ends_on=last)
    record = a_record(served, absences=tuple(absences), shares=setting.shares)
    behind = credited_months(record, lambda _service: True, last, limits) * TICKS
    ahead = clock_of(record, START, stage, limits).between(START, last)
    # Each allowance is cut to whole units of the axis: less than a hundred ticks apart.
    assert 0 <= behind - ahead < 200
