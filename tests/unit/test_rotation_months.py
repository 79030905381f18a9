"""Days as months of a plan: what fills a month, and which month a day lies in."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.rotation_months import (
    first_day,
    last_day,
    leave_spans,
    month_of,
    share_spans,
)
from rotations.types.case import ShareSpan, Span

SEPTEMBER = date(2026, 9, 1)


@given(st.integers(min_value=-200, max_value=200))
def test_a_month_holds_its_first_and_last_day(month: int) -> None:
    assert month_of(SEPTEMBER, first_day(SEPTEMBER, month)) == month
    assert month_of(SEPTEMBER, last_day(SEPTEMBER, month)) == month
    assert first_day(SEPTEMBER, month + 1).toordinal() == last_day(SEPTEMBER, month).toordinal() + 1


@pytest.mark.parametrize(
    ("periods", "spans"),
    [
        # From 28 February to 27 May 2027: February has one day of it, May 27 of 31.
        ([(date(2027, 2, 28), date(2027, 5, 27))], (Span(6, 8),)),
        # Half of a month with thirty days is enough, a day less is not.
        ([(date(2026, 9, 1), date(2026, 9, 15))], (Span(0, 0),)),
        ([(date(2026, 9, 1), date(2026, 9, 14))], ()),
        # Two periods fill a month together; days that both name count once.
        ([(date(2026, 10, 1), date(2026, 10, 8)), (date(2026, 10, 9), date(2026, 10, 16))],
         (Span(1, 1),)),
        ([(date(2026, 10, 1), date(2026, 10, 9)), (date(2026, 10, 1), date(2026, 10, 9))], ()),
        # Outside the plan there is nothing; within it, runs stay apart.
        ([(date(2026, 1, 1), date(2026, 9, 30)), (date(2026, 12, 1), date(2030, 1, 1))],
         (Span(0, 0), Span(3, 5))),
    ],
)  # fmt: skip
def test_leave_is_the_months_it_fills_at_least_half(
    periods: list[tuple[date, date]], spans: tuple[Span, ...]
) -> None:
    assert leave_spans(SEPTEMBER, 12 if len(spans) < 2 else 6, periods) == spans


def test_a_share_is_that_of_the_fifteenth() -> None:
    periods = [
        (80, date(2026, 9, 16), date(2026, 12, 14)),
        (50, date(2027, 1, 1), None),
        (100, date(2026, 12, 15), date(2026, 12, 31)),
    ]
    assert share_spans(SEPTEMBER, 6, periods) == (
        ShareSpan(Span(1, 2), 80),
        ShareSpan(Span(4, 5), 50),
    )
