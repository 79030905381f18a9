"""Two doctors with a supervisor, a leader and a coordinator, for tests of signing."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, select

from app.actors import Actor, Grant
from app.db.tables import Enrolment, ObjectiveProgress, Organisation, Person
from app.roles import Role, ScopeKind
from app.store.signing import SignableRef, load_rows
from pathways.signing import SignableKind
from pathways.types.record import ObjectiveState


@dataclass
class SigningWorld:
    """The people by what they are, with everything committed."""

    session: Session
    doctor: Actor
    other_doctor: Actor
    guide: Actor
    leader: Actor
    stranger: Actor
    """A supervisor of nobody here."""
    coordinator: Actor
    enrolment_id: int
    other_enrolment_id: int
    organisation_id: int

    def begin(self, *identifiers: str, enrolment_id: int | None = None) -> tuple[SignableRef, ...]:
        """Objectives in psychiatry that are under way."""
        rows = [
            ObjectiveProgress(
                enrolment_id=enrolment_id or self.enrolment_id,
                objective_set="VOP",
                identifier=identifier,
                state=ObjectiveState.IN_PROGRESS,
            )
            for identifier in identifiers
        ]
        self.session.add_all(rows)
        self.session.commit()
        return self.now(tuple(SignableRef(SignableKind.OBJECTIVE, r.id or 0, 1) for r in rows))

    def now(self, refs: tuple[SignableRef, ...]) -> tuple[SignableRef, ...]:
        """The same things in the version they have now."""
        rows = load_rows(self.session, refs)
        return tuple(rows[ref.kind, ref.id].ref for ref in refs)


def make_world(session: Session) -> SigningWorld:
    """Everybody, and one trust that they belong to."""
    home = session.exec(
        select(Organisation).where(Organisation.name == "Sykehuset Østfold HF")
    ).one()
    assert home.id is not None
    names = ("Doctor", "Other", "Guide", "Leader", "Stranger", "Coordinator")
    people = [
        Person(public_id=f"sign-{name.lower()}", given_name=name, family_name="Test")
        for name in names
    ]
    session.add_all(people)
    session.flush()
    doctor, other, guide, leader, stranger, coordinator = people
    enrolments = [
        Enrolment(
            person_id=person.id or 0,
            specialty_code="VOP",
            stage_key="part3:VOP",
            organisation_id=home.id,
            personal_supervisor_id=guide.id,
            approver_id=leader.id,
            starts_on=date(2024, 3, 1),
        )
        for person in (doctor, other)
    ]
    session.add_all(enrolments)
    session.commit()
    own = Grant(Role.SUPERVISOR, ScopeKind.OWN)
    trainee = Grant(Role.TRAINEE, ScopeKind.OWN)
    trust = Grant(Role.COORDINATOR, ScopeKind.ORGANISATION, home.id)
    return SigningWorld(
        session,
        _actor(doctor, trainee),
        _actor(other, trainee),
        _actor(guide, own),
        _actor(leader, own),
        _actor(stranger, own),
        _actor(coordinator, trust),
        enrolments[0].id or 0,
        enrolments[1].id or 0,
        home.id,
    )


def _actor(person: Person, grant: Grant) -> Actor:
    assert person.id is not None
    return Actor(person.id, person.public_id, person.name, grant.role, (grant,))
