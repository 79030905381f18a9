"""Answers LIS1 cases from files: seats shared out, ways compared, a draw verified.

The two ways with an optimal sum load the solver; nothing here is called from the web.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from app.exchange.lis1_files import DrawFile, Lis1File
from app.exchange.lis1_results import (
    allocation_document,
    brief_document,
    comparison_document,
    draw_document,
    run_document,
)
from rotations.lis1.allocate import allocate
from rotations.lis1.check import blocking, problems
from rotations.lis1.compare import compare
from rotations.lis1.draw import verify
from rotations.lis1.figures import at_risk, figures
from rotations.lis1.reasons import reasons
from rotations.lis1.results import Mechanism, Result
from rotations.lis1.types import Candidate, Intake, Rules
from rotations.lis1.what_if import what_ifs


def allocated(file: Lis1File, why: Collection[str] = ()) -> tuple[dict[str, Any], bool]:
    """Every way of a case with reasons, and whether every run settled and keeps its promises.

    For candidates in `why` what would have changed it is looked for, which takes many runs.
    """
    intake = file.intake
    results = [allocate(intake, each) for each in file.mechanisms]
    runs = [_run(intake, each, why) for each in results]
    is_good = all(each["is_settled"] and not each["broken"] for each in runs)
    draw = verify(intake.draw, intake.candidates)
    return allocation_document(intake, draw, runs, at_risk(intake, results)), is_good


def _run(intake: Intake, result: Result, why: Collection[str]) -> dict[str, Any]:
    return run_document(
        result,
        figures(intake, result),
        blocking(intake, result),
        problems(intake, result),
        reasons(intake, result),
        {key: what_ifs(intake, result, key) for key in sorted(why)},
    )


def compared(
    file: Lis1File,
    before: Mechanism | None = None,
    after: Mechanism | None = None,
    rules: Rules | None = None,
) -> dict[str, Any]:
    """Ways side by side, or with `rules` every way under both versions.

    Without `before` the first way of the case is compared with the others; without `after` with
    all others.
    """
    intake = file.intake
    runs = {each: allocate(intake, each) for each in file.mechanisms}
    briefs = [brief_document(each, figures(intake, each)) for each in runs.values()]
    if rules is not None:
        other = replace(intake, rules=rules)
        again = {each: allocate(other, each) for each in file.mechanisms}
        briefs += [brief_document(each, figures(other, each)) for each in again.values()]
        comparisons = [compare(runs[each], again[each]) for each in runs]
    else:
        start = before or file.mechanisms[0]
        ends = [after] if after else [each for each in file.mechanisms if each is not start]
        comparisons = [compare(runs[start], runs[each]) for each in ends]
    return comparison_document(intake, briefs, comparisons)


def verified(file: DrawFile) -> tuple[dict[str, Any], bool]:
    """Whether a draw can be trusted."""
    check = verify(file.draw, [Candidate(key, ()) for key in file.keys], file.order)
    return draw_document(file, check), check.is_verified
