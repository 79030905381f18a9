"""Builds the whole demo world from the reference data, without a database or a clock.

Deterministic: every group of people draws from random streams named after the group and the
person, so one more group, or one more person in a group, moves nobody else.
"""

from datetime import date
from pathlib import Path

from seed.demo.alis import CODE as ALM
from seed.demo.alis import add_alis, alis_by_municipality
from seed.demo.cast import CAST_NAMES
from seed.demo.cast_staff import add_cast_staff
from seed.demo.cast_trainees import (
    ALIS_TAKEN,
    LIS1_TAKEN,
    LIS23_TAKEN,
    STUDENTS_TAKEN,
    add_cast_trainees,
)
from seed.demo.context import Context
from seed.demo.courses import demo_courses, demo_sessions, demo_setups
from seed.demo.courses_people import add_course_life, full_seats
from seed.demo.lis1 import add_lis1, municipality_counts
from seed.demo.lis1_council import add_lis1_council
from seed.demo.lis1_former import add_lis1_former
from seed.demo.lis1_values import DemoCouncil
from seed.demo.lis23 import add_lis23
from seed.demo.logbook import add_registrations
from seed.demo.names import username
from seed.demo.numbers import hospital_trainees
from seed.demo.place_values import (
    DemoAgreement,
    DemoCapacity,
    DemoGuide,
    DemoObjectivePlace,
    DemoUnitSupervisor,
)
from seed.demo.places import Places
from seed.demo.plan_book import PlanBook
from seed.demo.rotation_places import add_rotation_places
from seed.demo.rotation_values import DemoRotationPlan
from seed.demo.rotations import add_rotation_plan
from seed.demo.staff import (
    Staff,
    add_administration,
    add_contract_specialists,
    add_hospital_staff,
    add_municipal_staff,
)
from seed.demo.students import add_lis0, add_students
from seed.demo.values import (
    DEMO_TODAY,
    DemoAbsence,
    DemoAccount,
    DemoActivity,
    DemoCourse,
    DemoEmployment,
    DemoEnrolment,
    DemoGrant,
    DemoGroupGuidance,
    DemoObjective,
    DemoOrganisation,
    DemoPerson,
    DemoPlan,
    DemoProcedure,
    DemoReference,
    DemoRegistration,
    DemoService,
    DemoShare,
    DemoSignature,
    DemoTalk,
    DemoUnit,
    Rows,
    World,
)
from seed.knowledge_files import read_knowledge
from seed.reference_files import REFERENCE_FOLDER, read_bundle


def read_demo_reference(folder: Path = REFERENCE_FOLDER) -> DemoReference:
    """What the demo world needs of the reference files.

    Raises `ReferenceFileError` when they cannot be read.
    """
    bundle = read_bundle(folder)
    return DemoReference(
        organisations=bundle.organisations,
        specialties=bundle.specialties,
        courses=bundle.courses,
        objectives=bundle.objectives,
        plans=bundle.plans,
        stages=frozenset(stage.key for stage in read_knowledge(folder).stages),
    )


def build_world(reference: DemoReference, scale: int = 1, today: date = DEMO_TODAY) -> World:
    """The demo world at `scale`: 1 is Østfold and the north, 20 about all of Norway.

    The first step of a larger scale holds the same people as scale 1. The hand-made cast is
    coherent on `DEMO_TODAY`; everybody else follows `today`. Raises ValueError for a scale
    below 1.
    """
    if scale < 1:
        raise ValueError(f"the scale of the demo world is at least 1, not {scale}")
    rows = Rows()
    places, plans = Places(reference, rows), PlanBook(reference, rows)
    for block in range(scale):
        _add_block(Context(reference, today, block, rows, places, plans, CAST_NAMES))
    rows.add(*_accounts(rows))
    return _world(rows, scale, today)


def _add_block(context: Context) -> None:
    """One step of the scale: those who supervise first, then those in training."""
    first, reference, rows = context.block == 0, context.reference, context.rows
    before = len(rows.of(DemoEnrolment))
    specialties = {each.code: each for each in reference.specialties}
    families = {code: each.family for code, each in specialties.items()}
    cells = hospital_trainees(reference, context.block)
    staff = Staff()
    if first:
        add_cast_staff(context, staff)
    add_hospital_staff(context, staff, families, cells)
    add_municipal_staff(context, staff, alis_by_municipality(context), municipality_counts(context))
    add_administration(context, cells)
    if first:
        add_contract_specialists(context)
        add_cast_trainees(context, staff)
    add_lis1(context, staff, LIS1_TAKEN if first else {})
    add_lis23(context, staff, specialties, LIS23_TAKEN if first else {})
    add_alis(context, staff, specialties[ALM], ALIS_TAKEN if first else {})
    add_students(context, STUDENTS_TAKEN if first else 0)
    add_lis0(context)
    enrolled = tuple(rows.of(DemoEnrolment)[before:])
    add_registrations(reference, context.today, rows, enrolled)
    add_course_life(context, specialties, enrolled)
    if first:
        add_rotation_places(context)
        add_rotation_plan(context)
        add_lis1_council(context, staff)
        add_lis1_former(context)


def _accounts(rows: Rows) -> list[DemoAccount]:
    """One account each; people of the same name get a number."""
    seen: dict[str, int] = {}
    accounts = []
    for person in rows.of(DemoPerson):
        name = username(person.given_name, person.family_name)
        seen[name] = seen.get(name, 0) + 1
        number = seen[name]
        accounts.append(DemoAccount(person.public_id, name if number == 1 else f"{name}{number}"))
    return accounts


def _world(rows: Rows, scale: int, today: date) -> World:
    registrations = tuple(rows.of(DemoRegistration))
    return World(
        today=today,
        scale=scale,
        organisations=tuple(rows.of(DemoOrganisation)),
        units=tuple(rows.of(DemoUnit)),
        plans=tuple(rows.of(DemoPlan)),
        people=tuple(rows.of(DemoPerson)),
        accounts=tuple(rows.of(DemoAccount)),
        employments=tuple(rows.of(DemoEmployment)),
        grants=tuple(rows.of(DemoGrant)),
        enrolments=tuple(rows.of(DemoEnrolment)),
        services=tuple(rows.of(DemoService)),
        absences=tuple(rows.of(DemoAbsence)),
        shares=tuple(rows.of(DemoShare)),
        objectives=tuple(rows.of(DemoObjective)),
        signatures=tuple(rows.of(DemoSignature)),
        courses=tuple(rows.of(DemoCourse)),
        talks=tuple(rows.of(DemoTalk)),
        group_guidance=tuple(rows.of(DemoGroupGuidance)),
        procedures=tuple(rows.of(DemoProcedure)),
        activities=tuple(rows.of(DemoActivity)),
        catalogue=demo_courses(),
        setups=demo_setups(),
        sessions=tuple(demo_sessions(today, scale, full_seats(registrations, today))),
        registrations=registrations,
        capacities=tuple(rows.of(DemoCapacity)),
        unit_supervisors=tuple(rows.of(DemoUnitSupervisor)),
        agreements=tuple(rows.of(DemoAgreement)),
        objective_places=tuple(rows.of(DemoObjectivePlace)),
        guides=tuple(rows.of(DemoGuide)),
        rotation_plans=tuple(rows.of(DemoRotationPlan)),
        lis1_councils=tuple(rows.of(DemoCouncil)),
    )
