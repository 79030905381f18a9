"""Recommended procedures that are clearly behind for the time served.

The numbers are recommended least numbers and move no day by rule, so that no date is ever
worked out from them: the finding says that they are behind, and nothing more.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

from pathways.delays.days import figure
from pathways.delays.values import DelayCase, DelayLimits, Lines, Milestone
from pathways.phases import PART23, phase_time
from pathways.projection.values import Item
from pathways.requirement_procedures import ProcedureRow, procedure_rows
from pathways.requirement_state import Detail, Measures
from pathways.types.delays import Action, Cause, DelayState, Evidence, Finding, Owner
from pathways.types.knowledge import RequirementKind
from pathways.types.record import TraineeRecord
from pathways.worktime import template_of, ticks_of


def procedure_findings(case: DelayCase, _lines: Lines, limits: DelayLimits) -> Iterable[Finding]:
    """One finding when some recommended number is clearly behind."""
    measures = None if case.frame is None else case.frame.measures
    if measures is None or not measures.procedure_targets:
        return
    milestone = _milestone(case.projection.items, limits.milestones)
    if milestone is None:
        return
    for line in case.projection.items:
        state = line.state
        if (
            line.is_done
            or state is None
            or state.requirement.kind is not RequirementKind.PROCEDURES
            or state.detail is not Detail.COUNTED
        ):
            continue
        template = template_of(state.requirement.stage)
        targets = [each for each in measures.procedure_targets if each.stage == template]
        behind = [
            row for row in procedure_rows(case.record, targets) if is_behind(row, milestone.done)
        ]
        if behind:
            yield _finding(line, behind, _reached_on(case, measures, milestone), case)


def is_behind(row: ProcedureRow, share: Fraction) -> bool:
    """Whether fewer are registered than this share of the recommended number, rounded down."""
    return row.count < int(row.target.amount * share)


def _milestone(items: Iterable[Item], milestones: Sequence[Milestone]) -> Milestone | None:
    """The last milestone that the doctor's service has reached."""
    whole = _whole_service(items)
    if whole is None or not whole.has or not whole.needs:
        return None
    served = whole.has / whole.needs
    reached = [each for each in milestones if each.served <= served]
    return max(reached, key=lambda each: each.served, default=None)


def _whole_service(items: Iterable[Item]) -> Item | None:
    """The line of all service in parts 2 and 3."""
    for item in items:
        state = item.state
        if state is None or state.requirement.kind is not RequirementKind.SERVICE:
            continue
        requirement = state.requirement
        if template_of(requirement.stage) == "part3" and requirement.inside_service is None:
            return item
    return None


def _reached_on(case: DelayCase, measures: Measures, milestone: Milestone) -> date | None:
    """The day on which the service had come so far."""
    phase = next((each for each in measures.phases if each.key == PART23), None)
    starts = [service.starts_on for service in case.record.services]
    if phase is None or not starts:
        return None
    first, last = min(starts).toordinal(), case.today.toordinal()
    needed = ticks_of(phase.months * milestone.served)
    record: TraineeRecord = case.record

    def served(number: int) -> int:
        return phase_time(record, phase, date.fromordinal(first + number), measures.limits).ticks

    number = bisect_left(range(last - first + 1), needed, key=served)
    return date.fromordinal(min(first + number, last))


def _finding(
    line: Item, behind: Sequence[ProcedureRow], since: date | None, case: DelayCase
) -> Finding:
    worst = min(behind, key=lambda row: (row.count / row.target.amount, row.target.key))
    return Finding(
        ref=line.key,
        cause=Cause.PROCEDURE_ACCESS,
        state=DelayState.AT_RISK,
        days_moved=0,
        days_saveable=0,
        action=Action.PLAN_PROCEDURES,
        owner=Owner.APPROVER if case.record.approver else Owner.COORDINATOR,
        evidence=Evidence(
            expected=case.projection.expected,
            since=since,
            count=len(behind),
            has=str(worst.count),
            needs=figure(worst.target.amount),
            unit=worst.target.key,
        ),
    )
