"""What always holds when seats are given, and what does not."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.courses.candidates import DEFAULT_DAYS, DEFAULT_SEATS, candidate_days
from pathways.courses.population import Settlement, days_won, settle
from pathways.courses.seats import assign
from pathways.courses.worth import extra_session, outlook
from pathways.types.courses import (
    CourseOffer,
    CourseSession,
    Demand,
    Doctor,
    Extra,
    Obstacle,
    Registration,
    RegistrationState,
    SeatOutcome,
    Standing,
)
from tests.unit.course_worlds import CANDIDATES, DAYS, TODAY, World, with_sessions, worlds

MANY = settings(max_examples=40, deadline=None)
FAR = date(2100, 1, 1)


def first_days(settlement: Settlement, course: str) -> dict[str, date]:
    """The first day of everybody's session; far away for those without one."""
    plan = settlement.plans[course]
    starts = {each.session.key: each.session.starts_on for each in plan.sessions}
    return {
        s.doctor: FAR if s.session is None else starts[s.session]
        for s in settlement.of_course(course)
    }


def seated(standings: tuple[Standing, ...]) -> int:
    return sum(standing.session is not None for standing in standings)


# ---- Seats -------------------------------------------------------------------------------


@given(worlds())
@MANY
def test_nobody_sits_on_a_seat_that_is_not_there(world: World) -> None:
    offers, doctors = world
    for plan in settle(offers, doctors, TODAY).plans.values():
        for each in plan.sessions:
            assert len(each.confirmed) + len(each.likely) <= max(
                each.session.seats, len(each.confirmed)
            )
            if each.without and each.session.starts_on > TODAY:
                assert len(each.confirmed) + len(each.likely) >= each.session.seats


@given(worlds())
@MANY
def test_turns_say_who_gets_a_seat(world: World) -> None:
    offers, doctors = world
    for standing in settle(offers, doctors, TODAY).standings.values():
        got = [turn.session for turn in standing.turns if turn.gets_seat]
        assert got == ([] if standing.session is None else [standing.session])
        assert all(turn.position <= turn.applicants for turn in standing.turns)


@given(worlds(), st.integers(0, 9))
@MANY
def test_the_order_of_the_input_does_not_matter(world: World, seed: int) -> None:
    offers, doctors = world
    rng = Random(seed)

    def mixed(items: object) -> tuple:
        shuffled = list(items)  # type: ignore[call-overload]
        rng.shuffle(shuffled)
        return tuple(shuffled)

    other_offers = mixed(replace(offer, sessions=mixed(offer.sessions)) for offer in offers)
    other_doctors = mixed(
        replace(
            doctor,
            demands=mixed(replace(d, registrations=mixed(d.registrations)) for d in doctor.demands),
        )
        for doctor in doctors
    )
    one, other = settle(offers, doctors, TODAY), settle(other_offers, other_doctors, TODAY)
    assert dict(one.standings) == dict(other.standings)
    assert dict(one.approvals) == dict(other.approvals)
    mixed_offers = {offer.key: offer for offer in other_offers}
    for offer in offers:
        same = mixed_offers[offer.key]
        assert outlook(offer, one, doctors, TODAY, CANDIDATES) == outlook(
            same, other, other_doctors, TODAY, CANDIDATES
        )


@given(worlds(), st.integers(1, 3))
@MANY
def test_more_seats_start_nobody_later_and_seat_nobody_fewer(world: World, more: int) -> None:
    offers, doctors = world
    before = settle(offers, doctors, TODAY)
    for offer in offers:
        for session in offer.sessions:
            larger = [
                replace(s, seats=s.seats + more) if s is session else s for s in offer.sessions
            ]
            after = settle(with_sessions(world, offer.key, *larger), doctors, TODAY)
            was, now = first_days(before, offer.key), first_days(after, offer.key)
            assert all(now[doctor] <= was[doctor] for doctor in was)
            assert seated(after.of_course(offer.key)) >= seated(before.of_course(offer.key))


@given(worlds(), st.sampled_from(CANDIDATES))
@MANY
def test_an_extra_session_starts_nobody_later(world: World, candidate: Extra) -> None:
    offers, doctors = world
    before = settle(offers, doctors, TODAY)
    for offer in offers:
        added = with_sessions(world, offer.key, *offer.sessions, extra_session(offer, candidate))
        after = settle(added, doctors, TODAY)
        was, now = first_days(before, offer.key), first_days(after, offer.key)
        assert all(now[doctor] <= was[doctor] for doctor in was)


@given(worlds(length=2), st.sampled_from(CANDIDATES))
@MANY
def test_an_extra_session_as_long_as_the_others_costs_nobody_a_day(
    world: World, candidate: Extra
) -> None:
    offers, doctors = world
    before = settle(offers, doctors, TODAY)
    for offer in offers:
        added = with_sessions(world, offer.key, *offer.sessions, extra_session(offer, candidate))
        won = days_won(before, settle(added, doctors, TODAY), offer.key)
        assert all(days > 0 for days in won.values())


@given(worlds(), st.sampled_from(CANDIDATES))
@MANY
def test_approvals_move_by_what_is_saved_when_the_extra_is_not_the_last_session(
    world: World, candidate: Extra
) -> None:
    offers, doctors = world
    before = settle(offers, doctors, TODAY)
    for offer in offers:
        last = before.plans[offer.key].last_day
        outcomes = {s.outcome for s in before.of_course(offer.key)}
        if last is None or candidate.ends_on > last or SeatOutcome.NOT_ANNOUNCED in outcomes:
            continue
        added = with_sessions(world, offer.key, *offer.sessions, extra_session(offer, candidate))
        after = settle(added, doctors, TODAY)
        moved = sum(
            (was - after.approvals[doctor]).days  # type: ignore[operator]
            for doctor, was in before.approvals.items()
            if was is not None
        )
        answer = outlook(offer, before, doctors, TODAY, [candidate])
        assert answer.extras[0].saved_days == moved


# ---- What does not hold ------------------------------------------------------------------


def a_session(key: str, first: int, length: int, seats: int = 1) -> CourseSession:
    start = TODAY + timedelta(days=first)
    return CourseSession(key, "k", start, start + timedelta(days=length - 1), seats)


def a_doctor(key: str, service: int, ready: int, *registrations: Registration) -> Doctor:
    demand = Demand(key, "k", TODAY, dict.fromkeys(DAYS, service), registrations=registrations)
    return Doctor(key, TODAY + timedelta(days=ready), (demand,))


def test_a_long_extra_session_can_end_later_than_the_short_one_it_replaces() -> None:
    offer = CourseOffer("k", sessions=(a_session("short", 10, 1),))
    doctors = [a_doctor("a", 5, 0)]
    before = settle([offer], doctors, TODAY)
    long = Extra(TODAY + timedelta(days=9), TODAY + timedelta(days=20), 1)
    answer = outlook(offer, before, doctors, TODAY, [long])
    assert answer.extras[0].saved_days == -10
    assert answer.best is None


def test_a_session_that_is_moved_earlier_can_cost_days() -> None:
    # Neither doctor is there on the earlier day, so that both want the other session.
    offer = CourseOffer("k", sessions=(a_session("one", 10, 1), a_session("two", 20, 1)))
    away = ((TODAY, TODAY + timedelta(days=5)),)
    first, second = a_doctor("a", 9, 0), a_doctor("b", 5, 0)
    away_b = replace(second, demands=(replace(second.demands[0], leaves=away),))
    late = replace(first, demands=(replace(first.demands[0], leaves=away),))
    before = settle([offer], [late, away_b], TODAY)
    answer = outlook(offer, before, [late, away_b], TODAY, [Extra(DAYS[8], DAYS[8], 1)])
    move = answer.moves[0]
    assert (move.session, move.saved_days, move.helped) == ("one", -10, 0)


def test_an_extra_after_the_last_session_wins_no_days_but_gives_seats() -> None:
    offer = CourseOffer("k", sessions=(a_session("one", 10, 1),))
    doctors = [a_doctor("a", 9, 0), a_doctor("b", 5, 0)]
    before = settle([offer], doctors, TODAY)
    answer = outlook(offer, before, doctors, TODAY, [Extra(DAYS[30], DAYS[30], 1)])
    assert (answer.extras[0].saved_days, answer.extras[0].seated) == (0, 1)
    assert answer.best is None


def test_a_doctor_who_chose_a_later_session_does_not_take_an_earlier_extra() -> None:
    offer = CourseOffer("k", sessions=(a_session("one", 20, 1),))
    waiting = Registration("one", RegistrationState.APPLIED, TODAY)
    doctors = [a_doctor("a", 9, 0, waiting)]
    before = settle([offer], doctors, TODAY)
    answer = outlook(offer, before, doctors, TODAY, [Extra(DAYS[10], DAYS[10], 1)])
    assert answer.extras[0].saved_days == 0


# ---- Outlook -----------------------------------------------------------------------------


@given(worlds())
@MANY
def test_the_half_years_count_everybody_once(world: World) -> None:
    offers, doctors = world
    settlement = settle(offers, doctors, TODAY)
    for offer in offers:
        answer = outlook(offer, settlement, doctors, TODAY, ())
        assert [h.starts_on for h in answer.half_years] == [
            date(2026, 7, 1),
            date(2027, 1, 1),
            date(2027, 7, 1),
            date(2028, 1, 1),
            date(2028, 7, 1),
        ]
        assert sum(h.seats for h in answer.half_years) == answer.seats_ahead
        standings = settlement.of_course(offer.key)
        ongoing = {
            each.session.key
            for each in settlement.plans[offer.key].sessions
            if each.session.starts_on <= TODAY
        }
        ahead = [s for s in standings if s.session is not None and s.session not in ongoing]
        assert sum(h.seated for h in answer.half_years) == len(ahead)
        assert answer.half_years[-1].waiting == sum(s.session is None for s in standings)
        assert all(one.waiting_late <= one.waiting for one in answer.half_years)
        assert all(b.seated + b.waiting >= a.waiting for a, b in pairwise(answer.half_years))


@given(worlds())
@MANY
def test_the_best_extra_is_the_earliest_of_those_that_save_most(world: World) -> None:
    offers, doctors = world
    settlement = settle(offers, doctors, TODAY)
    for offer in offers:
        answer = outlook(offer, settlement, doctors, TODAY, CANDIDATES)
        most = max(extra.saved_days for extra in answer.extras)
        if most <= 0:
            assert answer.best is None
            assert answer.saved_by == {}
        else:
            assert answer.best == next(e for e in answer.extras if e.saved_days == most)
            assert sum(answer.saved_by.values()) >= most
            assert len(answer.saved_by) == answer.best.helped


def test_a_candidate_with_an_obstacle_saves_nothing_and_asks_for_no_service() -> None:
    offer = CourseOffer("k", sessions=(a_session("one", 10, 1),))
    demand = Demand("a", "k", TODAY, {DAYS[16]: 1})
    doctors = [Doctor("a", TODAY, (demand,))]
    holiday = Extra(date(2027, 7, 5), date(2027, 7, 7), 9, obstacle=Obstacle.HOLIDAY)
    answer = outlook(offer, settle([offer], doctors, TODAY), doctors, TODAY, [holiday])
    assert answer.extras == (holiday,)


def test_missing_service_is_named() -> None:
    offer = CourseOffer("k", sessions=(a_session("one", 10, 1),))
    demand = Demand("a", "k", TODAY, {})
    with pytest.raises(ValueError, match="no service of a is given on 2026-12-03"):
        assign(offer, [demand], TODAY)


def test_a_doctor_or_a_course_that_comes_twice_is_refused() -> None:
    offer = CourseOffer("k", sessions=(a_session("one", 10, 1),))
    doctor = a_doctor("a", 1, 0)
    with pytest.raises(ValueError, match="a doctor comes twice"):
        settle([offer], [doctor, doctor], TODAY)
    with pytest.raises(ValueError, match="the course k comes twice"):
        settle([offer, offer], [doctor], TODAY)
    with pytest.raises(ValueError, match="needs the course k twice"):
        settle([offer], [replace(doctor, demands=doctor.demands * 2)], TODAY)


def test_a_course_that_nobody_offers_is_not_announced() -> None:
    settlement = settle([], [a_doctor("a", 1, 0)], TODAY)
    assert settlement.standings["a", "k"].outcome is SeatOutcome.NOT_ANNOUNCED
    assert settlement.approvals == {"a": TODAY}


# ---- Candidates --------------------------------------------------------------------------


def test_candidates_are_first_mondays_with_july_and_short_notice_marked() -> None:
    found = candidate_days(CourseOffer("k"), TODAY, 90)
    assert len(found) == 24
    assert [each.starts_on for each in found[:3]] == [
        date(2026, 12, 7),
        date(2027, 1, 4),
        date(2027, 2, 1),
    ]
    assert found[-1].starts_on == date(2028, 11, 6)
    assert all(each.starts_on.weekday() == 0 for each in found)
    # 90 days after 23.11.2026 is 21.02.2027.
    assert [each.obstacle for each in found[:4]] == [Obstacle.TOO_SOON] * 3 + [None]
    assert [e.starts_on.month for e in found if e.obstacle is Obstacle.HOLIDAY] == [7, 7]
    assert {(e.seats, (e.ends_on - e.starts_on).days + 1) for e in found} == {
        (DEFAULT_SEATS, DEFAULT_DAYS)
    }


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (date(2028, 4, 10), date(2028, 5, 8)),  # 01.05.2028 is a Monday
        (date(2028, 5, 10), date(2028, 6, 12)),  # Whit Monday is 05.06.2028
        (date(2028, 12, 10), date(2029, 1, 8)),  # New Year's Day
        (date(2029, 3, 10), date(2029, 4, 9)),  # Easter Monday is 02.04.2029
        (date(2027, 3, 10), date(2027, 4, 5)),  # Easter Monday was 29.03.2027
    ],
)
def test_a_public_holiday_is_passed_over(today: date, day: date) -> None:
    assert candidate_days(CourseOffer("k"), today, 0, months=1)[0].starts_on == day


def test_an_extra_is_as_the_sessions_unless_the_course_says_more() -> None:
    sessions = (a_session("a", 10, 2, 8), a_session("b", 20, 4, 30), a_session("c", 30, 3, 12))
    (one,) = candidate_days(CourseOffer("k", sessions=sessions), TODAY, 0, months=1)
    assert (one.seats, (one.ends_on - one.starts_on).days) == (12, 2)
    stated = CourseOffer("k", sessions=sessions, usual_seats=40, usual_days=1)
    (one,) = candidate_days(stated, TODAY, 0, months=1)
    assert (one.seats, one.ends_on) == (40, one.starts_on)
