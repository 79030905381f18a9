"""Places for rotations around Sykehuset Østfold: room, supervisors, agreements, objectives, help.

All of it is invented, and every row says so where it names a source. The room at the psychiatric
units is what the board's demo plan is made for. What is left out on purpose is unknown: no
supervisor is recorded at old-age psychiatry, no room at most departments.
"""

from datetime import date

from app.db.tables import AgreementKind, AgreementState, LegalState
from rotations.types.case import LimitKind, TraineeGroup
from seed.demo import departments as at
from seed.demo.cast import KJERSTI, MARTE, PER_OLAV, RAGNHILD, THEA
from seed.demo.cast_staff import TVEIT_PRACTICE
from seed.demo.cast_trainees import FREDRIKSTAD, HALDEN, SARPSBORG
from seed.demo.context import Context
from seed.demo.months import DAY
from seed.demo.place_values import (
    DemoAgreement,
    DemoCapacity,
    DemoGuide,
    DemoObjectivePlace,
    DemoUnitSupervisor,
)
from seed.demo.values import DemoEmployment, DemoPerson, public_id

SOURCE = "Oppdiktet i demoen"
SINCE = date(2025, 9, 1)
MUNICIPALITIES = (HALDEN, SARPSBORG, FREDRIKSTAD)
CONTRACT_HALDEN = "demo-avtalespesialist-halden"
ROOM_AT_KALNES = "Hybel på Kalnes, søk tre måneder før."

ROOM = (
    (at.AKUTT, "Kalnes akutt", 1, 6),
    (at.PSYKOSE, "Kalnes psykose", 1, 8),
    (at.ALDER, "Kalnes alder", 0, 3),
    (at.DPS_HALDEN, "DPS Halden", 1, 5),
    (at.DPS_FREDRIKSTAD, "DPS Fredrikstad", 3, 8),
    (at.DPS_INDRE, "DPS Indre Østfold", 0, 2),
    (at.BUP_FREDRIKSTAD, "BUP Fredrikstad", 0, 2),
    (at.BUP_MOSS, "BUP Moss", 0, 1),
)
"""Unit, name of the capacity, fewest and most doctors, with those outside the demo's plan."""
STAFFED_FROM, STAFFED_TO = date(2026, 11, 1), date(2028, 2, 29)
"""The fewest doctors are agreed for these days only; before and after, only the most is."""

LIS1_ROOM = (("MED", "medisin", 12), ("KIR", "kirurgi", 10), ("VOP", "psykiatri", 12))
"""Specialty of the department at Kalnes, its word, and how many LIS1 it takes at a time."""

COVERED = (
    (at.AKUTT, "VOP", 1, 20),
    (at.PSYKOSE, "VOP", 15, 35),
    (at.ALDER, "VOP", 30, 40),
    (at.DPS_HALDEN, "VOP", 36, 60),
    (at.DPS_FREDRIKSTAD, "VOP", 36, 62),
    (at.DPS_MOSS, "VOP", 36, 58),
    (TVEIT_PRACTICE.key, "VOP", 41, 52),
    (at.AKUTT, "ALM", 20, 24),
)
"""Unit, objective set, first and last number of the objectives that can be met there."""


def add_rotation_places(context: Context) -> None:
    """Everything about places; the units that nobody has served at yet are made."""
    _room(context)
    _supervisors(context)
    _trust_agreements(context)
    _municipal_agreements(context)
    _personal_agreements(context)
    _objectives(context)
    _guides(context)


def _capacity(
    context: Context, unit: str, name: str, bounds: tuple[int, int], **more: object
) -> None:
    home = context.places.unit(unit).organisation
    span = {"valid_from": SINCE, "source": SOURCE} | more
    context.rows.add(
        DemoCapacity(
            public_id("capacity", unit, name, span["valid_from"]), home, name, LimitKind.PLACE,
            (unit,), bounds[0], bounds[1], **span,  # type: ignore[arg-type]
        )
    )  # fmt: skip


def _room(context: Context) -> None:
    places = context.places
    for unit, name, least, most in ROOM:
        _capacity(context, unit, name, (0, most), valid_to=STAFFED_FROM - DAY)
        _capacity(context, unit, name, (least, most), valid_from=STAFFED_FROM, valid_to=STAFFED_TO)
        _capacity(context, unit, name, (0, most), valid_from=STAFFED_TO + DAY)
    name, last = "DPS Moss", date(2028, 8, 31)
    _capacity(context, at.DPS_MOSS, name, (0, 5), valid_to=last)
    rebuilt = f"{SOURCE}: ombygging fra september 2028"
    _capacity(context, at.DPS_MOSS, name, (0, 2), valid_from=date(2028, 9, 1), source=rebuilt)
    lis1 = (str(TraineeGroup.LIS1),)
    for code, word, most in LIS1_ROOM:
        unit = places.main(at.OSTFOLD, code).key
        _capacity(context, unit, f"LIS1 i {word}, Kalnes", (0, most), groups=lis1)
    for municipality in MUNICIPALITIES:
        town = places.organisations[municipality].name
        surgery = places.surgery(municipality, 0).key
        _capacity(context, surgery, f"LIS1 på legekontor, {town}", (0, 2), groups=lis1)
        _capacity(
            context, places.nursing_home(municipality).key, f"Sykehjem og KAD, {town}", (0, 2)
        )
        _capacity(context, places.emergency_unit(municipality).key, f"Legevakt, {town}", (0, 2))
    context.rows.add(
        DemoCapacity(
            public_id("capacity", "rota"), at.OSTFOLD, "Vaktlag psykiatri, Kalnes",
            LimitKind.ROTA, (at.AKUTT, at.PSYKOSE, at.ALDER), 2, None, SINCE,
            groups=(str(TraineeGroup.LIS23),), is_hard=False, source=SOURCE,
        )
    )  # fmt: skip


def _supervisors(context: Context) -> None:
    psychiatry = context.places.main(at.OSTFOLD, "VOP").key
    at_fredrikstad = _consultants(context, at.DPS_FREDRIKSTAD)
    for unit, person, places in (
        (at.DPS_HALDEN, KJERSTI.public_id, 5),
        (at.AKUTT, PER_OLAV.public_id, 6),
        (at.PSYKOSE, _consultants(context, psychiatry)[0], 8),
        *((at.DPS_FREDRIKSTAD, each, 4) for each in at_fredrikstad[:2]),
        (TVEIT_PRACTICE.key, RAGNHILD.public_id, 1),
    ):
        context.rows.add(
            DemoUnitSupervisor(
                public_id("place supervisor", unit, person), unit, person,
                _name(context, person), places, SINCE,
            )
        )  # fmt: skip


def _consultants(context: Context, unit: str) -> list[str]:
    """Consultants employed at a unit, in the order they were made."""
    return [
        each.person
        for each in context.rows.of(DemoEmployment)
        if each.unit == unit and each.title_nb == "Overlege"
    ]


def _name(context: Context, person: str) -> str:
    found = next(each for each in context.rows.of(DemoPerson) if each.public_id == person)
    return found.name


def _agree(
    context: Context,
    kind: AgreementKind,
    title: str,
    parties: tuple[str, str],
    days: tuple[date, date | None],
    state: AgreementState = AgreementState.AGREED,
    **more: object,
) -> None:
    key = public_id("agreement", kind, title)
    context.rows.add(
        DemoAgreement(key, kind, state, title, *parties, *days, **more)  # type: ignore[arg-type]
    )


def _trust_agreements(context: Context) -> None:
    places = context.places
    _agree(
        context, AgreementKind.EXTERNAL_SERVICE, "Fagavtale i psykiatri med OUS",
        (at.OSTFOLD, at.OUS), (date(2025, 1, 1), date(2029, 12, 31)),
        unit=places.main(at.OUS, "VOP").key, specialty="VOP", places=2, months_a_year=24,
        min_months=6, max_months=12, note=SOURCE,
    )  # fmt: skip
    _agree(
        context, AgreementKind.EXTERNAL_SERVICE, "Fagavtale i nyremedisin med OUS",
        (at.OSTFOLD, at.OUS), (date(2024, 6, 1), date(2027, 5, 31)),
        unit=places.main(at.OUS, "NYR").key, specialty="NYR", places=1, months_a_year=12,
        min_months=6, max_months=12, note=SOURCE,
    )  # fmt: skip
    _agree(
        context, AgreementKind.CONTRACT_SPECIALIST, "Opplæring hos avtalespesialist i Moss",
        (at.OSTFOLD, TVEIT_PRACTICE.key), (date(2026, 3, 1), date(2029, 2, 28)),
        unit=TVEIT_PRACTICE.key, specialty="VOP", places=1, months_a_year=12, min_months=3,
        max_months=6, tutor=RAGNHILD.name,
        funding_note="Sykehuset Østfold betaler lønn. Praksisen får dekket veiledning.",
        blockers="Legen i utdanning kan ikke utløse takst.", note=SOURCE,
    )  # fmt: skip
    _agree(
        context, AgreementKind.CONTRACT_SPECIALIST, "Opplæring hos avtalespesialist i Halden",
        (at.OSTFOLD, CONTRACT_HALDEN), (date(2027, 3, 1), date(2029, 2, 28)),
        AgreementState.AWAITING_APPROVAL, unit=CONTRACT_HALDEN, specialty="VOP", places=1,
        min_months=3, max_months=6, funding_note="Ikke avklart.",
        blockers="Praksisen er ikke godkjent som læringsarena.", note=SOURCE,
    )  # fmt: skip


def _municipal_agreements(context: Context) -> None:
    for municipality in MUNICIPALITIES:
        town = context.places.organisations[municipality].name
        _agree(
            context, AgreementKind.MUNICIPALITY, f"LIS1 i kommune, {town}",
            (at.OSTFOLD, municipality), (SINCE, None), places=6, note=SOURCE,
        )  # fmt: skip
        _agree(
            context, AgreementKind.MUNICIPALITY, f"Sykehusperiode for ALIS fra {town}",
            (municipality, at.OSTFOLD), (SINCE, date(2030, 8, 31)), specialty="ALM",
            min_months=3, max_months=12, note=SOURCE,
        )  # fmt: skip
    emergency = context.places.emergency_unit(FREDRIKSTAD).key
    _agree(
        context, AgreementKind.MUNICIPALITY, "Legevakt for leger fra akuttmottaket",
        (at.OSTFOLD, FREDRIKSTAD), (date(2025, 7, 1), date(2027, 6, 30)), unit=emergency,
        specialty="AMM", places=1, note=SOURCE,
    )  # fmt: skip


def _personal_agreements(context: Context) -> None:
    at_dps = _consultants(context, at.DPS_FREDRIKSTAD)
    at_kalnes = _consultants(context, context.places.main(at.OSTFOLD, "VOP").key)
    _agree(
        context, AgreementKind.COMBINED_POST, "Kombinasjonsstilling i psykiatri og allmennmedisin",
        (at.OSTFOLD, FREDRIKSTAD), (date(2026, 4, 1), date(2027, 3, 31)), person=at_dps[0],
        home_share=60, note=SOURCE,
    )  # fmt: skip
    _agree(
        context, AgreementKind.OBSERVATION_STAY, "Hospitering på DPS Halden", (HALDEN, at.OSTFOLD),
        (date(2027, 2, 1), date(2027, 2, 12)), unit=at.DPS_HALDEN, person=THEA.public_id,
        note=SOURCE,
    )  # fmt: skip
    _agree(
        context, AgreementKind.CONSULTANT_EXCHANGE, "Psykiater på sykehjem og KAD i Sarpsborg",
        (at.OSTFOLD, SARPSBORG), (date(2027, 1, 4), date(2027, 4, 30)),
        unit=context.places.nursing_home(SARPSBORG).key, person=at_kalnes[0],
        note=f"En dag i uken. {SOURCE}.",
    )  # fmt: skip


def _objectives(context: Context) -> None:
    places = context.places
    rows = [(unit, kind, first, last, LegalState.APPROVED) for unit, kind, first, last in COVERED]
    external = places.main(at.OUS, "VOP").key
    rows += [
        (TVEIT_PRACTICE.key, "VOP", 53, 56, LegalState.APPLIED),
        (external, "VOP", 59, 71, LegalState.APPROVED),
        (CONTRACT_HALDEN, "VOP", 41, 50, LegalState.APPLIED),
        (places.nursing_home(HALDEN).key, "ALM", 25, 40, LegalState.APPROVED),
        (places.nursing_home(SARPSBORG).key, "ALM", 25, 40, LegalState.APPROVED),
        (places.surgery(HALDEN, 0).key, "ALM", 1, 30, LegalState.APPROVED),
        (places.surgery(SARPSBORG, 0).key, "ALM", 1, 30, LegalState.APPROVED),
        (places.emergency_unit(HALDEN).key, "ALM", 41, 48, LegalState.UNKNOWN),
        (places.emergency_unit(SARPSBORG).key, "ALM", 41, 48, LegalState.APPROVED),
    ]
    for unit, name, first, last, state in rows:
        context.rows.add(
            *(
                DemoObjectivePlace(name, f"{name}-{number:03d}", unit, state, SOURCE)
                for number in range(first, last + 1)
            )
        )


def _guides(context: Context) -> None:
    before = ("Meld fra om ferie og kurs åtte uker før", "Be om tilganger fire uker før")
    by_train = "Tog til stasjonen i byen og ti minutter å gå."
    for unit, contact, housing, travel, first in (
        (at.AKUTT, PER_OLAV.name, ROOM_AT_KALNES, "Buss fra Sarpsborg stasjon.", before),
        (at.PSYKOSE, MARTE.name, ROOM_AT_KALNES, "Buss fra Sarpsborg stasjon.", before),
        (at.DPS_HALDEN, KJERSTI.name, None, by_train, before),
        (at.DPS_FREDRIKSTAD, MARTE.name, None, by_train, before),
        (
            TVEIT_PRACTICE.key,
            RAGNHILD.name,
            None,
            "Tog til Moss. Parkering ved praksisen.",
            ("Avtal oppstart med praksisen", "Skriv under taushetserklæring"),
        ),
        (
            context.places.main(at.OUS, "VOP").key,
            "Utdanningskontoret, OUS",
            "Sykehuset Østfold dekker hybel i Oslo etter avtale.",
            "Sykehuset Østfold dekker pendling.",
            ("Lokale læringsmål er godkjent", *before),
        ),
        (
            context.places.surgery(FREDRIKSTAD, 0).key,
            "Kommuneoverlegen i Fredrikstad",
            "Kommunen hjelper med bolig.",
            "Bil trengs ved legevakt.",
            ("Signer arbeidsavtale med kommunen",),
        ),
    ):
        mail = f"{unit.removeprefix('demo-')}@example.org"
        context.rows.add(DemoGuide(unit, contact, mail, housing, travel, first))
