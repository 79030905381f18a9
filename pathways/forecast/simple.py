"""The calculation that can be done by hand: averages, one year, no chance.

Supply = stock × stay + in training × complete × still working + from abroad × stay. Need = FTE
today × (1 + unmet) × (1 + population) × (1 + each further term), multiplied and never added.
Intake = present intake + gap ÷ (years × yield). After the model of the Dutch Capaciteitsorgaan; its
printed example adds some of the terms, which gives a little less.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, prod


@dataclass(frozen=True, slots=True)
class Group:
    """Persons who are there in the target year with a share; `fte` a head."""

    persons: Fraction
    share: Fraction
    fte: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class SimpleCase:
    """One specialty by averages. Shares and growth as fractions: 1/10 is ten per cent."""

    stock: tuple[Group, ...]
    """By sex: persons, share still in post in the target year."""
    training: tuple[Group, ...]
    """Share: completes × still works. Those who start at the present intake included."""
    abroad: tuple[Group, ...]
    """Persons who come until then; share who stay."""
    fte_today: Fraction
    unmet: Fraction
    population: Fraction
    """Growth of use by the population until the target year."""
    terms: tuple[Fraction, ...]
    """Further growth until the target year, each its own factor."""
    intake: Fraction
    """A year, at present."""
    intake_years: int
    """Years of intake that reach the target year."""
    yielded: Fraction
    """FTE in the target year for one who starts: completes × still works × FTE."""


@dataclass(frozen=True, slots=True)
class SimpleAnswer:
    """What comes of it, in FTE; `intake` a year is exact, `starts` whole persons."""

    supply: Fraction
    need: Fraction
    gap: Fraction
    """More than 0: too few."""
    intake: Fraction | None
    """None: nobody who starts is there in the target year."""

    @property
    def starts(self) -> int | None:
        """The smallest whole intake that closes the gap, never below 0."""
        return None if self.intake is None else max(0, ceil(self.intake))


def reckon(case: SimpleCase) -> SimpleAnswer:
    """Supply, need, gap and intake. ValueError for a negative number of persons or years."""
    groups = (*case.stock, *case.training, *case.abroad)
    if case.intake_years < 0 or case.intake < 0 or any(each.persons < 0 for each in groups):
        raise ValueError("persons and years cannot be fewer than none")
    supply = _fte(groups)
    growth = (case.unmet, case.population, *case.terms)
    need = case.fte_today * prod((1 + each for each in growth), start=Fraction(1))
    gap = need - supply
    yields = case.intake_years * case.yielded
    intake = None if yields <= 0 else case.intake + gap / yields
    return SimpleAnswer(supply, need, gap, intake)


def _fte(groups: Iterable[Group]) -> Fraction:
    return sum((each.persons * each.share * each.fte for each in groups), start=Fraction(0))
