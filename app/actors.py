"""The person who asks, and how far the person's roles reach. Values only; no web, no database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.roles import Role, ScopeKind


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that a person holds today, with its reach."""

    role: Role
    scope: ScopeKind
    organisation_id: int | None = None
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who asks, on the side (role) the person works on now."""

    person_id: int
    public_id: str
    name: str
    role: Role
    grants: tuple[Grant, ...]
    is_demo: bool = False

    def grants_as(self, role: Role) -> tuple[Grant, ...]:
        """The reaches of one role."""
        return tuple(grant for grant in self.grants if grant.role is role)

    @property
    def roles(self) -> tuple[Role, ...]:
        """Every role held, in the order of the sides."""
        held = {grant.role for grant in self.grants}
        return tuple(role for role in Role if role in held)


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a doctor belongs: the keys that decide access, nothing about the doctor."""

    person_id: int
    supervisor_id: int | None
    approver_id: int | None
    unit_ids: frozenset[int]
    organisation_ids: frozenset[int]
    """Employers and the home of the training, with everything above them."""


def may_read_record(actor: Actor, reach: Reach) -> bool:
    """Whether the actor, on the side worked on now, may read this doctor's record.

    A supervisor reads those supervised or approved, or those of the unit; a coordinator
    those of the unit, the trust or municipality, or the region. Council, planner and admin
    read no single record.
    """
    if actor.role is Role.TRAINEE:
        return actor.person_id == reach.person_id
    if actor.role not in (Role.SUPERVISOR, Role.COORDINATOR):
        return False
    return any(_grant_reaches(actor, grant, reach) for grant in actor.grants_as(actor.role))


def _grant_reaches(actor: Actor, grant: Grant, reach: Reach) -> bool:
    if grant.scope is ScopeKind.OWN:
        return actor.person_id in (reach.supervisor_id, reach.approver_id)
    if grant.scope is ScopeKind.UNIT:
        return grant.unit_id in reach.unit_ids
    if grant.scope in (ScopeKind.ORGANISATION, ScopeKind.REGION):
        return grant.organisation_id in reach.organisation_ids
    return True


def places_coordinated(actor: Actor) -> frozenset[int] | None:
    """The trusts, municipalities and regions that the actor coordinates; None: everywhere."""
    return organisations_of(actor, Role.COORDINATOR)


def organisations_of(actor: Actor, role: Role) -> frozenset[int] | None:
    """The whole organisations that the actor's grants of a role reach; None: everywhere.

    A reach over single units is none of them: it keeps nothing for a whole organisation.
    """
    grants = actor.grants_as(role)
    if any(grant.scope is ScopeKind.ALL for grant in grants):
        return None
    wide = (ScopeKind.ORGANISATION, ScopeKind.REGION)
    return frozenset(
        grant.organisation_id
        for grant in grants
        if grant.scope in wide and grant.organisation_id is not None
    )


@dataclass(frozen=True, slots=True)
class DatedGrant:
    """A role grant as stored, whatever its dates; `valid_to` is the last day."""

    role: Role
    scope: ScopeKind
    organisation_id: int | None
    unit_id: int | None
    valid_from: date
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        """Whether the grant is in force on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def grants_on(rows: Iterable[DatedGrant], day: date) -> tuple[Grant, ...]:
    """The grants in force on `day`."""
    return tuple(
        Grant(row.role, row.scope, row.organisation_id, row.unit_id)
        for row in rows
        if row.holds_on(day)
    )
