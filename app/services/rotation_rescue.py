"""A plan told of before the planner's process died, judged anew; the hash of an input."""

import hashlib
import json
from typing import Any

from app.services.rotation_solver_run import Order
from rotations.rules import check
from rotations.scoring import score
from rotations.types.findings import Severity
from rotations.types.results import Progress, SolveResult, Status


def hash_of(document: dict[str, Any]) -> str:
    """SHA-256 of a document, whatever the order of its keys."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def rescued(order: Order, best: Progress) -> SolveResult:
    """The last plan told, as a result without proof; the rules say whether it is valid."""
    placements = best.placements or ()
    violations = check(order.case, placements)
    is_valid = all(each.severity is not Severity.BREACH for each in violations)
    return SolveResult(
        status=Status.FEASIBLE if is_valid else Status.NONE_FOUND,
        placements=placements,
        score=score(order.case, placements),
        bound=best.bound,
        bound_source="lagrange" if best.bound is not None else "",
        hard_breaches=best.hard_breaches or 0,
        seconds=best.seconds,
        seed=order.seed,
        limits=order.limits,
        is_stopped=True,
        input_hash="",
        plan_hash="",
        versions=(),
        violations=violations,
    )
