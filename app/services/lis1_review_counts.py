"""Former LIS1s counted: where and as what they work, and how long part 1 took; nobody is named.

Every count is a number that may be shown, or None (`services.lis1_review_hide`). All that is
counted here goes together: what is hidden in one place cannot be reckoned from another.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from app.services.lis1_review_hide import Shown, hidden_parts, shown_table
from app.services.lis1_review_people import Former, Where, Work
from pathways.delays.days import months_before

FEWEST = 5
"""The smallest count of people that is shown."""
NEAR = (Where.SAME_MUNICIPALITY, Where.SAME_TRUST, Where.SAME_COMMUNITY)
FAR = (Where.SAME_REGION, Where.ELSEWHERE, Where.UNKNOWN)
PLAN_MONTHS = 18
"""Part 1: twelve months in hospital and six in a municipality (rules `lis1-hospital-months` and
`lis1-municipality-months`)."""
LONG_MONTHS = 24
RECENT, MIDDLE = 24, 60
"""Months since LIS1 that divide the groups by how long ago."""

Column = tuple[Where, ...]
WIDE: tuple[Column, ...] = ((Where.SAME_MUNICIPALITY,), NEAR[1:], FAR)
"""Columns for many small rows."""
FINE: tuple[Column, ...] = (
    (Where.SAME_MUNICIPALITY,),
    (Where.SAME_TRUST,),
    (Where.SAME_COMMUNITY,),
    (Where.SAME_REGION, Where.ELSEWHERE),
    (Where.UNKNOWN,),
)
GENERAL_PRACTICE = (Work.ALIS, Work.GENERAL_PRACTITIONER)


@dataclass(frozen=True, slots=True)
class Table:
    """Counts by one thing, a row for each value of it."""

    columns: tuple[Column, ...]
    rows: tuple[int, ...]
    """What each row is of: row id of a place, or 0, 1, 2 by how long ago."""
    shown: Shown


@dataclass(frozen=True, slots=True)
class Counts:
    """Everything that may be shown of the former LIS1s of a council."""

    total: int | None
    """None: fewer than FEWEST, and then everything else is None too."""
    near: int | None = None
    """Still in the health community: in the municipality, the trust or elsewhere in it."""
    mostly_near: bool = False
    """So nearly all of them that the others are too few to be counted."""
    where: tuple[int | None, ...] = (None,) * len(Where)
    work: tuple[int | None, ...] = (None,) * len(Work)
    general_practice: int | None = None
    """Of those in the municipality of their LIS1: ALIS and general practitioners there."""
    mostly_general_practice: bool = False
    """So nearly all of them that the others are too few to be counted."""
    months: tuple[int | None, ...] = (None,) * 3
    """Part 1 within PLAN_MONTHS, within LONG_MONTHS, longer."""
    median_months: int | None = None
    first: date | None = None
    """The first day of LIS1 that the records have."""
    municipalities: Table | None = None
    hospitals: Table | None = None
    times: Table | None = None


def count(people: Sequence[Former], today: date) -> Counts:
    """The counts that may be shown."""
    if len(people) < FEWEST:
        return Counts(None)
    where, work = _where(people), _by(people, tuple(Work), lambda each: each.work)
    hidden, hidden_work = _hidden(where, work)
    months = _months(people)
    slow = hidden_parts(months, FEWEST)
    near = sum(where[each] for each in NEAR)
    there, mostly = _general_practice(people, hidden)
    return Counts(
        total=len(people),
        near=near if _is_split(where) else None,
        mostly_near=not _is_split(where) and near >= FEWEST,
        where=_told(where, hidden),
        work=_told(work, hidden_work),
        general_practice=there,
        mostly_general_practice=mostly,
        months=_told(months, slow),
        median_months=round(median(each.months for each in people)),
        first=min(each.began for each in people),
        municipalities=_table(people, WIDE, hidden, lambda each: each.municipality),
        hospitals=_table(people, WIDE, hidden, lambda each: each.hospital),
        times=_table(people, FINE, hidden, lambda each: _how_long_ago(each, today)),
    )


Hidden = frozenset[int] | None
"""Places that are not shown; None: none of them is."""


def _told(parts: Sequence[int], hidden: Hidden) -> tuple[int | None, ...]:
    return tuple(
        None if hidden is None or place in hidden else number for place, number in enumerate(parts)
    )


def _by(
    people: Sequence[Former], values: Sequence[int], of: Callable[[Former], Hashable]
) -> tuple[int, ...]:
    return tuple(sum(of(each) == value for each in people) for value in values)


def _where(people: Sequence[Former]) -> tuple[int, ...]:
    return _by(people, tuple(Where), lambda each: each.where)


def _is_split(where: Sequence[int]) -> bool:
    near = sum(where[each] for each in NEAR)
    return hidden_parts((near, sum(where) - near), FEWEST) == frozenset()


def _hidden(where: Sequence[int], work: Sequence[int]) -> tuple[Hidden, Hidden]:
    """What is hidden of where and of work. The unknown are the same people in both."""
    if not _is_split(where):
        return None, hidden_parts(work, FEWEST, [Work.UNKNOWN])
    near, far = ([where[each] for each in group] for group in (NEAR, FAR))
    hidden_near, unknown = hidden_parts(near, FEWEST), FAR.index(Where.UNKNOWN)
    hidden_work, hidden_far = hidden_parts(work, FEWEST), hidden_parts(far, FEWEST)
    if _has(hidden_work, Work.UNKNOWN):
        hidden_far = hidden_parts(far, FEWEST, [unknown])
    if _has(hidden_far, unknown):
        hidden_work = hidden_parts(work, FEWEST, [Work.UNKNOWN])
    hidden = {
        where_in
        for group, places in ((NEAR, hidden_near), (FAR, hidden_far))
        for place, where_in in enumerate(group)
        if _has(places, place)
    }
    return frozenset(hidden), hidden_work


def _has(hidden: Hidden, place: int) -> bool:
    return hidden is None or place in hidden


def _general_practice(people: Sequence[Former], hidden: Hidden) -> tuple[int | None, bool]:
    """ALIS and general practitioners where they had LIS1, when the others there may be known."""
    if _has(hidden, Where.SAME_MUNICIPALITY):
        return None, False
    there = [each for each in people if each.where is Where.SAME_MUNICIPALITY]
    number = sum(each.work in GENERAL_PRACTICE for each in there)
    others = len(there) - number
    if hidden_parts((number, others), FEWEST) == frozenset():
        return number, False
    return None, number > others


def _months(people: Sequence[Former]) -> tuple[int, int, int]:
    on_time = sum(each.months <= PLAN_MONTHS for each in people)
    long = sum(each.months > LONG_MONTHS for each in people)
    return on_time, len(people) - on_time - long, long


def _how_long_ago(one: Former, today: date) -> int:
    if one.finished >= months_before(today, RECENT):
        return 0
    return 1 if one.finished >= months_before(today, MIDDLE) else 2


def _table(
    people: Sequence[Former],
    columns: Sequence[Column],
    hidden: Hidden,
    of: Callable[[Former], int],
) -> Table | None:
    """Counts by row and column; None for one row, or when nothing of it may be shown.

    Columns whose sum is hidden are taken together until it is not.
    """
    rows = tuple(sorted({of(each) for each in people}))
    if hidden is None or len(rows) < 2:
        return None
    merged = _merged(columns, hidden)
    counts = [
        [sum(of(each) == row and each.where in column for each in people) for column in merged]
        for row in rows
    ]
    shown = shown_table(counts, FEWEST)
    return None if shown is None else Table(merged, rows, shown)


def _merged(columns: Sequence[Column], hidden: frozenset[int]) -> tuple[Column, ...]:
    """The columns, with those that hold a part of what is hidden in a group taken together."""
    found = list(columns)
    for group in (NEAR, FAR):
        secret = {each for each in group if each in hidden}
        touched = [each for each in found if secret & set(each)]
        if len(touched) > 1:
            at = found.index(touched[0])
            found = [each for each in found if each not in touched]
            found.insert(at, tuple(place for each in touched for place in each))
    return tuple(found)
