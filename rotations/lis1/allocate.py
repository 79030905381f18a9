"""Share out the seats of an intake: one of six ways, always with the same result."""

from collections.abc import Iterable

from rotations.lis1 import deferred, turns
from rotations.lis1.market import Market, Option, market
from rotations.lis1.results import How, Mechanism, Placed, Result
from rotations.lis1.turns import Holding, Room
from rotations.lis1.types import Intake

NEEDS_SOLVER = frozenset({Mechanism.LEAST_SUM, Mechanism.LEAST_WORST})
"""Ways that load the solver: never in a web request."""


def allocate(intake: Intake, mechanism: Mechanism) -> Result:
    """Who gets which seat. The intake is sound (`rotations.lis1.validation.problems`)."""
    made = market(intake)
    holding, is_settled = _holding(made, mechanism)
    placed = _placed(made, holding)
    if intake.rules.any_remaining:
        placed |= _remaining(made, holding, placed)
    return Result(
        mechanism,
        intake.rules.version,
        tuple(placed[key] for key in sorted(placed)),
        tuple(each.key for each in made.candidates if each.key not in placed),
        is_settled,
    )


def _holding(made: Market, mechanism: Mechanism) -> tuple[Holding, bool]:
    if mechanism is Mechanism.DRAWN_ORDER:
        return turns.drawn_order(made), True
    if mechanism is Mechanism.TWO_PASS:
        return turns.two_pass(made), True
    if mechanism is Mechanism.STABLE_FOR_CANDIDATES:
        return deferred.best_for_candidates(made)
    if mechanism is Mechanism.STABLE_FOR_SEATS:
        return deferred.best_for_seats(made)
    from rotations.lis1 import optimal

    if mechanism is Mechanism.LEAST_SUM:
        return optimal.least_sum(made), True
    return optimal.least_worst(made), True


def _placed(made: Market, holding: Holding) -> dict[str, Placed]:
    found = {}
    for number, seat in made.preplaced.items():
        found[made.candidates[number].key] = _one(made, number, seat, How.PREPLACED)
    for option in holding.values():
        for number, seat in option.contracts:
            found[made.candidates[number].key] = _one(made, number, seat, How.WISHED)
    return found


def _one(made: Market, number: int, seat: int, how: How) -> Placed:
    candidate, key = made.candidates[number], made.seats[seat].key
    rank = candidate.wishes.index(key) + 1 if key in candidate.wishes else None
    return Placed(candidate.key, key, rank, how)


def _remaining(made: Market, holding: Holding, placed: dict[str, Placed]) -> dict[str, Placed]:
    """Everybody left, in drawn order, to the open seat with most places free that they may have.

    Of seats with equally many places the one whose key comes first.
    """
    room = Room(made)
    for option in holding.values():
        room.take(option)
    found: dict[str, Placed] = {}
    for number in _in_turn(made):
        key = made.candidates[number].key
        if key not in placed:
            seat = _freest(made, room, number)
            if seat is not None:
                room.take(_alone(number, seat))
                found[key] = _one(made, number, seat, How.REMAINING)
    return found


def _in_turn(made: Market) -> Iterable[int]:
    """Every candidate who is shared out, in order of turn; a couple by the number drawn."""
    for agent in made.agents:
        yield from sorted(agent.members, key=lambda member: made.numbers[member])


def _freest(made: Market, room: Room, number: int) -> int | None:
    free = [
        (-min(room.left[group] for group in made.groups_of[seat]), seat)
        for seat in range(len(made.seats))
        if made.may_have(number, seat) and room.fits(_alone(number, seat))
    ]
    return min(free)[1] if free else None


def _alone(number: int, seat: int) -> Option:
    return Option(((number, seat),), (0,))
