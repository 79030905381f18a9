"""Who receives doctors by a plan, and who there is told."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.store import access as access_store
from app.store import hosts as host_store
from app.store import reminders
from app.store import rotation_life as store
from app.store.rotation_values import BoardRows

EVERY_UNIT: frozenset[int] | None = None
"""What a coordinator of the whole organisation reaches."""


@dataclass(frozen=True, slots=True)
class Host:
    """An organisation with the units and doctors of a plan; vacancies are not counted."""

    organisation_id: int
    name: str
    members: tuple[tuple[int, str], ...]
    """(unit, member key) of each placement of a doctor."""

    def doctors(self, units: frozenset[int] | None) -> int:
        """How many doctors come to these units (None: to all of them)."""
        return len({key for unit, key in self.members if units is None or unit in units})


def hosts_of(board: BoardRows, *, since: date | None = None) -> tuple[Host, ...]:
    """The organisations that doctors are placed in, in order of time."""
    doctors = {each.key for each in board.members if not each.is_vacancy}
    found: dict[int, tuple[str, list[tuple[int, str]]]] = {}
    for row in board.placements:
        if row.member_key not in doctors or (since is not None and row.ends_on < since):
            continue
        _name, members = found.setdefault(row.unit.organisation_id, (row.unit.organisation, []))
        members.append((row.unit.id, row.member_key))
    return tuple(
        Host(organisation_id, name, tuple(members))
        for organisation_id, (name, members) in found.items()
    )


def keepers(session: Session, organisation_id: int, today: date) -> frozenset[int]:
    """Those who coordinate the organisation that keeps a plan."""
    return reminders.coordinators_by_place(session, today).get(organisation_id, frozenset())


def people_of_hosts(
    session: Session, keeper_id: int, hosts: Iterable[Host], today: date
) -> dict[int, dict[int, frozenset[int] | None]]:
    """By organisation, who is told there and of which units (None: all of them).

    A host with no coordinator of its own is reached through whoever is above it, but those who
    keep the plan are never told as hosts: they have their own message. A contract specialist has
    no coordinator in the practice, so whoever supervises there is told.
    """
    by_place = reminders.coordinators_by_place(session, today)
    specialists = host_store.contract_specialists(session, today)
    by_unit = store.unit_coordinators(session, today)
    own = by_place.get(keeper_id, frozenset())
    found: dict[int, dict[int, frozenset[int] | None]] = {}
    for host in hosts:
        people: dict[int, frozenset[int] | None] = {}
        for unit in sorted({unit for unit, _key in host.members}):
            for person_id in by_unit.get(unit, frozenset()) - own:
                people[person_id] = (people.get(person_id) or frozenset()) | {unit}
        in_practice = specialists.get(host.organisation_id, frozenset())
        for person_id in (by_place.get(host.organisation_id, frozenset()) | in_practice) - own:
            people[person_id] = EVERY_UNIT
        if people:
            found[host.organisation_id] = people
    return found


def reaches(
    session: Session, places: Collection[int] | None, units: frozenset[int], hosts: dict[int, int]
) -> frozenset[int]:
    """Which of the units (`hosts`: unit to organisation) a coordinator speaks for.

    `places` are the organisations coordinated (None: all), `units` the single units.
    """
    if places is None:
        return frozenset(hosts)
    within = access_store.with_children(session, set(places))
    return frozenset(
        unit for unit, organisation in hosts.items() if organisation in within or unit in units
    )
