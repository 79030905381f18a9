"""Judges a finished result straight from the intake; knows nothing of how it came about.

`problems` are broken promises: a result with any is never used. `blocking` names no
mistakes, but what some ways leave behind, and what the council must know.

*Blocking*: a candidate would rather have a seat than what they got, and in the seat and under each
cap over it there is room once everybody with a worse priority stands back. Priority is points for
the seat in question, then the draw; one's own present place counts as taken when one's points
there are better. A couple counts by its joint list.
With caps on one side this is the usual stability of student-project allocation (Abraham, Irving
and Manlove 2007); with caps on both sides there may be no result without such pairs.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rotations.lis1.couples import joint_list
from rotations.lis1.draw import order_of
from rotations.lis1.priority import all_included, held_by, points
from rotations.lis1.results import How, Result
from rotations.lis1.types import Candidate, CapKind, Couple, Intake, Seat, Together

Priority = tuple[int, int, int]
"""Less is better: points turned round, draw number, rank."""


class Fault(StrEnum):
    """What no result may do."""

    UNKNOWN = "unknown"
    TWICE = "twice"
    MISSING = "missing"
    """Neither placed nor named among those without a seat, or both."""
    NOT_QUALIFIED = "not_qualified"
    CLOSED = "closed"
    NOT_WISHED = "not_wished"
    WRONG_RANK = "wrong_rank"
    OVER_SEAT = "over_seat"
    OVER_HOSPITAL = "over_hospital"
    OVER_MUNICIPALITY = "over_municipality"
    MOVED = "moved"
    """Somebody placed beforehand is elsewhere, or another is said to be placed beforehand."""
    APART = "apart"
    """A couple that asked for both or none is apart."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken promise."""

    fault: Fault
    candidate: str | None
    place: str | None
    found: int | None = None
    allowed: int | None = None


@dataclass(frozen=True, slots=True)
class Blocking:
    """One candidate (or a couple) and the seats they would rather have and could have had."""

    candidates: tuple[str, ...]
    seats: tuple[str, ...]
    displaced: tuple[str, ...]
    """Who has worse priority and stands in the way; empty: there is room as it is."""
    is_same_seat: bool
    """Somebody with worse priority has that very seat (justified envy)."""


def problems(intake: Intake, result: Result) -> tuple[Problem, ...]:
    """Every broken promise of a result; empty when it can be used."""
    return (*_people(intake, result), *_places(intake, result), *_couples(intake, result))


def blocking(intake: Intake, result: Result) -> tuple[Blocking, ...]:
    """Everybody who would rather have a seat that would rather have had them."""
    return tuple(_Judge(intake, result).blocking())


# ---- Promises --------------------------------------------------------------------------------


def _people(intake: Intake, result: Result) -> Iterator[Problem]:
    keys = {each.key for each in intake.candidates}
    named = Counter([*(each.candidate for each in result.placed), *result.unplaced])
    for key in sorted(keys | named.keys()):
        if key not in keys:
            yield Problem(Fault.UNKNOWN, key, None)
        elif named[key] != 1:
            yield Problem(Fault.TWICE if named[key] else Fault.MISSING, key, None, named[key], 1)
    yield from _seats(intake, result)
    fixed = {each.candidate: each.seat for each in intake.preplacements}
    for key, place in sorted(fixed.items()):
        if result.seats.get(key) != place:
            yield Problem(Fault.MOVED, key, place)
    for each in result.placed:
        if each.how is How.PREPLACED and each.candidate not in fixed:
            yield Problem(Fault.MOVED, each.candidate, each.seat)


def _seats(intake: Intake, result: Result) -> Iterator[Problem]:
    candidates = {each.key: each for each in intake.candidates}
    seats = {each.key: each for each in intake.seats}
    included = all_included(intake.qualifications)
    for each in result.placed:
        if each.seat not in seats:
            yield Problem(Fault.UNKNOWN, each.candidate, each.seat)
        elif each.candidate in candidates:
            candidate, seat = candidates[each.candidate], seats[each.seat]
            if not held_by(included, candidate).issuperset(seat.needs):
                yield Problem(Fault.NOT_QUALIFIED, each.candidate, each.seat)
            yield from _wish(intake, candidate, seat, each.how, each.rank)


def _wish(
    intake: Intake, candidate: Candidate, seat: Seat, how: How, rank: int | None
) -> Iterator[Problem]:
    true_rank = candidate.wishes.index(seat.key) + 1 if seat.key in candidate.wishes else None
    if rank != true_rank:
        yield Problem(Fault.WRONG_RANK, candidate.key, seat.key, rank, true_rank)
    if how is not How.PREPLACED:
        if seat.is_closed:
            yield Problem(Fault.CLOSED, candidate.key, seat.key)
        if true_rank is None and not intake.rules.any_remaining:
            yield Problem(Fault.NOT_WISHED, candidate.key, seat.key)


def _places(intake: Intake, result: Result) -> Iterator[Problem]:
    seats = {each.key: each for each in intake.seats}
    taken = Counter(each.seat for each in result.placed if each.seat in seats)
    for seat in sorted(intake.seats, key=lambda each: each.key):
        if taken[seat.key] > seat.places:
            yield Problem(Fault.OVER_SEAT, None, seat.key, taken[seat.key], seat.places)
    for cap in intake.caps:
        inside = sum(count for key, count in taken.items() if cap.counts(seats[key]))
        if inside > cap.places:
            over = cap.kind is CapKind.HOSPITAL
            fault = Fault.OVER_HOSPITAL if over else Fault.OVER_MUNICIPALITY
            yield Problem(fault, None, cap.place, inside, cap.places)


def _couples(intake: Intake, result: Result) -> Iterator[Problem]:
    """By hand and from what is left a couple may come apart: somebody decided so."""
    decided = {each.candidate for each in result.placed if each.how in (How.MANUAL, How.REMAINING)}
    changed = {each.candidate for each in result.changes}
    changed |= {each.swap_with for each in result.changes if each.swap_with}
    seats = {each.key: each for each in intake.seats}
    fixed = {each.candidate for each in intake.preplacements}
    for couple in intake.couples:
        pair = (couple.one, couple.other)
        if couple.or_apart or not (decided | changed).isdisjoint(pair):
            continue
        got = [result.seats.get(key) for key in pair]
        if all(each is None or key in fixed for key, each in zip(pair, got, strict=True)):
            continue
        here = [seats[key] for key in got if key in seats]
        if len(here) < len(pair) or not _are_together(intake, couple, here[0], here[1]):
            yield Problem(Fault.APART, couple.one, couple.other)


def _are_together(intake: Intake, couple: Couple, one: Seat, other: Seat) -> bool:
    if one.municipality == other.municipality:
        return True
    near = {frozenset((each.one, each.other)) for each in intake.near}
    pair = frozenset((one.municipality, other.municipality))
    return couple.wish is Together.NEAR and pair in near


# ---- Who would rather have had each other ----------------------------------------------------


class _Judge:
    """The result with everybody's priority where they are."""

    def __init__(self, intake: Intake, result: Result) -> None:
        self.intake, self.got = intake, result.seats
        self.candidates = {each.key: each for each in intake.candidates}
        self.seats = {each.key: each for each in intake.seats}
        self.number = {key: at for at, key in enumerate(order_of(intake.draw, self.candidates), 1)}
        self.fixed = {each.candidate for each in intake.preplacements}
        self.left_over = {each.candidate for each in result.placed if each.how is How.REMAINING}
        included = all_included(intake.qualifications)
        self.held = {key: held_by(included, each) for key, each in self.candidates.items()}
        self.limits = self._limits()
        self.inside: dict[str, list[tuple[Priority, str]]] = {key: [] for key in self.limits}
        for key, seat in self.got.items():
            for limit in self.limits_of[seat]:
                self.inside[limit].append((self._priority(key, seat), key))
        for members in self.inside.values():
            members.sort()

    def _limits(self) -> dict[str, int]:
        """Places by name of limit; `limits_of` says which limits a seat is under."""
        found = {f"seat {each.key}": each.places for each in self.intake.seats}
        self.limits_of: dict[str, list[str]] = {key: [f"seat {key}"] for key in self.seats}
        for at, cap in enumerate(self.intake.caps):
            found[f"cap {at}"] = cap.places
            for seat in self.intake.seats:
                if cap.counts(seat):
                    self.limits_of[seat.key].append(f"cap {at}")
        return found

    def _priority(self, key: str, seat: str) -> Priority:
        """Those placed beforehand stand before everybody; a seat not wished is the last rank."""
        candidate = self.candidates[key]
        if key in self.fixed:
            return (-(10**9), self.number[key], 0)
        wishes = candidate.wishes
        rank = wishes.index(seat) if seat in wishes else len(wishes)
        return (-points(self.intake, candidate, self.seats[seat]), self.number[key], rank)

    def blocking(self) -> Iterator[Blocking]:
        coupled = {key for each in self.intake.couples for key in (each.one, each.other)}
        for key in sorted(self.candidates):
            if key not in self.fixed and key not in coupled:
                for seat in self._better(key):
                    found = self._could_have(((key, seat),))
                    if found is not None:
                        yield found
        for couple in sorted(self.intake.couples, key=lambda each: sorted((each.one, each.other))):
            yield from self._couple(couple)

    def _better(self, key: str) -> list[str]:
        """Wishes above what the candidate has, that they may have."""
        wishes = self._allowed(key)
        return wishes[: wishes.index(self.got[key])] if self.got.get(key) in wishes else wishes

    def _allowed(self, key: str) -> list[str]:
        return [
            each
            for each in self.candidates[key].wishes
            if not self.seats[each].is_closed and self.held[key].issuperset(self.seats[each].needs)
        ]

    def _couple(self, couple: Couple) -> Iterator[Blocking]:
        pair = sorted((couple.one, couple.other))
        free = [key for key in pair if key not in self.fixed]
        lists = [[self.got[key]] if key in self.fixed else self._allowed(key) for key in pair]
        numbers = {key: at for at, key in enumerate(self.seats)}
        names = list(self.seats)
        joint = joint_list(
            [numbers[key] for key in lists[0]],
            [numbers[key] for key in lists[1]],
            lambda one, other: _are_together(
                self.intake, couple, self.seats[names[one]], self.seats[names[other]]
            ),
            or_apart=couple.or_apart,
        )
        has = tuple(self.got.get(key) if key not in self.left_over else None for key in pair)
        for places in joint.pairs:
            wants = tuple(
                None if at is None else wishes[at] for at, wishes in zip(places, lists, strict=True)
            )
            if wants == has:
                return
            wanted = tuple(zip(pair, wants, strict=True))
            if any(key in self.fixed and seat is None for key, seat in wanted):
                continue
            asked = tuple((key, seat) for key, seat in wanted if seat and key in free)
            found = self._could_have(asked) if asked else None
            if found is not None:
                yield found

    def _could_have(self, asked: Sequence[tuple[str, str]]) -> Blocking | None:
        """Whether all that is asked for would be given when everybody worse stands back."""
        wanted = [(self._priority(key, seat), key, seat) for key, seat in asked]
        displaced: set[str] = set()
        is_same_seat = False
        for priority, _, seat in wanted:
            for limit in self.limits_of[seat]:
                ahead, behind = self._around(limit, priority)
                ahead += sum(
                    other < priority and limit in self.limits_of[there]
                    for other, _, there in wanted
                )
                if ahead >= self.limits[limit]:
                    return None
                own = {key for key, _ in asked}
                if len(behind) + ahead >= self.limits[limit] and (set(behind) - own):
                    displaced.add(next(key for key in reversed(behind) if key not in own))
                    is_same_seat = is_same_seat or limit.startswith("seat ")
        keys, seats = zip(*asked, strict=True)
        return Blocking(keys, seats, tuple(sorted(displaced)), is_same_seat)

    def _around(self, limit: str, priority: Priority) -> tuple[int, list[str]]:
        """How many in a limit stand before a priority, and who stands after it, best first."""
        members = self.inside[limit]
        at = bisect_left(members, (priority, ""))
        return at, [key for _, key in members[at:]]
