"""What has happened to delay flags: their history, plans, and what people write into them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db.tables import Acknowledgement, CourseOutlook, DelayEvent, DelayFlag, Person
from app.store.delay_values import finding_of
from pathways.types.delays import Cause, EventKind, Finding, Reason


@dataclass(frozen=True, slots=True)
class EventRow:
    """One entry of a flag's history. `by` is None for what a scan wrote."""

    flag_id: int
    at: datetime
    on: date
    kind: EventKind
    reason: Reason | None
    by: str | None
    before: Finding | None
    after: Finding | None
    details: dict[str, Any]
    """What a person's event keeps beside its text."""
    text: str | None


def list_events(
    session: Session, flag_ids: Collection[int], kind: EventKind | None = None
) -> tuple[EventRow, ...]:
    """The history of some flags, oldest first; one query."""
    statement = (
        sa.select(DelayEvent, Person)
        .outerjoin(Person, col(Person.id) == col(DelayEvent.by_id))
        .where(col(DelayEvent.flag_id).in_(sorted(flag_ids)))
        .order_by(col(DelayEvent.at), col(DelayEvent.id))
    )
    if kind is not None:
        statement = statement.where(col(DelayEvent.kind) == kind)
    return tuple(
        EventRow(
            flag_id=event.flag_id,
            at=event.at,
            on=event.on,
            kind=event.kind,
            reason=event.reason,
            by=person.name if person else None,
            before=finding_of(event.before),
            after=finding_of(event.after),
            details=dict(event.after or {}) if event.by_id is not None else {},
            text=event.text,
        )
        for event, person in session.execute(statement)
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody has said will be done about a flag, and when it is looked at again."""

    flag_id: int
    by: str
    at: datetime
    plan: str
    follow_up_on: date | None


def list_plans(session: Session, flag_ids: Collection[int]) -> dict[int, Plan]:
    """The newest plan of each flag that nobody has taken back; one query."""
    rows = session.execute(
        sa.select(Acknowledgement, Person)
        .join(Person, col(Person.id) == col(Acknowledgement.by_id))
        .where(
            col(Acknowledgement.flag_id).in_(sorted(flag_ids)),
            col(Acknowledgement.withdrawn_at).is_(None),
        )
        .order_by(col(Acknowledgement.id))
    )
    return {
        row.flag_id: Plan(row.flag_id, person.name, row.at, row.plan, row.follow_up_on)
        for row, person in rows
    }


def course_starts(session: Session, course_keys: Collection[str]) -> dict[str, tuple[date, int]]:
    """The start that saves most for each course by the last scan, and what it saves; one query."""
    rows = session.exec(
        select(CourseOutlook).where(col(CourseOutlook.course_key).in_(sorted(course_keys)))
    )
    return {
        row.course_key: (row.best_starts_on, row.best_saved_days)
        for row in rows
        if row.best_starts_on is not None
    }


# Writing


def change_flag(session: Session, flag_id: int, version: int, **values: Any) -> bool:
    """Change an open flag that was read in `version`; False when it is stale or closed."""
    result: Any = session.execute(
        sa.update(DelayFlag)
        .where(
            col(DelayFlag.id) == flag_id,
            col(DelayFlag.version) == version,
            col(DelayFlag.closed_on).is_(None),
        )
        .values(version=version + 1, **values)
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount == 1)


def add_event(
    session: Session,
    flag_id: int,
    kind: EventKind,
    *,
    by: int,
    at: datetime,
    on: date,
    text: str | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Write what a person did into a flag's history."""
    session.add(
        DelayEvent(
            flag_id=flag_id,
            at=at,
            on=on,
            kind=kind,
            by_id=by,
            before=before,
            after=after,
            text=text,
        )
    )


def add_plan(
    session: Session, flag_id: int, *, by: int, at: datetime, plan: str, follow_up_on: date
) -> int:
    """Write a plan for a flag; returns its key, for taking it back."""
    row = Acknowledgement(flag_id=flag_id, by_id=by, at=at, plan=plan, follow_up_on=follow_up_on)
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def withdraw_plans_of(session: Session, flag_id: int, at: datetime) -> tuple[int, ...]:
    """Take back the plans that a flag has, since a newer one replaces them; returns their keys."""
    found = session.exec(
        select(Acknowledgement.id).where(
            Acknowledgement.flag_id == flag_id, col(Acknowledgement.withdrawn_at).is_(None)
        )
    ).all()
    keys = tuple(key for key in found if key is not None)
    set_withdrawn(session, keys, at)
    return keys


def set_withdrawn(session: Session, plan_ids: Collection[int], at: datetime | None) -> None:
    """Take back plans, or let them stand again with None; they stay in the table."""
    if not plan_ids:
        return
    session.execute(
        sa.update(Acknowledgement)
        .where(col(Acknowledgement.id).in_(sorted(plan_ids)))
        .values(withdrawn_at=at)
        .execution_options(synchronize_session=False)
    )


def documented(event: EventRow) -> Cause | None:
    """The cause that a person set in this event; None when it was taken away."""
    value = event.details.get("cause")
    return None if value is None else Cause(value)
