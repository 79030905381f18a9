"""Approval dates from a draft: the same as Min vei where the draft is what is booked."""

from datetime import date

from sqlmodel import Session, col, select

from app.db.session import Database
from app.db.tables import Absence, Enrolment, Person, RotationMember, RotationPlacement
from app.services.expected_dates import ExpectedDates
from app.services.rotation_case import load_case
from app.services.rotation_dates import DraftDates, dates
from app.store import record_batches
from pathways.types.record import AbsenceKind
from rotations.types.case import Placement
from tests.support.draft_world import TODAY, make_draft_world, plan_of_services

PLAN_START, PLAN_MONTHS = date(2026, 9, 1), 96


def _doctors(session: Session) -> list[str]:
    return list(
        session.exec(
            select(Person.public_id)
            .join(Enrolment, col(Enrolment.person_id) == col(Person.id))
            .where(
                col(Enrolment.ends_on).is_(None),
                col(Enrolment.specialty_code).in_(("VOP", "ANE", "RUS")),
            )
            .order_by(Person.public_id)
        ).all()
    )


def test_a_draft_that_equals_the_booked_services_gives_the_date_of_min_vei(
    demo_database: Database,
) -> None:
    with demo_database.session() as session:
        version, keys = plan_of_services(session, _doctors(session), PLAN_START, PLAN_MONTHS)
        plan_case = load_case(session, version, today=TODAY)
        found = dates(session, plan_case, keys, TODAY)
        filed = record_batches.load_named(session, keys)
        own = ExpectedDates(session, filed, TODAY)
        assert len(keys) > 40
        assert set(found) == set(keys)
        for key in keys:
            assert found[key].booked == own.of(key).day
            assert found[key].draft == own.of(key).day, key


def test_a_vacant_post_has_no_date(session: Session) -> None:
    world = make_draft_world(session)
    plan_case = load_case(session, world.version_id, today=TODAY)
    keys = [world.member(name) for name in ("Anna", "Ledig")]
    assert set(dates(session, plan_case, keys, TODAY)) == {world.member("Anna")}


def test_leave_on_the_draft_moves_the_date_as_recorded_leave_does(session: Session) -> None:
    world = make_draft_world(session)
    anna = world.member("Anna")
    plan_case = load_case(session, world.version_id, today=TODAY)
    leave = (date(2027, 3, 1), date(2027, 8, 31))
    drafted = DraftDates(session, plan_case, [anna], TODAY).of(anna, leave=[leave])
    session.add(
        Absence(
            person_id=world.people["Anna"],
            kind=AbsenceKind.LEAVE,
            starts_on=leave[0],
            ends_on=leave[1],
        )
    )
    session.commit()
    recorded = dates(session, plan_case, [anna], TODAY)[anna]
    assert drafted.booked != drafted.draft
    assert drafted.draft == recorded.draft == recorded.booked


def test_what_is_behind_stays_as_it_was_recorded(session: Session) -> None:
    """Months of the draft before today change nothing."""
    world = make_draft_world(session)
    anna = world.member("Anna")
    plan_case = load_case(session, world.version_id, today=TODAY)
    found = DraftDates(session, plan_case, [anna], TODAY)
    later = [each for each in plan_case.placements if each.doctor == anna and each.first > 2]
    past = Placement(anna, 0, 1, "acute", "draft-ward")
    assert found.of(anna, later) == found.of(anna, [past, *later])
    rows = session.exec(select(RotationPlacement.member_id).join(RotationMember)).all()
    assert rows
