"""Who has taken which course, who has a seat, and who waits.

Everybody takes a course at the first session after the usual month of training, a few months
sooner or later. A few have put one off. In psychiatry five near the end of training of every step
signed up too late for the session that is full: the next one moves their day.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from pathways.types.courses import RegistrationState
from pathways.types.knowledge import Specialty
from pathways.types.record import AttendanceState
from seed.demo.cast import CAST_NAMES
from seed.demo.context import Context
from seed.demo.courses import (
    HELD,
    Held,
    Run,
    cancelled_run,
    next_run,
    runs_of,
)
from seed.demo.months import DAY, month_start, months_between
from seed.demo.values import (
    SEED,
    DemoAbsence,
    DemoCourse,
    DemoEnrolment,
    DemoPerson,
    DemoRegistration,
)

EARLY, LATE = -4, 8
"""Months around the usual one."""
PUT_OFF_SHARE = 0.03
NEAR_END_MONTHS = 54
TOO_LATE = 5
"""Doctors near the end, in every step of the scale, who missed the deadline of a full session."""
APPLIED_SHARE = 0.7
INTERESTED_SHARE = 0.3
INTEREST_DAYS = 182


@dataclass(slots=True)
class _Doctor:
    """One doctor in parts 2 and 3 with what courses depend on."""

    enrolment: DemoEnrolment
    specialty: Specialty
    leaves: tuple[tuple[date, date], ...]
    is_cast: bool
    months: int
    """Months since the start without leave, on the day of the world."""

    @property
    def person(self) -> str:
        return self.enrolment.person

    def rng(self, key: str) -> Random:
        return Random(f"{SEED}:course:{self.person}:{key}")

    def is_away(self, run: Run) -> bool:
        return any(first <= run.last and run.first <= last for first, last in self.leaves)


def add_course_life(
    context: Context, specialties: dict[str, Specialty], enrolled: Iterable[DemoEnrolment]
) -> None:
    """Courses taken and registrations for everybody in this step of the scale."""
    doctors = _doctors(context, specialties, enrolled)
    known = {(each.person, each.course_key) for each in context.rows.of(DemoCourse)}
    runs = {run.key: run for held in HELD for run in runs_of(held, context.today)}
    booked = {
        (each.person, runs[each.session].held.key) for each in context.rows.of(DemoRegistration)
    }
    for held in HELD:
        wanted = [
            each
            for each in doctors
            if _is_for(held, each.specialty) and (each.person, held.key) not in known | booked
        ]
        _add_course(context, held, wanted)


def full_seats(registrations: Iterable[DemoRegistration], today: date) -> dict[str, int]:
    """The seats of the sessions that are full: as many as have one."""
    full = {next_run(held, today).key for held in HELD if held.full_next}
    found: dict[str, int] = defaultdict(int)
    for each in registrations:
        if each.session in full and each.state is RegistrationState.CONFIRMED:
            found[each.session] += 1
    return dict(found)


def _doctors(
    context: Context, specialties: dict[str, Specialty], enrolled: Iterable[DemoEnrolment]
) -> tuple[_Doctor, ...]:
    wanted = [each for each in enrolled if each.specialty is not None]
    people = {each.person for each in wanted}
    leaves: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for absence in context.rows.of(DemoAbsence):
        if absence.person in people:
            leaves[absence.person].append((absence.starts_on, absence.ends_on))
    cast = {
        each.public_id
        for each in context.rows.of(DemoPerson)
        if (each.given_name, each.family_name) in CAST_NAMES
    }
    return tuple(
        _Doctor(
            enrolment=each,
            specialty=specialties[each.specialty],
            leaves=tuple(leaves[each.person]),
            is_cast=each.person in cast,
            months=_months(each.starts_on, leaves[each.person], context.today),
        )
        for each in wanted
        if each.specialty is not None
    )


def _months(start: date, leaves: Sequence[tuple[date, date]], today: date) -> int:
    away = sum(months_between(first, min(last, today)) for first, last in leaves if first <= today)
    return months_between(start, today) - away


def _is_for(held: Held, specialty: Specialty) -> bool:
    if held.specialty is not None:
        return held.specialty == specialty.code
    return not specialty.is_asa


def _add_course(context: Context, held: Held, doctors: Sequence[_Doctor]) -> None:
    """One course: taken, or a place in the session that is each doctor's own."""
    today = context.today
    late = _too_late(held, doctors)
    given: dict[Run, list[_Doctor]] = defaultdict(list)
    ahead: list[tuple[_Doctor, Run]] = []
    for each in doctors:
        if each.person in late:
            _register(context, each, next_run(held, today), RegistrationState.WAITING, late=True)
            continue
        run = _own_run(context, held, each)
        if run.last < today:
            _attend(context, each, run)
        elif run.deadline < today:
            given[run].append(each)
        else:
            ahead.append((each, run))
    if held.full_next:
        first = given[next_run(held, today)]
        first += _fillers([each for each, _ in ahead])
        del first[held.seats :]
    for run, found in given.items():
        _give(context, run, found)
    seated = {each.person for found in given.values() for each in found}
    for each, run in ahead:
        if each.person not in seated:
            _perhaps_sign_up(context, each, run)


def _too_late(held: Held, doctors: Sequence[_Doctor]) -> frozenset[str]:
    """Those near the end who missed the deadline: most at the employer with most doctors."""
    if not held.full_next:
        return frozenset()
    number: dict[str | None, int] = defaultdict(int)
    for each in doctors:
        number[each.enrolment.organisation] += 1
    near = sorted(
        (each for each in doctors if each.months >= NEAR_END_MONTHS and not each.is_cast),
        key=lambda each: each.enrolment.starts_on,
        reverse=True,
    )
    near.sort(key=lambda each: -number[each.enrolment.organisation])
    return frozenset(each.person for each in near[:TOO_LATE])


def _own_run(context: Context, held: Held, doctor: _Doctor) -> Run:
    """The session that the doctor takes or takes aim at."""
    rng, today = doctor.rng(held.key), context.today
    usual = held.usual_month + rng.randint(EARLY, LATE)
    away = sum(months_between(*leave) for leave in doctor.leaves)
    wanted = month_start(doctor.enrolment.starts_on, usual + away)
    put_off = rng.random() < PUT_OFF_SHARE and not doctor.is_cast
    cancelled = cancelled_run(held, today)
    runs = runs_of(held, today)
    for run in runs:
        if run.first < wanted or doctor.is_away(run):
            continue
        if put_off and run.deadline < today:
            continue
        if run == cancelled:
            _register(context, doctor, run, RegistrationState.WITHDRAWN)
            continue
        return run
    return runs[-1]


def _attend(context: Context, doctor: _Doctor, run: Run) -> None:
    context.rows.add(
        DemoCourse(doctor.person, run.held.key, AttendanceState.ATTENDED, run.first, run.last)
    )
    if run.is_kept(context.today):
        _register(context, doctor, run, RegistrationState.ATTENDED)


def _perhaps_sign_up(context: Context, doctor: _Doctor, run: Run) -> None:
    """Applied when sign-up is open, interested when it opens soon; the cast decides itself."""
    chance = doctor.rng(f"sign-up:{run.held.key}").random()
    if doctor.is_cast or not run.is_kept(context.today):
        return
    if run.opens <= context.today:
        if chance < APPLIED_SHARE:
            _register(context, doctor, run, RegistrationState.APPLIED)
    elif (run.opens - context.today).days <= INTEREST_DAYS and chance < INTERESTED_SHARE:
        _register(context, doctor, run, RegistrationState.INTERESTED)


def _fillers(doctors: Iterable[_Doctor]) -> list[_Doctor]:
    """Those who could take the seats that are left, the longest service first."""
    return sorted(
        (each for each in doctors if not each.is_cast),
        key=lambda each: (-each.months, each.person),
    )


def _give(context: Context, run: Run, doctors: Sequence[_Doctor]) -> None:
    """Seats to the longest service; the rest wait."""
    order = sorted(doctors, key=lambda each: (-each.months, each.person))
    for place, each in enumerate(order):
        has_seat = place < run.held.seats
        state = RegistrationState.CONFIRMED if has_seat else RegistrationState.WAITING
        _register(context, each, run, state)


def _register(
    context: Context, doctor: _Doctor, run: Run, state: RegistrationState, *, late: bool = False
) -> None:
    """A registration; applied for between the opening and the deadline, or after it when late."""
    today = context.today
    rng = doctor.rng(f"applied:{run.key}")
    if late:
        applied = run.deadline + rng.randint(3, max(3, (today - run.deadline).days)) * DAY
    else:
        last = min(run.deadline, today)
        applied = last - rng.randint(0, max(0, (last - run.opens).days)) * DAY
    decided = state in (
        RegistrationState.CONFIRMED, RegistrationState.WAITING, RegistrationState.ATTENDED
    )  # fmt: skip
    interested = state is RegistrationState.INTERESTED
    context.rows.add(
        DemoRegistration(
            person=doctor.person,
            session=run.key,
            state=state,
            applied_on=None if interested else applied,
            decided_on=max(applied, run.deadline + DAY) if decided else None,
        )
    )
