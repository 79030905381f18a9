"""The earliest day by minimum time: hand-worked cases and what must always hold."""

import json
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.phases import LIS1_HOSPITAL, LIS1_MUNICIPALITY, PART23, Phase
from pathways.start_and_goal import Intake, first_lis1_start
from pathways.types.record import AbsenceKind, AbsencePeriod, Share, TraineeRecord
from pathways.worktime import Limits
from tests.support.minimum_time import EarliestApproval, earliest_by_minimum_time
from tests.unit.trainee_records import a_record, a_service, day, holiday, leave, share

TODAY = date(2026, 11, 23)
PART1_PHASES = (
    Phase(LIS1_HOSPITAL, Fraction(12), "lis1-hospital-months"),
    Phase(LIS1_MUNICIPALITY, Fraction(6), "lis1-municipality-months"),
)
ALL_PHASES = (*PART1_PHASES, Phase(PART23, Fraction(60), "minimum-part23"))
TOTAL = Fraction(78)
LIMITS = Limits(
    holiday_months=((LIS1_HOSPITAL, Fraction(6, 5)), (LIS1_MUNICIPALITY, Fraction(3, 5)))
)
INTAKES = (
    Intake("spring", 9, 1, date(2024, 2, 8), 2024, "src-018"),
    Intake("autumn", 3, 1, date(2024, 9, 5), 2025, "src-018"),
)
GOLDEN = Path(__file__).parent.parent / "golden" / "earliest.json"
CASES: list[dict[str, Any]] = json.loads(GOLDEN.read_text("utf-8"))["cases"]


def earliest(record: TraineeRecord, limits: Limits = LIMITS) -> EarliestApproval:
    phases = ALL_PHASES if record.specialty else PART1_PHASES
    total = TOTAL if record.specialty else None
    return earliest_by_minimum_time(record, phases, total, TODAY, limits, INTAKES)


def record_of(case: dict[str, Any]) -> TraineeRecord:
    services = [
        a_service(
            first,
            last,
            stage,
            key=str(number),
            is_planned="planned" in marks,
            counted_inside="0" if "inside" in marks else None,
        )
        for number, (stage, first, last, *marks) in enumerate(case["services"])
    ]
    authorised = case.get("authorised", "01.07.2021")
    degree = case.get("degree")
    return a_record(
        *services,
        stage=case["stage"],
        specialty=case.get("specialty", "VOP"),
        authorised_on=day(authorised) if authorised else None,
        degree_expected_on=day(degree) if degree else None,
        absences=(
            *(leave(*span) for span in case.get("leave", ())),
            *(holiday(*span) for span in case.get("holiday", ())),
        ),
        shares=tuple(share(*period) for period in case.get("shares", ())),
    )


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_golden_case(case: dict[str, Any]) -> None:
    result = earliest(record_of(case), LIMITS if case.get("limits", True) else Limits())
    assert result.reached_on == (day(case["date"]) if case["date"] else None), case["why"]
    assert result.missing == case.get("missing")
    assert result.is_served == case.get("is_served", False)
    if "rule" in case:
        assert result.deciding_rule_key == case["rule"]
    if "lis1_start" in case:
        assert result.lis1_start is not None
        assert result.lis1_start.starts_on == day(case["lis1_start"])
    if "served" in case:
        whole, part = case["served"].split(" + ")
        served = next(t.recorded for t in reversed(result.times) if t.recorded)
        assert served == Fraction(whole) + Fraction(part)
    assert set(case.get("assumes", ())) <= {str(a) for a in result.assumptions}


def test_a_longer_total_decides_when_the_phases_are_shorter() -> None:
    record = a_record(a_service("01.03.2023", None))
    result = earliest_by_minimum_time(record, ALL_PHASES, Fraction(84), TODAY, LIMITS, INTAKES)
    assert result.reached_on == day("31.08.2028")
    assert result.deciding_rule_key == "minimum-total"


def test_a_degree_on_the_day_of_the_start_waits_for_the_next_round() -> None:
    student = a_record(
        stage="student_licensed", authorised_on=None, degree_expected_on=day("01.09.2027")
    )
    start = first_lis1_start(student, TODAY, INTAKES)
    assert start is not None
    assert start.starts_on == day("01.03.2028")
    assert start.likely_deadline == day("05.09.2027")
    assert not start.is_booked


def test_no_start_is_invented_when_no_intake_is_known() -> None:
    student = a_record(
        stage="student_licensed", authorised_on=None, degree_expected_on=day("15.06.2027")
    )
    result = earliest_by_minimum_time(student, PART1_PHASES, None, TODAY, LIMITS, ())
    assert (result.reached_on, result.missing) == (None, "intake_dates")


# ---- Properties --------------------------------------------------------------------------

past = st.integers(1, 2500).map(lambda n: TODAY - timedelta(days=n))
any_day = st.integers(-2500, 2500).map(lambda n: TODAY + timedelta(days=n))
lengths = st.integers(0, 900).map(lambda n: timedelta(days=n))
absences = st.builds(
    lambda kind, first, length: AbsencePeriod(kind, first, first + length),
    st.sampled_from(AbsenceKind),
    any_day,
    lengths,
)
shares = st.builds(
    lambda percent, first, length: Share(percent, first, first + length),
    st.integers(5, 100),
    any_day,
    lengths,
)


@st.composite
def completed(draw: st.DrawFn, key: str) -> Any:
    """A completed service: it ends no later than today."""
    first = draw(past)
    stage = draw(st.sampled_from(["lis1_hospital", "lis1_municipality", "part2:VOP", "part3:VOP"]))
    last = min(TODAY, first + draw(lengths))
    return replace(a_service("01.01.2020", None, stage), key=key, starts_on=first, ends_on=last)


@st.composite
def records(draw: st.DrawFn) -> TraineeRecord:
    return a_record(
        *(draw(completed(key=str(number))) for number in range(draw(st.integers(0, 3)))),
        stage=draw(st.sampled_from(["lis1_hospital", "lis1_municipality", "part3:VOP"])),
        absences=tuple(draw(st.lists(absences, max_size=3))),
        shares=tuple(draw(st.lists(shares, max_size=2))),
    )


def end_of(record: TraineeRecord) -> date:
    """The day, or the distant past when the time is served already."""
    return earliest(record).reached_on or date.min


@given(record=records(), extra=absences)
@settings(deadline=None)
def test_more_absence_never_gives_an_earlier_day(
    record: TraineeRecord, extra: AbsencePeriod
) -> None:
    assert end_of(replace(record, absences=(*record.absences, extra))) >= end_of(record)


@given(record=records(), extra=shares)
@settings(deadline=None)
def test_a_lower_share_never_gives_an_earlier_day(record: TraineeRecord, extra: Share) -> None:
    assert end_of(replace(record, shares=(*record.shares, extra))) >= end_of(record)


@given(record=records(), extra=completed(key="extra"))
@settings(deadline=None)
def test_more_completed_service_never_gives_a_later_day(record: TraineeRecord, extra: Any) -> None:
    assert end_of(replace(record, services=(*record.services, extra))) <= end_of(record)


@given(record=records())
@settings(deadline=None)
def test_the_order_of_the_record_says_nothing(record: TraineeRecord) -> None:
    turned = replace(
        record,
        services=record.services[::-1],
        absences=record.absences[::-1],
        shares=record.shares[::-1],
    )
    assert earliest(turned) == earliest(record)


@given(record=records())
@settings(deadline=None)
def test_never_before_six_and_a_half_years_of_service(record: TraineeRecord) -> None:
    result = earliest(record)
    assert result.total_served + result.remaining_months >= TOTAL
