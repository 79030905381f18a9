"""After the deadline the seats are given by the rule; at the start the waiting list ends."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from app.db.tables import AuditEvent, CourseSession
from app.services import course_deadlines, course_registrations_seats
from pathways.types.courses import RegistrationState as State
from pathways.types.courses import SeatOrder
from tests.support.session_world import NOW, TODAY, SessionWorld, make_session_world

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def world(session: Session) -> SessionWorld:
    found = make_session_world(session)
    for name, since in (
        ("Newest", date(2026, 3, 1)),
        ("Oldest", date(2022, 3, 1)),
        ("Middle", date(2024, 3, 1)),
        ("Curious", date(2020, 3, 1)),
    ):
        found.doctor(name, since)
    return found


def applied(world: SessionWorld, seats: int = 2, **columns: object) -> str:
    held = world.held(seats, **{"signup_closes_on": YESTERDAY, **columns})
    for name in ("Newest", "Oldest", "Middle"):
        world.registered(held, name, State.APPLIED)
    world.registered(held, "Curious", State.INTERESTED, applied_on=None)
    return held


def run(world: SessionWorld) -> str:
    return course_deadlines.run(world.session, TODAY, NOW)


def said(given: int = 0, ended: int = 0, by_hand: int = 0) -> str:
    return f"Seats given: {given}. Waiting lists ended: {ended}. Left to the arranger: {by_hand}."


def test_the_longest_service_gets_the_seats_and_the_rest_wait(world: SessionWorld) -> None:
    held = applied(world)
    assert run(world) == said(given=1)
    states = [world.state(held, name) for name in ("Oldest", "Middle", "Newest", "Curious")]
    assert states == ["confirmed", "confirmed", "waiting", "interested"]
    assert world.told("Oldest") == ["seat_confirmed"]
    assert world.told("Newest") == ["seat_waiting"]
    assert world.told("Curious") == []
    row = world.session.exec(select(CourseSession)).one()
    assert (row.seats_given_on, row.version) == (TODAY, 1)


def test_a_second_run_does_nothing(world: SessionWorld) -> None:
    applied(world)
    run(world)
    events = len(world.session.exec(select(AuditEvent)).all())
    assert run(world) == said()
    assert len(world.session.exec(select(AuditEvent)).all()) == events
    assert world.told("Oldest") == ["seat_confirmed"]


def test_sign_up_that_is_open_is_left_alone(world: SessionWorld) -> None:
    held = applied(world, signup_closes_on=TODAY)
    run(world)
    assert world.state(held, "Oldest") == "applied"


def test_a_cancelled_session_gives_no_seats(world: SessionWorld) -> None:
    held = applied(world, cancelled_on=YESTERDAY)
    run(world)
    assert world.state(held, "Oldest") == "applied"


def test_a_session_nobody_applied_for_is_done_too(world: SessionWorld) -> None:
    world.held(signup_closes_on=YESTERDAY)
    assert run(world) == said(given=1)
    assert run(world) == said()


def test_where_the_arranger_decides_a_person_must_choose(world: SessionWorld) -> None:
    world.setup(SeatOrder.LONGEST_SERVICE, is_predictable=False)
    held = applied(world)
    assert run(world) == said(by_hand=1)
    assert world.state(held, "Oldest") == "applied"


def test_at_the_start_the_waiting_list_ends_and_those_who_waited_are_told(
    world: SessionWorld,
) -> None:
    held = world.held(starts_on=TODAY, signup_closes_on=YESTERDAY, seats_given_on=YESTERDAY)
    world.registered(held, "Oldest", State.CONFIRMED)
    world.registered(held, "Newest", State.WAITING)
    world.registered(held, "Curious", State.INTERESTED)
    assert run(world) == said(ended=1)
    assert world.state(held, "Oldest") == "confirmed"
    assert world.state(held, "Newest") == world.state(held, "Curious") == "withdrawn"
    assert (world.told("Newest"), world.told("Curious")) == (["waiting_ended"], [])
    assert run(world) == said()


def test_a_session_without_deadline_takes_sign_ups_until_the_start(world: SessionWorld) -> None:
    ahead = applied(world, signup_closes_on=None)
    assert run(world) == said()
    row = world.session.exec(select(CourseSession)).one()
    row.starts_on, row.ends_on = TODAY, TODAY
    world.session.commit()
    run(world)
    assert world.state(ahead, "Oldest") == "confirmed"
    assert world.state(ahead, "Newest") == "withdrawn"


def test_a_run_that_stops_leaves_every_session_whole(
    world: SessionWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = applied(world), world.held(in_days=200, signup_closes_on=YESTERDAY)
    world.registered(second, "Newest", State.APPLIED)
    real, calls = course_registrations_seats.tell_about, []

    def dies(*args: object, **more: object) -> None:
        calls.append(args)
        if len(calls) == 3:
            raise RuntimeError("the worker was stopped")
        real(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(course_registrations_seats, "tell_about", dies)
    with pytest.raises(RuntimeError):
        run(world)
    world.session.rollback()
    assert world.state(first, "Oldest") == "applied"
    assert world.told("Oldest") == []
    monkeypatch.undo()
    assert run(world) == said(given=2)
    assert world.state(first, "Oldest") == "confirmed"
    assert world.told("Oldest") == ["seat_confirmed"]


def test_a_seat_in_the_first_session_lets_go_of_the_second(world: SessionWorld) -> None:
    first = applied(world)
    second = world.held(in_days=200, signup_closes_on=YESTERDAY)
    world.registered(second, "Oldest", State.WAITING)
    run(world)
    assert world.state(first, "Oldest") == "confirmed"
    assert world.state(second, "Oldest") == "withdrawn"
