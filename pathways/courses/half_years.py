"""Demand against seats, half-year by half-year."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from pathways.courses.population import Settlement
from pathways.types.courses import CourseSession, Demand, HalfYear, Standing

HALF_YEARS = 5
"""The half-year of today and the four after it."""
_JULY = 7


def half_years_of(
    standings: Iterable[Standing],
    demands: Mapping[str, Demand],
    ahead: Sequence[CourseSession],
    settlement: Settlement,
    today: date,
) -> tuple[HalfYear, ...]:
    """The half-years from the one of `today` on; sessions ahead alone give seats.

    A doctor waits when the half-year ends who could have taken the course by then and has no
    seat in a session that has started.
    """
    starts = {session.key: session.starts_on for session in ahead}
    rows = [_row(standing, demands, starts, settlement, today) for standing in standings]
    found = []
    first = date(today.year, 1 if today.month < _JULY else _JULY, 1)
    for _ in range(HALF_YEARS):
        after = date(first.year + first.month // _JULY, _JULY if first.month == 1 else 1, 1)
        waiting = [
            without
            for from_on, seat, without in rows
            if from_on < after and (seat is None or seat >= after)
        ]
        found.append(
            HalfYear(
                starts_on=first,
                seats=sum(s.seats for s in ahead if first <= s.starts_on < after),
                seated=sum(
                    1
                    for _, seat, _ in rows
                    if seat is not None and today < seat and first <= seat < after
                ),
                waiting=len(waiting),
                waiting_late=sum(1 for day in waiting if day is not None and day < after),
            )
        )
        first = after
    return tuple(found)


def _row(
    standing: Standing,
    demands: Mapping[str, Demand],
    starts: Mapping[str, date],
    settlement: Settlement,
    today: date,
) -> tuple[date, date | None, date | None]:
    """From when the course can be taken, the first day of the seat, approval without it."""
    seat = None if standing.session is None else starts.get(standing.session, today)
    approval = settlement.approvals[standing.doctor]
    if approval is not None:
        approval -= timedelta(days=standing.moved_days or 0)
    return demands[standing.doctor].from_on, seat, approval
