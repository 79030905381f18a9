"""LIS1: twelve months in hospital (three times four), then six in a municipality.

Service starts on 1 September or 1 March. Most are in step; some are late after a leave.
"""

from collections.abc import Sequence
from random import Random

from app.roles import Role, ScopeKind
from pathways.types.knowledge import Family, Organisation
from pathways.types.record import AttendanceState, PlaceKind
from seed.demo.context import Context
from seed.demo.departments import HOME_TRUSTS
from seed.demo.months import DAY, intake_before, month_start
from seed.demo.names import NameSource
from seed.demo.numbers import lis1_by_trust
from seed.demo.record import (
    Doctor,
    Tally,
    add_absence,
    add_holidays,
    add_objectives,
    add_part_time,
    add_talks,
    course_days,
    credited,
    share_today,
)
from seed.demo.staff import Staff
from seed.demo.timeline import (
    Block,
    Leave,
    Period,
    block_at,
    current,
    draw_leave,
    draw_part_time,
    lay_out,
    services_of,
)
from seed.demo.values import (
    DemoCourse,
    DemoEmployment,
    DemoEnrolment,
    DemoGroupGuidance,
    DemoPerson,
)

GROUP = "lis1"
HOSPITAL = "lis1_hospital"
MUNICIPALITY = "lis1_municipality"
ROTATIONS = (
    ("MED", ("Indremedisin", "Internal medicine"), 1),
    ("KIR", ("Kirurgi", "Surgery"), 2),
    ("VOP", ("Psykiatri", "Psychiatry"), 3),
)
"""Department, names and service in the invented plan of LIS1, in its usual order."""
IN_MUNICIPALITY = ("Kommunetjeneste", "Municipal service")
LATE_EVERY = 10
"""Every tenth began one intake too early to be still here and had a long leave."""


def municipality_counts(context: Context) -> dict[str, int]:
    """LIS1 per municipality in this step, so that chief physicians can be found for them."""
    counts: dict[str, int] = {}
    for trust, number in lis1_by_trust(context.reference, context.block).items():
        homes = partners(context, trust)
        for index in range(number):
            key = homes[index % len(homes)].key
            counts[key] = counts.get(key, 0) + 1
    return counts


def partners(context: Context, trust: str) -> Sequence[Organisation]:
    """Municipalities a trust sends LIS1 to; all known ones for a trust outside their areas.

    The reference data knows only the municipalities of Østfold, Vestby and the north, so at
    a larger scale LIS1 of other trusts serve there as well.
    """
    near = context.places.municipalities((trust,))
    return near or context.places.municipalities(HOME_TRUSTS)


def add_lis1(context: Context, staff: Staff, taken: dict[str, int]) -> None:
    """All LIS1 of this step; `taken` are posts per trust that the cast already fills."""
    names = context.names(GROUP)
    index = 0
    for trust, number in lis1_by_trust(context.reference, context.block).items():
        homes = partners(context, trust)
        for local in range(number - taken.get(trust, 0)):
            _add_one(context, staff, names, trust, homes[local % len(homes)], index)
            index += 1


def _add_one(
    context: Context,
    staff: Staff,
    names: NameSource,
    trust: str,
    home: Organisation,
    index: int,
) -> None:
    rng = context.rng(GROUP, index)
    person = context.person_id(GROUP, index)
    given, family = names.draw()
    late = index % LATE_EVERY == 9
    start = intake_before(context.today, 3 if late else index % 3)
    leaves = _leaves(context, rng, late, index)
    part_time = draw_part_time(rng, start, context.today) if index % 12 == 5 else None
    periods = lay_out(_blocks(context, rng, trust, home.key), start, leaves, part_time)
    now = current(periods, context.today).block
    in_hospital = now.stage == HOSPITAL
    supervisor = _supervisor(context, staff, trust, home.key, now, index)
    approver = (
        staff.leaders.get((trust, Family.INTERNAL)) if in_hospital else staff.chiefs[home.key]
    )
    context.rows.add(
        DemoPerson(person, given, family, month_start(start, -rng.choice((2, 2, 3, 8, 14)))),
        DemoEmployment(
            person, now.organisation if not in_hospital else trust, now.unit, "LIS1", start,
            share_today(part_time, context.today),
        ),
        DemoEnrolment(
            person, None, now.stage, context.plans.choose(trust, "LIS1"), trust, supervisor,
            approver, start,
        ),
        *services_of(person, periods, context.today),
    )  # fmt: skip
    context.grant(person, Role.TRAINEE, ScopeKind.OWN, start)
    add_absence(context, person, leaves)
    add_part_time(context, person, part_time)
    add_holidays(context, rng, person, start, periods[-1].last, leaves)
    doctor = Doctor(person, supervisor, approver, start)
    months = credited(start, context.today, leaves, part_time)
    _add_progress(context, rng, doctor, months, trust)
    add_talks(context, rng, doctor, leaves)
    _add_group(context, person, periods)


def _leaves(context: Context, rng: Random, late: bool, index: int) -> tuple[Leave, ...]:
    start = intake_before(context.today, 3 if late else index % 3)
    if late:
        return (draw_leave(rng, month_start(start, 3), month_start(start, 12), (5, 9)),)
    if rng.random() < 0.15:
        return (draw_leave(rng, month_start(start, 2), month_start(start, 16), (3, 8)),)
    return ()


def _blocks(context: Context, rng: Random, trust: str, municipality: str) -> list[Block]:
    places, has_spec = context.places, context.plans.spec_for(trust, "LIS1") is not None
    hospital = []
    for code, names, seq in ROTATIONS:
        block = block_at(places.main(trust, code), HOSPITAL, names, 4)
        hospital.append(_with_seq(block, seq if has_spec else None))
    rng.shuffle(hospital)
    surgery = places.surgery(municipality, rng.randrange(8))
    last = Block(
        MUNICIPALITY, *IN_MUNICIPALITY, 6, municipality, surgery.key, PlaceKind.MUNICIPALITY,
        4 if has_spec else None,
    )  # fmt: skip
    return [*hospital, last]


def _with_seq(block: Block, seq: int | None) -> Block:
    return Block(
        block.stage, block.name_nb, block.name_en, block.months, block.organisation,
        block.unit, block.place_kind, seq,
    )  # fmt: skip


def _supervisor(
    context: Context, staff: Staff, trust: str, municipality: str, now: Block, index: int
) -> str | None:
    if context.rng("lis1-supervisor", index).random() < 0.05:
        return None
    if now.stage == MUNICIPALITY:
        guides = staff.practice_supervisors[municipality]
        return guides[index % len(guides)]
    code = {names[0]: code for code, names, _ in ROTATIONS}[now.name_nb]
    return staff.supervisor(trust, code, index) or staff.supervisor(trust, "MED", index)


def _add_progress(context: Context, rng: Random, doctor: Doctor, months: float, trust: str) -> None:
    pace = rng.uniform(0.7, 1.1)
    done = min(1.0, months / 18 * pace)
    add_objectives(
        context, rng, doctor, "DEL1", Tally(int(70 * done), rng.randint(0, 4), rng.randint(2, 8))
    )
    add_objectives(
        context, rng, doctor, "FKM", Tally(int(18 * done), rng.randint(0, 2), rng.randint(0, 3))
    )
    name = context.places.organisations[trust].name
    for course in context.reference.courses:
        if course.scope != "LIS1" or not course.current or course.arranger != name:
            continue
        last = doctor.start + (course_days(course) - 1) * DAY
        context.rows.add(
            DemoCourse(doctor.person, course.key, AttendanceState.ATTENDED, doctor.start, last)
        )


def _add_group(context: Context, person: str, periods: Sequence[Period]) -> None:
    """Group guidance by the county governor in the municipal part."""
    for period in periods:
        if period.block.stage == MUNICIPALITY and period.first <= context.today:
            context.rows.add(DemoGroupGuidance(person, period.first, None, 6.0, False))
