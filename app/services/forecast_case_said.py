"""What people have said of inputs: whose word counts for a specialty, and what it means.

They say tertiles: a third of what is likely lies below the lower, a third above the higher. Read
as a normal distribution these lie 0.4307 standard deviations to either side of the mean.
"""

from collections.abc import Iterable

from app.db.tables import AssumptionName
from app.store.forecast_data import AssumptionRow

TERTILE = 0.4307
"""Standard deviations from the mean to a tertile of a normal distribution."""


def said_of(rows: Iterable[AssumptionRow], code: str) -> dict[AssumptionName, AssumptionRow]:
    """What counts for a specialty: its own before what is said of all, and the newest of each.

    `rows` are oldest first.
    """
    ordered = sorted(rows, key=lambda row: row.specialty_code is not None)
    return {row.name: row for row in ordered if row.specialty_code in (None, code)}


def mean_and_spread(low: float, high: float) -> tuple[float, float]:
    """Mean and standard deviation of a normal distribution with these tertiles."""
    return (low + high) / 2, (high - low) / 2 / TERTILE
