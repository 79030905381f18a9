"""Find every delay of one doctor on one day: see docs/delays.md for the method."""

from collections.abc import Callable, Iterable

from pathways.delays.approvals import approval_findings
from pathways.delays.courses import course_findings
from pathways.delays.leave import leave_findings
from pathways.delays.lis1 import lis1_findings
from pathways.delays.procedures import procedure_findings
from pathways.delays.rotation import rotation_findings
from pathways.delays.supervision import supervision_findings
from pathways.delays.values import DEFAULT_LIMITS, DelayCase, DelayLimits, Lines
from pathways.projection.values import Certainty
from pathways.types.delays import Finding

_CAUSES: tuple[Callable[[DelayCase, Lines, DelayLimits], Iterable[Finding]], ...] = (
    course_findings,
    rotation_findings,
    leave_findings,
    approval_findings,
    supervision_findings,
    procedure_findings,
    lis1_findings,
)


def findings(case: DelayCase, limits: DelayLimits = DEFAULT_LIMITS) -> tuple[Finding, ...]:
    """Every delay, by `key` in order; each reckoned by itself, as if it were the only one.

    The days of several findings are not to be added: each says how much earlier the approval
    would come if that line alone were no hindrance. Nothing is found for a doctor who has
    nothing left that takes time.
    """
    if case.projection.certainty is Certainty.DONE:
        return ()
    lines = {item.key: item for item in case.projection.items}
    found = [each for look in _CAUSES for each in look(case, lines, limits)]
    found.sort(key=lambda each: each.key)
    return tuple(found)
