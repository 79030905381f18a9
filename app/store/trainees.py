"""Doctors in training as rows of a list, within the reach of whoever asks."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.db.tables import (
    Employment,
    Enrolment,
    Organisation,
    Person,
    ServiceRecord,
    StageRow,
    Unit,
)


@dataclass(frozen=True, slots=True)
class ReachFilter:
    """Whose doctors: everybody, some organisations or units, or those one person guides.

    `visitors_since`: also those of others who are booked at the organisations' own units and are
    not done there before that day.
    """

    everybody: bool = False
    organisation_ids: frozenset[int] = frozenset()
    unit_ids: frozenset[int] = frozenset()
    guided_by: int | None = None
    visitors_since: date | None = None


@dataclass(frozen=True, slots=True)
class TraineeFilter:
    """What the list is narrowed to; empty fields narrow nothing."""

    words: str = ""
    stage: str = ""
    """A stage template such as `part3`."""
    specialty: str = ""
    missing: str = ""
    """`supervisor` or `plan`: among those whose stage asks for one."""
    stages: tuple[str, ...] = ()
    """Any of these stage templates."""
    public_ids: tuple[str, ...] = ()


# Students and doctors who wait for LIS1 have neither a personal supervisor nor a plan yet.
IN_TRAINING = ("lis1_hospital", "lis1_municipality", "part2", "part3")


@dataclass(frozen=True, slots=True)
class TraineeRow:
    """One line: who, what stage, where now, who guides."""

    public_id: str
    name: str
    stage_nb: str
    stage_en: str
    organisation: str | None
    place: str | None
    place_from: date | None
    place_to: date | None
    supervisor: str | None
    has_plan: bool
    is_in_training: bool
    """Whether the stage asks for a supervisor and a plan."""


@dataclass(frozen=True, slots=True)
class TraineeCounts:
    """How a reach stands, in whole doctors."""

    total: int
    without_supervisor: int
    without_plan: int
    by_template: dict[str, int]


def count_trainees(session: Session, reach: ReachFilter) -> TraineeCounts:
    """Counts for a start page, in one query."""
    rows = session.execute(
        sa.select(
            col(StageRow.template),
            sa.func.count(),
            sa.func.count(col(Enrolment.personal_supervisor_id)),
            sa.func.count(col(Enrolment.plan_version_id)),
        )
        .select_from(Enrolment)
        .join(StageRow, col(StageRow.key) == col(Enrolment.stage_key))
        .where(within(reach), col(Enrolment.ends_on).is_(None))
        .group_by(col(StageRow.template))
        .order_by(col(StageRow.template))
    ).all()
    in_training = [row for row in rows if row[0] in IN_TRAINING]
    return TraineeCounts(
        total=sum(row[1] for row in rows),
        without_supervisor=sum(row[1] - row[2] for row in in_training),
        without_plan=sum(row[1] - row[3] for row in in_training),
        by_template={row[0]: row[1] for row in rows},
    )


def list_trainees(
    session: Session,
    reach: ReachFilter,
    wanted: TraineeFilter,
    *,
    today: date,
    limit: int,
    offset: int = 0,
) -> tuple[tuple[TraineeRow, ...], int]:
    """A page of doctors by name, and how many there are; two queries."""
    guide, service, unit = aliased(Person), aliased(ServiceRecord), aliased(Unit)
    base = (
        sa.select(
            Person, Enrolment, StageRow, col(Organisation.name), guide, service, col(unit.name)
        )
        .join(Enrolment, col(Enrolment.person_id) == col(Person.id))
        .join(StageRow, col(StageRow.key) == col(Enrolment.stage_key))
        .outerjoin(Organisation, col(Organisation.id) == col(Enrolment.organisation_id))
        .outerjoin(guide, col(guide.id) == col(Enrolment.personal_supervisor_id))
        .outerjoin(
            service,
            sa.and_(
                col(service.person_id) == col(Person.id),
                col(service.starts_on) <= today,
                sa.or_(col(service.ends_on).is_(None), col(service.ends_on) >= today),
                col(service.counted_inside_id).is_(None),
            ),
        )
        .outerjoin(unit, col(unit.id) == col(service.unit_id))
        .where(within(reach), col(Enrolment.ends_on).is_(None), *_narrowed(wanted))
    )
    total = session.execute(sa.select(sa.func.count()).select_from(base.subquery())).scalar_one()
    rows = session.execute(
        base.order_by(col(Person.sort_name), col(Person.id)).limit(limit).offset(offset)
    )
    return tuple(_row(*row) for row in rows), total


def _row(
    person: Person,
    enrolment: Enrolment,
    stage: StageRow,
    organisation: str | None,
    guide: Person | None,
    service: ServiceRecord | None,
    unit: str | None,
) -> TraineeRow:
    return TraineeRow(
        public_id=person.public_id,
        name=person.name,
        stage_nb=stage.name_nb,
        stage_en=stage.name_en,
        organisation=organisation,
        place=unit or (service.name_nb if service else None),
        place_from=service.starts_on if service else None,
        place_to=service.ends_on if service else None,
        supervisor=guide.name if guide else None,
        has_plan=enrolment.plan_version_id is not None,
        is_in_training=stage.template in IN_TRAINING,
    )


def within(reach: ReachFilter) -> sa.ColumnElement[bool]:
    """The condition that an enrolment lies within a reach."""
    if reach.everybody:
        return sa.true()
    parts: list[sa.ColumnElement[bool]] = []
    if reach.organisation_ids:
        parts.append(col(Enrolment.organisation_id).in_(sorted(reach.organisation_ids)))
        parts.append(_employed(col(Employment.organisation_id), reach.organisation_ids))
        if reach.visitors_since is not None:
            parts.append(_booked(reach.organisation_ids, reach.visitors_since))
    if reach.unit_ids:
        parts.append(_employed(col(Employment.unit_id), reach.unit_ids))
    if reach.guided_by is not None:
        parts.append(col(Enrolment.personal_supervisor_id) == reach.guided_by)
        parts.append(col(Enrolment.approver_id) == reach.guided_by)
    return sa.or_(*parts) if parts else sa.false()


def _employed(column: Any, ids: frozenset[int]) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        col(Employment.person_id) == col(Enrolment.person_id),
        col(Employment.ends_on).is_(None),
        column.in_(sorted(ids)),
    )


def _booked(ids: frozenset[int], since: date) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        col(ServiceRecord.person_id) == col(Enrolment.person_id),
        col(ServiceRecord.unit_id) == col(Unit.id),
        col(Unit.organisation_id).in_(sorted(ids)),
        sa.or_(col(ServiceRecord.ends_on).is_(None), col(ServiceRecord.ends_on) >= since),
    )


def _narrowed(wanted: TraineeFilter) -> list[sa.ColumnElement[bool]]:
    parts: list[sa.ColumnElement[bool]] = []
    full_name = sa.func.lower(col(Person.given_name) + " " + col(Person.family_name))
    for word in wanted.words.lower().split():
        parts.append(full_name.contains(word, autoescape=True))
    if wanted.stage:
        parts.append(col(StageRow.template) == wanted.stage)
    if wanted.stages:
        parts.append(col(StageRow.template).in_(wanted.stages))
    if wanted.public_ids:
        parts.append(col(Person.public_id).in_(wanted.public_ids))
    if wanted.specialty:
        parts.append(col(Enrolment.specialty_code) == wanted.specialty)
    if wanted.missing == "supervisor":
        parts += [col(Enrolment.personal_supervisor_id).is_(None), _is_in_training()]
    if wanted.missing == "plan":
        parts += [col(Enrolment.plan_version_id).is_(None), _is_in_training()]
    return parts


def _is_in_training() -> sa.ColumnElement[bool]:
    return col(StageRow.template).in_(IN_TRAINING)
