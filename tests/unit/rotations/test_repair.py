"""After an edit as little as possible is changed, and what another placement would cost."""

from dataclasses import replace
from random import Random

import pytest

from rotations.planner.alternatives import why_not, wish_cost
from rotations.planner.objective import FREE
from rotations.planner.options import breaches
from rotations.planner.repair import changed_count, edited_case, repair
from rotations.planner.solve import solve
from rotations.scoring import score
from rotations.types.case import Lock, Placement, RotationCase, Span, Wish, WishKind
from rotations.types.results import Mode, WorkLimits
from tests.support.rotation_cases import brute_force, brute_force_plan, random_case
from tests.support.rotation_clashes import hidden_case

WORK = WorkLimits(mode=Mode.REPRODUCIBLE, search_rounds=30)


def moved(case: RotationCase, plan: tuple[Placement, ...], index: int, months: int) -> Lock:
    """An edit: one placement begins some months later."""
    placement = plan[index]
    return Lock(placement.doctor, placement.block, None, placement.first + months, None, "moved")


@pytest.mark.parametrize("seed", range(5))
def test_a_repair_keeps_every_rule_and_changes_no_more_than_a_new_plan(seed: int) -> None:
    case, plan = hidden_case(seed)
    lock = moved(case, plan, seed, 1)
    found = repair(case, plan, (lock,), limits=WORK)
    assert found.is_possible and found.is_proven
    edited = edited_case(case, (lock,))
    assert breaches(edited, found.placements) == ()
    counted = [p for p in plan if (p.doctor, p.block) != (lock.doctor, lock.block)]
    assert found.changed_count == changed_count(counted, found.placements)
    anew = solve(edited, limits=WORK)
    assert found.changed_count <= changed_count(counted, anew.placements)


def fewest(case: RotationCase, before: tuple[Placement, ...], lock: Lock) -> tuple[int | None, int]:
    """The fewest changes (negative) of any plan with the edit, and the number of such plans."""
    edited = edited_case(case, (lock,))
    others = tuple(p for p in before if (p.doctor, p.block) != (lock.doctor, lock.block))
    doctors = tuple(
        replace(d, wishes=(), blocks=tuple(replace(b, points_per_month=0) for b in d.blocks))
        for d in edited.doctors
    )
    return brute_force(
        replace(
            edited,
            published=others,
            frozen_months=0,
            weights=replace(FREE, changed_placement=1, changed_near=1),
            limits=tuple(limit for limit in edited.limits if limit.is_hard),
            doctors=doctors,
        )
    )


@pytest.mark.parametrize("seed", [2, 3, 5, 8, 12, 14, 17, 21])
def test_the_fewest_changes_are_those_of_all_plans_there_are(seed: int) -> None:
    draw = Random(seed)
    case = replace(random_case(draw, doctors=3, months=5, limits=2), frozen_months=0)
    before = brute_force_plan(case).placements
    if not before:
        assert not repair(case, (), (), limits=WORK).is_possible or has_empty_plan(case)
        return
    lock = moved(case, before, draw.randrange(len(before)), 1)
    least, plans = fewest(case, before, lock)
    found = repair(case, before, (lock,), limits=WORK)
    assert found.is_possible == (plans > 0)
    if least is not None:
        assert (found.changed_count, found.lower_bound) == (-least, -least)
    else:
        assert found.violations


def has_empty_plan(case: RotationCase) -> bool:
    return breaches(case, ()) == ()


def test_with_as_few_changes_the_plan_with_more_points_is_taken() -> None:
    case, plan = hidden_case(0)
    lock = moved(case, plan, 1, 2)
    found = repair(case, plan, (lock,), limits=WORK)
    again = repair(case, found.placements, (lock,), limits=WORK)
    assert again.changed_count == 0
    assert score(case, again.placements).total >= score(case, found.placements).total


def test_frozen_months_stand_for_all_but_the_edited_doctor() -> None:
    case, plan = hidden_case(4)
    case = replace(case, published=plan, frozen_months=8)
    lock = moved(case, plan, 0, 1)
    found = repair(case, plan, (lock,), limits=WORK)
    assert found.is_possible
    near = [p for p in plan if p.first < 8 and p.doctor != lock.doctor]
    assert all((p.block, p.site, p.first) in placed(found.placements, p.doctor) for p in near)


def placed(plan: tuple[Placement, ...], doctor: str) -> set[tuple[str, str, int]]:
    return {(p.block, p.site, p.first) for p in plan if p.doctor == doctor}


def test_an_edit_that_the_doctor_alone_cannot_keep_is_said_at_once() -> None:
    case, plan = hidden_case(0)
    away = replace(case.doctors[0], leave=(Span(5, 6),))
    case = replace(case, doctors=(away, *case.doctors[1:]))
    lock = Lock("d0", case.doctors[0].blocks[0].key, None, 5)
    found = repair(case, plan, (lock,), limits=WORK)
    assert not found.is_possible and found.placements == ()
    assert [each.sentence for each in found.violations] == [
        f"Doctor 0 is locked to {case.doctors[0].blocks[0].service} from June 2027, "
        "but is on leave in June 2027."
    ]


def test_a_repair_without_edit_of_a_sound_plan_changes_nothing() -> None:
    case, plan = hidden_case(6)
    found = repair(case, plan, (), limits=WORK)
    assert (found.changed_count, found.lower_bound, found.changed) == (0, 0, ())


@pytest.mark.parametrize("seed", [1, 3, 9, 12, 14])
def test_what_another_placement_costs_is_the_difference_of_the_best_plans(seed: int) -> None:
    draw = Random(seed)
    case = replace(random_case(draw, doctors=2, months=5, limits=2), frozen_months=0)
    best = brute_force_plan(case)
    if not best.placements:
        assert best.total is None or has_empty_plan(case)
        return
    lock = moved(case, best.placements, 0, 1)
    total, plans = brute_force(edited_case(case, (lock,)))
    found = why_not(case, best.placements, lock, limits=WORK)
    assert found.is_exact
    assert found.is_possible == (plans > 0)
    if total is not None and best.total is not None:
        assert found.difference == best.total - total
        assert found.gap == 0.0


def wishing(points: int) -> tuple[RotationCase, Wish]:
    """A case in which the first doctor wishes for (or from) the site of a late start."""
    case, _ = hidden_case(5)
    block = case.doctors[0].blocks[1]
    wish = Wish(
        "wish",
        WishKind.SITE,
        points,
        service=block.service,
        site=block.sites[0],
        starts=Span(6, 20),
    )
    doctors = (replace(case.doctors[0], wishes=(wish,)), *case.doctors[1:])
    return replace(case, doctors=doctors), wish


def test_a_wish_that_is_met_costs_nothing() -> None:
    case, _ = wishing(90)
    best = solve(case, limits=WORK)
    assert best.score is not None and "wish" in best.score.doctors[0].wishes_met
    found = wish_cost(case, best.placements, "d0", "wish", limits=WORK)
    assert (found.is_possible, found.difference, found.is_exact) == (True, 0, True)


@pytest.mark.parametrize("points", [1, -1])
def test_a_wish_that_is_not_met_has_a_price(points: int) -> None:
    case, wish = wishing(points)
    against = replace(wish, points=-90 * points)
    spoilt = replace(case, doctors=(replace(case.doctors[0], wishes=(against,)), *case.doctors[1:]))
    present = solve(spoilt, limits=WORK).placements
    best = solve(case, limits=WORK)
    assert best.score is not None
    found = wish_cost(case, present, "d0", "wish", limits=WORK)
    assert found.is_possible and found.difference is not None
    met = {each.doctor: each.wishes_met for each in score(case, found.placements).doctors}
    assert ("wish" in met["d0"]) == (points > 0)
    assert score(case, present).total - found.difference == score(case, found.placements).total
    assert breaches(case, found.placements) == ()


def test_a_wish_that_nobody_knows_is_an_error() -> None:
    case, _ = wishing(5)
    with pytest.raises(KeyError):
        wish_cost(case, (), "d0", "other", limits=WORK)
