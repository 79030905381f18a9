"""The brute force that the planner is held against, against an even simpler one."""

from itertools import product
from random import Random

import pytest

from rotations.rules import check
from rotations.scoring import score
from rotations.types.case import Placement, RotationCase
from rotations.types.findings import Severity
from rotations.validation import problems
from tests.support.rotation_brute_force import plans_of
from tests.support.rotation_cases import brute_force_plan, random_case


def is_valid(case: RotationCase, plan: tuple[Placement, ...]) -> bool:
    return all(found.severity is not Severity.BREACH for found in check(case, plan))


@pytest.mark.parametrize("seed", range(12))
def test_the_best_of_all_plans_is_found_and_all_are_counted(seed: int) -> None:
    case = random_case(Random(seed), doctors=2, months=4, blocks=2, limits=2)
    each = [list(plans_of(case, doctor)) for doctor in case.doctors]
    plans = [tuple(p for part in parts for p in part) for parts in product(*each)]
    totals = [score(case, plan).total for plan in plans if is_valid(case, plan)]

    best = brute_force_plan(case)

    assert (best.total, best.plans) == (max(totals, default=None), len(totals))
    if best.total is not None:
        assert score(case, best.placements).total == best.total


def test_drawn_cases_are_sound_and_many_have_a_plan() -> None:
    cases = [random_case(Random(seed), doctors=2, months=5, blocks=2) for seed in range(40)]

    assert not [p for case in cases for p in problems(case) if not p.is_clash]
    with_plan = sum(brute_force_plan(case).total is not None for case in cases)
    assert 10 < with_plan < 39
