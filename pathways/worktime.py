"""How much service a calendar period gives, exactly.

A month is a calendar month. Part of a month counts by the days of that month: fifteen days
of April are 15/30, fifteen days of February 2027 are 15/28. So a year of full-time service
is always twelve months, whichever year it is, and a period may be cut anywhere without
changing the sum.

    credited = (days of service - leave) x share - holiday beyond the limit of the stage

Rules: part-time shrinks counted time in proportion; leave does not count; holiday counts
in parts 2 and 3, and in LIS1 only up to a limit on which the sources disagree, so that the
limit is an argument (`Limits`), never a figure here.

Inside this module time is counted in ticks: units of `month_axis` times per cent of full time.
`TICKS` is a month at full time.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache, partial

from pathways.credit_clock import CreditClock
from pathways.month_axis import DAY, MONTH, axis, axis_after
from pathways.spans import Span, common, merged, without
from pathways.types.record import AbsenceKind, Service, Share, TraineeRecord

FULL_TIME = 100
PART23 = "part23"
PART23_TEMPLATES = frozenset({"part2", "part3", "external_service"})
"""Parts 2 and 3 are one stretch: part 2 has no length of its own and may run in parallel."""
TICKS = MONTH * FULL_TIME
_NONE = Fraction(0)


@lru_cache(maxsize=65_536)
def months_of(ticks: int) -> Fraction:
    """Ticks as months. Kept, because the same length is asked for again and again."""
    return Fraction(ticks, TICKS)


def ticks_of(months: Fraction) -> int:
    """Months as whole ticks; a part of a tick counts as one."""
    return -(-months.numerator * TICKS // months.denominator)


def whole_ticks(months: Fraction) -> int:
    """Months as whole ticks; parts of a tick are cut away."""
    return months.numerator * TICKS // months.denominator


@dataclass(frozen=True, slots=True)
class Limits:
    """Dated settings that decide how absence counts.

    For a stage template (`lis1_hospital`) or a stretch (`part23`), `holiday_months` gives the
    months of holiday that still count there and `leave_months` the months of leave. A stage that
    is not named counts all its holiday and none of its leave: the sources disagree on both
    limits, so that they are settings and never figures in the code.
    """

    holiday_months: tuple[tuple[str, Fraction], ...] = ()
    leave_months: tuple[tuple[str, Fraction], ...] = ()

    def holiday_allowance(self, stage: str) -> Fraction | None:
        """Months of holiday that count at `stage`; None when all of it counts."""
        return _named(self.holiday_months, stage)

    def leave_allowance(self, stage: str) -> Fraction:
        """Months of leave that count at `stage`."""
        return _named(self.leave_months, stage) or _NONE


def _named(figures: tuple[tuple[str, Fraction], ...], stage: str) -> Fraction | None:
    if not figures:
        return None
    template, stretch = template_of(stage), stretch_of(stage)
    for name, months in figures:
        if name in (template, stretch):
            return months
    return None


@lru_cache(maxsize=1024)
def stretch_of(stage: str) -> str:
    """The stage without its specialty, where parts 2 and 3 are one stretch (`part23`)."""
    template = template_of(stage)
    return PART23 if template in PART23_TEMPLATES else template


@lru_cache(maxsize=1024)
def template_of(stage: str) -> str:
    """The stage key without its specialty: `part3:VOP` is a `part3`."""
    return stage.partition(":")[0]


@lru_cache(maxsize=1024)
def specialty_code(stage: str) -> str:
    """The specialty in a stage key, empty where it names none: `VOP` in `part3:VOP`."""
    return stage.partition(":")[2]


def calendar_months(first: date, last: date) -> Fraction:
    """Length of a period in calendar months, both days included; 0 when it is empty."""
    return Fraction(max(0, axis_after(last) - axis(first)), MONTH)


def credited_months(
    record: TraineeRecord,
    counts: Callable[[Service], bool],
    until: date,
    limits: Limits,
) -> Fraction:
    """Months of counted service up to and including `until`, over the services that `counts` picks.

    A day served at two places at once (one counted inside the other) counts once. Service
    after `until` does not count, whether it is planned or has only not happened yet.
    """
    return months_of(credited_ticks(record, counts, until, limits))


def credited_ticks(
    record: TraineeRecord,
    counts: Callable[[Service], bool],
    until: date,
    limits: Limits,
    absences: Callable[[AbsenceKind], list[Span]] | None = None,
) -> int:
    """The same in ticks; `absences` gives the merged absence where the caller has it already."""
    away = absences or partial(absence_spans, record)
    by_stage = _days_by_stage(record.services, counts, until)
    return sum(
        [_stage_ticks(record, stage, spans, limits, away) for stage, spans in by_stage.items()]
    )


def credited_days(
    record: TraineeRecord, counts: Callable[[Service], bool], until: date
) -> Fraction:
    """Days of counted service up to and including `until`, for plans that count in weeks.

    Leave does not count and the share shrinks the day; holiday limits are monthly rules and
    are not applied here.
    """
    leave = absence_spans(record, AbsenceKind.LEAVE)
    parts = _days_by_stage(record.services, counts, until).values()
    present = without(merged(span for spans in parts for span in spans), leave)
    return sum(
        (
            Fraction(((last - first).days + 1) * share_on(record.shares, first), FULL_TIME)
            for span in present
            for first, last in _cut(span, _share_cuts(record.shares))
        ),
        Fraction(0),
    )


def day_when_reached(
    record: TraineeRecord,
    needed: Fraction,
    first: date,
    stage: str,
    limits: Limits,
    served: Fraction = Fraction(0),
) -> date:
    """The day on which unbroken service from `first` has given `needed` more months.

    Uses the shares and the absence that are already recorded; a share without an end goes
    on. `served` is the holiday (months) already used at the stage. Returns the day before
    `first` when nothing is needed.
    """
    clock = clock_of(record, first, stage, limits, holiday_used=served)
    return clock.reach(first, ticks_of(needed))


def clock_of(
    record: TraineeRecord,
    first: date,
    stage: str,
    limits: Limits,
    *,
    holiday_used: Fraction = Fraction(0),
    leave_used: Fraction = Fraction(0),
) -> CreditClock:
    """The clock of service at `stage` from `first` on, with what is left of its allowances.

    `holiday_used` and `leave_used` are months of absence already counted at the stage.
    """
    leaves = absence_spans(record, AbsenceKind.LEAVE)
    holidays = absence_spans(record, AbsenceKind.HOLIDAY)
    return clock_over(
        record.shares,
        leaves,
        holidays,
        first,
        stage,
        limits,
        holiday_used=holiday_used,
        leave_used=leave_used,
    )


def clock_over(
    shares: Sequence[Share],
    leaves: Sequence[Span],
    holidays: Sequence[Span],
    first: date,
    stage: str,
    limits: Limits,
    *,
    holiday_used: Fraction = _NONE,
    leave_used: Fraction = _NONE,
) -> CreditClock:
    """`clock_of` for absence that is already disjoint spans in order."""
    holiday = limits.holiday_allowance(stage)
    leave = limits.leave_allowance(stage)
    return CreditClock(
        first,
        shares,
        leaves,
        holidays,
        leave_allowance=max(0, whole_ticks(_less(leave, leave_used))) if leave else 0,
        holiday_allowance=(
            None if holiday is None else max(0, whole_ticks(_less(holiday, holiday_used)))
        ),
    )


def _less(months: Fraction, used: Fraction) -> Fraction:
    """What is left; most often nothing is used, and a subtraction of fractions takes its time."""
    return months - used if used else months


def holiday_months(record: TraineeRecord, stage: str, until: date) -> Fraction:
    """Months of holiday taken within service at `stage`, at the share of the time."""
    leave = absence_spans(record, AbsenceKind.LEAVE)
    holiday = absence_spans(record, AbsenceKind.HOLIDAY)
    return _absence_months(record, stage, until, without(holiday, leave))


def leave_months(record: TraineeRecord, stage: str, until: date) -> Fraction:
    """Months of leave taken within service at `stage`, at the share of the time."""
    return _absence_months(record, stage, until, absence_spans(record, AbsenceKind.LEAVE))


def share_on(shares: Iterable[Share], day: date) -> int:
    """Per cent of full time on `day`; the lowest when two periods overlap, else full time."""
    return min(
        (s.percent for s in shares if s.starts_on <= day and (s.ends_on or day) >= day),
        default=FULL_TIME,
    )


def absence_spans(record: TraineeRecord, kind: AbsenceKind) -> list[Span]:
    """The days of one kind of absence as disjoint spans in order."""
    if not record.absences:
        return []
    return merged([(a.starts_on, a.ends_on) for a in record.absences if a.kind is kind])


def _absence_months(
    record: TraineeRecord, stage: str, until: date, absence: list[Span]
) -> Fraction:
    if not absence:
        return Fraction(0)
    template = template_of(stage)

    def here(service: Service) -> bool:
        there = template_of(service.stage)
        return there == template or (template == PART23 and there in PART23_TEMPLATES)

    days = _days_by_stage(record.services, here, until)
    spans = merged(span for part in days.values() for span in part)
    return months_of(_share_ticks(record, common(spans, absence)))


def _days_by_stage(
    services: Iterable[Service], counts: Callable[[Service], bool], until: date
) -> dict[str, list[Span]]:
    """The days served, each under one stage: the outer service before the one inside it.

    Parts 2 and 3 are one stretch, so that an allowance there is used once.
    """
    chosen = [s for s in services if s.starts_on <= until and counts(s)]
    taken: list[Span] = []
    by_stage: dict[str, list[Span]] = {}
    if len(chosen) > 1:
        chosen.sort(key=_outer_first)
    for service in chosen:
        span = (service.starts_on, min(service.ends_on or until, until))
        fresh = without([span], taken)
        taken = merged([*taken, *fresh])
        by_stage.setdefault(stretch_of(service.stage), []).extend(fresh)
    return {stage: merged(spans) for stage, spans in by_stage.items()}


def _outer_first(service: Service) -> tuple[bool, date, str]:
    return (service.counted_inside is not None, service.starts_on, service.key)


def _stage_ticks(
    record: TraineeRecord,
    stage: str,
    spans: list[Span],
    limits: Limits,
    absences: Callable[[AbsenceKind], list[Span]],
) -> int:
    leave = absences(AbsenceKind.LEAVE)
    present = without(spans, leave)
    ticks = _share_ticks(record, present)
    if leave and (counted := limits.leave_allowance(stage)):
        ticks += min(_share_ticks(record, common(spans, leave)), whole_ticks(counted))
    allowance = limits.holiday_allowance(stage)
    if allowance is None:
        return ticks
    away = _share_ticks(record, common(present, absences(AbsenceKind.HOLIDAY)))
    return ticks - max(0, away - whole_ticks(allowance))


def _share_ticks(record: TraineeRecord, spans: Iterable[Span]) -> int:
    if not record.shares:
        return FULL_TIME * sum(axis_after(last) - axis(first) for first, last in spans)
    cuts = _share_cuts(record.shares)
    return sum(
        (axis_after(last) - axis(first)) * share_on(record.shares, first)
        for span in spans
        for first, last in _cut(span, cuts)
    )


def _share_cuts(shares: Iterable[Share]) -> set[date]:
    """Days on which the share may change: the first day of a period and the day after it."""
    cuts = set()
    for share in shares:
        cuts.add(share.starts_on)
        if share.ends_on is not None:
            cuts.add(share.ends_on + DAY)
    return cuts


def _cut(span: Span, days: Iterable[date]) -> Iterator[Span]:
    """The span cut before each of `days`."""
    first, last = span
    for day in sorted(d for d in days if first < d <= last):
        yield first, day - DAY
        first = day
    yield first, last
