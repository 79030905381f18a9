"""What another plan costs, counted; and the answers to "why here?" and "what would it cost?"."""

import json
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from app.exchange.rotation_files import read_rotation_file
from rotations.costs import cost_of
from rotations.planner import answer
from rotations.planner.options import breaches
from rotations.planner.repair import edited_case
from rotations.scoring import score
from rotations.types.case import Lock, Placement, RotationCase, Span, Wish, WishKind
from rotations.types.questions import WhyNot, WishPrice
from rotations.types.results import Mode, WorkLimits
from tests.support.rotation_cases import brute_force, brute_force_plan, random_case, random_plan

WORK = WorkLimits(mode=Mode.REPRODUCIBLE, search_rounds=30)
FILE = Path(__file__).parents[3] / "docs" / "cases" / "rotations" / "why.json"


def worked() -> tuple[RotationCase, tuple[Placement, ...]]:
    file = read_rotation_file(FILE.read_bytes(), FILE.name)
    return file.case, file.placements


def moved(
    plan: tuple[Placement, ...], doctor: str, block: str, **to: object
) -> tuple[Placement, ...]:
    return tuple(
        replace(each, **to) if (each.doctor, each.block) == (doctor, block) else each  # type: ignore[arg-type]
        for each in plan
    )


# ---- What it costs ---------------------------------------------------------------------------


def test_the_same_plan_costs_nothing() -> None:
    case, plan = worked()
    cost = cost_of(case, plan, plan)
    assert (cost.points, cost.placements, cost.moved, cost.wishes_lost) == (0, 0, (), ())


def test_wishes_moves_and_idle_months_are_counted_and_named() -> None:
    case, plan = worked()
    after = moved(plan, "bo", "psykiatri", site="moss")
    after = moved(after, "carl", "psykiatri", first=6, last=11)
    cost = cost_of(case, plan, after)
    assert cost.moved == ("bo", "carl")
    assert cost.wishes_lost == (("bo", "kalnes"),)
    assert cost.finish_moved == (("carl", 6),)
    assert (cost.idle_months, cost.site_changes, cost.town_changes) == (6, 0, 1)
    assert cost.points == score(case, plan).total - score(case, after).total
    back = cost_of(case, after, plan)
    assert back.wishes_met == cost.wishes_lost and back.points == -cost.points
    assert (back.idle_months, back.town_changes) == (-6, -1)


def test_weights_change_the_points_and_not_the_counts() -> None:
    case, plan = worked()
    after = moved(plan, "carl", "psykiatri", first=6, last=11)
    free = replace(case, weights=replace(case.weights, idle_month=0, worst_off=0))
    assert cost_of(free, plan, after).idle_months == 6
    assert cost_of(free, plan, after).points == 0


def test_a_vacant_post_is_counted_apart_and_breaches_are_told() -> None:
    case, plan = worked()
    people = tuple(replace(d, is_vacancy=d.key == "carl") for d in case.doctors)
    case = replace(case, doctors=people)
    cost = cost_of(case, plan, moved(plan, "carl", "psykiatri", first=6, last=11))
    assert (cost.moved, cost.posts_moved, cost.finish_moved) == ((), 1, ())
    broken = moved(plan, "anna", "psykiatri", site="kalnes")
    assert cost_of(case, broken, plan).breaches_before == 1


@pytest.mark.parametrize("seed", range(6))
def test_counts_there_and_back_are_opposite(seed: int) -> None:
    draw = Random(seed)
    case = random_case(draw)
    one, other = random_plan(draw, case), random_plan(draw, case)
    there, back = cost_of(case, one, other), cost_of(case, other, one)
    for name in ("points", "idle_months", "site_changes", "late_months", "beyond_soft"):
        assert getattr(there, name) == -getattr(back, name)
    assert there.wishes_lost == back.wishes_met and there.moved == back.moved


# ---- The answers -----------------------------------------------------------------------------


def test_the_worked_case_has_the_answer_worked_by_hand() -> None:
    """Anna at Kalnes from January: Carl must wait half a year, and Bo gives way to Moss."""
    case, plan = worked()
    found = answer(case, plan, WhyNot(Lock("anna", "psykiatri", "kalnes", 0)), limits=WORK)
    assert found.is_possible and found.fewest is not None and found.fewest_cost is not None
    assert (found.fewest.changed_count, found.fewest.is_proven) == (2, True)
    assert found.fewest_cost.wishes_lost == (("bo", "kalnes"),)
    assert found.fewest_cost.finish_moved == (("carl", 6),)
    assert found.best.difference == found.fewest_cost.points == 88
    assert found.best.is_exact and found.explanation is None


def test_a_wish_costs_what_its_placement_costs() -> None:
    case, plan = worked()
    found = answer(case, plan, WishPrice("anna", "kalnes"), limits=WORK)
    assert found.best.difference == 88 and found.ways == 1
    met = answer(case, plan, WishPrice("bo", "kalnes"), limits=WORK)
    assert met.is_settled and met.fewest is None and met.best.difference == 0


def test_what_cannot_be_is_explained_with_the_placement_in_the_clash() -> None:
    case, plan = worked()
    found = answer(case, plan, WhyNot(Lock("carl", "psykiatri", None, 7)), limits=WORK)
    assert not found.is_possible and found.best.is_exact
    assert found.explanation is not None and found.explanation.is_proven
    assert [clash.doctors for clash in found.explanation.clashes] == [("carl",)]


def test_a_wish_that_no_block_can_meet_has_no_way() -> None:
    case, plan = worked()
    wish = Wish("far", WishKind.SITE, 5, service="Psykiatri", site="sarpsborg")
    anna = replace(case.doctors[0], wishes=(wish,))
    case = replace(case, doctors=(anna, *case.doctors[1:]))
    found = answer(case, plan, WishPrice("anna", "far"), limits=WORK)
    assert (found.ways, found.is_possible, found.best.is_exact) == (0, False, True)
    assert found.fewest is None and found.explanation is None


def test_a_wish_for_a_time_alone_is_tried_with_every_block() -> None:
    case, plan = worked()
    wish = Wish("summer", WishKind.TIME, 5, starts=Span(5, 5))
    bo = replace(case.doctors[1], wishes=(wish,))
    case = replace(case, doctors=(case.doctors[0], bo, case.doctors[2]))
    found = answer(case, plan, WishPrice("bo", "summer"), limits=WORK)
    assert found.ways == 2
    if found.is_possible:
        assert found.fewest is not None
        assert any(p.doctor == "bo" and p.first == 5 for p in found.fewest.placements)


def test_with_more_ways_than_are_tried_nothing_is_called_proven(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case, plan = worked()
    wish = Wish("summer", WishKind.TIME, 5, starts=Span(5, 5))
    bo = replace(case.doctors[1], wishes=(wish,))
    case = replace(case, doctors=(case.doctors[0], bo, case.doctors[2]))
    every = answer(case, plan, WishPrice("bo", "summer"), limits=WORK)
    assert every.ways == 2 and every.best.is_exact
    monkeypatch.setattr("rotations.planner.alternatives.MOST_WAYS", 1)
    found = answer(case, plan, WishPrice("bo", "summer"), limits=WORK)
    assert found.ways == 1 and not found.best.is_exact
    assert found.fewest is None or not found.fewest.is_proven


@pytest.mark.parametrize("seed", [1, 3, 9, 12])
def test_the_nearest_plan_keeps_every_rule_and_the_best_is_the_best_there_is(seed: int) -> None:
    draw = Random(seed)
    case = replace(random_case(draw, doctors=2, months=5, limits=2), frozen_months=0)
    plan = brute_force_plan(case)
    if not plan.placements:
        assert plan.total is None or breaches(case, ()) == ()
        return
    first = plan.placements[0]
    lock = Lock(first.doctor, first.block, None, first.first + 1)
    edited = edited_case(case, (lock,))
    total, plans = brute_force(edited)
    found = answer(case, plan.placements, WhyNot(lock), limits=WORK)
    assert found.is_possible == (plans > 0)
    if found.is_possible and plan.total is not None and total is not None:
        assert found.best.difference == plan.total - total
        assert found.fewest is not None and breaches(edited, found.fewest.placements) == ()
        assert found.fewest_cost is not None
        assert found.fewest_cost.points >= found.best.difference


def test_the_case_file_is_the_plan_that_solve_finds() -> None:
    solved = json.loads((FILE.parent / "solve.json").read_text("utf-8"))
    asked = json.loads(FILE.read_text("utf-8"))
    placements = asked.pop("placements")
    assert asked == solved and len(placements) == 5
