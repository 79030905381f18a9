"""The life of a plan's versions: states, history, notices, and where a person is a member.

Nothing here commits or decides.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db.tables import (
    Organisation,
    Person,
    RoleGrant,
    RotationMember,
    RotationNotice,
    RotationPlacement,
    RotationPlan,
    RotationVersion,
    Unit,
    VersionState,
)
from app.roles import Role, ScopeKind


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A placement that a doctor was told of: when, and the last day that keeps the notice."""

    member_key: str
    person_id: int
    unit_id: int
    starts_on: date
    told_on: date
    due_on: date

    @property
    def is_late(self) -> bool:
        """Whether it was told after the last day."""
        return self.told_on > self.due_on


def set_version(session: Session, version_id: int, seen: int, fields: Mapping[str, Any]) -> bool:
    """Change a version unless somebody has changed it since `seen`; False when they have."""
    changed: Any = session.execute(
        sa.update(RotationVersion)
        .where(col(RotationVersion.id) == version_id, col(RotationVersion.version) == seen)
        .values({**fields, "version": seen + 1})
        .execution_options(synchronize_session=False)
    )
    return bool(changed.rowcount == 1)


def publishers(session: Session, plan_id: int) -> dict[int, str]:
    """Who published each version of a plan, by the version's row id."""
    rows = session.execute(
        sa.select(col(RotationVersion.id), Person)
        .join(Person, col(Person.id) == col(RotationVersion.published_by_id))
        .where(col(RotationVersion.plan_id) == plan_id)
    )
    return {version_id: person.name for version_id, person in rows}


def person_name(session: Session, person_id: int) -> str:
    """A person's name."""
    return session.exec(select(Person).where(Person.id == person_id)).one().name


def list_notices(session: Session, version_id: int) -> tuple[NoticeRow, ...]:
    """What publishing this version told, by start."""
    rows = session.exec(
        select(RotationNotice)
        .where(RotationNotice.version_id == version_id)
        .order_by(col(RotationNotice.starts_on), col(RotationNotice.id))
    )
    return tuple(
        NoticeRow(
            row.member_key, row.person_id, row.unit_id, row.starts_on, row.told_on, row.due_on
        )
        for row in rows
    )


def late_notices(session: Session, plan_id: int) -> dict[int, int]:
    """How many placements each version told too late, by the version's row id."""
    rows = session.execute(
        sa.select(col(RotationNotice.version_id), sa.func.count())
        .join(RotationVersion, col(RotationVersion.id) == col(RotationNotice.version_id))
        .where(
            col(RotationVersion.plan_id) == plan_id,
            col(RotationNotice.told_on) > col(RotationNotice.due_on),
            # One told too late before is carried along by later versions; it counts once.
            col(RotationNotice.told_on) == col(RotationVersion.published_on),
        )
        .group_by(col(RotationNotice.version_id))
    )
    return dict(rows.all())


def add_notices(session: Session, version_id: int, notices: Iterable[NoticeRow]) -> None:
    """Remember what a version told."""
    session.add_all(
        RotationNotice(
            version_id=version_id,
            member_key=each.member_key,
            person_id=each.person_id,
            unit_id=each.unit_id,
            starts_on=each.starts_on,
            told_on=each.told_on,
            due_on=each.due_on,
        )
        for each in notices
    )
    session.flush()


@dataclass(frozen=True, slots=True)
class Membership:
    """That a person is a member of a version of a plan."""

    plan_id: int
    plan_public_id: str
    plan_name: str
    version_id: int
    state: VersionState
    member_key: str


def memberships(session: Session, person_id: int) -> tuple[Membership, ...]:
    """The published and open versions that a person is a member of, by plan; one query."""
    rows = session.execute(
        sa.select(
            col(RotationPlan.id),
            col(RotationPlan.public_id),
            col(RotationPlan.name),
            col(RotationVersion.id),
            col(RotationVersion.state),
            col(RotationMember.key),
        )
        .select_from(RotationMember)
        .join(RotationVersion, col(RotationVersion.id) == col(RotationMember.version_id))
        .join(RotationPlan, col(RotationPlan.id) == col(RotationVersion.plan_id))
        .where(
            col(RotationMember.person_id) == person_id,
            col(RotationVersion.state).in_(
                (VersionState.DRAFT, VersionState.PROPOSED, VersionState.PUBLISHED)
            ),
        )
        .order_by(col(RotationPlan.id), col(RotationVersion.number))
    )
    return tuple(Membership(*row) for row in rows)


def unit_coordinators(session: Session, today: date) -> dict[int, frozenset[int]]:
    """By unit, the people who coordinate that unit alone; one query."""
    rows = session.execute(
        sa.select(col(RoleGrant.unit_id), col(RoleGrant.person_id)).where(
            col(RoleGrant.role) == Role.COORDINATOR,
            col(RoleGrant.scope) == ScopeKind.UNIT,
            col(RoleGrant.unit_id).is_not(None),
            col(RoleGrant.valid_from) <= today,
            sa.or_(col(RoleGrant.valid_to).is_(None), col(RoleGrant.valid_to) >= today),
        )
    )
    found: dict[int, set[int]] = {}
    for unit_id, person_id in rows:
        found.setdefault(unit_id, set()).add(person_id)
    return {unit_id: frozenset(people) for unit_id, people in found.items()}


def proposed_hosts(session: Session, plan_public_id: str) -> dict[int, int]:
    """The units of a plan's proposed version with the organisation of each; one query.

    Both the unit of a placement and that of the service inside it count.
    """
    units = (
        sa.select(col(Unit.id), col(Organisation.id))
        .join(Organisation, col(Organisation.id) == col(Unit.organisation_id))
        .join(
            RotationPlacement,
            sa.or_(
                col(RotationPlacement.unit_id) == col(Unit.id),
                col(RotationPlacement.inner_unit_id) == col(Unit.id),
            ),
        )
        .join(RotationMember, col(RotationMember.id) == col(RotationPlacement.member_id))
        .join(RotationVersion, col(RotationVersion.id) == col(RotationMember.version_id))
        .join(RotationPlan, col(RotationPlan.id) == col(RotationVersion.plan_id))
        .where(
            col(RotationPlan.public_id) == plan_public_id,
            col(RotationVersion.state) == VersionState.PROPOSED,
        )
        .distinct()
    )
    return dict(session.execute(units).all())
