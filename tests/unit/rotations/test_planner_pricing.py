"""One doctor's plans: pricing against every plan there is."""

import random
from dataclasses import replace

import numpy as np
import pytest

from rotations.planner.model import CaseModel, arcs_of, compile_case
from rotations.planner.objective import best_plan_objective
from rotations.scoring import score
from rotations.types.case import Placement, RotationCase
from tests.support.rotation_brute_force import plans_of
from tests.support.rotation_cases import random_case

ALL = -1e9


def _drawn(seed: int) -> tuple[RotationCase, CaseModel]:
    rng = random.Random(seed)
    case = random_case(
        rng, doctors=1, months=rng.randint(4, 7), extras=rng.choice((0.1, 0.2, 0.4)), limits=5
    )
    return case, compile_case(case, best_plan_objective(case))


def _without_ends(placements: tuple[Placement, ...]) -> tuple[Placement, ...]:
    """Whether a block that has its minimum is said to run on makes no other plan."""
    return tuple(replace(each, continues=False) for each in sorted(placements))


@pytest.mark.parametrize("seed", range(60))
def test_the_network_holds_exactly_the_lawful_plans_of_a_doctor(seed: int) -> None:
    case, model = _drawn(seed)
    plans, is_all = model.pricer.run(np.zeros(len(model.rows))).plans_within(0, ALL, 10**6)
    found = [_without_ends(model.placements([model.column(0, plan)])) for plan in plans]
    assert is_all
    assert set(found) == {_without_ends(plan) for plan in plans_of(case, case.doctors[0])}


@pytest.mark.parametrize("seed", range(60, 100))
def test_a_column_is_worth_what_the_scorer_says(seed: int) -> None:
    case, model = _drawn(seed)
    plans, _ = model.pricer.run(np.zeros(len(model.rows))).plans_within(0, ALL, 200)
    for plan in plans:
        column = model.column(0, plan)
        placements = model.placements([column])
        assert column.score == score(case, placements).doctors[0].total
        assert arcs_of(model.doctors[0], placements) == plan


@pytest.mark.parametrize("seed", range(100, 160))
def test_the_best_plan_at_any_prices_is_the_best_of_all_plans(seed: int) -> None:
    _, model = _drawn(seed)
    rng = np.random.default_rng(seed)
    prices = rng.random(len(model.rows)) * rng.choice([0, 3, 20])
    factor = float(rng.choice([1.0, 1.5, 2.0]))
    priced = model.pricer.run(prices, factor)
    plans, _ = priced.plans_within(0, ALL, 10**6)
    columns = [model.column(0, plan) for plan in plans]
    worth = [factor * c.score - float(prices[c.rows] @ c.use) for c in columns]
    if not worth:
        assert not priced.has_plan(0)
        return
    best = model.column(0, priced.plan(0))
    assert priced.best[0] == pytest.approx(max(worth))
    assert factor * best.score - float(prices[best.rows] @ best.use) == pytest.approx(max(worth))


@pytest.mark.parametrize("seed", range(160, 190))
def test_the_plans_within_a_regret_are_those_and_no_others(seed: int) -> None:
    _, model = _drawn(seed)
    rng = np.random.default_rng(seed)
    prices = rng.random(len(model.rows)) * 5
    priced = model.pricer.run(prices)
    everything, _ = priced.plans_within(0, ALL, 10**6)
    if not everything:
        return
    least = float(priced.best[0]) - 3.0
    columns = [model.column(0, plan) for plan in everything]
    close = {c.arcs for c in columns if c.score - float(prices[c.rows] @ c.use) >= least - 1e-9}
    assert set(priced.plans_within(0, least - 1e-9, 10**6)[0]) == close


@pytest.mark.parametrize("seed", range(5))
def test_doctors_priced_together_are_priced_as_each_alone(seed: int) -> None:
    case = random_case(random.Random(seed), doctors=4, months=6)
    model = compile_case(case, best_plan_objective(case))
    prices = np.random.default_rng(seed).random(len(model.rows)) * 4
    together = model.pricer.run(prices)
    for number in range(4):
        alone = compile_case(
            replace(case, doctors=(case.doctors[number],), pairs=()), best_plan_objective(case)
        )
        if case.pairs:
            continue
        assert together.best[number] == pytest.approx(alone.pricer.run(prices).best[0])
