"""Those in training now, one by one, with when each may be approved; and what delays them.

Those who are here come with the day that the pathway engine has worked out; those whom the region
counts beyond them come with the specialty's own durations, given the years they have done.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from app.store.forecast_data import KnownTrainee, OpenDelay, TraineesRow
from pathways.forecast.delay_cost import TraineeDelay
from pathways.forecast.types import Finish, Sex, Trainee

DAYS_A_YEAR = 365.25
HALF_A_YEAR = 0.5
SLIP_SHARES = (0.70, 0.20, 0.10)
"""Ours, where there are too few durations: approved as worked out, one and two years later."""
SLIP_EXPLAINED = 0.5
"""Ours: half of what parts one training from another is in the worked-out day already (leave,
part time, courses); the other half may come on top."""
MOST_SLIP = 3
FEWEST_FINISHED = 20
"""Finished trainings that a slip is taken from; fewer: `SLIP_SHARES`."""
NO_DATA_AGE = 31
"""Ours: age at the start of one who is here and whom the region's own counts do not hold."""


@dataclass(frozen=True, slots=True)
class Entering:
    """Everybody in training in one specialty, and the same without delays, in the same order."""

    trainees: tuple[Trainee, ...]
    without_delays: tuple[Trainee, ...]
    delays: tuple[TraineeDelay, ...]
    known: int
    """The first so many are here, with a worked-out day or without."""
    dated: int
    """Of them, those with a day."""


@dataclass(frozen=True, slots=True)
class _Place:
    sex: Sex
    age: int
    years_done: int


def entering(
    known: Sequence[KnownTrainee],
    rows: Iterable[TraineesRow],
    delays: Mapping[int, Sequence[OpenDelay]],
    *,
    durations: Sequence[Finish],
    slip: Sequence[float],
    as_of: date,
) -> Entering:
    """Those who are here first, in their order, then the rest of the region's count.

    Each of those who are here takes the counted person with the nearest years done, for sex and
    age; what is left are the others. Nobody is counted twice, and nobody who is here is left out.
    """
    counted = _persons(rows)
    trainees, undelayed, costs = [], [], []
    dated = 0
    for index, each in enumerate(known):
        done = max(0, int((as_of - each.starts_on).days / DAYS_A_YEAR))
        place = _take(counted, done)
        own = _greatest(delays.get(each.enrolment_id, ()))
        if each.expected is None:
            finishes = remaining(durations, done)
            trainees.append(Trainee(place.sex, place.age, finishes))
            undelayed.append(trainees[-1])
            continue
        dated += 1
        without = _without(each, sum(one.days for one in own))
        for found, day in ((trainees, each.expected), (undelayed, without)):
            found.append(Trainee(place.sex, place.age, around(day, as_of, slip)))
        costs += [TraineeDelay(index, one.days, one.key) for one in own]
    rest = [Trainee(each.sex, each.age, remaining(durations, each.years_done)) for each in counted]
    return Entering(
        (*trainees, *rest), (*undelayed, *rest), tuple(costs), known=len(known), dated=dated
    )


def around(day: date, as_of: date, slip: Sequence[float]) -> tuple[Finish, ...]:
    """When one with a worked-out day is approved, by year from `as_of`.

    Slip `k` years later has the share `slip[k]`, spread evenly over half a year to either side, so
    that a delay of some weeks moves as much as it should. What falls before today is the first
    year.
    """
    at = (day - as_of).days / DAYS_A_YEAR
    shares: dict[int, float] = defaultdict(float)
    for later, part in enumerate(slip):
        low, high = at + later - HALF_A_YEAR, at + later + HALF_A_YEAR
        for year in range(max(1, ceil(low)), max(1, ceil(high)) + 1):
            inside = min(high, year) - (low if year == 1 else max(low, year - 1))
            if inside > 0:
                shares[year] += part * min(inside, 1.0)
    total = sum(shares.values())
    return tuple(Finish(year, shares[year] / total) for year in sorted(shares))


def remaining(durations: Sequence[Finish], done: int) -> tuple[Finish, ...]:
    """When one who has done so many whole years is approved: the durations still possible.

    One in the middle of a year has half of it left in which to finish. Somebody who has been at it
    longer than any duration finishes next year.
    """
    left: dict[int, float] = defaultdict(float)
    for each in durations:
        if each.year >= done and each.share > 0:
            part = HALF_A_YEAR if each.year == done else 1.0
            left[max(each.year - done, 1)] += part * each.share
    total = sum(left.values())
    if not total:
        return (Finish(1, 1.0),)
    return tuple(Finish(year, left[year] / total) for year in sorted(left))


def slip_shares(durations: Sequence[Finish], finished: float) -> tuple[float, ...]:
    """How many years later than worked out: from how far trainings go beyond the middle one.

    Half of that spread (`SLIP_EXPLAINED`) is taken to be in the worked-out day already. With few
    finished trainings it is `SLIP_SHARES`.
    """
    if finished < FEWEST_FINISHED:
        return SLIP_SHARES
    ordered = sorted(durations, key=lambda each: each.year)
    sums, total = [], 0.0
    for each in ordered:
        total += each.share
        sums.append(total)
    middle = ordered[min(bisect_left(sums, HALF_A_YEAR), len(ordered) - 1)].year
    beyond = [0.0] * (MOST_SLIP + 1)
    for each in ordered:
        if each.year >= middle:
            beyond[min(each.year - middle, MOST_SLIP)] += each.share
    whole = sum(beyond)
    shares = [(1 - SLIP_EXPLAINED) * part / whole for part in beyond]
    shares[0] += SLIP_EXPLAINED
    return tuple(shares)


@dataclass(frozen=True, slots=True)
class _Cost:
    days: int
    key: str


def _greatest(delays: Sequence[OpenDelay]) -> tuple[_Cost, ...]:
    """What delays one doctor: together no more than the greatest, because they run side by side.

    Each keeps its part by its own days.
    """
    if not delays:
        return ()
    most, total = max(each.days for each in delays), sum(each.days for each in delays)
    found, given, so_far = [], 0, 0
    for each in delays:
        so_far += each.days
        days = round(most * so_far / total) - given
        given += days
        found.append(_Cost(days, each.course_key or str(each.cause)))
    return tuple(found)


def _without(each: KnownTrainee, days: int) -> date:
    """The worked-out day had nothing delayed the doctor; never before what is possible at all."""
    assert each.expected is not None
    earlier = each.expected - timedelta(days=days)
    return earlier if each.best is None else min(max(earlier, each.best), each.expected)


def _persons(rows: Iterable[TraineesRow]) -> list[_Place]:
    places = [_Place(row.sex, row.age, row.years_done) for row in rows for _ in range(row.persons)]
    return sorted(places, key=lambda each: (each.years_done, each.age, each.sex))


def _take(counted: list[_Place], done: int) -> _Place:
    """The counted person nearest in years done; one of our own making when nobody is left."""
    if not counted:
        return _Place(Sex.WOMAN, NO_DATA_AGE + done, done)
    nearest = min(range(len(counted)), key=lambda number: abs(counted[number].years_done - done))
    return counted.pop(nearest)
