"""The seat rule and the value of a session against a slow simulation, on random worlds."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.courses.population import days_won, settle
from pathways.courses.worth import extra_session, moved_session, outlook
from tests.support import slow_courses
from tests.unit.course_worlds import CANDIDATES, TODAY, World, with_sessions, worlds

MANY = settings(max_examples=100, deadline=None)
FEWER = settings(max_examples=40, deadline=None)


@given(worlds())
@MANY
def test_everybody_gets_the_session_that_the_simulation_gives(world: World) -> None:
    offers, doctors = world
    settlement = settle(offers, doctors, TODAY)
    for offer in offers:
        expected = slow_courses.seats_of(offer, doctors, TODAY)
        found = {
            s.doctor: (str(s.outcome), s.session, s.done_on, s.is_bound)
            for s in settlement.of_course(offer.key)
        }
        assert found == expected


@given(worlds())
@MANY
def test_approvals_and_days_moved_are_those_of_the_simulation(world: World) -> None:
    offers, doctors = world
    settlement = settle(offers, doctors, TODAY)
    expected = slow_courses.approvals_of(offers, doctors, TODAY)
    assert settlement.approvals == expected
    for offer in offers:
        without = slow_courses.approvals_of(offers, doctors, TODAY, offer.key)
        for standing in settlement.of_course(offer.key):
            all_in, left_out = expected[standing.doctor], without[standing.doctor]
            if all_in is None or left_out is None or standing.done_on is None:
                assert standing.moved_days is None
            else:
                assert standing.moved_days == (all_in - left_out).days


@given(worlds(), st.sampled_from(CANDIDATES))
@FEWER
def test_an_extra_session_saves_what_was_promised(world: World, candidate) -> None:
    offers, doctors = world
    before = settle(offers, doctors, TODAY)
    for offer in offers:
        answer = outlook(offer, before, doctors, TODAY, [candidate])
        added = with_sessions(world, offer.key, *offer.sessions, extra_session(offer, candidate))
        after = settle(added, doctors, TODAY)
        won = days_won(before, after, offer.key)
        assert won == slow_courses.won_by(offers, added, doctors, TODAY, offer.key)
        assert answer.extras[0].saved_days == sum(won.values())
        assert answer.extras[0].helped == sum(days > 0 for days in won.values())
        if answer.best is not None:
            assert answer.saved_by == {doctor: d for doctor, d in won.items() if d > 0}


@given(worlds())
@FEWER
def test_more_seats_save_what_was_promised(world: World) -> None:
    offers, doctors = world
    before = settle(offers, doctors, TODAY)
    for offer in offers:
        for more in outlook(offer, before, doctors, TODAY, ()).more_seats:
            larger = [
                replace(s, seats=s.seats + more.seats) if s.key == more.session else s
                for s in offer.sessions
            ]
            changed = with_sessions(world, offer.key, *larger)
            won = slow_courses.won_by(offers, changed, doctors, TODAY, offer.key)
            assert (more.saved_days, more.helped) == (
                sum(won.values()),
                sum(days > 0 for days in won.values()),
            )


@given(worlds(), st.sampled_from(CANDIDATES))
@FEWER
def test_a_moved_session_saves_what_was_promised(world: World, candidate) -> None:
    offers, doctors = world
    before = settle(offers, doctors, TODAY)
    for offer in offers:
        for move in outlook(offer, before, doctors, TODAY, [candidate]).moves:
            sessions = [
                moved_session(s, move.starts_on) if s.key == move.session else s
                for s in offer.sessions
            ]
            changed = with_sessions(world, offer.key, *sessions)
            won = slow_courses.won_by(offers, changed, doctors, TODAY, offer.key)
            assert won == days_won(before, settle(changed, doctors, TODAY), offer.key)
            assert (move.saved_days, move.helped) == (
                sum(won.values()),
                sum(days > 0 for days in won.values()),
            )
