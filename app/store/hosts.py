"""Who comes to some units, by the published versions of all plans. Nothing here decides."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.db.tables import (
    Employment,
    Enrolment,
    Organisation,
    Person,
    RoleGrant,
    RotationMember,
    RotationPlacement,
    RotationPlan,
    RotationVersion,
    Unit,
    VersionState,
)
from app.roles import Role, ScopeKind
from app.store.place_access import CONTRACT_SPECIALIST
from rotations.types.case import TraineeGroup


@dataclass(frozen=True, slots=True)
class Arrival:
    """A doctor, or a vacant post, at a unit for a time. `name` None: nobody holds the post."""

    name: str | None
    vacancy: str | None
    group: TraineeGroup
    specialty_code: str | None
    service_nb: str
    service_en: str
    unit_id: int
    unit: str
    starts_on: date
    ends_on: date
    plan_owner_id: int
    plan_owner: str
    home_id: int
    """Where the doctor's training is at home; the plan's owner for a vacant post."""
    home: str
    published_on: date | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan that is proposed, and the last day to comment on it."""

    plan_id: str
    name: str
    owner_id: int
    owner: str
    closes_on: date


@dataclass(frozen=True, slots=True)
class Coordinator:
    """Who coordinates an organisation."""

    organisation_id: int
    name: str
    email: str | None


def list_arrivals(
    session: Session, unit_ids: Collection[int], *, ends_from: date
) -> tuple[Arrival, ...]:
    """Everybody at the units on `ends_from` or later, by first day; also those who serve there
    inside another service. Two queries.
    """
    wanted = sorted(unit_ids)
    if not wanted:
        return ()
    outer = _arrivals(
        session,
        (RotationPlacement.unit_id, RotationPlacement.starts_on, RotationPlacement.ends_on),
        wanted,
        ends_from,
    )
    inner = _arrivals(
        session,
        (
            RotationPlacement.inner_unit_id,
            RotationPlacement.inner_starts_on,
            RotationPlacement.inner_ends_on,
        ),
        wanted,
        ends_from,
    )
    return tuple(
        sorted((*outer, *inner), key=lambda row: (row.starts_on, row.ends_on, row.name or ""))
    )


def coordinators_of(
    session: Session, organisation_ids: Collection[int], day: date
) -> tuple[Coordinator, ...]:
    """Who coordinates each of the organisations on a day, by name."""
    rows = session.execute(
        sa.select(col(RoleGrant.organisation_id), Person)
        .join(Person, col(Person.id) == col(RoleGrant.person_id))
        .where(
            col(RoleGrant.role) == Role.COORDINATOR,
            col(RoleGrant.scope) == ScopeKind.ORGANISATION,
            col(RoleGrant.organisation_id).in_(sorted(organisation_ids)),
            col(RoleGrant.valid_from) <= day,
            sa.or_(col(RoleGrant.valid_to).is_(None), col(RoleGrant.valid_to) >= day),
        )
        .order_by(col(Person.sort_name), col(Person.id))
    )
    return tuple(Coordinator(key, person.name, person.email) for key, person in rows)


def units_of_staff(session: Session, person_id: int, day: date) -> frozenset[int]:
    """The units that a person works at on a day; of a contract specialist's practice all."""
    works = sa.and_(
        col(Employment.person_id) == person_id,
        col(Employment.starts_on) <= day,
        sa.or_(col(Employment.ends_on).is_(None), col(Employment.ends_on) >= day),
    )
    own = sa.select(col(Employment.unit_id)).where(works, col(Employment.unit_id).is_not(None))
    practice = (
        sa.select(col(Unit.id))
        .join(Organisation, col(Unit.organisation_id) == col(Organisation.id))
        .join(Employment, col(Employment.organisation_id) == col(Organisation.id))
        .where(works, col(Organisation.kind) == CONTRACT_SPECIALIST)
    )
    return frozenset(session.execute(own.union(practice)).scalars())


def list_proposals(
    session: Session, unit_ids: Collection[int], *, practices_only: bool
) -> tuple[Proposal, ...]:
    """The proposed plans that would send somebody to the units; one query.

    `practices_only`: count the units of contract specialists alone.
    """
    where = [
        col(RotationVersion.state) == VersionState.PROPOSED,
        col(RotationVersion.comments_close_on).is_not(None),
        col(RotationMember.person_id).is_not(None),
        sa.or_(
            col(RotationPlacement.unit_id).in_(sorted(unit_ids)),
            col(RotationPlacement.inner_unit_id).in_(sorted(unit_ids)),
        ),
    ]
    if practices_only:
        practice = aliased(Organisation)
        where.append(
            sa.exists().where(
                col(Unit.id) == col(RotationPlacement.unit_id),
                col(practice.id) == col(Unit.organisation_id),
                col(practice.kind) == CONTRACT_SPECIALIST,
            )
        )
    rows = session.execute(
        sa.select(
            col(RotationPlan.public_id),
            col(RotationPlan.name),
            col(Organisation.id),
            col(Organisation.name),
            col(RotationVersion.comments_close_on),
        )
        .join(RotationVersion, col(RotationVersion.plan_id) == col(RotationPlan.id))
        .join(RotationMember, col(RotationMember.version_id) == col(RotationVersion.id))
        .join(RotationPlacement, col(RotationPlacement.member_id) == col(RotationMember.id))
        .join(Organisation, col(Organisation.id) == col(RotationPlan.organisation_id))
        .where(*where)
        .distinct()
        .order_by(col(RotationVersion.comments_close_on), col(RotationPlan.public_id))
    )
    return tuple(Proposal(*row) for row in rows)


def contract_specialists(session: Session, day: date) -> dict[int, frozenset[int]]:
    """By contract specialist's practice, the supervisors who work there on a day; one query."""
    rows = session.execute(
        sa.select(col(Organisation.id), col(Employment.person_id))
        .join(Employment, col(Employment.organisation_id) == col(Organisation.id))
        .join(RoleGrant, col(RoleGrant.person_id) == col(Employment.person_id))
        .where(
            col(Organisation.kind) == CONTRACT_SPECIALIST,
            col(Employment.starts_on) <= day,
            sa.or_(col(Employment.ends_on).is_(None), col(Employment.ends_on) >= day),
            col(RoleGrant.role) == Role.SUPERVISOR,
            col(RoleGrant.valid_from) <= day,
            sa.or_(col(RoleGrant.valid_to).is_(None), col(RoleGrant.valid_to) >= day),
        )
    )
    found: dict[int, set[int]] = {}
    for practice, person_id in rows:
        found.setdefault(practice, set()).add(person_id)
    return {practice: frozenset(people) for practice, people in found.items()}


def _arrivals(
    session: Session, place: tuple[Any, Any, Any], wanted: list[int], ends_from: date
) -> list[Arrival]:
    unit_id, starts_on, ends_on = place
    owner, home = aliased(Organisation), aliased(Organisation)
    rows = session.execute(
        sa.select(
            RotationMember,
            Person,
            Enrolment,
            RotationPlacement,
            Unit,
            starts_on,
            ends_on,
            col(owner.id),
            col(owner.name),
            col(home.id),
            col(home.name),
            col(RotationVersion.published_on),
        )
        .join(RotationPlacement, col(RotationPlacement.member_id) == col(RotationMember.id))
        .join(RotationVersion, col(RotationVersion.id) == col(RotationMember.version_id))
        .join(RotationPlan, col(RotationPlan.id) == col(RotationVersion.plan_id))
        .join(owner, col(owner.id) == col(RotationPlan.organisation_id))
        .join(Unit, col(Unit.id) == unit_id)
        .join(Person, col(Person.id) == col(RotationMember.person_id), isouter=True)
        .join(
            Enrolment,
            sa.and_(col(Enrolment.person_id) == col(Person.id), col(Enrolment.ends_on).is_(None)),
            isouter=True,
        )
        .join(home, col(home.id) == col(Enrolment.organisation_id), isouter=True)
        .where(
            col(RotationVersion.state) == VersionState.PUBLISHED,
            unit_id.in_(wanted),
            ends_on >= ends_from,
        )
    )
    return [_arrival(*row) for row in rows]


def _arrival(
    member: RotationMember,
    person: Person | None,
    enrolment: Enrolment | None,
    placement: RotationPlacement,
    unit: Unit,
    starts_on: date,
    ends_on: date,
    owner_id: int,
    owner: str,
    home_id: int | None,
    home: str | None,
    published_on: date | None,
) -> Arrival:
    return Arrival(
        name=None if person is None else person.name,
        vacancy=member.vacancy_name,
        group=member.group,
        specialty_code=None if enrolment is None else enrolment.specialty_code,
        service_nb=placement.service_nb,
        service_en=placement.service_en,
        unit_id=unit.id or 0,
        unit=unit.name,
        starts_on=starts_on,
        ends_on=ends_on,
        plan_owner_id=owner_id,
        plan_owner=owner,
        home_id=home_id or owner_id,
        home=home or owner,
        published_on=published_on,
    )
