"""The population of a region, the use of a specialty, and old figures scaled: pure arithmetic."""

from datetime import date

import pytest

from app.db.tables import AssumptionName
from app.services.forecast_case_need import heads, planned, posts, work_shares
from app.services.forecast_case_said import mean_and_spread, said_of
from app.services.forecast_fallback import old_figures, old_heads
from app.services.forecast_population import (
    RegionPeople,
    in_bands,
    region_people,
    share_of_norway,
    use_of,
    use_profile,
)
from app.store.forecast_data import AssumptionRow, PostsRow, StockRow
from pathways.forecast.types import Head, Sex
from pathways.types.knowledge import Family
from seed.workforce import AGE_GROUPS, NORWAY
from seed.workforce_files import workforce

ALIKE = (1.0,) * 6


def test_age_groups_become_the_bands_of_the_projections() -> None:
    assert len(AGE_GROUPS) == 19
    assert in_bands([1] * 19) == (4, 5, 4, 3, 2, 1)


def test_helse_nord_has_its_counties_and_one_kind_of_projection() -> None:
    people = region_people(workforce(), "helse-nord")
    assert (people.observed_year, people.is_own) == (2026, True)
    assert sorted(people.by_year) == [2026, 2030, 2035, 2040, 2045, 2050]
    # Nordland 243 720, Troms 172 537 and Finnmark 74 748 of the derived rows.
    assert sum(people.by_year[2030]) == pytest.approx(243_720 + 172_537 + 74_748, abs=12)


def test_a_region_without_counties_takes_the_country_and_says_so() -> None:
    people = region_people(workforce(), "helse-vest")
    assert (people.area, people.is_own) == (NORWAY, False)
    assert share_of_norway(workforce(), "helse-vest") is None
    assert 0.08 < (share_of_norway(workforce(), "helse-nord") or 0) < 0.09


def test_use_is_on_a_straight_line_and_stands_still_after_the_last_year() -> None:
    people = RegionPeople(
        {2026: (100, 0, 0, 0, 0, 0), 2030: (120, 0, 0, 0, 0, 0)}, 2026, "A", True, "source"
    )
    assert use_of(people, ALIKE, 2026, 6) == pytest.approx([1, 1.05, 1.1, 1.15, 1.2, 1.2, 1.2])
    assert use_of(people, ALIKE, 2025, 1) == pytest.approx([1, 1])


def test_a_specialty_has_its_own_use_or_that_of_its_family() -> None:
    assert use_profile("GER", Family.INTERNAL) != use_profile("HJS", Family.INTERNAL)
    assert use_profile("HJS", Family.INTERNAL) == use_profile("LUN", Family.INTERNAL)


def test_old_figures_are_scaled_to_whole_persons() -> None:
    figures = old_figures(workforce(), "helse-nord", "VOP")
    assert figures is not None
    assert figures.stock.count.year == 2001
    found = old_heads(figures, 0.5)
    assert sum(each.persons for each in found) == round(figures.persons)
    assert old_figures(workforce(), "helse-nord", "RUS") is None
    assert old_figures(workforce(), "helse-vest", "VOP") is None


def stock(age: int, persons: int, percent: float, sex: Sex = Sex.WOMAN) -> StockRow:
    return StockRow("VOP", 1, sex, age, persons, percent, None)


def test_cells_of_several_hospitals_are_one_cell() -> None:
    rows = (stock(50, 2, 100), stock(50, 3, 80), stock(40, 1, 100, Sex.MAN))
    assert heads(rows) == (Head(Sex.MAN, 40, 1), Head(Sex.WOMAN, 50, 5))


def test_few_persons_are_drawn_towards_everybodys_share() -> None:
    everybody = work_shares((stock(50, 100, 90),), None)
    assert everybody.women.at(50) == pytest.approx(0.9)
    # Five at 50 % and five persons' worth at 90 %.
    assert work_shares((stock(50, 5, 50),), everybody).women.at(50) == pytest.approx(0.7)
    assert work_shares((), everybody).women.at(50) == pytest.approx(0.9)


def test_what_is_missing_adds_up_over_the_hospitals() -> None:
    rows = (
        PostsRow("VOP", 1, 1.5, 1.0, 0.0, 4, None, None),
        PostsRow("VOP", 2, 0.5, 0.0, 1.0, None, None, None),
    )
    found = posts(rows, 0.9)
    assert (found.vacant, found.hired_in, found.other_unmet) == (2.0, 1.0, 1.0)
    assert found.floor == pytest.approx(3.6)


def test_starts_are_whole_and_add_up_to_the_mean() -> None:
    assert planned(6.0, 20) == (6,)
    assert planned(0.0, 20) == (0,)
    third = planned(1 / 3, 20)
    assert (len(third), sum(third), max(third)) == (20, 7, 1)


def test_the_last_word_on_a_specialty_goes_before_what_is_said_of_all() -> None:
    def said(code: str | None, low: float) -> AssumptionRow:
        return AssumptionRow(AssumptionName.RECRUITS, code, low, low, "A", date(2026, 1, 1))

    rows = (said("VOP", 1), said("VOP", 2), said(None, 3))
    assert said_of(rows, "VOP")[AssumptionName.RECRUITS].low == 2
    assert said_of(rows, "RAD")[AssumptionName.RECRUITS].low == 3
    # A third of a normal distribution lies below mean less 0.4307 standard deviations.
    assert mean_and_spread(1.5693, 2.4307) == pytest.approx((2, 1))
