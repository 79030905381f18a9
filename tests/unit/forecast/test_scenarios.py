"""Each change does what it says, nothing else, and is refused where it cannot be."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from pathways.forecast.expected import expect, needed
from pathways.forecast.scenarios import PRESET_SPECIALTY, PRESETS, Change, ChangeKind, apply
from pathways.forecast.types import Ages, Case, Drift, Finish, Sex, Share
from pathways.forecast.validation import problems
from tests.support.forecast_cases import field, uncertain

CASE = uncertain(field())
UNDELAYED = tuple(replace(each, finishes=(Finish(1, 1.0),)) for each in CASE.trainees)

DOES: list[tuple[Change, Callable[[Case], object], object]] = [
    (Change(ChangeKind.RECRUITS, 3), lambda case: case.recruits.mean, 3),
    (Change(ChangeKind.RECRUITS_FACTOR, 2.5), lambda case: case.recruits.mean, 2.5),
    (Change(ChangeKind.INTAKE, 6), lambda case: case.intake, (6,)),
    (Change(ChangeKind.INTAKE, 6, 3), lambda case: case.intake, (4, 4, 6)),
    (Change(ChangeKind.INTAKE_FACTOR, 1.5, 3), lambda case: case.intake, (4, 4, *[6] * 13)),
    (Change(ChangeKind.RETENTION, 0.8), lambda case: case.training.retention, Share(0.8, 40)),
    (Change(ChangeKind.RETENTION, 1), lambda case: case.training.retention, Share(1, None)),
    (Change(ChangeKind.DROP_OUT, 0), lambda case: case.training.drop_out, Share(0, None)),
    (Change(ChangeKind.DURATION, 1), lambda case: case.training.durations,
     (Finish(6, 0.3), Finish(7, 0.4), Finish(9, 0.3))),
    (Change(ChangeKind.DURATION, -7), lambda case: case.training.durations, (Finish(1, 1.0),)),
    (Change(ChangeKind.WORK_SHARE, 1.1), lambda case: case.work.of(Sex.WOMAN).at(40), 0.99),
    (Change(ChangeKind.WORK_SHARE, 1.1), lambda case: case.work.of(Sex.MAN).at(40), 1.0),
    (Change(ChangeKind.DRIFT, -0.01), lambda case: case.needed.drifts[-1],
     Drift("scenario", -0.01)),
    (Change(ChangeKind.VACANCIES, 9), lambda case: case.needed.vacancies, 9),
    (Change(ChangeKind.HIRED_IN, 0), lambda case: case.needed.hired_in, 0),
    (Change(ChangeKind.FLOOR, 70), lambda case: case.needed.floor, 70),
    (Change(ChangeKind.NO_DELAYS, 1), lambda case: case.trainees, UNDELAYED),
    (Change(ChangeKind.NO_DELAYS, 0), lambda case: case.trainees, CASE.trainees),
    (Change(ChangeKind.EXITS_LATER, 2), lambda case: case.exits.women.at(62),
     CASE.exits.women.at(60)),
    (Change(ChangeKind.EXITS_LATER, 0.5), lambda case: case.exits.men.at(62),
     (CASE.exits.men.at(62) + CASE.exits.men.at(61)) / 2),
]  # fmt: skip


@pytest.mark.parametrize(("change", "seen", "expected"), DOES)
def test_a_change_does_what_it_says(
    change: Change, seen: Callable[[Case], object], expected: object
) -> None:
    changed = apply(CASE, (change,), without_delays=UNDELAYED)
    found = seen(changed)
    assert found == (pytest.approx(expected) if isinstance(expected, float) else expected)
    assert problems(changed) == ()


def test_every_kind_is_tried_here() -> None:
    tried = {change.kind for change, _, _ in DOES} | {ChangeKind.POPULATION}
    assert tried == set(ChangeKind)


def test_growth_of_the_population_is_added_from_a_year_on() -> None:
    changed = apply(CASE, (Change(ChangeKind.POPULATION, 0.01, 3),)).needed.population
    was = CASE.needed.population
    assert changed[:3] == pytest.approx(was[:3])
    for year in range(3, CASE.years + 1):
        growth = changed[year] / changed[year - 1] - was[year] / was[year - 1]
        assert growth == pytest.approx(0.01)


def test_nobody_below_the_age_of_leaving_is_moved_by_later_exit() -> None:
    curve = Ages(30, (0.02, 0.01, 0.05, *[0.1] * 50))
    case = replace(CASE, exits=replace(CASE.exits, women=curve, men=curve))
    later = apply(case, (Change(ChangeKind.EXITS_LATER, 3),)).exits.women
    assert [later.at(age) for age in range(20, 56)] == [curve.at(age) for age in range(20, 56)]
    earlier = apply(CASE, (Change(ChangeKind.EXITS_LATER, -2),)).exits.women
    assert earlier.at(60) == pytest.approx(CASE.exits.women.at(62))


def test_part_of_a_year_moves_a_part_of_those_who_finish() -> None:
    training = replace(CASE.training, durations=(Finish(5, 1.0),))
    made = apply(replace(CASE, training=training), (Change(ChangeKind.DURATION, 0.25),))
    assert made.training.durations == (Finish(5, 0.75), Finish(6, 0.25))


def test_a_factor_on_a_small_intake_is_right_over_the_years() -> None:
    made = apply(replace(CASE, intake=(1,)), (Change(ChangeKind.INTAKE_FACTOR, 1.2),))
    assert set(made.intake) == {1, 2} and sum(made.intake) == round(1.2 * CASE.years)


def test_doctors_who_work_more_are_set_against_the_need_of_today() -> None:
    changed = apply(CASE, (Change(ChangeKind.WORK_SHARE, 1.05),))
    assert needed(changed) == pytest.approx(needed(CASE))
    assert changed.fte_today > CASE.fte_today
    again = apply(changed, (Change(ChangeKind.WORK_SHARE, 0.9),))
    assert again.needed_today == pytest.approx(CASE.needed_today)


def test_changes_are_made_one_after_the_other() -> None:
    changes = (Change(ChangeKind.RECRUITS, 2), Change(ChangeKind.RECRUITS_FACTOR, 3))
    assert apply(CASE, changes).recruits.mean == 6
    assert apply(CASE, ()) == CASE


REFUSED = [
    (Change(ChangeKind.RETENTION, 1.2), "retention 1.2.*0 to 1"),
    (Change(ChangeKind.RECRUITS, -1), "recruits -1.*0 or more"),
    (Change(ChangeKind.INTAKE, 2.5), "intake 2.5.*whole"),
    (Change(ChangeKind.INTAKE, -1), "intake -1.*0 or more"),
    (Change(ChangeKind.RECRUITS, 1, 4), "recruits.*from_year may only be 1"),
    (Change(ChangeKind.INTAKE, 1, 0), "intake.*from_year 0"),
    (Change(ChangeKind.NO_DELAYS, 0.5), "no_delays 0.5.*0 or 1"),
    (Change(ChangeKind.NO_DELAYS, 1), "no_delays.*nothing is known"),
    (Change(ChangeKind.POPULATION, -2), "population -2.*more than 0"),
    (Change(ChangeKind.DRIFT, -1), "drift -1.*above -1"),
]


@pytest.mark.parametrize(("change", "told"), REFUSED)
def test_a_change_that_cannot_be_is_refused_by_name_and_value(change: Change, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        apply(CASE, (change,))


def test_the_scenarios_that_are_always_there() -> None:
    assert set(PRESETS) == {
        "later_retirement", "no_recruits", "population_high", "population_low", "more_lis1",
        "alis_growth", "no_delays",
    }  # fmt: skip
    assert set(PRESET_SPECIALTY) <= set(PRESETS)


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("later_retirement", 1), ("no_recruits", -1), ("population_high", -1),
        ("population_low", 1), ("more_lis1", 1), ("alis_growth", 1), ("no_delays", 1),
    ],
)  # fmt: skip
def test_a_preset_moves_the_balance_its_way(name: str, sign: int) -> None:
    def balance(case: Case) -> float:
        return float((expect(case).fte - needed(case))[case.years])

    changed = apply(CASE, PRESETS[name], without_delays=UNDELAYED)
    assert problems(changed) == ()
    assert (balance(changed) - balance(CASE)) * sign > 0.1
