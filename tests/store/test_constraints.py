"""What must always hold, the database itself refuses to break: on SQLite and on PostgreSQL."""

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from app.db.tables import Employment, Enrolment, Organisation, Person, RoleGrant, ServiceRecord
from app.roles import Role, ScopeKind
from pathways.types.record import PlaceKind


@pytest.fixture
def enrolment(session: Session) -> Enrolment:
    """A doctor in psychiatry without any service yet."""
    person = Person(public_id="kari", given_name="Kari", family_name="Holm")
    session.add(person)
    session.flush()
    assert person.id is not None
    row = Enrolment(
        person_id=person.id,
        specialty_code="VOP",
        stage_key="part3:VOP",
        starts_on=date(2024, 3, 1),
    )
    session.add(row)
    session.commit()
    return row


def service(
    session: Session,
    enrolment: Enrolment,
    starts_on: date,
    ends_on: date | None,
    inside: int | None = None,
) -> ServiceRecord:
    place = session.exec(select(Organisation.id)).first()
    assert enrolment.id is not None
    assert place is not None
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


FIRST = (date(2024, 3, 1), date(2024, 8, 31))


@pytest.mark.parametrize(
    "second",
    [
        (date(2024, 8, 31), date(2024, 12, 31)),
        (date(2024, 4, 1), date(2024, 5, 1)),
        (date(2024, 1, 1), None),
        (date(2023, 1, 1), date(2024, 3, 1)),
    ],
)
def test_two_services_at_once_are_refused(
    session: Session, enrolment: Enrolment, second: tuple[date, date | None]
) -> None:
    service(session, enrolment, *FIRST)
    with pytest.raises(IntegrityError, match="ex_service_record_overlap"):
        service(session, enrolment, *second)


def test_services_that_meet_are_accepted(session: Session, enrolment: Enrolment) -> None:
    service(session, enrolment, *FIRST)
    assert service(session, enrolment, date(2024, 9, 1), None).id is not None


def test_a_service_inside_another_is_accepted(session: Session, enrolment: Enrolment) -> None:
    outer = service(session, enrolment, *FIRST)
    inner = service(session, enrolment, date(2024, 4, 1), date(2024, 5, 1), inside=outer.id)
    assert inner.id is not None


def test_moving_a_service_onto_another_is_refused(session: Session, enrolment: Enrolment) -> None:
    service(session, enrolment, *FIRST)
    other = service(session, enrolment, date(2024, 9, 1), None)
    other.starts_on = date(2024, 8, 1)
    with pytest.raises(IntegrityError, match="ex_service_record_overlap"):
        session.flush()


def test_a_service_that_ends_before_it_starts_is_refused(
    session: Session, enrolment: Enrolment
) -> None:
    with pytest.raises(IntegrityError, match="ck_service_record_dates_ordered"):
        service(session, enrolment, date(2024, 9, 1), date(2024, 8, 31))


def test_a_person_is_enrolled_once_at_a_time(session: Session, enrolment: Enrolment) -> None:
    session.add(
        Enrolment(person_id=enrolment.person_id, stage_key="part3:RUS", starts_on=date(2026, 1, 1))
    )
    with pytest.raises(IntegrityError):
        session.flush()


@pytest.mark.parametrize("percent", [0, 130])
def test_a_share_outside_one_to_hundred_is_refused(
    session: Session, enrolment: Enrolment, percent: int
) -> None:
    place = session.exec(select(Organisation.id)).first()
    assert place is not None
    session.add(
        Employment(
            person_id=enrolment.person_id,
            organisation_id=place,
            title_nb="Lege",
            share_percent=percent,
            starts_on=date(2024, 1, 1),
        )
    )
    with pytest.raises(IntegrityError, match="ck_employment_share_range"):
        session.flush()


def test_a_trust_wide_role_must_name_the_trust(session: Session, enrolment: Enrolment) -> None:
    session.add(
        RoleGrant(
            person_id=enrolment.person_id,
            role=Role.COORDINATOR,
            scope=ScopeKind.ORGANISATION,
            valid_from=date(2024, 1, 1),
        )
    )
    with pytest.raises(IntegrityError, match="ck_role_grant_scope_target"):
        session.flush()


def test_an_unknown_stage_is_refused(session: Session, enrolment: Enrolment) -> None:
    enrolment.stage_key = "part9:VOP"
    with pytest.raises(IntegrityError):
        session.flush()
