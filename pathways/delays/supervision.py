"""A doctor without a personal supervisor, and talks that were not held."""

from collections.abc import Iterable

from pathways.delays.days import days_before, first_left
from pathways.delays.values import DelayCase, DelayLimits, Lines
from pathways.requirement_state import Detail
from pathways.talks import TalkState
from pathways.types.delays import Action, Cause, DelayState, Evidence, Finding, Owner
from pathways.types.knowledge import RequirementKind

SUPERVISOR = "supervisor"
TALKS = "talks"
_SUPERVISION = RequirementKind.SUPERVISION
_NEEDS_ONE = frozenset({Detail.NO_SUPERVISOR, Detail.UP_TO_AVERAGE, Detail.BEHIND_AVERAGE})


def supervision_findings(case: DelayCase, _lines: Lines, limits: DelayLimits) -> Iterable[Finding]:
    """No supervisor, else a talk that is overdue. Neither moves the day by itself."""
    if case.record.personal_supervisor is None:
        return (_supervisor(case),) if _needs_supervisor(case) else ()
    talks = case.talks
    if talks is None or talks.state is not TalkState.MISSING:
        return ()
    if days_before(case.today, limits.talk_grace_days) <= talks.due_on:
        return ()
    return (
        Finding(
            ref=TALKS,
            cause=Cause.MISSING_SUPERVISOR,
            state=DelayState.AT_RISK,
            days_moved=0,
            days_saveable=0,
            action=Action.HOLD_TALK,
            owner=Owner.SUPERVISOR,
            evidence=Evidence(
                expected=case.projection.expected, earliest=talks.last_held, since=talks.due_on
            ),
        ),
    )


def _needs_supervisor(case: DelayCase) -> bool:
    """Whether the stage that the doctor is in asks for a personal supervisor."""
    for line in case.projection.items:
        state = line.state
        if (
            state is not None
            and state.requirement.kind is _SUPERVISION
            and state.detail in _NEEDS_ONE
        ):
            return True
    return False


def _supervisor(case: DelayCase) -> Finding:
    """The first talk that would be missing is the last day that costs nothing."""
    due = None if case.talks is None else case.talks.due_on
    return Finding(
        ref=SUPERVISOR,
        cause=Cause.MISSING_SUPERVISOR,
        state=DelayState.AT_RISK,
        days_moved=0,
        days_saveable=0,
        action=Action.FIND_SUPERVISOR,
        owner=Owner.APPROVER if case.record.approver else Owner.COORDINATOR,
        act_by=first_left(case.today, due),
        evidence=Evidence(expected=case.projection.expected, since=None),
    )
