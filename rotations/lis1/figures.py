"""How fair a run was, in figures that name nobody.

Groups with fewer people than `Intake.fewest_shown` are counted and not described. When only one
value of a kind is that small, the next smallest is left out too, so that it cannot be
reckoned from the total.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from rotations.lis1.check import blocking
from rotations.lis1.priority import all_included, held_by
from rotations.lis1.results import Result
from rotations.lis1.strategy import Honesty, honesty
from rotations.lis1.types import Candidate, Intake, Seat


@dataclass(frozen=True, slots=True)
class Ranks:
    """What some candidates got. Those placed beforehand are not counted."""

    candidates: int
    placed: int
    unplaced: int
    first: int
    """Got their first wish."""
    wished: int
    """Got one of their wishes."""
    mean: Fraction | None
    """Mean rank of those who got a wish."""
    worst: int | None


@dataclass(frozen=True, slots=True)
class Part:
    """One hospital, municipality or group; `ranks` None when too few to be shown."""

    name: str
    ranks: Ranks | None
    places: int | None = None
    """For a hospital or municipality: its places that may be filled."""
    filled: int | None = None
    """Of these: filled, those placed beforehand included."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """One kind of group with all its values."""

    kind: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that stands beside a run."""

    everybody: Ranks
    hospitals: tuple[Part, ...]
    municipalities: tuple[Part, ...]
    groups: tuple[Grouping, ...]
    places: int
    empty: int
    """Places that stay empty, of those that the seats have in all."""
    swap_pairs: int
    """Candidate and seat that would both rather have had each other (`check.blocking`)."""
    would_swap: int
    """Candidates in such a pair."""
    honesty: Honesty


def figures(intake: Intake, result: Result) -> Figures:
    """The figures of one run."""
    fixed = {each.candidate for each in intake.preplacements}
    people = [each for each in intake.candidates if each.key not in fixed]
    places = sum(seat.places for seat in intake.seats)
    pairs = blocking(intake, result)
    return Figures(
        ranks_of(people, result),
        by_place(intake, result, people, lambda seat: seat.hospital),
        by_place(intake, result, people, lambda seat: seat.municipality),
        tuple(_groups(intake, result, people)),
        places,
        places - len(result.placed),
        len(pairs),
        len({key for each in pairs for key in each.candidates}),
        honesty(intake, result.mechanism),
    )


def ranks_of(people: Collection[Candidate], result: Result) -> Ranks:
    """What these candidates got."""
    got = {each.candidate: each for each in result.placed}
    here = [got[each.key] for each in people if each.key in got]
    ranks = [each.rank for each in here if each.rank is not None]
    return Ranks(
        len(people),
        len(here),
        len(people) - len(here),
        ranks.count(1),
        len(ranks),
        Fraction(sum(ranks), len(ranks)) if ranks else None,
        max(ranks, default=None),
    )


def by_place(
    intake: Intake, result: Result, people: Sequence[Candidate], where: Callable[[Seat], str]
) -> tuple[Part, ...]:
    """By where they were placed, as `where` sees the seat; counted are those who came there."""
    seats = {each.key: each for each in intake.seats}
    at = {each.candidate: where(seats[each.seat]) for each in result.placed}
    filled = Counter(at.values())
    names = sorted({where(seat) for seat in intake.seats})
    there = {name: [each for each in people if at.get(each.key) == name] for name in names}
    hidden = hidden_names({name: len(those) for name, those in there.items()}, intake.fewest_shown)
    return tuple(
        Part(
            name,
            None if name in hidden else ranks_of(there[name], result),
            sum(seat.places for seat in intake.seats if where(seat) == name),
            filled[name],
        )
        for name in names
    )


def _groups(intake: Intake, result: Result, people: Sequence[Candidate]) -> Iterable[Grouping]:
    for kind in sorted({group.kind for each in people for group in each.groups}):
        inside: dict[str, list[Candidate]] = {}
        for each in people:
            for group in each.groups:
                if group.kind == kind:
                    inside.setdefault(group.value, []).append(each)
        sizes = {name: len(those) for name, those in inside.items()}
        hidden = hidden_names(sizes, intake.fewest_shown)
        yield Grouping(
            kind,
            tuple(
                Part(name, None if name in hidden else ranks_of(inside[name], result))
                for name in sorted(inside)
            ),
        )


def hidden_names(sizes: dict[str, int], fewest: int) -> set[str]:
    """Names that are not described. Nobody is hidden behind a name without people."""
    hidden = {name for name, size in sizes.items() if 0 < size < fewest}
    if len(hidden) == 1:
        others = sorted((size, name) for name, size in sizes.items() if size and name not in hidden)
        hidden |= {name for _, name in others[:1]}
    return hidden


# ---- Seats that may stay empty ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AtRisk:
    """A seat with a place that stays empty in some run, or that too few may have."""

    seat: str
    places: int
    asked: int
    """Candidates who wish for it and may have it."""
    first: int
    """Of these: as first wish."""
    empty: tuple[int, ...]
    """Places left empty in each run, in the order of the runs."""


def at_risk(intake: Intake, results: Sequence[Result]) -> tuple[AtRisk, ...]:
    """Open seats with a place that some run leaves, or fewer who ask than places; worst first."""
    included = all_included(intake.qualifications)
    filled = [Counter(each.seat for each in run.placed) for run in results]
    found = []
    for seat in sorted(intake.seats, key=lambda each: each.key):
        asked = [
            each
            for each in intake.candidates
            if seat.key in each.wishes and held_by(included, each).issuperset(seat.needs)
        ]
        empty = tuple(seat.places - count[seat.key] for count in filled)
        if not seat.is_closed and seat.places and (any(empty) or len(asked) < seat.places):
            first = sum(each.wishes[0] == seat.key for each in asked)
            found.append(AtRisk(seat.key, seat.places, len(asked), first, empty))
    return tuple(sorted(found, key=lambda each: (-sum(each.empty), each.asked, each.seat)))
