"""Answers rotation cases from files: a plan, a judgement, a repair, an explanation, a question.

The planner's libraries are large, so they are loaded when a plan is asked for and not before.
"""

from typing import Any

from app.exchange.rotation_files import RotationFile
from app.exchange.rotation_results import (
    answer_document,
    check_document,
    explanation_document,
    repair_document,
    solve_document,
)
from rotations.loads import loads
from rotations.rules import check
from rotations.scoring import score
from rotations.types.questions import Question
from rotations.types.results import Report, Status


def solved(file: RotationFile, report: Report | None = None) -> tuple[dict[str, Any], bool]:
    """The best plan of a case as plain JSON values, and whether there is one.

    A plan in the file is what the search begins with.
    """
    from rotations.planner import solve

    result = solve(
        file.case, limits=file.limits, seed=file.seed, report=report, start=file.placements
    )
    found = result.status in (Status.OPTIMAL, Status.FEASIBLE)
    return solve_document(file.case, result), found


def checked(file: RotationFile) -> tuple[dict[str, Any], bool]:
    """What the rules say of the plan in a file, and whether it is valid."""
    case, plan = file.case, file.placements
    document = check_document(case, check(case, plan), score(case, plan), loads(case, plan))
    return document, document["is_valid"]


def repaired(file: RotationFile, report: Report | None = None) -> tuple[dict[str, Any], bool]:
    """The plan in a file with its edits and the fewest further changes, and whether it can be."""
    from rotations.planner import repair

    result = repair(
        file.case,
        file.placements,
        file.edits,
        limits=file.limits,
        seed=file.seed,
        report=report,
    )
    return repair_document(file.case, result), result.is_possible


def explained(file: RotationFile, report: Report | None = None) -> tuple[dict[str, Any], bool]:
    """Why a case has no plan and what to give up; true, for there is always an answer."""
    from rotations.planner import explain

    explanation = explain(
        file.case, limits=file.limits, seed=file.seed, report=report, present=file.placements
    )
    return explanation_document(file.case, explanation), True


def answered(file: RotationFile, question: Question) -> tuple[dict[str, Any], bool]:
    """What it takes to have something else than the plan in a file has, and whether it can be."""
    from rotations.planner import answer

    result = answer(file.case, file.placements, question, limits=file.limits, seed=file.seed)
    return answer_document(file.case, question, result), result.is_possible
