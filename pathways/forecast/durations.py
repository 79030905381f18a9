"""How long training takes, with those who are not finished counted as not finished.

A yearly chance of finishing (Kaplan-Meier): of those who have trained so long, how many finish in
the next year. Counting only those who are finished would make training look shorter than it is.
Each specialty is drawn towards its group, the group towards all, and all towards one thought
beforehand (`USUAL_CHANCE`).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pathways.forecast.evidence import Evidence, evidence
from pathways.forecast.types import Finish

SHORTEST = 5
"""Years after LIS1: 6.5 in all less 1.5 (spesialistforskriften; reference parameter
`training_time_min_after_lis1`)."""
LONGEST = 15
"""Whoever is not finished by then is counted as finishing in this year. Ours."""
USUAL_CHANCE = 0.36
"""Chance of finishing in a year from the fifth on: gives 6.8 years on average, which is the mean
of 8.3 years from authorisation to approval (2004-2007) less 1.5 years of LIS1."""
PULL = 8.0
"""Persons that the level above is worth in each year. Ours."""


@dataclass(frozen=True, slots=True)
class DurationRow:
    """Doctors alike: finished in this year of training, or not finished after so many years."""

    code: str
    years: int
    """Whole years after LIS1: 5 is from five years until just before six."""
    persons: int
    is_finished: bool


@dataclass(frozen=True, slots=True)
class FittedDuration:
    """Years from start to approval, as shares that add up to 1."""

    finishes: tuple[Finish, ...]
    known_until: int | None
    """The last year in which anybody of the group could have finished; None: nobody was seen."""
    tail: float
    """Share of the years after `known_until`: prolonged, not seen."""
    early: int
    """Finished before the legal minimum in the data; counted in its year."""
    evidence: Evidence
    """Persons and finished ones of the specialty itself. Durations have no calendar years."""

    @property
    def mean(self) -> float:
        """Years on average."""
        return sum(each.year * each.share for each in self.finishes)


def fit_durations(
    rows: Iterable[DurationRow], groups: Mapping[str, str], *, shortest: int = SHORTEST
) -> dict[str, FittedDuration]:
    """Durations for every code of `groups` (specialty code to group), with rows or without.

    ValueError for a row of an unknown code, or with fewer than no persons or years.
    """
    by_code: dict[str, list[DurationRow]] = defaultdict(list)
    for row in rows:
        if row.code not in groups:
            raise ValueError(f"{row.code} has no group")
        if row.persons < 0 or row.years < 0:
            raise ValueError(f"{row.persons} persons after {row.years} years: {row.code}")
        by_code[row.code].append(row)
    usual = dict.fromkeys(range(shortest, LONGEST), USUAL_CHANCE)
    everything = [row for kept in by_code.values() for row in kept]
    everybody = _chances(_counts(everything, shortest), usual)
    found: dict[str, FittedDuration] = {}
    for name in set(groups.values()):
        members = [code for code in groups if groups[code] == name]
        together = [row for code in members for row in by_code[code]]
        counted = _counts(together, shortest)
        chances = _chances(counted, everybody)
        for code in members:
            found[code] = _fitted(by_code[code], chances, _last(counted), shortest)
    return {code: found[code] for code in groups}


Counts = dict[int, tuple[float, int]]
"""By year of training: those who could have finished in it, and those who did."""
HALF = 0.5
"""Whoever is in the middle of a year has had half of it in which to finish (life table)."""


def _counts(rows: Sequence[DurationRow], shortest: int) -> Counts:
    """Whoever finished early is counted in the first year that is legal."""
    found = {}
    for year in range(shortest, LONGEST):
        at_risk, finished = 0.0, 0
        for row in rows:
            until = max(row.years, shortest) if row.is_finished else row.years
            if until > year:
                at_risk += row.persons
            elif until == year and row.is_finished:
                at_risk += row.persons
                finished += row.persons
            elif until == year:
                at_risk += HALF * row.persons
        found[year] = at_risk, finished
    return found


def _chances(counts: Counts, above: Mapping[int, float]) -> dict[int, float]:
    return {
        year: (finished + PULL * above[year]) / (at_risk + PULL)
        for year, (at_risk, finished) in counts.items()
    }


def _last(counts: Counts) -> int | None:
    return max((year for year, (at_risk, _) in counts.items() if at_risk), default=None)


def _fitted(
    rows: Sequence[DurationRow], above: Mapping[int, float], known: int | None, shortest: int
) -> FittedDuration:
    left, finishes = 1.0, []
    for year, chance in _chances(_counts(rows, shortest), above).items():
        finishes.append(Finish(year, left * chance))
        left *= 1 - chance
    finishes.append(Finish(LONGEST, left))
    tail = sum(each.share for each in finishes if known is None or each.year > known)
    return FittedDuration(
        tuple(finishes),
        known,
        tail,
        sum(row.persons for row in rows if row.is_finished and row.years < shortest),
        evidence((None, row.persons, row.persons * row.is_finished) for row in rows),
    )
