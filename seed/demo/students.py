"""Students with licence, and LIS0: new doctors who wait for LIS1."""

from datetime import date

from app.roles import Role, ScopeKind
from pathways.types.record import PlaceKind
from seed.demo.context import Context
from seed.demo.departments import HOME_TRUSTS
from seed.demo.lis1 import partners
from seed.demo.months import intake_before, month_start, period_end
from seed.demo.numbers import LIS0, STUDENTS
from seed.demo.values import (
    DemoEmployment,
    DemoEnrolment,
    DemoPerson,
    DemoService,
    DemoUnit,
)

STUDENT_STAGE = "student_licensed"
LIS0_STAGE = "lis0"
DEPARTMENTS = ("MED", "KIR", "VOP")
SUMMER_JOB = ("Sommerjobb med lisens", "Summer job with licence")
LOCUM = ("Vikariat før LIS1", "Locum post before LIS1")


def add_students(context: Context, taken: int) -> None:
    """Students in their last year and a half; `taken` are students of the cast."""
    names = context.names("students")
    for index in range(STUDENTS - taken):
        rng = context.rng("student", index)
        person, (given, family) = context.person_id("student", index), names.draw()
        trust = HOME_TRUSTS[index % len(HOME_TRUSTS)]
        unit = context.places.main(trust, DEPARTMENTS[index % len(DEPARTMENTS)])
        degree = _next_degree(context.today, index)
        licence = month_start(degree, -17).replace(day=rng.randint(1, 28))
        summer = date(context.today.year, 6, 22)
        since = max(month_start(licence, 1), month_start(summer))
        context.rows.add(
            DemoPerson(
                person, given, family, student_licence_on=licence, degree_expected_on=degree
            ),
            DemoEmployment(person, trust, unit.key, "Medisinstudent med lisens", since, 20),
            DemoEnrolment(person, None, STUDENT_STAGE, None, trust, None, None, since),
        )
        if licence < summer:
            _add_service(
                context, person, STUDENT_STAGE, SUMMER_JOB, unit, summer, summer.replace(month=8)
            )
        context.grant(person, Role.TRAINEE, ScopeKind.OWN, since)


def _next_degree(today: date, index: int) -> date:
    """The end of June or of December that comes next, half a year further for every third."""
    first = date(today.year + (today.month > 6), 6, 15)
    return date(first.year, 12, 15) if index % 3 == 2 else first


def add_lis0(context: Context) -> None:
    """New doctors in temporary posts; every other has LIS1 agreed from the next intake."""
    names = context.names("lis0")
    for index in range(LIS0):
        rng = context.rng("lis0", index)
        person, (given, family) = context.person_id("lis0", index), names.draw()
        trust = HOME_TRUSTS[index % len(HOME_TRUSTS)]
        unit = context.places.main(trust, DEPARTMENTS[index % len(DEPARTMENTS)])
        start = month_start(context.today, -rng.randint(1, 10))
        next_intake = month_start(intake_before(context.today), 6)
        agreed = index % 2 == 0
        context.rows.add(
            DemoPerson(person, given, family, month_start(start, -1)),
            DemoEmployment(person, trust, unit.key, "Lege i vikariat (LIS0)", start),
            DemoEnrolment(person, None, LIS0_STAGE, None, trust, None, None, start),
        )
        last = period_end(next_intake, 0) if agreed else None
        _add_service(context, person, LIS0_STAGE, LOCUM, unit, start, last)
        if agreed:
            _add_lis1_ahead(context, person, trust, next_intake, index)
        context.grant(person, Role.TRAINEE, ScopeKind.OWN, start)


def _add_lis1_ahead(context: Context, person: str, trust: str, first: date, index: int) -> None:
    homes, hospital = partners(context, trust), context.places.hospital(trust)
    middle = month_start(first, 12)
    context.rows.add(
        DemoService(
            person, "lis1_hospital", "LIS1 sykehus", "LIS1 hospital", hospital.organisation,
            hospital.key, PlaceKind.HOSPITAL, first, period_end(first, 12), True,
        ),
        DemoService(
            person, "lis1_municipality", "Kommunetjeneste", "Municipal service",
            homes[index % len(homes)].key, None, PlaceKind.MUNICIPALITY, middle,
            period_end(middle, 6), True,
        ),
    )  # fmt: skip


def _add_service(
    context: Context,
    person: str,
    stage: str,
    names: tuple[str, str],
    unit: DemoUnit,
    first: date,
    last: date | None,
) -> None:
    context.rows.add(
        DemoService(
            person, stage, *names, unit.organisation, unit.key, unit.place_kind, first, last,
            first > context.today,
        )
    )  # fmt: skip
