"""The stable ways agree with an independent library, where the library can say anything.

It takes mutual lists and places of seats alone: no caps over several seats, no couples.
"""

from random import Random

import pytest
from matching.games import HospitalResident

from rotations.lis1.allocate import allocate
from rotations.lis1.draw import order_of
from rotations.lis1.priority import points
from rotations.lis1.results import Mechanism
from rotations.lis1.types import Intake
from tests.support.lis1_intakes import random_intake

SIDES = {
    Mechanism.STABLE_FOR_CANDIDATES: "resident",
    Mechanism.STABLE_FOR_SEATS: "hospital",
}


def theirs(intake: Intake, side: str) -> dict[str, str]:
    """What the library gives for the same lists."""
    order = order_of(intake.draw, [each.key for each in intake.candidates])
    seats = {each.key: each for each in intake.seats if each.places}
    asked: dict[str, list] = {}
    wishes = {}
    for each in intake.candidates:
        mine = [key for key in each.wishes if key in seats]
        if mine:
            wishes[each.key] = mine
        for key in mine:
            before = (-points(intake, each, seats[key]), order.index(each.key), each.key)
            asked.setdefault(key, []).append(before)
    lists = {key: [each for _, _, each in sorted(rows)] for key, rows in asked.items()}
    game = HospitalResident.create_from_dictionaries(
        wishes, lists, {key: seats[key].places for key in lists}
    )
    solved = game.solve(optimal=side)
    return {each.name: seat.name for seat, those in solved.items() for each in those}


@pytest.mark.parametrize("mechanism", list(SIDES))
@pytest.mark.parametrize("seed", range(25))
def test_the_library_gives_the_same(mechanism: Mechanism, seed: int) -> None:
    rng = Random(seed)
    size = rng.randint(5, 20)
    intake = random_intake(
        rng,
        candidates=size,
        seats=rng.choice((4, size)),
        municipalities=size,
        caps="none",
        needs=0,
        diverse=seed % 4 > 0,
    )
    assert allocate(intake, mechanism).seats == theirs(intake, SIDES[mechanism])


def test_among_these_are_cases_in_which_the_two_stable_ways_differ() -> None:
    differ = 0
    for seed in range(40):
        intake = random_intake(
            Random(seed), candidates=12, seats=12, municipalities=12, caps="none", needs=0,
            diverse=True,
        )  # fmt: skip
        one, other = (allocate(intake, mechanism) for mechanism in SIDES)
        assert one.seats == theirs(intake, "resident")
        assert other.seats == theirs(intake, "hospital")
        differ += one.placed != other.placed
    assert differ
