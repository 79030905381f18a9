"""Former LIS1s of a council: where each had the service, and what the records say of them now.

Nothing is guessed. A doctor is a former LIS1 once the municipal half-year is over by the records.
Somebody without a job and without training on record today is unknown; so is a job that is still
called LIS1.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import TypeVar

from app.store.lis1_review import (
    HOSPITAL_YEAR,
    MUNICIPAL_HALF_YEAR,
    Job,
    Place,
    Records,
    Service,
    Training,
)

GENERAL_PRACTICE = "ALM"
PARTS_2_AND_3 = ("part2", "part3")
MONTH = 365.25 / 12
Row = TypeVar("Row", Service, Job, Training)


class Where(IntEnum):
    """Where a doctor works now, seen from where the LIS1 was; the first that fits."""

    SAME_MUNICIPALITY = 0
    SAME_TRUST = 1
    SAME_COMMUNITY = 2
    SAME_REGION = 3
    ELSEWHERE = 4
    UNKNOWN = 5


class Work(IntEnum):
    """As what a doctor works now."""

    ALIS = 0
    GENERAL_PRACTITIONER = 1
    LIS23 = 2
    CONSULTANT = 3
    OTHER = 4
    UNKNOWN = 5


TITLES = {
    "alis": Work.ALIS,
    "fastlege": Work.GENERAL_PRACTITIONER,
    "lis2": Work.LIS23,
    "lis3": Work.LIS23,
    "lis2/3": Work.LIS23,
    "overlege": Work.CONSULTANT,
}
"""First word of a job title, small letters. Any other title is other work."""
STILL_LIS1 = "lis1"
BOTH = {HOSPITAL_YEAR, MUNICIPAL_HALF_YEAR}
MUNICIPALITY, TRUST, REGION = "municipality", "health_trust", "health_region"
OF_A_TRUST = (TRUST, REGION, "hospital", "unit", "private_nonprofit")


@dataclass(frozen=True, slots=True)
class Former:
    """One former LIS1."""

    hospital: int
    """Where most of the hospital year was."""
    municipality: int
    """Where the last municipal service was: the municipality, or the place when it is unknown."""
    began: date
    finished: date
    where: Where
    work: Work

    @property
    def months(self) -> int:
        """Months from the first day to the last, to the nearest whole one."""
        return round(((self.finished - self.began).days + 1) / MONTH)


def former_lis1(records: Records, today: date) -> tuple[Former, ...]:
    """Everybody who has finished, in no order that says who they are."""
    map_of = Map(records.places)
    jobs, trainings = _by_person(records.jobs), _by_person(records.trainings)
    return tuple(
        _former(services, jobs.get(person, ()), trainings.get(person, ()), map_of)
        for person, services in _by_person(records.services).items()
        if _has_finished(services, trainings.get(person, ()), today)
    )


def _by_person(rows: Sequence[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(row)
    return found


def _has_finished(services: Sequence[Service], trainings: Sequence[Training], today: date) -> bool:
    in_lis1 = any(each.template in (HOSPITAL_YEAR, MUNICIPAL_HALF_YEAR) for each in trainings)
    done = all(each.ends_on is not None and each.ends_on < today for each in services)
    return done and not in_lis1 and {each.template for each in services} == BOTH


def _former(
    services: Sequence[Service], jobs: Sequence[Job], trainings: Sequence[Training], map_of: "Map"
) -> Former:
    hospital = _longest([each for each in services if each.template == HOSPITAL_YEAR])
    last = max(
        (each for each in services if each.template == MUNICIPAL_HALF_YEAR),
        key=lambda each: each.starts_on,
    )
    home = map_of.municipality(last.organisation_id)
    employer, work = _now(jobs, trainings)
    return Former(
        hospital=hospital,
        municipality=last.organisation_id if home is None else home,
        began=min(each.starts_on for each in services),
        finished=max(each.ends_on for each in services if each.ends_on is not None),
        where=map_of.where(employer, hospital, home),
        work=work,
    )


def _longest(services: Sequence[Service]) -> int:
    days: dict[int, int] = defaultdict(int)
    for each in services:
        if each.ends_on is not None:
            days[each.organisation_id] += (each.ends_on - each.starts_on).days
    return max(days, key=lambda place: days[place])


def _now(jobs: Sequence[Job], trainings: Sequence[Training]) -> tuple[int | None, Work]:
    """The employer today and the work. The largest job counts, the newest of equal ones."""
    real = [each for each in jobs if _first_word(each.title) != STILL_LIS1]
    job = max(real, key=lambda each: (each.share, each.since), default=None)
    training = next((each for each in trainings if each.template in PARTS_2_AND_3), None)
    if training is not None:
        work = Work.ALIS if training.specialty == GENERAL_PRACTICE else Work.LIS23
        return (training.organisation_id if job is None else job.organisation_id), work
    if job is None:
        return None, Work.UNKNOWN
    return job.organisation_id, TITLES.get(_first_word(job.title), Work.OTHER)


def _first_word(title: str) -> str:
    return title.casefold().replace(",", " ").split(" ")[0]


class Map:
    """Which municipality, trust, health community and region a place belongs to."""

    def __init__(self, places: Mapping[int, Place]) -> None:
        """`places` by row id."""
        self.places = places
        self.named: dict[str, list[Place]] = defaultdict(list)
        for each in places.values():
            if each.kind == MUNICIPALITY:
                self.named[each.name].append(each)

    def municipality(self, place_id: int) -> int | None:
        """The municipality itself, or the one that a practice lies in; None for a hospital."""
        place = self.places[place_id]
        if place.kind == MUNICIPALITY:
            return place.id
        if place.kind in OF_A_TRUST or place.municipality is None:
            return None
        # Two municipalities may have the same name; then the county tells, or nothing does.
        found = [
            each
            for each in self.named[place.municipality]
            if place.county is None or each.county == place.county
        ]
        return found[0].id if len(found) == 1 else None

    def where(self, employer: int | None, hospital: int, home: int | None) -> Where:
        """Where somebody works who had LIS1 at `hospital` and in the municipality `home`."""
        if employer is None:
            return Where.UNKNOWN
        at = self.municipality(employer)
        if at is not None and at == home:
            return Where.SAME_MUNICIPALITY
        if _is_same(self._above(employer, TRUST), self._above(hospital, TRUST)):
            return Where.SAME_TRUST
        if _is_same(self._community(at), self._community(home)):
            return Where.SAME_COMMUNITY
        if _is_same(self._above(employer, REGION), self._above(hospital, REGION)):
            return Where.SAME_REGION
        return Where.ELSEWHERE

    def _community(self, municipality: int | None) -> str | None:
        return None if municipality is None else self.places[municipality].health_community

    def _above(self, place_id: int, kind: str) -> int | None:
        return next((each.id for each in self._upwards(place_id) if each.kind == kind), None)

    def _upwards(self, place_id: int) -> Iterator[Place]:
        seen: set[int] = set()
        here: int | None = place_id
        while here is not None and here not in seen:
            seen.add(here)
            yield self.places[here]
            here = self.places[here].parent_id


def _is_same(one: object, other: object) -> bool:
    return one is not None and one == other
