"""A second opinion: a whole model solved by HiGHS agrees with the planner, and with the rules.

And the benchmark's cases are what they say they are.
"""

import random
from contextlib import suppress

import pytest

from app.exchange.rotation_files import case_to_document, read_case
from benchmarks.rotation_cases import Tightness, instance
from benchmarks.rotation_single_model import NotExpressible, SingleModel, single_model
from benchmarks.rotation_single_model_mip import solve as solve_mip
from benchmarks.rotations import changed, edits, seconds_to
from rotations.planner import solve
from rotations.rules import check
from rotations.scoring import score
from rotations.types.case import Placement, RotationCase
from rotations.types.findings import Severity
from rotations.types.results import Mode, Status, WorkLimits
from rotations.validation import problems
from tests.support.rotation_cases import random_case

CASES = 16
LIMITS = WorkLimits(Mode.REPRODUCIBLE)
PLANS = (Status.OPTIMAL, Status.FEASIBLE)


def expressible() -> list[tuple[int, RotationCase, SingleModel]]:
    """Drawn cases that the whole model can say, with their seeds."""
    found, seed = [], 0
    while len(found) < CASES:
        case = random_case(random.Random(seed), months=9, extras=0.07)
        with suppress(NotExpressible):
            found.append((seed, case, single_model(case)))
        seed += 1
    return found


def breaches(case: RotationCase, plan: tuple[Placement, ...]) -> list[str]:
    return [v.sentence for v in check(case, plan) if v.severity is Severity.BREACH]


def test_the_whole_model_and_the_planner_find_the_same_best_plan() -> None:
    without = 0
    for seed, case, whole in expressible():
        answer = solve_mip(whole.model.document(), 30, 1, 1, lambda **_: None)
        result = solve(case, limits=LIMITS)
        if answer["chosen"] is None:
            without += 1
            assert result.status not in PLANS, seed
            continue
        plan = whole.plan(answer["chosen"])
        assert breaches(case, plan) == [], seed
        assert score(case, plan).total == answer["score"], seed
        assert result.status in PLANS, seed
        assert result.score is not None
        assert result.score.total == answer["score"], seed
    assert 2 <= without <= CASES // 2


@pytest.mark.parametrize("tightness", list(Tightness))
def test_a_benchmark_case_hides_a_plan_that_keeps_every_rule(tightness: Tightness) -> None:
    made = instance(30, 36, 8, tightness, 3)
    assert problems(made.case) == ()
    assert breaches(made.case, made.hidden) == []
    assert bool(made.case.published) == (tightness is not Tightness.FREE)
    assert instance(30, 36, 8, tightness, 3) == made
    assert instance(30, 36, 8, tightness, 4) != made
    assert read_case(case_to_document(made.case)) == made.case


def test_a_tight_case_has_less_room_than_a_normal_one() -> None:
    room = {}
    for tightness in (Tightness.NORMAL, Tightness.TIGHT):
        case = instance(30, 36, 8, tightness, 3).case
        places = [limit for limit in case.limits if limit.kind == "place"]
        months = sum(len(limit.span.months) for limit in places)
        used = sum((limit.maximum or 0) * len(limit.span.months) for limit in places)
        room[tightness] = used / months
    assert room[Tightness.TIGHT] < room[Tightness.NORMAL]


def test_the_hidden_plan_of_an_expressible_case_is_a_solution_of_the_whole_model() -> None:
    made = instance(6, 36, 4, Tightness.TIGHT, 1)
    whole = single_model(made.case)
    columns = {start: column for column, start in whole.starts.items()}
    chosen = {columns[each] for each in made.hidden}
    placements_only = [
        (least, most, indices, numbers)
        for least, most, indices, numbers in whole.model.rows
        if set(indices) <= set(whole.starts)
    ]
    assert placements_only
    for least, most, indices, numbers in placements_only:
        total = sum(n for i, n in zip(indices, numbers, strict=True) if i in chosen)
        assert least is None or total >= least
        assert most is None or total <= most
    assert whole.plan(chosen) == tuple(sorted(made.hidden))


def test_seconds_to_a_gap_are_those_of_the_first_time() -> None:
    history = [(1.0, None, 200), (2.0, 90, 200), (3.0, 96, 100), (4.0, 100, 100)]
    assert seconds_to(history, None) == 2.0
    assert seconds_to(history, 0.05) == 3.0
    assert seconds_to(history, 0.01) == 4.0
    assert seconds_to(history[:2], 0.05) is None


def test_changes_are_counted_without_the_edit() -> None:
    made = instance(30, 36, 8, Tightness.FREE, 3)
    lock, *_ = edits(made.case, made.hidden, 3)
    other = next(p for p in made.hidden if p.doctor != lock.doctor)
    after = [p for p in made.hidden if p is not other and p.block != lock.block]
    assert changed(made.hidden, made.hidden, lock) == 0
    gone = [
        p
        for p in made.hidden
        if p not in after and (p.doctor, p.block) != (lock.doctor, lock.block)
    ]
    assert changed(made.hidden, after, lock) == len(gone) > 0
