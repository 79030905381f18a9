"""Courses whose session the seat rule gives: what they do to the day, and what they leave alone."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pathways.projection.project import expected_day, project
from pathways.projection.values import Certainty, WaitKind
from pathways.types.record import AttendanceState, CourseTaken, ExpectedCourse
from pathways.worktime import Limits
from tests.unit.projection_cases import TODAY
from tests.unit.projection_strategies import Doctor, booked_doctors, doctors, fresh_frame
from tests.unit.trainee_records import a_record, a_service, day, leave

MANY = settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
FRAME = fresh_frame("part3:VOP", "VOP", None, (), Limits())
SINCE = day("01.01.2022")
READY = date(2026, 12, 31)
"""60 months after 01.01.2022, full time."""


def given_session(starts_on: date, ends_on: date, **changes: object) -> ExpectedCourse:
    course = ExpectedCourse("own-grunnkurs", "Grunnkurs", starts_on, ends_on)
    return replace(course, **changes)  # type: ignore[arg-type]


def doctor(*expected: ExpectedCourse, **changes: object):
    return a_record(a_service("01.01.2022", None, key="1"), expected_courses=expected, **changes)


def test_the_session_that_the_rule_gives_moves_the_day() -> None:
    record = doctor(given_session(date(2027, 2, 1), date(2027, 2, 3)))
    answer = project(record, FRAME, TODAY)
    line = answer.item("course:own-grunnkurs")
    assert (answer.expected, line.earliest, line.decides) == (
        date(2027, 2, 3),
        date(2027, 2, 3),
        True,
    )
    assert answer.best == READY, "a recommended course may be replaced by another activity"


def test_a_session_before_all_else_is_done_has_slack() -> None:
    record = doctor(given_session(date(2026, 12, 1), date(2026, 12, 3)))
    answer = project(record, FRAME, TODAY)
    assert answer.expected == READY
    assert answer.item("course:own-grunnkurs").slack_days == 28


def test_full_sessions_make_the_day_not_before() -> None:
    bound = given_session(date(2027, 11, 1), date(2027, 11, 3), is_bound=True)
    answer = project(doctor(bound), FRAME, TODAY)
    assert (answer.expected, answer.certainty) == (date(2027, 11, 3), Certainty.NOT_BEFORE)
    assert answer.item("course:own-grunnkurs").wait.kind is WaitKind.SESSION_UNKNOWN


def test_a_session_in_a_leave_that_was_registered_since_is_no_session() -> None:
    record = doctor(
        given_session(date(2027, 2, 1), date(2027, 2, 3)),
        absences=(leave("15.01.2027", "15.02.2027"),),
    )
    line = project(record, FRAME, TODAY).item("course:own-grunnkurs")
    assert (line.earliest, line.wait.kind) == (None, WaitKind.SESSION_UNKNOWN)


def test_a_confirmed_seat_goes_before_what_was_expected() -> None:
    booked = CourseTaken(
        "own-grunnkurs", "Grunnkurs", AttendanceState.BOOKED, date(2027, 1, 11), date(2027, 1, 13)
    )
    record = doctor(given_session(date(2027, 2, 1), date(2027, 2, 3)), courses=(booked,))
    assert project(record, FRAME, TODAY).expected == date(2027, 1, 13)


def test_a_course_attended_since_the_scan_is_done() -> None:
    taken = CourseTaken(
        "own-grunnkurs",
        "Grunnkurs",
        AttendanceState.ATTENDED,
        date(2026, 11, 9),
        date(2026, 11, 11),
    )
    record = doctor(given_session(date(2027, 2, 1), date(2027, 2, 3)), courses=(taken,))
    answer = project(record, FRAME, TODAY)
    assert answer.expected == READY
    assert answer.item("course:own-grunnkurs").is_done


days_ahead = st.integers(1, 2500).map(lambda days: TODAY + timedelta(days=days))


@given(doctor=st.one_of(doctors(), booked_doctors()))
@MANY
def test_the_forward_pass_alone_gives_the_expected_day(doctor: Doctor) -> None:
    answer = project(doctor.record, doctor.frame, TODAY).expected
    assert expected_day(doctor.record, doctor.frame, TODAY) == (answer or TODAY) or (
        answer is None and expected_day(doctor.record, doctor.frame, TODAY) is None
    )


@given(doctor=doctors(), ends_on=days_ahead, is_bound=st.booleans())
@MANY
def test_the_day_is_the_latest_of_all_else_and_the_course(
    doctor: Doctor, ends_on: date, is_bound: bool
) -> None:
    """The scan counts on this: it settles seats by the day without the courses."""
    without = expected_day(doctor.record, doctor.frame, TODAY)
    if without is None:
        return
    course = ExpectedCourse("new", "Nytt kurs", ends_on, ends_on, is_bound=is_bound)
    in_leave = any(
        first <= ends_on <= last
        for first, last in ((a.starts_on, a.ends_on) for a in doctor.record.absences)
    )
    answer = project(replace(doctor.record, expected_courses=(course,)), doctor.frame, TODAY)
    if is_bound or not in_leave:
        assert answer.expected == max(without, ends_on)
