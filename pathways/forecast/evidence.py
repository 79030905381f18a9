"""What an estimate rests on, and how much an old year counts."""

from collections.abc import Iterable
from dataclasses import dataclass

HALF_LIFE = 5.0
"""Years after which a year counts half as much. Ours: short base periods beat long ones."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The data behind an estimate. No years: the rows had none, or there are no rows."""

    first_year: int | None
    last_year: int | None
    persons: float
    """Those who could have (persons a year where years are followed)."""
    events: float
    """Those who did."""


def evidence(rows: Iterable[tuple[int | None, float, float]]) -> Evidence:
    """The range and sums of (year, persons, events)."""
    kept = [row for row in rows if row[1] or row[2]]
    years = [year for year, _, _ in kept if year is not None]
    return Evidence(
        min(years, default=None),
        max(years, default=None),
        sum(persons for _, persons, _ in kept),
        sum(events for _, _, events in kept),
    )


def weight_of(year: int, last_year: int, half_life: float | None = HALF_LIFE) -> float:
    """How much a year counts against the last; None: all the same."""
    return 1.0 if half_life is None else 0.5 ** ((last_year - year) / half_life)
