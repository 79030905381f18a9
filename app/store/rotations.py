"""Rotation plans, their versions, and the rows of a board.

Three queries read a whole version, however many doctors it has. Nothing here commits or decides.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.db.tables import (
    Organisation,
    Person,
    RotationMember,
    RotationPlacement,
    RotationPlan,
    RotationVersion,
    Unit,
    VersionState,
)
from app.store.rotation_values import (
    BoardRows,
    MemberRow,
    PlacementRow,
    PlanHead,
    UnitRow,
    VersionHead,
)

OPEN_STATES = (VersionState.DRAFT, VersionState.PROPOSED)


# --- Plans and versions ---


def find_owner(session: Session, plan_id: str) -> int | None:
    """The organisation that keeps a plan; None when there is no such plan."""
    return session.exec(
        select(RotationPlan.organisation_id).where(RotationPlan.public_id == plan_id)
    ).first()


def find_plans(session: Session, organisation_ids: Collection[int] | None) -> tuple[PlanHead, ...]:
    """The plans of some organisations (None: of all), by name."""
    which = (
        []
        if organisation_ids is None
        else [col(RotationPlan.organisation_id).in_(sorted(organisation_ids))]
    )
    return _plans(session, *which)


def find_plan(session: Session, public_id: str) -> PlanHead | None:
    """One plan."""
    return next(iter(_plans(session, col(RotationPlan.public_id) == public_id)), None)


def _plans(session: Session, *which: sa.ColumnElement[bool]) -> tuple[PlanHead, ...]:
    rows = session.execute(
        sa.select(RotationPlan, col(Organisation.name))
        .join(Organisation, col(Organisation.id) == col(RotationPlan.organisation_id))
        .where(*which)
        .order_by(col(RotationPlan.name), col(RotationPlan.id))
    )
    return tuple(_plan_head(row, name) for row, name in rows)


def _plan_head(row: RotationPlan, organisation: str) -> PlanHead:
    assert row.id is not None
    return PlanHead(
        row.id,
        row.public_id,
        row.organisation_id,
        organisation,
        row.name,
        row.specialty_code,
        row.first_month,
        row.months,
        row.frozen_until,
        row.notice_months,
        row.weights,
        row.is_demo,
        row.version,
    )


def open_version(session: Session, plan_id: int) -> VersionHead | None:
    """The plan's draft or proposed version, of which there is at most one."""
    return _first_version(
        session,
        col(RotationVersion.plan_id) == plan_id,
        col(RotationVersion.state).in_(OPEN_STATES),
    )


def published_version(session: Session, plan_id: int) -> VersionHead | None:
    """The plan's published version, of which there is at most one."""
    return _first_version(
        session,
        col(RotationVersion.plan_id) == plan_id,
        col(RotationVersion.state) == VersionState.PUBLISHED,
    )


def find_version(session: Session, version_id: int) -> VersionHead | None:
    """One version by its row id."""
    return _first_version(session, col(RotationVersion.id) == version_id)


def find_number(session: Session, plan_id: int, number: int) -> VersionHead | None:
    """A plan's version by its number."""
    return _first_version(
        session, col(RotationVersion.plan_id) == plan_id, col(RotationVersion.number) == number
    )


def list_versions(session: Session, plan_id: int) -> tuple[VersionHead, ...]:
    """All versions of a plan, newest first."""
    return _versions(session, col(RotationVersion.plan_id) == plan_id)


def _first_version(session: Session, *which: sa.ColumnElement[bool]) -> VersionHead | None:
    return next(iter(_versions(session, *which)), None)


def _versions(session: Session, *which: sa.ColumnElement[bool]) -> tuple[VersionHead, ...]:
    rows = session.execute(
        sa.select(RotationVersion, RotationPlan, col(Organisation.name), Person)
        .join(RotationPlan, col(RotationPlan.id) == col(RotationVersion.plan_id))
        .join(Organisation, col(Organisation.id) == col(RotationPlan.organisation_id))
        .outerjoin(Person, col(Person.id) == col(RotationVersion.made_by_id))
        .where(*which)
        .order_by(col(RotationVersion.number).desc())
        # A row lock or another session may have changed what this session has read before.
        .execution_options(populate_existing=True)
    )
    return tuple(
        VersionHead(
            version.id,
            version.public_id,
            _plan_head(plan, organisation),
            version.number,
            version.state,
            version.based_on_id,
            version.made_at,
            maker.name if maker else None,
            version.proposed_on,
            version.comments_close_on,
            version.published_on,
            version.superseded_on,
            version.last_edit,
            version.version,
        )
        for version, plan, organisation, maker in rows
    )


def lock_version(session: Session, version_id: int) -> VersionHead | None:
    """The version as it is now, held until the transaction ends.

    Edits of one version wait for each other: PostgreSQL locks the row, SQLite the file.
    Whatever is read after this is what an edit rests on.
    """
    session.execute(
        sa.update(RotationVersion)
        .where(col(RotationVersion.id) == version_id)
        .values(version=col(RotationVersion.version))
        .execution_options(synchronize_session=False)
    )
    return find_version(session, version_id)


def next_number(session: Session, plan_id: int) -> int:
    """The number of the plan's next version."""
    newest = session.exec(
        select(sa.func.max(RotationVersion.number)).where(RotationVersion.plan_id == plan_id)
    ).one()
    return (newest or 0) + 1


# --- The rows of a version ---


def load_board(session: Session, version_id: int) -> BoardRows:
    """A version with its members and placements; LookupError when there is no such version."""
    version = find_version(session, version_id)
    if version is None:
        raise LookupError(f"no rotation version {version_id}")
    return BoardRows(version, _members(session, version_id), load_placements(session, version_id))


def _members(session: Session, version_id: int) -> tuple[MemberRow, ...]:
    """Read as plain columns: as objects they take twice the time."""
    table = RotationMember
    rows = session.execute(
        sa.select(
            col(table.id),
            col(table.key),
            col(table.person_id),
            col(Person.public_id),
            col(Person.given_name),
            col(Person.family_name),
            col(table.vacancy_name),
            col(table.group),
            col(table.position),
            col(table.starts_on),
            col(table.available_to),
            col(table.deadline),
            col(table.must_finish),
            col(table.needs),
            col(table.planned_leave),
        )
        .outerjoin(Person, col(Person.id) == col(RotationMember.person_id))
        .where(col(RotationMember.version_id) == version_id)
        .order_by(col(RotationMember.position), col(RotationMember.id))
    )
    return tuple(_member(tuple(row)) for row in rows)


def _member(row: tuple[Any, ...]) -> MemberRow:
    number, key, person_id, public_id, given, family, vacancy, *rest = row
    *plain, leave = rest
    name = vacancy if person_id is None else f"{given} {family}"
    planned = tuple(
        (date.fromisoformat(each["from"]), date.fromisoformat(each["to"])) for each in leave
    )
    return MemberRow(*(number, key, person_id, public_id, name, *plain, planned))


def load_placements(session: Session, version_id: int) -> tuple[PlacementRow, ...]:
    """The placements of a version in the order of the board; two queries.

    Read as plain columns: thousands of rows are half the time of a board as objects.
    """
    units = _units_in(session, version_id)
    locker = aliased(Person)
    table = RotationPlacement
    rows = session.execute(
        sa.select(
            col(table.id),
            col(RotationMember.key),
            col(table.block_key),
            col(table.service_nb),
            col(table.service_en),
            col(table.unit_id),
            col(table.starts_on),
            col(table.ends_on),
            col(table.continues),
            col(table.inner_unit_id),
            col(table.inner_starts_on),
            col(table.inner_ends_on),
            col(table.is_locked),
            col(table.locked_by_id),
            col(locker.given_name),
            col(locker.family_name),
            col(table.locked_on),
        )
        .join(RotationMember, col(RotationMember.id) == col(table.member_id))
        .outerjoin(locker, col(locker.id) == col(table.locked_by_id))
        .where(col(RotationMember.version_id) == version_id)
        .order_by(
            col(RotationMember.position),
            col(RotationMember.id),
            col(table.starts_on),
            col(table.id),
        )
    )
    return tuple(_placement(row, units) for row in rows)


def _placement(row: tuple[Any, ...], units: dict[int, UnitRow]) -> PlacementRow:
    number, key, block, service_nb, service_en, unit, starts_on, ends_on, continues, *rest = row
    inner_unit, inner_starts, inner_ends, is_locked, locker_id, given, family, locked_on = rest
    return PlacementRow(
        number,
        key,
        block,
        service_nb,
        service_en,
        units[unit],
        starts_on,
        ends_on,
        continues,
        inner_unit,
        inner_starts,
        inner_ends,
        is_locked,
        locker_id,
        f"{given} {family}" if given else None,
        locked_on,
    )


def _units_in(session: Session, version_id: int) -> dict[int, UnitRow]:
    """The units that a version's placements use, by row id."""
    used = (
        sa.select(col(RotationPlacement.unit_id))
        .join(RotationMember, col(RotationMember.id) == col(RotationPlacement.member_id))
        .where(col(RotationMember.version_id) == version_id)
    )
    rows = session.execute(
        sa.select(Unit, Organisation)
        .join(Organisation, col(Organisation.id) == col(Unit.organisation_id))
        .where(col(Unit.id).in_(used))
    )
    return {unit.id: unit_row(unit, organisation) for unit, organisation in rows}


def unit_row(unit: Unit, organisation: Organisation) -> UnitRow:
    """A unit with its organisation's name and town."""
    assert unit.id is not None
    return UnitRow(
        unit.id,
        unit.key,
        unit.name,
        unit.short_name,
        unit.place_kind,
        unit.organisation_id,
        organisation.name,
        organisation.municipality or _town_of(organisation),
    )


def _town_of(organisation: Organisation) -> str:
    """A municipality is its own town; what else has none is a town of its own."""
    if organisation.kind == "municipality":
        return organisation.name.removesuffix(" kommune")
    return organisation.key


def load_units(session: Session, keys: Collection[str]) -> dict[str, UnitRow]:
    """Units by key; one query."""
    rows = session.execute(
        sa.select(Unit, Organisation)
        .join(Organisation, col(Organisation.id) == col(Unit.organisation_id))
        .where(col(Unit.key).in_(sorted(keys)))
    )
    return {unit.key: unit_row(unit, organisation) for unit, organisation in rows}
