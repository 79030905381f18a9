"""A doctor in psychiatry for tests against the database, with as little as a record needs."""

from datetime import date

from sqlmodel import Session, select

from app.db.tables import Enrolment, Organisation, Person, ServiceRecord
from pathways.types.record import PlaceKind


def add_doctor(
    session: Session, public_id: str = "kari", supervisor_id: int | None = None
) -> Enrolment:
    """A doctor in psychiatry since 1 March 2024, without service."""
    person = Person(public_id=public_id, given_name="Kari", family_name="Holm")
    session.add(person)
    session.flush()
    assert person.id is not None
    row = Enrolment(
        person_id=person.id,
        specialty_code="VOP",
        stage_key="part3:VOP",
        personal_supervisor_id=supervisor_id,
        starts_on=date(2024, 3, 1),
    )
    session.add(row)
    session.flush()
    return row


def add_period(
    session: Session,
    enrolment: Enrolment,
    starts_on: date,
    ends_on: date | None,
    inside: int | None = None,
) -> ServiceRecord:
    """A service at the first organisation there is."""
    place = session.exec(select(Organisation.id)).first()
    assert enrolment.id is not None and place is not None
    row = ServiceRecord(
        enrolment_id=enrolment.id,
        person_id=enrolment.person_id,
        stage_key="part3:VOP",
        name_nb="Akuttpsykiatri",
        name_en="Acute psychiatry",
        organisation_id=place,
        place_kind=PlaceKind.HOSPITAL,
        starts_on=starts_on,
        ends_on=ends_on,
        counted_inside_id=inside,
    )
    session.add(row)
    session.flush()
    return row
