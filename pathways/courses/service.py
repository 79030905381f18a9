"""Service in one specialty before given days, as the seat rule counts it.

Part 1 and other specialties do not count, and the first day of the course is not counted
(service before course start).
"""

from bisect import bisect_left
from collections.abc import Iterable
from datetime import date

from pathways.month_axis import DAY, axis
from pathways.spans import Span, common, merged, without
from pathways.types.courses import ServiceMeasure
from pathways.types.record import AbsenceKind, Service, TraineeRecord
from pathways.worktime import (
    FULL_TIME,
    PART23,
    Limits,
    absence_spans,
    clock_over,
    specialty_code,
    stretch_of,
)


def service_ticks(
    record: TraineeRecord,
    specialty: str,
    limits: Limits,
    days: Iterable[date],
    measure: ServiceMeasure,
    *,
    today: date | None = None,
) -> dict[date, int]:
    """Service in `specialty` before each of `days`, in ticks (`worktime.TICKS` to a month).

    Credited service is recorded service times the share, without leave, and holiday as `limits`
    has it; a day at two places (one counted inside the other) counts once. Calendar service is
    every day since the first one. With `today` a doctor in training in the specialty is taken to
    serve without a break from tomorrow on, as the projection does; without it only what is
    recorded counts.
    """
    begun = begun_on(record, specialty)
    wanted = sorted(set(days))
    if begun is None or not wanted or wanted[-1] <= begun:
        return dict.fromkeys(wanted, 0)
    if measure is ServiceMeasure.CALENDAR:
        start = axis(begun)
        return {day: max(0, axis(day) - start) * FULL_TIME for day in wanted}
    spans = _served(record, specialty, wanted[-1] - DAY, today)
    return _credited(record, specialty, limits, spans, wanted)


def begun_on(record: TraineeRecord, specialty: str) -> date | None:
    """The first day of service in `specialty`, done or booked; None when there is none."""
    return min(
        (s.starts_on for s in record.services if _counts(s, record, specialty)), default=None
    )


def _counts(service: Service, record: TraineeRecord, specialty: str) -> bool:
    """Service in parts 2 and 3; a period that names no specialty is in the doctor's own."""
    if stretch_of(service.stage) != PART23:
        return False
    return (specialty_code(service.stage) or record.specialty) == specialty


def _served(record: TraineeRecord, specialty: str, until: date, today: date | None) -> list[Span]:
    """The days served up to `until`, each once."""
    spans = [
        (service.starts_on, min(service.ends_on or until, until))
        for service in record.services
        if service.starts_on <= until and _counts(service, record, specialty)
    ]
    if today is not None and record.specialty == specialty:
        spans.append((max(today + DAY, min(first for first, _ in spans)), until))
    return merged(spans)


def _credited(
    record: TraineeRecord, specialty: str, limits: Limits, spans: list[Span], days: list[date]
) -> dict[date, int]:
    """One clock over all the spans; allowances for absence are used by absence in service."""
    leave = common(spans, absence_spans(record, AbsenceKind.LEAVE))
    holiday = common(spans, without(absence_spans(record, AbsenceKind.HOLIDAY), leave))
    clock = clock_over(record.shares, leave, holiday, spans[0][0], f"part3:{specialty}", limits)
    firsts = [first for first, _ in spans]
    sums = [0]
    for first, last in spans:
        sums.append(sums[-1] + clock.between(first, last))
    found = {}
    for day in days:
        number = bisect_left(firsts, day) - 1
        if number < 0:
            found[day] = 0
            continue
        first, last = spans[number]
        found[day] = sums[number] + clock.between(first, min(last, day - DAY))
    return found
