"""Coverage of each hospital: breadth, on-call rotas and generalists, now and in some years.

Only those in post there today are counted, and they leave by the curve of their specialty.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from app.store.forecast_data import PostsRow, StockRow
from pathways.forecast.coverage import (
    AgeBand,
    Remaining,
    age_bands,
    average_stay,
    left_of,
    remaining,
)
from pathways.forecast.types import Exits, Head

HORIZONS = (5, 10)
"""Years ahead that the page looks."""
FEWEST = 5
"""Of fewer specialists than this their own ages are not used, and their number is not shown."""
BAND_STARTS = (50, 55, 60, 65)
THIN = 2
"""A specialty with no more specialists than this rests on them."""
LIKELY = 0.5
"""Chance from which a rota is told to be likely to fall under what it takes: a choice of ours."""
GENERALISTS = ("MED", "KIR", "AMM", "GER", "VOP")
"""Specialties that count as generalist where the asker chooses none: a choice of ours."""


@dataclass(frozen=True, slots=True)
class Left:
    """What is left after some years: persons expected, and the chance of too few for the rota."""

    years: int
    mean: float
    below: float | None
    """None: no rota of its own, or nobody has said what it takes."""


@dataclass(frozen=True, slots=True)
class Field:
    """One specialty at one hospital."""

    code: str
    persons: int
    """In post with it as their first specialty."""
    seconds: int
    """Others there who hold it as their second; they belong to another rota."""
    minimum: int | None
    left: tuple[Left, ...]
    """By horizon; empty when no curve of leaving is known."""

    @property
    def holders(self) -> int:
        """Everybody there who holds the specialty."""
        return self.persons + self.seconds

    @property
    def is_thin(self) -> bool:
        """Rests on one or two persons."""
        return 0 < self.holders <= THIN

    @property
    def is_staffed(self) -> bool:
        """As many as the rota takes; true without a rota."""
        return self.minimum is None or self.persons >= self.minimum

    def after(self, years: int) -> Left | None:
        """What is left at one horizon; None when unknown."""
        return next((each for each in self.left if each.years == years), None)

    def is_likely_below(self, years: int) -> bool:
        """Enough for the rota today, and likely too few after so many years."""
        left = self.after(years)
        return (
            self.is_staffed and left is not None and left.below is not None and left.below > LIKELY
        )


@dataclass(frozen=True, slots=True)
class Hospital:
    """One hospital with its specialties, by code."""

    key: str
    name: str
    fields: tuple[Field, ...]
    bands: tuple[AgeBand, ...]
    """Everybody by age, none of the bands too small to be shown."""

    @property
    def persons(self) -> int:
        """Specialists in post, each counted once."""
        return sum(each.persons for each in self.fields)

    @property
    def rotas(self) -> tuple[Field, ...]:
        """Specialties of which somebody has said what the rota takes."""
        return tuple(each for each in self.fields if each.minimum is not None)

    def breadth(self, at_least: int) -> int:
        """Specialties that so many hold."""
        return sum(each.holders >= at_least for each in self.fields)

    @property
    def thin(self) -> tuple[Field, ...]:
        """Specialties that rest on one or two."""
        return tuple(each for each in self.fields if each.is_thin)

    @property
    def staffed(self) -> int:
        """Rotas with enough today."""
        return sum(each.is_staffed for each in self.rotas)

    def staffed_after(self, years: int) -> int | None:
        """Rotas that are likely to have enough after so many years; None: a curve is unknown."""
        chances = [left.below for each in self.rotas if (left := each.after(years)) is not None]
        if len(chances) < len(self.rotas):
            return None
        return sum(below is not None and below <= LIKELY for below in chances)

    def falling(self, years: int) -> tuple[Field, ...]:
        """Rotas with enough today that are likely too few after so many years."""
        return tuple(each for each in self.rotas if each.is_likely_below(years))

    def generalists(self, codes: Collection[str]) -> tuple[Field, ...]:
        """The specialties among these that somebody there holds."""
        return tuple(each for each in self.fields if each.code in codes and each.holders)


Place = tuple[int, str, str]
"""Row id, key and name of a hospital."""


def measure(
    places: Iterable[Place],
    stock: Collection[StockRow],
    posts: Collection[PostsRow],
    exits: Mapping[str, Exits],
) -> tuple[Hospital, ...]:
    """Every place with specialists or posts, in the order given."""
    curves = _Curves(exits, _by_code(stock))
    rows, wanted = defaultdict(list), defaultdict(list)
    for row in stock:
        rows[row.organisation_id].append(row)
    for post in posts:
        wanted[post.organisation_id].append(post)
    return tuple(
        _hospital(key, name, rows[number], wanted[number], curves)
        for number, key, name in places
        if number in rows or number in wanted
    )


class _Curves:
    """How those in post leave, by specialty; for few people at one place, by the region's ages."""

    def __init__(self, exits: Mapping[str, Exits], region: Mapping[str, tuple[Head, ...]]) -> None:
        self._exits, self._region = exits, region
        self._averages: dict[tuple[str, int], float] = {}

    def left(self, code: str, heads: tuple[Head, ...], minimum: int | None) -> tuple[Left, ...]:
        """At each horizon; nothing when the specialty's curve is unknown."""
        exits = self._exits.get(code)
        if exits is None:
            return ()
        found = []
        for years in HORIZONS:
            after = self._after(code, heads, exits, years)
            below = None if minimum is None else after.below(minimum)
            found.append(Left(years, after.mean, below))
        return tuple(found)

    def _after(self, code: str, heads: tuple[Head, ...], exits: Exits, years: int) -> Remaining:
        persons = sum(each.persons for each in heads)
        if persons >= FEWEST or not persons:
            return remaining(heads, exits, years)
        if (code, years) not in self._averages:
            like = self._region.get(code, ())
            if sum(each.persons for each in like) < FEWEST:
                like = tuple(head for group in self._region.values() for head in group)
            self._averages[code, years] = average_stay(like, exits, years) or 0.0
        return left_of([(self._averages[code, years], persons)])


def _hospital(
    key: str,
    name: str,
    stock: Collection[StockRow],
    posts: Collection[PostsRow],
    curves: _Curves,
) -> Hospital:
    heads, seconds = _by_code(stock), _seconds(stock)
    minimums = {row.specialty_code: row.on_call_minimum for row in posts}
    fields = []
    for code in sorted({*heads, *minimums, *seconds}):
        here, minimum = heads.get(code, ()), minimums.get(code)
        persons = sum(each.persons for each in here)
        left = curves.left(code, here, minimum)
        fields.append(Field(code, persons, seconds.get(code, 0), minimum, left))
    everybody = [head for group in heads.values() for head in group]
    return Hospital(key, name, tuple(fields), age_bands(everybody, BAND_STARTS, FEWEST))


def _by_code(stock: Iterable[StockRow]) -> dict[str, tuple[Head, ...]]:
    found: dict[str, list[Head]] = defaultdict(list)
    for row in stock:
        if row.persons:
            found[row.specialty_code].append(Head(row.sex, row.age, row.persons))
    return {code: tuple(heads) for code, heads in found.items()}


def _seconds(stock: Iterable[StockRow]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for row in stock:
        if row.second_code:
            found[row.second_code] += row.persons
    return dict(found)
