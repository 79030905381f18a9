"""Sharing out training places: which specialties get how many when all cannot have what they ask.

A field's gain by one start more is what the expected shortfall falls by, and it falls the less the
more have started. With ceilings that are nested or apart (LIS1 over all, supervisors and places
within a specialty) giving the next start to the largest gain that is still allowed is then exactly
the best there is: the allowed numbers are a polymatroid. Source of the rule: J. Edmonds (1971);
tested against every way of sharing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import combinations, pairwise

from pathways.forecast.results import Advice

ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Field:
    """One specialty that asks for so many starts a year."""

    code: str
    wanted: int
    """Starts a year without ceilings."""
    gains: tuple[float, ...]
    """FTE that the first, second, … start takes off the expected shortfall; never rising.

    As many as are wanted, or more.
    """


@dataclass(frozen=True, slots=True)
class Ceiling:
    """So many starts a year at most among some specialties."""

    name: str
    members: frozenset[str]
    most: int


@dataclass(frozen=True, slots=True)
class Given:
    """What a specialty gets."""

    code: str
    wanted: int
    starts: int
    held_by: tuple[str, ...]
    """The full ceilings it stands under, when it gets fewer than it wants."""
    gain: float
    """FTE off its expected shortfall with these starts."""
    missed: float
    """FTE more with the starts it wanted."""


@dataclass(frozen=True, slots=True)
class CapacityAnswer:
    """The best sharing."""

    given: tuple[Given, ...]
    """In the order of the fields."""
    used: Mapping[str, int]
    """Starts under each ceiling, by its name."""
    full: tuple[str, ...]
    """Ceilings that keep somebody from what they want."""

    @property
    def gain(self) -> float:
        """FTE off the expected shortfall, all fields together."""
        return sum(each.gain for each in self.given)


def field_of(code: str, advice: Advice) -> Field:
    """The field of an advice: it wants what the advice says, or as many as it could try.

    Where nobody can be finished by the year, it wants nothing.
    """
    shortfalls = [each.shortfall for each in advice.curve]
    wanted = advice.starts if advice.starts is not None else len(shortfalls) - 1
    return Field(code, wanted, never_rising([a - b for a, b in pairwise(shortfalls)]))


def never_rising(gains: Iterable[float]) -> tuple[float, ...]:
    """The nearest row that never rises, with the same sum (pool adjacent violators).

    The true gains never rise; those of a limited number of paths do so by a hair's breadth.
    """
    pools: list[tuple[float, int]] = []
    for gain in gains:
        total, number = gain, 1
        while pools and pools[-1][0] * number < total * pools[-1][1]:
            before, many = pools.pop()
            total, number = total + before, number + many
        pools.append((total, number))
    return tuple(total / number for total, number in pools for _ in range(number))


def share_out(fields: Sequence[Field], ceilings: Sequence[Ceiling]) -> CapacityAnswer:
    """The sharing with the smallest expected shortfall in all; equal gains go by code.

    ValueError for two of one name, ceilings that overlap without one lying in the other, gains
    that rise or are too few, and numbers below 0.
    """
    _check(fields, ceilings)
    over = {
        field.code: [each for each in ceilings if field.code in each.members] for field in fields
    }
    used = {each.name: 0 for each in ceilings}
    starts = {field.code: 0 for field in fields}
    by_code = {field.code: field for field in fields}
    queue = [(-field.gains[0], field.code) for field in fields if field.wanted]
    heapify(queue)
    while queue:
        _, code = heappop(queue)
        if any(used[each.name] >= each.most for each in over[code]):
            continue
        starts[code] += 1
        for each in over[code]:
            used[each.name] += 1
        field = by_code[code]
        if starts[code] < field.wanted:
            heappush(queue, (-field.gains[starts[code]], code))
    given = tuple(_given(field, starts[field.code], over[field.code], used) for field in fields)
    held = {name for each in given for name in each.held_by}
    return CapacityAnswer(given, used, tuple(each.name for each in ceilings if each.name in held))


def _given(
    field: Field, starts: int, ceilings: Iterable[Ceiling], used: Mapping[str, int]
) -> Given:
    full = tuple(each.name for each in ceilings if used[each.name] >= each.most)
    return Given(
        field.code,
        field.wanted,
        starts,
        full if starts < field.wanted else (),
        sum(field.gains[:starts]),
        sum(field.gains[starts : field.wanted]),
    )


def _check(fields: Sequence[Field], ceilings: Sequence[Ceiling]) -> None:
    for what, names in (
        ("field", [each.code for each in fields]),
        ("ceiling", [each.name for each in ceilings]),
    ):
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"{what} {twice[0]}: there is another of the same name")
    for field in fields:
        if not 0 <= field.wanted <= len(field.gains):
            told = f"wants {field.wanted}, may want 0 to {len(field.gains)} (its gains)"
            raise ValueError(f"field {field.code}: {told}")
        if any(b > a + ROUNDING for a, b in pairwise(field.gains)):
            raise ValueError(f"field {field.code}: gains rise, they may only fall or stay")
    for ceiling in ceilings:
        if ceiling.most < 0:
            raise ValueError(f"ceiling {ceiling.name}: most {ceiling.most}, may be 0 or more")
    for one, other in combinations(ceilings, 2):
        common = one.members & other.members
        if common and common not in (one.members, other.members):
            told = "overlap, and neither lies in the other"
            raise ValueError(f"ceilings {one.name} and {other.name} {told}")
