"""Service in a specialty before a day, as the seat rule counts it."""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.courses.service import begun_on, service_ticks
from pathways.types.courses import ServiceMeasure
from pathways.types.record import TraineeRecord
from pathways.worktime import TICKS, Limits, credited_ticks, specialty_code, stretch_of
from tests.unit.trainee_records import a_record, a_service, day, holiday, leave, share

TODAY = day("23.11.2026")
NO_LIMITS = Limits()


def months(
    record: TraineeRecord,
    on: str,
    measure: ServiceMeasure = ServiceMeasure.CREDITED,
    limits: Limits = NO_LIMITS,
    today: date | None = TODAY,
) -> Fraction:
    ticks = service_ticks(record, "VOP", limits, [day(on)], measure, today=today)
    return Fraction(ticks[day(on)], TICKS)


def test_the_first_day_of_the_course_does_not_count() -> None:
    record = a_record(a_service("01.03.2025", None))
    assert months(record, "01.03.2026") == 12
    assert months(record, "01.03.2025") == 0


def test_part_1_and_other_specialties_do_not_count() -> None:
    record = a_record(
        a_service("01.09.2022", "31.08.2023", "lis1_hospital"),
        a_service("01.09.2023", "29.02.2024", "lis1_municipality"),
        a_service("01.03.2024", "28.02.2025", "part3:NEV"),
        a_service("01.03.2025", None),
    )
    assert months(record, "01.03.2026") == 12
    assert begun_on(record, "VOP") == day("01.03.2025")
    assert begun_on(record, "NEV") == day("01.03.2024")
    assert begun_on(record, "KIR") is None


def test_part_time_counts_by_its_share_or_in_full() -> None:
    record = a_record(
        a_service("01.01.2025", None), shares=(share(50, "01.01.2025", "31.12.2025"),)
    )
    assert months(record, "01.01.2026") == 6
    assert months(record, "01.01.2026", ServiceMeasure.CALENDAR) == 12


def test_leave_does_not_count_and_counts_in_the_calendar() -> None:
    record = a_record(a_service("01.01.2025", None), absences=(leave("01.03.2025", "31.08.2025"),))
    assert months(record, "01.01.2026") == 6
    assert months(record, "01.01.2026", ServiceMeasure.CALENDAR) == 12
    limits = Limits(leave_months=(("part23", Fraction(2)),))
    assert months(record, "01.01.2026", limits=limits) == 8


def test_service_counted_inside_another_counts_once() -> None:
    record = a_record(
        a_service("01.01.2025", "31.12.2025", key="main"),
        a_service("01.03.2025", "31.05.2025", counted_inside="main"),
    )
    assert months(record, "01.01.2026") == 12


def test_service_goes_on_after_what_is_booked_when_today_is_given() -> None:
    record = a_record(a_service("01.01.2026", "31.12.2026"))
    assert months(record, "01.07.2027", today=None) == 12
    assert months(record, "01.07.2027") == 18


def test_service_that_is_booked_has_not_begun() -> None:
    record = a_record(a_service("01.03.2027", None, is_planned=True))
    assert months(record, "01.02.2027") == 0
    assert months(record, "01.09.2027") == 6


def test_somebody_in_another_specialty_does_not_go_on_in_this_one() -> None:
    record = a_record(
        a_service("01.01.2025", "31.12.2025"),
        a_service("01.01.2026", None, "part3:NEV"),
        specialty="NEV",
    )
    assert months(record, "01.07.2027") == 12


def test_a_stay_at_another_place_is_in_the_own_specialty() -> None:
    record = a_record(
        a_service("01.01.2025", "30.06.2025"),
        a_service("01.07.2025", "31.12.2025", "external_service"),
    )
    assert months(record, "01.01.2026") == 12


DAYS = st.integers(0, 900).map(lambda number: date(2025, 1, 1) + timedelta(days=number))


@st.composite
def records(draw) -> TraineeRecord:
    def text(value: date) -> str:
        return value.strftime("%d.%m.%Y")

    services = []
    for number in range(draw(st.integers(0, 4))):
        first = draw(DAYS)
        last = draw(st.none() | st.integers(0, 300).map(lambda n, f=first: f + timedelta(days=n)))
        stage = draw(st.sampled_from(["part3:VOP", "part2", "part3:NEV", "lis1_hospital"]))
        services.append(
            a_service(text(first), text(last) if last else None, stage, key=f"s{number}")
        )
    spans = draw(st.lists(st.tuples(st.booleans(), DAYS, st.integers(0, 90)), max_size=4))
    shares, start = [], date(2025, 1, 1)
    for percent, gap, length in draw(
        st.lists(st.tuples(st.sampled_from([50, 60, 80]), *[st.integers(1, 200)] * 2), max_size=3)
    ):
        first = start + timedelta(days=gap)
        start = first + timedelta(days=length)
        shares.append(share(percent, text(first), text(start)))
    return a_record(
        *services,
        absences=tuple(
            (leave if is_leave else holiday)(text(first), text(first + timedelta(days=more)))
            for is_leave, first, more in spans
        ),
        shares=tuple(shares),
    )


LIMITS = st.sampled_from(
    [
        NO_LIMITS,
        Limits(holiday_months=(("part23", Fraction(2)),)),
        Limits(leave_months=(("part23", Fraction(3, 2)),)),
    ]
)


@given(records(), st.lists(DAYS, max_size=5), LIMITS)
@settings(max_examples=150, deadline=None)
def test_recorded_service_is_what_the_record_itself_gives(
    record: TraineeRecord, days: list[date], limits: Limits
) -> None:
    found = service_ticks(record, "VOP", limits, days, ServiceMeasure.CREDITED)
    assert set(found) == set(days)
    for when, ticks in found.items():
        expected = credited_ticks(
            record,
            lambda s: stretch_of(s.stage) == "part23" and specialty_code(s.stage) in ("", "VOP"),
            when - timedelta(days=1),
            limits,
        )
        # A clock cuts parts of a tick away where an allowance runs out.
        assert abs(ticks - expected) < 200
        if limits is NO_LIMITS:
            assert ticks == expected


@given(records(), DAYS, DAYS)
@settings(max_examples=100, deadline=None)
def test_service_never_shrinks_with_time(record: TraineeRecord, one: date, other: date) -> None:
    for measure in ServiceMeasure:
        found = service_ticks(record, "VOP", NO_LIMITS, [one, other], measure, today=TODAY)
        assert found[min(one, other)] <= found[max(one, other)]
