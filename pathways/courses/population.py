"""Every course and every doctor at once: who gets what, and how far it moves each approval."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pathways.courses.seats import SeatPlan, assign
from pathways.types.courses import CourseOffer, Demand, Doctor, Standing


@dataclass(frozen=True, slots=True)
class Settlement:
    """What the rules give, as things are announced.

    `approvals` is for each doctor the day on which everything that has a known day is done: all
    else and every course with a `done_on` (a bound counts as its day, a course without a day is
    left out); None when the day of all else is not known.
    """

    plans: Mapping[str, SeatPlan]
    standings: Mapping[tuple[str, str], Standing]
    """By doctor and course."""
    approvals: Mapping[str, date | None]

    def of_course(self, course: str) -> tuple[Standing, ...]:
        """Everybody who needs one course, in the order of their keys."""
        plan = self.plans.get(course)
        doctors = plan.standings if plan else ()
        return tuple(self.standings[doctor, course] for doctor in doctors)


def settle(offers: Iterable[CourseOffer], doctors: Iterable[Doctor], today: date) -> Settlement:
    """Give the seats of every course and work out what each does to the approvals.

    A course that doctors need and nobody offers is not announced. Raises ValueError when a
    course or a doctor comes twice, and as `seats.assign`.
    """
    everybody = sorted(doctors, key=lambda doctor: doctor.key)
    ready = {doctor.key: doctor.ready_on for doctor in everybody}
    if len(ready) < len(everybody):
        raise ValueError("a doctor comes twice")
    demands: dict[str, list[Demand]] = {}
    for doctor in everybody:
        for demand in doctor.demands:
            demands.setdefault(demand.course, []).append(demand)
    plans: dict[str, SeatPlan] = {}
    for offer in _with_missing(offers, demands):
        if offer.key in plans:
            raise ValueError(f"the course {offer.key} comes twice")
        plans[offer.key] = assign(offer, demands.get(offer.key, ()), today, ready)
    standings: dict[tuple[str, str], Standing] = {}
    approvals: dict[str, date | None] = {}
    for doctor in everybody:
        theirs = [plans[demand.course].standings[doctor.key] for demand in doctor.demands]
        approvals[doctor.key] = _moved(doctor, theirs, standings)
    return Settlement(plans, standings, approvals)


def days_won(before: Settlement, after: Settlement, course: str) -> dict[str, int]:
    """The days by which approvals come earlier (below 0: later) when one course changes.

    Only doctors whose day moves are named. For a doctor without a known seat in the course the
    day is only a bound ("not before"), and a bound that moves wins and costs nobody anything: no
    seat before and a seat after wins what the seat is earlier than the bound, never less than
    0; a seat before and none after costs what the bound is later, never less than 0; no seat
    before and after is 0.
    """
    won = {}
    for standing in before.of_course(course):
        doctor = standing.doctor
        was, now = before.approvals[doctor], after.approvals[doctor]
        if was is None or now is None:
            continue
        days = clipped(
            (was - now).days,
            had_seat=standing.session is not None,
            has_seat=after.standings[doctor, course].session is not None,
        )
        if days:
            won[doctor] = days
    return won


def clipped(days: int, *, had_seat: bool, has_seat: bool) -> int:
    """The days that are won for certain, given who has a seat before and after."""
    if had_seat:
        return days if has_seat else min(0, days)
    return max(0, days) if has_seat else 0


def _with_missing(
    offers: Iterable[CourseOffer], demands: Mapping[str, object]
) -> Iterable[CourseOffer]:
    known = list(offers)
    keys = {offer.key for offer in known}
    return [*known, *(CourseOffer(key) for key in sorted(set(demands) - keys))]


def _moved(
    doctor: Doctor, theirs: list[Standing], standings: dict[tuple[str, str], Standing]
) -> date | None:
    """Keep the doctor's standings with the days each moves the approval; the approval."""
    if doctor.ready_on is None:
        for standing in theirs:
            standings[doctor.key, standing.course] = standing
        return None
    first = second = doctor.ready_on
    for standing in theirs:
        day = standing.done_on
        if day is None:
            continue
        if day > first:
            first, second = day, first
        elif day > second:
            second = day
    for standing in theirs:
        day = standing.done_on
        key = (doctor.key, standing.course)
        if day is None:
            standings[key] = standing
            continue
        moved = (first - second).days if day == first else 0
        standings[key] = Standing(
            standing.doctor,
            standing.course,
            standing.outcome,
            standing.session,
            day,
            standing.is_bound,
            moved,
            standing.turns,
        )
    return first
