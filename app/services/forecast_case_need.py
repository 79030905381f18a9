"""What a specialty has and needs today, from the region's own rows: people, FTE, posts, rotas."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.store.forecast_data import PostsRow, StockRow
from pathways.forecast.types import OLDEST, Ages, Drift, Head, Sex, WorkShare

DRIFT_MEAN, DRIFT_SPREAD = 0.005, 0.007
"""Ours: the need beyond population grows half a per cent a year, give or take 0.7."""
DRIFT_NAME = "standard"
STAYS_ONE_YEAR, STAYS_FIVE_YEARS = 0.9, 0.65
"""Ours: of those who come from elsewhere, who is still here; no data set says it."""
WORK_AGES = (44, 54, 61, OLDEST)
"""Last ages of the bands in which the share of a full post is averaged."""
FIRST_WORK_AGE = 28
BAND_PULL = 5.0
"""Persons that the average of all specialties is worth in one band of one specialty. Ours."""
LAST_STARTS = 3
"""Years of starts that say what the intake is now."""
FULL = 100.0


@dataclass(frozen=True, slots=True)
class Posts:
    """What is missing, and what the rotas take, in FTE."""

    vacant: float
    hired_in: float
    other_unmet: float
    floor: float


def heads(rows: Iterable[StockRow]) -> tuple[Head, ...]:
    """Specialists by sex and age, each cell once."""
    cells: dict[tuple[Sex, int], int] = defaultdict(int)
    for row in rows:
        cells[row.sex, min(row.age, OLDEST)] += row.persons
    return tuple(Head(sex, age, cells[sex, age]) for sex, age in sorted(cells))


def work_shares(rows: Sequence[StockRow], everybody: WorkShare | None) -> WorkShare:
    """FTE a head by age band; a band with few persons is drawn towards everybody's.

    The percentages are of posts: absence is not taken off, on either side of the account.
    """
    curves = []
    for sex in Sex:
        sums = [0.0] * len(WORK_AGES)
        persons = [0.0] * len(WORK_AGES)
        for row in rows:
            if row.sex is sex:
                band = _band(row.age)
                sums[band] += row.persons * min(row.work_percent, FULL) / FULL
                persons[band] += row.persons
        shares = []
        for band, last in enumerate(WORK_AGES):
            usual = 1.0 if everybody is None else everybody.of(sex).at(last)
            pull = BAND_PULL if everybody is not None or not persons[band] else 0.0
            shares.append((sums[band] + pull * usual) / (persons[band] + pull))
        curves.append(_by_age(shares))
    return WorkShare(*curves)


def _band(age: int) -> int:
    return next(number for number, last in enumerate(WORK_AGES) if min(age, OLDEST) <= last)


def _by_age(shares: Sequence[float]) -> Ages:
    return Ages(
        FIRST_WORK_AGE,
        tuple(shares[_band(age)] for age in range(FIRST_WORK_AGE, OLDEST + 1)),
    )


def posts(rows: Sequence[PostsRow], mean_share: float) -> Posts:
    """The hospitals together; the floor is what their rotas take times the mean FTE a head."""
    rotas = [row.on_call_minimum for row in rows if row.on_call_minimum is not None]
    return Posts(
        vacant=sum(row.vacant for row in rows),
        hired_in=sum(row.hired_in for row in rows),
        other_unmet=sum(row.other_unmet for row in rows),
        floor=sum(rotas) * mean_share,
    )


def mean_share(stock: Iterable[Head], work: WorkShare) -> float:
    """FTE a head of those in post; 1 when nobody is."""
    persons, fte = 0, 0.0
    for each in stock:
        persons += each.persons
        fte += each.persons * work.of(each.sex).at(each.age)
    return fte / persons if persons else 1.0


def usual_drift() -> Drift:
    """The assumption of ours about what is needed beyond population."""
    return Drift(DRIFT_NAME, DRIFT_MEAN, DRIFT_SPREAD)


def planned(mean: float, years: int) -> tuple[int, ...]:
    """Whole starts year by year that add up to a mean; one number when all are alike."""
    ends = [int(mean * year + 0.5) for year in range(years + 1)]
    found = tuple(after - before for before, after in pairwise(ends))
    return found[:1] if len(set(found)) == 1 else found
