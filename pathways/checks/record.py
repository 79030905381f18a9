"""What must hold inside one doctor's record before anything can be reckoned from it.

Forms and case files ask the same questions here, so that they refuse the same things. Nothing
is repaired and nothing guessed: a finding names the row, the field, what stands there and what
should. The same rules hold for every doctor; they follow from what a calendar, a share and a
list of keys are, and from no source.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations
from typing import Protocol

from pathways.types.plans import PublishedPlan
from pathways.types.record import AbsencePeriod, Service, Share, TraineeRecord

FIRST_DAY = date(1950, 1, 1)
LAST_DAY = date(2100, 12, 31)
"""No training that is planned today has days outside these."""
LEAST_SHARE = 1
GREATEST_SHARE = 100
LONGEST_ABSENCE_YEARS = 10
"""A longer absence is a mistyped year."""
VERSIONED_SETS = ("DEL1", "FKM")
"""Sets of objectives that come in versions, such as `FKM-2024`."""


class RecordRule(StrEnum):
    """What a finding is about; a form has one sentence for each."""

    END_BEFORE_START = "end_before_start"
    DAY_OUT_OF_RANGE = "day_out_of_range"
    SHARE_OUT_OF_RANGE = "share_out_of_range"
    SHARES_OVERLAP = "shares_overlap"
    SERVICES_OVERLAP = "services_overlap"
    ABSENCE_TOO_LONG = "absence_too_long"
    KEY_TWICE = "key_twice"
    INSIDE_UNKNOWN = "inside_unknown"
    INSIDE_CIRCLE = "inside_circle"
    STAGE_UNKNOWN = "stage_unknown"
    STAGE_OF_OTHER_SPECIALTY = "stage_of_other_specialty"
    SPECIALTY_UNKNOWN = "specialty_unknown"
    COURSE_UNKNOWN = "course_unknown"
    PROCEDURE_UNKNOWN = "procedure_unknown"
    OBJECTIVE_SET_UNKNOWN = "objective_set_unknown"
    PLAN_SEQ_UNKNOWN = "plan_seq_unknown"
    SIGNED_ABOVE_COUNT = "signed_above_count"


@dataclass(frozen=True, slots=True)
class RecordFinding:
    """One thing that cannot be so.

    `part` is the list of the record (`services`), None for the record's own fields; `index` the
    row in it, counted from 0; `other` the index of the row it does not go together with.
    """

    rule: RecordRule
    part: str | None
    index: int | None
    field: str
    found: str
    expected: str
    other: int | None = None


@dataclass(frozen=True, slots=True)
class KnownKeys:
    """The keys that a record may name."""

    specialties: frozenset[str]
    stages: frozenset[str]
    courses: frozenset[str]
    procedures: frozenset[str]


class Period(Protocol):
    """Anything with a first day and perhaps a last one."""

    @property
    def starts_on(self) -> date | None:
        """First day."""

    @property
    def ends_on(self) -> date | None:
        """Last day, included."""


def check_record(
    record: TraineeRecord, plan: PublishedPlan | None, today: date, known: KnownKeys
) -> tuple[RecordFinding, ...]:
    """Everything that cannot be so in a record, in the order of its fields and rows."""
    seqs = frozenset(service.seq for service in plan.services) if plan else frozenset()
    return (
        *head_findings(record, known),
        *service_findings(record.services, today, known, seqs),
        *absence_findings(record.absences),
        *share_findings(record.shares),
        *progress_findings(record, known),
    )


def head_findings(record: TraineeRecord, known: KnownKeys) -> Iterator[RecordFinding]:
    """Specialty and stage are known and belong together."""
    code, stage = record.specialty, record.stage
    if code is not None and code not in known.specialties:
        yield _head(RecordRule.SPECIALTY_UNKNOWN, "specialty", code, _one_of(known.specialties))
    if stage not in known.stages:
        expected = stages_expected(stage, known.stages)
        yield _head(RecordRule.STAGE_UNKNOWN, "stage", stage, expected)
    elif code in known.specialties and ":" in stage and not stage.endswith(f":{code}"):
        expected = f"a stage of {code}, such as {stage.partition(':')[0]}:{code}"
        yield _head(RecordRule.STAGE_OF_OTHER_SPECIALTY, "stage", stage, expected)
    for field in ("authorised_on", "student_licence_on", "degree_expected_on", "started_on"):
        day = getattr(record, field)
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            yield _head(RecordRule.DAY_OUT_OF_RANGE, field, day.isoformat(), _RANGE)


def service_findings(
    services: Sequence[Service],
    today: date,
    known: KnownKeys,
    plan_seqs: frozenset[int] | None,
    more_keys: frozenset[str] = frozenset(),
) -> Iterator[RecordFinding]:
    """Periods of service: dates, keys, stages, and that none is served twice at once.

    A service without an end reaches to `today`; what starts later is what it makes way for.
    `plan_seqs` are the services of the plan, None when they cannot be known; `more_keys` are
    keys of services that are not in the list.
    """
    yield from period_findings("services", services)
    keys = {service.key for service in services} | more_keys
    first_of: dict[str, int] = {}
    for index, service in enumerate(services):
        if service.key in first_of:
            found = f"{service.key}, already the key of services[{first_of[service.key]}]"
            yield _row(RecordRule.KEY_TWICE, index, "key", found, "a key of its own")
        first_of.setdefault(service.key, index)
        if service.stage not in known.stages:
            expected = stages_expected(service.stage, known.stages)
            yield _row(RecordRule.STAGE_UNKNOWN, index, "stage", service.stage, expected)
        if plan_seqs is not None and service.plan_seq is not None:
            yield from _seq_findings(index, service.plan_seq, plan_seqs)
    yield from _inside_findings(services, keys)
    yield from _overlap_findings(services, today)


def absence_findings(absences: Sequence[AbsencePeriod]) -> Iterator[RecordFinding]:
    """Leave and holiday: dates, and no absence that is a mistyped year."""
    yield from period_findings("absences", absences)
    for index, absence in enumerate(absences):
        years = absence.ends_on.year - absence.starts_on.year
        later_in_year = (absence.ends_on.month, absence.ends_on.day) >= (
            absence.starts_on.month,
            absence.starts_on.day,
        )
        if years > LONGEST_ABSENCE_YEARS or (years == LONGEST_ABSENCE_YEARS and later_in_year):
            yield RecordFinding(
                RecordRule.ABSENCE_TOO_LONG,
                "absences",
                index,
                "ends_on",
                shown_period(absence),
                f"an absence of at most {LONGEST_ABSENCE_YEARS} years",
            )


def share_findings(shares: Sequence[Share]) -> Iterator[RecordFinding]:
    """Shares of full time: 1-100 per cent, and one share at a time."""
    yield from period_findings("shares", shares)
    for index, share in enumerate(shares):
        if not LEAST_SHARE <= share.percent <= GREATEST_SHARE:
            yield RecordFinding(
                RecordRule.SHARE_OUT_OF_RANGE,
                "shares",
                index,
                "percent",
                str(share.percent),
                f"a whole number {LEAST_SHARE}\u2013{GREATEST_SHARE}",
            )
    for (first, one), (second, other) in combinations(enumerate(shares), 2):
        if _meet(one, one.ends_on or LAST_DAY, other, other.ends_on or LAST_DAY):
            yield RecordFinding(
                RecordRule.SHARES_OVERLAP,
                "shares",
                second,
                "starts_on",
                f"{shown_period(other)}, which overlaps shares[{first}] {shown_period(one)}",
                "shares that follow each other",
                first,
            )


def progress_findings(record: TraineeRecord, known: KnownKeys) -> Iterator[RecordFinding]:
    """Objectives, courses, procedures, talks and guidance: known keys, dates in order."""
    yield from period_findings("courses", record.courses)
    yield from period_findings("group_guidance", record.group_guidance)
    for index, talk in enumerate(record.talks):
        yield from _day_findings("talks", index, "held_on", talk.held_on)
    for index, course in enumerate(record.courses):
        if course.course_key not in known.courses:
            yield RecordFinding(
                RecordRule.COURSE_UNKNOWN,
                "courses",
                index,
                "course_key",
                course.course_key,
                "the key of a course that is listed",
            )
    for index, tally in enumerate(record.objectives):
        if not is_known_set(tally.objective_set, known.specialties):
            yield RecordFinding(
                RecordRule.OBJECTIVE_SET_UNKNOWN,
                "objectives",
                index,
                "objective_set",
                tally.objective_set,
                "DEL1, FKM, an older set such as FKM-2024, or the code of a specialty",
            )
    yield from _procedure_findings(record, known)


def period_findings(part: str, periods: Iterable[Period]) -> Iterator[RecordFinding]:
    """Days inside the years that are planned for, and no end before its start."""
    for index, period in enumerate(periods):
        start, end = period.starts_on, period.ends_on
        yield from _day_findings(part, index, "starts_on", start)
        yield from _day_findings(part, index, "ends_on", end)
        if start is not None and end is not None and end < start:
            yield RecordFinding(
                RecordRule.END_BEFORE_START,
                part,
                index,
                "ends_on",
                end.isoformat(),
                f"{start.isoformat()} (starts_on) or later",
            )


def is_known_set(name: str, specialties: Iterable[str]) -> bool:
    """Whether a set of objectives is one that requirements speak of."""
    base, mark, version = name.partition("-")
    if mark:
        return base in VERSIONED_SETS and len(version) == 4 and version.isdecimal()
    return base in VERSIONED_SETS or base in specialties


def stages_expected(stage: str, stages: Iterable[str]) -> str:
    """The stages that may be meant: those of the same specialty, else all templates."""
    code = stage.partition(":")[2]
    own = sorted(key for key in stages if code and key.endswith(f":{code}"))
    if own:
        return _one_of(own)
    plain = {key for key in stages if ":" not in key}
    templates = {key.partition(":")[0] + ":<specialty>" for key in stages if ":" in key}
    return _one_of(plain | templates)


def shown_period(period: Period) -> str:
    """`2026-01-01 to 2026-06-30`, or `2026-01-01 and on`."""
    start = "no start" if period.starts_on is None else period.starts_on.isoformat()
    return f"{start} and on" if period.ends_on is None else f"{start} to {period.ends_on}"


_RANGE = f"a day from {FIRST_DAY} to {LAST_DAY}"


def _head(rule: RecordRule, field: str, found: str, expected: str) -> RecordFinding:
    return RecordFinding(rule, None, None, field, found, expected)


def _row(
    rule: RecordRule, index: int, field: str, found: str, expected: str, other: int | None = None
) -> RecordFinding:
    return RecordFinding(rule, "services", index, field, found, expected, other)


def _one_of(keys: Iterable[str]) -> str:
    return "one of " + ", ".join(sorted(keys))


def _day_findings(part: str, index: int, field: str, day: date | None) -> Iterator[RecordFinding]:
    if day is not None and not FIRST_DAY <= day <= LAST_DAY:
        found = day.isoformat()
        yield RecordFinding(RecordRule.DAY_OUT_OF_RANGE, part, index, field, found, _RANGE)


def _seq_findings(index: int, seq: int, seqs: frozenset[int]) -> Iterator[RecordFinding]:
    if seq in seqs:
        return
    listed = ", ".join(map(str, sorted(seqs)))
    expected = f"the seq of a service of the plan: {listed}" if seqs else "nothing without a plan"
    yield _row(RecordRule.PLAN_SEQ_UNKNOWN, index, "plan_seq", str(seq), expected)


def _inside_findings(services: Sequence[Service], keys: set[str]) -> Iterator[RecordFinding]:
    by_key = {service.key: service for service in services}
    for index, service in enumerate(services):
        host = service.counted_inside
        if host is None:
            continue
        if host not in keys:
            expected = "the key of another service: " + ", ".join(sorted(keys - {service.key}))
            yield _row(RecordRule.INSIDE_UNKNOWN, index, "counted_inside", host, expected)
        elif circle := _circle(service, by_key):
            found = f"{host}, a circle: {' → '.join(circle)}"
            expected = "a service that is not counted inside this one"
            yield _row(RecordRule.INSIDE_CIRCLE, index, "counted_inside", found, expected)


def _circle(service: Service, by_key: dict[str, Service]) -> tuple[str, ...]:
    walked = [service.key]
    host = service.counted_inside
    while host is not None and host in by_key and host not in walked:
        walked.append(host)
        host = by_key[host].counted_inside
    return (*walked, service.key) if host == service.key else ()


def _overlap_findings(services: Sequence[Service], today: date) -> Iterator[RecordFinding]:
    outer = [(i, s) for i, s in enumerate(services) if s.counted_inside is None]
    for (first, one), (second, other) in combinations(outer, 2):
        if _meet(one, _reaches(one, today), other, _reaches(other, today)):
            yield _row(
                RecordRule.SERVICES_OVERLAP,
                second,
                "starts_on",
                f"{other.key} {shown_period(other)}, which overlaps services[{first}] "
                f"{one.key} {shown_period(one)}",
                "services that follow each other, or counted_inside",
                first,
            )


def _reaches(service: Service, today: date) -> date:
    return service.ends_on or max(today, service.starts_on)


def _meet(one: Service | Share, one_ends: date, other: Service | Share, other_ends: date) -> bool:
    first, last = max(one.starts_on, other.starts_on), min(one_ends, other_ends)
    is_whole = one_ends >= one.starts_on and other_ends >= other.starts_on
    return is_whole and first <= last


def _procedure_findings(record: TraineeRecord, known: KnownKeys) -> Iterator[RecordFinding]:
    for index, tally in enumerate(record.procedures):
        if tally.procedure_key not in known.procedures:
            yield RecordFinding(
                RecordRule.PROCEDURE_UNKNOWN,
                "procedures",
                index,
                "procedure_key",
                tally.procedure_key,
                "the key of a procedure in the list of objectives",
            )
        if tally.signed > tally.count:
            yield RecordFinding(
                RecordRule.SIGNED_ABOVE_COUNT,
                "procedures",
                index,
                "signed",
                str(tally.signed),
                f"at most count ({tally.count})",
            )
