"""LIS2 and LIS3: doctors in parts 2 and 3 of every specialty outside general practice."""

from random import Random

from app.roles import Role, ScopeKind
from pathways.types.knowledge import Family, Part2Kind, Specialty
from pathways.types.record import PlaceKind
from seed.demo.context import Context
from seed.demo.departments import (
    DPS_FREDRIKSTAD,
    DPS_HALDEN,
    DPS_INDRE,
    external_hosts,
)
from seed.demo.history import past_lis1
from seed.demo.months import DAY, month_start
from seed.demo.names import NameSource
from seed.demo.numbers import hospital_trainees
from seed.demo.plan_book import EXTERNAL, MAIN, SECOND, PlannedService, PlanSpec
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
    identifiers,
    share_today,
)
from seed.demo.staff import Staff
from seed.demo.timeline import (
    Block,
    Leave,
    PartTime,
    Period,
    current,
    draw_leave,
    draw_part_time,
    lay_out,
    services_of,
)
from seed.demo.values import (
    DemoEmployment,
    DemoEnrolment,
    DemoPerson,
    DemoService,
    DemoUnit,
)

GROUP = "lis23"
TOTAL_MONTHS = 60
LONGEST_MONTHS = 74
OWN_OBJECTIVES = 42
OWN_COMMON = 18
LEAVE_SHARE = 0.25
PART_TIME_SHARE = 0.20
NO_FUTURE_SHARE = 0.15
NO_SUPERVISOR_SHARE = 0.05
NO_PLAN_SHARE = 0.08
EXTERNAL_SHARE = 0.6
INSIDE_SHARE = 0.5
"""Share of trainees in anaesthesia who serve in the air ambulance inside another service."""

Shape = tuple[tuple[str, str, int, str], ...]
"""Norwegian name, English name, months, and where: main, second or external."""

AWAY = ("Tjeneste ved annet foretak", "Service at another trust")
SHAPES: dict[Family, Shape] = {
    Family.INTERNAL: (
        ("Sengepost", "Ward", 18, MAIN),
        ("Poliklinikk", "Outpatient clinic", 12, SECOND),
        (*AWAY, 6, EXTERNAL),
    ),
    Family.SURGERY: (
        ("Operasjon og vakt", "Theatre and on-call", 18, MAIN),
        ("Dagkirurgi", "Day surgery", 12, SECOND),
        (*AWAY, 6, EXTERNAL),
    ),
    Family.PSYCHIATRY: (
        ("Sengepost", "Ward", 18, MAIN),
        ("Poliklinikk", "Outpatient clinic", 30, SECOND),
        (*AWAY, 12, EXTERNAL),
    ),
    Family.HOSPITAL: (
        ("Sengepost og vakt", "Ward and on-call", 24, MAIN),
        ("Poliklinikk", "Outpatient clinic", 18, SECOND),
        ("Sengepost og vakt", "Ward and on-call", 6, MAIN),
        (*AWAY, 12, EXTERNAL),
    ),
    Family.LABORATORY: (
        ("Rutinediagnostikk", "Routine diagnostics", 36, MAIN),
        ("Spesialanalyser", "Special analyses", 12, MAIN),
        (*AWAY, 12, EXTERNAL),
    ),
    Family.PRIMARY: (
        ("Hovedtjeneste", "Main service", 48, MAIN),
        ("Klinisk tjeneste", "Clinical service", 12, MAIN),
    ),
}
"""Services in parts 2 and 3 where no invented plan says otherwise; part 2 comes before them."""

PART2_SERVICE = {
    Part2Kind.FIM: ("Felles indremedisin", "Shared internal medicine", "MED"),
    Part2Kind.SURGERY: ("Kirurgi del 2", "Surgery part 2", "KIR"),
}
PART2_MONTHS = 24
DISTRICT_CENTRES = (DPS_FREDRIKSTAD, DPS_HALDEN, DPS_INDRE)
PART2_SERVICES = frozenset(name for name, _, _ in PART2_SERVICE.values())


def add_lis23(
    context: Context, staff: Staff, specialties: dict[str, Specialty], taken: dict[str, int]
) -> None:
    """All LIS2/3 of this step.

    `taken` are posts (`employer:code`) that the cast already fills.
    """
    names = context.names(GROUP)
    for employer, cells in hospital_trainees(context.reference, context.block).items():
        for code, number in cells.items():
            for local in range(number - taken.get(f"{employer}:{code}", 0)):
                _Trainee(context, staff, specialties[code], employer, local).add(names)


class _Trainee:
    """One doctor under construction; every draw comes from the doctor's own stream."""

    def __init__(
        self, context: Context, staff: Staff, specialty: Specialty, employer: str, number: int
    ) -> None:
        self.context, self.staff, self.specialty = context, staff, specialty
        self.employer, self.number = employer, number
        group = f"{GROUP}:{employer}:{specialty.code}"
        self.rng: Random = context.rng(group, number)
        self.person = context.person_id(group, number)
        self.start = month_start(context.today, -self.rng.randint(1, LONGEST_MONTHS))
        self.leaves = self._leaves()
        self.part_time = self._part_time()

    def add(self, names: NameSource) -> None:
        """Write the doctor and everything about the doctor."""
        given, family = names.draw()
        today, rows, rng = self.context.today, self.context.rows, self.rng
        stretched = self.part_time if rng.random() < 0.5 else None
        periods = lay_out(self._blocks(), self.start, self.leaves, stretched)
        hospital, municipality, authorised = past_lis1(
            self.context, rng, self.person, self._lis1_trust(), self.start
        )
        supervisor, approver = self._supervisor(), self._approver()
        now = current(periods, today)
        with_future = rng.random() > NO_FUTURE_SHARE
        services = services_of(self.person, periods, today, with_future=with_future)
        rows.add(
            DemoPerson(self.person, given, family, authorised),
            self._employment(now),
            DemoEnrolment(
                self.person, self.specialty.code, now.block.stage, self._plan(services),
                self.employer, supervisor, approver, self.start,
            ),
            hospital,
            municipality,
            *services,
        )  # fmt: skip
        self._add_inside(services)
        self.context.grant(self.person, Role.TRAINEE, ScopeKind.OWN, self.start)
        self._add_record(Doctor(self.person, supervisor, approver, self.start))

    def _add_record(self, doctor: Doctor) -> None:
        context, rng = self.context, self.rng
        add_absence(context, self.person, self.leaves)
        add_part_time(context, self.person, self.part_time)
        months = credited(self.start, context.today, self.leaves, self.part_time)
        done = min(1.0, months / TOTAL_MONTHS * rng.uniform(0.75, 1.1))
        known = min(OWN_OBJECTIVES, len(identifiers(context.reference, self.specialty.code)))
        own = Tally(int(known * done), rng.randint(0, 4), rng.randint(1, 6))
        common = Tally(int(OWN_COMMON * done), rng.randint(0, 2), rng.randint(0, 2))
        add_objectives(context, rng, doctor, self.specialty.code, own)
        add_objectives(context, rng, doctor, "FKM", common)
        add_courses(context, rng, doctor, courses_for(context.reference, self.specialty), done)
        add_talks(context, rng, doctor, self.leaves)

    def _leaves(self) -> tuple[Leave, ...]:
        if self.rng.random() >= LEAVE_SHARE:
            return ()
        latest = month_start(self.context.today, 6)
        return (draw_leave(self.rng, month_start(self.start, 1), latest),)

    def _part_time(self) -> PartTime | None:
        if self.rng.random() >= PART_TIME_SHARE:
            return None
        return draw_part_time(self.rng, self.start, self.context.today)

    def _lis1_trust(self) -> str:
        kind = self.context.places.organisations[self.employer].kind
        if kind == "municipality":
            return "sykehuset-ostfold" if self.number % 2 else "nordlandssykehuset"
        return self.employer

    def _supervisor(self) -> str | None:
        if self.rng.random() < NO_SUPERVISOR_SHARE:
            return None
        return self.staff.supervisor(self.employer, self.specialty.code, self.number)

    def _approver(self) -> str | None:
        return self.staff.leaders.get((self.employer, self.specialty.family))

    def _employment(self, now: Period) -> DemoEmployment:
        title = "LIS2" if now.block.stage.startswith("part2") else "LIS3"
        away = now.block.place_kind is PlaceKind.OTHER_TRUST
        home = self.context.places.main(self.employer, self.specialty.code).key
        share = share_today(self.part_time, self.context.today)
        return DemoEmployment(
            self.person, self.employer, home if away else now.block.unit, title, self.start, share
        )

    def _plan(self, services: tuple[DemoService, ...]) -> str | None:
        # A doctor whose services follow a plan cannot be without it.
        follows = any(service.plan_seq is not None for service in services)
        if not follows and self.rng.random() < NO_PLAN_SHARE:
            return None
        return self.context.plans.choose(self.employer, self.specialty.code)

    def _blocks(self) -> list[Block]:
        spec = self.context.plans.spec_for(self.employer, self.specialty.code)
        return self._planned_blocks(spec) if spec is not None else self._usual_blocks()

    def _planned_blocks(self, spec: PlanSpec) -> list[Block]:
        blocks = [
            self._block((service.name_nb, service.name_en), months, where, service.seq)
            for service in spec.services
            for months, where in self._places(service)
        ]
        if self.specialty.part2 is not None:
            return [blocks[0], *self.rng.sample(blocks[1:], len(blocks) - 1)]
        return self.rng.sample(blocks, len(blocks))

    def _places(self, service: PlannedService) -> list[tuple[int, str]]:
        """Where a service is taken; the long one at a district centre is shared by two."""
        if service.where not in DISTRICT_CENTRES:
            return [(service.usual_months, service.where)]
        half = service.usual_months // 2
        first, second = self.rng.sample(DISTRICT_CENTRES, 2)
        return [(half, first), (service.usual_months - half, second)]

    def _usual_blocks(self) -> list[Block]:
        blocks = []
        if self.specialty.part2 is not None:
            name_nb, name_en, _ = PART2_SERVICE[self.specialty.part2]
            blocks.append(self._block((name_nb, name_en), PART2_MONTHS, MAIN, None))
        keep_away = self.rng.random() < EXTERNAL_SHARE
        for name_nb, name_en, months, where in SHAPES[self.specialty.family]:
            stays = where == EXTERNAL and not keep_away
            names = ("Vakt og mottak", "On-call and admissions") if stays else (name_nb, name_en)
            blocks.append(self._block(names, months, MAIN if stays else where, None))
        return self._filled(blocks)

    def _filled(self, blocks: list[Block]) -> list[Block]:
        """Bring families without a part 2 (in surgery) up to the least length."""
        missing = TOTAL_MONTHS - sum(block.months for block in blocks)
        if missing <= 0:
            return blocks
        first = self._block(("Sengepost og vakt", "Ward and on-call"), missing, MAIN, None)
        return [first, *blocks]

    def _block(self, names: tuple[str, str], months: int, where: str, seq: int | None) -> Block:
        places, code = self.context.places, self.specialty.code
        part2 = self.specialty.part2
        if names[0] in PART2_SERVICES and part2 is not None:
            unit = places.main(self.employer, PART2_SERVICE[part2][2])
            return self._at(unit, f"part2:{code}", names, months, unit.place_kind, seq)
        stage = f"part3:{code}"
        if where == EXTERNAL:
            unit = places.main(self.rng.choice(external_hosts(self.employer)), code)
            return self._at(unit, stage, names, months, PlaceKind.OTHER_TRUST, seq)
        if where == MAIN:
            unit = places.main(self.employer, code)
        elif where == SECOND:
            unit = places.second(self.employer, code)
        else:
            unit = places.unit(where)
        return self._at(unit, stage, names, months, unit.place_kind, seq)

    @staticmethod
    def _at(
        unit: DemoUnit,
        stage: str,
        names: tuple[str, str],
        months: int,
        kind: PlaceKind,
        seq: int | None,
    ) -> Block:
        return Block(stage, *names, months, unit.organisation, unit.key, kind, seq)

    def _add_inside(self, services: tuple[DemoService, ...]) -> None:
        """Three months of emergency medicine counted inside the long anaesthesia service."""
        if self.specialty.code != "ANE" or self.rng.random() > INSIDE_SHARE:
            return
        outer = max(services, key=lambda service: (service.ends_on is not None, service.starts_on))
        if outer.ends_on is None or outer.is_planned:
            return
        first = month_start(outer.starts_on, 2)
        last = month_start(first, 3) - DAY
        if last >= outer.ends_on:
            return
        self.context.rows.add(
            DemoService(
                self.person, outer.stage, "Luftambulanse", "Air ambulance", outer.organisation,
                outer.unit, outer.place_kind, first, last, first > self.context.today,
                counted_inside=(outer.starts_on, outer.name_nb),
            )
        )  # fmt: skip
