"""What happened to a doctor's flags since the last scan, and why: see docs/delays.md.

Nothing opens, changes or closes without a reason that can be pointed at: something in the
context, something else in the evidence, or a named day that has passed.
"""

from collections.abc import Sequence
from datetime import date

from pathways.delays.courses import BINDING, SEATED
from pathways.delays.leave import LEAVE
from pathways.delays.named_days import passed_between
from pathways.delays.supervision import SUPERVISOR, TALKS
from pathways.delays.values import COURSE_PREFIX, ChangeContext, CourseSituation
from pathways.talks import TalkState
from pathways.types.courses import RegistrationState, SeatOutcome, Standing
from pathways.types.delays import Action, Cause, Event, EventKind, Finding, Reason

_COURSE_REASONS = frozenset(
    {
        Reason.SESSION_CANCELLED,
        Reason.SESSION_ADDED,
        Reason.SEAT_GAINED,
        Reason.SEAT_LOST,
        Reason.DEADLINE_PASSED,
    }
)
"""Reasons by which one course can move the day under the other flags."""
_ANY_CHANGE = frozenset(
    {
        Reason.FIRST_SEEN,
        Reason.SESSION_CANCELLED,
        Reason.SESSION_ADDED,
        Reason.SEAT_GAINED,
        Reason.SEAT_LOST,
        Reason.SENT,
        Reason.SIGNED,
        Reason.DONE,
    }
)
"""Reasons of the line's own: every difference that they make is told, also a single day."""


def compare(
    open_flags: Sequence[Finding], found: Sequence[Finding], context: ChangeContext
) -> tuple[Event, ...]:
    """The events of one doctor, in the order of the flags' keys.

    `open_flags` are the flags as they were last written, `found` what is found now. A flag that
    differs for no reason that can be named has no event, and stays as it was written.
    """
    before = {flag.key: flag for flag in open_flags}
    after = {} if context.left_training else {each.key: each for each in found}
    pairs = [(before.get(key), after.get(key)) for key in sorted({*before, *after})]
    reasons = [_reason(old, new, context) for old, new in pairs]
    has_moved = _has_moved(pairs, reasons, context)
    events = []
    for (old, new), reason in zip(pairs, reasons, strict=True):
        if reason is None and has_moved and _is_told(old, new, Reason.DATE_MOVED, context):
            reason = Reason.DATE_MOVED if _expected_differs(old, context) else None
        if reason is None and _has_drifted(old, new, context):
            reason = Reason.DATE_MOVED
        if reason is not None:
            events.append(Event(_kind(old, new), reason, old, new))
    return tuple(events)


def _kind(old: Finding | None, new: Finding | None) -> EventKind:
    if old is None:
        return EventKind.OPENED
    return EventKind.CLOSED if new is None else EventKind.UPDATED


# ---- Whether there is anything to tell ---------------------------------------------------


def _is_told(
    old: Finding | None, new: Finding | None, reason: Reason, context: ChangeContext
) -> bool:
    """Whether a difference is worth an entry when this is the reason for it."""
    if old is None or new is None:
        return old is not new
    if _face(old) != _face(new):
        return True
    by = _days_differ(old, new)
    return by > 0 and (reason in _ANY_CHANGE or by >= context.limits.least_change_days)


def _face(flag: Finding) -> tuple[object, ...]:
    """What a flag says apart from its days."""
    evidence = flag.evidence
    return (
        flag.state,
        flag.action,
        flag.owner,
        flag.is_bound,
        flag.days_moved is None,
        flag.act_by is None,
        evidence.session,
        evidence.session_starts_on,
        evidence.signup_closes_on,
        evidence.outcome,
        evidence.holder,
        evidence.since,
        evidence.count,
    )


def _days_differ(old: Finding, new: Finding) -> int:
    """The greatest difference in the days that the flag names."""
    return max(
        abs((new.days_moved or 0) - (old.days_moved or 0)),
        abs(new.days_saveable - old.days_saveable),
        _apart(old.act_by, new.act_by),
    )


def _apart(one: date | None, other: date | None) -> int:
    return 0 if one is None or other is None else abs((other - one).days)


# ---- The reasons, the most telling first -------------------------------------------------


def _reason(old: Finding | None, new: Finding | None, context: ChangeContext) -> Reason | None:
    """The reason of the line's own, or of the doctor's record; None when there is none."""
    for reason in _candidates(old, new, context):
        if reason is not None and _is_told(old, new, reason, context):
            return reason
    return None


def _candidates(
    old: Finding | None, new: Finding | None, context: ChangeContext
) -> Sequence[Reason | None]:
    if context.left_training:
        return (Reason.LEFT_TRAINING,)
    if context.last_scan_on is None or context.is_new:
        return (Reason.FIRST_SEEN,)
    flag = old or new
    assert flag is not None
    own = _OWN_REASON.get(flag.cause)
    return (
        _done(old, new, context),
        None if own is None else own(old, new, context),
        passed_between((old, new), context.last_scan_on, context.today, context.limits),
        _seats(old, new, context) if flag.cause is Cause.COURSE else None,
        Reason.RECORD_CHANGED if context.record_changed else None,
        Reason.RULE_CHANGED if context.content_changed else None,
    )


def _done(old: Finding | None, new: Finding | None, context: ChangeContext) -> Reason | None:
    """The line is done, the leave is over, the supervisor is found, the talk is held."""
    if old is None or new is not None or context.case is None:
        return None
    case = context.case
    if old.ref == LEAVE:
        last = old.evidence.latest
        is_done = last is not None and last <= context.today
    elif old.ref == SUPERVISOR:
        is_done = case.record.personal_supervisor is not None
    elif old.ref == TALKS:
        talks = case.talks
        is_done = (
            talks is not None
            and talks.state is not TalkState.MISSING
            and talks.last_held != old.evidence.earliest
        )
    else:
        is_done = any(item.key == old.ref and item.is_done for item in case.projection.items)
    return Reason.DONE if is_done else None


def _approval(old: Finding | None, new: Finding | None, context: ChangeContext) -> Reason | None:
    """Signed when less lies with somebody than before, sent when it lies with somebody else."""
    if old is None or not context.record_changed:
        return None
    if new is None:
        return Reason.SIGNED if _approved_more(old, context) else None
    if (new.evidence.count or 0) < (old.evidence.count or 0):
        return Reason.SIGNED
    if (new.evidence.holder, new.evidence.since) != (old.evidence.holder, old.evidence.since):
        return Reason.SENT
    return None


def _approved_more(old: Finding, context: ChangeContext) -> bool:
    if context.case is None:
        return False
    for item in context.case.projection.items:
        if item.key == old.ref:
            return item.has is not None and item.has > float(old.evidence.has or 0)
    return False


# ---- Courses -----------------------------------------------------------------------------


def _course(old: Finding | None, new: Finding | None, context: ChangeContext) -> Reason | None:
    """A session was cancelled, added or moved; or the doctor has asked for a seat."""
    flag = old or new
    assert flag is not None
    course = flag.ref.removeprefix(COURSE_PREFIX)
    now = None if context.case is None else context.case.courses.get(course)
    cancelled = context.cancelled.get(course)
    named = _sessions_named(old, course, context)
    if cancelled and ((named & cancelled) or (not named and _is_worse(old, new))):
        return Reason.SESSION_CANCELLED
    changed = context.changed.get(course, frozenset())
    if now is not None and now.standing.session in changed:
        return Reason.SESSION_ADDED
    if old is not None and old.action is Action.SIGN_UP and now is not None:
        asked = _asked_since(now)
        if asked is not None:
            return asked
    touches = named & changed or (changed and (not named or _has_better_place(course, context)))
    return Reason.SESSION_ADDED if touches else None


def _sessions_named(old: Finding | None, course: str, context: ChangeContext) -> frozenset[str]:
    """The sessions that the doctor was to have, or that the flag named."""
    was = None if context.seats_before is None else context.seats_before.get(course)
    named = {old.evidence.session if old else None, was.session if was else None}
    return frozenset(key for key in named if key is not None)


def _asked_since(now: CourseSituation) -> Reason | None:
    """The doctor had not signed up when the flag was written, and has done so."""
    registration = now.registration
    if registration is None or registration.state not in BINDING:
        return None
    confirmed = registration.state is RegistrationState.CONFIRMED
    return Reason.SEAT_GAINED if confirmed else Reason.SENT


def _has_better_place(course: str, context: ChangeContext) -> bool:
    """Whether the rule gives more than it did: others have gone to the session that is new."""
    was = None if context.seats_before is None else context.seats_before.get(course)
    now = None if context.case is None else context.case.courses.get(course)
    return was is not None and now is not None and _place(now.standing) < _place(was)


def _seats(old: Finding | None, new: Finding | None, context: ChangeContext) -> Reason | None:
    """The rule gives another seat than before, or an extra session would help other doctors."""
    flag = old or new
    assert flag is not None
    course = flag.ref.removeprefix(COURSE_PREFIX)
    was = None if context.seats_before is None else context.seats_before.get(course)
    now = None if context.case is None else context.case.courses.get(course)
    if was is not None and now is not None and _place(was) != _place(now.standing):
        better = _place(now.standing) < _place(was)
        return Reason.SEAT_GAINED if better else Reason.SEAT_LOST
    if old is None or new is None:
        return None
    if old.evidence.outcome != new.evidence.outcome:
        seated = new.evidence.outcome in {str(each) for each in SEATED}
        return Reason.SEAT_GAINED if seated else Reason.SEAT_LOST
    if abs(new.days_saveable - old.days_saveable) < context.limits.least_change_days:
        return None
    return _why_saveable(course, new.days_saveable > old.days_saveable, context)


def _why_saveable(course: str, is_more: bool, context: ChangeContext) -> Reason:
    """The seat is the same, and an extra session would win more or less than before."""
    if context.changed.get(course):
        return Reason.SESSION_ADDED
    if context.cancelled.get(course):
        return Reason.SESSION_CANCELLED
    return Reason.SEAT_GAINED if is_more else Reason.SEAT_LOST


_BEST_FIRST = tuple(SeatOutcome)


def _place(standing: Standing) -> tuple[bool, date, int, str]:
    """What the rule gives, the better the less: a seat, an early one, a sure one."""
    return (
        standing.outcome not in SEATED,
        standing.done_on or date.max,
        _BEST_FIRST.index(standing.outcome),
        standing.session or "",
    )


def _is_worse(old: Finding | None, new: Finding | None) -> bool:
    """Whether more days are moved than before; a new flag is worse, a closed one is not."""
    if old is None or new is None:
        return new is not None
    return (new.days_moved or 0) > (old.days_moved or 0)


_OWN_REASON = {Cause.COURSE: _course, Cause.MISSING_APPROVAL: _approval}


# ---- The day was moved by something else -------------------------------------------------


def _has_moved(
    pairs: Sequence[tuple[Finding | None, Finding | None]],
    reasons: Sequence[Reason | None],
    context: ChangeContext,
) -> bool:
    """Whether something that can be named has moved the doctor's day."""
    if context.last_scan_on is None or context.case is None:
        return False
    for (old, new), reason in zip(pairs, reasons, strict=True):
        flag = old or new
        if reason in _COURSE_REASONS and flag is not None and flag.cause is Cause.COURSE:
            return True
    return context.seats_before is not None and any(
        _place(was) != _place(context.case.courses[course].standing)
        for course, was in context.seats_before.items()
        if course in context.case.courses
    )


def _expected_differs(old: Finding | None, context: ChangeContext) -> bool:
    """Whether the expected day is another than the one it was judged by."""
    was = context.expected_before or (None if old is None else old.evidence.expected)
    return was is not None and context.case is not None and was != context.case.projection.expected


def _has_drifted(old: Finding | None, new: Finding | None, context: ChangeContext) -> bool:
    """Whether the expected day lies so far from the one in the flag that it must be told."""
    if old is None or old.ref == LEAVE or context.case is None:
        return False
    if new is None and old.is_bound:
        return False  # The day in the flag was that of the last session, not the doctor's own.
    if new is not None and _days_differ(old, new) < context.limits.least_change_days:
        return False
    was, now = old.evidence.expected, context.case.projection.expected
    if was is None or now is None or abs((now - was).days) < context.limits.drift_days:
        return False
    return new is None or new.evidence.expected != was
