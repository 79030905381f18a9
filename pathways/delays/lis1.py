"""Doctors who wait to begin LIS1, and LIS1 doctors whose municipality is not in place."""

from collections.abc import Iterable
from datetime import date

from pathways.delays.days import days_before, first_left, months_before
from pathways.delays.values import DelayCase, DelayLimits, Lines
from pathways.month_axis import DAY
from pathways.phases import LIS1_HOSPITAL, LIS1_MUNICIPALITY, has_passed, has_reached
from pathways.projection.values import Item
from pathways.start_and_goal import Lis1Start, first_lis1_start
from pathways.types.delays import Action, Cause, DelayState, Evidence, Finding, Owner
from pathways.types.knowledge import RequirementKind

LIS1_START = "lis1-start"


def lis1_findings(case: DelayCase, _lines: Lines, limits: DelayLimits) -> Iterable[Finding]:
    """What lies between the degree and the end of LIS1."""
    record = case.record
    if not has_reached(record, LIS1_HOSPITAL):
        found = _to_begin(case, limits)
    elif has_passed(record, LIS1_HOSPITAL):
        found = None
    else:
        found = _municipality(case, limits)
    return () if found is None else (found,)


# ---- Not begun ---------------------------------------------------------------------------


def _to_begin(case: DelayCase, limits: DelayLimits) -> Finding | None:
    authorised, start = case.record.authorised_on, case.projection.lis1_start
    if authorised is not None and authorised < case.today:
        return _authorised(authorised + DAY, start, case, limits)
    deadline = None if start is None else start.likely_deadline
    if start is None or deadline is None:
        return None
    if case.today < days_before(deadline, limits.near_days):
        return None
    return Finding(
        ref=LIS1_START,
        cause=Cause.WAITING_FOR_LIS1,
        state=DelayState.AT_RISK,
        days_moved=0,
        days_saveable=_lost_by_missing(start, deadline, case),
        action=Action.APPLY_LIS1,
        owner=Owner.TRAINEE,
        act_by=deadline,
        evidence=Evidence(expected=case.projection.expected, earliest=start.starts_on),
    )


def _authorised(
    ready: date, start: Lis1Start | None, case: DelayCase, limits: DelayLimits
) -> Finding | None:
    """The days from when the doctor could begin until the start that is booked or expected."""
    moved = None if start is None else (start.starts_on - ready).days
    if moved is not None and moved <= limits.small_days:
        return None
    expected = case.projection.expected
    is_booked = start is not None and start.is_booked
    return Finding(
        ref=LIS1_START,
        cause=Cause.WAITING_FOR_LIS1,
        state=DelayState.BLOCKED if is_booked else DelayState.LATE,
        days_moved=moved,
        days_saveable=0,
        action=Action.NOTHING if is_booked else Action.APPLY_LIS1,
        owner=Owner.NOBODY if is_booked else Owner.TRAINEE,
        act_by=None if start is None else first_left(case.today, start.likely_deadline),
        evidence=Evidence(
            expected=expected,
            without=None if expected is None or moved is None else days_before(expected, moved),
            earliest=None if start is None else start.starts_on,
            since=ready,
        ),
    )


def _lost_by_missing(start: Lis1Start, deadline: date, case: DelayCase) -> int:
    """Days to the start after this one; 0 when the intakes are not known."""
    if case.frame is None:
        return 0
    later = first_lis1_start(case.record, deadline + DAY, case.frame.intakes)
    return 0 if later is None else max(0, (later.starts_on - start.starts_on).days)


# ---- The municipality --------------------------------------------------------------------


def _municipality(case: DelayCase, limits: DelayLimits) -> Finding | None:
    """Service in a municipality that is not booked within the horizon, or booked with a gap."""
    hospital = _service_line(case, LIS1_HOSPITAL)
    line = _service_line(case, LIS1_MUNICIPALITY)
    if hospital is None or line is None or case.projection.expected is None:
        return None
    full = case.today if hospital.is_done else hospital.earliest
    if full is None:
        return None
    starts = [s.starts_on for s in case.record.services if s.stage == LIS1_MUNICIPALITY]
    if not starts:
        return _not_booked(line, full + DAY, case, limits)
    booked = min(starts)
    if booked <= case.today:
        return None
    return _gap(line, booked, full + DAY, case, limits)


def _service_line(case: DelayCase, stage: str) -> Item | None:
    """The line of the whole of one stage's service."""
    for item in case.projection.items:
        state = item.state
        if (
            state is not None
            and state.requirement.stage == stage
            and state.requirement.kind is RequirementKind.SERVICE
        ):
            return item
    return None


def _not_booked(line: Item, start: date, case: DelayCase, limits: DelayLimits) -> Finding | None:
    today = case.today
    if today < months_before(start, limits.horizon_months):
        return None
    last = start - DAY
    is_late = last <= today
    told_by = months_before(start, limits.municipality_months)
    return Finding(
        ref=line.key,
        cause=Cause.WAITING_FOR_LIS1,
        state=DelayState.LATE if is_late else DelayState.AT_RISK,
        days_moved=None if is_late else 0,
        days_saveable=0,
        action=Action.PLAN_SERVICE,
        owner=Owner.COORDINATOR,
        act_by=None if is_late else first_left(today, told_by, last),
        evidence=Evidence(expected=case.projection.expected, earliest=start),
    )


def _gap(
    line: Item, booked: date, could_start: date, case: DelayCase, limits: DelayLimits
) -> Finding | None:
    """A booked start after the hospital year is full: the days between."""
    expected, best = case.projection.expected, case.projection.best
    moved = (booked - could_start).days
    if expected is not None and best is not None:
        moved = min(moved, (expected - best).days)
    if moved <= limits.small_days or expected is None:
        return None
    told_by = months_before(booked, limits.municipality_months)
    return Finding(
        ref=line.key,
        cause=Cause.WAITING_FOR_LIS1,
        state=DelayState.LATE,
        days_moved=moved,
        days_saveable=moved,
        action=Action.TRY_SWAP,
        owner=Owner.COORDINATOR,
        act_by=first_left(case.today, told_by, booked - DAY),
        evidence=Evidence(
            expected=expected,
            without=days_before(expected, moved),
            earliest=booked,
            since=could_start,
        ),
    )
