"""What the LIS1 engine says of a case, as documents."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.exchange.lis1_files import DrawFile, input_hash
from app.exchange.lis1_result_shape import LIS1_RESULT_VERSION
from app.exchange.project_files import plain
from rotations.lis1.check import Blocking, Problem
from rotations.lis1.compare import Comparison, Turned
from rotations.lis1.draw import DrawCheck
from rotations.lis1.figures import AtRisk, Figures
from rotations.lis1.reasons import Reason
from rotations.lis1.results import Result
from rotations.lis1.types import Intake
from rotations.lis1.what_if import WhatIf
from rotations.lis1.words import (
    HONESTY,
    blocking_sentence,
    draw_sentence,
    reason_sentence,
    what_if_sentence,
)

WhatIfs = Mapping[str, Sequence[WhatIf]]
"""By candidate; who is not in it was not asked for."""


def allocation_document(
    intake: Intake,
    draw: DrawCheck,
    runs: Iterable[dict[str, Any]],
    at_risk: Sequence[AtRisk],
) -> dict[str, Any]:
    """Every way that was asked for, with reasons."""
    return {
        **_head("allocate", intake),
        "draw": _draw(draw),
        "runs": list(runs),
        "at_risk": [plain(each) for each in at_risk],
    }


def run_document(
    result: Result,
    figures: Figures,
    pairs: Sequence[Blocking],
    broken: Sequence[Problem],
    reasons: Sequence[Reason],
    what_ifs: WhatIfs,
) -> dict[str, Any]:
    """One way."""
    return {
        **brief_document(result, figures),
        "honesty_sentence": HONESTY[figures.honesty],
        "pairs": [{**plain(each), "sentence": blocking_sentence(each)} for each in pairs],
        "broken": [plain(each) for each in broken],
        "people": [_person(each, what_ifs.get(each.candidate)) for each in reasons],
    }


def brief_document(result: Result, figures: Figures) -> dict[str, Any]:
    """A run without its people."""
    return {
        "mechanism": plain(result.mechanism),
        "rules": result.rules,
        "is_settled": result.is_settled,
        "figures": plain(figures),
    }


def comparison_document(
    intake: Intake, runs: Sequence[dict[str, Any]], comparisons: Iterable[Comparison]
) -> dict[str, Any]:
    """Runs side by side, and who gains and loses between them."""
    return {
        **_head("compare", intake),
        "runs": list(runs),
        "comparisons": [_compared(each) for each in comparisons],
    }


def draw_document(file: DrawFile, check: DrawCheck) -> dict[str, Any]:
    """Whether a draw can be trusted."""
    return {**_begin("verify-draw", file.round, file.name, file.input_hash), **_draw(check)}


def _head(result: str, intake: Intake) -> dict[str, Any]:
    return _begin(result, intake.round, intake.name, input_hash(intake))


def _begin(result: str, round_name: str, name: str, hashed: str) -> dict[str, Any]:
    return {
        "schema_version": LIS1_RESULT_VERSION,
        "result": result,
        "round": round_name,
        "name": name,
        "input_hash": hashed,
    }


def _draw(check: DrawCheck) -> dict[str, Any]:
    return {
        "is_verified": check.is_verified,
        "problems": [{**plain(each), "sentence": draw_sentence(each)} for each in check.problems],
        "order": list(check.order),
    }


def _person(reason: Reason, what_ifs: Sequence[WhatIf] | None) -> dict[str, Any]:
    return {
        **plain(reason),
        "sentence": reason_sentence(reason),
        "what_ifs": None if what_ifs is None else what_if_documents(what_ifs),
    }


def what_if_documents(what_ifs: Sequence[WhatIf]) -> list[dict[str, Any]]:
    """What would have changed it, for one candidate."""
    return [{**plain(each), "sentence": what_if_sentence(each)} for each in what_ifs]


def _compared(comparison: Comparison) -> dict[str, Any]:
    values: dict[str, Any] = plain(comparison)
    return values | {
        "gains": comparison.count(Turned.GAINS),
        "loses": comparison.count(Turned.LOSES),
    }
