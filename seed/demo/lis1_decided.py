"""Demo intakes that are decided: their LIS1 are the invented ones at the hospital now."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from app.db.tables import IntakeState, OfferState
from rotations.lis1.results import Mechanism
from rotations.lis1.types import OfferRound
from seed.demo.cast import SIGRID, TOR_ARNE
from seed.demo.context import Context
from seed.demo.departments import OSTFOLD
from seed.demo.lis1_terms import AUTHORISED, KALNES, LANGUAGE, NEAR, NEEDED, QUALIFICATIONS, mail_of
from seed.demo.lis1_values import DemoCandidate, DemoIntake, DemoOffer, DemoSeat
from seed.demo.months import month_start
from seed.demo.staff import Staff
from seed.demo.values import DemoEnrolment, DemoPerson, DemoService, public_id

RULES_CHANGED = date(2026, 9, 1)
"""LIS1 who began from then on were advertised under the second version."""


def decided_intake(context: Context, staff: Staff, starts: date) -> DemoIntake:
    """The intake whose LIS1 began on that day."""
    homes = {
        each.person: each
        for each in context.rows.of(DemoService)
        if each.stage == "lis1_municipality"
    }
    here = [
        each
        for each in context.rows.of(DemoEnrolment)
        if each.starts_on == starts
        and each.organisation == OSTFOLD
        and each.stage == "lis1_hospital"
        and each.person in homes
    ]
    seats, candidates = _shared_out(context, staff, here, homes)
    decided = month_start(starts, -4) + timedelta(days=23)
    first = OfferRound(
        1, decided + timedelta(days=6), decided + timedelta(days=9), decided + timedelta(days=12)
    )
    season = "mars" if starts.month == 3 else "september"
    deadline = month_start(starts, -6) + timedelta(days=9)
    return DemoIntake(
        public_id("lis1-intake", f"{starts:%Y-%m}"),
        f"Oppstart 1. {season} {starts.year}",
        IntakeState.DECIDED,
        starts,
        month_start(starts, -7),
        deadline,
        decided,
        1 if starts < RULES_CHANGED else 2,
        (first,),
        QUALIFICATIONS,
        NEAR,
        seats,
        (("hospital", KALNES, len(here)),),
        tuple(candidates),
        drawn_by_hand=tuple(each.key for each in candidates),
        asked_by=TOR_ARNE.public_id,
        ways=(Mechanism.DRAWN_ORDER,),
        decided_on=decided,
        decided_by=(TOR_ARNE.public_id, SIGRID.public_id),
    )  # fmt: skip


def _shared_out(
    context: Context,
    staff: Staff,
    here: Sequence[DemoEnrolment],
    homes: Mapping[str, DemoService],
) -> tuple[tuple[DemoSeat, ...], list[DemoCandidate]]:
    """A place for each where they serve, and lists that a draw in this order would meet so."""
    people = {each.public_id: each for each in context.rows.of(DemoPerson)}
    towns = sorted({homes[each.person].organisation for each in here})
    seats = tuple(
        DemoSeat(
            f"kalnes-{town.removesuffix('-kommune')}-tredelt", KALNES, town, "three_part",
            here[0].starts_on, sum(homes[each.person].organisation == town for each in here),
            NEEDED, contact_name=f"LIS1-koordinator i {context.places.organisations[town].name}",
        )
        for town in towns
    )  # fmt: skip
    full: list[str] = []
    left = {seat.key: seat.places for seat in seats}
    candidates = []
    for index, each in enumerate(here):
        person = people[each.person]
        got = _accepted(context, staff, index, person, each, homes[each.person], seats, full)
        assert got.offer is not None
        left[got.offer.seat] -= 1
        if left[got.offer.seat] == 0:
            full.append(got.offer.seat)
        candidates.append(got)
    return seats, candidates


def _accepted(
    context: Context,
    staff: Staff,
    index: int,
    person: DemoPerson,
    enrolment: DemoEnrolment,
    service: DemoService,
    seats: Sequence[DemoSeat],
    full: Sequence[str],
) -> DemoCandidate:
    """Drawn in this order by hand: what stands before the seat one got was full by then."""
    rng = context.rng(f"lis1-accepted:{enrolment.starts_on}", index)
    mine = next(each.key for each in seats if each.municipality == service.organisation)
    before = [key for key in full if index % 3 == 2][: 1 + index % 2]
    after = [each.key for each in seats if each.key != mine and each.key not in before]
    rng.shuffle(after)
    wishes = (*before, mine, *after[:2])
    to_town = month_start(enrolment.starts_on, 12)
    guides = staff.practice_supervisors.get(service.organisation, [])
    return DemoCandidate(
        f"K-{index + 1:02}",
        person.given_name,
        person.family_name,
        mail_of(person.given_name, person.family_name),
        "woman" if index % 5 < 3 else "man",
        (AUTHORISED, LANGUAGE),
        wishes,
        month_start(enrolment.starts_on, -7) + timedelta(days=rng.randint(3, 35)),
        person=person.public_id,
        offer=_offer(
            context, index, mine, enrolment, guides[index % len(guides)] if guides else None,
            to_town,
        ),
    )  # fmt: skip


def _buddy(context: Context, index: int, starts: date) -> str | None:
    """One who began half a year before; every fifth has none."""
    before = [
        each.person
        for each in context.rows.of(DemoEnrolment)
        if each.starts_on == month_start(starts, -6)
        and each.specialty is None
        and each.plan_id == f"LIS1-{OSTFOLD}-demo"
    ]
    return before[index % len(before)] if before and index % 5 != 4 else None


def _offer(
    context: Context,
    index: int,
    seat: str,
    enrolment: DemoEnrolment,
    guide: str | None,
    to_town: date,
) -> DemoOffer:
    """Told in the first round; every fourth heard of the municipality only this autumn."""
    starts = enrolment.starts_on
    first = month_start(starts, -4) + timedelta(days=29)
    is_spring = starts < date(2026, 9, 1)
    told = date(2026, 11, 18) if is_spring and index % 4 == 1 else first
    has_met = is_spring and index % 3 == 0
    meets = context.today + timedelta(days=10 + index) if is_spring and index % 3 == 1 else None
    return DemoOffer(
        seat,
        OfferState.ACCEPTED,
        told,
        told + timedelta(days=3),
        to_town,
        hospital_supervisor=enrolment.personal_supervisor,
        municipality_supervisor=guide,
        buddy=_buddy(context, index, starts),
        handover_on=date(2026, 11, 16) if has_met else meets,
        handover_held_on=date(2026, 11, 16) if has_met else None,
        points=(
            ("information", "Velkomstbrev med turnusplan og kontaktpersoner",
             "LIS1-koordinator", starts - timedelta(days=42), starts - timedelta(days=45)),
            ("access", "Tilganger til journal og byggets dører", "IKT og vaktleder",
             starts - timedelta(days=14), starts - timedelta(days=2)),
            ("tools", "Telefon, PC og arbeidstøy", "Avdelingen",
             starts - timedelta(days=7), starts - timedelta(days=1)),
            ("access", "Tilgang til kommunens journal", "Legekontoret",
             to_town - timedelta(days=14), None),
        ),
    )  # fmt: skip
