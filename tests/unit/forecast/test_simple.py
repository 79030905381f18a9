"""The calculation by hand, worked out in the comments."""

from dataclasses import replace
from fractions import Fraction as F

import pytest

from pathways.forecast.simple import Group, SimpleCase, reckon

CASE = SimpleCase(
    stock=(Group(F(60), F(7, 10), F(9, 10)), Group(F(40), F(6, 10))),
    training=(Group(F(30), F(8, 10) * F(9, 10), F(9, 10)),),
    abroad=(Group(F(20), F(1, 2)),),
    fte_today=F(94),
    unmet=F(5, 100),
    population=F(10, 100),
    terms=(F(4, 100), F(-2, 100)),
    intake=F(6),
    intake_years=10,
    yielded=F(8, 10) * F(9, 10) * F(9, 10),
)


def test_supply_need_gap_and_intake_are_those_reckoned_by_hand() -> None:
    # 60 × 0.7 × 0.9 = 37.8; 40 × 0.6 = 24; 30 × 0.72 × 0.9 = 19.44; 20 × 0.5 = 10.
    answer = reckon(CASE)
    assert answer.supply == F("91.24")
    # 94 × 1.05 × 1.10 × 1.04 × 0.98 = 110.654544
    assert answer.need == F("110.654544")
    assert answer.gap == F("19.414544")
    # 6 + 19.414544 ÷ (10 × 0.648) = 8.996…: nine whole starts.
    assert answer.intake == 6 + F("19.414544") / F("6.48")
    assert answer.starts == 9


def test_terms_are_multiplied_and_not_added() -> None:
    added = 94 * (1 + F(5, 100) + F(10, 100) + F(4, 100) - F(2, 100))
    assert reckon(CASE).need > added


def test_a_surplus_lowers_the_intake_but_never_below_nobody() -> None:
    answer = reckon(replace(CASE, fte_today=F(20)))
    assert answer.gap < 0 and answer.intake is not None and answer.intake < 0
    assert answer.starts == 0


def test_when_nobody_who_starts_is_there_in_time_there_is_no_intake() -> None:
    assert reckon(replace(CASE, intake_years=0)).starts is None


def test_a_negative_number_of_persons_is_refused() -> None:
    with pytest.raises(ValueError):
        reckon(replace(CASE, stock=(Group(F(-1), F(1)),)))
