"""How much service a calendar period gives, exactly.

A month is a calendar month. Part of a month counts by the days of that month: fifteen days
of April are 15/30, fifteen days of February 2027 are 15/28. So a year of full-time service
is always twelve months, whichever year it is, and a period may be cut anywhere without
changing the sum.

    credited = (days of service - leave) x share - holiday beyond the limit of the stage

Rules: part-time shrinks counted time in proportion; leave does not count; holiday counts
in parts 2 and 3, and in LIS1 only up to a limit on which the sources disagree, so that the
limit is an argument (`Limits`), never a figure here.

Inside this module a day is a whole number of ticks. `TICKS` is a month at full time, chosen
so that 1/28, 1/29, 1/30 and 1/31 of a month and every whole per cent come out even.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from pathways.types.record import AbsenceKind, Service, Share, TraineeRecord

DAY = timedelta(days=1)
FULL_TIME = 100
_MONTH = 28 * 29 * 15 * 31
"""Least common multiple of 28, 29, 30 and 31."""
TICKS = _MONTH * FULL_TIME

Span = tuple[date, date]
"""First and last day, both included."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Dated settings that decide how absence counts.

    `holiday_months` gives, for a stage template (`lis1_hospital`), the months of holiday
    that still count there. A stage that is not named counts all its holiday.
    """

    holiday_months: tuple[tuple[str, Fraction], ...] = ()

    def holiday_allowance(self, stage: str) -> Fraction | None:
        """Months of holiday that count at `stage`; None when all of it counts."""
        return dict(self.holiday_months).get(template_of(stage))


def template_of(stage: str) -> str:
    """The stage key without its specialty: `part3:VOP` is a `part3`."""
    return stage.partition(":")[0]


def month_length(day: date) -> int:
    """Days in the month of `day`."""
    return monthrange(day.year, day.month)[1]


def calendar_months(first: date, last: date) -> Fraction:
    """Length of a period in calendar months, both days included; 0 when it is empty."""
    return Fraction(sum(_ticks(span, FULL_TIME) for span in _by_month((first, last))), TICKS)


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
    return Fraction(
        sum(
            _stage_ticks(record, stage, spans, limits)
            for stage, spans in _days_by_stage(record.services, counts, until).items()
        ),
        TICKS,
    )


def credited_days(
    record: TraineeRecord, counts: Callable[[Service], bool], until: date
) -> Fraction:
    """Days of counted service up to and including `until`, for plans that count in weeks.

    Leave does not count and the share shrinks the day; holiday limits are monthly rules and
    are not applied here.
    """
    leave = _absence(record, AbsenceKind.LEAVE)
    parts = _days_by_stage(record.services, counts, until).values()
    present = _without(merged(span for spans in parts for span in spans), leave)
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
    `first` when nothing is needed. A recorded absence always ends, and a share is at least
    one per cent, so the search ends as well.
    """
    left = needed * TICKS
    day = first - DAY
    if left <= 0:
        return day
    allowance = limits.holiday_allowance(stage)
    holiday_left = None if allowance is None else max(Fraction(0), allowance - served) * TICKS
    for span, percent, absent in _future(record, first):
        if absent is AbsenceKind.LEAVE:
            continue
        per_day = _ticks((span[0], span[0]), percent)
        days = (span[1] - span[0]).days + 1
        usable = Fraction(days * per_day)
        if absent is AbsenceKind.HOLIDAY and holiday_left is not None:
            usable = min(usable, holiday_left)
            holiday_left -= usable
        if usable >= left:
            return span[0] + (-(-left // per_day) - 1) * DAY
        left -= usable
    raise AssertionError("an endless row of months ended")  # pragma: no cover


def holiday_months(record: TraineeRecord, stage: str, until: date) -> Fraction:
    """Months of holiday taken within service at `stage`, at the share of the time."""
    template = template_of(stage)
    days = _days_by_stage(record.services, lambda s: template_of(s.stage) == template, until)
    spans = merged(span for part in days.values() for span in part)
    leave = _absence(record, AbsenceKind.LEAVE)
    holiday = _absence(record, AbsenceKind.HOLIDAY)
    return Fraction(_share_ticks(record, _without(_common(spans, holiday), leave)), TICKS)


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same days as disjoint spans in order; touching spans become one."""
    result: list[Span] = []
    for first, last in sorted(spans):
        if last < first:
            continue
        if result and first <= result[-1][1] + DAY:
            result[-1] = (result[-1][0], max(result[-1][1], last))
        else:
            result.append((first, last))
    return result


def share_on(shares: Iterable[Share], day: date) -> int:
    """Per cent of full time on `day`; the lowest when two periods overlap, else full time."""
    return min(
        (s.percent for s in shares if s.starts_on <= day and (s.ends_on or day) >= day),
        default=FULL_TIME,
    )


def _days_by_stage(
    services: Iterable[Service], counts: Callable[[Service], bool], until: date
) -> dict[str, list[Span]]:
    """The days served, each under one stage: the outer service before the one inside it."""
    chosen = [s for s in services if s.starts_on <= until and counts(s)]
    taken: list[Span] = []
    by_stage: dict[str, list[Span]] = {}
    for service in sorted(chosen, key=_outer_first):
        span = (service.starts_on, min(service.ends_on or until, until))
        fresh = _without([span], taken)
        taken = merged([*taken, *fresh])
        by_stage.setdefault(template_of(service.stage), []).extend(fresh)
    return {stage: merged(spans) for stage, spans in by_stage.items()}


def _outer_first(service: Service) -> tuple[bool, date, str]:
    return (service.counted_inside is not None, service.starts_on, service.key)


def _stage_ticks(record: TraineeRecord, stage: str, spans: list[Span], limits: Limits) -> Fraction:
    leave = _absence(record, AbsenceKind.LEAVE)
    present = _without(spans, leave)
    ticks = Fraction(_share_ticks(record, present))
    allowance = limits.holiday_allowance(stage)
    if allowance is None:
        return ticks
    away = _share_ticks(record, _common(present, _absence(record, AbsenceKind.HOLIDAY)))
    return ticks - max(Fraction(0), away - allowance * TICKS)


def _share_ticks(record: TraineeRecord, spans: Iterable[Span]) -> int:
    return sum(
        _ticks(part, share_on(record.shares, part[0]))
        for span in spans
        for month in _by_month(span)
        for part in _cut(month, _share_cuts(record.shares))
    )


def _ticks(span: Span, percent: int) -> int:
    """Ticks of a span that lies within one month."""
    days = (span[1] - span[0]).days + 1
    return days * (_MONTH // month_length(span[0])) * percent


def _future(record: TraineeRecord, first: date) -> Iterator[tuple[Span, int, AbsenceKind | None]]:
    """Spans from `first` on, endless, each with one share and one kind of absence or none."""
    leave = _absence(record, AbsenceKind.LEAVE)
    holiday = _absence(record, AbsenceKind.HOLIDAY)
    cuts = _share_cuts(record.shares) | {
        day for start, end in (*leave, *holiday) for day in (start, end + DAY)
    }
    while True:
        month = (first, first.replace(day=month_length(first)))
        for span in _cut(month, cuts):
            yield (
                span,
                share_on(record.shares, span[0]),
                _kind_on(span[0], leave, holiday),
            )
        first = month[1] + DAY


def _kind_on(day: date, leave: list[Span], holiday: list[Span]) -> AbsenceKind | None:
    if _within(day, leave):
        return AbsenceKind.LEAVE
    return AbsenceKind.HOLIDAY if _within(day, holiday) else None


def _within(day: date, spans: Iterable[Span]) -> bool:
    return any(first <= day <= last for first, last in spans)


def _absence(record: TraineeRecord, kind: AbsenceKind) -> list[Span]:
    return merged((a.starts_on, a.ends_on) for a in record.absences if a.kind is kind)


def _share_cuts(shares: Iterable[Share]) -> set[date]:
    """Days on which the share may change: the first day of a period and the day after it."""
    cuts = set()
    for share in shares:
        cuts.add(share.starts_on)
        if share.ends_on is not None:
            cuts.add(share.ends_on + DAY)
    return cuts


def _by_month(span: Span) -> Iterator[Span]:
    """The span cut at each new month."""
    first, last = span
    while first <= last:
        end = min(last, first.replace(day=month_length(first)))
        yield first, end
        first = end + DAY


def _cut(span: Span, days: Iterable[date]) -> Iterator[Span]:
    """The span cut before each of `days`."""
    first, last = span
    for day in sorted(d for d in days if first < d <= last):
        yield first, day - DAY
        first = day
    yield first, last


def _without(spans: Iterable[Span], removed: list[Span]) -> list[Span]:
    """The days of `spans` that are in none of `removed` (disjoint, in order)."""
    result = []
    for first, last in spans:
        for start, end in removed:
            if end < first or start > last:
                continue
            if first < start:
                result.append((first, start - DAY))
            first = end + DAY
        if first <= last:
            result.append((first, last))
    return result


def _common(spans: Iterable[Span], others: list[Span]) -> list[Span]:
    """The days that lie both in `spans` and in `others`."""
    return [(max(a, c), min(b, d)) for a, b in spans for c, d in others if max(a, c) <= min(b, d)]
