"""Judging a finished plan, as the board does in a request: 300 doctors against 100."""

from random import Random
from time import process_time

from rotations.loads import loads
from rotations.rules import check
from rotations.scoring import score
from tests.support.rotation_cases import random_case, random_plan

MONTHS, SITES, LIMITS = 60, 40, 150


def seconds(doctors: int) -> tuple[float, int]:
    """Processor seconds to check, score and count a random plan, and its placements."""
    rng = Random(1)  # noqa: S311
    case = random_case(
        rng, doctors=doctors, months=MONTHS, sites=SITES, blocks=8, limits=LIMITS, extras=0.1
    )
    plan = random_plan(rng, case, mistakes=0.01)

    def once() -> float:
        start = process_time()
        check(case, plan)
        score(case, plan)
        loads(case, plan)
        return process_time() - start

    return min(once() for _ in range(3)), len(plan)


def bench_rotation_rules() -> None:
    """Three times the doctors cost about three times as much."""
    few, small = seconds(100)
    many, large = seconds(300)
    print(
        f"rotation rules: {large} placements of 300 doctors x {MONTHS} months x {SITES} "
        f"sites judged in {many:.2f} s, {many / few:.1f} times as long as {small} of 100 doctors"
    )
