"""Small worlds of courses and doctors, drawn at random, close enough to clash."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from pathways.types.courses import (
    CourseOffer,
    CourseSession,
    Demand,
    Doctor,
    Extra,
    Registration,
    RegistrationState,
    SeatOrder,
    SeatRule,
)

TODAY = date(2026, 11, 23)
CANDIDATES = tuple(
    Extra(TODAY + timedelta(days=days), TODAY + timedelta(days=days + 2), seats)
    for days, seats in ((2, 1), (5, 2), (9, 1), (14, 3), (30, 2))
)
DAYS = tuple(TODAY + timedelta(days=days) for days in range(-6, 41))
World = tuple[list[CourseOffer], list[Doctor]]


def days(low: int, high: int) -> st.SearchStrategy[date]:
    return st.integers(low, high).map(lambda number: TODAY + timedelta(days=number))


@st.composite
def offers(draw, key: str, *, length: int | None = None) -> CourseOffer:
    found = []
    for number in range(draw(st.integers(0, 5))):
        start = draw(days(-4, 20))
        found.append(
            CourseSession(
                key=f"{key}{number}",
                course=key,
                starts_on=start,
                ends_on=start
                + timedelta(days=draw(st.integers(0, 4)) if length is None else length),
                seats=draw(st.integers(1, 3)),
                signup_closes_on=draw(st.none() | days(-3, 3)),
                cancelled_on=draw(st.sampled_from([None, None, None, TODAY])),
            )
        )
    order = draw(st.permutations(list(SeatOrder)))[: draw(st.integers(0, 3))]
    rule = SeatRule(tuple(order), is_predictable=draw(st.sampled_from([True] * 7 + [False])))
    return CourseOffer(key, sessions=tuple(found), rule=rule)


@st.composite
def demands(draw, doctor: str, offer: CourseOffer) -> Demand:
    registered = draw(
        st.lists(st.sampled_from(offer.sessions), max_size=2, unique=True)
        if offer.sessions
        else st.just([])
    )
    base, pace = draw(st.integers(0, 3)), draw(st.integers(0, 2))
    return Demand(
        doctor,
        offer.key,
        from_on=draw(days(-20, 8)),
        service={day: max(0, base + pace * (number // 8)) for number, day in enumerate(DAYS)},
        leaves=tuple(
            (first, first + timedelta(days=draw(st.integers(0, 6))))
            for first in draw(st.lists(days(-2, 18), max_size=1))
        ),
        registrations=tuple(
            Registration(
                session.key,
                draw(st.sampled_from(list(RegistrationState))),
                draw(st.none() | days(-9, -7)),
            )
            for session in registered
        ),
    )


@st.composite
def worlds(draw, *, length: int | None = None, most: int = 7) -> World:
    courses = [
        draw(offers(key, length=length)) for key in ("a", "b", "c")[: draw(st.integers(1, 3))]
    ]
    doctors = []
    for number in range(draw(st.integers(1, most))):
        key = f"d{number}"
        needed = draw(st.lists(st.sampled_from(courses), min_size=1, max_size=3, unique_by=id))
        doctors.append(
            Doctor(
                key,
                draw(st.none() | days(0, 30))
                if draw(st.integers(0, 4)) == 0
                else draw(days(0, 30)),
                tuple(draw(demands(key, offer)) for offer in needed),
            )
        )
    return courses, doctors


def with_sessions(world: World, course: str, *sessions: CourseSession) -> list[CourseOffer]:
    """The offers, one of them with other sessions."""
    return [
        replace(offer, sessions=sessions) if offer.key == course else offer for offer in world[0]
    ]
