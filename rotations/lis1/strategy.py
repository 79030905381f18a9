"""Does an honest list pay? What theory says of each way, and a search that tries every list.

*Drawn order*: yes; nobody's list changes what is left when their turn comes.
*Stable for the candidates*: yes with caps on one side (Dubins and Freedman 1981, Roth 1982;
Hatfield and Milgrom 2005 for caps); with caps on both sides or couples nobody has proved it.
*Two passes*: no; a first choice that fills in the first pass is lost to all who did not put
it first. *Stable for the seats*, *least sum*, *least worst*: no; a shorter or bolder list may give
more. Couples: their joint list is made from two lists, and no way is known to be safe for both.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import permutations

from rotations.lis1.results import Mechanism, Result
from rotations.lis1.types import Intake

MOST_TRIED = 6
"""Wishes at most for which every list is tried (1 956 lists)."""


class Honesty(StrEnum):
    """Whether an honest list is the best one can do."""

    BEST = "best"
    NOT_PROVEN = "not_proven"
    NOT_ALWAYS = "not_always"


def honesty(intake: Intake, mechanism: Mechanism) -> Honesty:
    """What theory says for this intake."""
    if mechanism is Mechanism.DRAWN_ORDER:
        return Honesty.NOT_PROVEN if intake.couples else Honesty.BEST
    if mechanism is Mechanism.STABLE_FOR_CANDIDATES:
        is_simple = not intake.couples and has_caps_on_one_side(intake)
        return Honesty.BEST if is_simple else Honesty.NOT_PROVEN
    return Honesty.NOT_ALWAYS


def has_caps_on_one_side(intake: Intake) -> bool:
    """Whether the caps that can be reached all stand on one side, so that they never cross."""
    kinds = set()
    for cap in intake.caps:
        inside = sum(seat.places for seat in intake.seats if cap.counts(seat))
        if cap.places < inside:
            kinds.add(cap.kind)
    return len(kinds) <= 1


@dataclass(frozen=True, slots=True)
class BetterList:
    """A list that gives a candidate more than the honest one."""

    wishes: tuple[str, ...]
    seat: str
    honest_seat: str | None


def better_list(intake: Intake, result: Result, candidate: str) -> BetterList | None:
    """A list that would have given this candidate a seat that their own list puts higher.

    Every order of every part of the list is tried. Raises ValueError for more than `MOST_TRIED`
    wishes.
    """
    wishes = next(each.wishes for each in intake.candidates if each.key == candidate)
    if len(wishes) > MOST_TRIED:
        raise ValueError(f"{len(wishes)} wishes; at most {MOST_TRIED} can be tried")
    honest = result.seats.get(candidate)
    better = wishes[: wishes.index(honest)] if honest in wishes else wishes
    from rotations.lis1.allocate import allocate

    for tried in _lists(wishes):
        seat = allocate(with_wishes(intake, candidate, tried), result.mechanism).seats.get(
            candidate
        )
        if seat is not None and seat in better:
            return BetterList(tried, seat, honest)
    return None


def with_wishes(intake: Intake, candidate: str, wishes: tuple[str, ...]) -> Intake:
    """The intake with another list of one candidate."""
    rows = tuple(
        replace(each, wishes=wishes) if each.key == candidate else each
        for each in intake.candidates
    )
    return replace(intake, candidates=rows)


def _lists(wishes: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for length in range(1, len(wishes) + 1):
        yield from permutations(wishes, length)
