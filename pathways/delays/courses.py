"""Courses that move the day, or will when a sign-up deadline is missed."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from pathways.delays.days import days_before, first_left, months_before
from pathways.delays.values import COURSE_PREFIX, CourseSituation, DelayCase, DelayLimits, Lines
from pathways.projection.values import Item
from pathways.types.courses import CourseSession, RegistrationState, SeatOutcome, Turn
from pathways.types.delays import Action, Cause, DelayState, Evidence, Finding, Owner

BINDING = frozenset(
    {RegistrationState.APPLIED, RegistrationState.CONFIRMED, RegistrationState.WAITING}
)
"""Registrations that say that the doctor has asked for a seat."""
SEATED = frozenset({SeatOutcome.CONFIRMED, SeatOutcome.LIKELY})
UNSEATED = frozenset({SeatOutcome.NO_SEAT, SeatOutcome.NOT_ANNOUNCED})


class Step(NamedTuple):
    """Something that can be done, by whom, to what use, and until when."""

    action: Action
    owner: Owner
    saveable: int = 0
    act_by: date | None = None


def course_findings(case: DelayCase, lines: Lines, limits: DelayLimits) -> Iterable[Finding]:
    """One finding for each needed course that moves the day or may come to."""
    for key, situation in case.courses.items():
        line = lines.get(COURSE_PREFIX + key)
        if line is not None and line.is_done:
            continue
        moved = situation.standing.moved_days
        if moved is not None and moved > limits.small_days:
            yield _late(key, situation, line, case, limits)
        else:
            found = _threat(key, situation, line, case, limits)
            if found is not None:
                yield found


def has_asked(situation: CourseSituation) -> bool:
    """Whether the doctor is registered in a way that asks for a seat."""
    registration = situation.registration
    return registration is not None and registration.state in BINDING


def last_signup_day(session: CourseSession) -> date:
    """The last day to sign up; the day before the start when no deadline is announced."""
    return session.signup_closes_on or days_before(session.starts_on, 1)


# ---- The day is moved now ----------------------------------------------------------------


def _late(
    key: str, situation: CourseSituation, line: Item | None, case: DelayCase, limits: DelayLimits
) -> Finding:
    standing = situation.standing
    moved = standing.moved_days or 0
    step = _next_step(situation, moved, case.today, limits)
    nothing = step.action is Action.NOTHING
    return Finding(
        ref=COURSE_PREFIX + key,
        cause=Cause.COURSE,
        state=DelayState.BLOCKED if nothing else DelayState.LATE,
        days_moved=moved,
        days_saveable=step.saveable,
        action=step.action,
        owner=step.owner,
        act_by=step.act_by,
        is_bound=standing.is_bound,
        evidence=_evidence(situation, line, case, moved),
    )


def _next_step(situation: CourseSituation, moved: int, today: date, limits: DelayLimits) -> Step:
    """What helps, and of asking and signing up the one whose last day comes first."""
    ask = _ask_for_more(situation, moved, today, limits)
    sign = _sign_up(situation, today)
    if ask is not None and sign is not None:
        return ask if (ask.act_by or date.max) <= (sign.act_by or date.max) else sign
    found = ask or sign or _wait(situation, today)
    if found is not None:
        return found
    if situation.standing.outcome in UNSEATED:
        return Step(Action.ASK_FOR_SESSION, Owner.COORDINATOR)
    return Step(Action.NOTHING, Owner.NOBODY)


def _ask_for_more(
    situation: CourseSituation, moved: int, today: date, limits: DelayLimits
) -> Step | None:
    """An extra session that would win days: to be announced before it comes too soon."""
    saved = min(situation.saved_by_extra, moved)
    if saved <= 0:
        return None
    before = situation.extra.starts_on if situation.extra else situation.standing.done_on
    last = None if before is None else days_before(before, limits.notice_days)
    return Step(Action.ASK_FOR_SESSION, Owner.COORDINATOR, saved, first_left(today, last))


def _sign_up(situation: CourseSituation, today: date) -> Step | None:
    """Sign up for the session named, else for the first that can be signed up for."""
    session = _session_to_sign_up_for(situation, today)
    if session is None:
        return None
    return Step(Action.SIGN_UP, Owner.TRAINEE, 0, last_signup_day(session))


def _session_to_sign_up_for(situation: CourseSituation, today: date) -> CourseSession | None:
    if has_asked(situation):
        return None
    for session in (situation.session, situation.next_open):
        if session is not None and session.takes_signups(today):
            return session
    return None


def _wait(situation: CourseSituation, today: date) -> Step | None:
    """On a waiting list, which is used until the start."""
    registration = situation.registration
    if registration is None or registration.state is not RegistrationState.WAITING:
        return None
    known = (situation.session, situation.next_open, *situation.ahead)
    starts = [s.starts_on for s in known if s is not None and s.key == registration.session]
    return Step(Action.WATCH_WAITING_LIST, Owner.TRAINEE, 0, first_left(today, *starts))


# ---- The day may come to be moved --------------------------------------------------------


def _threat(
    key: str, situation: CourseSituation, line: Item | None, case: DelayCase, limits: DelayLimits
) -> Finding | None:
    if situation.standing.outcome in UNSEATED:
        found = _without_session(situation, line, case, limits)
    else:
        found = _without_registration(situation, case, limits)
    if found is None:
        return None
    state, step = found
    is_known = case.projection.expected is not None and state is DelayState.AT_RISK
    return Finding(
        ref=COURSE_PREFIX + key,
        cause=Cause.COURSE,
        state=state,
        days_moved=0 if is_known else None,
        days_saveable=step.saveable,
        action=step.action,
        owner=step.owner,
        act_by=step.act_by,
        evidence=_evidence(situation, line, case, 0),
    )


def _without_registration(
    situation: CourseSituation, case: DelayCase, limits: DelayLimits
) -> tuple[DelayState, Step] | None:
    """A seat can be had, and the doctor has not signed up: what if the deadline is missed?"""
    session = _session_to_sign_up_for(situation, case.today)
    if session is None:
        return None
    last = last_signup_day(session)
    later = _next_after(session, last, situation)
    expected = case.projection.expected
    lost = 0
    if later is not None:
        if expected is None or later.ends_on <= expected:
            return None
        lost = (later.ends_on - expected).days
    elif days_before(last, limits.near_days) > case.today:
        return None
    return DelayState.AT_RISK, Step(Action.SIGN_UP, Owner.TRAINEE, lost, last)


def _next_after(
    session: CourseSession, last: date, situation: CourseSituation
) -> CourseSession | None:
    """The first session to end that can still be signed up for when the deadline has passed."""
    return min(
        (
            each
            for each in situation.ahead
            if each.key != session.key and not each.is_cancelled and last_signup_day(each) > last
        ),
        key=lambda each: (each.ends_on, each.key),
        default=None,
    )


def _without_session(
    situation: CourseSituation, line: Item | None, case: DelayCase, limits: DelayLimits
) -> tuple[DelayState, Step] | None:
    """No seat in any announced session: by when must another be announced?

    The last session that moves nothing starts on the latest day of the line. It is usually
    announced `announced_months` before, and at the latest `notice_days` before.
    """
    latest = line.latest if line is not None and line.latest else case.projection.expected
    if latest is None:
        return None
    today = case.today
    usual = months_before(latest, limits.announced_months)
    last = days_before(latest, limits.notice_days)
    if today < days_before(usual, limits.near_days):
        return None
    waiting = _wait(situation, today)
    if today > last:
        return DelayState.LATE, waiting or Step(Action.ASK_FOR_SESSION, Owner.COORDINATOR)
    ask = Step(Action.ASK_FOR_SESSION, Owner.COORDINATOR, 0, first_left(today, usual, last))
    return DelayState.AT_RISK, waiting or ask


# ---- Evidence ----------------------------------------------------------------------------


def _evidence(
    situation: CourseSituation, line: Item | None, case: DelayCase, moved: int
) -> Evidence:
    standing = situation.standing
    session = situation.session
    expected = case.projection.expected
    if moved and standing.done_on is not None:
        expected = max(expected or standing.done_on, standing.done_on)
    asked = session or _session_to_sign_up_for(situation, case.today)
    turn = _turn(standing.turns, standing.session)
    return Evidence(
        expected=expected,
        without=None if expected is None else days_before(expected, moved),
        earliest=standing.done_on,
        latest=None if line is None else line.latest,
        session=asked.key if asked else standing.session,
        session_starts_on=asked.starts_on if asked else None,
        outcome=str(standing.outcome),
        signup_closes_on=asked.signup_closes_on if asked else None,
        position=None if turn is None else turn.position,
        seats=None if turn is None else turn.seats,
    )


def _turn(turns: tuple[Turn, ...], session: str | None) -> Turn | None:
    """The place in the order for the session named, else for the last one tried."""
    for turn in turns:
        if turn.session == session:
            return turn
    return turns[-1] if turns else None
