"""Settle a national population and value one more session of every course, in one process.

The doctors and sessions are invented from a seeded stream: 8 000 doctors who need six courses
each, 114 courses with six to eight sessions over three years, leave, registrations, and seats for
about half of those who want them. The alternative values a candidate date by settling the whole
population again with the session added, which needs no more than `settle`; it is timed on a
sample of candidates and set against as many of ours. Times are processor seconds.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from resource import RUSAGE_SELF, getrusage

from pathways.courses.candidates import candidate_days
from pathways.courses.population import Settlement, days_won, settle
from pathways.courses.worth import extra_session, outlook
from pathways.types.courses import (
    CourseOffer,
    CourseSession,
    Demand,
    Doctor,
    Extra,
    Outlook,
    Registration,
    RegistrationState,
)

TODAY = date(2026, 11, 23)
SEED = 20261123
DOCTORS = 8_000
COURSES = 114
NEEDS = 6
NOTICE_DAYS = 90
SAMPLE = 8
"""Courses whose best extra session is settled from scratch."""
FULL_TIME_DAY = 100
TRAINING_DAYS = 1_900

Candidates = Mapping[str, tuple[Extra, ...]]


@dataclass(frozen=True, slots=True)
class World:
    """Everything that the engine is asked with."""

    offers: Sequence[CourseOffer]
    doctors: Sequence[Doctor]
    candidates: Candidates


def world(doctors: int = DOCTORS, courses: int = COURSES) -> World:
    """An invented country; the same every time."""
    rng = Random(SEED)  # noqa: S311
    offers = [_offer(rng, f"course-{number}") for number in range(courses)]
    candidates = {offer.key: candidate_days(offer, TODAY, NOTICE_DAYS) for offer in offers}
    people = [_doctor(rng, f"doctor-{number:05}", offers, candidates) for number in range(doctors)]
    return World(offers, people, candidates)


def _offer(rng: Random, key: str) -> CourseOffer:
    sessions = []
    for number in range(rng.randint(6, 8)):
        start = TODAY + timedelta(days=rng.randint(30, 1_090))
        start -= timedelta(days=start.weekday())
        sessions.append(
            CourseSession(
                key=f"{key}-{number}",
                course=key,
                starts_on=start,
                ends_on=start + timedelta(days=rng.randint(1, 4)),
                seats=rng.choice([16, 20, 24, 40, 60]),
                signup_closes_on=start - timedelta(days=NOTICE_DAYS),
            )
        )
    return CourseOffer(key, sessions=tuple(sessions))


def _doctor(rng: Random, key: str, offers: Sequence[CourseOffer], candidates: Candidates) -> Doctor:
    begun = TODAY - timedelta(days=rng.randint(0, 1_800))
    leaves: tuple[tuple[date, date], ...] = ()
    if rng.random() < 0.2:
        first = TODAY + timedelta(days=rng.randint(0, 900))
        leaves = ((first, first + timedelta(days=rng.randint(30, 300))),)
    demands = []
    for offer in rng.sample(offers, NEEDS):
        starts = [*(s.starts_on for s in offer.sessions)]
        starts += [extra.starts_on for extra in candidates[offer.key]]
        service = {day: (day - begun).days * FULL_TIME_DAY for day in starts}
        registered = _registered(rng, offer)
        demands.append(Demand(key, offer.key, begun, service, leaves, registered))
    ready = begun + timedelta(days=TRAINING_DAYS) if rng.random() < 0.95 else None
    return Doctor(key, ready, tuple(demands))


def _registered(rng: Random, offer: CourseOffer) -> tuple[Registration, ...]:
    near = [s for s in offer.sessions if (s.starts_on - TODAY).days < 300]
    if not near or rng.random() > 0.15:
        return ()
    state = rng.choice(list(RegistrationState))
    applied = TODAY - timedelta(days=rng.randint(1, 100))
    return (Registration(rng.choice(near).key, state, applied),)


def outlooks_of(country: World, settlement: Settlement) -> dict[str, Outlook]:
    """The table of what would help, for every course."""
    return {
        offer.key: outlook(offer, settlement, country.doctors, TODAY, country.candidates[offer.key])
        for offer in country.offers
    }


def promised_and_settled(
    country: World, before: Settlement, outlooks: Mapping[str, Outlook]
) -> tuple[int, float]:
    """Settle the best extra of some courses from scratch: how many, and the seconds it took.

    Raises ValueError when one gives other days than promised.
    """
    chosen = [answer for answer in outlooks.values() if answer.best is not None][:SAMPLE]
    started = time.process_time()
    for answer in chosen:
        assert answer.best is not None
        offers = [
            replace(offer, sessions=(*offer.sessions, extra_session(offer, answer.best)))
            if offer.key == answer.course
            else offer
            for offer in country.offers
        ]
        won = days_won(before, settle(offers, country.doctors, TODAY), answer.course)
        if sum(won.values()) != answer.best.saved_days:
            raise ValueError(f"{answer.course}: {answer.best.saved_days} days were promised")
    return len(chosen), time.process_time() - started


def bench_courses() -> None:
    """Seconds to settle and to value everything, and the ratio to settling from scratch."""
    country = world()
    started = time.process_time()
    settlement = settle(country.offers, country.doctors, TODAY)
    settled = time.process_time() - started
    started = time.process_time()
    outlooks = outlooks_of(country, settlement)
    valued = time.process_time() - started
    tried = sum(
        sum(1 for extra in answer.extras if extra.obstacle is None)
        + len(answer.more_seats)
        + len(answer.moves)
        for answer in outlooks.values()
    )
    sample, slow = promised_and_settled(country, settlement, outlooks)
    ours, theirs = valued / tried, slow / sample
    memory = getrusage(RUSAGE_SELF).ru_maxrss // 1024
    sessions = sum(len(offer.sessions) for offer in country.offers)
    print(
        f"courses: settle {settled:.1f} s, value of {tried} changes {valued:.1f} s"
        f" (goal 60 s together); {ours * 1000:.2f} ms for each change against"
        f" {theirs * 1000:.0f} ms for settling again from scratch, on {sample} of them"
        f" (ratio {ours / theirs:.5f}; {len(country.doctors)} doctors,"
        f" {len(country.offers)} courses, {sessions} sessions over three years, {memory} MB)"
    )


if __name__ == "__main__":
    bench_courses()
