"""How the population's use of a specialty changes: observed counts, one named projection, by age.

The observed counts are Statistics Norway's. By age only our own derived rows (constant rates of
change of each cohort) could be had; Statistics Norway's published projections are totals. The two
are never mixed: a case uses the derived rows throughout and its provenance names their kind.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.services.forecast_provenance import Input, Origin, OriginKind
from pathways.types.knowledge import Family
from seed.workforce import AREAS, BANDS, NORWAY, OWN_PROJECTION, Workforce

BAND_ENDS = (4, 9, 13, 16, 18)
"""Where the bands of the projections end among the five-year groups: 0-19, 20-44, …"""
GENERAL = (0.5, 0.7, 1.2, 2.3, 3.0, 2.8)
OLD_AGE = (0.0, 0.0, 0.2, 3.0, 8.0, 10.0)
CHILDREN = (1.0, 0.0, 0.0, 0.0, 0.0, 0.0)
USE_BY_FAMILY: Mapping[Family, tuple[float, ...]] = {
    Family.INTERNAL: (0.1, 0.5, 1.2, 3.0, 4.5, 4.5),
    Family.SURGERY: (0.4, 0.8, 1.3, 2.4, 2.6, 2.2),
    Family.PSYCHIATRY: (0.2, 1.4, 1.0, 0.6, 0.5, 0.4),
    Family.HOSPITAL: GENERAL,
    Family.LABORATORY: GENERAL,
    Family.PRIMARY: GENERAL,
}
USE_BY_CODE: Mapping[str, tuple[float, ...]] = {
    "ALM": (0.7, 0.9, 1.1, 1.7, 2.4, 2.6),
    "ARB": (0.0, 1.0, 1.0, 0.1, 0.0, 0.0),
    "BKI": CHILDREN,
    "BUP": CHILDREN,
    "GER": OLD_AGE,
    "GYN": (0.2, 1.6, 0.8, 0.5, 0.4, 0.2),
    "ONC": (0.1, 0.4, 1.5, 3.2, 2.8, 1.6),
    "OYE": (0.5, 0.4, 1.0, 3.2, 4.5, 4.0),
    "PED": CHILDREN,
    "RUS": (0.2, 1.6, 1.2, 0.3, 0.1, 0.0),
}
"""Use of a specialty a head by age band, against each other. Ours: no source by specialty was
found. The planner sees it as an assumption; replace it with activity data when there are some."""


@dataclass(frozen=True, slots=True)
class RegionPeople:
    """Inhabitants of a region by year and age band: the last observed year, then one projection."""

    by_year: Mapping[int, tuple[int, ...]]
    observed_year: int
    area: str
    """The counties, or Norway where the region's own are not at hand."""
    is_own: bool
    source_key: str


def region_people(workforce: Workforce, region_key: str) -> RegionPeople:
    """The inhabitants to reckon with; the whole country where the region's counties are not known.

    The country's shape is a stand-in that the provenance names, never the region's figures.
    """
    areas = AREAS.get(region_key, (NORWAY,))
    observed = workforce.population(areas)
    year = max(observed)
    by_year = {year: in_bands(observed[year].ages)}
    for coming, row in workforce.projections(areas, OWN_PROJECTION).items():
        if row.bands is not None and coming > year:
            by_year[coming] = row.bands
    return RegionPeople(
        by_year, year, ", ".join(areas), region_key in AREAS, observed[year].source_key
    )


def in_bands(ages: Sequence[int]) -> tuple[int, ...]:
    """Five-year groups as the bands of the projections."""
    starts = (0, *BAND_ENDS)
    ends = (*BAND_ENDS, len(ages))
    return tuple(sum(ages[start:end]) for start, end in zip(starts, ends, strict=True))


def share_of_norway(workforce: Workforce, region_key: str) -> float | None:
    """The region's part of the country's inhabitants; None when its counties are not known."""
    if region_key not in AREAS:
        return None
    own = workforce.population(AREAS[region_key])
    country = workforce.population((NORWAY,))
    year = max(set(own) & set(country))
    return own[year].total / country[year].total


def use_profile(code: str, family: Family) -> tuple[float, ...]:
    """Use a head by age band, against each other; ours."""
    return USE_BY_CODE.get(code, USE_BY_FAMILY[family])


def use_of(people: RegionPeople, profile: Sequence[float], base: int, years: int) -> list[float]:
    """Use in the base year and each year after, 1.0 in the base year.

    Before the first and after the last year that is known it stands still.
    """
    # NumPy comes with it, which the web does without.
    from pathways.forecast.population import use_by_year

    by_year = dict(people.by_year)
    first, last = min(by_year), max(by_year)
    by_year.setdefault(min(base, first), by_year[first])
    by_year.setdefault(max(base + years, last), by_year[last])
    return list(use_by_year(by_year, profile, base, years))


def origins_of(people: RegionPeople) -> dict[str, Origin]:
    """What the population of a case rests on."""
    years = sorted(people.by_year)
    return {
        Input.POPULATION: Origin(
            OriginKind.PUBLIC,
            year=people.observed_year,
            source_key=people.source_key,
            detail=people.area,
        ),
        Input.PROJECTION: Origin(
            OriginKind.OURS,
            first_year=years[1] if len(years) > 1 else None,
            year=years[-1],
            source_key=people.source_key,
            detail=OWN_PROJECTION,
        ),
        Input.USE_BY_AGE: Origin(OriginKind.OURS, detail=", ".join(BANDS)),
    }
