"""Persons against approvals: somebody with two specialties is one person.

Persons = the sum of approvals less what is counted again. In a specialty everybody who holds it
counts; in a total of several everybody counts once, with an equal share in each of the specialties
held, so that shares add up to persons.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

APPROVALS_A_PERSON = 1.12
"""Where nobody has counted who holds two: 11.7 % of working specialists in Norway hold two or
more, 0.7 points of them three or more (reference parameter
`specialists_with_two_or_more_approvals`)."""


@dataclass(frozen=True, slots=True)
class Joint:
    """So many persons hold exactly these specialties, two or more."""

    codes: tuple[str, ...]
    persons: int


@dataclass(frozen=True, slots=True)
class Persons:
    """Persons behind the approvals."""

    approvals: Mapping[str, int]
    """Everybody who holds the specialty."""
    shares: Mapping[str, float]
    """The specialty's part of the total."""
    is_rough: bool
    """True: by the national ratio, not counted."""

    @property
    def total(self) -> float:
        """Persons, each once."""
        return sum(self.shares.values())


def count_persons(approvals: Mapping[str, int], joint: Sequence[Joint]) -> Persons:
    """Persons when it is known who holds several; whoever is in no joint row holds one.

    ValueError for fewer than two specialties in a row, one twice, one without approvals, or more
    persons in the joint rows of a specialty than hold it.
    """
    held = dict.fromkeys(approvals, 0)
    shares = {code: float(number) for code, number in approvals.items()}
    for row in joint:
        if row.persons < 0 or len(set(row.codes)) < max(2, len(row.codes)):
            raise ValueError(f"{row.persons} persons with {', '.join(row.codes) or 'nothing'}")
        for code in row.codes:
            if code not in approvals:
                raise ValueError(f"{code} is held together with others but has no approvals")
            held[code] += row.persons
            shares[code] -= row.persons * (1 - 1 / len(row.codes))
    for code, number in approvals.items():
        if number < held[code]:
            raise ValueError(f"{held[code]} hold {code} and another, but only {number} hold {code}")
    return Persons(dict(approvals), shares, is_rough=False)


def rough_persons(approvals: Mapping[str, int]) -> Persons:
    """Persons by the national ratio; to be marked as such wherever the figure is shown."""
    if any(number < 0 for number in approvals.values()):
        raise ValueError("approvals cannot be fewer than none")
    shares = {code: number / APPROVALS_A_PERSON for code, number in approvals.items()}
    return Persons(dict(approvals), shares, is_rough=True)


def of_staff(rows: Iterable[tuple[str, str | None, int]]) -> Persons:
    """Persons from staff rows (specialty, second specialty or None, persons), each person once."""
    approvals: dict[str, int] = defaultdict(int)
    joint: dict[tuple[str, ...], int] = defaultdict(int)
    for code, second, persons in rows:
        approvals[code] += persons
        if second is not None and second != code:
            approvals[second] += persons
            joint[tuple(sorted((code, second)))] += persons
    return count_persons(approvals, [Joint(codes, number) for codes, number in joint.items()])
