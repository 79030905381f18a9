"""How the delays of a reach stand: counts, what they can be narrowed to, and the scan behind."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.db.tables import (
    CourseRow,
    DelayFlag,
    DelayScan,
    Enrolment,
    ServiceRecord,
    Unit,
)
from app.store.delay_flags import alive, is_open, is_resting, serves_now
from app.store.trainees import ReachFilter
from pathways.types.delays import Cause, DelayState


@dataclass(frozen=True, slots=True)
class DelayCounts:
    """Open flags of a reach in whole doctors. A doctor counts once, by the flag that is greatest.

    The flags of one doctor overlap in time, so their days are never added together.
    """

    delayed: int
    """Doctors whose day is moved now."""
    recoverable: int
    """Those of them for whom something can still be saved."""
    moved_days: int
    saveable_days: int
    is_bound: bool
    """Some of the days are "at least so many"."""
    unknown: int
    """Delayed doctors for whom no number of days is known."""
    at_risk: int
    """Doctors whose day is not moved yet, but may be."""
    first_deadline: date | None
    """The first day from today on by which something helps."""
    resting: int
    """Open flags that somebody follows up until a later day."""


def count_delays(session: Session, reach: ReachFilter, today: date) -> DelayCounts:
    """How it stands, in one query whose answer is one row."""
    moves = col(DelayFlag.state).in_((DelayState.LATE, DelayState.BLOCKED))
    risks = col(DelayFlag.state) == DelayState.AT_RISK
    helps = sa.and_(col(DelayFlag.days_saveable) > 0, col(DelayFlag.act_by) >= today)
    each = (
        sa.select(
            sa.func.max(sa.case((moves, 1), else_=0)).label("late"),
            sa.func.max(sa.case((risks, 1), else_=0)).label("risk"),
            sa.func.max(sa.case((moves, col(DelayFlag.days_moved)))).label("moved"),
            sa.func.max(sa.case((moves, col(DelayFlag.days_saveable)), else_=0)).label("saveable"),
            sa.func.max(sa.case((sa.and_(moves, col(DelayFlag.is_bound)), 1), else_=0)).label(
                "bound"
            ),
            sa.func.min(sa.case((helps, col(DelayFlag.act_by)))).label("deadline"),
            sa.func.sum(sa.case((is_resting(today), 1), else_=0)).label("resting"),
        )
        .select_from(DelayFlag)
        .join(Enrolment, col(Enrolment.id) == col(DelayFlag.enrolment_id))
        .where(alive(reach), col(DelayFlag.closed_on).is_(None))
        .group_by(col(DelayFlag.enrolment_id))
        .subquery()
    )
    is_late = each.c.late == 1
    row = session.execute(
        sa.select(
            sa.func.count(sa.case((is_late, 1))),
            sa.func.count(sa.case((sa.and_(is_late, each.c.saveable > 0), 1))),
            sa.func.coalesce(sa.func.sum(each.c.moved), 0),
            sa.func.coalesce(sa.func.sum(each.c.saveable), 0),
            sa.func.coalesce(sa.func.max(each.c.bound), 0),
            sa.func.count(sa.case((sa.and_(is_late, each.c.moved.is_(None)), 1))),
            sa.func.count(sa.case((sa.and_(each.c.late == 0, each.c.risk == 1), 1))),
            sa.func.min(each.c.deadline),
            sa.func.coalesce(sa.func.sum(each.c.resting), 0),
        )
    ).one()
    delayed, recoverable, moved, saveable, bound, unknown, at_risk, deadline, resting = row
    return DelayCounts(
        delayed=delayed,
        recoverable=recoverable,
        moved_days=int(moved),
        saveable_days=int(saveable),
        is_bound=bool(bound),
        unknown=unknown,
        at_risk=at_risk,
        first_deadline=deadline,
        resting=int(resting),
    )


@dataclass(frozen=True, slots=True)
class Choices:
    """What the open flags of a reach can be narrowed to: units and courses by id and name."""

    units: tuple[tuple[int, str], ...]
    courses: tuple[tuple[str, str], ...]
    causes: tuple[Cause, ...]


def list_choices(session: Session, reach: ReachFilter, today: date) -> Choices:
    """The units, courses and causes that occur among open flags; one query."""
    service = aliased(ServiceRecord)
    rows = session.execute(
        sa.select(
            col(Unit.id),
            col(Unit.name),
            col(CourseRow.key),
            col(CourseRow.name_nb),
            sa.func.coalesce(col(DelayFlag.documented_cause), col(DelayFlag.cause)),
        )
        .select_from(DelayFlag)
        .join(Enrolment, col(Enrolment.id) == col(DelayFlag.enrolment_id))
        .outerjoin(service, serves_now(service, today))
        .outerjoin(Unit, col(Unit.id) == col(service.unit_id))
        .outerjoin(CourseRow, col(CourseRow.key) == col(DelayFlag.course_key))
        .where(alive(reach), col(DelayFlag.closed_on).is_(None))
        .distinct()
    ).all()
    units = {row[0]: row[1] for row in rows if row[0] is not None}
    courses = {row[2]: row[3] for row in rows if row[2] is not None}
    causes = {Cause(row[4]) for row in rows}
    return Choices(
        tuple(units.items()), tuple(courses.items()), tuple(c for c in Cause if c in causes)
    )


@dataclass(frozen=True, slots=True)
class Scans:
    """The last scan, and the day of the one before it (None: it was the first)."""

    as_of: date
    finished_at: datetime
    previous: date | None


def last_scans(session: Session) -> Scans | None:
    """What the flags rest on; None before the first scan. One query."""
    before = aliased(DelayScan)
    row = session.execute(
        sa.select(
            col(DelayScan.as_of),
            col(DelayScan.finished_at),
            sa.select(sa.func.max(col(before.as_of)))
            .where(col(before.as_of) < col(DelayScan.as_of))
            .scalar_subquery(),
        )
        .order_by(col(DelayScan.as_of).desc(), col(DelayScan.id).desc())
        .limit(1)
    ).first()
    return None if row is None else Scans(*row)


def count_news(session: Session, reach: ReachFilter, since: date) -> tuple[int, int]:
    """How many flags were opened and how many closed after that day; one query."""
    opened, closed = session.execute(
        sa.select(
            sa.func.count(sa.case((sa.and_(col(DelayFlag.opened_on) > since, is_open()), 1))),
            sa.func.count(sa.case((col(DelayFlag.closed_on) > since, 1))),
        )
        .select_from(DelayFlag)
        .join(Enrolment, col(Enrolment.id) == col(DelayFlag.enrolment_id))
        .where(alive(reach))
    ).one()
    return opened, closed
