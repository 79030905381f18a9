"""An intake in numbers, as the mechanisms use it. Rows are put in order of key first, so that the
order of the file never matters.

Everybody who is shared out is an *agent*: a candidate alone, or a couple. An agent has *options*,
best first; an option is one seat, or a pair of seats. A *group* is whatever has a limited number
of places: a seat, a hospital, a municipality, either of them at one start.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from rotations.lis1.couples import Pair, joint_list
from rotations.lis1.draw import order_of
from rotations.lis1.priority import all_included, general_points, held_by, points
from rotations.lis1.types import Candidate, Cap, Couple, Intake, Seat, Together

Contract = tuple[int, int]
"""A candidate in a seat, both as numbers."""


@dataclass(frozen=True, slots=True)
class Group:
    """At most `places` over some seats; what those placed beforehand take is taken off."""

    places: int


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that an agent may get."""

    contracts: tuple[Contract, ...]
    ranks: tuple[int, ...]
    """Of each contract, 1 for a first wish."""


@dataclass(frozen=True, slots=True)
class Agent:
    """A candidate alone, or a couple; `turn` is smaller for who chooses earlier."""

    members: tuple[int, ...]
    options: tuple[Option, ...]
    turn: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Market:
    """The whole intake in numbers."""

    intake: Intake
    candidates: tuple[Candidate, ...]
    seats: tuple[Seat, ...]
    numbers: tuple[int, ...]
    """Draw number of each candidate, 1 is first; the numbers of the withdrawn are nobody's."""
    agents: tuple[Agent, ...]
    """In order of turn."""
    groups: tuple[Group, ...]
    groups_of: tuple[tuple[int, ...], ...]
    """Of each seat: its groups that can be full, the seat itself first."""
    keys: dict[Contract, int]
    """Priority of each contract that is wished, smaller is better; never twice the same."""
    preplaced: dict[int, int]
    held: tuple[frozenset[str], ...]
    """The qualifications of each candidate, with all they include."""

    def may_have(self, candidate: int, seat: int) -> bool:
        """Whether the seat is open and the candidate qualified for it."""
        there = self.seats[seat]
        return not there.is_closed and self.held[candidate].issuperset(there.needs)


def market(intake: Intake) -> Market:
    """Put an intake into numbers; the intake is sound (`rotations.lis1.validation`)."""
    return _Maker(intake).market()


class _Maker:
    def __init__(self, intake: Intake) -> None:
        self.intake = intake
        self.candidates = tuple(sorted(intake.candidates, key=lambda each: each.key))
        self.seats = tuple(sorted(intake.seats, key=lambda each: each.key))
        self.at = {each.key: number for number, each in enumerate(self.candidates)}
        self.seat_at = {each.key: number for number, each in enumerate(self.seats)}
        order = order_of(intake.draw, self.at)
        self.drawn = {key: number for number, key in enumerate(order, 1)}
        self.numbers = tuple(self.drawn[each.key] for each in self.candidates)
        self.preplaced = {
            self.at[each.candidate]: self.seat_at[each.seat] for each in intake.preplacements
        }
        included = all_included(intake.qualifications)
        self.held = tuple(held_by(included, each) for each in self.candidates)
        self.lists = [self._wishes(each) for each in self.candidates]
        self.near = {frozenset((each.one, each.other)) for each in intake.near}

    def market(self) -> Market:
        agents = sorted(self._agents(), key=lambda each: each.turn)
        groups, groups_of = self._groups()
        return Market(
            self.intake,
            self.candidates,
            self.seats,
            self.numbers,
            tuple(agents),
            groups,
            groups_of,
            self._keys(agents),
            self.preplaced,
            self.held,
        )

    def _wishes(self, candidate: Candidate) -> list[tuple[int, int]]:
        """(seat, rank) of every wish that the candidate may be given."""
        held = self.held[self.at[candidate.key]]
        found = []
        for rank, key in enumerate(candidate.wishes, 1):
            seat = self.seats[self.seat_at[key]]
            if not seat.is_closed and held.issuperset(seat.needs):
                found.append((self.seat_at[key], rank))
        return found

    # ---- Agents ------------------------------------------------------------------------------

    def _agents(self) -> Iterable[Agent]:
        in_couple: set[int] = set()
        for couple in self.intake.couples:
            pair = self.at[couple.one], self.at[couple.other]
            in_couple.update(pair)
            free = tuple(member for member in pair if member not in self.preplaced)
            if free:
                turn = max(self._turn(member) for member in free)
                yield Agent(free, self._couple_options(couple, *sorted(pair)), turn)
        for number in range(len(self.candidates)):
            if number not in in_couple and number not in self.preplaced:
                yield Agent((number,), self._options(number), self._turn(number))

    def _turn(self, number: int) -> tuple[int, int]:
        return -general_points(self.intake, self.candidates[number]), self.numbers[number]

    def _options(self, number: int) -> tuple[Option, ...]:
        return tuple(Option(((number, seat),), (rank,)) for seat, rank in self.lists[number])

    def _couple_options(self, couple: Couple, one: int, other: int) -> tuple[Option, ...]:
        """The joint list; who is placed beforehand has that seat as the only one on the list."""
        lists = [
            [(self.preplaced[each], 0)] if each in self.preplaced else self.lists[each]
            for each in (one, other)
        ]
        joint = joint_list(
            [seat for seat, _ in lists[0]],
            [seat for seat, _ in lists[1]],
            lambda seat, partner: self._are_together(couple.wish, seat, partner),
            or_apart=couple.or_apart,
        )
        found: dict[tuple[Contract, ...], Option] = {}
        for pair in joint.pairs:
            option = self._pair_option((one, other), pair, lists)
            if option is not None:
                found.setdefault(option.contracts, option)
        return tuple(found.values())

    def _pair_option(
        self,
        members: tuple[int, int],
        pair: Pair,
        lists: list[list[tuple[int, int]]],
    ) -> Option | None:
        chosen = [
            (member, *wishes[at])
            for member, at, wishes in zip(members, pair, lists, strict=True)
            if at is not None and member not in self.preplaced
        ]
        lacks_fixed = any(
            at is None and member in self.preplaced
            for member, at in zip(members, pair, strict=True)
        )
        if not chosen or lacks_fixed:
            return None
        contracts = tuple((member, seat) for member, seat, _ in chosen)
        return Option(contracts, tuple(rank for _, _, rank in chosen))

    def _are_together(self, wish: Together, seat: int, partner: int) -> bool:
        one, other = self.seats[seat].municipality, self.seats[partner].municipality
        return one == other or (wish is Together.NEAR and frozenset((one, other)) in self.near)

    # ---- Places and priorities ---------------------------------------------------------------

    def _groups(self) -> tuple[tuple[Group, ...], tuple[tuple[int, ...], ...]]:
        """Seats and caps; a cap that cannot be reached is left out."""
        taken = list(self.preplaced.values())
        groups: list[Group] = []
        groups_of: list[list[int]] = [[] for _ in self.seats]
        free = [0] * len(self.seats)
        for number, seat in enumerate(self.seats):
            free[number] = seat.places - taken.count(number)
            groups_of[number].append(len(groups))
            groups.append(Group(free[number]))
        for cap in sorted(self.intake.caps, key=_cap_order):
            inside = [number for number, seat in enumerate(self.seats) if cap.counts(seat)]
            left = cap.places - sum(taken.count(number) for number in inside)
            if left < sum(free[number] for number in inside):
                for number in inside:
                    groups_of[number].append(len(groups))
                groups.append(Group(left))
        return tuple(groups), tuple(map(tuple, groups_of))

    def _keys(self, agents: list[Agent]) -> dict[Contract, int]:
        """Points first, then the draw; for one candidate's equal seats the better wish."""
        ranks = {
            (number, seat): rank
            for number, wishes in enumerate(self.lists)
            for seat, rank in wishes
        }
        scores = {
            (number, seat): points(self.intake, self.candidates[number], self.seats[seat])
            for number, seat in ranks
        }
        high = max(scores.values(), default=0)
        longest = max(ranks.values(), default=0) + 1
        width = max(self.numbers, default=0) + 1
        return {
            contract: ((high - score) * width + self.numbers[contract[0]]) * longest
            + ranks[contract]
            for contract, score in scores.items()
        }


def _cap_order(cap: Cap) -> tuple[str, str, date]:
    return cap.kind, cap.place, cap.starts_on or date.max
