"""Rotation drafts for tests: a small plan of invented doctors, or one made of booked services."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlmodel import Session, col, select

from app.db.tables import (
    Capacity,
    CapacityUnit,
    Enrolment,
    Organisation,
    Person,
    RotationMember,
    RotationPlacement,
    RotationPlan,
    RotationVersion,
    ServiceRecord,
    Unit,
    VersionState,
)
from app.exchange.rotation_needs import Needs, write_needs
from app.services.rotation_months import first_day, last_day, month_of
from pathways.types.record import PlaceKind
from rotations.types.case import Block, LimitKind, TraineeGroup

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 5, 10, tzinfo=UTC)
FIRST_MONTH = date(2026, 9, 1)
MONTHS = 36
WARD, CLINIC, HOME = "draft-ward", "draft-clinic", "draft-home"
"""Keys of three units: two with room for two, and one with room for everybody."""


@dataclass
class DraftWorld:
    """A draft with doctors Anna, Bo and Cato and a vacant post, at three units of a trust."""

    session: Session
    plan_id: str
    version_id: int
    organisation_id: int
    units: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    """Row ids by first name, the coordinators Marte and Nils too."""

    def member(self, name: str) -> str:
        """The key of a doctor's row."""
        return f"draft-{name.lower()}"

    def rows(self, name: str) -> list[tuple[str, str, int, int, bool]]:
        """(block, unit key, first month, last month, locked) of a doctor, read afresh."""
        self.session.expire_all()
        keys = {row_id: key for key, row_id in self.units.items()}
        found = self.session.exec(
            select(RotationPlacement)
            .join(RotationMember, col(RotationMember.id) == col(RotationPlacement.member_id))
            .where(
                RotationMember.version_id == self.version_id,
                RotationMember.key == self.member(name),
            )
            .order_by(col(RotationPlacement.starts_on))
        )
        return [
            (
                row.block_key,
                keys[row.unit_id],
                month_of(FIRST_MONTH, row.starts_on),
                month_of(FIRST_MONTH, row.ends_on),
                row.is_locked,
            )
            for row in found
        ]

    def lock(self, name: str, block: str, by: str = "Marte") -> None:
        """Lock a placement, as if it had been done long ago."""
        row = self._placement(name, block)
        row.is_locked, row.locked_by_id, row.locked_on = True, self.people[by], TODAY
        self.session.add(row)
        self.session.commit()

    def state(self, state: VersionState) -> None:
        """Put the version in another state."""
        version = self.session.get(RotationVersion, self.version_id)
        assert version is not None
        version.state = state
        self.session.add(version)
        self.session.commit()

    def _placement(self, name: str, block: str) -> RotationPlacement:
        return self.session.exec(
            select(RotationPlacement)
            .join(RotationMember, col(RotationMember.id) == col(RotationPlacement.member_id))
            .where(
                RotationMember.version_id == self.version_id,
                RotationMember.key == self.member(name),
                RotationPlacement.block_key == block,
            )
        ).one()


BLOCKS = (
    Block("acute", "Akuttpsykiatri", (WARD, HOME), 6, 12),
    Block("psychosis", "Psykose", (CLINIC, WARD), 6, 12),
    Block("old", "Alderspsykiatri", (HOME,), 6, 12),
)
"""What each of the doctors needs: any order, six to twelve months each."""

PLACED: dict[str, tuple[tuple[str, str, int, int], ...]] = {
    "Anna": (("acute", WARD, 0, 5), ("psychosis", CLINIC, 6, 11), ("old", HOME, 12, 17)),
    "Bo": (("psychosis", CLINIC, 0, 5), ("acute", WARD, 6, 11), ("old", HOME, 12, 17)),
    "Cato": (("old", HOME, 0, 5), ("acute", WARD, 6, 11)),
    "Ledig": (("psychosis", CLINIC, 6, 11),),
}


def make_draft_world(session: Session) -> DraftWorld:
    """The plan with its draft; nobody has a published placement."""
    trust = session.exec(select(Organisation).where(Organisation.key == "sykehuset-ostfold")).one()
    assert trust.id is not None
    plan, version_id = _plan(session, trust.id, FIRST_MONTH, MONTHS)
    world = DraftWorld(session, plan.public_id, version_id, trust.id)
    for key, name in ((WARD, "Døgnpost"), (CLINIC, "DPS Halden"), (HOME, "Poliklinikken")):
        world.units[key] = _unit(session, trust.id, key, name)
    for key, most in ((WARD, 2), (CLINIC, 2)):
        _room(session, trust.id, world.units[key], key, most)
    for name in ("Anna", "Bo", "Cato", "Marte", "Nils"):
        world.people[name] = _person(session, name, trust.id, is_doctor=name in PLACED)
    for position, (name, placed) in enumerate(PLACED.items()):
        person = world.people.get(name)
        member = add_member(
            session,
            version_id,
            world.member(name),
            position,
            BLOCKS if person else BLOCKS[1:2],
            person_id=person,
            vacancy_name=None if person else "Stilling 14",
        )
        for block, unit, first, last in placed:
            add_placement(session, member, block, world.units[unit], first, last)
    session.commit()
    return world


def plan_of_services(
    session: Session, people: Sequence[str], first_month: date, months: int
) -> tuple[int, list[str]]:
    """A draft whose placements are the services that these people have booked at units.

    Only those whose services within the plan fill whole months and lie at a unit take part; their
    keys come back with the row id of the version.
    """
    rows = session.execute(
        select(Enrolment, Person)
        .join(Person, col(Person.id) == col(Enrolment.person_id))
        .where(col(Person.public_id).in_(people), col(Enrolment.ends_on).is_(None))
        .order_by(col(Person.id))
    ).all()
    _plan_row, version_id = _plan(session, rows[0][0].organisation_id or 0, first_month, months)
    end = last_day(first_month, months - 1)
    taken: list[str] = []
    for enrolment, person in rows:
        services = [
            row
            for row in session.exec(
                select(ServiceRecord)
                .where(ServiceRecord.person_id == enrolment.person_id)
                .order_by(col(ServiceRecord.starts_on))
            )
            if row.starts_on <= end and (row.ends_on is None or row.ends_on >= first_month)
        ]
        if not services or not all(_fits(row, first_month, end) for row in services):
            continue
        taken.append(person.public_id)
        blocks = [_block(row, number, session) for number, row in enumerate(services)]
        member = add_member(
            session, version_id, person.public_id, len(taken), blocks, person_id=person.id
        )
        for block, row in zip(blocks, services, strict=True):
            first = month_of(first_month, max(row.starts_on, first_month))
            last = months - 1 if row.ends_on is None else month_of(first_month, row.ends_on)
            assert row.unit_id is not None
            add_placement(
                session, member, block.key, row.unit_id, first, last,
                first_month=first_month, continues=row.ends_on is None,
            )  # fmt: skip
    session.commit()
    return version_id, taken


def _fits(row: ServiceRecord, first_month: date, end: date) -> bool:
    return (
        row.unit_id is not None
        and row.counted_inside_id is None
        and row.starts_on.day == 1
        and (row.ends_on is None or row.ends_on <= end)
    )


def _block(row: ServiceRecord, number: int, session: Session) -> Block:
    unit = session.get(Unit, row.unit_id)
    assert unit is not None
    return Block(f"b{number}", row.name_nb, (unit.key,), 1, 60)


def add_member(
    session: Session,
    version_id: int,
    key: str,
    position: int,
    blocks: Iterable[Block],
    **columns: Any,
) -> int:
    """A row of the board; its id."""
    version = session.get(RotationVersion, version_id)
    assert version is not None
    plan = session.get(RotationPlan, version.plan_id)
    assert plan is not None
    row = RotationMember(
        version_id=version_id,
        key=key,
        group=TraineeGroup.LIS23,
        position=position,
        starts_on=plan.first_month,
        needs=write_needs(Needs(blocks=tuple(blocks)), plan.first_month),
        **columns,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def add_placement(
    session: Session,
    member: int,
    block: str,
    unit: int,
    first: int,
    last: int,
    *,
    first_month: date = FIRST_MONTH,
    continues: bool = False,
) -> None:
    """A placement in months of the plan."""
    session.add(
        RotationPlacement(
            member_id=member,
            block_key=block,
            service_nb=block,
            service_en=block,
            unit_id=unit,
            starts_on=first_day(first_month, first),
            ends_on=last_day(first_month, last),
            continues=continues,
        )
    )
    session.flush()


def _plan(
    session: Session, organisation_id: int, first_month: date, months: int
) -> tuple[RotationPlan, int]:
    plan = RotationPlan(
        public_id="draft-plan",
        organisation_id=organisation_id,
        name="Psykiatri",
        specialty_code="VOP",
        first_month=first_month,
        months=months,
    )
    session.add(plan)
    session.flush()
    version = RotationVersion(
        public_id="draft-version",
        plan_id=plan.id or 0,
        number=7,
        state=VersionState.DRAFT,
        made_at=NOW,
    )
    session.add(version)
    session.flush()
    assert version.id is not None
    return plan, version.id


def _unit(session: Session, organisation_id: int, key: str, name: str) -> int:
    row = Unit(
        organisation_id=organisation_id,
        key=key,
        name=name,
        short_name=name[:12],
        place_kind=PlaceKind.DPS if key == CLINIC else PlaceKind.HOSPITAL,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def _room(session: Session, organisation_id: int, unit_id: int, key: str, most: int) -> None:
    row = Capacity(
        public_id=f"room-{key}",
        organisation_id=organisation_id,
        name=key,
        kind=LimitKind.PLACE,
        minimum=1 if key == CLINIC else None,
        maximum=most,
        valid_from=FIRST_MONTH,
    )
    session.add(row)
    session.flush()
    session.add(CapacityUnit(capacity_id=row.id or 0, unit_id=unit_id))


def _person(session: Session, name: str, organisation_id: int, *, is_doctor: bool) -> int:
    person = Person(public_id=f"draft-{name.lower()}", given_name=name, family_name="Prøve")
    session.add(person)
    session.flush()
    assert person.id is not None
    if is_doctor:
        session.add(
            Enrolment(
                person_id=person.id,
                specialty_code="VOP",
                stage_key="part3:VOP",
                organisation_id=organisation_id,
                starts_on=date(2025, 3, 1),
            )
        )
    session.flush()
    return person.id
