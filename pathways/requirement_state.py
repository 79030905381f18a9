"""What judging a requirement gives, and what it is judged against."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from pathways.credit_clock import CreditClock
from pathways.month_axis import DAY
from pathways.phases import PART23, PART23_TEMPLATES, Phase, PhaseTime, Places, time_served
from pathways.requirement_courses import CourseIndex
from pathways.requirement_procedures import ProcedureTarget
from pathways.spans import Span, common, merged
from pathways.types.knowledge import Requirement
from pathways.types.plans import PublishedPlan
from pathways.types.record import Service, TraineeRecord
from pathways.worktime import TICKS, Limits, clock_of, credited_months, template_of


class State(StrEnum):
    """How a requirement stands."""

    DONE = "done"
    ON_TRACK = "on_track"
    WAITING = "waiting"
    """Somebody else has it now."""
    MISSING = "missing"
    UNKNOWN = "unknown"
    NOT_STARTED = "not_started"


class Detail(StrEnum):
    """What stands behind the state; the page has a word for each."""

    COUNTED = "counted"
    """Judged by the figures in `has` and `needs`."""
    AMOUNT_UNKNOWN = "amount_unknown"
    """The sources give no figure."""
    STAGE_PASSED = "stage_passed"
    """The doctor is past the stage, whatever the record shows."""
    STAGE_AHEAD = "stage_ahead"
    BOOKED = "booked"
    NOT_PLANNED = "not_planned"
    NOT_RECORDED = "not_recorded"
    PLACE_NOT_RECORDED = "place_not_recorded"
    """The record does not tell this kind of place from others."""
    PLACE_UNCERTAIN = "place_uncertain"
    """The months in `unsure` decide, and no source says whether that kind of place counts."""
    OLDER_SET = "older_set"
    """Objectives in `older` were approved in a set that is replaced; no source says how they
    carry over, so that they are kept, shown and not added."""
    NO_SUPERVISOR = "no_supervisor"
    HAS_SUPERVISOR = "has_supervisor"
    UP_TO_AVERAGE = "up_to_average"
    BEHIND_AVERAGE = "behind_average"
    WITH_SOMEBODY = "with_somebody"
    EXPECTED = "expected"
    """Comes on the day in `since`."""
    GIVEN = "given"
    """Given or begun on the day in `since`."""
    NOT_DUE = "not_due"
    ORDER_BROKEN = "order_broken"
    """The later service begins, on the day in `since`, before the earlier one is complete."""
    ORDER_OPEN = "order_open"
    """The same, but whether it is allowed hangs on the open rule in `rule_key`."""


@dataclass(frozen=True, slots=True)
class Window:
    """What there is and what is due within a stretch of time, in the unit of the state."""

    first: date
    has: Fraction
    due: Fraction

    @property
    def short_by(self) -> Fraction:
        """What is missing; 0 when there is enough."""
        return max(Fraction(0), self.due - self.has)


@dataclass(frozen=True, slots=True)
class RequirementState:
    """One requirement judged.

    `has` and `needs` are in `unit`; None means no figure. `booked` is what is already
    planned beyond `has`. `holders` are names with how many they hold; `since` is the day
    that the detail speaks of. `from_plan` says that `needs` is the plan's figure.
    `not_counted` was served beyond a cap, `unsure` at places that may count (both in months);
    neither is in `has`. `older` are approved objectives of replaced sets, by set. `last_year`
    is the same average over the last twelve months. `rule_key` names the rule that the detail
    hangs on.
    """

    requirement: Requirement
    state: State
    detail: Detail
    has: Fraction | None = None
    needs: Fraction | None = None
    unit: str | None = None
    booked: Fraction = Fraction(0)
    holders: tuple[tuple[str, int], ...] = ()
    since: date | None = None
    from_plan: bool = False
    not_counted: Fraction = Fraction(0)
    unsure: Fraction = Fraction(0)
    older: tuple[tuple[str, int], ...] = ()
    last_year: Window | None = None
    rule_key: str | None = None

    @property
    def is_done(self) -> bool:
        """Whether nothing is left of it."""
        return self.state is State.DONE


@dataclass(frozen=True, slots=True)
class Measures:
    """The dated figures that requirements are measured with.

    `supervision_months` is how many months of a year supervision is expected in.
    `procedure_targets` are the recommended numbers of the doctor's specialty; `courses` the
    courses that the sources name, for finding a plan's courses among them.
    """

    limits: Limits
    phases: tuple[Phase, ...]
    supervision_months: Fraction = Fraction(12)
    procedure_targets: tuple[ProcedureTarget, ...] = ()
    courses: CourseIndex = field(default_factory=CourseIndex, compare=False)


@dataclass(slots=True)
class _Sums:
    """What has been worked out for a case; no part of what the case is."""

    months: dict[tuple[str, Places | None, date], Fraction] = field(default_factory=dict)
    services: dict[str, tuple[Service, ...]] = field(default_factory=dict)
    spans: dict[tuple[str, Places | None, bool], list[Span]] = field(default_factory=dict)
    clocks: dict[str, CreditClock | None] = field(default_factory=dict)
    times: dict[str, PhaseTime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """The doctor, the plan and the day that requirements are judged for.

    Several requirements ask for the same sums; each is worked out once for the case.
    """

    record: TraineeRecord
    plan: PublishedPlan | None
    today: date
    measures: Measures
    _sums: _Sums = field(default_factory=_Sums, init=False, repr=False, compare=False)

    @property
    def own_plan(self) -> PublishedPlan | None:
        """The plan when it is one for the doctor's own specialty."""
        if self.plan is not None and self.plan.specialty == self.record.specialty:
            return self.plan
        return None

    def phase_of(self, stage: str) -> Phase | None:
        """The phase that service at a stage belongs to."""
        return next((p for p in self.measures.phases if p.key == stretch_of(stage)), None)

    def time_in(self, phase: Phase) -> PhaseTime:
        """How far the doctor is in a phase today."""
        if phase.key not in self._sums.times:
            stage = "part3" if phase.key == PART23 else phase.key
            self._sums.times[phase.key] = time_served(
                self.record, phase, lambda places: self.months(stage, places)
            )
        return self._sums.times[phase.key]

    def services(self, stage: str) -> tuple[Service, ...]:
        """The services done, going on or planned at a stage; parts 2 and 3 are one."""
        stretch = stretch_of(stage)
        if stretch not in self._sums.services:
            specialty = self.record.specialty
            self._sums.services[stretch] = tuple(
                service for service in self.record.services if at_stage(service, stage, specialty)
            )
        return self._sums.services[stretch]

    def months(
        self, stage: str, places: Places | None = None, until: date | None = None
    ) -> Fraction:
        """Credited months at a stage to and with `until` (today), at some kinds of place."""
        key = (stretch_of(stage), places, until or self.today)
        if key not in self._sums.months:
            self._sums.months[key] = self._credited(stage, places, key[2])
        return self._sums.months[key]

    def booked(self, stage: str, places: Places | None = None) -> Fraction:
        """Months that services with a known end will still give after today."""
        last = self.last_booked(stage, places)
        if last is None:
            return Fraction(0)
        spans, clock = self.spans(stage, places, ended=True), self._clock(stage)
        if clock is not None:
            ahead = common(spans, [(self.today + DAY, last)])
            return Fraction(sum(clock.between(*span) for span in ahead), TICKS)
        until_last = self._credited(stage, places, last, ended=True)
        return max(Fraction(0), until_last - self._credited(stage, places, self.today, ended=True))

    def last_booked(self, stage: str, places: Places | None = None) -> date | None:
        """The last day of service that lies ahead; None when none is booked."""
        ends = [
            service.ends_on
            for service in self.services(stage)
            if service.ends_on is not None and (places is None or service.place_kind in places)
        ]
        last = max(ends, default=self.today)
        return last if last > self.today else None

    def spans(self, stage: str, places: Places | None = None, *, ended: bool = False) -> list[Span]:
        """The periods at a stage, joined; one that is going on has no end (`date.max`).

        `ended` leaves out services without a known end.
        """
        key = (stretch_of(stage), places, ended)
        if key not in self._sums.spans:
            self._sums.spans[key] = merged(
                (service.starts_on, service.ends_on or date.max)
                for service in self.services(stage)
                if (places is None or service.place_kind in places)
                and (service.ends_on is not None or not ended)
            )
        return self._sums.spans[key]

    def _credited(
        self, stage: str, places: Places | None, until: date, *, ended: bool = False
    ) -> Fraction:
        spans = self.spans(stage, places, ended=ended)
        if not spans or spans[0][0] > until:
            return Fraction(0)
        clock = self._clock(stage)
        if clock is not None:
            ticks = sum(clock.between(first, min(last, until)) for first, last in spans)
            return Fraction(ticks, TICKS)

        def counts(service: Service) -> bool:
            return (
                at_stage(service, stage, self.record.specialty)
                and (places is None or service.place_kind in places)
                and (service.ends_on is not None or not ended)
            )

        return credited_months(self.record, counts, until, self.measures.limits)

    def _clock(self, stage: str) -> CreditClock | None:
        """The clock of all service at a stage; None where an allowance of absence is shared out
        over the services that are counted, so that no day has a credit of its own."""
        stretch = stretch_of(stage)
        if stretch not in self._sums.clocks:
            limits = self.measures.limits
            is_shared = limits.holiday_allowance(stage) is not None
            if is_shared or limits.leave_allowance(stage):
                self._sums.clocks[stretch] = None
            else:
                first = self.spans(stage)[0][0]
                self._sums.clocks[stretch] = clock_of(self.record, first, stage, limits)
        return self._sums.clocks[stretch]


@lru_cache(maxsize=1024)
def stretch_of(stage: str) -> str:
    """The stage without its specialty, where parts 2 and 3 are one stretch (`part23`)."""
    template = template_of(stage)
    return PART23 if template in PART23_TEMPLATES else template


def at_stage(service: Service, stage: str, specialty: str | None) -> bool:
    """Whether a service was done at a stage; parts 2 and 3 of one specialty are one."""
    template, _, code = service.stage.partition(":")
    if template_of(stage) in PART23_TEMPLATES:
        return template in PART23_TEMPLATES and (not code or code == specialty)
    return template == template_of(stage)


def amount_of(requirement: Requirement) -> Fraction | None:
    """The figure of a requirement, exactly as written."""
    return None if requirement.amount is None else exact(requirement.amount)


@lru_cache(maxsize=1024)
def exact(figure: float) -> Fraction:
    """A figure as it was written: 10.5 is 21/2."""
    return Fraction(str(figure))


def by_progress(has: Fraction, needs: Fraction | None) -> State:
    """Done when there is enough of a known figure, under way when there is something."""
    if needs is not None and has >= needs:
        return State.DONE
    return State.ON_TRACK if has else State.NOT_STARTED
