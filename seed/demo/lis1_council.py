"""The LIS1 council of Sykehuset Østfold in the demo: members, rules, and four intakes.

Spring and autumn 2026 are decided, and their LIS1 are the invented ones at the hospital: some of
those who go to a municipality on 1 March 2027 were told late or lack a handover meeting. The
intake of 1 March 2027 has been drawn and run six ways and waits for one approval. An employer's
own posts of 1 September 2027 are open for wishes. All of it is invented; the criteria too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.db.tables import CouncilSide, CouncilTask, IntakeState, RulesState
from app.roles import Role
from rotations.lis1.tracks import TEMPLATES, coupled
from rotations.lis1.types import (
    FactStatus,
    OfferRound,
)
from seed.demo.cast import SIVERT, TOR_ARNE
from seed.demo.context import Context
from seed.demo.departments import OSTFOLD
from seed.demo.lis1_decided import decided_intake
from seed.demo.lis1_terms import (
    AFFILIATION,
    AUTHORISED,
    CARE,
    CHILD,
    FREDRIKSTAD,
    HALDEN,
    HEALTH,
    HEALTH_NEED,
    INDRE,
    INVENTED,
    KALNES,
    LANGUAGE,
    LICENCE,
    LIVED,
    MOSS,
    MOSS_TOWN,
    NEAR,
    NEEDED,
    QUALIFICATIONS,
    RADE,
    RAKKESTAD,
    SARPSBORG,
    SHORTER,
    VESTBY,
    mail_of,
)
from seed.demo.lis1_values import (
    DemoCandidate,
    DemoCouncil,
    DemoCouncilMember,
    DemoDraw,
    DemoFact,
    DemoIntake,
    DemoRules,
    DemoSeat,
)
from seed.demo.staff import Staff
from seed.demo.values import (
    DemoEmployment,
    DemoGrant,
    public_id,
)

OFFERS_2027 = (
    OfferRound(1, date(2026, 12, 1), date(2026, 12, 4), date(2026, 12, 7)),
    OfferRound(2, date(2026, 12, 9), date(2026, 12, 11), date(2026, 12, 14)),
    OfferRound(3, date(2026, 12, 16), date(2026, 12, 18), date(2026, 12, 21)),
)
DRAW_2027 = DemoDraw(
    seed="7f1c0d5e9a3b48c2a6e4f8d01b93577c2d60e1f4a8b9c3d75e6f0a1b2c3d4e5f",
    public_source="Lottotallene lørdag 14. november 2026",
    public_text="3 9 14 17 22 28 31 (oppdiktet)",
    committed_on=date(2026, 11, 11),
    revealed_on=date(2026, 11, 16),
)


@dataclass(frozen=True, slots=True)
class _Plan:
    """Seats of a municipality in the intake of March 2027: track, hospital, places, how wished."""

    municipality: str
    hospital: str
    track: str
    places: int
    pull: int


SEATS_2027 = (
    _Plan(FREDRIKSTAD, KALNES, "three_part", 8, 9),
    _Plan(SARPSBORG, KALNES, "three_part", 4, 6),
    _Plan(SARPSBORG, KALNES, "coupled:VOP", 2, 4),
    _Plan(INDRE, KALNES, "three_part", 3, 3),
    _Plan(INDRE, KALNES, "municipality_first", 1, 2),
    _Plan(MOSS_TOWN, MOSS, "three_part", 4, 7),
    _Plan(HALDEN, KALNES, "three_part", 3, 3),
    _Plan(VESTBY, MOSS, "three_part", 2, 4),
    _Plan(RAKKESTAD, KALNES, "three_part", 2, 1),
    _Plan(RADE, MOSS, "three_part", 1, 2),
)


def add_lis1_council(context: Context, staff: Staff) -> None:
    """The council with everything; after the LIS1 and the staff of the first step."""
    members = _members(context)
    secretary = next(each for each in members if each.task is CouncilTask.SECRETARY)
    context.rows.add(
        DemoCouncil(
            OSTFOLD,
            members,
            (*TEMPLATES, coupled("VOP", "psykiatri")),
            _rules(secretary.person),
            (
                decided_intake(context, staff, date(2026, 3, 1)),
                decided_intake(context, staff, date(2026, 9, 1)),
                _march(context, secretary.person),
                _own_posts(context),
            ),
        )
    )


def _members(context: Context) -> tuple[DemoCouncilMember, ...]:
    """Chair and chief physician from the cast, the rest those who hold the role."""
    titles = {row.person: row for row in context.rows.of(DemoEmployment)}
    found = []
    for grant in context.rows.of(DemoGrant):
        if grant.role is not Role.COUNCIL or grant.organisation != OSTFOLD:
            continue
        work = titles[grant.person]
        task, side = CouncilTask.MEMBER, CouncilSide.HOSPITAL
        if grant.person == TOR_ARNE.public_id:
            task = CouncilTask.CHAIR
        elif work.title_nb == "Kommuneoverlege":
            side = CouncilSide.MUNICIPALITY
        elif work.title_nb == "HR-rådgiver":
            task, side = CouncilTask.SECRETARY, CouncilSide.ADMINISTRATION
        elif work.title_nb.startswith("Tillitsvalgt"):
            side = CouncilSide.UNION
        found.append(
            DemoCouncilMember(grant.person, task, side, work.organisation, date(2024, 1, 1))
        )
    return tuple(found)


def _rules(secretary: str) -> tuple[DemoRules, ...]:
    return (
        DemoRules(
            1, RulesState.SUPERSEDED,
            "Alle ønsker prøves i trukket rekkefølge. Ingen får poeng.",
            "Etter Finnmarkssykehusets publiserte regel, 12.07.2023", FactStatus.CONFIRMED,
            (), secretary, date(2023, 8, 14), date(2023, 9, 1),
        ),
        DemoRules(
            2, RulesState.ADOPTED,
            "Tilhørighet, omsorg for barn og helsebehov gir poeng for plassene det gjelder. Mellom"
            " like avgjør trekningen. Et behov teller når rådet har sett grunnlaget.",
            INVENTED, FactStatus.UNVERIFIED,
            (AFFILIATION, CARE, HEALTH_NEED), secretary, date(2025, 8, 18), date(2025, 9, 3),
        ),
        DemoRules(
            3, RulesState.PROPOSED,
            "Som versjon 2, men ett års tilhørighet er nok, og den teller like mye som omsorg.",
            INVENTED, FactStatus.UNVERIFIED,
            (SHORTER, CARE, HEALTH_NEED), secretary, date(2026, 11, 9), None,
        ),
    )  # fmt: skip


# ---- The intake of 1 March 2027 --------------------------------------------------------------


def _march(context: Context, secretary: str) -> DemoIntake:
    starts = date(2027, 3, 1)
    seats = tuple(_seat(context, each, starts) for each in SEATS_2027)
    return DemoIntake(
        public_id("lis1-intake", "2027-03"),
        "Oppstart 1. mars 2027",
        IntakeState.CLOSED,
        starts,
        date(2026, 8, 20),
        date(2026, 11, 10),
        date(2026, 11, 25),
        2,
        OFFERS_2027,
        QUALIFICATIONS,
        NEAR,
        seats,
        (("hospital", KALNES, 23), ("hospital", MOSS, 7), ("municipality", SARPSBORG, 6)),
        tuple(_march_candidate(context, index, seats) for index in range(30)),
        (("K-04", "K-17"), ("K-09", "K-22")),
        DRAW_2027,
        asked_by=secretary,
        decided_by=(TOR_ARNE.public_id,),
    )


def _seat(context: Context, plan: _Plan, starts: date) -> DemoSeat:
    town = context.places.organisations[plan.municipality].name
    short = {"three_part": "tredelt", "coupled:VOP": "psykiatri"}.get(plan.track, "kommune-forst")
    needs = (AUTHORISED, LANGUAGE) if plan.track == "municipality_first" else NEEDED
    where = "moss" if plan.hospital == MOSS else "kalnes"
    key = f"{where}-{plan.municipality.removesuffix('-kommune')}-{short}"
    return DemoSeat(
        key, plan.hospital, plan.municipality, plan.track, starts, plan.places, needs,
        contact_name=f"LIS1-koordinator i {town}",
    )  # fmt: skip


def _march_candidate(context: Context, index: int, seats: Sequence[DemoSeat]) -> DemoCandidate:
    rng = context.rng("lis1-candidate", index)
    names = _NAMES[index].split()
    given, family = " ".join(names[:-1]), names[-1]
    has = (AUTHORISED if rng.random() < 0.8 else LICENCE, LANGUAGE)
    pulls = {seat.key: plan.pull for seat, plan in zip(seats, SEATS_2027, strict=True)}
    open_to = [seat.key for seat in seats if AUTHORISED in has or AUTHORISED not in seat.needs]
    wishes: list[str] = []
    while len(wishes) < rng.choice((5, 6, 7, 8, 9)) and len(wishes) < len(open_to):
        left = [key for key in open_to if key not in wishes]
        wishes.append(rng.choices(left, [pulls[key] for key in left])[0])
    towns = {seat.key: seat.municipality for seat in seats}
    return DemoCandidate(
        f"K-{index + 1:02}",
        given,
        family,
        mail_of(given, family),
        "woman" if index % 5 < 3 else "man",
        has,
        tuple(wishes),
        date(2026, 10, 1) + timedelta(days=rng.randint(0, 40)),
        facts=_facts(index, towns[wishes[0]]),
    )


def _facts(index: int, town: str) -> tuple[DemoFact, ...]:
    """Every fourth has lived where they wish to be, every seventh has a child there."""
    seen = date(2026, 11, 12)
    if index % 7 == 2:
        return (DemoFact(CHILD, town, 1, seen),)
    if index % 4 == 3:
        return (DemoFact(LIVED, town, 18 if index % 8 == 7 else 60, seen),)
    if index == 12:
        return (DemoFact(HEALTH, town, 1, seen),)
    return ()


# ---- Own posts, open for wishes --------------------------------------------------------------


def _own_posts(context: Context) -> DemoIntake:
    starts = date(2027, 9, 1)
    plans = (
        _Plan(INDRE, KALNES, "municipality_first", 2, 1),
        _Plan(HALDEN, KALNES, "three_part", 1, 1),
        _Plan(RAKKESTAD, KALNES, "three_part", 1, 1),
    )
    made = [_seat(context, each, starts) for each in plans]
    seats = tuple(
        DemoSeat(
            each.key, each.hospital, each.municipality, each.track, each.starts_on, each.places,
            NEEDED, is_own_post=True, contact_name=each.contact_name,
        )
        for each in made
    )  # fmt: skip
    keys = [each.key for each in seats]
    people = []
    for index, name in enumerate(_NAMES[30:]):
        given, family = name.rsplit(" ", 1)
        has_sent = index % 3 != 2
        order = keys[index % 3 :] + keys[: index % 3]
        people.append(
            DemoCandidate(
                f"K-{index + 1:02}", given, family, mail_of(given, family),
                "woman" if index % 2 else "man", (LICENCE, LANGUAGE),
                tuple(order[: 2 + index % 2]) if has_sent else (),
                date(2026, 11, 12 + index) if has_sent else None,
                person=SIVERT.public_id if name == SIVERT.name else None,
            )
        )  # fmt: skip
    return DemoIntake(
        public_id("lis1-intake", "2027-09-own"),
        "Egne stillinger, oppstart 1. september 2027",
        IntakeState.OPEN,
        starts,
        date(2026, 11, 9),
        date(2026, 11, 30),
        date(2026, 12, 9),
        2,
        (OfferRound(1, date(2026, 12, 14), date(2026, 12, 17), date(2026, 12, 18)),),
        QUALIFICATIONS,
        NEAR,
        seats,
        (),
        tuple(people),
    )


_NAMES = (
    "Nora Elvebakken", "Elias Haugerud", "Sunniva Kleppestø", "Ida Marie Fossmark",
    "Adrian Lundvoll", "Jakub Nowicki", "Maja Tveitane", "Oda Brattåker", "Hedda Furuholt",
    "Emil Granbakken", "Aisha Rahimi", "Vetle Hognestad", "Linnea Solvang", "Jonas Kvalheim",
    "Mathea Bergslid", "Samuel Tesfai", "Ingvild Wiiken", "Sander Holtskog", "Frida Aakvik",
    "Henrik Dalsegg", "Amalie Nordtveit", "Theo Espeseth", "Tiril Hammerås", "Omar Haddadi",
    "Signe Kirkeng", "Filip Jordheim", "Mina Langmyr", "Eline Stavseng", "Marius Isdahl",
    "Selma Breidablik", "Tuva Kolsrud", "Brage Heggset", SIVERT.name, "Yara Mansouri",
    "Peder Garnes", "Hanna Dyrstad",
)  # fmt: skip
"""Thirty for March 2027, then those for the own posts."""
