"""Bands, chances and the parts of the uncertainty; and what cannot be so in a case."""

from dataclasses import replace

import numpy as np
import pytest

from pathways.forecast.demand import required
from pathways.forecast.outlook import PARTS_PATHS, band, look
from pathways.forecast.scenarios import PRESETS, apply
from pathways.forecast.supply import simulate
from pathways.forecast.types import Ages, Case, Exits, Finish, Head, Needed, Recruits, Sex, Share
from pathways.forecast.validation import problems
from tests.support.forecast_cases import field, uncertain


def test_quantiles_are_in_order_and_today_is_certain() -> None:
    case = uncertain(field())
    found = look(case)
    levels = sorted(found.supply.values)
    for year in range(case.years + 1):
        row = [found.supply.values[level][year] for level in levels]
        assert row == sorted(row)
    assert found.supply.mean[0] == pytest.approx(case.fte_today)
    assert found.needed.mean[0] == pytest.approx(case.needed_today)
    assert found.filled[0] == 0.0


def test_with_nothing_missing_and_nothing_moving_the_posts_are_filled_for_certain() -> None:
    still = Ages(30, (0.0,))
    case = field(
        stock=(Head(Sex.WOMAN, 35, 10),), trainees=(), intake=(), recruits=Recruits(0.0),
        exits=Exits(still, still), needed=Needed((1.0,) * 16), paths=100,
    )  # fmt: skip
    found = look(case)
    assert set(found.filled) == {1.0} and set(found.surplus) == {0.0}
    assert {part.persons_share for part in found.parts} == {None}


def test_persons_alone_explain_all_when_every_level_is_known() -> None:
    found = look(field())
    assert all(part.persons_share in (None, 1.0) for part in found.parts)


def test_uncertain_levels_have_a_part_that_grows_with_the_years() -> None:
    parts = look(uncertain(field())).parts
    assert parts[0].persons_share is None
    shares = [part.persons_share for part in (parts[2], parts[8], parts[15])]
    assert all(share is not None for share in shares)
    assert shares[0] > shares[2]  # type: ignore[operator]


def test_persons_and_levels_together_are_all_the_variance_of_one_structure() -> None:
    case = uncertain(field(paths=PARTS_PATHS))
    gap = required(case) - simulate(case).fte
    parts = look(case).parts
    for year in range(1, case.years + 1):
        assert parts[year].persons + parts[year].levels == pytest.approx(gap[:, year].var())
        assert parts[year].persons > 0 and parts[year].levels > 0


def test_a_scenario_is_another_structure_and_neither_part_of_the_uncertainty() -> None:
    case = uncertain(field(paths=PARTS_PATHS))
    case = replace(case, needed=replace(case.needed, drifts=()))
    other = apply(case, PRESETS["population_high"])
    one, two = look(case), look(other)
    assert two.gap.mean[15] > one.gap.mean[15] + 1
    assert two.parts[15].persons == pytest.approx(one.parts[15].persons)
    assert two.parts[15].levels == pytest.approx(one.parts[15].levels)


def test_how_sure_the_levels_are_does_not_move_the_part_of_the_persons() -> None:
    sure, unsure = field(paths=500), uncertain(field(paths=500))
    unsure = replace(unsure, exits=replace(unsure.exits, yearly_spread=0.0))
    # Uneven numbers of recruits are persons' chance too; they stay as they are.
    unsure = replace(unsure, recruits=replace(unsure.recruits, dispersion=None))
    for one, other in zip(look(sure).parts, look(unsure).parts, strict=True):
        assert one.persons == pytest.approx(other.persons)


def test_bands_are_the_quantiles_of_the_paths() -> None:
    paths = simulate(field(paths=777)).fte
    found = band(paths)
    for level, row in found.values.items():
        assert row == pytest.approx(tuple(np.quantile(paths, level, axis=0)))
    assert found.mean == pytest.approx(tuple(paths.mean(axis=0)))


def test_the_rotas_floor_holds_whatever_the_volume_says() -> None:
    case = replace(field(), needed=replace(field().needed, floor=200.0))
    assert min(look(case).needed.values[0.05]) == 200.0


BAD: list[tuple[Case, tuple[str | int, ...]]] = [
    (field(stock=(Head(Sex.MAN, 50, -1),)), ("stock", 0, "persons")),
    (field(stock=(Head(Sex.MAN, 50, 1), Head(Sex.MAN, 50, 1))), ("stock", 1, "age")),
    (field(stock=(Head(Sex.MAN, 90, 1),)), ("stock", 0, "age")),
    (field(needed=Needed((1.0,) * 15)), ("needed", "population")),
    (field(needed=Needed((2.0,) * 16)), ("needed", "population", 0)),
    (field(needed=Needed((1.0,) * 16, vacancies=-2)), ("needed", "vacancies")),
    (field(intake=(3, -1)), ("intake", 1)),
    (field(training=replace(field().training, retention=Share(1.2))),
     ("training", "retention", "mean")),
    (field(training=replace(field().training, retention=Share(1.0, 20))),
     ("training", "retention", "weight")),
    (field(training=replace(field().training, durations=(Finish(5, 0.5),))),
     ("training", "durations")),
    (field(recruits=Recruits(1.0, stays_one_year=0.5, stays_five_years=0.9)),
     ("recruits", "stays_five_years")),
    (field(exits=Exits(Ages(30, ()), Ages(30, (0.1,)))), ("exits", "women", "shares")),
    (field(paths=0), ("paths",)),
]  # fmt: skip


@pytest.mark.parametrize(("case", "place"), BAD)
def test_what_cannot_be_is_named(case: Case, place: tuple[str | int, ...]) -> None:
    found = problems(case)
    assert place in [each.place for each in found]
    assert all(each.found and each.expected for each in found)


def test_a_sound_case_has_no_problems() -> None:
    assert problems(field()) == () and problems(uncertain(field())) == ()
