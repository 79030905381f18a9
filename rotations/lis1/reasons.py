"""Why each candidate has the seat they have: what became of every wish that they put higher.

Nobody is named: others are counted, by whether they stood before the candidate by points, by draw
number, because they were placed beforehand, or in spite of standing after.
"""

from dataclasses import dataclass
from enum import StrEnum

from rotations.lis1.allocate import NEEDS_SOLVER
from rotations.lis1.draw import order_of
from rotations.lis1.priority import all_included, general_points, held_by, points
from rotations.lis1.results import How, Mechanism, Result
from rotations.lis1.types import Candidate, Cap, Intake, Seat

COUNTS = (
    "by_preplaced",
    "by_points",
    "by_number",
    "by_first_choice",
    "in_spite",
    "for_the_sum",
)
"""The fields of `Missed` that count people."""
IN_TURN = frozenset({Mechanism.DRAWN_ORDER, Mechanism.TWO_PASS})
"""Ways in which only points that count everywhere matter."""


class Why(StrEnum):
    """What stood in the way of a wish."""

    NOT_QUALIFIED = "not_qualified"
    SEAT_FULL = "seat_full"
    HOSPITAL_FULL = "hospital_full"
    MUNICIPALITY_FULL = "municipality_full"
    COUPLE = "couple"
    """There was room, but not for what the couple asked for together."""
    LEFT_FREE = "left_free"
    """There was room, and the way did not give it."""
    NO_PLACES = "no_places"


@dataclass(frozen=True, slots=True)
class Missed:
    """One wish above what the candidate got, and who has what was asked for."""

    seat: str
    rank: int
    why: Why
    places: int = 0
    """Of the seat, or under the cap that is full."""
    by_preplaced: int = 0
    by_points: int = 0
    """Have it with more points."""
    by_number: int = 0
    """Have it with as many points and an earlier draw number."""
    by_first_choice: int = 0
    """Stand after the candidate, and have it because they put it first (two passes)."""
    in_spite: int = 0
    """Stand after the candidate and have it all the same."""
    for_the_sum: int = 0
    """Have it because the way looks at everybody's ranks together, and at no priority."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one candidate has what they have."""

    candidate: str
    number: int
    """In the draw, 1 is first."""
    seat: str | None
    rank: int | None
    how: How | None
    points: int
    """For the seat; 0 without one."""
    missed: tuple[Missed, ...]
    """The wishes above it, best first; all of them when there is no seat."""
    partner: str | None = None
    text: str = ""
    """The reason that was given, for a seat placed beforehand or by hand."""


def reasons(intake: Intake, result: Result) -> tuple[Reason, ...]:
    """A reason for every candidate, in order of key."""
    teller = _Teller(intake, result)
    return tuple(teller.reason(each) for each in sorted(intake.candidates, key=lambda c: c.key))


class _Teller:
    def __init__(self, intake: Intake, result: Result) -> None:
        self.intake, self.result = intake, result
        self.seats = {each.key: each for each in intake.seats}
        self.candidates = {each.key: each for each in intake.candidates}
        order = order_of(intake.draw, self.candidates)
        self.number = {key: at for at, key in enumerate(order, 1)}
        self.included = all_included(intake.qualifications)
        self.fixed = {each.candidate: each.reason for each in intake.preplacements}
        self.partner = {
            one: other
            for each in intake.couples
            for one, other in ((each.one, each.other), (each.other, each.one))
        }
        self.texts = dict(self.fixed)
        for change in result.changes:
            self.texts[change.candidate] = change.reason
            if change.swap_with:
                self.texts[change.swap_with] = change.reason
        self.placed = {each.candidate: each for each in result.placed}
        self.inside: dict[str, list[str]] = {key: [] for key in self.seats}
        for each in result.placed:
            self.inside[each.seat].append(each.candidate)
        self.under = [(cap, self._under(cap)) for cap in intake.caps]

    def _under(self, cap: Cap) -> list[str]:
        placed = self.result.placed
        return [each.candidate for each in placed if cap.counts(self.seats[each.seat])]

    def reason(self, candidate: Candidate) -> Reason:
        got = self.placed.get(candidate.key)
        wishes = candidate.wishes
        if got is not None and got.seat in wishes:
            wishes = wishes[: wishes.index(got.seat)]
        if candidate.key in self.fixed:
            wishes = ()
        return Reason(
            candidate.key,
            self.number[candidate.key],
            got.seat if got else None,
            got.rank if got else None,
            got.how if got else None,
            points(self.intake, candidate, self.seats[got.seat]) if got else 0,
            tuple(self._missed(candidate, seat, rank) for rank, seat in enumerate(wishes, 1)),
            self.partner.get(candidate.key),
            self.texts.get(candidate.key, ""),
        )

    def _missed(self, candidate: Candidate, key: str, rank: int) -> Missed:
        seat = self.seats[key]
        if not held_by(self.included, candidate).issuperset(seat.needs):
            return Missed(key, rank, Why.NOT_QUALIFIED)
        if not seat.places:
            return Missed(key, rank, Why.NO_PLACES)
        if len(self.inside[key]) >= seat.places:
            return self._full(candidate, seat, rank, Why.SEAT_FULL, seat.places, self.inside[key])
        for cap, there in self.under:
            if cap.counts(seat) and len(there) >= cap.places:
                why = Why(f"{cap.kind}_full")
                return self._full(candidate, seat, rank, why, cap.places, there)
        is_couple = candidate.key in self.partner
        return Missed(key, rank, Why.COUPLE if is_couple else Why.LEFT_FREE)

    def _full(
        self,
        candidate: Candidate,
        seat: Seat,
        rank: int,
        why: Why,
        places: int,
        holders: list[str],
    ) -> Missed:
        mine = self._points(candidate, seat)
        counts = dict.fromkeys(COUNTS, 0)
        for key in holders:
            counts[self._standing(candidate.key, mine, key)] += 1
        return Missed(seat.key, rank, why, places, **counts)

    def _standing(self, candidate: str, mine: int, holder: str) -> str:
        if holder in self.fixed:
            return "by_preplaced"
        if self.result.mechanism in NEEDS_SOLVER:
            return "for_the_sum"
        theirs = self._points(self.candidates[holder], self.seats[self.placed[holder].seat])
        if theirs > mine:
            return "by_points"
        if theirs == mine and self.number[holder] < self.number[candidate]:
            return "by_number"
        has_first = self.placed[holder].rank == 1
        if self.result.mechanism is Mechanism.TWO_PASS and has_first:
            return "by_first_choice"
        return "in_spite"

    def _points(self, candidate: Candidate, seat: Seat) -> int:
        """The points that this way looks at."""
        if self.result.mechanism in IN_TURN:
            return general_points(self.intake, candidate)
        return points(self.intake, candidate, seat)
