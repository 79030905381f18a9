"""What judging a requirement gives, and what it is judged against."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from pathways.credit_clock import CreditClock
from pathways.month_axis import DAY
from pathways.phases import PART23, Phase, PhaseTime, Places, time_served
from pathways.requirement_courses import CourseIndex
from pathways.requirement_procedures import ProcedureTarget
from pathways.spans import Span, common, merged
from pathways.types.knowledge import Requirement
from pathways.types.plans import PublishedPlan
from pathways.types.record import AbsenceKind, Service, TraineeRecord
from pathways.worktime import (
    Limits,
    absence_spans,
    clock_over,
    credited_ticks,
    months_of,
    specialty_code,
    stretch_of,
)


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


NONE = Fraction(0)


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


class RequirementState(NamedTuple):
    """One requirement judged: a named tuple, because it is made for every line of every doctor.

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
    booked: Fraction = NONE
    holders: tuple[tuple[str, int], ...] = ()
    since: date | None = None
    from_plan: bool = False
    not_counted: Fraction = NONE
    unsure: Fraction = NONE
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

    ticks: dict[tuple[str, Places | None, date], int] = field(default_factory=dict)
    services: dict[str, tuple[Service, ...]] | None = None
    spans: dict[tuple[str, Places | None, bool], list[Span]] = field(default_factory=dict)
    absences: dict[AbsenceKind, list[Span]] = field(default_factory=dict)
    clocks: dict[str, CreditClock] = field(default_factory=dict)
    is_shared_out: dict[str, bool] = field(default_factory=dict)
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
        stretch = stretch_of(stage)
        for phase in self.measures.phases:
            if phase.key == stretch:
                return phase
        return None

    def time_in(self, phase: Phase) -> PhaseTime:
        """How far the doctor is in a phase today."""
        time = self._sums.times.get(phase.key)
        if time is None:
            stage = "part3" if phase.key == PART23 else phase.key
            time = time_served(self.record, phase, lambda places: self.ticks(stage, places))
            self._sums.times[phase.key] = time
        return time

    def absences(self, kind: AbsenceKind) -> list[Span]:
        """The days of one kind of absence as disjoint spans in order."""
        found = self._sums.absences.get(kind)
        if found is None:
            found = self._sums.absences[kind] = absence_spans(self.record, kind)
        return found

    def services(self, stage: str) -> tuple[Service, ...]:
        """The services done, going on or planned at a stage; parts 2 and 3 are one."""
        if self._sums.services is None:
            self._sums.services = _by_stretch(self.record)
        return self._sums.services.get(stretch_of(stage), ())

    def months(
        self, stage: str, places: Places | None = None, until: date | None = None
    ) -> Fraction:
        """Credited months at a stage to and with `until` (today), at some kinds of place."""
        return months_of(self.ticks(stage, places, until))

    def ticks(self, stage: str, places: Places | None = None, until: date | None = None) -> int:
        """The same in ticks (`worktime`)."""
        services = self.services(stage)
        if not services:
            return 0
        if places is not None and all(service.place_kind in places for service in services):
            places = None  # All service is at such a place: the same sum as for the stage.
        key = (stretch_of(stage), places, until or self.today)
        ticks = self._sums.ticks.get(key)
        if ticks is None:
            ticks = self._sums.ticks[key] = self._credited(stage, places, key[2])
        return ticks

    def booked(self, stage: str, places: Places | None = None) -> Fraction:
        """Months that services with a known end will still give after today."""
        return months_of(self.booked_ticks(stage, places))

    def booked_ticks(self, stage: str, places: Places | None = None) -> int:
        """The same in ticks."""
        last = self.last_booked(stage, places)
        if last is None:
            return 0
        if not self._is_shared_out(stage):
            clock, spans = self.clock(stage), self.spans(stage, places, ended=True)
            ahead = common(spans, [(self.today + DAY, last)])
            return sum([clock.between(first, end) for first, end in ahead])
        until_last = self._credited(stage, places, last, ended=True)
        if all(service.ends_on is not None for service in self.services(stage)):
            return max(0, until_last - self.ticks(stage, places))
        return max(0, until_last - self._credited(stage, places, self.today, ended=True))

    def last_booked(self, stage: str, places: Places | None = None) -> date | None:
        """The last day of service that lies ahead; None when none is booked."""
        last = self.today
        for service in self.services(stage):
            end = service.ends_on
            if end is not None and end > last and (places is None or service.place_kind in places):
                last = end
        return last if last > self.today else None

    def spans(self, stage: str, places: Places | None = None, *, ended: bool = False) -> list[Span]:
        """The periods at a stage, joined; one that is going on has no end (`date.max`).

        `ended` leaves out services without a known end.
        """
        key = (stretch_of(stage), places, ended)
        spans = self._sums.spans.get(key)
        if spans is None:
            spans = self._sums.spans[key] = merged(
                [
                    (service.starts_on, service.ends_on or date.max)
                    for service in self.services(stage)
                    if (places is None or service.place_kind in places)
                    and (service.ends_on is not None or not ended)
                ]
            )
        return spans

    def clock(self, stage: str) -> CreditClock:
        """The clock of all service at a stage, from its first day or, with none, from tomorrow.

        Where an allowance of absence is shared out over the services that are counted
        (`worktime.credited_months`) it is right for service without a break only.
        """
        stretch = stretch_of(stage)
        clock = self._sums.clocks.get(stretch)
        if clock is None:
            tomorrow, services = self.today + DAY, self.services(stage)
            first = min(services[0].starts_on, tomorrow) if services else tomorrow
            limits, leaves = self.measures.limits, self.absences(AbsenceKind.LEAVE)
            has_limit = limits.holiday_allowance(stage) is not None
            holidays = self.absences(AbsenceKind.HOLIDAY) if has_limit else []
            clock = clock_over(self.record.shares, leaves, holidays, first, stage, limits)
            self._sums.clocks[stretch] = clock
        return clock

    def _credited(
        self, stage: str, places: Places | None, until: date, *, ended: bool = False
    ) -> int:
        spans = self.spans(stage, places, ended=ended)
        if not spans or spans[0][0] > until:
            return 0
        if not self._is_shared_out(stage):
            clock = self.clock(stage)
            return sum([clock.between(first, min(last, until)) for first, last in spans])

        def counts(service: Service) -> bool:
            return (
                at_stage(service, stage, self.record.specialty)
                and (places is None or service.place_kind in places)
                and (service.ends_on is not None or not ended)
            )

        return credited_ticks(self.record, counts, until, self.measures.limits, self.absences)

    def _is_shared_out(self, stage: str) -> bool:
        """Whether absence within the stage uses up an allowance.

        It is shared out over the services that are counted, so that no day has a credit of its
        own and the clock cannot tell.
        """
        stretch = stretch_of(stage)
        found = self._sums.is_shared_out.get(stretch)
        if found is None:
            limits, spans = self.measures.limits, self.spans(stage)
            found = bool(
                (
                    limits.holiday_allowance(stage) is not None
                    and common(spans, self.absences(AbsenceKind.HOLIDAY))
                )
                or (
                    limits.leave_allowance(stage)
                    and common(spans, self.absences(AbsenceKind.LEAVE))
                )
            )
            self._sums.is_shared_out[stretch] = found
        return found


def _by_stretch(record: TraineeRecord) -> dict[str, tuple[Service, ...]]:
    """The services of each stretch; of parts 2 and 3 those in the doctor's own specialty."""
    found: dict[str, list[Service]] = {}
    for service in record.services:
        stretch = stretch_of(service.stage)
        if stretch == PART23 and specialty_code(service.stage) not in ("", record.specialty):
            continue
        found.setdefault(stretch, []).append(service)
    return {stretch: tuple(sorted(each, key=_in_time)) for stretch, each in found.items()}


def _in_time(service: Service) -> tuple[date, str]:
    return service.starts_on, service.key


def at_stage(service: Service, stage: str, specialty: str | None) -> bool:
    """Whether a service was done at a stage; parts 2 and 3 of one specialty are one."""
    stretch = stretch_of(service.stage)
    if stretch != stretch_of(stage):
        return False
    return stretch != PART23 or specialty_code(service.stage) in ("", specialty)


def amount_of(requirement: Requirement) -> Fraction | None:
    """The figure of a requirement, exactly as written."""
    return None if requirement.amount is None else exact(requirement.amount)


@lru_cache(maxsize=1024)
def exact(figure: float) -> Fraction:
    """A figure as it was written: 10.5 is 21/2."""
    return Fraction(str(figure))


@lru_cache(maxsize=1024)
def whole(number: int) -> Fraction:
    """A count as the exact figure of a state."""
    return Fraction(number)


def is_enough(count: int, needs: Fraction) -> bool:
    """Whether a count reaches a figure; in whole numbers, which take a tenth of the time."""
    return count * needs.denominator >= needs.numerator


def by_progress(has: Fraction | int, needs: Fraction | int | None = None) -> State:
    """Done when there is enough of a known figure, under way when there is something."""
    if needs is not None and has >= needs:
        return State.DONE
    return State.ON_TRACK if has else State.NOT_STARTED
