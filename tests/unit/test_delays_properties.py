"""What always holds for flags, whatever the doctor."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pathways.delays.change import compare
from pathways.delays.days import months_before
from pathways.delays.find import findings
from pathways.delays.values import DEFAULT_LIMITS, ChangeContext, CourseSituation, DelayCase
from pathways.talks import TalkState, TalkStatus
from pathways.types.courses import (
    CourseSession,
    Extra,
    Registration,
    RegistrationState,
    SeatOutcome,
    Standing,
)
from pathways.types.delays import Action, DelayState, Event, EventKind, Finding, Owner, Reason
from tests.unit.delay_cases import case_on
from tests.unit.projection_cases import TODAY
from tests.unit.projection_strategies import Doctor, doctors, near

DAY = timedelta(days=1)
SOME = settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
BY_DATE = {Reason.DEADLINE_NEAR, Reason.DEADLINE_PASSED, Reason.DONE}
KEYS = ("x", "y")


@st.composite
def situations(draw: st.DrawFn, key: str) -> CourseSituation:
    """Any standing in any sessions, true to its own words but not to a rule."""
    starts = sorted(draw(st.lists(near(1, 900), max_size=3, unique=True)))
    ahead = tuple(
        CourseSession(f"{key}{n}", key, first, first + 2 * DAY, 20, None, first - 90 * DAY)
        for n, first in enumerate(starts)
    )
    outcome = draw(st.sampled_from(tuple(SeatOutcome)))
    seated = outcome in (SeatOutcome.CONFIRMED, SeatOutcome.LIKELY)
    if seated and not ahead:
        outcome, seated = SeatOutcome.NOT_ANNOUNCED, False
    session = draw(st.sampled_from(ahead)) if seated else None
    bound = outcome is SeatOutcome.NO_SEAT and bool(ahead)
    done = session.ends_on if session else ahead[-1].ends_on if bound else None
    moved = None if done is None else draw(st.sampled_from([None, 0, 1, 45, 200]))
    state = draw(st.sampled_from([None, *RegistrationState]))
    extra = draw(near(56, 700))
    return CourseSituation(
        standing=Standing("p", key, outcome, session.key if session else None, done, bound, moved),
        session=session,
        next_open=next((each for each in ahead if each.takes_signups(TODAY)), None),
        registration=None if state is None or not ahead else Registration(ahead[-1].key, state),
        saved_by_extra=draw(st.sampled_from([0, 0, 1, 30, 400])),
        extra=Extra(extra, extra + 2 * DAY, 20),
        ahead=ahead,
    )


@st.composite
def needed(draw: st.DrawFn) -> dict[str, CourseSituation]:
    return {key: draw(situations(key)) for key in draw(st.sets(st.sampled_from(KEYS)))}


talks = st.builds(TalkStatus, st.sampled_from(TalkState), near(-40, 40), near(-90, -1), st.none())


@st.composite
def cases(draw: st.DrawFn) -> DelayCase:
    doctor: Doctor = draw(doctors())
    record = replace(
        doctor.record, personal_supervisor=draw(st.sampled_from([None, "Kari Veileder"]))
    )
    sent_on = draw(near(-90, -1))
    objectives = tuple(replace(each, oldest_sent_on=sent_on) for each in record.objectives)
    record = replace(record, objectives=objectives)
    return case_on(record, doctor.frame, TODAY, draw(needed()), draw(talks))


def on(case: DelayCase, today: date) -> DelayCase:
    """The same doctor, seats and talks on another day."""
    assert case.frame is not None
    return case_on(case.record, case.frame, today, dict(case.courses), case.talks)


def context_of(before: DelayCase, after: DelayCase, **changes: Any) -> ChangeContext:
    return ChangeContext(
        today=after.today,
        last_scan_on=before.today,
        case=after,
        seats_before={key: each.standing for key, each in before.courses.items()},
        expected_before=before.projection.expected,
        **changes,
    )


@SOME
@given(cases())
def test_what_is_found_is_whole_and_the_same_in_any_order(case: DelayCase) -> None:
    found = findings(case)

    assert len({each.key for each in found}) == len(found)
    items = case.projection.items
    turned = replace(case.projection, items=items[::-1])
    courses = dict(reversed(tuple(case.courses.items())))
    assert findings(replace(case, projection=turned, courses=courses)) == found


@SOME
@given(cases())
def test_every_finding_keeps_its_promises(case: DelayCase) -> None:
    for found in findings(case):
        assert found.state is not DelayState.ON_TRACK
        assert found.act_by is None or found.act_by >= case.today
        assert found.days_saveable >= 0
        if found.state is DelayState.AT_RISK:
            assert found.days_moved in (0, None)
        else:
            assert found.days_moved is None or found.days_moved > 0
            assert found.days_saveable <= (found.days_moved or 0)
        if found.state is DelayState.BLOCKED:
            assert (found.action, found.owner) == (Action.NOTHING, Owner.NOBODY)
        else:
            assert found.action is not Action.NOTHING and found.owner is not Owner.NOBODY
        if case.projection.expected is None:
            assert found.evidence.expected is None or found.days_moved is not None


def is_named(event: Event, last: date, today: date, next_day: DelayCase) -> bool:
    """Whether a day that stands in the flag passed or came near; reckoned apart from the code."""
    days: list[date] = []
    for flag in (event.before, event.after):
        if flag is None:
            continue
        evidence = flag.evidence
        own = [flag.act_by, evidence.signup_closes_on, evidence.session_starts_on]
        own += [evidence.since, evidence.latest, evidence.earliest]
        for each in own:
            if each is None:
                continue
            shifts = (0, 1, -DEFAULT_LIMITS.near_days, -DEFAULT_LIMITS.notice_days + 1)
            held = DEFAULT_LIMITS.held_days + 1
            days += [each + timedelta(days=shift) for shift in (*shifts, held)]
            for base in (each, each + DAY):
                back = [months_before(base, months) for months in (4, 6)]
                days += [b + timedelta(days=n) for b in back for n in (0, 1, -28)]
    return any(last < each <= today for each in days)


@SOME
@given(cases(), st.integers(1, 400))
def test_the_same_inputs_give_no_event_unless_a_named_day_has_passed(
    case: DelayCase, ahead: int
) -> None:
    before = on(case, TODAY + ahead * DAY)
    after = on(case, before.today + DAY)

    events = compare(findings(before), findings(after), context_of(before, after))

    for event in events:
        assert event.reason in BY_DATE, event
        assert is_named(event, before.today, after.today, after), event


@SOME
@given(cases(), cases())
def test_nothing_opens_closes_or_changes_without_a_reason_to_point_at(
    one: DelayCase, other: DelayCase
) -> None:
    """Two different doctors as before and after, and a context that names nothing at all."""
    after = on(other, TODAY + DAY)
    context = ChangeContext(after.today, TODAY, after)

    for event in compare(findings(one), findings(after), context):
        assert event.reason not in (Reason.RECORD_CHANGED, Reason.RULE_CHANGED)
        assert event.reason not in (Reason.SESSION_CANCELLED, Reason.SESSION_ADDED)
        assert event.reason not in (Reason.FIRST_SEEN, Reason.LEFT_TRAINING, Reason.SIGNED)
        if event.kind is EventKind.OPENED:
            assert event.reason in BY_DATE | {Reason.DATE_MOVED}, event


@SOME
@given(cases(), cases())
def test_what_is_reverted_is_reverted(one: DelayCase, other: DelayCase) -> None:
    """There and back in one day: what was opened closes, and what was closed opens again."""
    flags = {each.key: each for each in findings(one)}

    there = compare(
        tuple(flags.values()), findings(other), context_of(one, other, record_changed=True)
    )
    back = compare(
        _applied(flags, there), findings(one), context_of(other, one, record_changed=True)
    )

    def keys(events: tuple[Event, ...], kind: EventKind) -> set[tuple[str, str]]:
        return {flag_of(event).key for event in events if event.kind is kind}

    assert keys(back, EventKind.CLOSED) == keys(there, EventKind.OPENED)
    assert keys(back, EventKind.OPENED) == keys(there, EventKind.CLOSED)
    assert {each.key for each in _applied_again(flags, there, back)} == set(flags)


def flag_of(event: Event) -> Finding:
    flag = event.after or event.before
    assert flag is not None
    return flag


def _applied(
    flags: dict[tuple[str, str], Finding], events: tuple[Event, ...]
) -> tuple[Finding, ...]:
    kept = dict(flags)
    for event in events:
        if event.after is None:
            assert event.before is not None
            del kept[event.before.key]
        else:
            kept[event.after.key] = event.after
    return tuple(kept.values())


def _applied_again(
    flags: dict[tuple[str, str], Finding], there: tuple[Event, ...], back: tuple[Event, ...]
) -> tuple[Finding, ...]:
    return _applied({each.key: each for each in _applied(flags, there)}, back)


@SOME
@given(cases(), cases())
def test_events_do_not_hang_on_the_order_of_the_flags(one: DelayCase, other: DelayCase) -> None:
    flags, found = findings(one), findings(other)
    context = context_of(one, other, record_changed=True)

    assert compare(flags, found, context) == compare(flags[::-1], found[::-1], context)
    assert compare(flags, flags, context_of(one, one, record_changed=True)) == ()
