"""What holds for every requirement and every record."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.requirement_procedures import ProcedureTarget
from pathways.requirement_state import Case, State
from pathways.requirements import judge_all
from pathways.types.knowledge import Requirement, RequirementKind
from pathways.types.record import (
    AbsenceKind,
    AbsencePeriod,
    AttendanceState,
    CourseTaken,
    GroupPeriod,
    ObjectiveTally,
    PlaceKind,
    ProcedureTally,
    Service,
    Share,
    Talk,
    TraineeRecord,
)
from pathways.worktime import Limits, credited_months
from tests.unit.requirement_values import GENERAL_PRACTICE, TODAY, Kind, a_requirement, judged
from tests.unit.trainee_records import a_record, a_service

MEASURES = replace(
    GENERAL_PRACTICE,
    procedure_targets=(
        ProcedureTarget("p1", "First", Fraction(3)),
        ProcedureTarget("p2", "Second", Fraction(5)),
    ),
)
RANK = {
    State.NOT_STARTED: 0,
    State.MISSING: 0,
    State.UNKNOWN: 1,
    State.WAITING: 2,
    State.ON_TRACK: 2,
    State.DONE: 3,
}
STAGES = (
    "student_licensed", "degree", "lis0", "lis1_hospital", "lis1_municipality", "part1_complete",
    "part2", "part3", "part3:ALM", "external_service", "specialist", "consultant",
)  # fmt: skip

ROWS = ("services", "objectives", "courses", "talks", "group_guidance", "procedures")

requirements = st.builds(
    a_requirement,
    kind=st.sampled_from(RequirementKind),
    stage=st.sampled_from(STAGES),
    key=st.text("abc", min_size=1, max_size=3),
    amount=st.one_of(st.none(), st.integers(1, 80)),
    unit=st.sampled_from([None, "months", "hours", "hours_per_month", "hours_per_year"]),
    inside_service=st.sampled_from(
        [None, "hospital", "open_unselected_practice", "clinical", "institution", "research"]
    ),
    valid_from=st.sampled_from([None, date(2024, 9, 1), date(2026, 3, 1), date(2027, 1, 1)]),
)
days = st.dates(date(2019, 1, 1), date(2028, 12, 31))
lengths = st.integers(0, 900).map(lambda number: timedelta(days=number))
sets = st.sampled_from(["DEL1", "FKM", "FKM-2019", "FKM-2024", "ALM", "VOP"])


def _service(
    stage: str, first: date, length: timedelta, place: PlaceKind, number: int, *, ends: bool
) -> Service:
    return replace(
        a_service("01.01.2020", None, stage),
        key=f"s{number}",
        starts_on=first,
        ends_on=first + length if ends else None,
        place_kind=place,
    )


services = st.builds(
    _service,
    st.sampled_from(["lis1_hospital", "lis1_municipality", "part3:ALM", "part3:VOP"]),
    days,
    lengths,
    st.sampled_from(PlaceKind),
    st.integers(0, 10_000),
    ends=st.booleans(),
)
tallies = st.builds(ObjectiveTally, sets, st.integers(0, 90), st.integers(0, 3), st.integers(0, 5))
courses = st.builds(
    CourseTaken,
    st.sampled_from("abc"),
    st.sampled_from("ABC"),
    st.sampled_from(AttendanceState),
    days,
    st.none(),
)
talks = st.builds(Talk, days, st.integers(1, 200))
groups = st.builds(
    lambda first, length, hours, marked: GroupPeriod(first, first + length, hours, marked),
    days,
    lengths,
    st.integers(0, 100),
    st.booleans(),
)
procedures = st.builds(ProcedureTally, st.sampled_from(["p1", "p2", "p3"]), st.integers(0, 6))


def _few(values: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(values, max_size=3).map(tuple)


records = st.builds(
    lambda stage, own, **parts: a_record(*own, stage=stage, specialty="ALM", **parts),
    st.sampled_from(["student_licensed", "lis0", "lis1_hospital", "lis1_municipality", "part3:ALM",
                     "specialist:ALM"]),
    _few(services),
    objectives=_few(tallies),
    courses=_few(courses),
    talks=_few(talks),
    group_guidance=_few(groups),
    procedures=_few(procedures),
)  # fmt: skip


def state_of(wanted: Requirement, record: TraineeRecord) -> State:
    return judged(wanted, record, measures=MEASURES).state


@given(st.lists(requirements, max_size=12), records)
@settings(deadline=None)
def test_no_requirement_is_lost_and_judging_many_is_judging_each(
    wanted: list[Requirement], record: TraineeRecord
) -> None:
    result = judge_all(wanted, record, None, TODAY, MEASURES)
    assert [state.requirement for state in result] == wanted
    assert list(result) == [judged(each, record, measures=MEASURES) for each in wanted]


@given(requirements, records, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_the_rows_does_not_matter(
    wanted: Requirement, record: TraineeRecord, chance: Random
) -> None:
    mixed = replace(
        record,
        **{
            name: tuple(chance.sample(rows, len(rows)))
            for name in (
                "services",
                "objectives",
                "courses",
                "talks",
                "group_guidance",
                "procedures",
            )
            for rows in [getattr(record, name)]
        },
    )
    assert judged(wanted, mixed, measures=MEASURES) == judged(wanted, record, measures=MEASURES)


@given(requirements, records)
@settings(deadline=None)
def test_without_a_figure_nothing_counted_is_done_unless_the_stage_is_past(
    wanted: Requirement, record: TraineeRecord
) -> None:
    counted = (Kind.SERVICE, Kind.OBJECTIVES, Kind.COMMON_OBJECTIVES, Kind.GROUP_GUIDANCE)
    if wanted.kind in counted and wanted.amount is None:
        result = judged(wanted, record, measures=MEASURES)
        assert not result.is_done or result.has is None


def _served(record: TraineeRecord, number: int) -> TraineeRecord:
    """More service that is over, at a place and time drawn from `number`."""
    stage = ("lis1_hospital", "part3:ALM")[number % 2]
    place = list(PlaceKind)[number % len(PlaceKind)]
    first = date(2018, 1, 1) + timedelta(days=number % 3000)
    more = _service(stage, first, timedelta(days=number % 700), place, 20_000, ends=True)
    return replace(record, services=(*record.services, more))


def _approved(record: TraineeRecord, number: int) -> TraineeRecord:
    """Everything that was sent in one set is approved, and some more."""
    return replace(
        record,
        objectives=tuple(
            replace(t, approved=t.approved + t.sent + number % 40, sent=0, in_progress=0)
            for t in record.objectives
        ),
    )


def _attended(record: TraineeRecord, _number: int) -> TraineeRecord:
    """Every course is taken."""
    taken = tuple(replace(c, state=AttendanceState.ATTENDED) for c in record.courses)
    return replace(record, courses=taken)


def _guided(record: TraineeRecord, number: int) -> TraineeRecord:
    """One more talk and one more period in a group."""
    first = date(2020, 1, 1) + timedelta(days=number % 2000)
    group = GroupPeriod(first, first + timedelta(days=number % 500), number % 50, False)
    return replace(
        record,
        talks=(*record.talks, Talk(first, 4)),
        group_guidance=(*record.group_guidance, group),
    )


def _performed(record: TraineeRecord, number: int) -> TraineeRecord:
    """More procedures, and all of them signed."""
    more = ProcedureTally(("p1", "p2")[number % 2], number % 7, number % 7)
    signed = tuple(replace(p, signed=p.count) for p in record.procedures)
    return replace(record, procedures=(*signed, more))


MORE: tuple[Callable[[TraineeRecord, int], TraineeRecord], ...] = (
    _served,
    _approved,
    _attended,
    _guided,
    _performed,
)


@given(requirements, records, st.sampled_from(MORE), st.integers(0, 100_000))
@settings(deadline=None, max_examples=300)
def test_more_done_never_makes_a_state_worse(
    wanted: Requirement,
    record: TraineeRecord,
    add: Callable[[TraineeRecord, int], TraineeRecord],
    number: int,
) -> None:
    if add is _served and wanted.kind is Kind.SUPERVISION:
        return  # More service asks for more hours: falling behind the average is right.
    before, after = state_of(wanted, record), state_of(wanted, add(record, number))
    assert RANK[after] >= RANK[before]


@given(requirements, records, st.integers(0, 100_000))
@settings(deadline=None)
def test_more_service_never_counts_for_less(
    wanted: Requirement, record: TraineeRecord, number: int
) -> None:
    if wanted.kind in (Kind.SERVICE, Kind.MINIMUM_TOTAL):
        less = judged(wanted, record, measures=MEASURES).has
        more = judged(wanted, _served(record, number), measures=MEASURES).has
        assert less is None or (more is not None and more >= less)


@given(
    records,
    st.lists(st.builds(lambda first, length: (first, first + length), days, lengths), max_size=3),
    st.lists(st.builds(Share, st.integers(1, 100), days, st.none()), max_size=2),
    st.sampled_from([Limits(), Limits(leave_months=(("part23", Fraction(3)),)),
                     Limits(holiday_months=(("part23", Fraction(2)),))]),
)  # fmt: skip
@settings(deadline=None)
def test_the_sums_of_a_case_are_those_of_worktime(
    record: TraineeRecord,
    leaves: list[tuple[date, date]],
    shares: list[Share],
    limits: Limits,
) -> None:
    """The case counts by a clock where it can; the clock must not change a figure."""
    kinds = (AbsenceKind.LEAVE, AbsenceKind.HOLIDAY)
    absences = tuple(AbsencePeriod(kinds[n % 2], *span) for n, span in enumerate(leaves))
    doctor = replace(record, absences=absences, shares=tuple(shares))
    case = Case(doctor, None, TODAY, replace(MEASURES, limits=limits))
    places = frozenset({PlaceKind.HOSPITAL, PlaceKind.OPEN_PRACTICE})

    def all_of_it(service: Service) -> bool:
        return service.stage == "part3:ALM"

    def at_places(service: Service) -> bool:
        return all_of_it(service) and service.place_kind in places

    assert case.months("part3") == credited_months(doctor, all_of_it, TODAY, limits)
    assert case.months("part3", places) == credited_months(doctor, at_places, TODAY, limits)
    ended = [s for s in doctor.services if s.ends_on is not None and all_of_it(s)]
    last = max((s.ends_on for s in ended if s.ends_on), default=TODAY)

    def has_end(service: Service) -> bool:
        return service in ended

    if last > TODAY:
        ahead = credited_months(doctor, has_end, last, limits)
        ahead -= credited_months(doctor, has_end, TODAY, limits)
        assert case.booked("part3") == max(Fraction(0), ahead)
    else:
        assert case.booked("part3") == 0
