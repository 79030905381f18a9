"""Reads how many LIS1 and ALIS there were to be, and how many the sources say there were.

What a column means is told in `seed/reference/README.md`.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from pathways.types.knowledge import FactStatus
from seed.csv_rows import Row, build_rows
from seed.reference_files import REFERENCE_FOLDER, read_sources

COLUMNS = (
    *("key", "track", "organisation", "year", "on", "kind", "measure", "value"),
    *("source_key", "status", "note_nb", "note_en"),
)
NATIONAL = "national"


class Track(StrEnum):
    """Which training is stepped up."""

    LIS1 = "lis1"
    ALIS = "alis"


class PlanKind(StrEnum):
    """What a row says."""

    BASE = "base"
    """How many there were when the plan began."""
    STEP = "step"
    """How many more from then on, a year."""
    PLANNED = "planned"
    """How many there were to be on the way."""
    GOAL = "goal"
    """How many there were to be in the end."""
    COUNTED = "counted"
    """How many a source says there were."""


class PlanMeasure(StrEnum):
    """What is counted. Never mix them in one line."""

    PLACES_PER_YEAR = "places_per_year"
    GRANTS = "grants"
    """Agreements with a municipality that got the grant."""
    PROJECT_PLACES = "project_places"
    EARMARKED_PLACES = "earmarked_places"


@dataclass(frozen=True, slots=True)
class PlanFigure:
    """One published figure. `value` None: the source says something, and no number."""

    key: str
    track: Track
    organisation: str
    """`NATIONAL`, or the key of a health region."""
    year: int
    on: date | None
    kind: PlanKind
    measure: PlanMeasure
    value: int | None
    source_key: str
    status: FactStatus
    note_nb: str | None
    note_en: str | None


@cache
def escalation_plans() -> tuple[PlanFigure, ...]:
    """The figures of the project's own file, read once."""
    return read_escalation_plans()


def read_escalation_plans(folder: Path = REFERENCE_FOLDER) -> tuple[PlanFigure, ...]:
    """The file's rows in its order. Raises `ReferenceFileError` with every problem."""
    sources = frozenset(each.key for each in read_sources(folder))
    return build_rows(folder / "escalation_plans.csv", COLUMNS, lambda row: _figure(row, sources))


def _figure(row: Row, sources: frozenset[str]) -> PlanFigure:
    status, value = row.choice("status", FactStatus), row.whole("value")
    if value is None and status is not FactStatus.OPEN:
        row.fail("value", "a whole number, or the status open")
    source = row.text("source_key")
    if source not in sources:
        row.fail("source_key", "a key of sources.csv")
    return PlanFigure(
        key=row.text("key"),
        track=row.choice("track", Track),
        organisation=row.text("organisation"),
        year=row.required_whole("year"),
        on=row.day("on"),
        kind=row.choice("kind", PlanKind),
        measure=row.choice("measure", PlanMeasure),
        value=value,
        source_key=source,
        status=status,
        note_nb=row.optional("note_nb"),
        note_en=row.optional("note_en"),
    )


def planned_by_year(
    figures: tuple[PlanFigure, ...], track: Track, organisation: str
) -> dict[int, int]:
    """The start and every step on the way added up, by calendar year: a sum of ours.

    A step counts from the year it begins in. The steps of every region belong to the country.
    Empty without a start.
    """
    rows = [each for each in figures if each.track is track and each.value is not None]
    base = next(
        (e for e in rows if e.kind is PlanKind.BASE and e.organisation == organisation), None
    )
    if base is None or base.value is None:
        return {}
    steps = [
        (each.year, each.value or 0)
        for each in rows
        if each.kind is PlanKind.STEP and organisation in (NATIONAL, each.organisation)
    ]
    last = max((year for year, _size in steps), default=base.year)
    return {
        year: base.value + sum(size for begins, size in steps if begins <= year)
        for year in range(base.year, last + 1)
    }
