"""What happened to a flag, and why: one test for each reason."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from pathways.delays.change import compare
from pathways.delays.find import findings
from pathways.delays.values import ChangeContext, DelayCase
from pathways.types.delays import Event, EventKind, Finding, Reason
from tests.unit.delay_cases import delay_case
from tests.unit.projection_cases import TODAY
from tests.unit.trainee_records import day

TOMORROW = TODAY + timedelta(days=1)
SPRING = ["08.03.2027", "10.03.2027", "08.12.2026"]
LATE = ["10.04.2028", "14.04.2028", "10.01.2028"]
IN_SPRING = {"outcome": "likely", "session": "s1", "done": "10.03.2027", "moved": 0}
IN_TIME: dict[str, Any] = {
    **IN_SPRING,
    "registration": ["s1", "confirmed"],
    "outcome": "confirmed",
    "sessions": {"s1": SPRING, "s2": LATE},
}
MOVED: dict[str, Any] = {
    "outcome": "likely",
    "session": "s2",
    "done": "14.04.2028",
    "moved": 45,
    "sessions": {"s2": LATE},
}


def needing(row: Mapping[str, Any] | None, today: date = TODAY, **changes: Any) -> DelayCase:
    return delay_case({"needs": {} if row is None else {"x": row}, **changes}, today)


def between(before: DelayCase, after: DelayCase, **changes: Any) -> tuple[Event, ...]:
    """What the scan of `after` tells, the night after one that saw `before`."""
    context = ChangeContext(
        today=after.today,
        last_scan_on=before.today,
        case=after,
        seats_before={key: each.standing for key, each in before.courses.items()},
        expected_before=before.projection.expected,
    )
    return compare(findings(before), findings(after), replace(context, **changes))


def told(events: tuple[Event, ...]) -> list[tuple[EventKind, Reason]]:
    return [(event.kind, event.reason) for event in events]


def test_the_first_scan_opens_flags_as_seen_for_the_first_time() -> None:
    case = needing(MOVED)
    context = ChangeContext(TODAY, None, case)

    events = compare((), findings(case), context)

    assert told(events) == [(EventKind.OPENED, Reason.FIRST_SEEN)]
    assert events[0].before is None and events[0].after is not None


def test_a_new_doctor_is_seen_for_the_first_time() -> None:
    case = needing(MOVED)
    context = ChangeContext(TOMORROW, TODAY, case, is_new=True)

    assert told(compare((), findings(case), context)) == [(EventKind.OPENED, Reason.FIRST_SEEN)]


def test_a_cancelled_session_opens_a_flag() -> None:
    events = between(needing(IN_TIME), needing(MOVED, TOMORROW), cancelled={"x": frozenset({"s1"})})

    assert told(events) == [(EventKind.OPENED, Reason.SESSION_CANCELLED)]


def test_a_session_cancelled_for_others_takes_the_seat() -> None:
    """The doctor's own session stands; those who lost theirs go first in it."""
    before = needing({**IN_SPRING, "sessions": {"s1": SPRING, "s2": LATE}})

    events = between(before, needing(MOVED, TOMORROW), cancelled={"x": frozenset({"s0"})})

    assert told(events) == [(EventKind.UPDATED, Reason.SEAT_LOST)]


def test_an_added_session_closes_it() -> None:
    events = between(needing(MOVED), needing(IN_TIME, TOMORROW), changed={"x": frozenset({"s1"})})

    assert told(events) == [(EventKind.CLOSED, Reason.SESSION_ADDED)]


def test_an_added_session_that_helps_in_part_is_told_to_the_day() -> None:
    better = {**MOVED, "session": "s3", "done": "13.04.2028", "moved": 44}
    better["sessions"] = {"s3": ["09.04.2028", "13.04.2028", "10.01.2028"], "s2": LATE}

    events = between(needing(MOVED), needing(better, TOMORROW), changed={"x": frozenset({"s3"})})

    assert told(events) == [(EventKind.UPDATED, Reason.SESSION_ADDED)]
    assert events[0].after is not None and events[0].after.days_moved == 44


def test_a_session_that_changes_nothing_for_the_doctor_is_not_told() -> None:
    added = {**MOVED, "sessions": {"s2": LATE, "s9": ["01.09.2029", "03.09.2029", "01.06.2029"]}}

    assert between(needing(MOVED), needing(added, TOMORROW), changed={"x": frozenset({"s9"})}) == ()


def test_what_an_extra_session_would_win_changes_with_the_sessions() -> None:
    """The doctor's own seat is the same; others have gone to the session that is new."""
    before = needing({**MOVED, "saved": 10, "extra": "03.01.2028"})
    after = needing({**MOVED, "saved": 45, "extra": "03.01.2028"}, TOMORROW)

    assert told(between(before, after, changed={"x": frozenset({"s9"})})) == [
        (EventKind.UPDATED, Reason.SESSION_ADDED)
    ]
    assert told(between(before, after)) == [(EventKind.UPDATED, Reason.SEAT_GAINED)]


def test_others_who_go_first_take_the_seat() -> None:
    before = needing(IN_TIME)

    events = between(before, needing(MOVED, TOMORROW))

    assert told(events) == [(EventKind.OPENED, Reason.SEAT_LOST)]


def test_a_seat_from_the_waiting_list_closes_the_flag() -> None:
    waiting = {**MOVED, "registration": ["s1", "waiting"], "sessions": {"s1": SPRING, "s2": LATE}}

    events = between(needing(waiting), needing(IN_TIME, TOMORROW))

    assert told(events) == [(EventKind.CLOSED, Reason.SEAT_GAINED)]


def test_an_application_closes_the_risk_of_missing_the_deadline() -> None:
    sessions = {"s1": SPRING, "s2": LATE}
    open_row = {**IN_SPRING, "sessions": sessions}

    events = between(
        needing(open_row), needing({**open_row, "registration": ["s1", "applied"]}, TOMORROW)
    )

    assert told(events) == [(EventKind.CLOSED, Reason.SENT)]


def test_a_deadline_that_passes_is_named() -> None:
    last, after = day("08.12.2026"), day("09.12.2026")
    before = needing({**IN_SPRING, "sessions": {"s1": SPRING, "s2": LATE}}, last)

    events = between(before, needing(MOVED, after))

    assert told(events) == [(EventKind.UPDATED, Reason.DEADLINE_PASSED)]


def test_a_deadline_that_comes_near_is_named() -> None:
    row = {**IN_SPRING, "sessions": {"s1": SPRING}}
    before, after = (needing(row, day(text)) for text in ("09.11.2026", "10.11.2026"))

    assert told(between(before, after)) == [(EventKind.OPENED, Reason.DEADLINE_NEAR)]


def test_a_scan_that_was_missed_names_the_deadline_too() -> None:
    row = {**IN_SPRING, "sessions": {"s1": SPRING}}
    before, after = (needing(row, day(text)) for text in ("01.11.2026", "15.11.2026"))

    assert told(between(before, after)) == [(EventKind.OPENED, Reason.DEADLINE_NEAR)]


def test_a_course_attended_is_done() -> None:
    taken = needing(None, TOMORROW, courses=[["x", "attended", "20.11.2026", "22.11.2026"]])
    done = replace(taken, projection=_with_done_line(taken))

    assert told(between(needing(MOVED), done, record_changed=True)) == [
        (EventKind.CLOSED, Reason.DONE)
    ]


def _with_done_line(case: DelayCase) -> Any:
    line = case.projection.items[0]._replace(key="course:x", is_done=True)
    return replace(case.projection, items=(*case.projection.items, line))


FKM: dict[str, Any] = {
    "services": [["01.10.2022", None, "service 1"]],
    "objectives": {"FKM": [20, 9, 0]},
    "sent_on": "02.09.2026",
    "holder": "Per Olav Dahle",
}


def test_what_is_signed_closes_its_flag() -> None:
    signed = {**FKM, "objectives": {"FKM": [29, 0, 0]}}
    after = delay_case({**signed, "holder": "Per"}, TOMORROW)

    events = between(delay_case(FKM), after, record_changed=True)

    assert [(e.kind, e.reason in (Reason.SIGNED, Reason.DONE)) for e in events] == [
        (EventKind.CLOSED, True)
    ]


def test_some_signed_updates_it() -> None:
    after = delay_case({**FKM, "objectives": {"FKM": [24, 5, 0]}}, TOMORROW)

    assert told(between(delay_case(FKM), after, record_changed=True)) == [
        (EventKind.UPDATED, Reason.SIGNED)
    ]


def test_sent_on_to_somebody_else_is_sent() -> None:
    after = delay_case({**FKM, "holder": "Kari Leder"}, TOMORROW)

    assert told(between(delay_case(FKM), after, record_changed=True)) == [
        (EventKind.UPDATED, Reason.SENT)
    ]


def test_a_found_supervisor_closes_the_flag() -> None:
    before, after = delay_case({"supervisor": None}), delay_case({}, TOMORROW)

    assert told(between(before, after, record_changed=True)) == [(EventKind.CLOSED, Reason.DONE)]


def test_a_booked_service_closes_its_flag_because_the_record_changed() -> None:
    first = ["01.03.2023", "28.02.2027", "service 1"]
    plan = {"services": [[1, "First", "48 months"], [2, "Second", "12 months"]]}
    before = delay_case({"services": [first], "plan": plan})
    booked = ["01.03.2027", "29.02.2028", "service 2"]
    after = delay_case({"services": [first, booked], "plan": plan}, TOMORROW)

    assert told(between(before, after, record_changed=True)) == [
        (EventKind.CLOSED, Reason.RECORD_CHANGED)
    ]


def test_a_leave_withdrawn_closes_its_flag() -> None:
    before = delay_case({"leave": [["01.01.2027", "30.06.2027"]]})

    events = between(before, delay_case({}, TOMORROW), record_changed=True)

    assert told(events) == [(EventKind.CLOSED, Reason.RECORD_CHANGED)]


def test_new_reference_data_is_named() -> None:
    events = between(
        delay_case({}), delay_case({"supervisor": None}, TOMORROW), content_changed=True
    )

    assert told(events) == [(EventKind.OPENED, Reason.RULE_CHANGED)]


def test_a_day_moved_by_a_course_moves_the_others() -> None:
    """The seat in April is lost, so that the service can wait: its flag closes."""
    plan = {"services": [[1, "First", "51 months"], [2, "Second", "9 months"]]}
    given: dict[str, Any] = {"services": [["01.03.2023", "31.05.2027", "service 1"]], "plan": plan}
    before = delay_case({**given, "needs": {"x": IN_TIME}})
    after = delay_case({**given, "needs": {"x": {**MOVED, "moved": 45}}}, TOMORROW)

    events = between(before, after)

    flags = [event.after or event.before for event in events]
    refs = [flag.ref for flag in flags if flag is not None]
    assert set(zip([e.kind for e in events], [e.reason for e in events], refs, strict=True)) == {
        (EventKind.OPENED, Reason.SEAT_LOST, "course:x"),
        (EventKind.CLOSED, Reason.DATE_MOVED, "service:2"),
    }


def test_a_doctor_who_has_left_has_all_flags_closed() -> None:
    open_flags = findings(delay_case({"supervisor": None, "needs": {"x": MOVED}}))

    events = compare(open_flags, (), ChangeContext(TOMORROW, TODAY, left_training=True))

    assert told(events) == [(EventKind.CLOSED, Reason.LEFT_TRAINING)] * len(open_flags)


def test_without_a_reason_the_flag_stays_as_it_was() -> None:
    """The rule gives another seat, and nobody has said what the last scan gave."""
    before, after = needing(IN_TIME), needing(MOVED, TOMORROW)

    assert between(before, after, seats_before=None) == ()


def test_days_that_only_follow_the_calendar_are_no_news_until_four_weeks_have_gone() -> None:
    """A service that should have begun pushes the day on, night after night."""
    plan = {"services": [[1, "First", "44 months"], [2, "Second", "16 months"]]}
    given: dict[str, Any] = {
        "services": [["01.03.2023", "31.10.2026", "service 1"]],
        "plan": plan,
        "leave": [["01.01.2028", "30.06.2028"]],
    }
    flags: dict[tuple[str, str], Finding] = {f.key: f for f in findings(delay_case(given))}
    events: list[Event] = []
    for n in range(1, 40):
        case = delay_case(given, TODAY + timedelta(days=n))
        context = ChangeContext(case.today, case.today - timedelta(days=1), case, seats_before={})
        events += compare(tuple(flags.values()), findings(case), context)

    assert events == []
