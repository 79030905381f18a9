"""A doctor and a course session: what can be done when, and who gets a seat that comes free."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlmodel import Session, select

from app.db.tables import AuditEvent, CourseAttendance, CourseRegistration
from app.services import course_registrations as service
from app.services.course_registrations import Refusal, Refused, Registered
from app.services.course_registrations_words import refusal_words, withdrawn_words
from app.services.logbook_book import open_book
from app.store import courses as store
from app.store.logbook import LogKind
from pathways.types.courses import RegistrationState as State
from pathways.types.courses import SeatOrder
from pathways.types.record import AttendanceState, SignState
from tests.support.session_world import TODAY, WHEN, SessionWorld, make_session_world


@pytest.fixture
def world(session: Session) -> SessionWorld:
    return make_session_world(session)


def test_a_doctor_applies_and_the_trail_remembers(world: SessionWorld) -> None:
    kari, held = world.doctor("Kari"), world.held()
    done = service.apply(world.session, kari, held, by=world.doctors["Kari"].person_id, **WHEN)
    assert isinstance(done, Registered)
    assert (done.registration.state, done.registration.applied_on) == (State.APPLIED, TODAY)
    event = world.session.exec(
        select(AuditEvent).where(AuditEvent.action == "course.applied")
    ).one()
    assert event.actor_id == world.doctors["Kari"].person_id
    assert event.details["session"] == held


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"cancelled_on": TODAY}, Refusal.CANCELLED),
        ({"signup_opens_on": TODAY + timedelta(days=1)}, Refusal.NOT_OPEN_YET),
        ({"signup_closes_on": TODAY - timedelta(days=1)}, Refusal.CLOSED),
        ({"starts_on": TODAY, "signup_closes_on": None}, Refusal.BEGUN),
    ],
)
def test_signing_up_is_refused_with_the_reason(
    world: SessionWorld, columns: dict[str, object], reason: Refusal
) -> None:
    kari, held = world.doctor("Kari"), world.held(**columns)
    answer = service.apply(world.session, kari, held, by=1, **WHEN)
    assert isinstance(answer, Refused)
    assert answer.reason is reason
    assert world.state(held, "Kari") is None


def test_the_last_day_of_sign_up_still_counts(world: SessionWorld) -> None:
    kari, held = world.doctor("Kari"), world.held(signup_closes_on=TODAY)
    assert isinstance(service.apply(world.session, kari, held, by=1, **WHEN), Registered)


def test_signing_up_twice_is_refused(world: SessionWorld) -> None:
    kari, held = world.doctor("Kari"), world.held()
    service.apply(world.session, kari, held, by=1, **WHEN)
    answer = service.apply(world.session, kari, held, by=1, **WHEN)
    assert isinstance(answer, Refused) and answer.reason is Refusal.ALREADY_REGISTERED


def test_a_course_that_is_taken_is_not_taken_again(world: SessionWorld) -> None:
    kari, held = world.doctor("Kari"), world.held()
    world.session.add(
        CourseAttendance(
            enrolment_id=kari,
            course_key=world.course,
            state=AttendanceState.ATTENDED,
            starts_on=date(2026, 3, 2),
        )
    )
    world.session.commit()
    answer = service.apply(world.session, kari, held, by=1, **WHEN)
    assert isinstance(answer, Refused) and answer.reason is Refusal.ALREADY_TAKEN


def test_one_application_per_course_but_whoever_waits_may_try_the_next(world: SessionWorld) -> None:
    kari, first, second = world.doctor("Kari"), world.held(), world.held(in_days=200)
    world.registered(first, "Kari", State.APPLIED)
    answer = service.apply(world.session, kari, second, by=1, **WHEN)
    assert isinstance(answer, Refused)
    assert answer.reason is Refusal.SEAT_ELSEWHERE
    assert answer.other is not None and answer.other.public_id == first
    world.doctor("Ola")
    world.registered(first, "Ola", State.WAITING)
    ola = world.doctors["Ola"].id or 0
    assert isinstance(service.apply(world.session, ola, second, by=1, **WHEN), Registered)


def test_a_form_of_an_older_version_changes_nothing(world: SessionWorld) -> None:
    kari, held = world.doctor("Kari"), world.held()
    service.apply(world.session, kari, held, by=1, version=0, **WHEN)
    answer = service.withdraw(world.session, kari, held, by=1, version=0, **WHEN)
    assert isinstance(answer, Refused) and answer.reason is Refusal.STALE
    assert world.state(held, "Kari") == "applied"
    assert answer.registration is not None and answer.registration.state is State.APPLIED


def test_interest_is_for_sessions_that_open_later(world: SessionWorld) -> None:
    kari = world.doctor("Kari")
    later = world.held(signup_opens_on=TODAY + timedelta(days=5))
    done = service.mark_interest(world.session, kari, later, by=1, **WHEN)
    assert isinstance(done, Registered) and done.registration.applied_on is None
    answer = service.mark_interest(world.session, kari, world.held(), by=1, **WHEN)
    assert isinstance(answer, Refused) and answer.reason is Refusal.OPEN_NOW


def test_interest_becomes_an_application_with_its_own_day(world: SessionWorld) -> None:
    kari, held = world.doctor("Kari"), world.held()
    world.registered(held, "Kari", State.INTERESTED, applied_on=None)
    done = service.apply(world.session, kari, held, by=1, **WHEN)
    assert isinstance(done, Registered) and done.registration.applied_on == TODAY
    assert len(world.session.exec(select(CourseRegistration)).all()) == 1


def test_only_a_doctor_in_training_signs_up(world: SessionWorld) -> None:
    kari, held = world.doctor("Kari"), world.held()
    world.doctors["Kari"].ends_on = TODAY - timedelta(days=1)
    world.session.commit()
    answer = service.apply(world.session, kari, held, by=1, **WHEN)
    assert isinstance(answer, Refused) and answer.reason is Refusal.NOT_IN_TRAINING
    gone = service.apply(world.session, kari, "no-such", by=1, **WHEN)
    assert isinstance(gone, Refused) and gone.reason is Refusal.NO_SUCH_SESSION


def given(world: SessionWorld, **columns: object) -> str:
    """A session with two seats that are given, and two doctors who wait."""
    past = TODAY - timedelta(days=3)
    held = world.held(signup_closes_on=past, seats_given_on=past, **columns)
    for name, since, state in (
        ("Kari", date(2023, 3, 1), State.CONFIRMED),
        ("Ola", date(2023, 6, 1), State.CONFIRMED),
        ("Short", date(2025, 3, 1), State.WAITING),
        ("Long", date(2024, 3, 1), State.WAITING),
    ):
        world.doctor(name, since)
        world.registered(held, name, state)
    return held


def test_a_seat_that_is_given_up_goes_to_the_longest_service_on_the_list(
    world: SessionWorld,
) -> None:
    held = given(world)
    kari = world.doctors["Kari"].id or 0
    done = service.withdraw(world.session, kari, held, by=1, **WHEN)
    assert isinstance(done, Registered)
    assert [row.name for row in done.offered] == ["Long Test"]
    assert (world.state(held, "Long"), world.state(held, "Short")) == ("confirmed", "waiting")
    assert (world.told("Long"), world.told("Short")) == (["seat_offered"], [])


def test_giving_up_a_seat_after_the_deadline_says_so(world: SessionWorld, app: Flask) -> None:
    held = given(world)
    done = service.withdraw(world.session, world.doctors["Kari"].id or 0, held, by=1, **WHEN)
    assert isinstance(done, Registered) and done.is_late
    with app.test_request_context():
        words = withdrawn_words(done)
    assert "20. november 2026" in words and "neste på ventelisten" in words


def test_whoever_waits_gives_up_no_seat(world: SessionWorld) -> None:
    held = given(world)
    done = service.withdraw(world.session, world.doctors["Short"].id or 0, held, by=1, **WHEN)
    assert isinstance(done, Registered)
    assert (done.offered, done.is_late) == ((), False)
    assert world.state(held, "Long") == "waiting"


def test_from_the_start_on_nobody_moves_up(world: SessionWorld) -> None:
    held = given(world, starts_on=TODAY)
    answer = service.withdraw(world.session, world.doctors["Kari"].id or 0, held, by=1, **WHEN)
    assert isinstance(answer, Refused) and answer.reason is Refusal.BEGUN
    assert world.state(held, "Long") == "waiting"


def test_where_the_arranger_decides_a_free_seat_waits_for_the_arranger(world: SessionWorld) -> None:
    world.setup(SeatOrder.LONGEST_SERVICE, is_predictable=False)
    held = given(world)
    done = service.withdraw(world.session, world.doctors["Kari"].id or 0, held, by=1, **WHEN)
    assert isinstance(done, Registered) and done.offered == ()
    assert world.state(held, "Long") == "waiting"


def test_the_rule_of_the_course_decides_who_is_next(world: SessionWorld) -> None:
    world.setup(SeatOrder.EARLIEST_APPLICATION)
    held = given(world)
    row = world.session.exec(
        select(CourseRegistration).where(
            CourseRegistration.enrolment_id == world.doctors["Short"].id
        )
    ).one()
    row.applied_on = TODAY - timedelta(days=40)
    world.session.commit()
    service.withdraw(world.session, world.doctors["Kari"].id or 0, held, by=1, **WHEN)
    assert (world.state(held, "Long"), world.state(held, "Short")) == ("waiting", "confirmed")


def test_a_seat_lets_go_of_the_other_queues_of_the_course(world: SessionWorld) -> None:
    held, other = given(world), world.held(in_days=300)
    world.registered(other, "Long", State.APPLIED)
    service.withdraw(world.session, world.doctors["Kari"].id or 0, held, by=1, **WHEN)
    assert world.state(held, "Long") == "confirmed"
    assert world.state(other, "Long") == "withdrawn"


def over(world: SessionWorld) -> tuple[int, str]:
    kari = world.doctor("Kari")
    held = world.held(starts_on=TODAY - timedelta(days=2), signup_closes_on=None)
    world.registered(held, "Kari", State.CONFIRMED)
    return kari, held


def test_attendance_becomes_a_line_in_the_logbook_ready_for_signing(world: SessionWorld) -> None:
    kari, held = over(world)
    done = service.confirm_attended(world.session, kari, held, by=1, **WHEN)
    assert isinstance(done, Registered) and done.registration.state is State.ATTENDED
    row = world.session.exec(select(CourseAttendance)).one()
    assert (row.state, row.sign_state) == (AttendanceState.ATTENDED, SignState.DRAFT)
    assert row.ends_on == TODAY
    book = open_book(world.session, "course-kari")
    assert book is not None and len(book.of(LogKind.COURSE)) == 1


def test_a_course_planned_in_the_logbook_becomes_the_attended_one(world: SessionWorld) -> None:
    kari, held = over(world)
    world.session.add(
        CourseAttendance(enrolment_id=kari, course_key=world.course, state=AttendanceState.PLANNED)
    )
    world.session.commit()
    service.confirm_attended(world.session, kari, held, by=1, **WHEN)
    world.session.expire_all()
    row = world.session.exec(select(CourseAttendance)).one()
    assert (row.state, row.version) == (AttendanceState.ATTENDED, 2)


def test_attendance_is_told_when_the_session_is_over_and_only_of_those_with_a_seat(
    world: SessionWorld,
) -> None:
    kari, held = world.doctor("Kari"), world.held()
    world.registered(held, "Kari", State.CONFIRMED)
    early = service.confirm_attended(world.session, kari, held, by=1, **WHEN)
    assert isinstance(early, Refused) and early.reason is Refusal.NOT_OVER
    world.doctor("Ola")
    other = service.mark_absent(world.session, world.doctors["Ola"].id or 0, held, by=1, **WHEN)
    assert isinstance(other, Refused) and other.reason is Refusal.NO_SEAT


def test_somebody_absent_by_mistake_can_be_marked_as_attended(world: SessionWorld) -> None:
    kari, held = over(world)
    assert isinstance(service.mark_absent(world.session, kari, held, by=1, **WHEN), Registered)
    assert isinstance(service.confirm_attended(world.session, kari, held, by=1, **WHEN), Registered)
    again = service.mark_absent(world.session, kari, held, by=1, **WHEN)
    assert isinstance(again, Refused)


def test_every_refusal_has_words(world: SessionWorld, app: Flask) -> None:
    world.doctor("Kari")
    held = store.find_session(world.session, world.held())
    with app.test_request_context():
        words = {reason: refusal_words(Refused(reason, held, on=TODAY)) for reason in Refusal}
    assert all(text.endswith(".") for text in words.values())
    assert len(set(words.values())) == len(Refusal)
