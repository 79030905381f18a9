"""The stretches of one doctor's training ahead, laid out one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil

from pathways.credit_clock import CreditClock, DayClock
from pathways.earliest import Lis1Start, first_lis1_start
from pathways.month_axis import DAY
from pathways.phases import LIS1_HOSPITAL, Phase, PhaseTime, has_passed, has_reached
from pathways.projection.layout import Layout, lay_out
from pathways.projection.plan_needs import LIS1
from pathways.projection.slots import Clocks, PlaceNeed, Stretch, Variant
from pathways.projection.values import Frame
from pathways.requirement_places import PLACES
from pathways.requirement_state import Case
from pathways.spans import Span
from pathways.types.knowledge import Requirement, RequirementKind
from pathways.types.record import AbsenceKind, Service, TraineeRecord
from pathways.worktime import PART23, TICKS, absence_spans, template_of


@dataclass(frozen=True, slots=True)
class PhaseAhead:
    """A phase that is not behind: its service, what is left of it, and the clocks it runs on."""

    phase: Phase
    ref: str
    services: tuple[Service, ...]
    left: int
    clocks: Clocks


class Path:
    """The way ahead of one doctor: phases, clocks, and the layouts under each reading.

    Layouts are made when they are asked for; the clocks are shared by all of them.
    """

    def __init__(self, record: TraineeRecord, frame: Frame, today: date, case: Case) -> None:
        """Look at the record once."""
        self.record = record
        self.frame = frame
        self.today = today
        self.case = case
        self.leaves: list[Span] = absence_spans(record, AbsenceKind.LEAVE)
        self.holidays: list[Span] = absence_spans(record, AbsenceKind.HOLIDAY)
        self.start: Lis1Start | None = None
        self.missing: str | None = None
        self.first = today + DAY
        if not has_reached(record, LIS1_HOSPITAL):
            self._find_start()
        self.ahead = tuple(self._phases_ahead()) if self.is_known else ()

    @property
    def is_known(self) -> bool:
        """Whether a first day can be named."""
        return self.missing is None

    def layouts(self, variant: Variant) -> list[Layout]:
        """Every stretch ahead under one reading, in order."""
        result: list[Layout] = []
        day = self.first
        for phase in self.ahead:
            layout = lay_out(self._stretch(phase, day, variant), variant)
            result.append(layout)
            day = max(layout.end + DAY, day)
        return result

    def reach_in_all(self, months: Fraction) -> date:
        """The day on which so many more months are served, whatever the stretch."""
        clock = self.ahead[-1].clocks.months if self.ahead else self._clock(self.first, PART23)
        return clock.reach(self.first, ceil(months * TICKS))

    def time_in(self, phase: Phase) -> PhaseTime:
        """How far the doctor is in a phase today."""
        return self.case.time_in(phase)

    def _find_start(self) -> None:
        self.start = first_lis1_start(self.record, self.today, self.frame.intakes)
        if self.start is not None:
            self.first = self.start.starts_on
        elif self.record.authorised_on is None and self.record.degree_expected_on is None:
            self.missing = "degree_date"
        else:
            self.missing = "intake_dates"

    def _phases_ahead(self) -> list[PhaseAhead]:
        found = []
        for phase in self.frame.measures.phases:
            if has_passed(self.record, "part3" if phase.key == PART23 else phase.key):
                continue
            mine = tuple(
                service
                for service in self.record.services
                if phase.takes(service, self.record.specialty)
            )
            left = ceil(self.time_in(phase).remaining * TICKS)
            found.append(PhaseAhead(phase, self._ref(phase), mine, left, self._clocks(phase, mine)))
        return found

    def _ref(self, phase: Phase) -> str:
        """The line that asks for the whole phase."""
        for requirement in self.frame.requirements:
            if _is_whole(requirement, phase):
                return f"requirement:{requirement.key}"
        return f"phase:{phase.key}"

    def _clocks(self, phase: Phase, services: Sequence[Service]) -> Clocks:
        first = min([s.starts_on for s in services] + [self.today + DAY])
        in_days = any(n.in_days for n in self.frame.plan_needs.needs if n.stretch == phase.key)
        days = DayClock(first, self.record.shares, self.leaves) if in_days else None
        return Clocks(self._clock(first, phase.key), days)

    def _clock(self, first: date, stage: str) -> CreditClock:
        limits = self.frame.measures.limits
        holiday = limits.holiday_allowance(stage)
        return CreditClock(
            first,
            self.record.shares,
            self.leaves,
            self.holidays,
            leave_allowance=int(limits.leave_allowance(stage) * TICKS),
            holiday_allowance=None if holiday is None else int(holiday * TICKS),
        )

    def _stretch(self, ahead: PhaseAhead, day: date, variant: Variant) -> Stretch:
        plan = self.frame.plan_needs
        follows = plan.plan is not None and plan.plan.specialty in (LIS1, self.record.specialty)
        needs = tuple(n for n in plan.needs if n.stretch == ahead.phase.key) if follows else ()
        seqs = {need.seq for need in needs}
        return Stretch(
            key=ahead.phase.key,
            ref=ahead.ref,
            first=_first_day(ahead.services, day, self.today, variant),
            today=self.today,
            clocks=ahead.clocks,
            left=ahead.left,
            services=ahead.services,
            needs=needs,
            places=self._places(ahead.phase),
            choices=tuple(
                (group, options)
                for group, options in plan.choices
                if any(seq in seqs for _option, each in options for seq in each)
            ),
            own_before_external=plan.own_before_external,
        )

    def _places(self, phase: Phase) -> tuple[PlaceNeed, ...]:
        """Requirements of service at a kind of place, in parts 2 and 3."""
        if phase.key != PART23:
            return ()
        return tuple(
            PlaceNeed(
                f"requirement:{requirement.key}",
                int(Fraction(str(requirement.amount)) * TICKS),
                PLACES[requirement.inside_service].sure,
            )
            for requirement in self.frame.requirements
            if requirement.kind is RequirementKind.SERVICE
            and template_of(requirement.stage) == "part3"
            and requirement.amount is not None
            and requirement.inside_service in PLACES
        )


def _is_whole(requirement: Requirement, phase: Phase) -> bool:
    if requirement.kind is not RequirementKind.SERVICE or requirement.amount is None:
        return False
    template = template_of(requirement.stage)
    if phase.key == PART23:
        return template == "part3" and requirement.inside_service is None
    return template == phase.key


def _first_day(services: Sequence[Service], day: date, today: date, variant: Variant) -> date:
    """The first day a stretch is served: a booked later start holds when it has not begun."""
    starts = [service.starts_on for service in services if service.counted_inside is None]
    if not starts or min(starts) <= today or variant is Variant.BEST:
        return day
    return max(day, min(starts))
