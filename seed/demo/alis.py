"""ALIS: five years towards general practice, with half a year in an institution."""

from collections.abc import Sequence
from datetime import date
from random import Random

from app.roles import Role, ScopeKind
from pathways.types.knowledge import Organisation, Specialty
from pathways.types.record import PlaceKind
from seed.demo.context import Context
from seed.demo.departments import FINNMARK, HELGELAND, NORDLAND, OSTFOLD, UNN
from seed.demo.history import past_lis1
from seed.demo.months import month_start, period_end
from seed.demo.names import NameSource
from seed.demo.numbers import ALIS_NORTH, ALIS_OSTFOLD
from seed.demo.places import trust_of
from seed.demo.record import (
    Doctor,
    Tally,
    add_absence,
    add_courses,
    add_objectives,
    add_part_time,
    add_talks,
    courses_for,
    credited,
    share_today,
)
from seed.demo.staff import Staff
from seed.demo.timeline import (
    Block,
    Leave,
    PartTime,
    block_at,
    draw_leave,
    draw_part_time,
    lay_out,
    services_of,
)
from seed.demo.values import (
    DemoEmployment,
    DemoEnrolment,
    DemoGroupGuidance,
    DemoPerson,
)

GROUP = "alis"
CODE = "ALM"
STAGE = "part3:ALM"
NORTH = (UNN, NORDLAND, FINNMARK, HELGELAND)
TOTAL_MONTHS = 60
INSTITUTION_MONTHS = 6
NATIONAL_PLAN = "ALM-nasjonal"
PRACTICE = ("Åpen allmennpraksis", "Open general practice")
HOSPITAL_NAMES = ("Institusjonstjeneste, sykehus", "Institution service, hospital")
NURSING_NAMES = ("Institusjonstjeneste, sykehjem", "Institution service, nursing home")
PRACTICE_SEQ, INSTITUTION_SEQ = 1, 3
"""Services in the national requirements and in the invented plan of Østfold alike."""
GUIDANCE_HOURS = 60
GUIDANCE_YEARS = 2
TALK_HOURS = (3.5, 4.0, 4.0, 4.5)
"""About four hours a month."""
OWN_OBJECTIVES = 40
OWN_COMMON = 18


def alis_by_municipality(context: Context) -> dict[str, int]:
    """ALIS per municipality: most where most people live, one at least in many small ones."""
    return {
        **_deal(context.places.municipalities((OSTFOLD,)), ALIS_OSTFOLD),
        **_deal(context.places.municipalities(NORTH), ALIS_NORTH),
    }


def _deal(homes: Sequence[Organisation], number: int) -> dict[str, int]:
    """Seats dealt one by one to the municipality with most people per seat (D'Hondt)."""
    counts = {home.key: 0 for home in homes}
    people = {home.key: home.population or 0 for home in homes}
    for _ in range(number):
        chosen = max(counts, key=lambda key: (people[key] / (counts[key] + 1), key))
        counts[chosen] += 1
    return {key: count for key, count in counts.items() if count}


def add_alis(context: Context, staff: Staff, specialty: Specialty, taken: dict[str, int]) -> None:
    """All ALIS of this step; `taken` are posts per municipality that the cast fills."""
    names = context.names(GROUP)
    for municipality, number in alis_by_municipality(context).items():
        for local in range(number - taken.get(municipality, 0)):
            _add_one(context, staff, specialty, names, municipality, local)


def _add_one(
    context: Context,
    staff: Staff,
    specialty: Specialty,
    names: NameSource,
    municipality: str,
    local: int,
) -> None:
    group = f"{GROUP}:{municipality}"
    rng, person = context.rng(group, local), context.person_id(group, local)
    trust = trust_of(context.places.organisations[municipality]) or OSTFOLD
    given, family = names.draw()
    start = month_start(context.today, -rng.randint(1, 66))
    leaves = _leaves(context, rng, start)
    part_time = draw_part_time(rng, start, context.today) if rng.random() < 0.2 else None
    periods = lay_out(
        _blocks(context, rng, municipality, trust, local), start, leaves,
        part_time if rng.random() < 0.5 else None,
    )  # fmt: skip
    hospital, district, authorised = past_lis1(context, rng, person, trust, start)
    guides = staff.practice_supervisors[municipality]
    supervisor = None if rng.random() < 0.05 else guides[local % len(guides)]
    approver = staff.chiefs[municipality]
    surgery = context.places.surgery(municipality, local).key
    context.rows.add(
        DemoPerson(person, given, family, authorised),
        DemoEmployment(
            person, municipality, surgery, "ALIS", start, share_today(part_time, context.today)
        ),
        DemoEnrolment(
            person, CODE, STAGE, plan_for(context, trust), municipality, supervisor, approver,
            start,
        ),
        hospital,
        district,
        *services_of(person, periods, context.today, with_future=rng.random() > 0.1),
    )  # fmt: skip
    context.grant(person, Role.TRAINEE, ScopeKind.OWN, start)
    add_absence(context, person, leaves)
    add_part_time(context, person, part_time)
    doctor = Doctor(person, supervisor, approver, start)
    _add_progress(context, rng, doctor, specialty, leaves, part_time)


def plan_for(context: Context, trust: str) -> str:
    """The invented plan in Østfold, the national requirements elsewhere."""
    spec = context.plans.spec_for(trust, CODE)
    return spec.plan_id if spec is not None else NATIONAL_PLAN


def _leaves(context: Context, rng: Random, start: date) -> tuple[Leave, ...]:
    if rng.random() >= 0.25:
        return ()
    return (draw_leave(rng, month_start(start, 1), month_start(context.today, 6)),)


def _blocks(
    context: Context, rng: Random, municipality: str, trust: str, local: int
) -> list[Block]:
    """Practice, the institution service somewhere in between, and practice again.

    One in five has no institution service agreed yet: the missing rotation of the demo.
    """
    surgery = context.places.surgery(municipality, local)
    if rng.random() < 0.2:
        return [_with_seq(block_at(surgery, STAGE, PRACTICE, TOTAL_MONTHS - INSTITUTION_MONTHS),
                          PRACTICE_SEQ)]  # fmt: skip
    before = rng.choice((12, 18, 24, 30, 36))
    after = TOTAL_MONTHS - INSTITUTION_MONTHS - before
    return [
        _with_seq(block_at(surgery, STAGE, PRACTICE, before), PRACTICE_SEQ),
        _with_seq(_institution(context, rng, municipality, trust), INSTITUTION_SEQ),
        _with_seq(block_at(surgery, STAGE, PRACTICE, after), PRACTICE_SEQ),
    ]


def _institution(context: Context, rng: Random, municipality: str, trust: str) -> Block:
    if rng.random() < 0.25:
        unit = context.places.nursing_home(municipality)
        return block_at(unit, STAGE, NURSING_NAMES, INSTITUTION_MONTHS)
    unit = context.places.main(trust, rng.choice(("MED", "MED", "VOP", "GYN", "PED")))
    return Block(
        STAGE, *HOSPITAL_NAMES, INSTITUTION_MONTHS, unit.organisation, unit.key,
        PlaceKind.HOSPITAL,
    )  # fmt: skip


def _with_seq(block: Block, seq: int) -> Block:
    return Block(
        block.stage, block.name_nb, block.name_en, block.months, block.organisation,
        block.unit, block.place_kind, seq,
    )  # fmt: skip


def _add_progress(
    context: Context,
    rng: Random,
    doctor: Doctor,
    specialty: Specialty,
    leaves: tuple[Leave, ...],
    part_time: PartTime | None,
) -> None:
    months = credited(doctor.start, context.today, leaves, part_time)
    done = min(1.0, months / TOTAL_MONTHS * rng.uniform(0.75, 1.1))
    own = Tally(int(OWN_OBJECTIVES * done), rng.randint(0, 4), rng.randint(1, 6))
    add_objectives(context, rng, doctor, CODE, own)
    common = Tally(int(OWN_COMMON * done), rng.randint(0, 2), rng.randint(0, 2))
    add_objectives(context, rng, doctor, "FKM", common)
    add_courses(context, rng, doctor, courses_for(context.reference, specialty), done)
    add_talks(context, rng, doctor, leaves, TALK_HOURS)
    _add_guidance(context, rng, doctor)


def _add_guidance(context: Context, rng: Random, doctor: Doctor) -> None:
    """Two years of group guidance that begin in the first months of practice."""
    first = month_start(doctor.start, rng.randint(1, 6))
    for _ in range(GUIDANCE_YEARS):
        last = period_end(first, 12)
        if first > context.today:
            return
        elapsed = min(1.0, ((min(last, context.today) - first).days + 1) / 365)
        context.rows.add(
            DemoGroupGuidance(
                doctor.person,
                first,
                last if last <= context.today else None,
                float(round(GUIDANCE_HOURS * elapsed)),
                True,
            )
        )
        first = month_start(first, 12)
