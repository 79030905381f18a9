"""Sharing out a national round: 1 300 candidates, 600 places, 60 municipalities, every way.

`python -m benchmarks.lis1`. Processor seconds, the best of three. The stable ways are set beside
the library `matching` on the same lists, without caps and couples, which it does not know. It
copies its players into each other, so deep that Python must be allowed more recursion for it.
"""

import sys
from collections.abc import Callable
from random import Random
from time import process_time

from matching.games import HospitalResident

from rotations.lis1.allocate import allocate
from rotations.lis1.check import blocking, problems
from rotations.lis1.draw import order_of
from rotations.lis1.market import market
from rotations.lis1.priority import points
from rotations.lis1.results import Mechanism
from rotations.lis1.types import Intake
from tests.support.lis1_intakes import random_intake

CANDIDATES, SEATS, MUNICIPALITIES, HOSPITALS, WISHES = 1_300, 600, 60, 40, 15
DEEP = 1_000_000
SIDES = {
    Mechanism.STABLE_FOR_CANDIDATES: "resident",
    Mechanism.STABLE_FOR_SEATS: "hospital",
}


def national(caps: str, couples: int) -> Intake:
    """A round of that size: lists of up to 15, popular seats, points for affiliation."""
    return random_intake(
        Random(1),  # noqa: S311
        candidates=CANDIDATES,
        seats=SEATS,
        hospitals=HOSPITALS,
        municipalities=MUNICIPALITIES,
        caps=caps,
        couples=couples,
        places=2,
        longest=WISHES,
    )


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """Processor seconds of the quickest of some runs."""
    found = []
    for _ in range(times):
        start = process_time()
        work()
        found.append(process_time() - start)
    return min(found)


def theirs(intake: Intake, side: str) -> tuple[float, int]:
    """Processor seconds of the library to take the same lists and solve, and how many it places."""
    seats = {each.key: each for each in intake.seats if each.places}
    numbers = {
        k: n for n, k in enumerate(order_of(intake.draw, [c.key for c in intake.candidates]))
    }
    made = market(intake)
    wishes: dict[str, list[str]] = {}
    asked: dict[str, list[tuple[int, int, str]]] = {}
    for number, each in enumerate(made.candidates):
        for at, seat in enumerate(made.seats):
            if (number, at) in made.keys and seat.key in seats:
                row = (-points(intake, each, seat), numbers[each.key], each.key)
                asked.setdefault(seat.key, []).append(row)
        mine = [key for key in each.wishes if each.key in {row[2] for row in asked.get(key, ())}]
        if mine:
            wishes[each.key] = mine
    lists = {key: [name for _, _, name in sorted(rows)] for key, rows in asked.items()}
    places = {key: seats[key].places for key in lists}

    sys.setrecursionlimit(DEEP)
    start = process_time()
    game = HospitalResident.create_from_dictionaries(wishes, lists, places)
    solved = game.solve(optimal=side)
    return process_time() - start, sum(len(those) for those in solved.values())


def bench_lis1() -> None:
    """Every way with caps on both sides and couples, and the stable ones beside the library."""
    size = f"{CANDIDATES} candidates, {SEATS} seats, {MUNICIPALITIES} municipalities"
    whole = national("both", 10)
    for mechanism in Mechanism:
        taken = seconds(lambda way=mechanism: allocate(whole, way))
        result = allocate(whole, mechanism)
        assert problems(whole, result) == ()
        pairs = len(blocking(whole, result))
        print(
            f"lis1 {mechanism}: {taken:.2f} s, {len(result.placed)} placed,"
            f" {pairs} pairs ({size}, caps on both sides, 10 couples)"
        )
    plain = national("none", 0)
    for mechanism, side in SIDES.items():
        ours = seconds(lambda way=mechanism: allocate(plain, way))
        their, placed = theirs(plain, side)
        assert placed == len(allocate(plain, mechanism).placed)
        print(
            f"lis1 {mechanism}: {ours:.2f} s against {their:.2f} s for matching"
            f" (ratio {ours / their:.3f}; {size}, no caps, no couples)"
        )


if __name__ == "__main__":
    bench_lis1()
