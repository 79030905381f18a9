"""Two runs of one intake: who gains, who loses."""

from dataclasses import dataclass, replace
from enum import StrEnum

from rotations.lis1.allocate import allocate
from rotations.lis1.results import Mechanism, Placed, Result
from rotations.lis1.types import Intake, Rules

LAST = 10**9


class Turned(StrEnum):
    """What the other run means to a candidate, by their own list."""

    GAINS = "gains"
    LOSES = "loses"
    SAME_RANK = "same_rank"
    """Another seat that the list does not tell apart: both not wished."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A candidate who has something else in the other run. None: no seat, or a seat not wished."""

    candidate: str
    turned: Turned
    seat_before: str | None
    seat_after: str | None
    rank_before: int | None
    rank_after: int | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """From one run to another."""

    before: Mechanism
    after: Mechanism
    rules_before: str
    rules_after: str
    moved: tuple[Moved, ...]
    """Those who gain first, then those who lose; each in order of key."""
    unchanged: int

    def count(self, turned: Turned) -> int:
        """How many it turns out so for."""
        return sum(each.turned is turned for each in self.moved)


def compare(before: Result, after: Result) -> Comparison:
    """Who has something else, and whether it is better by their own list."""
    was = {each.candidate: each for each in before.placed}
    now = {each.candidate: each for each in after.placed}
    keys = sorted({*was, *before.unplaced, *now, *after.unplaced})
    moved = [each for key in keys if (each := _moved(key, was.get(key), now.get(key)))]
    moved.sort(key=lambda each: (list(Turned).index(each.turned), each.candidate))
    return Comparison(
        before.mechanism,
        after.mechanism,
        before.rules,
        after.rules,
        tuple(moved),
        len(keys) - len(moved),
    )


def effect_of_rules(intake: Intake, rules: Rules, mechanism: Mechanism) -> Comparison:
    """What other rules would do to this intake: run under both, and compared."""
    other = replace(intake, rules=rules)
    return compare(allocate(intake, mechanism), allocate(other, mechanism))


def _moved(key: str, was: Placed | None, now: Placed | None) -> Moved | None:
    before, after = was.seat if was else None, now.seat if now else None
    if before == after:
        return None
    old, new = _worth(was), _worth(now)
    turned = Turned.SAME_RANK
    if old != new:
        turned = Turned.GAINS if new < old else Turned.LOSES
    return Moved(key, turned, before, after, was.rank if was else None, now.rank if now else None)


def _worth(placed: Placed | None) -> int:
    """Less is better: the rank; then a seat not wished; then none."""
    if placed is None:
        return LAST + 1
    return LAST if placed.rank is None else placed.rank
