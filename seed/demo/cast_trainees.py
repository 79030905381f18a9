"""The hand-made records of the four doctors of the cast, and of one colleague.

Every day here is chosen so that the record hangs together on 23 November 2026.
"""

from collections.abc import Sequence
from datetime import date

from app.roles import Role, ScopeKind
from pathways.types.courses import RegistrationState
from pathways.types.knowledge import Family
from pathways.types.record import AbsenceKind, AttendanceState, ObjectiveState, PlaceKind
from seed.demo import departments as at
from seed.demo.cast import HENRIK, INGRID, KJERSTI, NORA, PER_OLAV, SIVERT, THEA, CastMember
from seed.demo.cast_staff import TVEIT_PRACTICE, person_of
from seed.demo.context import Context
from seed.demo.courses import ADMINISTRATION, session_id
from seed.demo.months import DAY, month_start, weekday_in
from seed.demo.plan_book import VOP_OBJECTIVES
from seed.demo.record import SIGNATURE_STEPS, identifiers
from seed.demo.staff import Staff
from seed.demo.values import (
    DemoAbsence,
    DemoCourse,
    DemoEmployment,
    DemoEnrolment,
    DemoGroupGuidance,
    DemoObjective,
    DemoPerson,
    DemoRegistration,
    DemoService,
    DemoShare,
    DemoSignature,
    DemoTalk,
)

VOP_STAGE = "part3:VOP"
ALM_STAGE = "part3:ALM"
HALDEN = "halden-kommune"
SARPSBORG = "sarpsborg-kommune"
FREDRIKSTAD = "fredrikstad-kommune"

LIS1_TAKEN = {at.OSTFOLD: 1}
LIS23_TAKEN = {f"{at.OSTFOLD}:VOP": 2}
ALIS_TAKEN = {HALDEN: 1}
STUDENTS_TAKEN = 1
"""Posts of the groups that the cast fills."""

VOP_IDENTIFIERS = tuple(f"VOP-{number:03d}" for number in range(1, VOP_OBJECTIVES + 1))
SENT_TO_SUPERVISOR = ("VOP-012", "VOP-014", "VOP-015", "VOP-021")

ATTENDED = AttendanceState.ATTENDED


def add_cast_trainees(context: Context, staff: Staff) -> None:
    """Everything about the doctors and the student of the cast."""
    _ingrid(context)
    _henrik(context)
    _nora(context, staff)
    _thea(context, staff)
    _sivert(context)


def _serve(
    context: Context,
    member: CastMember,
    stage: str,
    names: tuple[str, str],
    place: str | tuple[str, PlaceKind],
    span: tuple[date, date],
    seq: int | None = None,
) -> None:
    """A service at a unit (its key), or at an organisation with the kind of place."""
    if isinstance(place, str):
        unit = context.places.unit(place)
        organisation, kind, key = unit.organisation, unit.place_kind, unit.key
    else:
        (organisation, kind), key = place, None
    context.rows.add(
        DemoService(
            member.public_id, stage, *names, organisation, key, kind, *span,
            is_planned=span[0] > context.today, plan_seq=seq,
        )
    )  # fmt: skip


def _past_lis1(context: Context, member: CastMember, start: date, municipality: str) -> None:
    middle, end = month_start(start, 12), month_start(start, 18)
    _serve(
        context, member, "lis1_hospital", ("LIS1 sykehus", "LIS1 hospital"),
        context.places.hospital(at.OSTFOLD).key, (start, middle - DAY),
    )  # fmt: skip
    _serve(
        context, member, "lis1_municipality", ("LIS1 kommune", "LIS1 municipality"),
        (municipality, PlaceKind.MUNICIPALITY), (middle, end - DAY),
    )  # fmt: skip


def _ingrid(context: Context) -> None:
    who, start = INGRID.public_id, date(2023, 3, 1)
    context.rows.add(
        person_of(INGRID, date(2021, 6, 28)),
        DemoEmployment(who, at.OSTFOLD, at.DPS_HALDEN, "LIS3", start),
        DemoEnrolment(
            who, "VOP", VOP_STAGE, context.plans.specs["VOP"].plan_id, at.OSTFOLD,
            KJERSTI.public_id, PER_OLAV.public_id, start,
        ),
        DemoAbsence(who, AbsenceKind.LEAVE, date(2024, 4, 1), date(2024, 11, 30)),
        DemoShare(who, 80, date(2025, 8, 1), date(2026, 7, 31)),
    )  # fmt: skip
    context.grant(who, Role.TRAINEE, ScopeKind.OWN, start)
    _past_lis1(context, INGRID, date(2021, 9, 1), FREDRIKSTAD)
    clinic = ("Poliklinikk", "Outpatient clinic")
    for names, unit, first, last, seq in (
        (("Akuttpsykiatri", "Acute psychiatry"), at.AKUTT, start, date(2024, 3, 31), 1),
        (clinic, at.DPS_FREDRIKSTAD, date(2024, 12, 1), date(2026, 7, 31), 2),
        (clinic, at.DPS_HALDEN, date(2026, 8, 1), date(2027, 8, 31), 2),
        (("Psykose", "Psychosis"), at.PSYKOSE, date(2027, 9, 1), date(2028, 8, 31), 3),
        (("Alderspsykiatri", "Old age psychiatry"), at.ALDER, date(2028, 9, 1),
         date(2029, 2, 28), 4),
    ):  # fmt: skip
        _serve(context, INGRID, VOP_STAGE, names, unit, (first, last), seq)
    _ingrid_objectives(context)
    _ingrid_talks(context)
    _courses(
        context, INGRID,
        (
            ("all-kunnskapsbasert-praksis", ATTENDED, date(2023, 10, 16), 1),
            ("all-kultursensitiv-kommunikasjon-og-bruk-av-tolk", ATTENDED, date(2025, 2, 10), 1),
        ),
    )  # fmt: skip
    _seat(context, INGRID, ADMINISTRATION, date(2027, 3, 8))


def _ingrid_objectives(context: Context) -> None:
    """56 of 89 in psychiatry and 15 of 29 common ones approved; four lie with each signer."""
    others = [each for each in VOP_IDENTIFIERS if each not in SENT_TO_SUPERVISOR]
    sent_on = date(2026, 11, 2)
    _approve(context, INGRID, "VOP", others[:56], date(2023, 6, 1))
    _send(context, INGRID, "VOP", SENT_TO_SUPERVISOR, KJERSTI.public_id, sent_on)
    _begin(context, INGRID, "VOP", others[56:67])
    common = identifiers(context.reference, "FKM")
    _approve(context, INGRID, "FKM", common[:15], date(2023, 9, 1))
    _send(context, INGRID, "FKM", common[15:19], PER_OLAV.public_id, sent_on)
    for identifier in common[15:19]:
        context.rows.add(
            DemoSignature(
                INGRID.public_id, "FKM", identifier, SIGNATURE_STEPS[0], KJERSTI.public_id, sent_on
            )
        )
    _begin(context, INGRID, "FKM", common[19:21])


def _ingrid_talks(context: Context) -> None:
    """A talk a month outside the leave, the last on 14 October 2026; 86 hours in all."""
    months = [month_start(date(2023, 3, 1), n) for n in range(13)]
    months += [month_start(date(2024, 12, 1), n) for n in range(22)]
    days = [weekday_in(month, context.rng("ingrid-talk", n)) for n, month in enumerate(months)]
    days.append(date(2026, 10, 14))
    for number, day in enumerate(days):
        hours = 2.0 if number % 9 in (0, 4) else 2.5
        context.rows.add(DemoTalk(INGRID.public_id, day, hours, KJERSTI.public_id))


def _henrik(context: Context) -> None:
    """A colleague who comes to the contract specialist in Moss in March 2028."""
    who, start = HENRIK.public_id, date(2024, 9, 1)
    practice = context.places.practice(TVEIT_PRACTICE, "Tveit").key
    context.rows.add(
        person_of(HENRIK, date(2022, 6, 27)),
        DemoEmployment(who, at.OSTFOLD, at.DPS_FREDRIKSTAD, "LIS3", start),
        DemoEnrolment(
            who, "VOP", VOP_STAGE, context.plans.specs["VOP"].plan_id, at.OSTFOLD,
            KJERSTI.public_id, PER_OLAV.public_id, start,
        ),
    )  # fmt: skip
    context.grant(who, Role.TRAINEE, ScopeKind.OWN, start)
    _past_lis1(context, HENRIK, date(2022, 9, 1), SARPSBORG)
    clinic = ("Poliklinikk", "Outpatient clinic")
    for names, unit, first, months, seq in (
        (("Psykose", "Psychosis"), at.PSYKOSE, start, 12, 3),
        (("Alderspsykiatri", "Old age psychiatry"), at.ALDER, date(2025, 9, 1), 6, 4),
        (clinic, at.DPS_FREDRIKSTAD, date(2026, 3, 1), 12, 2),
        (clinic, at.DPS_HALDEN, date(2027, 3, 1), 12, 2),
        (("Avtalespesialist", "Contract specialist"), practice, date(2028, 3, 1), 6, None),
        (("Akuttpsykiatri", "Acute psychiatry"), at.AKUTT, date(2028, 9, 1), 12, 1),
    ):
        span = (first, month_start(first, months) - DAY)
        _serve(context, HENRIK, VOP_STAGE, names, unit, span, seq)
    _approve(context, HENRIK, "VOP", VOP_IDENTIFIERS[:31], date(2024, 12, 1))
    _begin(context, HENRIK, "VOP", VOP_IDENTIFIERS[31:38])
    _approve(context, HENRIK, "FKM", identifiers(context.reference, "FKM")[:8], date(2025, 2, 1))
    for number in range(26):
        month = month_start(start, number)
        if month.month != 7:
            day = weekday_in(month, context.rng("henrik-talk", number))
            context.rows.add(DemoTalk(who, day, 2.0, KJERSTI.public_id))


def _nora(context: Context, staff: Staff) -> None:
    """LIS1 since 1 September 2026: four months each of medicine, surgery and psychiatry."""
    who, start = NORA.public_id, date(2026, 9, 1)
    places = context.places
    medicine = places.main(at.OSTFOLD, "MED").key
    supervisor = staff.supervisor(at.OSTFOLD, "MED", 0)
    approver = staff.leaders[(at.OSTFOLD, _family(context, "MED"))]
    context.rows.add(
        person_of(NORA, date(2026, 6, 29)),
        DemoEmployment(who, at.OSTFOLD, medicine, "LIS1", start),
        DemoEnrolment(
            who, None, "lis1_hospital", context.plans.specs["LIS1"].plan_id, at.OSTFOLD,
            supervisor, approver, start,
        ),
    )  # fmt: skip
    context.grant(who, Role.TRAINEE, ScopeKind.OWN, start)
    for names, unit, first, last, seq in (
        (("Indremedisin", "Internal medicine"), medicine, start, date(2026, 12, 31), 1),
        (("Kirurgi", "Surgery"), places.main(at.OSTFOLD, "KIR").key, date(2027, 1, 1),
         date(2027, 4, 30), 2),
        (("Psykiatri", "Psychiatry"), at.AKUTT, date(2027, 5, 1), date(2027, 8, 31), 3),
    ):  # fmt: skip
        _serve(context, NORA, "lis1_hospital", names, unit, (first, last), seq)
    _serve(
        context, NORA, "lis1_municipality", ("Kommunetjeneste", "Municipal service"),
        (SARPSBORG, PlaceKind.MUNICIPALITY), (date(2027, 9, 1), date(2028, 2, 29)), 4,
    )  # fmt: skip
    known = identifiers(context.reference, "DEL1")
    _approve(context, NORA, "DEL1", known[:9], date(2026, 10, 5))
    if supervisor is not None:
        _send(context, NORA, "DEL1", known[9:12], supervisor, date(2026, 11, 16))
    _begin(context, NORA, "DEL1", known[12:20])
    common = identifiers(context.reference, "FKM")
    _approve(context, NORA, "FKM", common[:4], date(2026, 10, 12))
    _begin(context, NORA, "FKM", common[4:7])
    for day in (date(2026, 9, 9), date(2026, 10, 7), date(2026, 11, 4)):
        context.rows.add(DemoTalk(who, day, 1.0, supervisor))


def _thea(context: Context, staff: Staff) -> None:
    """ALIS in Halden since 1 September 2025; half a year at Kalnes from 1 March 2027."""
    who, start = THEA.public_id, date(2025, 9, 1)
    surgery = context.places.surgery(HALDEN, 0).key
    guide, chief = staff.practice_supervisors[HALDEN][0], staff.chiefs[HALDEN]
    context.rows.add(
        person_of(THEA, date(2023, 12, 18)),
        DemoEmployment(who, HALDEN, surgery, "ALIS", start),
        DemoEnrolment(
            who, "ALM", ALM_STAGE, context.plans.specs["ALM"].plan_id, HALDEN, guide, chief, start
        ),
        DemoGroupGuidance(who, date(2026, 1, 1), None, 54.0, True),
    )
    context.grant(who, Role.TRAINEE, ScopeKind.OWN, start)
    _past_lis1(context, THEA, date(2024, 3, 1), HALDEN)
    practice = ("Åpen allmennpraksis", "Open general practice")
    _serve(context, THEA, ALM_STAGE, practice, surgery, (start, date(2027, 2, 28)), 1)
    _serve(
        context, THEA, ALM_STAGE,
        ("Institusjonstjeneste, sykehus", "Institution service, hospital"),
        at.AKUTT, (date(2027, 3, 1), date(2027, 8, 31)), 3,
    )  # fmt: skip
    _serve(context, THEA, ALM_STAGE, practice, surgery, (date(2027, 9, 1), date(2030, 8, 31)), 1)
    known = identifiers(context.reference, "ALM")
    _approve(context, THEA, "ALM", known[:12], date(2025, 12, 1))
    _send(context, THEA, "ALM", known[12:14], guide, date(2026, 11, 9))
    _begin(context, THEA, "ALM", known[14:20])
    _approve(context, THEA, "FKM", identifiers(context.reference, "FKM")[:5], date(2026, 2, 1))
    for number in range(15):
        month = month_start(start, number)
        day = weekday_in(month, context.rng("thea-talk", number))
        if month.month != 7 and day <= context.today:
            context.rows.add(DemoTalk(who, day, 4.0, guide))
    _courses(
        context, THEA,
        (
            ("alm-grunnkurs-a-allmennlegen-og-fastlegekontoret", ATTENDED, date(2026, 2, 2), 3),
            ("alm-kurs-i-akuttmedisin", ATTENDED, date(2026, 9, 14), 3),
        ),
    )  # fmt: skip
    _seat(
        context, THEA, "alm-grunnkurs-b-allmennlegens-roller-og-samarbeidspartnere",
        date(2027, 2, 8),
    )  # fmt: skip


def _sivert(context: Context) -> None:
    """In the last year of medicine, with a weekend job; the degree is expected in June 2027."""
    who, start = SIVERT.public_id, date(2026, 6, 1)
    medicine = context.places.main(at.OSTFOLD, "MED").key
    context.rows.add(
        DemoPerson(
            who, SIVERT.given_name, SIVERT.family_name,
            student_licence_on=date(2026, 2, 9), degree_expected_on=date(2027, 6, 18),
        ),
        DemoEmployment(who, at.OSTFOLD, medicine, "Medisinstudent med lisens", start, 20),
        DemoEnrolment(who, None, "student_licensed", None, at.OSTFOLD, None, None, start),
    )  # fmt: skip
    context.grant(who, Role.TRAINEE, ScopeKind.OWN, start)
    _serve(
        context, SIVERT, "student_licensed", ("Sommerjobb med lisens", "Summer job with licence"),
        medicine, (date(2026, 6, 22), date(2026, 8, 16)),
    )  # fmt: skip


def _approve(
    context: Context, member: CastMember, objective_set: str, known: Sequence[str], first: date
) -> None:
    """Approved one after another from `first` until a month before today."""
    days = max(1, (context.today - first).days - 30)
    for number, identifier in enumerate(known):
        on = first + days * number // max(1, len(known)) * DAY
        context.rows.add(
            DemoObjective(
                member.public_id, objective_set, identifier, ObjectiveState.APPROVED,
                sent_on=on - 10 * DAY, approved_on=on,
            )
        )  # fmt: skip


def _send(
    context: Context,
    member: CastMember,
    objective_set: str,
    known: Sequence[str],
    holder: str,
    on: date,
) -> None:
    for identifier in known:
        context.rows.add(
            DemoObjective(
                member.public_id, objective_set, identifier, ObjectiveState.SENT, holder, on
            )
        )


def _begin(context: Context, member: CastMember, objective_set: str, known: Sequence[str]) -> None:
    for identifier in known:
        context.rows.add(
            DemoObjective(member.public_id, objective_set, identifier, ObjectiveState.IN_PROGRESS)
        )


def _courses(
    context: Context,
    member: CastMember,
    taken: Sequence[tuple[str, AttendanceState, date, int]],
) -> None:
    for key, state, first, days in taken:
        context.rows.add(DemoCourse(member.public_id, key, state, first, first + (days - 1) * DAY))


def _seat(context: Context, member: CastMember, course: str, first: date) -> None:
    """A confirmed seat in the session of a course that begins on `first`."""
    context.rows.add(
        DemoRegistration(
            member.public_id, session_id(course, first), RegistrationState.CONFIRMED,
            applied_on=date(2026, 9, 28), decided_on=date(2026, 11, 16),
        )
    )  # fmt: skip


def _family(context: Context, code: str) -> Family:
    return next(each.family for each in context.reference.specialties if each.code == code)
