"""The invented courses, and when and where courses are held in the demo.

Courses of the reference data are held too, where a specialty has current ones. All sessions, places
and seats are invented. A session that lies further back than `KEPT_DAYS` is nowhere in the
database; it only gives the days of what people have taken.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from pathways.types.courses import CourseKind
from pathways.types.knowledge import Course, CourseOrigin, FactStatus
from seed.demo.months import DAY, month_start
from seed.demo.values import DemoSession, DemoSetup, public_id

SOURCE = "demo"
RULE_SET = "current (from 2019)"
NORTH, SOUTH_EAST = "helse-nord", "helse-sor-ost"
ARRANGERS = {
    NORTH: "Regionalt utdanningssenter Helse Nord",
    SOUTH_EAST: "Regionalt utdanningssenter Helse Sør-Øst",
}
PLACES = {NORTH: ("Tromsø", "Bodø"), SOUTH_EAST: ("Oslo", "Sarpsborg", "Fredrikstad")}
SIMULATION_PLACES = {
    NORTH: ("Simuleringssenteret i Bodø",),
    SOUTH_EAST: ("Simuleringssenteret på Kalnes",),
}

OPENS_DAYS = 182
DEADLINE_DAYS = 91
KEPT_DAYS = 240
AHEAD_MONTHS = 36
EARLIEST_YEARS = 8
"""Sign-up opens about half a year before a session and closes about three months before."""

ADMINISTRATION = "all-administrasjon-og-ledelse"
PSYCHIATRY_3 = "demo-vop-grunnkurs-3"


@dataclass(frozen=True, slots=True)
class Held:
    """A course that is held: when in the year, for how many, and how far into the training.

    `times` are months with the number of the Monday in the month. `seats` are for scale 1.
    `usual_month` is the month of training in which most take it.
    """

    key: str
    specialty: str | None
    times: tuple[tuple[int, int], ...]
    days: int
    seats: int
    usual_month: int
    name_nb: str | None = None
    """None for a course of the reference data."""
    kind: CourseKind = CourseKind.COURSE
    scope: str | None = None
    """For a shared course; else the specialty."""
    deadline_days: int = DEADLINE_DAYS
    full_next: bool = False
    """The seats of the next session are all given, and there is a waiting list."""
    cancelled_next: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """One time that a course is held."""

    held: Held
    number: int
    """0 for the first in the list, so that places take turns."""
    first: date

    @property
    def last(self) -> date:
        """Last day."""
        return self.first + (self.held.days - 1) * DAY

    @property
    def opens(self) -> date:
        """First day to sign up."""
        return self.first - timedelta(days=OPENS_DAYS)

    @property
    def deadline(self) -> date:
        """Last day to sign up."""
        return self.first - timedelta(days=self.held.deadline_days)

    @property
    def key(self) -> str:
        """The public id of the session."""
        return session_id(self.held.key, self.first)

    def is_kept(self, today: date) -> bool:
        """Whether it is in the database."""
        return today - timedelta(days=KEPT_DAYS) <= self.first < month_start(today, AHEAD_MONTHS)


SPRING_AUTUMN = ((3, 2), (10, 2))

HELD: tuple[Held, ...] = (
    Held("demo-vop-grunnkurs-1", "VOP", ((4, 3), (11, 1)), 3, 10, 8,
         "Grunnkurs i psykiatri, samling 1"),
    Held("demo-vop-grunnkurs-2", "VOP", ((5, 1), (10, 4)), 3, 10, 22,
         "Grunnkurs i psykiatri, samling 2"),
    Held(PSYCHIATRY_3, "VOP", ((1, 4), (9, 3)), 3, 8, 40,
         "Grunnkurs i psykiatri, samling 3", full_next=True),
    Held("demo-vop-regsim-akutt-uro", "VOP", ((3, 3), (6, 2), (9, 1), (12, 1)), 1, 10, 44,
         "Simuleringstrening (RegSim): akutt uro", CourseKind.SIMULATION),
    Held("demo-bup-grunnkurs-1", "BUP", SPRING_AUTUMN, 3, 8, 10,
         "Grunnkurs i barne- og ungdomspsykiatri, samling 1"),
    Held("demo-bup-grunnkurs-2", "BUP", ((2, 1), (9, 4)), 3, 8, 28,
         "Grunnkurs i barne- og ungdomspsykiatri, samling 2"),
    Held("demo-rus-grunnkurs", "RUS", ((4, 2), (11, 2)), 4, 8, 20,
         "Grunnkurs i rus- og avhengighetsmedisin"),
    Held("demo-ane-luftvei", "ANE", ((2, 2), (9, 2)), 2, 10, 14,
         "Luftveishåndtering", cancelled_next=True),
    Held("demo-ane-intensivmedisin", "ANE", ((3, 4), (11, 3)), 4, 10, 36, "Intensivmedisin"),
    Held("demo-med-akutt-indremedisin", "MED", ((3, 1), (9, 3)), 3, 14, 20,
         "Akutt indremedisin"),
    Held("demo-rad-nevroradiologi", "RAD", ((3, 2), (10, 3)), 3, 8, 34, "Nevroradiologi"),
    Held("demo-gyn-ultralyd", "GYN", ((4, 1), (10, 1)), 3, 8, 18, "Obstetrisk ultralyd"),
    Held("demo-ped-nyfodtmedisin", "PED", ((3, 3), (10, 2)), 3, 8, 26, "Nyfødtmedisin"),
    Held("demo-nev-akutt-nevrologi", "NEV", ((2, 4), (9, 2)), 2, 8, 16, "Akutt nevrologi"),
    Held("demo-hjs-ekkokardiografi", "HJS", ((3, 1), (11, 1)), 4, 8, 30, "Ekkokardiografi"),
    Held(ADMINISTRATION, None, SPRING_AUTUMN, 5, 48, 30, scope="ALL", deadline_days=119),
    Held("alm-grunnkurs-a-allmennlegen-og-fastlegekontoret", "ALM", ((2, 3), (9, 1)), 3, 14, 5),
    Held("alm-grunnkurs-b-allmennlegens-roller-og-samarbeidspartnere", "ALM",
         ((2, 2), (9, 4)), 3, 14, 16),
    Held("alm-grunnkurs-c-allmennlegen-og-helsefremmende-arbeid", "ALM",
         ((3, 4), (10, 4)), 3, 14, 28),
    Held("alm-grunnkurs-d-allmennlegen-som-forsker-og-kunnskapshandterer", "ALM",
         ((4, 3), (11, 2)), 3, 14, 40),
    Held("alm-kurs-i-akuttmedisin", "ALM", ((3, 1), (9, 2)), 3, 14, 12),
    Held("ort-nasjonalt-basiskurs-i-frakturbehandling", "ORT", ((2, 1), (9, 3)), 4, 8, 10),
    Held("ort-nasjonalt-kurs-i-ryggkirurgi-og-nevrotrauma", "ORT", ((4, 2), (11, 1)), 3, 8, 34),
    Held("kir-akuttkirurgi-for-viderekommende-med-praktiske-ovelser-pa-dyr", "KIR",
         ((4, 3), (10, 3)), 3, 8, 36),
    Held("gas-endoskopikurs-med-simulatortrening", "GAS", ((3, 3), (11, 3)), 3, 6, 30),
    Held("oye-praktisk-kurs-i-oyeskader-og-endoftalmitt", "OYE", ((5, 3), (10, 4)), 2, 6, 24),
)  # fmt: skip

HELD_KEYS = frozenset(held.key for held in HELD)


def session_id(course: str, first: date) -> str:
    """The public id of the session of a course that begins on `first`."""
    return public_id("course-session", course, first.isoformat())


def demo_courses() -> tuple[Course, ...]:
    """The invented courses of the catalogue."""
    return tuple(_course(held, held.name_nb) for held in HELD if held.name_nb is not None)


def demo_setups() -> tuple[DemoSetup, ...]:
    """How the invented courses are set up; those of the reference data have the defaults."""
    return tuple(
        DemoSetup(
            course_key=held.key,
            kind=held.kind,
            usual_seats=held.seats,
            usual_days=held.days,
            timing_from_months=max(0, held.usual_month - 12),
            timing_to_months=held.usual_month + 12,
        )
        for held in HELD
        if held.name_nb is not None
    )


@cache
def runs_of(held: Held, today: date) -> tuple[Run, ...]:
    """Every time the course is held around `today`, by its first day."""
    years = range(today.year - EARLIEST_YEARS, today.year + AHEAD_MONTHS // 12 + 1)
    days = sorted(_monday(year, *time) for year in years for time in held.times)
    return tuple(Run(held, number, day) for number, day in enumerate(days))


def next_run(held: Held, today: date) -> Run:
    """The first time after `today`."""
    return next(run for run in runs_of(held, today) if run.first > today)


def cancelled_run(held: Held, today: date) -> Run | None:
    """The session that is cancelled, if the course has one."""
    return next_run(held, today) if held.cancelled_next else None


def demo_sessions(today: date, scale: int, full: dict[str, int]) -> Iterator[DemoSession]:
    """The sessions of all courses. `full`: the seats of sessions that are full, by their key.

    A larger scale has more seats in every session, not more sessions.
    """
    for held in HELD:
        for run in runs_of(held, today):
            if run.is_kept(today):
                yield _session(run, today, full.get(run.key, held.seats * scale))


def _session(run: Run, today: date, seats: int) -> DemoSession:
    region = SOUTH_EAST if run.number % 2 else NORTH
    simulation = run.held.kind is CourseKind.SIMULATION
    places = (SIMULATION_PLACES if simulation else PLACES)[region]
    given = run.deadline + DAY
    cancelled = run == cancelled_run(run.held, today)
    return DemoSession(
        public_id=run.key,
        course_key=run.held.key,
        region=region,
        arranger=ARRANGERS[region],
        place=places[run.number // 2 % len(places)],
        starts_on=run.first,
        ends_on=run.last,
        seats=seats,
        signup_opens_on=run.opens,
        signup_closes_on=run.deadline,
        seats_given_on=given if given <= today else None,
        cancelled_on=today - 7 * DAY if cancelled else None,
        cancel_note="Kursleder er opptatt." if cancelled else None,
    )


def _monday(year: int, month: int, number: int) -> date:
    first = date(year, month, 1)
    return first + (-first.weekday() % 7 + 7 * (number - 1)) * DAY


def _course(held: Held, name_nb: str) -> Course:
    return Course(
        key=held.key,
        code=None,
        name_nb=name_nb,
        specialty=held.specialty,
        scope=held.scope or held.specialty or "",
        arranger=None,
        hours=None,
        days=str(held.days),
        requirement="recommended",
        frequency=None,
        usual_capacity=None,
        recommended_timing=None,
        rule_set=RULE_SET,
        current=True,
        source_key=SOURCE,
        page_date=None,
        status=FactStatus.UNVERIFIED,
        note="Invented for the demo.",
        origin=CourseOrigin.DEMO,
    )
