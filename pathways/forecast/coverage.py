"""How long those in post at one place last: the exact distribution, and few people shown with care.

Nobody new comes: this is what stands when only those who are there today are counted. Levels are
at their mean and years are alike, so that each leaves independently of the others and the number
who are left has a Poisson-binomial distribution, which is worked out and not drawn.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pathways.forecast.types import OLDEST, Exits, Head, Sex


@dataclass(frozen=True, slots=True)
class Remaining:
    """Who is left after some years: `chances[n]` is the chance of exactly n persons."""

    chances: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Persons expected to be left."""
        return sum(number * chance for number, chance in enumerate(self.chances))

    def below(self, minimum: int) -> float:
        """The chance of fewer than `minimum`."""
        return min(1.0, sum(self.chances[: max(minimum, 0)]))


@dataclass(frozen=True, slots=True)
class AgeBand:
    """Persons from one age to another; `last` None: and above; `first` 0: and below."""

    first: int
    last: int | None
    persons: int


def stay_share(exits: Exits, sex: Sex, age: int, years: int) -> float:
    """The chance that one who is in post today still is after so many years."""
    if age + years > OLDEST:
        return 0.0
    share, curve = 1.0, exits.of(sex)
    for passed in range(years):
        share *= 1.0 - curve.at(age + passed)
    return share


def average_stay(heads: Iterable[Head], exits: Exits, years: int) -> float | None:
    """The same on average over a group; None when it has nobody.

    Stands in for each person where so few are in post that their own ages must not be used.
    """
    rows = [(head.persons, stay_share(exits, head.sex, head.age, years)) for head in heads]
    persons = sum(number for number, _share in rows)
    return sum(number * share for number, share in rows) / persons if persons else None


def remaining(heads: Iterable[Head], exits: Exits, years: int) -> Remaining:
    """Who is left of these persons, each with the chance of sex and age."""
    return left_of([(stay_share(exits, e.sex, e.age, years), e.persons) for e in heads])


def left_of(groups: Iterable[tuple[float, int]]) -> Remaining:
    """Who is left of groups of persons alike: (chance to stay, persons).

    ValueError for a chance outside 0 to 1.
    """
    chances = [1.0]
    for share, persons in groups:
        if not 0 <= share <= 1:
            raise ValueError(f"a chance to stay is 0 to 1, not {share}")
        for _person in range(persons):
            gone = [chance * (1 - share) for chance in chances]
            stayed = [chance * share for chance in chances]
            chances = [a + b for a, b in zip([*gone, 0.0], [0.0, *stayed], strict=True)]
    return Remaining(tuple(chances))


def age_bands(heads: Iterable[Head], starts: Sequence[int], fewest: int) -> tuple[AgeBand, ...]:
    """Persons by age from the youngest; `starts` are the first ages of the bands after the first.

    Bands with fewer than `fewest` persons are joined with the one below, and the lowest with the
    one above, so that none points out a person. Empty when all together are fewer.
    """
    people, edges = tuple(heads), (0, *starts)
    joined: list[AgeBand] = []
    for first, end in reversed(tuple(zip(edges, (*starts, OLDEST + 1), strict=True))):
        number = sum(each.persons for each in people if first <= each.age < end)
        if joined and joined[-1].persons < fewest:
            above = joined.pop()
            joined.append(AgeBand(first, above.last, above.persons + number))
        else:
            joined.append(AgeBand(first, end - 1 if end <= OLDEST else None, number))
    if len(joined) > 1 and joined[-1].persons < fewest:
        lowest, above = joined.pop(), joined.pop()
        joined.append(AgeBand(lowest.first, above.last, above.persons + lowest.persons))
    if joined[-1].persons < fewest:
        return ()
    return tuple(reversed(joined))
