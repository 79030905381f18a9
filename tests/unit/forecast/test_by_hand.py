"""The factors that a case comes to by hand: worked out in comments, and against the averages."""

from dataclasses import replace
from fractions import Fraction as F
from pathlib import Path
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.exchange.forecast_files import read_case_document
from pathways.forecast.averages import averages
from pathways.forecast.by_hand import work_out
from pathways.forecast.expected import expect, needed
from pathways.forecast.types import Case
from tests.support.forecast_cases import field, random_case

FOLDER = Path(__file__).parents[3] / "docs" / "cases" / "forecast"
THREE: Case = read_case_document((FOLDER / "three-specialists.json").read_text("utf-8"))


def test_three_specialists_are_reckoned_by_hand() -> None:
    # One woman of 50 and men of 58 and 64. Each leaves with 10 % a year, so after six years
    # 0.9⁶ = 0.531441 of each is there: one woman gives 0.531441 FTE, two men 1.062882.
    hand = averages(THREE, 6)
    woman, men = hand.stock
    assert (woman.persons, woman.share, woman.fte) == (1, F("0.531441"), 1)
    assert (men.persons, men.supply) == (2, F("1.062882"))
    # One in training is approved in two years, takes a post here with ½ and is then in it for four
    # more years with 0.9⁴ = 0.6561: 1 × (½ × 0.6561) = 0.32805.
    in_training, starting = hand.training
    assert [factor.value for factor in in_training.factors] == [1, F("0.32805")]
    # Training takes five years. Who starts in year 1 is approved in year 6, who starts later is
    # not: one person × 1 × ½.
    assert (starting.persons, starting.supply) == (1, F(1, 2))
    # Nobody comes from elsewhere.
    assert [line.supply for line in hand.abroad] == [0]
    # Supply: 0.531441 + 1.062882 + 0.32805 + 0.5 = 2.422373.
    answer = work_out(hand)
    assert answer.supply == F("2.422373")
    # Need: three in post and 1.5 posts vacant are 3 × 1.5; the population stands still: 4.5.
    assert (hand.fte_today, hand.unmet, hand.population) == (3, F(1, 2), 0)
    assert answer.need == F("4.5")
    assert answer.gap == F("2.077627")
    # One year of intake reaches, and each who starts in it gives ½: 1 + 2.077627 ÷ (1 × ½) =
    # 5.155254, so six must start.
    assert hand.intake_years == 1
    assert answer.intake == F("5.155254")
    assert answer.starts == 6


def test_a_year_too_soon_has_no_intake() -> None:
    assert work_out(averages(THREE, 5)).intake is None
    assert work_out(averages(THREE, 6, 2)).intake is None


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9))
def test_the_product_of_the_factors_is_the_average_of_the_case(seed: int) -> None:
    draw = Random(seed)
    case = random_case(draw)
    assume(case.fte_today > 0)
    floor = draw.choice((0.0, 2 * case.fte_today))
    case = replace(case, needed=replace(case.needed, floor=floor))
    year = draw.randint(1, case.years)
    answer = work_out(averages(case, year))
    # Factors are rounded to six decimals; some tens of persons can make that a thousandth.
    assert float(answer.supply) == pytest.approx(expect(case).fte[year], abs=1e-3)
    assert float(answer.need) == pytest.approx(needed(case)[year], abs=1e-3)


def test_the_rotas_floor_is_a_factor_of_its_own_where_it_binds() -> None:
    case = field()
    case = replace(case, needed=replace(case.needed, floor=200.0))
    hand = averages(case, 10)
    assert [term.name for term in hand.terms] == ["standard", "floor"]
    assert float(work_out(hand).need) == pytest.approx(200, abs=1e-3)


def test_a_changed_work_share_is_against_the_need_of_today() -> None:
    case = field()
    needed_as_before = replace(case.needed, in_post=40.0)
    assert averages(replace(case, needed=needed_as_before), 5).fte_today == 40


def test_nobody_in_post_cannot_be_reckoned_by_hand() -> None:
    with pytest.raises(ValueError, match="nobody is in post"):
        averages(replace(THREE, stock=()), 6)
    with pytest.raises(ValueError, match="first_year"):
        averages(THREE, 7)
