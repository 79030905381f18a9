"""The rates of every specialty of a region, fitted together from its own history.

A specialty without history has what its group (family) has. What is thought beforehand is ours and
counts little once there are data. Fitted once for a region, because specialties borrow from each
other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from app.services.forecast_case_need import STAYS_FIVE_YEARS, STAYS_ONE_YEAR
from app.store.forecast_data import StaffRows
from pathways.forecast.calibrate import ExitRow as ExitData
from pathways.forecast.calibrate import FittedExits, fit_exits
from pathways.forecast.durations import DurationRow as DurationData
from pathways.forecast.durations import FittedDuration, fit_durations
from pathways.forecast.rates import (
    FittedRecruits,
    FittedShare,
    RecruitRow,
    ShareRow,
    fit_recruits,
    fit_shares,
)
from pathways.forecast.types import Recruits, Share

RETENTION_START = Share(0.6, 10.0)
DROP_OUT_START = Share(0.02, 50.0)
RECRUITS_START = Recruits(0.0, stays_one_year=STAYS_ONE_YEAR, stays_five_years=STAYS_FIVE_YEARS)
"""Ours, thought beforehand."""


@dataclass(frozen=True, slots=True)
class Fits:
    """The rates of all specialties of a region, by code, each with the data behind it."""

    exits: FittedExits
    retention: Mapping[str, FittedShare]
    drop_out: Mapping[str, FittedShare]
    recruits: Mapping[str, FittedRecruits]
    durations: Mapping[str, FittedDuration]


def fit_region(staff: StaffRows, groups: Mapping[str, str]) -> Fits:
    """Every rate of every code of `groups` (specialty code to group).

    The same data are fitted once in a process: every scenario of a region rests on the same rates.
    """
    return _fitted(staff, tuple(groups.items()))


@lru_cache(maxsize=4)
def _fitted(staff: StaffRows, members: tuple[tuple[str, str], ...]) -> Fits:
    groups = dict(members)
    in_post: dict[str, float] = dict.fromkeys(groups, 0.0)
    for row in staff.stock:
        in_post[row.specialty_code] += row.persons
    arrivals = staff.arrivals
    return Fits(
        exits=fit_exits(exit_rows(staff), groups),
        retention=fit_shares(
            (ShareRow(e.specialty_code, e.year, e.approved, e.stayed) for e in arrivals),
            groups,
            RETENTION_START,
        ),
        drop_out=fit_shares(
            (ShareRow(e.specialty_code, e.year, e.in_training, e.dropped_out) for e in arrivals),
            groups,
            DROP_OUT_START,
        ),
        recruits=fit_recruits(
            (RecruitRow(e.specialty_code, e.year, e.recruited, e.persons) for e in arrivals),
            groups,
            in_post,
            RECRUITS_START,
        ),
        durations=fit_durations(duration_rows(staff), groups),
    )


def exit_rows(staff: StaffRows) -> tuple[ExitData, ...]:
    """Who left, by specialty, year, sex and ages."""
    return tuple(
        ExitData(e.specialty_code, e.year, e.sex, e.age_from, e.age_to, e.in_post, e.gone)
        for e in staff.exits
    )


def duration_rows(staff: StaffRows) -> tuple[DurationData, ...]:
    """How long training took, or has taken so far."""
    return tuple(
        DurationData(e.specialty_code, e.years, e.persons, e.is_finished) for e in staff.durations
    )
