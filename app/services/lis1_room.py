"""How many more a LIS1 seat can take, under its own places and every cap over it. Pure."""

from collections import Counter
from collections.abc import Iterable

from rotations.lis1.types import Intake


def room_left(intake: Intake, taken: Iterable[str]) -> dict[str, int]:
    """Places left by seat; `taken` is the seat of everybody who has an open offer.

    Below nothing when more are taken than there are places, as after places were cut.
    """
    inside = Counter(taken)
    seats = {each.key: each for each in intake.seats}
    left = {key: seat.places - inside[key] for key, seat in seats.items()}
    for cap in intake.caps:
        under = [key for key, seat in seats.items() if cap.counts(seat)]
        room = cap.places - sum(inside[key] for key in under)
        for key in under:
            left[key] = min(left[key], room)
    return left
