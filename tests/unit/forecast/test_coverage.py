"""Who is left at one place: exact against every way it can go, and few people shown with care."""

from itertools import product
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.forecast.coverage import (
    AgeBand,
    age_bands,
    average_stay,
    left_of,
    remaining,
    stay_share,
)
from pathways.forecast.expected import expect
from pathways.forecast.types import Ages, Exits, Head, Sex
from tests.support.forecast_cases import field

EXITS = Exits(women=Ages(60, (0.1, 0.2, 0.5)), men=Ages(60, (0.0,)))


def test_the_share_who_stay_is_the_product_of_the_years_by_age() -> None:
    assert stay_share(EXITS, Sex.WOMAN, 60, 3) == pytest.approx(0.9 * 0.8 * 0.5)
    assert stay_share(EXITS, Sex.WOMAN, 60, 0) == 1
    assert stay_share(EXITS, Sex.MAN, 70, 9) == 1


def test_nobody_is_counted_above_the_oldest_age() -> None:
    assert stay_share(EXITS, Sex.MAN, 70, 10) == 0


@given(st.lists(st.floats(0, 1), max_size=7))
def test_the_distribution_is_that_of_every_way_it_can_go(shares: list[float]) -> None:
    found = left_of((share, 1) for share in shares)
    by_hand = [0.0] * (len(shares) + 1)
    for stays in product((0, 1), repeat=len(shares)):
        chance = prod(s if here else 1 - s for here, s in zip(stays, shares, strict=True))
        by_hand[sum(stays)] += chance
    assert found.chances == pytest.approx(by_hand, abs=1e-12)
    assert found.mean == pytest.approx(sum(shares))


def test_persons_alike_are_binomial() -> None:
    found = left_of([(0.5, 4)])
    assert found.chances == pytest.approx((1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16))
    assert found.below(2) == pytest.approx(5 / 16)
    assert found.below(0) == 0
    assert found.below(9) == pytest.approx(1)


def test_a_chance_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="a chance to stay is 0 to 1"):
        left_of([(1.5, 1)])


def test_the_average_is_that_of_the_forecast_without_anybody_new() -> None:
    case = field(trainees=(), intake=(), years=10)
    heads = expect(case).stock
    for years in (0, 5, 10):
        fte = sum(
            stay_share(case.exits, head.sex, head.age, years)
            * head.persons
            * (case.work.of(head.sex).at(head.age + years))
            for head in case.stock
        )
        assert fte == pytest.approx(float(heads[years]))


def test_a_group_lends_its_average_to_those_who_are_too_few() -> None:
    heads = (Head(Sex.WOMAN, 60, 1), Head(Sex.MAN, 60, 3))
    share = average_stay(heads, EXITS, 1)
    assert share is not None and share == pytest.approx((0.9 + 3) / 4)
    assert remaining(heads, EXITS, 1).mean == pytest.approx(left_of([(share, 4)]).mean)
    assert average_stay((), EXITS, 1) is None


def test_age_bands_with_enough_people_stand_alone() -> None:
    heads = (Head(Sex.MAN, 40, 9), Head(Sex.MAN, 57, 6), Head(Sex.WOMAN, 63, 5))
    assert age_bands(heads, (55, 60), 5) == (
        AgeBand(0, 54, 9),
        AgeBand(55, 59, 6),
        AgeBand(60, None, 5),
    )


def test_the_few_oldest_are_told_with_those_below_them() -> None:
    heads = (Head(Sex.MAN, 40, 9), Head(Sex.MAN, 57, 3), Head(Sex.WOMAN, 63, 4))
    assert age_bands(heads, (55, 60), 5) == (AgeBand(0, 54, 9), AgeBand(55, None, 7))


def test_the_few_youngest_are_told_with_those_above_them() -> None:
    heads = (Head(Sex.MAN, 40, 2), Head(Sex.MAN, 57, 6), Head(Sex.WOMAN, 63, 5))
    assert age_bands(heads, (55, 60), 5) == (AgeBand(0, 59, 8), AgeBand(60, None, 5))


def test_too_few_in_all_are_not_told_of() -> None:
    assert age_bands((Head(Sex.MAN, 40, 4),), (55, 60), 5) == ()


@given(st.lists(st.tuples(st.integers(28, 79), st.integers(0, 6)), max_size=12), st.integers(1, 6))
def test_bands_lose_nobody_and_none_is_too_small(ages: list[tuple[int, int]], fewest: int) -> None:
    heads = [Head(Sex.MAN, age, persons) for age, persons in ages]
    bands = age_bands(heads, (50, 55, 60, 65), fewest)
    if bands:
        assert sum(each.persons for each in bands) == sum(each.persons for each in heads)
        assert all(each.persons >= fewest for each in bands)
    else:
        assert sum(each.persons for each in heads) < fewest
