"""The earliest day that minimum time allows: a lower bound that the projection is held against.

Only the least service of the phases counts here. Courses, objectives, places and approvals can
move the day later and never earlier.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from pathways.month_axis import DAY
from pathways.phases import (
    LIS1_HOSPITAL,
    LIS1_MUNICIPALITY,
    PART23,
    PART23_TEMPLATES,
    Phase,
    PhaseTime,
    has_reached,
    phase_time,
)
from pathways.start_and_goal import (
    MINIMUM_TOTAL_RULE,
    Goal,
    Intake,
    Lis1Start,
    first_lis1_start,
    ready_for_lis1,
)
from pathways.types.record import Service, TraineeRecord
from pathways.worktime import (
    FULL_TIME,
    Limits,
    day_when_reached,
    holiday_months,
    share_on,
)


class Assumption(StrEnum):
    """What was taken for granted; each is shown with the answer."""

    UNBROKEN_SERVICE = "unbroken_service"
    SHARE_GOES_ON = "share_goes_on"
    LEAVE_DOES_NOT_COUNT = "leave_does_not_count"
    HOLIDAY_LIMIT = "holiday_limit"
    PART1_TAKEN_AS_DONE = "part1_taken_as_done"
    OTHER_SPECIALTY_NOT_COUNTED = "other_specialty_not_counted"
    INTAKE_DATES = "intake_dates"
    OWN_POSTS = "own_posts"


@dataclass(frozen=True, slots=True)
class EarliestApproval:
    """The lower bound.

    `reached_on` is the last day of service needed: None when unknown (`missing` says what
    is missing) or when the time is already served. `times` are the phases in order;
    `total_served` and `total_needed` are months over the whole training (None without a
    specialty). `deciding_rule_key` names the rule that gives the day.
    """

    goal: Goal
    reached_on: date | None
    remaining_months: Fraction
    deciding_rule_key: str | None
    times: tuple[PhaseTime, ...]
    total_served: Fraction
    total_needed: Fraction | None
    lis1_start: Lis1Start | None
    assumptions: tuple[Assumption, ...]
    missing: str | None = None

    @property
    def is_served(self) -> bool:
        """Whether the minimum time is already behind."""
        return self.missing is None and self.remaining_months == 0


def earliest_by_minimum_time(
    record: TraineeRecord,
    phases: Sequence[Phase],
    total_months: Fraction | None,
    today: date,
    limits: Limits,
    intakes: Sequence[Intake] = (),
) -> EarliestApproval:
    """The earliest day on which the least service of all `phases` is done.

    Service up to and including `today` counts as recorded; from the next day the doctor is
    taken to serve without a break, at the recorded shares and with the booked absence. A
    doctor who has not begun LIS1 begins at a booked start or at the first intake that can
    be reached. `total_months` is the least service in all (78 months, 6.5 years).
    """
    times = tuple(phase_time(record, phase, today, limits) for phase in phases)
    start, missing = _first_day(record, today, intakes)
    ends = _phase_ends(record, times, start.starts_on if start else today + DAY, limits)
    served = sum((time.months for time in times), Fraction(0))
    short = max(Fraction(0), (total_months or served) - served)
    first = start.starts_on if start else today + DAY
    total_end = day_when_reached(record, short, first, PART23, limits)
    remaining = max(short, sum((time.remaining for time in times), Fraction(0)))
    rule = _deciding_rule(times, ends, total_end, remaining)
    reached = max([*ends, total_end]) if remaining and missing is None else None
    return EarliestApproval(
        goal=_goal(phases),
        reached_on=reached,
        remaining_months=remaining,
        deciding_rule_key=rule,
        times=times,
        total_served=served,
        total_needed=total_months,
        lis1_start=start,
        assumptions=_assumptions(record, times, start, today, limits),
        missing=missing,
    )


def _first_day(
    record: TraineeRecord, today: date, intakes: Sequence[Intake]
) -> tuple[Lis1Start | None, str | None]:
    """The LIS1 start of somebody who has not begun, and what is missing to find it."""
    if has_reached(record, LIS1_HOSPITAL):
        return None, None
    start = first_lis1_start(record, today, intakes)
    if start is not None:
        return start, None
    return None, "degree_date" if ready_for_lis1(record, today) is None else "intake_dates"


def _phase_ends(
    record: TraineeRecord, times: Sequence[PhaseTime], first: date, limits: Limits
) -> list[date]:
    """The last day of each phase, one after the other from `first`."""
    ends: list[date] = []
    day = first - DAY
    for time in times:
        used = holiday_months(record, time.phase.key, day)
        day = day_when_reached(record, time.remaining, day + DAY, time.phase.key, limits, used)
        ends.append(day)
    return ends


def _deciding_rule(
    times: Sequence[PhaseTime], ends: Sequence[date], total_end: date, remaining: Fraction
) -> str | None:
    if not remaining:
        return None
    if not ends or total_end > max(ends):
        return MINIMUM_TOTAL_RULE
    return next(time.phase.rule_key for time in reversed(times) if time.remaining)


def _goal(phases: Sequence[Phase]) -> Goal:
    return Goal.SPECIALIST if any(p.key == PART23 for p in phases) else Goal.PART1


def _assumptions(
    record: TraineeRecord,
    times: Sequence[PhaseTime],
    start: Lis1Start | None,
    today: date,
    limits: Limits,
) -> tuple[Assumption, ...]:
    by_chance = start is not None and not start.is_booked
    in_lis1 = any(t.remaining for t in times if t.phase.key in (LIS1_HOSPITAL, LIS1_MUNICIPALITY))
    tests = {
        Assumption.UNBROKEN_SERVICE: True,
        Assumption.SHARE_GOES_ON: share_on(record.shares, today) != FULL_TIME,
        Assumption.LEAVE_DOES_NOT_COUNT: bool(record.absences),
        Assumption.HOLIDAY_LIMIT: in_lis1 and bool(limits.holiday_months),
        Assumption.PART1_TAKEN_AS_DONE: any(time.is_taken_as_done for time in times),
        Assumption.OTHER_SPECIALTY_NOT_COUNTED: any(
            _is_other_specialty(service, record.specialty) for service in record.services
        ),
        Assumption.INTAKE_DATES: by_chance,
        Assumption.OWN_POSTS: by_chance,
    }
    return tuple(assumption for assumption, holds in tests.items() if holds)


def _is_other_specialty(service: Service, specialty: str | None) -> bool:
    template, _, code = service.stage.partition(":")
    return template in PART23_TEMPLATES and bool(code) and code != specialty
