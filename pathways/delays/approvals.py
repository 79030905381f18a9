"""Objectives that were sent for signing and have lain with somebody too long."""

from collections.abc import Iterable
from datetime import date

from pathways.delays.days import days_before, figure, first_left, months_before
from pathways.delays.values import DelayCase, DelayLimits, Lines
from pathways.month_axis import DAY
from pathways.projection.values import Item, StintKind
from pathways.requirement_state import Detail, RequirementState
from pathways.types.delays import Action, Cause, DelayState, Evidence, Finding, Owner
from pathways.types.knowledge import RequirementKind

_SIGNED = frozenset({RequirementKind.OBJECTIVES, RequirementKind.COMMON_OBJECTIVES})
_OWN = "own"
_WITH_SOMEBODY = Detail.WITH_SOMEBODY
"""Looked up once: members of an enumeration are slow to find, and lines are many."""


def approval_findings(case: DelayCase, lines: Lines, limits: DelayLimits) -> Iterable[Finding]:
    """One finding for each line of objectives with something that has waited too long."""
    sent_before = days_before(case.today, limits.held_days)
    for line in case.projection.items:
        state = line.state
        if line.is_done or state is None or state.detail is not _WITH_SOMEBODY:
            continue
        since = state.since
        if since is None or since >= sent_before or state.requirement.kind not in _SIGNED:
            continue
        found = _finding(line, state, since, case, lines, limits)
        if found is not None:
            yield found


def _finding(
    line: Item,
    state: RequirementState,
    since: date,
    case: DelayCase,
    lines: Lines,
    limits: DelayLimits,
) -> Finding | None:
    """None as long as the last day is far away, or when none can be named."""
    leaves_on = _external_start(case, lines)
    last = min((day for day in (line.latest, leaves_on) if day is not None), default=None)
    is_late = _decides_alone(line, case) or (leaves_on is not None and leaves_on <= case.today)
    if not is_late and (last is None or case.today < months_before(last, limits.held_months)):
        return None
    is_known = case.projection.expected is not None and not is_late
    return Finding(
        ref=line.key,
        cause=Cause.MISSING_APPROVAL,
        state=DelayState.LATE if is_late else DelayState.AT_RISK,
        days_moved=0 if is_known else None,
        days_saveable=0,
        action=Action.SIGN_OR_ANSWER,
        owner=Owner.HOLDER,
        act_by=None if is_late else first_left(case.today, last),
        evidence=Evidence(
            expected=case.projection.expected,
            without=case.projection.expected if is_known else None,
            earliest=line.earliest,
            latest=last,
            since=since,
            holder=state.holders[0][0] if state.holders else None,
            count=int(state.booked),
            has=figure(state.has),
            needs=figure(state.needs),
            unit=state.unit,
        ),
    )


def _decides_alone(line: Item, case: DelayCase) -> bool:
    """Whether nothing else is waited for. Since when all else was done, the lines do not tell."""
    return line.decides and not any(
        item.decides and item.key != line.key for item in case.projection.items
    )


def _external_start(case: DelayCase, lines: Lines) -> date | None:
    """The day before the next service elsewhere, when the plan asks for objectives first."""
    plan = None if case.frame is None else case.frame.plan
    if plan is None or not plan.rules_before_external:
        return None
    external = {service.seq for service in plan.services if service.host_kind != _OWN}
    starts = [
        service.starts_on
        for service in case.record.services
        if service.plan_seq in external and service.starts_on > case.today
    ]
    refs = {f"service:{seq}" for seq in external}
    for stint in case.projection.timeline:
        if stint.kind is StintKind.TO_PLAN and stint.ref in refs:
            line = lines.get(stint.ref)
            if line is not None and line.latest_start is not None:
                starts.append(line.latest_start)
    return min(starts) - DAY if starts else None
