"""Whose record each role reaches."""

from datetime import date

import pytest

from app.actors import Actor, DatedGrant, Grant, Reach, grants_on, may_read_record
from app.roles import Role, ScopeKind

# A doctor (person 1) guided by 2 and approved by 3, in unit 10 of hospital 20, which belongs
# to trust 21 in region 22.
DOCTOR = Reach(
    person_id=1,
    supervisor_id=2,
    approver_id=3,
    unit_ids=frozenset({10}),
    organisation_ids=frozenset({20, 21, 22}),
)


def actor(person_id: int, role: Role, *grants: Grant) -> Actor:
    return Actor(person_id, f"p{person_id}", "Somebody", role, grants)


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        (actor(1, Role.TRAINEE, Grant(Role.TRAINEE, ScopeKind.OWN)), True),
        (actor(4, Role.TRAINEE, Grant(Role.TRAINEE, ScopeKind.OWN)), False),
        (actor(2, Role.SUPERVISOR, Grant(Role.SUPERVISOR, ScopeKind.OWN)), True),
        (actor(3, Role.SUPERVISOR, Grant(Role.SUPERVISOR, ScopeKind.OWN)), True),
        (actor(4, Role.SUPERVISOR, Grant(Role.SUPERVISOR, ScopeKind.OWN)), False),
        (actor(4, Role.SUPERVISOR, Grant(Role.SUPERVISOR, ScopeKind.UNIT, unit_id=10)), True),
        (actor(4, Role.SUPERVISOR, Grant(Role.SUPERVISOR, ScopeKind.UNIT, unit_id=11)), False),
        (actor(5, Role.COORDINATOR, Grant(Role.COORDINATOR, ScopeKind.ORGANISATION, 21)), True),
        (actor(5, Role.COORDINATOR, Grant(Role.COORDINATOR, ScopeKind.ORGANISATION, 23)), False),
        (actor(5, Role.COORDINATOR, Grant(Role.COORDINATOR, ScopeKind.REGION, 22)), True),
        (actor(5, Role.COORDINATOR, Grant(Role.COORDINATOR, ScopeKind.ALL)), True),
        (actor(6, Role.COUNCIL, Grant(Role.COUNCIL, ScopeKind.ALL)), False),
        (actor(7, Role.PLANNER, Grant(Role.PLANNER, ScopeKind.ALL)), False),
        (actor(8, Role.ADMIN, Grant(Role.ADMIN, ScopeKind.ALL)), False),
        # Working as a trainee now, the coordinator's reach does not follow along.
        (actor(5, Role.TRAINEE, Grant(Role.COORDINATOR, ScopeKind.ALL)), False),
    ],
)
def test_who_may_read_a_doctors_record(who: Actor, allowed: bool) -> None:
    assert may_read_record(who, DOCTOR) is allowed


def test_a_grant_counts_from_its_first_to_its_last_day() -> None:
    row = DatedGrant(Role.PLANNER, ScopeKind.ALL, None, None, date(2026, 1, 1), date(2026, 12, 31))
    held = {
        day: bool(grants_on([row], day))
        for day in (
            date(2025, 12, 31),
            date(2026, 1, 1),
            date(2026, 12, 31),
            date(2027, 1, 1),
        )
    }
    assert list(held.values()) == [False, True, True, False]


def test_roles_come_in_the_order_of_the_sides() -> None:
    who = actor(
        9,
        Role.COORDINATOR,
        Grant(Role.COORDINATOR, ScopeKind.ALL),
        Grant(Role.SUPERVISOR, ScopeKind.OWN),
        Grant(Role.SUPERVISOR, ScopeKind.UNIT, unit_id=10),
    )
    assert who.roles == (Role.SUPERVISOR, Role.COORDINATOR)
