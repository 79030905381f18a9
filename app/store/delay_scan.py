"""What a scan reads of the scan before it, and what it writes: in few, large statements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from app.db.tables import (
    Acknowledgement,
    CourseOutlook,
    CourseSession,
    CourseStanding,
    DelayEvent,
    DelayFlag,
    DelayScan,
    Enrolment,
    ScanState,
)
from app.store.delay_values import finding_of_row
from pathways.types.courses import Standing
from pathways.types.delays import Finding

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class OpenFlag:
    """A flag that is open: its row id, whose it is, and what the last scan found."""

    id: int
    enrolment_id: int
    finding: Finding


def latest_scan(session: Session) -> DelayScan | None:
    """The newest finished scan."""
    return session.exec(select(DelayScan).order_by(col(DelayScan.id).desc()).limit(1)).first()


@dataclass(frozen=True, slots=True)
class SeenBefore:
    """What the last scan saw of one doctor."""

    digest: str
    expected: date | None


def states(session: Session) -> dict[int, SeenBefore]:
    """What the last scan saw of every doctor, by enrolment."""
    rows = session.execute(
        sa.select(
            col(ScanState.enrolment_id), col(ScanState.record_digest), col(ScanState.expected)
        )
    )
    return {number: SeenBefore(digest, expected) for number, digest, expected in rows}


def standings(session: Session) -> dict[int, dict[str, Standing]]:
    """What the last scan gave every doctor, by enrolment and course; turns are not kept."""
    rows = session.execute(
        sa.select(
            col(CourseStanding.enrolment_id),
            col(CourseStanding.course_key),
            col(CourseStanding.outcome),
            col(CourseSession.public_id),
            col(CourseStanding.done_on),
            col(CourseStanding.is_bound),
            col(CourseStanding.moved_days),
        ).outerjoin(CourseSession, col(CourseSession.id) == col(CourseStanding.session_id))
    )
    found: dict[int, dict[str, Standing]] = {}
    for number, course, *rest in rows:
        found.setdefault(number, {})[course] = Standing(str(number), course, *rest)
    return found


def open_flags(session: Session) -> dict[int, list[OpenFlag]]:
    """Every open flag, by enrolment."""
    found: dict[int, list[OpenFlag]] = {}
    for row in session.exec(
        select(DelayFlag).where(col(DelayFlag.closed_on).is_(None)).order_by(col(DelayFlag.id))
    ):
        assert row.id is not None
        flag = OpenFlag(row.id, row.enrolment_id, finding_of_row(row))
        found.setdefault(row.enrolment_id, []).append(flag)
    return found


def replace_all(session: Session, table: type[SQLModel], rows: Sequence[Row]) -> None:
    """Let a table that every scan rewrites hold these rows and no others."""
    session.execute(sa.delete(table))
    if rows:
        session.execute(sa.insert(table), rows)


def replace_standings(session: Session, rows: Sequence[Row]) -> None:
    """What every doctor is given for every course."""
    replace_all(session, CourseStanding, rows)


def replace_outlooks(session: Session, rows: Sequence[Row]) -> None:
    """What was found for every course."""
    replace_all(session, CourseOutlook, rows)


def replace_states(session: Session, rows: Sequence[Row]) -> None:
    """What was seen of every doctor."""
    replace_all(session, ScanState, rows)


def add_flags(session: Session, rows: Sequence[Row]) -> Sequence[int]:
    """Open flags; their ids in the same order."""
    if not rows:
        return []
    table = DelayFlag.__table__  # type: ignore[attr-defined]
    statement = sa.insert(table).returning(table.c.id, sort_by_parameter_order=True)
    return session.execute(statement, list(rows)).scalars().all()


def change_flags(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write what a scan found anew on flags, each by its `id`."""
    listed = [dict(row) for row in rows]
    if listed:
        session.execute(sa.update(DelayFlag), listed)


def wake(session: Session, flags: Sequence[int], at: datetime) -> None:
    """End the rest of flags that are followed up until a later day: they have grown."""
    if flags:
        session.execute(
            sa.update(Acknowledgement)
            .where(
                col(Acknowledgement.flag_id).in_(flags), col(Acknowledgement.withdrawn_at).is_(None)
            )
            .values(withdrawn_at=at)
        )


def add_events(session: Session, rows: Sequence[Row]) -> None:
    """Add to the history of flags."""
    if rows:
        table = DelayEvent.__table__  # type: ignore[attr-defined]
        session.execute(sa.insert(table), list(rows))


def add_scan(session: Session, scan: DelayScan) -> None:
    """Say that a scan is finished; older ones no longer need to remember the sessions."""
    session.execute(sa.update(DelayScan).values(sessions={}))
    session.add(scan)


@dataclass(frozen=True, slots=True)
class Home:
    """Whose enrolment it is, and where the training is at home."""

    person_id: int
    organisation_id: int | None


def homes_of(session: Session, enrolments: Sequence[int]) -> dict[int, Home]:
    """Whose enrolments these are."""
    rows = session.execute(
        sa.select(
            col(Enrolment.id), col(Enrolment.person_id), col(Enrolment.organisation_id)
        ).where(col(Enrolment.id).in_(enrolments))
    )
    return {number: Home(person, place) for number, person, place in rows}
