"""The days on which a flag may change although nothing has happened: each can be named.

A day is named by the finding itself: a deadline, or a limit counted from a day in its evidence.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from pathways.delays.days import days_before, months_before
from pathways.delays.values import DelayLimits
from pathways.month_axis import DAY
from pathways.types.delays import Action, Cause, DelayState, Finding, Reason


class NamedDay(NamedTuple):
    """From `day` on something is different, for this reason."""

    day: date
    reason: Reason


def passed_between(
    findings: Iterable[Finding | None], last_scan_on: date, today: date, limits: DelayLimits
) -> Reason | None:
    """Why a flag may differ from the last scan: a deadline passed, or one has come near.

    A deadline that passed comes before one that has come near.
    """
    reasons = {
        named.reason
        for finding in findings
        if finding is not None
        for named in named_days(finding, limits)
        if last_scan_on < named.day <= today
    }
    for reason in (Reason.DEADLINE_PASSED, Reason.DEADLINE_NEAR):
        if reason in reasons:
            return reason
    return None


def named_days(finding: Finding, limits: DelayLimits) -> Iterator[NamedDay]:
    """Every day that the finding names."""
    near, evidence = limits.near_days, finding.evidence
    if finding.act_by is not None:
        yield NamedDay(days_before(finding.act_by, near), Reason.DEADLINE_NEAR)
        yield NamedDay(finding.act_by + DAY, Reason.DEADLINE_PASSED)
    if evidence.signup_closes_on is not None:
        yield NamedDay(evidence.signup_closes_on + DAY, Reason.DEADLINE_PASSED)
    if evidence.session_starts_on is not None:
        yield NamedDay(evidence.session_starts_on, Reason.DEADLINE_PASSED)
    more = _BY_CAUSE.get(finding.cause)
    if more is not None:
        yield from more(finding, limits)


def _course(finding: Finding, limits: DelayLimits) -> Iterator[NamedDay]:
    """When another session is usually announced, and when it would come too late."""
    latest = finding.evidence.latest
    if latest is None:
        return
    usual = months_before(latest, limits.announced_months)
    yield NamedDay(days_before(usual, limits.near_days), Reason.DEADLINE_NEAR)
    yield NamedDay(usual + DAY, Reason.DEADLINE_PASSED)
    yield NamedDay(days_before(latest, limits.notice_days) + DAY, Reason.DEADLINE_PASSED)


def _rotation(finding: Finding, limits: DelayLimits) -> Iterator[NamedDay]:
    """The horizon of a service that is to begin the day after the last day, and that day."""
    if finding.act_by is None:
        return
    yield NamedDay(finding.act_by, Reason.DEADLINE_NEAR)
    if finding.state is not DelayState.AT_RISK:
        return
    planned_by = months_before(finding.act_by + DAY, limits.horizon_months)
    yield NamedDay(days_before(planned_by, limits.near_days), Reason.DEADLINE_NEAR)
    yield NamedDay(planned_by + DAY, Reason.DEADLINE_PASSED)


def _held(finding: Finding, limits: DelayLimits) -> Iterator[NamedDay]:
    """More than the days that something may lie with somebody; a last day within the months."""
    if finding.act_by is not None:
        yield NamedDay(months_before(finding.act_by, limits.held_months), Reason.DEADLINE_NEAR)
    if finding.evidence.since is not None:
        limit = timedelta(days=limits.held_days + 1)
        yield NamedDay(finding.evidence.since + limit, Reason.DEADLINE_PASSED)


def _overdue(finding: Finding, limits: DelayLimits) -> Iterator[NamedDay]:
    """A talk is overdue."""
    if finding.evidence.since is not None:
        grace = timedelta(days=limits.talk_grace_days + 1)
        yield NamedDay(finding.evidence.since + grace, Reason.DEADLINE_PASSED)


def _since(finding: Finding, _limits: DelayLimits) -> Iterator[NamedDay]:
    """The day itself: a milestone of the service, or the first day a doctor could begin."""
    if finding.evidence.since is not None:
        yield NamedDay(finding.evidence.since, Reason.DEADLINE_PASSED)


def _lis1(finding: Finding, limits: DelayLimits) -> Iterator[NamedDay]:
    """The horizon of the service in the municipality; the first day a doctor could begin."""
    yield from _since(finding, limits)
    if finding.act_by is not None and finding.action is Action.PLAN_SERVICE:
        yield NamedDay(finding.act_by, Reason.DEADLINE_NEAR)
    starts_on = finding.evidence.earliest
    if starts_on is not None:
        yield NamedDay(months_before(starts_on, limits.horizon_months), Reason.DEADLINE_NEAR)
        yield NamedDay(
            months_before(starts_on, limits.municipality_months) + DAY, Reason.DEADLINE_PASSED
        )


_BY_CAUSE = {
    Cause.COURSE: _course,
    Cause.ROTATION_SLOT: _rotation,
    Cause.MISSING_APPROVAL: _held,
    Cause.MISSING_SUPERVISOR: _overdue,
    Cause.PROCEDURE_ACCESS: _since,
    Cause.WAITING_FOR_LIS1: _lis1,
}
