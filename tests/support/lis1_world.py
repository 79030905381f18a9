"""A small LIS1 council with one intake, on reference data alone: four doctors, four places.

The lists are those of docs/cases/lis1/six-ways.json: Anna, Bo, Carl and Dina, drawn in that
order by hand.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from app.actors import Actor, Grant
from app.db.tables import (
    CouncilMember,
    CouncilSide,
    CouncilTask,
    IntakeState,
    Lis1Candidate,
    Lis1Fact,
    Lis1Intake,
    Lis1OfferDates,
    Lis1Rules,
    Lis1Seat,
    Lis1Track,
    Lis1Wish,
    Organisation,
    Person,
    RoleGrant,
    RulesState,
)
from app.exchange.lis1_parts import write_parts
from app.roles import Role, ScopeKind
from app.sorting import norwegian_key
from rotations.lis1.tracks import THREE_PART
from rotations.lis1.types import Criterion, CriterionKind, FactStatus, Qualification, Scope

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
COUNCIL = "sykehuset-ostfold"
HOSPITAL = "sykehuset-ostfold-hovedenhet"
STARTS = date(2027, 3, 1)
TOWNS = ("fredrikstad", "halden", "moss", "sarpsborg")
LISTS = {
    "Anna": ("moss", "halden", "fredrikstad", "sarpsborg"),
    "Bo": ("fredrikstad", "moss", "halden", "sarpsborg"),
    "Carl": ("fredrikstad", "sarpsborg", "moss", "halden"),
    "Dina": ("sarpsborg", "moss", "fredrikstad", "halden"),
}
LIVED = Criterion(
    "bosted", CriterionKind.AFFILIATION, "Har bodd i kommunen i minst to år.", "bosted", 2,
    Scope.MUNICIPALITY, 24,
)  # fmt: skip
MEMBERS = {
    "Tor": (CouncilTask.CHAIR, CouncilSide.HOSPITAL),
    "Sigrid": (CouncilTask.MEMBER, CouncilSide.MUNICIPALITY),
    "Bilal": (CouncilTask.SECRETARY, CouncilSide.ADMINISTRATION),
    "Mateo": (CouncilTask.MEMBER, CouncilSide.UNION),
}


@dataclass
class Lis1World:
    """What was made, by name: row ids of members, seats (by town) and candidates."""

    session: Session
    intake_id: int
    public_id: str
    organisation_id: int
    rules_id: int
    people: dict[str, int] = field(default_factory=dict)
    public: dict[str, str] = field(default_factory=dict)
    """Public ids of the members."""
    seats: dict[str, int] = field(default_factory=dict)
    candidates: dict[str, int] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    """Candidate keys by given name: K-01 is Anna."""

    def actor(self, name: str) -> Actor:
        """A member at work on the council's side."""
        grant = Grant(Role.COUNCIL, ScopeKind.ORGANISATION, self.organisation_id)
        return Actor(self.people[name], self.public[name], name, Role.COUNCIL, (grant,))

    @property
    def intake(self) -> Lis1Intake:
        """The intake as stored now."""
        self.session.expire_all()
        return self.session.get_one(Lis1Intake, self.intake_id)


def make_intake(
    session: Session, state: IntakeState = IntakeState.CLOSED, *, is_drawn: bool = True
) -> Lis1World:
    """A council of four and an intake with four places; commits."""
    places = _places(session)
    owner = places[COUNCIL]
    rules = Lis1Rules(
        public_id="rules-1", organisation_id=owner, number=1, state=RulesState.ADOPTED,
        text="Den som har bodd i kommunen i minst to år, går foran.", source="Oppdiktet",
        status=FactStatus.UNVERIFIED, criteria=write_parts([LIVED]), made_at=NOW,
        decided_on=date(2026, 9, 1),
    )  # fmt: skip
    track = Lis1Track(
        organisation_id=owner, key=THREE_PART.key, name=THREE_PART.name,
        phases=write_parts(THREE_PART.phases), source=THREE_PART.source, status=THREE_PART.status,
    )  # fmt: skip
    session.add_all([rules, track])
    session.flush()
    assert rules.id is not None and track.id is not None
    intake = Lis1Intake(
        public_id="intake-1", organisation_id=owner, name="Oppstart 1. mars 2027", state=state,
        starts_on=STARTS, advertised_on=date(2026, 8, 20), deadline_on=date(2026, 11, 10),
        decide_on=date(2026, 11, 25), rules_id=rules.id,
        qualifications=write_parts([Qualification("lisens", "Lisens")]),
        drawn_by_hand=["K-01", "K-02", "K-03", "K-04"] if is_drawn else [],
    )  # fmt: skip
    if state is IntakeState.OPEN:
        intake.deadline_on = date(2026, 11, 30)
    session.add(intake)
    session.flush()
    assert intake.id is not None
    world = Lis1World(session, intake.id, intake.public_id, owner, rules.id)
    _add_members(session, world)
    _add_rounds(session, intake.id)
    for town in TOWNS:
        seat = Lis1Seat(
            intake_id=intake.id, key=town, hospital_id=places[HOSPITAL],
            municipality_id=places[f"{town}-kommune"], track_id=track.id, starts_on=STARTS,
            places=1, needs=["lisens"], contact_name="Kari Kontakt",
        )  # fmt: skip
        session.add(seat)
        session.flush()
        assert seat.id is not None
        world.seats[town] = seat.id
    _add_candidates(session, world, places)
    session.commit()
    return world


def _places(session: Session) -> dict[str, int]:
    wanted = [COUNCIL, HOSPITAL, *(f"{town}-kommune" for town in TOWNS)]
    rows = session.execute(
        sa.select(col(Organisation.key), col(Organisation.id)).where(
            col(Organisation.key).in_(wanted)
        )
    )
    return {row[0]: row[1] for row in rows}


def _add_members(session: Session, world: Lis1World) -> None:
    for name, (task, side) in MEMBERS.items():
        person = Person(public_id=f"member-{name.lower()}", given_name=name, family_name="Råd")
        session.add(person)
        session.flush()
        assert person.id is not None
        world.people[name], world.public[name] = person.id, person.public_id
        session.add_all(
            [
                RoleGrant(
                    person_id=person.id, role=Role.COUNCIL, scope=ScopeKind.ORGANISATION,
                    organisation_id=world.organisation_id, valid_from=date(2024, 1, 1),
                ),
                CouncilMember(
                    organisation_id=world.organisation_id, person_id=person.id, task=task,
                    side=side, valid_from=date(2024, 1, 1),
                ),
            ]
        )  # fmt: skip


def _add_rounds(session: Session, intake_id: int) -> None:
    days = ((1, 4, 7), (9, 11, 14))
    for number, (sent, reply, marked) in enumerate(days, 1):
        session.add(
            Lis1OfferDates(
                intake_id=intake_id, number=number, sent_on=date(2026, 12, sent),
                reply_by=date(2026, 12, reply), marked_by=date(2026, 12, marked),
            )
        )  # fmt: skip


def _add_candidates(session: Session, world: Lis1World, places: dict[str, int]) -> None:
    for number, (name, wishes) in enumerate(LISTS.items(), 1):
        row = Lis1Candidate(
            intake_id=world.intake_id, key=f"K-{number:02}", given_name=name, family_name="Lege",
            sort_name=norwegian_key(f"Lege {name}"), email=f"{name.lower()}@example.org",
            qualifications=["lisens"], groups={"gender": "woman" if name in "AnnaDina" else "man"},
            sent_at=NOW, receipt=f"KV{number}",
        )  # fmt: skip
        session.add(row)
        session.flush()
        assert row.id is not None
        world.candidates[name], world.keys[name] = row.id, row.key
        for rank, town in enumerate(wishes, 1):
            session.add(Lis1Wish(candidate_id=row.id, rank=rank, seat_id=world.seats[town]))
    session.add(
        Lis1Fact(
            candidate_id=world.candidates["Dina"], subject="bosted",
            place_id=places["fredrikstad-kommune"], amount=36, is_confirmed=True,
            confirmed_on=date(2026, 11, 12),
        )
    )  # fmt: skip
