"""A region without data of its own: old national figures, scaled by its part of the inhabitants.

They are 15 to 25 years old and say so wherever they are used. A specialty that has no such figure
is unknown, and so is everything in a region whose part of the inhabitants is not known.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.services.forecast_population import share_of_norway
from app.services.forecast_provenance import Origin, OriginKind
from pathways.forecast.types import Head, Sex
from seed.workforce import Figure, OldStock, Workforce

AGE_BANDS: Mapping[str, tuple[int, int]] = {
    "30-39": (34, 39),
    "40-54": (40, 54),
    "55-66": (55, 66),
    "67plus": (67, 69),
}
"""Bands of the old figures as ages; nobody is a specialist at 30. The ends are ours."""
PLAIN_AGES: Mapping[str, float] = {"30-39": 0.10, "40-54": 0.52, "55-66": 0.34, "67plus": 0.04}
"""Ours, where the ages of a specialty were not published: about what all together had in 2001."""
PERCENT = 100
FIELD, ROUTES = "all", ("converted_nordic", "converted_other_eea")


@dataclass(frozen=True, slots=True)
class OldFigures:
    """What is known of a specialty in a region from old national figures."""

    stock: OldStock
    share: float
    """The region's part of the country's inhabitants."""
    starts: float | None
    """New approvals after training in Norway a year, scaled; None: not published."""
    starts_year: int | None
    starts_source: str | None

    @property
    def persons(self) -> float:
        """Specialists, scaled."""
        return (self.stock.count.value or 0.0) * self.share


def old_figures(workforce: Workforce, region_key: str, code: str) -> OldFigures | None:
    """The old figures of a specialty; None when there are none, or the region cannot be scaled."""
    share = share_of_norway(workforce, region_key)
    stock = workforce.old_stock(code)
    if share is None or stock is None or stock.count.value is None:
        return None
    starts = _own_approvals(workforce, code)
    if starts is None:
        return OldFigures(stock, share, None, None, None)
    number, figure = starts
    return OldFigures(stock, share, number * share, figure.year, figure.source_key)


def old_heads(figures: OldFigures, women: float) -> tuple[Head, ...]:
    """So many whole persons, spread over the published age bands and both sexes."""
    bands = figures.stock.ages or PLAIN_AGES
    total = sum(bands.values())
    weights: dict[tuple[Sex, int], float] = {}
    for band, share in bands.items():
        first, last = AGE_BANDS[band]
        for age in range(first, last + 1):
            part = share / total / (last - first + 1)
            weights[Sex.WOMAN, age] = part * women
            weights[Sex.MAN, age] = part * (1 - women)
    found, so_far, given = [], 0.0, 0
    for (sex, age), weight in sorted(weights.items()):
        so_far += weight * figures.persons
        persons = int(so_far + 0.5) - given
        given += persons
        if persons:
            found.append(Head(sex, age, persons))
    return tuple(found)


def old_women(workforce: Workforce, figures: OldFigures) -> float:
    """Share of women: the specialty's own, else that of all consultants (both old)."""
    if figures.stock.women is not None:
        return figures.stock.women
    return (workforce.parameter("overlege_women_share").value or 0.0) / PERCENT


def origin_of(figure: Figure, detail: str | None = None) -> Origin:
    """An old figure with its year and source."""
    return Origin(OriginKind.OLD, year=figure.year, source_key=figure.source_key, detail=detail)


def _own_approvals(workforce: Workforce, code: str) -> tuple[float, Figure] | None:
    """New approvals of the last year by specialty, less those converted from abroad."""
    rows = [
        each
        for each in workforce.approvals
        if each.specialty == code and each.measure == "approvals" and each.value is not None
    ]
    last = [each for each in rows if each.scope == FIELD]
    whole = max(last, key=lambda each: each.year or 0, default=None)
    if whole is None or whole.value is None:
        return None
    converted = sum(
        each.value or 0.0 for each in rows if each.scope in ROUTES and each.as_of == whole.as_of
    )
    if not any(each.scope in ROUTES and each.as_of == whole.as_of for each in rows):
        return None
    return max(whole.value - converted, 0.0), whole
