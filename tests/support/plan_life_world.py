"""The draft world with all around it: hosts, coordinators, a municipality, booked service."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from app.db.tables import (
    Capacity,
    Enrolment,
    Message,
    Organisation,
    Person,
    RoleGrant,
    RotationMember,
    RotationPlacement,
    RotationVersion,
    ServiceRecord,
    Unit,
)
from app.exchange.rotation_needs import Needs, write_needs
from app.roles import Role, ScopeKind
from app.services import rotation_life
from app.services.rotation_life import Moment, Refused, Seen
from app.store import rotations
from app.store.rotation_values import PlanHead, VersionHead
from pathways.types.record import PlaceKind
from rotations.types.case import Block
from tests.support.draft_world import (
    BLOCKS,
    FIRST_MONTH,
    HOME,
    NOW,
    TODAY,
    DraftWorld,
    make_draft_world,
)

SURGERY = "life-surgery"
CLOSES = date(2026, 12, 10)


@dataclass
class LifeWorld:
    """The draft world; Anna goes on to a surgery in Moss, where Hanne coordinates."""

    draft: DraftWorld
    session: Session

    @property
    def plan(self) -> PlanHead:
        """The plan as stored now."""
        found = rotations.find_plan(self.session, self.draft.plan_id)
        assert found is not None
        return found

    @property
    def open(self) -> VersionHead:
        """The open version as stored now."""
        found = rotations.open_version(self.session, self.plan.id)
        assert found is not None
        return found

    @property
    def seen(self) -> Seen:
        """What one sees of the open version now."""
        return Seen(self.open.version, self.open.last_edit)

    def moment(self, name: str = "Marte", today: date = TODAY) -> Moment:
        """Somebody does something."""
        return Moment(self.draft.people[name], today, NOW)

    def propose(self) -> None:
        """The draft is proposed."""
        done = rotation_life.propose(self.session, self.open.id, self.seen, CLOSES, self.moment())
        assert not isinstance(done, Refused), done

    def services(self, name: str) -> list[tuple[str, date, date | None, int | None]]:
        """(unit key, first day, last day, booked by) of a doctor's service, oldest first."""
        self.session.expire_all()
        rows = self.session.exec(
            select(ServiceRecord)
            .where(ServiceRecord.person_id == self.draft.people[name])
            .order_by(col(ServiceRecord.starts_on), col(ServiceRecord.id))
        )
        keys = {unit_id: key for key, unit_id in self.draft.units.items()}
        return [
            (keys[row.unit_id or 0], row.starts_on, row.ends_on, row.rotation_version_id)
            for row in rows
        ]

    def messages(self, name: str) -> list[Message]:
        """What a person has been told, oldest first."""
        return list(
            self.session.exec(
                select(Message)
                .where(Message.person_id == self.draft.people[name])
                .order_by(col(Message.id))
            )
        )

    def serve(
        self, name: str, unit: str, starts_on: date, ends_on: date | None, *, service: str
    ) -> int:
        """Service of a doctor, registered by hand; its row id."""
        person_id = self.draft.people[name]
        enrolment = self.session.exec(
            select(Enrolment).where(Enrolment.person_id == person_id)
        ).one()
        row = ServiceRecord(
            enrolment_id=enrolment.id or 0,
            person_id=person_id,
            stage_key="part3:VOP",
            name_nb=service,
            name_en=service,
            organisation_id=self.draft.organisation_id,
            unit_id=self.draft.units[unit],
            place_kind=PlaceKind.HOSPITAL,
            starts_on=starts_on,
            ends_on=ends_on,
            is_planned=starts_on > TODAY,
        )
        self.session.add(row)
        self.session.commit()
        assert row.id is not None
        return row.id

    def placement(self, name: str, block: str) -> RotationPlacement:
        """A placement of the open version, to be changed by a test."""
        return self.session.exec(
            select(RotationPlacement)
            .join(RotationMember, col(RotationMember.id) == col(RotationPlacement.member_id))
            .where(
                RotationMember.version_id == self.open.id,
                RotationMember.key == self.draft.member(name),
                RotationPlacement.block_key == block,
            )
        ).one()

    def member(self, name: str) -> RotationMember:
        """A row of the open version, to be changed by a test."""
        return self.session.exec(
            select(RotationMember).where(
                RotationMember.version_id == self.open.id,
                RotationMember.key == self.draft.member(name),
            )
        ).one()

    def move(self, name: str, block: str, starts_on: date, ends_on: date) -> None:
        """Other days for a placement of the open version, as an edit would leave it."""
        row = self.placement(name, block)
        row.starts_on, row.ends_on = starts_on, ends_on
        version = self.session.get(RotationVersion, self.open.id)
        assert version is not None
        version.last_edit += 1
        self.session.add_all([row, version])
        self.session.commit()


def make_life_world(session: Session) -> LifeWorld:
    """Everything committed; nothing is proposed or published."""
    draft = make_draft_world(session)
    moss = session.exec(select(Organisation).where(Organisation.key == "moss-kommune")).one()
    assert moss.id is not None
    surgery = Unit(
        organisation_id=moss.id,
        key=SURGERY,
        name="Legekontoret Rogn, Moss",
        short_name="Rogn Moss",
        place_kind=PlaceKind.OPEN_PRACTICE,
    )
    hanne = Person(public_id="draft-hanne", given_name="Hanne", family_name="Prøve")
    session.add_all([surgery, hanne])
    session.flush()
    draft.units[SURGERY] = surgery.id or 0
    draft.people["Hanne"] = hanne.id or 0
    for name, place in (("Marte", draft.organisation_id), ("Hanne", moss.id)):
        session.add(
            RoleGrant(
                person_id=draft.people[name],
                role=Role.COORDINATOR,
                scope=ScopeKind.ORGANISATION,
                organisation_id=place,
                valid_from=date(2020, 1, 1),
            )
        )
    world = LifeWorld(draft, session)
    _to_the_surgery(world)
    _complete(world)
    session.commit()
    return world


def _to_the_surgery(world: LifeWorld) -> None:
    """Anna's last block lies in the municipality; Bo could have it there as well."""
    row = world.placement("Anna", "old")
    row.unit_id = world.draft.units[SURGERY]
    blocks = (*BLOCKS[:2], Block("old", "Alderspsykiatri", (SURGERY, HOME), 6, 12))
    members = [world.member(name) for name in ("Anna", "Bo")]
    for member in members:
        member.needs = write_needs(Needs(blocks=blocks), FIRST_MONTH)
    world.session.add_all([row, *members])


def _complete(world: LifeWorld) -> None:
    """Names of services in the rows as a real draft has them, and no minimum in the way."""
    for room in world.session.exec(select(Capacity)):
        room.minimum = None
        world.session.add(room)
    names = {block.key: block.service for block in BLOCKS}
    for row in world.session.exec(select(RotationPlacement)):
        row.service_nb = row.service_en = names.get(row.block_key, row.block_key)
        world.session.add(row)
