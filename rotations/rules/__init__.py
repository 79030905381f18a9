"""Whether a finished plan keeps every rule. Knows no planner: it judges what the planner made.

Every rule is one independent check (`RULES`); `check` runs them all.
"""

from collections.abc import Sequence

from rotations.loads import LoadedPlan
from rotations.rules.table import RULES, Check, RuleCheck
from rotations.types.case import Placement, RotationCase
from rotations.types.findings import Violation

__all__ = ["RULES", "Check", "RuleCheck", "check", "check_plan"]


def check(case: RotationCase, placements: Sequence[Placement]) -> tuple[Violation, ...]:
    """Everything in a plan that is not as it must (breach) or should (remark) be.

    Ordered by rule (as in `RULES`), then as the case lists doctors and limits, then by time.
    """
    return check_plan(LoadedPlan(case, placements))


def check_plan(plan: LoadedPlan) -> tuple[Violation, ...]:
    """The same for a plan that is indexed already."""
    return tuple(found for rule in RULES.values() for found in rule.check(plan))
