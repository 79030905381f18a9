"""The old national figures about doctors, and the population by age, of `seed/reference`.

The figures are old and say so: `as_of` and the source go with each. They are for shapes, tests
and a marked fall-back, never for a region's situation today. What a column means is told in
`seed/reference/README.md`; `seed/workforce_files.py` reads the files.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from pathways.types.knowledge import FactStatus

AGE_GROUPS = (*(f"{first}-{first + 4}" for first in range(0, 90, 5)), "90+")
"""Five years each, the last open."""
BANDS = ("0-19", "20-44", "45-64", "65-79", "80-89", "90+")
"""Of the projections."""
NORWAY = "Norge"
AREAS: Mapping[str, tuple[str, ...]] = {"helse-nord": ("Nordland", "Troms", "Finnmark")}
"""Counties of a health region (key of organisations.csv). Of the other regions not all counties
are in the files. Svalbard, which Helse Nord serves too, is not in the population table."""
OWN_PROJECTION = "derived_constant_rates"
"""The only kind with age bands: reckoned from the observed counts, not by Statistics Norway."""

WORKING = ("active_under67", "employed_16_66", "employed")
"""Specialists at work in Norway, the newest count first (2005, 2003, 2001)."""
PARENTS = ("KIR", "MED")
"""Held together with a branch then: only the register (one specialty a person) parts them."""


@dataclass(frozen=True, slots=True)
class People:
    """Inhabitants of one area on 1 January, by `AGE_GROUPS`."""

    area: str
    year: int
    women: tuple[int, ...]
    men: tuple[int, ...]
    source_key: str
    status: FactStatus

    @property
    def ages(self) -> tuple[int, ...]:
        """Both sexes, by age group."""
        return _sums(self.women, self.men)

    @property
    def total(self) -> int:
        """Everybody."""
        return sum(self.ages)


@dataclass(frozen=True, slots=True)
class Projected:
    """Inhabitants of one area in a coming year. `kind` names the projection: never mix two.

    `bands` by `BANDS`, or None when only the total was published.
    """

    area: str
    year: int
    kind: str
    bands: tuple[int, ...] | None
    total: int
    source_key: str
    status: FactStatus
    note: str | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One old figure. `subject` is the name in the source: a specialty, a position, a parameter.

    `scope` is the area or the route, `measure` what is counted or the unit. `value` None: looked
    for and not found.
    """

    subject: str
    specialty: str | None
    scope: str | None
    measure: str | None
    as_of: str | None
    value: float | None
    source_key: str | None
    status: FactStatus
    note: str | None

    @property
    def year(self) -> int | None:
        """The year of the figure, the last of several; None when the source shows none."""
        last = (self.as_of or "").rpartition(" ")[2]
        day = last if last.count("-") == 2 else last.rpartition("-")[2]
        return int(day[:4]) if day[:4].isdigit() else None


@dataclass(frozen=True, slots=True)
class OldStock:
    """Specialists of one field in all of Norway long ago.

    `is_persons` False: approvals, a doctor with two counted twice, those abroad and retired
    included. `ages` are shares of 30-39, 40-54, 55-66 and 67plus in 2001 where published (a band
    that is missing is none, or too few to be shown). `women` is their share at work in 2015.
    """

    count: Figure
    is_persons: bool
    ages: Mapping[str, float]
    women: float | None


@dataclass(frozen=True)
class Workforce:
    """Everything of the old figures, with what is asked of it."""

    observed: tuple[People, ...]
    projected: tuple[Projected, ...]
    specialists: tuple[Figure, ...]
    positions: tuple[Figure, ...]
    approvals: tuple[Figure, ...]
    parameters: tuple[Figure, ...]

    def population(self, areas: Sequence[str]) -> dict[int, People]:
        """Observed inhabitants of the areas together, by year. KeyError: an unknown area."""
        by_area = []
        for area in areas:
            rows = {each.year: each for each in self.observed if each.area == area}
            if not rows:
                raise KeyError(area)
            by_area.append(rows)
        shared = sorted(set.intersection(*map(set, by_area)))
        return {year: reduce(_together, (rows[year] for rows in by_area)) for year in shared}

    def projections(self, areas: Sequence[str], kind: str) -> dict[int, Projected]:
        """The areas together by year, for years in which every one has a row of the kind."""
        by_area = [
            {each.year: each for each in self.projected if (each.area, each.kind) == (area, kind)}
            for area in areas
        ]
        shared = sorted(set.intersection(*map(set, by_area)))
        return {year: reduce(_added, (rows[year] for rows in by_area)) for year in shared}

    def old_stock(self, code: str) -> OldStock | None:
        """The newest count of a specialty; None when nothing was published about it."""
        rows = [each for each in self.specialists if each.specialty == code]
        wanted = WORKING[1:] if code in PARENTS else WORKING
        for measure in (*wanted, "approvals_stock"):
            newest = _newest(each for each in rows if each.measure == measure)
            if newest is not None:
                women = _newest(e for e in rows if e.measure == "women_share_active_under70")
                share = round(women.value / 100, 6) if women and women.value is not None else None
                return OldStock(newest, measure in WORKING, _ages(rows), share)
        return None

    def parameter(self, name: str, scope: str = "") -> Figure:
        """The newest figure of this name, of a scope that begins so. KeyError: there is none."""
        found = _newest(
            each
            for each in self.parameters
            if each.subject == name and (each.scope or "").startswith(scope)
        )
        if found is None:
            raise KeyError(name)
        return found


def _ages(rows: Sequence[Figure]) -> dict[str, float]:
    prefix = "share_age_"
    return {
        each.measure.removeprefix(prefix).replace("_", "-"): round(each.value / 100, 6)
        for each in rows
        if each.measure and each.measure.startswith(prefix) and each.value is not None
    }


def _newest(rows: Iterable[Figure]) -> Figure | None:
    return max(rows, key=lambda each: each.as_of or "", default=None)


def _together(one: People, other: People) -> People:
    return replace(
        one,
        area=f"{one.area}, {other.area}",
        women=_sums(one.women, other.women),
        men=_sums(one.men, other.men),
    )


def _added(one: Projected, other: Projected) -> Projected:
    both = one.bands is not None and other.bands is not None
    return replace(
        one,
        area=f"{one.area}, {other.area}",
        bands=_sums(one.bands or (), other.bands or ()) if both else None,
        total=one.total + other.total,
    )


def _sums(one: Sequence[int], other: Sequence[int]) -> tuple[int, ...]:
    return tuple(a + b for a, b in zip(one, other, strict=True))
