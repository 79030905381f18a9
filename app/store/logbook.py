"""What a doctor registers, as rows that can be changed: service, absence, share, courses,
procedures and group guidance.

Reading gives plain entries; writing touches a row only in the version that was read and only
when it belongs to the doctor named. Nothing here commits or decides.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from app.db.tables import (
    Absence,
    AuditEvent,
    CourseAttendance,
    Enrolment,
    GroupGuidance,
    Organisation,
    Person,
    PlanServiceRow,
    ProcedureCount,
    ServiceRecord,
    SharePeriod,
    Signature,
    Unit,
)
from app.store import audit
from pathways.types.record import PlaceKind, SignState

ACTION = "logbook."
"""What the audit trail calls a change here begins with this."""


class LogKind(StrEnum):
    """What can be registered."""

    SERVICE = "service"
    ABSENCE = "absence"
    SHARE = "share"
    COURSE = "course"
    PROCEDURE = "procedure"
    GUIDANCE = "guidance"


@dataclass(frozen=True, slots=True)
class Owner:
    """The doctor whose record it is, with what the forms depend on."""

    person_id: int
    public_id: str
    name: str
    enrolment_id: int
    stage_key: str
    specialty: str | None
    organisation_id: int | None
    plan_version_id: int | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One registration. `values` holds the columns that a form may change.

    `state` is None for what nobody signs. `id` and `version` are 0 for one not saved yet.
    """

    kind: LogKind
    id: int
    version: int
    values: Mapping[str, Any]
    place: str = ""
    """Unit or organisation of a service."""
    organisation: str = ""
    plan_seq: int | None = None
    state: SignState | None = None
    holder: str | None = None
    sent_on: date | None = None
    signed_on: date | None = None
    signers: tuple[tuple[str, date], ...] = field(default=())
    """(name, day) of the signatures."""


@dataclass(frozen=True, slots=True)
class LastChange:
    """Who changed an entry last, and when."""

    person_id: int
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class _Shape:
    """How one kind lies in its table."""

    table: type[SQLModel]
    columns: tuple[str, ...]
    of_enrolment: bool
    order: str
    state: str | None = None
    subject: str | None = None
    """The column of a signature that points here."""


SHAPES: dict[LogKind, _Shape] = {
    LogKind.SERVICE: _Shape(
        ServiceRecord,
        (
            *("stage_key", "name_nb", "name_en", "organisation_id", "unit_id", "place_kind"),
            *("plan_service_id", "starts_on", "ends_on", "is_planned", "counted_inside_id"),
        ),
        False,
        "starts_on",
    ),
    LogKind.ABSENCE: _Shape(Absence, ("kind", "starts_on", "ends_on"), False, "starts_on"),
    LogKind.SHARE: _Shape(
        SharePeriod, ("share_percent", "starts_on", "ends_on"), False, "starts_on"
    ),
    LogKind.COURSE: _Shape(
        CourseAttendance,
        ("course_key", "state", "starts_on", "ends_on", "is_equivalent", "equivalent_text"),
        True,
        "starts_on",
        "sign_state",
        "course_attendance_id",
    ),
    LogKind.PROCEDURE: _Shape(
        ProcedureCount,
        ("procedure_key", "count", "done_on"),
        True,
        "done_on",
        "state",
        "procedure_count_id",
    ),
    LogKind.GUIDANCE: _Shape(
        GroupGuidance, ("starts_on", "ends_on", "hours", "in_open_practice"), True, "starts_on"
    ),
}


def find_owner(session: Session, public_id: str) -> Owner | None:
    """The doctor in training with this public id."""
    row = session.exec(
        select(Person, Enrolment)
        .join(Enrolment, col(Enrolment.person_id) == col(Person.id))
        .where(Person.public_id == public_id, col(Enrolment.ends_on).is_(None))
    ).first()
    if row is None:
        return None
    person, enrolment = row
    assert person.id is not None and enrolment.id is not None
    return Owner(
        person_id=person.id,
        public_id=person.public_id,
        name=person.name,
        enrolment_id=enrolment.id,
        stage_key=enrolment.stage_key,
        specialty=enrolment.specialty_code,
        organisation_id=enrolment.organisation_id,
        plan_version_id=enrolment.plan_version_id,
    )


def list_entries(session: Session, owner: Owner) -> dict[LogKind, tuple[Entry, ...]]:
    """Everything registered, oldest first; seven queries however much it is."""
    found = {kind: _load(session, kind, owner) for kind in LogKind}
    signers = _signers(session, found)
    return {
        kind: tuple(replace(each, signers=signers.get((kind, each.id), ())) for each in entries)
        for kind, entries in found.items()
    }


def find_entry(session: Session, kind: LogKind, owner: Owner, entry_id: int) -> Entry | None:
    """One entry as it is stored now, when it belongs to this doctor."""
    return next(iter(_load(session, kind, owner, entry_id)), None)


def insert(
    session: Session, kind: LogKind, owner: Owner, values: Mapping[str, Any]
) -> tuple[int, int]:
    """Add a row; what can be signed begins as a draft. Returns its id and version.

    SQLite may give a deleted row's id to a new one. The version then begins above every one
    that the old row had, so that a form or an undo of the old row never touches the new one.
    """
    shape = SHAPES[kind]
    fixed: dict[str, Any] = {"version": 1}
    if shape.of_enrolment:
        fixed["enrolment_id"] = owner.enrolment_id
    else:
        fixed["person_id"] = owner.person_id
    if kind is LogKind.SERVICE:
        fixed["enrolment_id"] = owner.enrolment_id
    if shape.state is not None:
        fixed[shape.state] = SignState.DRAFT
    row: Any = shape.table(**values, **fixed)
    session.add(row)
    session.flush()
    assert isinstance(row.id, int)
    row.version = 1 + audit.count_events(session, (str(kind), str(row.id)))
    session.flush()
    return row.id, row.version


def update(
    session: Session,
    kind: LogKind,
    owner: Owner,
    entry_id: int,
    version: int,
    values: Mapping[str, Any],
) -> bool:
    """Change a row unless somebody has changed it since; signatures asked for fall away."""
    shape = SHAPES[kind]
    fixed: dict[str, Any] = {"version": version + 1}
    if shape.state is not None:
        fixed |= {shape.state: SignState.DRAFT, "held_by_id": None, "waits_for": None}
        fixed |= {"sent_on": None, "signed_on": None, "note": None}
    result: Any = session.execute(
        sa.update(shape.table)
        .where(*_is(shape, owner, entry_id, version))
        .values({**values, **fixed})
        .execution_options(synchronize_session=False)
    )
    if result.rowcount != 1:
        return False
    _forget_signatures(session, shape, entry_id)
    return True


def delete(session: Session, kind: LogKind, owner: Owner, entry_id: int, version: int) -> bool:
    """Delete a row unless somebody has changed it since it was read."""
    shape = SHAPES[kind]
    columns: Any = shape.table
    mine = session.execute(
        sa.select(columns.id).where(*_is(shape, owner, entry_id, version))
    ).first()
    if mine is None:
        return False
    _forget_signatures(session, shape, entry_id)
    result: Any = session.execute(
        sa.delete(shape.table)
        .where(*_is(shape, owner, entry_id, version))
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount == 1)


def last_changes(
    session: Session, refs: Iterable[tuple[LogKind, int]]
) -> dict[tuple[LogKind, int], LastChange]:
    """Who changed these entries last, from the audit trail; one query, none for none."""
    wanted = set(refs)
    if not wanted:
        return {}
    rows = session.exec(
        select(AuditEvent, Person)
        .join(Person, col(Person.id) == col(AuditEvent.actor_id))
        .where(
            col(AuditEvent.subject_kind).in_({str(kind) for kind, _ in wanted}),
            col(AuditEvent.subject_key).in_({str(key) for _, key in wanted}),
            col(AuditEvent.action).startswith(ACTION),
        )
        .order_by(col(AuditEvent.id))
    )
    found = {}
    for event, person in rows:
        assert person.id is not None
        key = (LogKind(event.subject_kind), int(event.subject_key))
        found[key] = LastChange(person.id, person.name, event.at)
    return {key: change for key, change in found.items() if key in wanted}


def find_event(session: Session, event_id: int) -> AuditEvent | None:
    """One change from the audit trail."""
    return session.get(AuditEvent, event_id)


def last_event_id(session: Session, kind: LogKind, entry_id: int) -> int | None:
    """The newest row of the audit trail about an entry, signing included."""
    return session.exec(
        select(sa.func.max(AuditEvent.id)).where(
            AuditEvent.subject_kind == str(kind), AuditEvent.subject_key == str(entry_id)
        )
    ).one()


def list_places(session: Session) -> tuple[tuple[int, str, str], ...]:
    """(id, name, kind) of every organisation that a doctor can serve at, by name."""
    rows = session.execute(
        sa.select(col(Organisation.id), col(Organisation.name), col(Organisation.kind))
        .where(col(Organisation.kind) != "health_region")
        .order_by(col(Organisation.name))
    )
    return tuple((key, name, kind) for key, name, kind in rows)


def list_units(session: Session, organisation_id: int) -> tuple[tuple[int, str, PlaceKind], ...]:
    """(id, name, kind of place) of the units of one organisation, by name."""
    rows = session.execute(
        sa.select(col(Unit.id), col(Unit.name), col(Unit.place_kind))
        .where(col(Unit.organisation_id) == organisation_id)
        .order_by(col(Unit.name))
    )
    return tuple((key, name, kind) for key, name, kind in rows)


def list_plan_services(
    session: Session, plan_version_id: int | None
) -> tuple[tuple[int, int, str], ...]:
    """(id, number in the plan, name) of the services of a plan version."""
    rows = session.execute(
        sa.select(col(PlanServiceRow.id), col(PlanServiceRow.seq), col(PlanServiceRow.name_nb))
        .where(col(PlanServiceRow.plan_version_id) == plan_version_id)
        .order_by(col(PlanServiceRow.seq))
    )
    return tuple((key, seq, name) for key, seq, name in rows)


def _load(
    session: Session, kind: LogKind, owner: Owner, entry_id: int | None = None
) -> tuple[Entry, ...]:
    shape = SHAPES[kind]
    table: Any = shape.table
    wanted = [table.id, table.version, *(getattr(table, name) for name in shape.columns)]
    query = sa.select(*wanted).where(_belongs(shape, owner))
    if entry_id is not None:
        query = query.where(table.id == entry_id)
    extra: tuple[Any, ...] = ()
    if kind is LogKind.SERVICE:
        extra = (col(Organisation.name), col(Unit.name), col(PlanServiceRow.seq))
        query = (
            query.join(Organisation, col(Organisation.id) == table.organisation_id)
            .outerjoin(Unit, col(Unit.id) == table.unit_id)
            .outerjoin(PlanServiceRow, col(PlanServiceRow.id) == table.plan_service_id)
        )
    elif shape.state is not None:
        extra = (getattr(table, shape.state), Person, table.sent_on, table.signed_on)
        query = query.outerjoin(Person, col(Person.id) == table.held_by_id)
    query = query.add_columns(*extra).order_by(getattr(table, shape.order), table.id)
    return tuple(_entry(kind, shape, tuple(row)) for row in session.execute(query))


def _entry(kind: LogKind, shape: _Shape, row: tuple[Any, ...]) -> Entry:
    end = 2 + len(shape.columns)
    entry = Entry(kind, row[0], row[1], dict(zip(shape.columns, row[2:end], strict=True)))
    rest = row[end:]
    if kind is LogKind.SERVICE:
        organisation, unit, seq = rest
        return replace(entry, place=unit or organisation, organisation=organisation, plan_seq=seq)
    if shape.state is None:
        return entry
    state, holder, sent_on, signed_on = rest
    return replace(
        entry,
        state=state,
        holder=holder.name if holder else None,
        sent_on=sent_on,
        signed_on=signed_on,
    )


def _signers(
    session: Session, found: Mapping[LogKind, tuple[Entry, ...]]
) -> dict[tuple[LogKind, int], tuple[tuple[str, date], ...]]:
    conditions = [
        getattr(Signature, shape.subject).in_([each.id for each in found[kind]])
        for kind, shape in SHAPES.items()
        if shape.subject is not None
    ]
    rows = session.exec(
        select(Signature, Person)
        .join(Person, col(Person.id) == col(Signature.by_person_id))
        .where(sa.or_(*conditions))
        .order_by(col(Signature.id))
    )
    signers: dict[tuple[LogKind, int], tuple[tuple[str, date], ...]] = {}
    for signature, person in rows:
        for kind, shape in SHAPES.items():
            key = None if shape.subject is None else getattr(signature, shape.subject)
            if key is not None:
                before = signers.get((kind, key), ())
                signers[kind, key] = (*before, (person.name, signature.signed_on))
    return signers


def _belongs(shape: _Shape, owner: Owner) -> sa.ColumnElement[bool]:
    table: Any = shape.table
    mine: sa.ColumnElement[bool] = (
        table.enrolment_id == owner.enrolment_id
        if shape.of_enrolment
        else table.person_id == owner.person_id
    )
    return mine


def _is(
    shape: _Shape, owner: Owner, entry_id: int, version: int
) -> tuple[sa.ColumnElement[bool], ...]:
    table: Any = shape.table
    return (table.id == entry_id, table.version == version, _belongs(shape, owner))


def _forget_signatures(session: Session, shape: _Shape, entry_id: int) -> None:
    if shape.subject is not None:
        session.execute(
            sa.delete(Signature)
            .where(getattr(Signature, shape.subject) == entry_id)
            .execution_options(synchronize_session=False)
        )
