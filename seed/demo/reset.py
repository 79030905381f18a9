"""Takes the demo world out of the database and leaves everything else.

What hangs on a demo person goes with the person, whichever table it is in: the foreign keys
in the metadata tell, so that a new table needs no line here. Demo places and plans that
somebody else uses by now are kept.
"""

from collections import Counter
from collections.abc import Iterator

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db import tables as db
from app.db.base import metadata
from pathways.types.knowledge import CourseOrigin

HASH_SETTING = "demo.hash"
"""Setting that tells which demo world a database holds."""

BELONGING = frozenset(
    ("signature", key.parent.name)
    for key in metadata.tables["signature"].foreign_keys
    if key.column.table.name != "person"
) | {
    ("delay_flag", "course_key"),
    ("rotation_member", "person_id"),
    ("forecast_run", "data_set_id"),
}
"""Columns that may be empty, but whose row is nothing without what they point at."""


def reset_demo(session: Session) -> dict[str, int]:
    """Delete the demo rows; returns how many of every table. Does not commit."""
    session.flush()
    deleted: Counter[str] = Counter()
    _delete_council_log(session)
    _delete_rotations(session, deleted)
    person = metadata.tables["person"]
    _delete_with_dependents(session, person, person.c.is_demo.is_(True), deleted)
    _delete_courses(session, deleted)
    _delete_scans(session, deleted)
    _delete_plans(session, deleted)
    for name in ("unit", "organisation"):
        table = metadata.tables[name]
        _delete_unused(session, table, table.c.is_demo.is_(True), deleted)
    session.execute(sa.delete(db.Setting).where(col(db.Setting.key) == HASH_SETTING))
    # Rows went away behind the session's back.
    session.expire_all()
    return dict(deleted)


def _delete_council_log(session: Session) -> None:
    """The log of invented intakes: a new demo has the same ids, and begins with an empty one."""
    invented = sa.select(col(db.Lis1Intake.public_id)).where(col(db.Lis1Intake.is_demo).is_(True))
    session.execute(
        sa.delete(db.AuditEvent).where(
            col(db.AuditEvent.subject_kind) == "lis1_intake",
            col(db.AuditEvent.subject_key).in_(invented),
        )
    )


def _delete_rotations(session: Session, deleted: Counter[str]) -> None:
    """Invented plans with all their versions, then what is invented about places.

    Before the people: a row of a board is somebody's or vacant, and cannot be emptied.
    """
    for name in (
        *("rotation_plan", "capacity", "unit_supervisor", "agreement"),
        *("lis1_intake", "lis1_rules", "lis1_track"),
        *("staff_data_set", "forecast_scenario", "forecast_assumption"),
        *("objective_place", "unit_guide"),
    ):
        table = metadata.tables[name]
        _delete_with_dependents(session, table, table.c.is_demo.is_(True), deleted)


def _delete_with_dependents(
    session: Session,
    table: sa.Table,
    condition: sa.ColumnElement[bool],
    deleted: Counter[str],
) -> None:
    """Delete rows with all that cannot be without them; clear what merely mentions them.

    Rows of the same table that point at each other go in one statement.
    """
    mentions = []
    for column, target in _references_to(table):
        if column.table is table:
            continue
        chosen = column.in_(sa.select(target).where(condition))
        if column.nullable and (column.table.name, column.name) not in BELONGING:
            mentions.append((column, chosen))
        else:
            _delete_with_dependents(session, column.table, chosen, deleted)
    for column, chosen in mentions:
        session.execute(sa.update(column.table).where(chosen).values({column: None}))
    _delete(session, table, condition, deleted)


def _delete_courses(session: Session, deleted: Counter[str]) -> None:
    """Invented sessions and courses with all that hangs on them, whoever it belongs to.

    What the last scan found for a course was reckoned with the demo people; the next scan finds
    it anew.
    """
    outlook, course, held = (
        metadata.tables[name] for name in ("course_outlook", "course", "course_session")
    )
    _delete(session, outlook, sa.true(), deleted)
    demo = course.c.origin == CourseOrigin.DEMO
    _delete_with_dependents(session, held, held.c.is_demo.is_(True), deleted)
    _delete_with_dependents(session, course, demo, deleted)


def _delete_scans(session: Session, deleted: Counter[str]) -> None:
    """Forget the scans when they have seen nobody else, so that the next one is a first scan."""
    scan, state = metadata.tables["delay_scan"], metadata.tables["scan_state"]
    _delete(session, scan, ~sa.exists(sa.select(state.c.enrolment_id)), deleted)


def _delete_plans(session: Session, deleted: Counter[str]) -> None:
    plan, version, service = (
        metadata.tables[name] for name in ("training_plan", "plan_version", "plan_service")
    )
    enrolment = metadata.tables["enrolment"]
    demo_plans = sa.select(plan.c.id).where(plan.c.is_demo.is_(True))
    in_use = sa.select(enrolment.c.plan_version_id).where(enrolment.c.plan_version_id.is_not(None))
    of_demo = sa.and_(version.c.training_plan_id.in_(demo_plans), version.c.id.not_in(in_use))
    free = sa.select(version.c.id).where(of_demo)
    _delete_unused(session, service, service.c.plan_version_id.in_(free), deleted)
    _delete_unused(session, version, of_demo, deleted)
    _delete_unused(session, plan, plan.c.is_demo.is_(True), deleted)


def _delete_unused(
    session: Session,
    table: sa.Table,
    condition: sa.ColumnElement[bool],
    deleted: Counter[str],
) -> None:
    unused = [
        ~sa.exists().where(column == target)
        for column, target in _references_to(table)
        if column.table is not table
    ]
    _delete(session, table, sa.and_(condition, *unused), deleted)


def _delete(
    session: Session,
    table: sa.Table,
    condition: sa.ColumnElement[bool],
    deleted: Counter[str],
) -> None:
    result = session.execute(sa.delete(table).where(condition))
    deleted[table.name] += result.rowcount  # type: ignore[attr-defined]


def _references_to(table: sa.Table) -> Iterator[tuple[sa.Column[object], sa.Column[object]]]:
    """Every column that points at `table`, with the column it points at; in a stable order."""
    for other in metadata.sorted_tables:
        for key in sorted(other.foreign_keys, key=lambda each: each.parent.name):
            if key.column.table is table:
                yield key.parent, key.column
