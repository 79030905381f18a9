"""The rest of a trainee's record around the services: objectives, talks, courses, absence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from pathways.signing import Step
from pathways.types.knowledge import Course, Part2Kind, Specialty
from pathways.types.record import AbsenceKind, AttendanceState, ObjectiveState
from seed.demo.context import Context
from seed.demo.courses import HELD_KEYS
from seed.demo.months import DAY, month_start, weekday_in
from seed.demo.timeline import FULL_TIME, Leave, PartTime
from seed.demo.values import (
    DemoAbsence,
    DemoCourse,
    DemoObjective,
    DemoReference,
    DemoShare,
    DemoSignature,
    DemoTalk,
)

DEL1_COUNT = 101
"""Clinical objectives of part 1 (a published count)."""
FKM_COUNT = 29
"""Common competence objectives after the revision (a published count)."""
KNOWN_LIST = 20
"""A published list of at least this many identifiers is used as it is."""
SIGNED_DAYS = 180
"""Signatures are kept in the demo for approvals of this many days."""
SIGNATURE_STEPS = (str(Step.SUPERVISOR), str(Step.LEADER))


@dataclass(frozen=True, slots=True)
class Doctor:
    """The few things of a trainee that the record depends on."""

    person: str
    supervisor: str | None
    approver: str | None
    start: date
    """First day that objectives and talks can have."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many objectives of a set are in each state."""

    approved: int
    sent: int = 0
    in_progress: int = 0


def identifiers(reference: DemoReference, objective_set: str) -> tuple[str, ...]:
    """Identifiers of a set: the published ones where a list is known, else numbered ones.

    The numbering stands in for lists that the reference data does not hold; how many a
    specialty gets (40–60) is invented as well.
    """
    if objective_set == "DEL1":
        return tuple(f"DEL1-{number:03d}" for number in range(1, DEL1_COUNT + 1))
    if objective_set == "FKM":
        return tuple(f"FKM-{number:02d}" for number in range(1, FKM_COUNT + 1))
    published = tuple(
        objective.identifier
        for objective in reference.objectives
        if objective.row_type == "objective"
        and objective.scope == objective_set
        and objective.identifier is not None
    )
    if len(published) >= KNOWN_LIST:
        return published
    count = 40 + sum(map(ord, objective_set)) % 21
    return tuple(f"{objective_set}-{number:03d}" for number in range(1, count + 1))


def add_objectives(
    context: Context, rng: Random, doctor: Doctor, objective_set: str, tally: Tally
) -> None:
    """Objectives in their states, approved ones spread from the start until now."""
    known = identifiers(context.reference, objective_set)
    total = min(len(known), tally.approved + tally.sent + tally.in_progress)
    chosen = sorted(rng.sample(known, total))
    rng.shuffle(chosen)
    days = max(1, (context.today - doctor.start).days)
    for number, identifier in enumerate(chosen):
        if number < tally.approved:
            _approved(context, rng, doctor, objective_set, identifier, days)
        elif number < tally.approved + tally.sent:
            _sent(context, rng, doctor, objective_set, identifier, days)
        else:
            context.rows.add(
                DemoObjective(doctor.person, objective_set, identifier, ObjectiveState.IN_PROGRESS)
            )


def _approved(
    context: Context, rng: Random, doctor: Doctor, objective_set: str, identifier: str, days: int
) -> None:
    # Most is approved late in a service, so the draw leans towards today.
    ago = int(days * rng.random() ** 1.5)
    approved_on = context.today - ago * DAY
    sent_on = max(doctor.start, approved_on - rng.randint(3, 30) * DAY)
    context.rows.add(
        DemoObjective(
            doctor.person, objective_set, identifier, ObjectiveState.APPROVED,
            sent_on=sent_on, approved_on=approved_on,
        )
    )  # fmt: skip
    if ago > SIGNED_DAYS:
        return
    signers = (doctor.supervisor, doctor.approver)
    for step, by, on in zip(SIGNATURE_STEPS, signers, (sent_on, approved_on), strict=True):
        if by is not None:
            context.rows.add(DemoSignature(doctor.person, objective_set, identifier, step, by, on))


def _sent(
    context: Context, rng: Random, doctor: Doctor, objective_set: str, identifier: str, days: int
) -> None:
    sent_on = context.today - rng.randint(1, min(80, days) or 1) * DAY
    first, second = doctor.supervisor, doctor.approver
    held_by = first if first is not None and rng.random() < 0.6 else second or first
    context.rows.add(
        DemoObjective(
            doctor.person, objective_set, identifier, ObjectiveState.SENT, held_by, sent_on
        )
    )
    if held_by is not None and held_by == second and first is not None and first != second:
        context.rows.add(
            DemoSignature(
                doctor.person, objective_set, identifier, SIGNATURE_STEPS[0], first, sent_on
            )
        )


def add_absence(context: Context, person: str, leaves: Sequence[Leave]) -> None:
    """Leaves by their dates."""
    for leave in leaves:
        context.rows.add(DemoAbsence(person, AbsenceKind.LEAVE, leave.first, leave.last))


def add_part_time(context: Context, person: str, part_time: PartTime | None) -> None:
    """The share as a record."""
    if part_time is not None:
        context.rows.add(DemoShare(person, part_time.percent, part_time.first, part_time.last))


def add_holidays(
    context: Context, rng: Random, person: str, first: date, last: date, leaves: Sequence[Leave]
) -> None:
    """Three weeks in July and one in February of every year served, none inside a leave."""
    for year in range(first.year, min(last, context.today).year + 1):
        for month, weeks in ((2, 1), (7, 3)):
            begin = date(year, month, 1) + rng.randrange(7) * DAY
            end = begin + timedelta(weeks=weeks) - DAY
            free = all(end < leave.first or leave.last < begin for leave in leaves)
            if first <= begin and end <= min(last, context.today) and free:
                context.rows.add(DemoAbsence(person, AbsenceKind.HOLIDAY, begin, end))


def add_talks(
    context: Context,
    rng: Random,
    doctor: Doctor,
    leaves: Sequence[Leave],
    hours: tuple[float, ...] = (1.0, 1.0, 1.5),
) -> None:
    """About a talk a month; some doctors have had none for months, all skip July and leave."""
    silent_months = rng.choice((0, 0, 0, 0, 0, 2, 4, 6))
    if doctor.supervisor is None:
        silent_months = max(silent_months, 3)
    until = month_start(context.today, -silent_months)
    month = month_start(doctor.start)
    while month <= until:
        day = weekday_in(month, rng)
        amount = rng.choice(hours)
        held = month.month != 7 and rng.random() > 0.1
        away = any(leave.first <= day <= leave.last for leave in leaves)
        if held and not away and doctor.start <= day <= context.today:
            context.rows.add(DemoTalk(doctor.person, day, amount, doctor.supervisor))
        month = month_start(month, 1)


def courses_for(reference: DemoReference, specialty: Specialty) -> tuple[Course, ...]:
    """Courses of the present scheme for a specialty; many specialties have none on record."""
    surgical = specialty.part2 is Part2Kind.SURGERY
    return tuple(
        course
        for course in reference.courses
        if course.current
        and (
            course.specialty == specialty.code
            or (surgical and course.scope == "KIR-DEL2")
            or (course.key == "all-administrasjon-og-ledelse" and not specialty.is_asa)
        )
    )


def add_courses(
    context: Context, rng: Random, doctor: Doctor, courses: Sequence[Course], fraction: float
) -> None:
    """Courses attended in step with the training, and one booked or planned ahead."""
    if not courses:
        return
    order = rng.sample(list(courses), len(courses))
    attended = min(len(order), int(len(order) * fraction * rng.uniform(0.5, 1.1)))
    days = max(1, (context.today - doctor.start).days - 14)
    for course in order[:attended]:
        first = doctor.start + rng.randrange(days) * DAY
        first = max(doctor.start, first - first.weekday() * DAY)
        _add_course(context, doctor, course, AttendanceState.ATTENDED, first)
    if attended < len(order) and rng.random() < 0.6:
        first = weekday_in(month_start(context.today, rng.randint(2, 9)), rng)
        state = rng.choice((AttendanceState.BOOKED, AttendanceState.PLANNED))
        # A course with sessions is booked by a registration (`seed.demo.courses_people`).
        if order[attended].key not in HELD_KEYS:
            _add_course(context, doctor, order[attended], state, first)


def _add_course(
    context: Context, doctor: Doctor, course: Course, state: AttendanceState, first: date
) -> None:
    length = course_days(course)
    context.rows.add(
        DemoCourse(doctor.person, course.key, state, first, first + (length - 1) * DAY)
    )


def course_days(course: Course) -> int:
    """Days of a course; three where the sources give none."""
    try:
        return max(1, round(float(course.days or 3)))
    except ValueError:
        return 3


def share_today(part_time: PartTime | None, today: date) -> int:
    """Per cent of full time today."""
    if part_time is None or part_time.first > today:
        return FULL_TIME
    return part_time.percent if part_time.last is None or today <= part_time.last else FULL_TIME


def credited(
    start: date, today: date, leaves: Sequence[Leave], part_time: PartTime | None
) -> float:
    """Roughly the months of counted service so far; only steers how much is approved."""
    months = (today - start).days / 30.44
    months -= sum(max(0, (min(each.last, today) - each.first).days) / 30.44 for each in leaves)
    if part_time is not None and part_time.first < today:
        end = min(today, part_time.last or today)
        lost = (end - part_time.first).days / 30.44 * (FULL_TIME - part_time.percent) / FULL_TIME
        months -= lost
    return max(0.0, months)
