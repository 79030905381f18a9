"""Inhabitants in coming years: the published derived rows again, and what cannot be asked."""

from itertools import pairwise

import pytest

from pathways.forecast.population import Inhabitants, project, use_by_year
from seed.workforce import AREAS, NORWAY, OWN_PROJECTION
from seed.workforce_files import workforce

LIMITS = (0, 4, 9, 13, 16, 18, 19)
"""Where the bands of the reference projection begin among the five-year groups."""


def observed(*areas: str) -> dict[int, Inhabitants]:
    rows = workforce().population(areas)
    return {year: Inhabitants(each.women, each.men) for year, each in rows.items()}


@pytest.mark.parametrize("area", [NORWAY, *AREAS["helse-nord"], "Østfold"])
def test_the_reference_projection_comes_out_to_the_unit(area: str) -> None:
    found = project(observed(area), 2025, 5)

    for year, row in workforce().projections([area], OWN_PROJECTION).items():
        ages = found[year].ages
        bands = tuple(round(sum(ages[low:high])) for low, high in pairwise(LIMITS))
        assert (bands, round(found[year].total)) == (row.bands, row.total)


def test_people_who_neither_move_nor_die_nor_change_stay_as_many() -> None:
    same = Inhabitants((10.0,) * 4, (10.0,) * 4)
    older = Inhabitants((10.0, 10.0, 10.0, 20.0), (10.0, 10.0, 10.0, 20.0))
    with pytest.raises(ValueError, match="2015"):
        project({2020: same}, 2020, 1)
    found = project({2015: same, 2020: older}, 2020, 1)[2025]
    assert found.women[1:] == (10.0, 10.0, 30.0)


def test_nothing_after_the_base_year_is_looked_at() -> None:
    people = observed("Nordland")
    until = {year: each for year, each in people.items() if year <= 2016}
    assert project(people, 2016, 2) == project(until, 2016, 2)


def test_use_is_weighed_by_age_and_years_between_lie_on_a_line() -> None:
    people = {2026: (90, 10), 2030: (90, 14)}
    # 90 × 1 + 10 × 5 = 140; 90 + 14 × 5 = 160.
    assert use_by_year(people, (1, 5), 2026, 4) == pytest.approx(
        (1, 145 / 140, 150 / 140, 155 / 140, 160 / 140)
    )


def test_use_is_not_prolonged_beyond_the_years_that_are_known() -> None:
    with pytest.raises(ValueError, match="2026 to 2032"):
        use_by_year({2026: (1.0,), 2030: (1.0,)}, (1,), 2026, 6)
