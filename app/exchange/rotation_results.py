"""What the planner and the rules say of a case, as documents, and back."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.exchange.json_text import Notes
from app.exchange.rotation_codec import built, written
from app.exchange.rotation_months import month_text
from app.exchange.rotation_result_shape import (
    ANSWER,
    EXPLANATION,
    REPAIR,
    ROTATION_RESULT_VERSION,
    SOLVE,
)
from app.exchange.shapes import Shape
from rotations.types.case import RotationCase
from rotations.types.findings import PlanScore, Severity, Violation
from rotations.types.questions import Answered, Question, WhyNot, WishPrice
from rotations.types.results import Explanation, RepairResult, SolveResult
from seed.csv_rows import ReferenceFileError


def solve_document(case: RotationCase, result: SolveResult) -> dict[str, Any]:
    """A planning run's result; `read_solve` gives it back."""
    return _document("solve", case, result)


def read_solve(document: Mapping[str, Any]) -> SolveResult:
    """The result in a document; raises ReferenceFileError with every mistake."""
    result: SolveResult = _read(SOLVE, SolveResult, document)
    return result


def explanation_document(case: RotationCase, explanation: Explanation) -> dict[str, Any]:
    """Why there is no plan; `read_explanation` gives it back."""
    return _document("explain", case, explanation)


def read_explanation(document: Mapping[str, Any]) -> Explanation:
    """The explanation in a document; raises ReferenceFileError with every mistake."""
    explanation: Explanation = _read(EXPLANATION, Explanation, document)
    return explanation


def repair_document(case: RotationCase, result: RepairResult) -> dict[str, Any]:
    """The fewest changes; `read_repair` gives it back."""
    return _document("repair", case, result)


def read_repair(document: Mapping[str, Any]) -> RepairResult:
    """The repair in a document; raises ReferenceFileError with every mistake."""
    result: RepairResult = _read(REPAIR, RepairResult, document)
    return result


def answer_document(case: RotationCase, question: Question, answered: Answered) -> dict[str, Any]:
    """What somebody asked of a plan and the answer; `read_answer` gives the answer back."""
    asked = question.lock if isinstance(question, WhyNot) else None
    return {
        **_head("answer", case),
        "question": {
            "doctor": question.lock.doctor if isinstance(question, WhyNot) else question.doctor,
            "block": asked.block if asked else None,
            "site": asked.site if asked else None,
            "from": None
            if asked is None or asked.first is None
            else month_text(case.first_month, asked.first),
            "wish": question.wish if isinstance(question, WishPrice) else None,
        },
        **written(answered, case.first_month),
    }


def read_answer(document: Mapping[str, Any]) -> Answered:
    """The answer in a document; raises ReferenceFileError with every mistake."""
    answered: Answered = _read(ANSWER, Answered, document)
    return answered


def check_document(
    case: RotationCase,
    violations: Sequence[Violation],
    score: PlanScore,
    loads: Mapping[str, Sequence[int]],
) -> dict[str, Any]:
    """What the rules say of a plan, what it is worth, and the load of every limit."""
    return {
        **_head("check", case),
        "is_valid": all(each.severity is not Severity.BREACH for each in violations),
        "violations": written(tuple(violations), case.first_month),
        "score": written(score, case.first_month),
        "loads": [{"limit": key, "used": list(used)} for key, used in loads.items()],
    }


def _head(result: str, case: RotationCase) -> dict[str, Any]:
    return {
        "schema_version": ROTATION_RESULT_VERSION,
        "result": result,
        "name": case.name,
        "first_month": written(case.first_month, case.first_month),
    }


def _document(name: str, case: RotationCase, result: Any) -> dict[str, Any]:
    return {**_head(name, case), **written(result, case.first_month)}


def _read(shape: Shape, kind: type, document: Mapping[str, Any]) -> Any:
    notes = Notes("result")
    row = shape.read(dict(document), (), notes)
    if notes.problems:
        raise ReferenceFileError(notes.problems)
    return built(kind, row, row["first_month"])
