"""Delay flags as they are read: lists within a reach, the flags of one doctor, one flag."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.db.tables import (
    Acknowledgement,
    CourseRow,
    DelayFlag,
    Enrolment,
    Organisation,
    Person,
    PlanServiceRow,
    ServiceRecord,
    StageRow,
    Unit,
)
from app.store.delay_values import finding_of_row
from app.store.trainees import ReachFilter, within
from pathways.types.delays import Cause, DelayState, Finding


class View(StrEnum):
    """Which of the flags; `OPEN` leaves out those that somebody follows up until a later day."""

    OPEN = "apne"
    MINE = "mine"
    RESTING = "fulgt"
    NEW = "nye"
    CLOSED = "lukket"


class Order(StrEnum):
    """What the doctors of the list are ordered by."""

    SAVEABLE = "spares"
    ACT_BY = "frist"
    NAME = "lege"


@dataclass(frozen=True, slots=True)
class FlagFilter:
    """What the list is narrowed to; empty fields narrow nothing."""

    unit_id: int | None = None
    cause: Cause | None = None
    course: str = ""
    state: DelayState | None = None
    view: View = View.OPEN
    person_id: int | None = None
    """Whose assigned flags, for `View.MINE`."""
    since: date | None = None
    """Opened or closed after this day, for `View.NEW` and `View.CLOSED`."""


@dataclass(frozen=True, slots=True)
class FlagRow:
    """One flag with what a list says about it. `finding` is what the last scan found."""

    id: int
    public_id: str
    version: int
    finding: Finding
    documented_cause: Cause | None
    course_key: str | None
    opened_on: date
    changed_on: date
    closed_on: date | None
    enrolment_id: int
    person_id: int
    doctor_id: str
    doctor: str
    stage_nb: str
    stage_en: str
    specialty: str | None
    place: str | None
    course: str | None
    """The course by name, where the flag is about one."""
    service: str | None
    """The plan's service by name, where the flag is about one."""
    supervisor: str | None
    approver: str | None
    assigned_to: str | None
    assigned_to_id: int | None

    @property
    def cause(self) -> Cause:
        """What a person has said is the cause, else what was found."""
        return self.documented_cause or self.finding.cause


def list_flags(
    session: Session,
    reach: ReachFilter,
    wanted: FlagFilter,
    *,
    today: date,
    order: Order = Order.SAVEABLE,
    descending: bool = True,
    limit: int | None = None,
    offset: int = 0,
) -> tuple[FlagRow, ...]:
    """The flags of one page of doctors, doctor by doctor; one query.

    Doctors come by the most that can be saved for one of their flags, then by the first last
    day, then by name, unless another order is asked for.
    """
    chosen = _narrowed(wanted, today)
    doctors = (
        sa.select(
            col(DelayFlag.enrolment_id).label("enrolment_id"),
            sa.func.max(col(DelayFlag.days_saveable)).label("saveable"),
            sa.func.min(col(DelayFlag.act_by)).label("act_by"),
            col(Person.sort_name).label("sort_name"),
        )
        .select_from(DelayFlag)
        .join(Enrolment, col(Enrolment.id) == col(DelayFlag.enrolment_id))
        .join(Person, col(Person.id) == col(Enrolment.person_id))
        .where(alive(reach), *chosen)
        .group_by(col(DelayFlag.enrolment_id), col(Person.sort_name))
        .subquery()
    )
    sorting = _sorting(doctors, order, descending=descending)
    page = sa.select(doctors).order_by(*sorting).limit(limit).offset(offset).subquery()
    rows = session.execute(
        _rows(today)
        .join(page, page.c.enrolment_id == col(DelayFlag.enrolment_id))
        .where(*chosen)
        .order_by(
            *_sorting(page, order, descending=descending),
            col(DelayFlag.days_saveable).desc(),
            col(DelayFlag.act_by).is_(None),
            col(DelayFlag.act_by),
            col(DelayFlag.id),
        )
    )
    return tuple(_row(*row) for row in rows)


def _sorting(table: Any, order: Order, *, descending: bool) -> list[Any]:
    """Columns to order doctors by; those without a last day come after the others."""
    name = [table.c.sort_name, table.c.enrolment_id]
    if order is Order.NAME:
        return [table.c.sort_name.desc() if descending else table.c.sort_name, *name]
    act_by = [table.c.act_by.is_(None), table.c.act_by]
    if order is Order.ACT_BY:
        first = [act_by[0], table.c.act_by.desc()] if descending else act_by
        return [*first, table.c.saveable.desc(), *name]
    saveable = table.c.saveable.desc() if descending else table.c.saveable
    return [saveable, *act_by, *name]


def count_flags(
    session: Session, reach: ReachFilter, wanted: FlagFilter, *, today: date
) -> tuple[int, int]:
    """How many doctors and how many flags a filter leaves; one query."""
    doctors, flags = session.execute(
        sa.select(sa.func.count(sa.distinct(col(DelayFlag.enrolment_id))), sa.func.count())
        .select_from(DelayFlag)
        .join(Enrolment, col(Enrolment.id) == col(DelayFlag.enrolment_id))
        .where(alive(reach), *_narrowed(wanted, today))
    ).one()
    return doctors, flags


def load_flags(
    session: Session, reach: ReachFilter, public_ids: Collection[str], *, today: date
) -> dict[str, FlagRow]:
    """Named flags by public id, open and closed; those outside the reach are left out."""
    rows = session.execute(
        _rows(today).where(alive(reach), col(DelayFlag.public_id).in_(sorted(public_ids)))
    )
    found = [_row(*row) for row in rows]
    return {row.public_id: row for row in found}


def flags_of(session: Session, public_id: str, *, today: date) -> tuple[FlagRow, ...]:
    """Every flag of one doctor now in training, open ones first; one query.

    Access to the doctor is decided before this is asked.
    """
    rows = session.execute(
        _rows(today)
        .where(col(Person.public_id) == public_id, col(Enrolment.ends_on).is_(None))
        .order_by(
            col(DelayFlag.closed_on).is_not(None),
            col(DelayFlag.closed_on).desc(),
            col(DelayFlag.days_saveable).desc(),
            col(DelayFlag.act_by).is_(None),
            col(DelayFlag.act_by),
            col(DelayFlag.id),
        )
    )
    return tuple(_row(*row) for row in rows)


def find_flag(session: Session, doctor_id: str, public_id: str, *, today: date) -> FlagRow | None:
    """One flag of one doctor; None when the doctor has no such flag."""
    row = session.execute(
        _rows(today).where(
            col(Person.public_id) == doctor_id,
            col(DelayFlag.public_id) == public_id,
            col(Enrolment.ends_on).is_(None),
        )
    ).first()
    return None if row is None else _row(*row)


def _rows(today: date) -> Any:
    """Flags with the names around them, and where the doctor is now."""
    guide, leader, assigned = aliased(Person), aliased(Person), aliased(Person)
    service = aliased(ServiceRecord)
    return (
        sa.select(
            DelayFlag,
            Person,
            col(Enrolment.specialty_code),
            col(StageRow.name_nb),
            col(StageRow.name_en),
            sa.func.coalesce(col(Unit.name), col(service.name_nb), col(Organisation.name)),
            col(CourseRow.name_nb),
            col(PlanServiceRow.name_nb),
            guide,
            leader,
            assigned,
        )
        .select_from(DelayFlag)
        .join(Enrolment, col(Enrolment.id) == col(DelayFlag.enrolment_id))
        .join(Person, col(Person.id) == col(Enrolment.person_id))
        .join(StageRow, col(StageRow.key) == col(Enrolment.stage_key))
        .outerjoin(Organisation, col(Organisation.id) == col(Enrolment.organisation_id))
        .outerjoin(service, serves_now(service, today))
        .outerjoin(Unit, col(Unit.id) == col(service.unit_id))
        .outerjoin(CourseRow, col(CourseRow.key) == col(DelayFlag.course_key))
        .outerjoin(
            PlanServiceRow,
            sa.and_(
                col(PlanServiceRow.plan_version_id) == col(Enrolment.plan_version_id),
                col(DelayFlag.ref)
                == sa.literal("service:") + sa.cast(col(PlanServiceRow.seq), sa.String),
            ),
        )
        .outerjoin(guide, col(guide.id) == col(Enrolment.personal_supervisor_id))
        .outerjoin(leader, col(leader.id) == col(Enrolment.approver_id))
        .outerjoin(assigned, col(assigned.id) == col(DelayFlag.assigned_to_id))
        # Flags are changed by statements, so what the session remembers of them may be old.
        .execution_options(populate_existing=True)
    )


def _row(
    flag: DelayFlag,
    person: Person,
    specialty: str | None,
    stage_nb: str,
    stage_en: str,
    place: str | None,
    course: str | None,
    service: str | None,
    guide: Person | None,
    leader: Person | None,
    assigned: Person | None,
) -> FlagRow:
    assert flag.id is not None and person.id is not None
    return FlagRow(
        id=flag.id,
        public_id=flag.public_id,
        version=flag.version,
        finding=finding_of_row(flag),
        documented_cause=flag.documented_cause,
        course_key=flag.course_key,
        opened_on=flag.opened_on,
        changed_on=flag.changed_on,
        closed_on=flag.closed_on,
        enrolment_id=flag.enrolment_id,
        person_id=person.id,
        doctor_id=person.public_id,
        doctor=person.name,
        stage_nb=stage_nb,
        stage_en=stage_en,
        specialty=specialty,
        place=place,
        course=course,
        service=service,
        supervisor=guide.name if guide else None,
        approver=leader.name if leader else None,
        assigned_to=assigned.name if assigned else None,
        assigned_to_id=flag.assigned_to_id,
    )


# Conditions


def alive(reach: ReachFilter) -> sa.ColumnElement[bool]:
    """Enrolments within a reach that have not ended."""
    return sa.and_(within(reach), col(Enrolment.ends_on).is_(None))


def is_open() -> sa.ColumnElement[bool]:
    """Flags that no scan has closed."""
    return col(DelayFlag.closed_on).is_(None)


def is_resting(today: date) -> sa.ColumnElement[bool]:
    """Flags that somebody follows up until a later day."""
    return sa.exists().where(
        col(Acknowledgement.flag_id) == col(DelayFlag.id),
        col(Acknowledgement.withdrawn_at).is_(None),
        sa.or_(
            col(Acknowledgement.follow_up_on).is_(None),
            col(Acknowledgement.follow_up_on) > today,
        ),
    )


def serves_now(service: Any, today: date) -> sa.ColumnElement[bool]:
    """The service that an enrolment's doctor is in today."""
    return sa.and_(
        col(service.person_id) == col(Enrolment.person_id),
        col(service.starts_on) <= today,
        sa.or_(col(service.ends_on).is_(None), col(service.ends_on) >= today),
        col(service.counted_inside_id).is_(None),
    )


def _narrowed(wanted: FlagFilter, today: date) -> list[sa.ColumnElement[bool]]:
    parts = [_VIEWS[wanted.view](wanted, today)]
    if wanted.cause is not None:
        cause = sa.func.coalesce(col(DelayFlag.documented_cause), col(DelayFlag.cause))
        parts.append(cause == str(wanted.cause))
    if wanted.course:
        parts.append(col(DelayFlag.course_key) == wanted.course)
    if wanted.state is not None:
        parts.append(col(DelayFlag.state) == wanted.state)
    if wanted.unit_id is not None:
        service = aliased(ServiceRecord)
        parts.append(
            sa.exists().where(serves_now(service, today), col(service.unit_id) == wanted.unit_id)
        )
    return parts


def _opened_after(wanted: FlagFilter, _today: date) -> sa.ColumnElement[bool]:
    if wanted.since is None:
        return sa.false()
    return sa.and_(is_open(), col(DelayFlag.opened_on) > wanted.since)


def _closed_after(wanted: FlagFilter, _today: date) -> sa.ColumnElement[bool]:
    return sa.false() if wanted.since is None else col(DelayFlag.closed_on) > wanted.since


_VIEWS: dict[View, Any] = {
    View.OPEN: lambda wanted, today: sa.and_(is_open(), sa.not_(is_resting(today))),
    View.MINE: lambda wanted, today: sa.and_(
        is_open(), col(DelayFlag.assigned_to_id) == wanted.person_id
    ),
    View.RESTING: lambda wanted, today: sa.and_(is_open(), is_resting(today)),
    View.NEW: _opened_after,
    View.CLOSED: _closed_after,
}
