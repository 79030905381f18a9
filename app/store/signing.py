"""Everything that can be signed, seen alike: five tables as one kind of row, read and written.

Reading is one query over all five, however many rows there are; writing touches a row only when
nobody has changed it since it was read.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, SQLModel, col, select

from app.db.tables import (
    CourseAttendance,
    Enrolment,
    LearningActivity,
    ObjectiveProgress,
    Person,
    ProcedureCount,
    Signature,
    SupervisionTalk,
)
from app.store.trainees import ReachFilter, within
from pathways.signing import Parties, Signable, SignableKind, SignedStep, Step
from pathways.types.record import ObjectiveState, SignState


@dataclass(frozen=True, slots=True)
class SignableRef:
    """One thing as somebody saw it: which, and in which version."""

    kind: SignableKind
    id: int
    version: int


@dataclass(frozen=True, slots=True)
class SignableRow:
    """One thing with where it stands, whose it is and who is responsible there."""

    ref: SignableRef
    item: Signable
    enrolment_id: int
    organisation_id: int | None
    parties: Parties
    doctor_id: str
    """Public id."""
    doctor: str
    holder: str | None
    group: str
    """The set of an objective, how sure a course is, else empty."""
    title: str
    """Identifier, name, or the key of a procedure or a course; empty for a talk."""
    day: date | None
    amount: float | None
    """How many procedures, or the hours of a talk."""
    is_within: bool
    """Whether it lies within the reach that was asked for."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """How one table looks as something to sign: the columns that differ."""

    table: type[SQLModel]
    state: str
    signed_on: str
    subject: str
    group: str | None = None
    title: str | None = None
    day: str | None = None
    amount: str | None = None


SHAPES: dict[SignableKind, _Shape] = {
    SignableKind.OBJECTIVE: _Shape(
        ObjectiveProgress,
        "state",
        "approved_on",
        "objective_progress_id",
        group="objective_set",
        title="identifier",
    ),
    SignableKind.ACTIVITY: _Shape(
        LearningActivity, "state", "signed_on", "learning_activity_id", title="name", day="done_on"
    ),
    SignableKind.PROCEDURE: _Shape(
        ProcedureCount,
        "state",
        "signed_on",
        "procedure_count_id",
        title="procedure_key",
        day="done_on",
        amount="count",
    ),
    SignableKind.COURSE: _Shape(
        CourseAttendance,
        "sign_state",
        "signed_on",
        "course_attendance_id",
        group="state",
        title="course_key",
        day="starts_on",
    ),
    SignableKind.TALK: _Shape(
        SupervisionTalk,
        "sign_state",
        "signed_on",
        "supervision_talk_id",
        day="held_on",
        amount="hours",
    ),
}

_TO_SIGN_STATE = {
    **{str(state): state for state in SignState},
    str(ObjectiveState.IN_PROGRESS): SignState.DRAFT,
    str(ObjectiveState.APPROVED): SignState.SIGNED,
}
_TO_OBJECTIVE_STATE = {
    SignState.DRAFT: ObjectiveState.IN_PROGRESS,
    SignState.SENT: ObjectiveState.SENT,
    SignState.SIGNED: ObjectiveState.APPROVED,
}

Condition = Callable[[SignableKind, type[SQLModel]], sa.ColumnElement[bool]]


def list_held(session: Session, person_id: int, reach: ReachFilter) -> tuple[SignableRow, ...]:
    """What this person holds within reach, oldest first; one query."""
    rows = _load(session, lambda kind, table: _is(table, "held_by_id", person_id), reach)
    return tuple(row for row in rows if row.is_within and row.item.state is SignState.SENT)


def list_of_enrolment(session: Session, enrolment_id: int) -> tuple[SignableRow, ...]:
    """Everything of one doctor that can be signed; one query."""
    return _load(session, lambda kind, table: _is(table, "enrolment_id", enrolment_id))


def list_passed_on(session: Session, person_id: int) -> tuple[SignableRow, ...]:
    """What this person has signed and somebody else now holds; one query."""

    def signed_by_me(kind: SignableKind, table: type[SQLModel]) -> sa.ColumnElement[bool]:
        subject = getattr(Signature, SHAPES[kind].subject)
        signed = sa.select(subject).where(
            col(Signature.by_person_id) == person_id, subject.is_not(None)
        )
        columns: Any = table
        return sa.and_(columns.id.in_(signed), columns.held_by_id != person_id)

    rows = _load(session, signed_by_me)
    return tuple(row for row in rows if row.item.state is SignState.SENT)


def load_rows(
    session: Session, refs: Iterable[SignableRef], reach: ReachFilter | None = None
) -> dict[tuple[SignableKind, int], SignableRow]:
    """The things named, as they are now, with their signatures; two queries, none for none."""
    wanted: dict[SignableKind, list[int]] = defaultdict(list)
    for ref in refs:
        wanted[ref.kind].append(ref.id)
    if not wanted:
        return {}

    def named(kind: SignableKind, table: type[SQLModel]) -> sa.ColumnElement[bool]:
        columns: Any = table
        return columns.id.in_(wanted[kind]) if kind in wanted else sa.false()

    signed = _signatures(session, wanted)
    return {
        (row.ref.kind, row.ref.id): replace(
            row, item=replace(row.item, signed=signed.get((row.ref.kind, row.ref.id), ()))
        )
        for row in _load(session, named, reach)
    }


def save(session: Session, row: SignableRow, item: Signable) -> bool:
    """Write where it stands now, unless somebody has changed it since `row` was read."""
    shape = SHAPES[row.ref.kind]
    is_objective = row.ref.kind is SignableKind.OBJECTIVE
    table: Any = shape.table
    result: Any = session.execute(
        sa.update(table)
        .where(table.id == row.ref.id, table.version == row.ref.version)
        .values(
            {
                shape.state: _TO_OBJECTIVE_STATE[item.state] if is_objective else item.state,
                shape.signed_on: item.signed_on,
                "held_by_id": item.held_by,
                "waits_for": item.waits_for,
                "sent_on": item.sent_on,
                "note": item.note,
                "version": row.ref.version + 1,
            }
        )
        .execution_options(synchronize_session=False)
    )
    if result.rowcount != 1:
        return False
    _save_signatures(session, row, item)
    return True


def _save_signatures(session: Session, row: SignableRow, item: Signable) -> None:
    subject = SHAPES[row.ref.kind].subject
    gone = [each.step for each in row.item.signed if each not in item.signed]
    if gone:
        session.execute(
            sa.delete(Signature).where(
                getattr(Signature, subject) == row.ref.id, col(Signature.step).in_(gone)
            )
        )
    for each in item.signed:
        if each not in row.item.signed:
            signature = Signature(step=each.step, by_person_id=each.by, signed_on=each.on)
            setattr(signature, subject, row.ref.id)
            session.add(signature)


def _signatures(
    session: Session, wanted: dict[SignableKind, list[int]]
) -> dict[tuple[SignableKind, int], tuple[SignedStep, ...]]:
    subjects = {kind: getattr(Signature, SHAPES[kind].subject) for kind in wanted}
    rows = session.exec(
        select(Signature)
        .where(sa.or_(*(subjects[kind].in_(ids) for kind, ids in wanted.items())))
        .order_by(col(Signature.id))
    )
    found: dict[tuple[SignableKind, int], list[SignedStep]] = defaultdict(list)
    for row in rows:
        for kind in wanted:
            key = getattr(row, SHAPES[kind].subject)
            step = _step(row.step)
            if key is not None and step is not None:
                found[kind, key].append(SignedStep(step, row.by_person_id, row.signed_on))
    return {key: tuple(steps) for key, steps in found.items()}


def _load(
    session: Session, condition: Condition, reach: ReachFilter | None = None
) -> tuple[SignableRow, ...]:
    source = sa.union_all(
        *(_columns(kind, shape, condition) for kind, shape in SHAPES.items())
    ).subquery()
    doctor, holder = aliased(Person), aliased(Person)
    rows = session.execute(
        sa.select(
            source,
            Enrolment,
            doctor,
            holder,
            (sa.true() if reach is None else within(reach)).label("is_within"),
        )
        .join(Enrolment, col(Enrolment.id) == source.c.enrolment_id)
        .join(doctor, col(doctor.id) == col(Enrolment.person_id))
        .outerjoin(holder, col(holder.id) == source.c.held_by_id)
        .order_by(source.c.sent_on, col(doctor.sort_name), source.c.kind, source.c.id)
    )
    return tuple(_row(row) for row in rows)


def _columns(kind: SignableKind, shape: _Shape, condition: Condition) -> sa.Select[Any]:
    table: Any = shape.table

    def text(name: str | None) -> Any:
        # The enums of the five tables differ, and a union wants one type for a column.
        column = sa.literal("") if name is None else getattr(table, name)
        return sa.cast(sa.type_coerce(column, sa.String), sa.String)

    return sa.select(
        sa.cast(sa.literal(str(kind)), sa.String).label("kind"),
        table.id,
        table.version,
        table.enrolment_id,
        text(shape.state).label("state"),
        table.held_by_id,
        table.waits_for,
        table.sent_on,
        getattr(table, shape.signed_on).label("signed_on"),
        table.note,
        text(shape.group).label("group_name"),
        text(shape.title).label("title"),
        (getattr(table, shape.day) if shape.day else sa.cast(sa.null(), sa.Date)).label("day"),
        sa.cast(getattr(table, shape.amount) if shape.amount else sa.null(), sa.Float).label(
            "amount"
        ),
    ).where(condition(kind, shape.table))


def _row(row: Any) -> SignableRow:
    enrolment, doctor, holder = row[-4:-1]
    return SignableRow(
        ref=SignableRef(SignableKind(row.kind), row.id, row.version),
        item=Signable(
            state=_TO_SIGN_STATE[row.state],
            held_by=row.held_by_id,
            waits_for=_step(row.waits_for),
            sent_on=row.sent_on,
            signed_on=row.signed_on,
            note=row.note,
        ),
        enrolment_id=enrolment.id,
        organisation_id=enrolment.organisation_id,
        parties=Parties(doctor.id, enrolment.personal_supervisor_id, enrolment.approver_id),
        doctor_id=doctor.public_id,
        doctor=doctor.name,
        holder=holder.name if holder else None,
        group=row.group_name,
        title=row.title,
        day=row.day,
        amount=row.amount,
        is_within=bool(row.is_within),
    )


def _step(text: str | None) -> Step | None:
    return next((step for step in Step if step == text), None)


def _is(table: type[SQLModel], name: str, value: int) -> sa.ColumnElement[bool]:
    found: sa.ColumnElement[bool] = getattr(table, name) == value
    return found
