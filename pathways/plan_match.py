"""A published plan held against what one doctor has done and booked.

Each service of the plan is done, going on, planned or missing, with its months. The plan's
own gaps (no length, a sum that does not fit, services not listed) are typed values, so that
the page can say them instead of guessing.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from pathways.checks.months import Interval, total_length
from pathways.types.plans import PlanService, PublishedPlan
from pathways.types.record import Service, TraineeRecord
from pathways.worktime import Limits, credited_days, credited_months

DAYS_A_WEEK = 7


class ServiceState(StrEnum):
    """How a service of the plan stands."""

    DONE = "done"
    GOING_ON = "going_on"
    PLANNED = "planned"
    MISSING = "missing"
    """No period, or too short and no more planned."""
    NOT_CHOSEN = "not_chosen"
    """Optional, or another option of the same choice was taken."""


class GapKind(StrEnum):
    """What is wrong with, or absent from, the plan or its use."""

    NO_LENGTH = "no_length"
    NOT_PLANNED = "not_planned"
    TOO_SHORT = "too_short"
    CHOICE_OPEN = "choice_open"
    SUM_DIFFERS = "sum_differs"
    NO_TOTAL = "no_total"
    SERVICES_INCOMPLETE = "services_incomplete"
    NO_SUPERVISOR = "no_supervisor"
    OTHER_SPECIALTY = "other_specialty"


@dataclass(frozen=True, slots=True)
class ServiceMatch:
    """One service of the plan against the record.

    `has` is served and `booked` still to come, both in `unit` (months or weeks); `least`
    is the least length the plan states, None when it states none.
    """

    service: PlanService
    state: ServiceState
    has: Fraction
    booked: Fraction
    least: Fraction | None
    unit: str
    periods: tuple[Service, ...]

    @property
    def short_by(self) -> Fraction:
        """What is neither served nor booked of the least length."""
        return max(Fraction(0), (self.least or Fraction(0)) - self.has - self.booked)


@dataclass(frozen=True, slots=True)
class PlanGap:
    """One gap. `seq` names a service, `group` a choice; the figures are months (or weeks)."""

    kind: GapKind
    seq: int | None = None
    group: str | None = None
    stated: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class PlanMatch:
    """The plan's services in the plan's order, the gaps, and periods outside the plan."""

    plan: PublishedPlan
    services: tuple[ServiceMatch, ...]
    gaps: tuple[PlanGap, ...]
    outside: tuple[Service, ...]
    """Periods in the doctor's specialty that point at no service of the plan."""


def match(record: TraineeRecord, plan: PublishedPlan, today: date, limits: Limits) -> PlanMatch:
    """Hold `plan` against the record as it stands on `today`.

    A period belongs to the service it points at (`plan_seq`); nothing is matched by name.
    """
    chosen = _chosen_options(record, plan)
    services = tuple(_match(service, record, chosen, today, limits) for service in plan.services)
    known = {service.seq for service in plan.services}
    outside = tuple(
        period
        for period in record.services
        if _belongs(period, plan) and period.plan_seq not in known
    )
    return PlanMatch(plan, services, _gaps(record, plan, services), outside)


def _match(
    service: PlanService,
    record: TraineeRecord,
    chosen: dict[str, set[str]],
    today: date,
    limits: Limits,
) -> ServiceMatch:
    def here(period: Service) -> bool:
        return period.plan_seq == service.seq

    periods = tuple(sorted(filter(here, record.services), key=lambda p: (p.starts_on, p.key)))
    unit = service.duration.unit or "months"
    has, total = _amounts(record, periods, unit, today, limits)
    least = service.duration.minimum
    found = ServiceMatch(
        service=service,
        state=ServiceState.MISSING,
        has=has,
        booked=max(Fraction(0), total - has),
        least=None if least is None else Fraction(str(least)),
        unit=unit,
        periods=periods,
    )
    return replace(found, state=_state(found, chosen, today))


def _amounts(
    record: TraineeRecord, periods: tuple[Service, ...], unit: str, today: date, limits: Limits
) -> tuple[Fraction, Fraction]:
    """Served until today, and served when every period with an end is over."""
    keys = {period.key for period in periods}
    last = max((p.ends_on for p in periods if p.ends_on is not None), default=today)

    def counted(counts: Callable[[Service], bool], until: date) -> Fraction:
        if unit == "weeks":
            return credited_days(record, counts, until) / DAYS_A_WEEK
        return credited_months(record, counts, until, limits)

    ended = {period.key for period in periods if period.ends_on is not None}
    has = counted(lambda s: s.key in keys, today)
    to_come = counted(lambda s: s.key in ended, last) - counted(lambda s: s.key in ended, today)
    return has, has + max(Fraction(0), to_come)


def _state(match: ServiceMatch, chosen: dict[str, set[str]], today: date) -> ServiceState:
    periods = match.periods
    if match.least is not None and match.has >= match.least:
        return ServiceState.DONE
    if any(p.starts_on <= today and (p.ends_on is None or p.ends_on > today) for p in periods):
        return ServiceState.GOING_ON
    if any(p.starts_on > today for p in periods):
        return ServiceState.PLANNED
    if periods and match.least is None:
        return ServiceState.DONE
    if not periods and (match.service.optional or _other_was_chosen(match.service, chosen)):
        return ServiceState.NOT_CHOSEN
    return ServiceState.MISSING


def _chosen_options(record: TraineeRecord, plan: PublishedPlan) -> dict[str, set[str]]:
    """For each choice group the options that the doctor has served or booked."""
    taken = {period.plan_seq for period in record.services}
    chosen: dict[str, set[str]] = {}
    for service in plan.services:
        if service.choice_group and service.seq in taken:
            chosen.setdefault(service.choice_group, set()).add(_option(service))
    return chosen


def _option(service: PlanService) -> str:
    return service.choice_option or f"seq {service.seq}"


def _other_was_chosen(service: PlanService, chosen: dict[str, set[str]]) -> bool:
    taken = chosen.get(service.choice_group or "", set())
    return bool(taken) and _option(service) not in taken


def _belongs(period: Service, plan: PublishedPlan) -> bool:
    template, _, code = period.stage.partition(":")
    if plan.specialty == "LIS1":
        return template in ("lis1_hospital", "lis1_municipality")
    return template in ("part2", "part3", "external_service") and (
        not code or code == plan.specialty
    )


def _gaps(
    record: TraineeRecord, plan: PublishedPlan, services: tuple[ServiceMatch, ...]
) -> tuple[PlanGap, ...]:
    gaps = [*_gaps_of_the_page(plan)]
    if plan.specialty not in (record.specialty, "LIS1"):
        gaps.append(PlanGap(GapKind.OTHER_SPECIALTY))
    open_groups = [
        m.service.choice_group
        for m in services
        if m.service.choice_group and m.state is ServiceState.MISSING and not m.periods
    ]
    gaps += [PlanGap(GapKind.CHOICE_OPEN, group=group) for group in dict.fromkeys(open_groups)]
    gaps += [gap for match in services for gap in _gaps_of(match)]
    if record.personal_supervisor is None:
        gaps.append(PlanGap(GapKind.NO_SUPERVISOR))
    return tuple(gaps)


def _gaps_of_the_page(plan: PublishedPlan) -> list[PlanGap]:
    """What the published page itself leaves out or contradicts."""
    gaps = []
    total = total_length(plan)
    if plan.total_months is None:
        gaps.append(PlanGap(GapKind.NO_TOTAL))
    elif not _fits(total, plan):
        gaps.append(
            PlanGap(GapKind.SUM_DIFFERS, stated=plan.total_months, low=total.low, high=total.high)
        )
    if not plan.services_complete:
        gaps.append(PlanGap(GapKind.SERVICES_INCOMPLETE))
    return gaps


def _fits(total: Interval, plan: PublishedPlan) -> bool:
    assert plan.total_months is not None
    if plan.total_stated_as == "minimum":
        return total.may_reach(plan.total_months)
    return total.may_be(plan.total_months)


def _gaps_of(match: ServiceMatch) -> list[PlanGap]:
    seq = match.service.seq
    gaps = []
    if match.service.duration.minimum is None and match.service.duration.maximum is None:
        gaps.append(PlanGap(GapKind.NO_LENGTH, seq))
    if match.state is ServiceState.MISSING and not match.periods:
        if not match.service.choice_group:
            gaps.append(PlanGap(GapKind.NOT_PLANNED, seq))
    elif match.periods and match.short_by and all(p.ends_on is not None for p in match.periods):
        # A period without an end may still grow to what the plan asks for.
        gaps.append(PlanGap(GapKind.TOO_SHORT, seq, low=float(match.short_by)))
    return gaps
