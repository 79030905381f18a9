"""The calculation by hand with every factor named, to be gone over with a pocket calculator."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import prod

from pathways.forecast.simple import Group, SimpleAnswer, SimpleCase, reckon


class FactorName(StrEnum):
    """What a share of persons is left after."""

    STAYS = "stays"
    """In post in the target year, of those in post or who came."""
    COMPLETES = "completes"
    """Approved by the target year."""
    WORKS = "works"
    """Took a post here, and is in it in the target year."""


@dataclass(frozen=True, slots=True)
class Factor:
    """One number of a product."""

    name: str
    value: Fraction


@dataclass(frozen=True, slots=True)
class Line:
    """Persons × factors × FTE a head."""

    name: str
    persons: Fraction
    factors: tuple[Factor, ...]
    fte: Fraction = Fraction(1)

    @property
    def share(self) -> Fraction:
        """Of the persons, who are there in the target year."""
        return prod((each.value for each in self.factors), start=Fraction(1))

    @property
    def supply(self) -> Fraction:
        """FTE in the target year."""
        return self.persons * self.share * self.fte


@dataclass(frozen=True, slots=True)
class HandCase:
    """A field by averages. `growth` are shares: 0.1 is ten per cent more."""

    name: str
    stock: tuple[Line, ...]
    training: tuple[Line, ...]
    abroad: tuple[Line, ...]
    fte_today: Fraction
    unmet: Fraction
    population: Fraction
    terms: tuple[Factor, ...]
    intake_years: int
    """Years of intake that reach the target year."""
    one: Line
    """Those who start a year at present; share and FTE of one of them in the target year."""

    @property
    def simple(self) -> SimpleCase:
        """The same without names."""
        return SimpleCase(
            _groups(self.stock),
            _groups(self.training),
            _groups(self.abroad),
            self.fte_today,
            self.unmet,
            self.population,
            tuple(each.value for each in self.terms),
            self.one.persons,
            self.intake_years,
            self.one.share * self.one.fte,
        )


def work_out(case: HandCase) -> SimpleAnswer:
    """Supply, need, gap and intake. ValueError for a negative number of persons or years."""
    return reckon(case.simple)


def _groups(lines: Iterable[Line]) -> tuple[Group, ...]:
    return tuple(Group(each.persons, each.share, each.fte) for each in lines)
