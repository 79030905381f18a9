"""What would have given somebody something else. Everything said here was tried: the change is made
in a copy of the intake, the same way is run again, and what came out is what is told.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from rotations.lis1.allocate import allocate
from rotations.lis1.draw import order_of
from rotations.lis1.priority import all_included, counts_for, held_by
from rotations.lis1.results import Result
from rotations.lis1.strategy import Honesty, honesty, with_wishes
from rotations.lis1.types import Candidate, Cap, Fact, Intake, Scope, Seat

MOST_TARGETS = 3
"""Better wishes that are looked at, the nearest first; and the first wish."""


class ChangeKind(StrEnum):
    """What is imagined otherwise."""

    DRAW_NUMBER = "draw_number"
    FACT = "fact"
    MORE_PLACES = "more_places"
    QUALIFICATION = "qualification"
    ALONE = "alone"
    """The couple had asked each for themselves."""
    LONGER_LIST = "longer_list"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing imagined otherwise about a candidate or a seat; `apply` makes it so."""

    kind: ChangeKind
    candidate: str
    number: int | None = None
    fact: Fact | None = None
    criterion: str | None = None
    """The criterion that the fact fulfils."""
    seat: str | None = None
    """The seat with one more place, or the one put last on the list."""
    caps: tuple[Cap, ...] = ()
    """Caps that have one place more, as they are now."""
    qualifications: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A change and the seat that the candidate then gets."""

    change: Change
    seat: str
    rank: int | None
    or_earlier: bool = False
    """Any earlier draw number gives that seat or a better one too."""


def apply(intake: Intake, change: Change) -> Intake:
    """The intake with the change made."""
    if change.kind is ChangeKind.DRAW_NUMBER:
        return _with_number(intake, change.candidate, change.number or 1)
    if change.kind is ChangeKind.MORE_PLACES:
        return _with_places(intake, change)
    if change.kind is ChangeKind.ALONE:
        apart = tuple(
            each for each in intake.couples if change.candidate not in (each.one, each.other)
        )
        return replace(intake, couples=apart)
    candidate = _candidate(intake, change.candidate)
    if change.kind is ChangeKind.LONGER_LIST:
        assert change.seat is not None
        return with_wishes(intake, change.candidate, (*candidate.wishes, change.seat))
    facts = (*candidate.facts, change.fact) if change.fact else candidate.facts
    has = (*candidate.qualifications, *change.qualifications)
    changed = replace(candidate, facts=facts, qualifications=has)
    return replace(
        intake,
        candidates=tuple(changed if each is candidate else each for each in intake.candidates),
    )


def what_ifs(intake: Intake, result: Result, candidate: str) -> tuple[WhatIf, ...]:
    """What would have given this candidate something better, or a seat at all.

    Each was run. Draw numbers are the last that does it, where the way is monotone in the number.
    Raises ValueError for a result that was changed by hand: a new run knows no such changes.
    """
    if result.changes:
        raise ValueError("ask about the run as it was before the changes by hand")
    return tuple(dict.fromkeys(_Asker(intake, result, candidate).found()))


class _Asker:
    def __init__(self, intake: Intake, result: Result, key: str) -> None:
        self.intake, self.result, self.key = intake, result, key
        self.candidate = _candidate(intake, key)
        self.seats = {each.key: each for each in intake.seats}
        wishes = self.candidate.wishes
        self.now = result.seats.get(key)
        self.better = wishes[: wishes.index(self.now)] if self.now in wishes else wishes
        self.held = held_by(all_included(intake.qualifications), self.candidate)

    def found(self) -> Iterator[WhatIf]:
        if any(each.candidate == self.key for each in self.intake.preplacements):
            return
        targets = [*self.better[-MOST_TARGETS:][::-1]]
        targets += [each for each in self.better[:1] if each not in targets]
        for seat in targets:
            if self.held.issuperset(self.seats[seat].needs):
                yield from self._number(seat)
                yield from self._facts(self.seats[seat])
                yield from self._try(self._more_places(seat))
            else:
                lacks = tuple(sorted(set(self.seats[seat].needs) - self.held))
                yield from self._try(
                    Change(ChangeKind.QUALIFICATION, self.key, qualifications=lacks)
                )
        if any(self.key in (each.one, each.other) for each in self.intake.couples):
            yield from self._try(Change(ChangeKind.ALONE, self.key))
        if self.now is None:
            yield from self._longer()

    def _outcome(self, change: Change) -> tuple[str, int | None] | None:
        """What comes out, when that is better than what was."""
        run = allocate(apply(self.intake, change), self.result.mechanism)
        seat = run.seats.get(self.key)
        if seat is None or seat == self.now or (self.now and seat not in self.better):
            return None
        return seat, run.ranks[self.key]

    def _try(self, change: Change) -> Iterator[WhatIf]:
        outcome = self._outcome(change)
        if outcome is not None:
            yield WhatIf(change, *outcome)

    def _number(self, seat: str) -> Iterator[WhatIf]:
        """The latest number that gives the seat or a better one, by halving."""
        order = order_of(self.intake.draw, [each.key for each in self.intake.candidates])
        aims = self.better[: self.better.index(seat) + 1]
        low, high, best = 1, order.index(self.key), None
        while low <= high:
            middle = (low + high) // 2
            change = Change(ChangeKind.DRAW_NUMBER, self.key, number=middle)
            outcome = self._outcome(change)
            if outcome is not None and outcome[0] in aims:
                best, low = (change, outcome), middle + 1
            else:
                high = middle - 1
        if best is not None:
            is_monotone = honesty(self.intake, self.result.mechanism) is Honesty.BEST
            yield WhatIf(best[0], *best[1], or_earlier=is_monotone)

    def _facts(self, seat: Seat) -> Iterator[WhatIf]:
        for each in self.intake.rules.criteria:
            if each.weight and not counts_for(each, self.candidate, seat):
                place = {
                    Scope.EVERYWHERE: None,
                    Scope.HOSPITAL: seat.hospital,
                    Scope.MUNICIPALITY: seat.municipality,
                }[each.scope]
                fact = Fact(each.subject, place, each.at_least, is_confirmed=True)
                yield from self._try(
                    Change(ChangeKind.FACT, self.key, fact=fact, criterion=each.key)
                )

    def _more_places(self, seat: str) -> Change:
        """One place more in the seat where it is full, and under every cap that is full."""
        there, got = self.seats[seat], list(self.result.seats.values())
        caps = tuple(
            cap
            for cap in self.intake.caps
            if cap.counts(there) and sum(cap.counts(self.seats[each]) for each in got) >= cap.places
        )
        is_full = got.count(seat) >= there.places
        return Change(ChangeKind.MORE_PLACES, self.key, seat=seat if is_full else None, caps=caps)

    def _longer(self) -> Iterator[WhatIf]:
        """Seats that stay empty and were not on the list."""
        got = list(self.result.seats.values())
        tried = 0
        for key, seat in sorted(self.seats.items()):
            is_open = not seat.is_closed and self.held.issuperset(seat.needs)
            if is_open and key not in self.candidate.wishes and got.count(key) < seat.places:
                yield from self._try(Change(ChangeKind.LONGER_LIST, self.key, seat=key))
                tried += 1
            if tried == MOST_TARGETS:
                return


def _candidate(intake: Intake, key: str) -> Candidate:
    return next(each for each in intake.candidates if each.key == key)


def _with_number(intake: Intake, candidate: str, number: int) -> Intake:
    """The others keep their order."""
    order = order_of(intake.draw, [each.key for each in intake.candidates])
    others = [key for key in order if key != candidate]
    others.insert(number - 1, candidate)
    return replace(intake, draw=replace(intake.draw, order=tuple(others)))


def _with_places(intake: Intake, change: Change) -> Intake:
    seats = tuple(
        replace(each, places=each.places + 1) if each.key == change.seat else each
        for each in intake.seats
    )
    caps = tuple(
        replace(each, places=each.places + 1) if each in change.caps else each
        for each in intake.caps
    )
    return replace(intake, seats=seats, caps=caps)
