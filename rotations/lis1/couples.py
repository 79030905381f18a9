"""The joint list of a couple, made from the two lists.

First every pair of seats that are together, then, with `or_apart`, every other pair and seats for
one alone. Within both parts: the least sum of the two ranks first, then the least of the worse
rank, then the first one's rank. A place for one alone counts as the rank after the longest list.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

Pair = tuple[int | None, int | None]
"""Places in the two lists, from 0; None when that one gets nothing."""


@dataclass(frozen=True, slots=True)
class JointList:
    """The pairs of a couple, best first, and how many of them are together."""

    pairs: tuple[Pair, ...]
    together: int


def joint_list(
    first: Sequence[int],
    second: Sequence[int],
    are_together: Callable[[int, int], bool],
    *,
    or_apart: bool,
) -> JointList:
    """Join two lists of seats; the pairs say at which place of either list."""
    worst = max(len(first), len(second))
    together: list[Pair] = []
    apart: list[Pair] = [(None, at) for at in range(len(second))]
    apart += [(at, None) for at in range(len(first))]
    for one, seat in enumerate(first):
        for other, partner in enumerate(second):
            (together if are_together(seat, partner) else apart).append((one, other))

    def goodness(pair: Pair) -> tuple[int, int, int]:
        one, other = (worst if at is None else at for at in pair)
        return one + other, max(one, other), one

    together.sort(key=goodness)
    apart.sort(key=goodness)
    return JointList((*together, *(apart if or_apart else ())), len(together))
