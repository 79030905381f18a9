"""Leave and part-time ahead: days that are explained, and nothing to be done about."""

from collections.abc import Iterable
from datetime import date

from pathways.delays.values import DelayCase, DelayLimits, Lines
from pathways.types.delays import Action, Cause, DelayState, Evidence, Finding, Owner
from pathways.types.record import AbsenceKind
from pathways.worktime import FULL_TIME

LEAVE = "leave"


def leave_findings(case: DelayCase, _lines: Lines, limits: DelayLimits) -> Iterable[Finding]:
    """How much later the approval comes because of leave and part-time ahead."""
    if case.without_leave is None:
        return ()
    expected, without = case.projection.expected, case.without_leave.expected
    if expected is None or without is None:
        return ()
    moved = (expected - without).days
    if moved <= limits.small_days:
        return ()
    first, last, unit = _ahead(case)
    return (
        Finding(
            ref=LEAVE,
            cause=Cause.LEAVE_OR_PART_TIME,
            state=DelayState.BLOCKED,
            days_moved=moved,
            days_saveable=0,
            action=Action.NOTHING,
            owner=Owner.NOBODY,
            evidence=Evidence(
                expected=expected, without=without, earliest=first, latest=last, unit=unit
            ),
        ),
    )


def _ahead(case: DelayCase) -> tuple[date | None, date | None, str | None]:
    """First and last day of the leave and part-time that is not over, and which of them it is.

    The last day is None when a share has no end.
    """
    leaves = [
        (each.starts_on, each.ends_on)
        for each in case.record.absences
        if each.kind is AbsenceKind.LEAVE and each.ends_on > case.today
    ]
    shares = [
        (each.starts_on, each.ends_on or date.max)
        for each in case.record.shares
        if each.percent < FULL_TIME and (each.ends_on is None or each.ends_on > case.today)
    ]
    spans = leaves + shares
    if not spans:
        return None, None, None
    last = max(end for _start, end in spans)
    unit = "both" if leaves and shares else "leave" if leaves else "share"
    return min(start for start, _end in spans), None if last == date.max else last, unit
