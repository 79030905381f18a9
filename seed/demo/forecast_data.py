"""Writes invented staff data of Helse Nord, marked as demo: what the demo's forecasts rest on.

Reckoned from `forecast_values` by `forecast_history`, so that stock, exits, approvals, recruits and
those in training agree with each other to the person. Nothing here commits.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from app.db import tables as db
from pathways.forecast.types import Sex
from seed.demo.forecast_history import BANDS, History, Someone, live
from seed.demo.forecast_values import SECOND, SITES, Profile, profiles
from seed.demo.values import public_id

REGION = "helse-nord"
AS_OF = date(2026, 10, 31)
READ_AT = datetime(2026, 11, 12, 9, 30, tzinfo=UTC)
SOURCE = "Oppdiktede tall for demoen. Ingen tall er hentet fra Helse Nord."
SECOND_EVERY = 4
"""One in so many of some specialties holds a second one."""
STRIDE = 0.618034
"""Spreads people over places without a draw."""
FEWEST_ON_CALL, MOST_ON_CALL = 3, 8
HALF = 0.5

Row = dict[str, Any]


class MissingPlaceError(LookupError):
    """An organisation of the demo's staff data is not in the database."""

    def __init__(self, key: str) -> None:
        super().__init__(f"organisation {key!r} is not in the database; load the reference data")


def load(session: Session) -> dict[str, int]:
    """Make the database hold the invented staff data once; returns rows by table.

    A demo data set that is there already is left as it is. Raises MissingPlaceError when the
    reference data is not loaded.
    """
    session.flush()
    key = public_id("staff-data", REGION)
    known = sa.select(col(db.StaffDataSet.id)).where(col(db.StaffDataSet.public_id) == key)
    if session.execute(known).first() is not None:
        return {}
    places = _places(session)
    data_set = db.StaffDataSet(
        public_id=key,
        region_id=_place(places, REGION),
        as_of=AS_OF,
        source=SOURCE,
        is_demo=True,
        read_at=READ_AT,
    )
    session.add(data_set)
    session.flush()
    assert data_set.id is not None
    counts = {}
    for table, rows in staff_rows(places).items():
        target = sa.inspect(table).local_table
        assert isinstance(target, sa.Table)
        values = [row | {"data_set_id": data_set.id} for row in rows]
        session.execute(sa.insert(target), values)
        counts[target.name] = len(values)
    return counts


def staff_rows(places: Mapping[str, int]) -> dict[type[SQLModel], list[Row]]:
    """All rows by table; organisations by the ids of `places`."""
    found: dict[type[SQLModel], list[Row]] = {
        db.StaffStock: [],
        db.StaffTrainees: [],
        db.StaffExit: [],
        db.StaffArrival: [],
        db.StaffDuration: [],
        db.StaffPosts: [],
    }
    for profile in profiles():
        history = live(profile)
        found[db.StaffStock] += _stock(profile, history, places)
        found[db.StaffTrainees] += _trainees(profile, history, places)
        found[db.StaffExit] += _exits(profile, history)
        found[db.StaffArrival] += _arrivals(profile, history)
        found[db.StaffDuration] += _durations(profile, history)
        found[db.StaffPosts] += _posts(profile, history, places)
    return found


def _places(session: Session) -> dict[str, int]:
    rows = session.execute(sa.select(col(db.Organisation.key), col(db.Organisation.id)))
    return {key: number for key, number in rows if number is not None}


def _place(places: Mapping[str, int], key: str) -> int:
    if key not in places:
        raise MissingPlaceError(key)
    return places[key]


def work_percent(sex: Sex, age: int) -> float:
    """Invented: the mean percentage of a full post by sex and age."""
    if age >= 62:
        return 84.0 if sex is Sex.WOMAN else 88.0
    if age < 45:
        return 91.0 if sex is Sex.WOMAN else 97.0
    return 94.0 if sex is Sex.WOMAN else 98.0


def site_of(profile: Profile, number: int) -> str:
    """Where person `number` of a specialty works."""
    at = (number * STRIDE + 0.31) % 1.0
    for key, share in SITES[profile.sites]:
        at -= share
        if at < 0:
            return key
    return SITES[profile.sites][0][0]


def _stock(profile: Profile, history: History, places: Mapping[str, int]) -> Iterator[Row]:
    cells: Counter[tuple[str, Sex, int, str | None]] = Counter()
    for number, each in enumerate(history.stock):
        second = SECOND.get(profile.code) if number % SECOND_EVERY == 0 else None
        cells[site_of(profile, number), each.sex, each.age, second] += 1
    for (site, sex, age, second), persons in cells.items():
        yield {
            "specialty_code": profile.code,
            "organisation_id": _place(places, site),
            "sex": sex,
            "age": age,
            "persons": persons,
            "work_percent": work_percent(sex, age),
            "second_code": second,
        }


def _trainees(profile: Profile, history: History, places: Mapping[str, int]) -> Iterator[Row]:
    cells = Counter(
        (site_of(profile, number), each.sex, each.age, each.done)
        for number, each in enumerate(history.trainees)
    )
    for (site, sex, age, done), persons in cells.items():
        yield {
            "specialty_code": profile.code,
            "organisation_id": _place(places, site),
            "sex": sex,
            "age": age,
            "years_done": done,
            "persons": persons,
        }


def _exits(profile: Profile, history: History) -> Iterator[Row]:
    for (year, sex, band), persons in sorted(history.in_post.items()):
        yield {
            "specialty_code": profile.code,
            "year": year,
            "sex": sex,
            "age_from": BANDS[band][0],
            "age_to": BANDS[band][1],
            "in_post": persons,
            "gone": history.gone[year, sex, band],
        }


def _arrivals(profile: Profile, history: History) -> Iterator[Row]:
    share = _mean_share(history.stock)
    for row in history.years:
        yield {
            "specialty_code": profile.code,
            "year": row.year,
            "started": row.started,
            "dropped_out": row.dropped_out,
            "in_training": row.in_training,
            "approved": row.approved,
            "stayed": row.stayed,
            "recruited": row.recruited,
            "persons": row.persons,
            "fte": round(row.persons * share, 1),
        }


def _mean_share(people: Iterable[Someone]) -> float:
    shares = [work_percent(each.sex, each.age) for each in people]
    return sum(shares) / len(shares) / 100 if shares else 1.0


def _durations(profile: Profile, history: History) -> Iterator[Row]:
    for (years, is_finished), persons in sorted(history.durations.items()):
        yield {
            "specialty_code": profile.code,
            "years": years,
            "persons": persons,
            "is_finished": is_finished,
        }


def _posts(profile: Profile, history: History, places: Mapping[str, int]) -> Iterator[Row]:
    there = Counter(site_of(profile, number) for number in range(len(history.stock)))
    learning = Counter(site_of(profile, number) for number in range(len(history.trainees)))
    # What is missing is missing most outside the largest hospital.
    sites = [key for key, _ in SITES[profile.sites] if there[key]]
    outside = [*sites[1:], *sites[:1]]
    parts = {
        name: _spread(amount, outside)
        for name, amount in (
            ("vacant", profile.vacant),
            ("hired_in", profile.hired_in),
            ("other_unmet", profile.unmet),
        )
    }
    for number, key in enumerate(sites):
        yield {
            "specialty_code": profile.code,
            "organisation_id": _place(places, key),
            **{name: amounts[key] for name, amounts in parts.items()},
            "on_call_minimum": _rota(profile, there[key]),
            "training_places": learning[key] + (1 if number < 2 else 0),
            "supervisors": (there[key] + 1) // 2,
        }


def _spread(amount: float, sites: list[str]) -> Counter[str]:
    """Half posts one by one over the sites."""
    found: Counter[str] = Counter()
    for number in range(round(amount / HALF)):
        found[sites[number % len(sites)]] += HALF  # type: ignore[assignment]
    return found


def _rota(profile: Profile, persons: int) -> int | None:
    if not profile.rota or persons < FEWEST_ON_CALL:
        return None
    return min(max(round(persons * profile.rota), FEWEST_ON_CALL), MOST_ON_CALL)
