"""The demo's courses: invented ones are marked, sessions hang together, and a few doctors wait."""

from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest

from pathways.types.courses import CourseKind, RegistrationState
from pathways.types.knowledge import CourseOrigin, FactStatus
from seed.demo.cast import INGRID, THEA
from seed.demo.courses import (
    ADMINISTRATION,
    HELD,
    HELD_KEYS,
    PSYCHIATRY_3,
    next_run,
    runs_of,
    session_id,
)
from seed.demo.values import DEMO_TODAY, DemoReference, DemoRegistration, World
from seed.demo.world import build_world, read_demo_reference

SEATED = (RegistrationState.CONFIRMED, RegistrationState.ATTENDED)


@pytest.fixture(scope="module")
def reference() -> DemoReference:
    return read_demo_reference()


@pytest.fixture(scope="module")
def world(reference: DemoReference) -> World:
    return build_world(reference)


@pytest.fixture(scope="module")
def larger(reference: DemoReference) -> World:
    return build_world(reference, 2)


def in_session(world: World) -> dict[str, list[DemoRegistration]]:
    found = defaultdict(list)
    for each in world.registrations:
        found[each.session].append(each)
    return found


def test_invented_courses_say_so(world: World) -> None:
    assert 12 <= len(world.catalogue) <= 16
    for course in world.catalogue:
        assert course.origin is CourseOrigin.DEMO
        assert (course.source_key, course.status) == ("demo", FactStatus.UNVERIFIED)
        assert course.current
    assert {each.course_key for each in world.setups} == {each.key for each in world.catalogue}
    assert [each.kind for each in world.setups].count(CourseKind.SIMULATION) == 1


def test_every_course_that_is_held_exists_and_belongs_to_somebody(
    world: World, reference: DemoReference
) -> None:
    known = {each.key: each for each in (*reference.courses, *world.catalogue)}
    specialties = {each.specialty for each in world.enrolments}
    for held in HELD:
        assert known[held.key].current
        assert held.specialty is None or held.specialty in specialties
        assert held.name_nb is None or known[held.key].specialty == held.specialty
    assert {each.course_key for each in world.sessions} == HELD_KEYS


def test_sessions_hang_together(world: World) -> None:
    for each in world.sessions:
        assert each.signup_opens_on < each.signup_closes_on < each.starts_on <= each.ends_on
        assert each.starts_on.weekday() == 0
        if each.seats_given_on:
            assert each.signup_closes_on < each.seats_given_on <= world.today
    firsts = sorted(each.starts_on for each in world.sessions)
    assert firsts[0] < world.today
    assert firsts[-1] > world.today + timedelta(days=1000)
    assert len({each.public_id for each in world.sessions}) == len(world.sessions)


def test_nobody_has_a_seat_too_many_or_before_seats_are_given(world: World, larger: World) -> None:
    for each_world in (world, larger):
        sessions = {each.public_id: each for each in each_world.sessions}
        for key, rows in in_session(each_world).items():
            held = sessions[key]
            seated = [each for each in rows if each.state in SEATED]
            assert len(seated) <= held.seats
            assert held.seats_given_on or not seated
            assert len({each.person for each in rows}) == len(rows)
            if held.cancelled_on:
                assert {each.state for each in rows} == {RegistrationState.WITHDRAWN}


def test_every_state_is_met_and_one_session_is_cancelled(world: World) -> None:
    states = {each.state for each in world.registrations}
    assert states == set(RegistrationState) - {RegistrationState.ABSENT}
    [cancelled] = [each for each in world.sessions if each.cancelled_on]
    assert cancelled.starts_on > world.today
    assert in_session(world)[cancelled.public_id]


def test_an_attended_session_is_a_course_taken(world: World) -> None:
    sessions = {each.public_id: each for each in world.sessions}
    taken = {(each.person, each.course_key, each.starts_on): each for each in world.courses}
    attended = [each for each in world.registrations if each.state is RegistrationState.ATTENDED]
    assert attended
    for each in attended:
        held = sessions[each.session]
        assert taken[each.person, held.course_key, held.starts_on].state == "attended"


def test_nobody_has_a_course_twice(world: World) -> None:
    sessions = {each.public_id: each for each in world.sessions}
    seats = Counter(
        (each.person, sessions[each.session].course_key)
        for each in world.registrations
        if each.state in (*SEATED, RegistrationState.APPLIED, RegistrationState.WAITING)
    )
    assert set(seats.values()) == {1}
    taken = Counter((each.person, each.course_key) for each in world.courses)
    assert set(taken.values()) == {1}


def test_the_next_session_in_psychiatry_is_full_and_five_wait(world: World, larger: World) -> None:
    [held] = [each for each in HELD if each.full_next]
    run = next_run(held, DEMO_TODAY)
    assert run.held.key == PSYCHIATRY_3
    for each_world, steps in ((world, 1), (larger, 2)):
        [session] = [each for each in each_world.sessions if each.public_id == run.key]
        states = Counter(each.state for each in in_session(each_world)[run.key])
        assert states[RegistrationState.CONFIRMED] == session.seats
        assert states[RegistrationState.WAITING] == 5 * steps
        late = [
            each
            for each in in_session(each_world)[run.key]
            if each.state is RegistrationState.WAITING
        ]
        assert all(each.applied_on and each.applied_on > run.deadline for each in late)


def test_a_larger_scale_has_more_seats_in_the_same_sessions(world: World, larger: World) -> None:
    assert [each.public_id for each in larger.sessions] == [
        each.public_id for each in world.sessions
    ]
    full = {next_run(held, DEMO_TODAY).key for held in HELD if held.full_next}
    for small, large in zip(world.sessions, larger.sessions, strict=True):
        assert large.seats == small.seats * 2 or large.public_id in full


def test_the_cast_has_its_seats(world: World) -> None:
    seats = {
        (each.person, each.session)
        for each in world.registrations
        if each.state is RegistrationState.CONFIRMED
    }
    thea = "alm-grunnkurs-b-allmennlegens-roller-og-samarbeidspartnere"
    assert (INGRID.public_id, session_id(ADMINISTRATION, date(2027, 3, 8))) in seats
    assert (THEA.public_id, session_id(thea, date(2027, 2, 8))) in seats


def test_a_session_lies_on_the_wanted_monday() -> None:
    [held] = [each for each in HELD if each.key == ADMINISTRATION]
    days = [run.first for run in runs_of(held, DEMO_TODAY) if run.first.year == 2027]
    assert days == [date(2027, 3, 8), date(2027, 10, 11)]
