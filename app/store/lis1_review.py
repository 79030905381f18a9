"""Doctors whose LIS1 is in the training records, with where they are now; no names."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db.tables import Employment, Enrolment, Organisation, ServiceRecord, StageRow

HOSPITAL_YEAR = "lis1_hospital"
MUNICIPAL_HALF_YEAR = "lis1_municipality"


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation with what says where it lies and whom it belongs to."""

    id: int
    name: str
    kind: str
    parent_id: int | None
    municipality: str | None
    county: str | None
    health_community: str | None


@dataclass(frozen=True, slots=True)
class Service:
    """A LIS1 service that was done or goes on; the last day is None while it goes on."""

    person_id: int
    template: str
    """`HOSPITAL_YEAR` or `MUNICIPAL_HALF_YEAR`."""
    organisation_id: int
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Job:
    """Who employs a person today, as what, and in per cent of full time."""

    person_id: int
    organisation_id: int
    title: str
    share: int
    since: date


@dataclass(frozen=True, slots=True)
class Training:
    """The training that a person is in today."""

    person_id: int
    template: str
    specialty: str | None
    organisation_id: int | None


@dataclass(frozen=True, slots=True)
class Records:
    """All that the review is made of."""

    places: dict[int, Place]
    services: tuple[Service, ...]
    jobs: tuple[Job, ...]
    trainings: tuple[Training, ...]


def load_places(session: Session) -> dict[int, Place]:
    """Every organisation by row id; one query."""
    rows = session.execute(
        sa.select(
            col(Organisation.id),
            col(Organisation.name),
            col(Organisation.kind),
            col(Organisation.parent_id),
            col(Organisation.municipality),
            col(Organisation.county),
            col(Organisation.health_community),
        )
    )
    return {row[0]: Place(*row) for row in rows}


def load_records(
    session: Session, places: dict[int, Place], hospitals: Collection[int] | None, today: date
) -> Records:
    """Whoever has had hospital service of LIS1 at one of `hospitals` (None: anywhere).

    Three queries. Services and employments that begin after today are not read.
    """
    wanted = _people(hospitals)
    return Records(
        places,
        _services(session, wanted, today),
        _jobs(session, wanted, today),
        _trainings(session, wanted),
    )


def _people(hospitals: Collection[int] | None) -> sa.Select[int]:
    query = (
        sa.select(col(ServiceRecord.person_id))
        .join(StageRow, col(StageRow.key) == col(ServiceRecord.stage_key))
        .where(col(StageRow.template) == HOSPITAL_YEAR, col(ServiceRecord.is_planned).is_(False))
    )
    if hospitals is None:
        return query
    return query.where(col(ServiceRecord.organisation_id).in_(sorted(hospitals)))


def _services(session: Session, people: sa.Select[int], today: date) -> tuple[Service, ...]:
    rows = session.execute(
        sa.select(
            col(ServiceRecord.person_id),
            col(StageRow.template),
            col(ServiceRecord.organisation_id),
            col(ServiceRecord.starts_on),
            col(ServiceRecord.ends_on),
        )
        .join(StageRow, col(StageRow.key) == col(ServiceRecord.stage_key))
        .where(
            col(ServiceRecord.person_id).in_(people),
            col(StageRow.template).in_((HOSPITAL_YEAR, MUNICIPAL_HALF_YEAR)),
            col(ServiceRecord.is_planned).is_(False),
            col(ServiceRecord.starts_on) <= today,
        )
        .order_by(col(ServiceRecord.person_id), col(ServiceRecord.starts_on), col(ServiceRecord.id))
    )
    return tuple(Service(*row) for row in rows)


def _jobs(session: Session, people: sa.Select[int], today: date) -> tuple[Job, ...]:
    rows = session.execute(
        sa.select(
            col(Employment.person_id),
            col(Employment.organisation_id),
            col(Employment.title_nb),
            col(Employment.share_percent),
            col(Employment.starts_on),
        )
        .where(
            col(Employment.person_id).in_(people),
            col(Employment.starts_on) <= today,
            sa.or_(col(Employment.ends_on).is_(None), col(Employment.ends_on) >= today),
        )
        .order_by(col(Employment.id))
    )
    return tuple(Job(*row) for row in rows)


def _trainings(session: Session, people: sa.Select[int]) -> tuple[Training, ...]:
    rows = session.execute(
        sa.select(
            col(Enrolment.person_id),
            col(StageRow.template),
            col(Enrolment.specialty_code),
            col(Enrolment.organisation_id),
        )
        .join(StageRow, col(StageRow.key) == col(Enrolment.stage_key))
        .where(col(Enrolment.person_id).in_(people), col(Enrolment.ends_on).is_(None))
        .order_by(col(Enrolment.id))
    )
    return tuple(Training(*row) for row in rows)
