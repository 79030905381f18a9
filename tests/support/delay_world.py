"""Delay flags for tests, as the nightly scan would have written them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db.tables import CourseRow, DelayEvent, DelayFlag, DelayScan, Enrolment, Person
from app.store.delay_values import evidence_json, finding_json
from pathways.types.delays import (
    Action,
    Cause,
    DelayState,
    EventKind,
    Evidence,
    Finding,
    Owner,
    Reason,
)

TODAY = date(2026, 11, 23)
NIGHT = datetime(2026, 11, 23, 3, 5, tzinfo=UTC)
PREVIOUS = date(2026, 11, 22)

FULL = Finding(
    ref="course:",
    cause=Cause.COURSE,
    state=DelayState.LATE,
    days_moved=91,
    days_saveable=91,
    action=Action.ASK_FOR_SESSION,
    owner=Owner.COORDINATOR,
    act_by=date(2026, 12, 8),
    evidence=Evidence(
        expected=date(2029, 6, 1),
        without=date(2029, 3, 2),
        session_starts_on=date(2027, 3, 10),
        outcome="no_seat",
        position=27,
        seats=24,
    ),
)
SERVICE = Finding(
    ref="service:1",
    cause=Cause.ROTATION_SLOT,
    state=DelayState.AT_RISK,
    days_moved=0,
    days_saveable=47,
    action=Action.PLAN_SERVICE,
    owner=Owner.COORDINATOR,
    act_by=date(2027, 1, 15),
    evidence=Evidence(expected=date(2029, 6, 1), latest=date(2027, 2, 1)),
)
HELD = Finding(
    ref="requirement:common-objectives",
    cause=Cause.MISSING_APPROVAL,
    state=DelayState.AT_RISK,
    days_moved=0,
    days_saveable=0,
    action=Action.SIGN_OR_ANSWER,
    owner=Owner.HOLDER,
    act_by=date(2026, 12, 12),
    evidence=Evidence(holder="Per Olav Dahle", since=date(2026, 9, 2), count=9),
)
LEAVE = Finding(
    ref="leave",
    cause=Cause.LEAVE_OR_PART_TIME,
    state=DelayState.BLOCKED,
    days_moved=273,
    days_saveable=0,
    action=Action.NOTHING,
    owner=Owner.NOBODY,
    evidence=Evidence(earliest=date(2027, 9, 1), latest=date(2028, 5, 31), unit="leave"),
)
UNKNOWN = Finding(
    ref="supervisor",
    cause=Cause.MISSING_SUPERVISOR,
    state=DelayState.LATE,
    days_moved=None,
    days_saveable=0,
    action=Action.FIND_SUPERVISOR,
    owner=Owner.COORDINATOR,
    act_by=date(2026, 11, 30),
)


def full_course(session: Session, specialty: str = "VOP", number: int = 0) -> tuple[str, Finding]:
    """A course of the specialty, and the finding that it is full."""
    keys = session.exec(
        select(CourseRow.key).where(CourseRow.specialty == specialty).order_by(CourseRow.key)
    ).all()
    key = keys[number]
    return key, replace(FULL, ref=f"course:{key}")


def add_scans(session: Session) -> None:
    """Last night's scan and the one before it."""
    for as_of, at in ((PREVIOUS, NIGHT.replace(day=22)), (TODAY, NIGHT)):
        session.add(
            DelayScan(
                as_of=as_of,
                finished_at=at,
                content_hash="0" * 64,
                sessions={},
                doctors=2,
                opened=0,
                updated=0,
                closed=0,
            )
        )
    session.flush()


def add_flag(
    session: Session,
    enrolment_id: int,
    finding: Finding,
    *,
    opened_on: date = date(2026, 11, 1),
    closed_on: date | None = None,
    **more: Any,
) -> DelayFlag:
    """One flag with the events of a scan."""
    row = DelayFlag(
        public_id=uuid4().hex,
        enrolment_id=enrolment_id,
        ref=finding.ref,
        cause=finding.cause,
        state=finding.state,
        days_moved=finding.days_moved,
        is_bound=finding.is_bound,
        days_saveable=finding.days_saveable,
        action=finding.action,
        owner=finding.owner,
        act_by=finding.act_by,
        course_key=_course_key(finding),
        evidence=evidence_json(finding.evidence),
        opened_on=opened_on,
        changed_on=opened_on,
        closed_on=closed_on,
        **more,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    events: list[tuple[EventKind, date, Reason, Finding | None, Finding | None]]
    events = [(EventKind.OPENED, opened_on, Reason.FIRST_SEEN, None, finding)]
    if closed_on is not None:
        events.append((EventKind.CLOSED, closed_on, Reason.SESSION_ADDED, finding, None))
    for kind, on, reason, before, after in events:
        session.add(
            DelayEvent(
                flag_id=row.id,
                at=NIGHT.replace(month=on.month, day=on.day),
                on=on,
                kind=kind,
                reason=reason,
                before=None if before is None else finding_json(before),
                after=None if after is None else finding_json(after),
            )
        )
    session.flush()
    return row


def _course_key(finding: Finding) -> str | None:
    kind, _colon, key = finding.ref.partition(":")
    return key or None if kind == "course" else None


def enrolment_of(session: Session, public_id: str) -> int:
    """The enrolment of somebody in the demo."""
    found = session.exec(
        select(Enrolment.id)
        .join(Person, col(Person.id) == col(Enrolment.person_id))
        .where(Person.public_id == public_id, col(Enrolment.ends_on).is_(None))
    ).one()
    assert found is not None
    return found


def clear_flags(session: Session) -> None:
    """Take away whatever flags and scans the demo brings."""
    for table in (DelayEvent, DelayFlag, DelayScan):
        session.execute(sa.delete(table))
    session.flush()
