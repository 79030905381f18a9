"""The planner: the best plan of a case, with proof of how good it is.

1. Each doctor alone; a doctor without any plan means that there is none.
2. Prices by subgradient: a bound that holds, from the first second.
3. A first plan: doctors one at a time, sweeps, search on what is broken.
4. Column generation to the optimum of the relaxed master.
5. Integer programme over the columns; dive; search on a copy for what the dive left broken.
6. Large-neighbourhood search, and proof by listing whenever the gap is small.

The result is judged by `rotations.rules` and scored by `rotations.scoring`, never by the solver.
"""

import math
from collections.abc import Sequence

from rotations.planner.dive import choose_columns, dive, rounded, sure_share
from rotations.planner.first import first_plan, start_plan, subgradient
from rotations.planner.generate import Bound, Generated, generate
from rotations.planner.hashes import input_hash, plan_hash, versions
from rotations.planner.master import LpResult
from rotations.planner.model import Column, arcs_of, compile_case
from rotations.planner.objective import best_plan_objective, least_relaxation
from rotations.planner.proof import MOST_TOGETHER, prove, prove_impossible, relaxation_is_broken
from rotations.planner.run import Plan, Run
from rotations.planner.search import Search, repair_hard, search
from rotations.rules import check
from rotations.scoring import score
from rotations.types.case import Placement, RotationCase
from rotations.types.findings import Severity
from rotations.types.results import Phase, Report, SolveResult, Status, WorkLimits

SMALL = 100
"""Up to so many doctors: the relaxed master to its optimum."""
CLOSE = 0.001
"""Above that: until the bound is this close to the relaxed master."""
DIVES = 150
"""Up to so many doctors: the dive; above, plans are rounded and repaired."""
FIRST_UNTIL, COLUMNS_UNTIL, DIVE_UNTIL, REPAIR_UNTIL = 0.3, 0.6, 0.75, 0.9
"""Share of the seconds at which a step must end."""
CHOOSE_SHARE, PROOF_SHARE = 0.1, 0.3
"""Share of the seconds for the integer programme over the columns, and for one proof."""
FIRST_REPAIRS = 20
"""Rounds of repair before it is asked whether there can be a plan at all."""
NEARLY_WHOLE = 0.5
"""Share of doctors with one sure plan in the relaxed master from which the integer programme over
its columns is worth its time; below, those columns do not fit together."""
FEW_TOGETHER = 20_000
"""Plans listed for a small proof: a few seconds."""
SEARCH_ROUNDS = 25
"""Rounds of search between two tries of the proof."""


def solve(
    case: RotationCase,
    *,
    limits: WorkLimits,
    seed: int = 0,
    report: Report | None = None,
    start: Sequence[Placement] = (),
) -> SolveResult:
    """Plan the case. `start` is a plan to begin from (what of it is lawful is used).

    Stops when proven, when the work or the seconds are used, or when `report` says False; the
    best plan so far is the result. In the reproducible mode the same case, seed and limits give
    the same plan.
    """
    model = compile_case(case, best_plan_objective(case))
    run = Run(model, limits, seed, report)
    is_impossible = _lock_without_block(case) or not _solve(run, start)
    return _result(run, case, seed, is_impossible)


def _lock_without_block(case: RotationCase) -> bool:
    blocks = {(doctor.key, block.key) for doctor in case.doctors for block in doctor.blocks}
    return any((lock.doctor, lock.block) not in blocks for lock in case.locks)


def _solve(run: Run, start: Sequence[Placement]) -> bool:
    """All steps; False when there is certainly no plan."""
    count = len(run.model.doctors)
    run.goes_on(Phase.ALONE)
    priced = run.model.pricer.run(run.whole.bound * 0.0)
    if not all(priced.has_plan(doctor) for doctor in range(count)):
        return False
    alone = subgradient(run, max(1, run.limits.subgradient_rounds))
    if not _first(run, alone, start):
        return False
    if run.goes_on(Phase.COLUMNS):
        generated = _columns(run)
        if run.goes_on(Phase.INTEGER):
            _whole_plans(run, generated)
    if run.plan is None and not run.is_stopped and prove_impossible(run, _proof_seconds(run)):
        return False
    _search(run)
    return True


def _first(run: Run, alone: Plan, start: Sequence[Placement]) -> bool:
    """A plan from the start given, or made from the prices; repaired by search.

    False when it is shown that there is none, not even in fractions of plans.
    """
    if start:
        given: list[Column | None] = []
        for doctor in run.model.doctors:
            arcs = arcs_of(doctor, start)
            given.append(None if arcs is None else run.pool.column(doctor.index, arcs))
        start_plan(run, given, alone)
    plan = first_plan(run) if run.goes_on(Phase.FIRST_PLAN) or run.plan is None else run.plan
    if run.plan is None:
        plan = repair_hard(run, plan, FIRST_REPAIRS, FIRST_UNTIL)
    if run.plan is None and not run.is_stopped:
        objective = least_relaxation(lock_price=None, block_price=None)
        if relaxation_is_broken(run, objective):
            return False
        if prove_impossible(run, _proof_seconds(run), FEW_TOGETHER):
            return False
        repair_hard(run, plan, run.rounds(run.limits.search_rounds), FIRST_UNTIL)
    return True


def _columns(run: Run) -> Generated:
    """The relaxed master, with the plans met so far to begin with."""
    is_small = len(run.model.doctors) <= SMALL
    # Points are whole: no prices can give a lower bound than the relaxed master's, rounded down.

    def enough(lp: LpResult, bound: Bound) -> bool:
        run.priced(bound, "columns")
        if not run.goes_on(Phase.COLUMNS, COLUMNS_UNTIL):
            return True
        if math.floor(bound.value + 1e-6) <= math.floor(lp.value + 1e-6):
            return True
        return not is_small and bound.value - lp.value < CLOSE * abs(lp.value)

    generated = generate(
        run.whole,
        run.pool,
        run.model.pricer,
        run.pool.of(run.whole.doctors),
        rounds=run.rounds(run.limits.column_rounds),
        first=run.prices,
        stop=enough,
    )
    run.priced(generated.bound, "columns")
    return generated


def _whole_plans(run: Run, generated: Generated) -> None:
    """Integer programme, proof when the gap is small, dive, and repair of what they break."""
    if sure_share(generated) >= NEARLY_WHOLE:
        found = choose_columns(run, generated, CHOOSE_SHARE * run.limits.seconds)
        if found is not None:
            run.offer(found)
        _try_proof(run, FEW_TOGETHER)
    if not run.goes_on(Phase.INTEGER, DIVE_UNTIL):
        return
    if len(run.model.doctors) <= DIVES:
        dived = dive(run, generated, DIVE_UNTIL)
    else:
        best = rounded(generated)
        dived = tuple(best[doctor] for doctor in sorted(best))
    if dived is not None and not run.offer(dived) and not run.is_done:
        repair_hard(run, dived, run.rounds(run.limits.search_rounds // 4), REPAIR_UNTIL)


def _proof_seconds(run: Run) -> float:
    return PROOF_SHARE * run.limits.seconds


def _try_proof(run: Run, most_together: int) -> None:
    if run.score is not None and run.goes_on(Phase.PROOF):
        prove(run, _proof_seconds(run), most_together)


def _search(run: Run) -> None:
    """Search in stretches; small proofs after a gain, large ones when nothing is gained."""
    plan = run.plan if run.plan is not None else run.broken_plan
    if plan is None:
        return
    before, tried = run.score, dict[int, int | None]()
    state: Search | None = None
    left = run.rounds(run.limits.search_rounds)
    while left > 0 and run.goes_on(Phase.SEARCH):
        left -= SEARCH_ROUNDS
        state = search(run, run.plan or plan, SEARCH_ROUNDS, state)
        plan = state.plan
        most = FEW_TOGETHER if run.score != before else MOST_TOGETHER
        before = run.score
        if tried.get(most, -1) != run.score:
            tried[most] = run.score
            _try_proof(run, most)
        if state.is_exhausted:
            _try_proof(run, MOST_TOGETHER)
            return


def _result(run: Run, case: RotationCase, seed: int, is_impossible: bool) -> SolveResult:
    """Judge the plan by the rules and the scorer, and say how the run ended."""
    plan = run.plan if run.plan is not None else run.broken_plan
    placements = run.model.placements(plan) if plan is not None else ()
    violations = check(case, placements) if plan is not None else ()
    has_breach = any(each.severity is Severity.BREACH for each in violations)
    found = score(case, placements) if plan is not None else None
    if run.plan is not None and (has_breach or found is None or found.total != run.score):
        raise AssertionError("the planner's plan is not what the rules and the scorer say")
    status = Status.NONE_FOUND
    if is_impossible:
        status = Status.IMPOSSIBLE
    elif run.plan is not None:
        status = Status.OPTIMAL if run.is_done else Status.FEASIBLE
    return SolveResult(
        status=status,
        placements=placements,
        score=found,
        bound=None if is_impossible else run.bound,
        bound_source="" if is_impossible else run.bound_source,
        hard_breaches=0 if run.plan is not None else (run.breaches or 0),
        seconds=run.seconds,
        seed=seed,
        limits=run.limits,
        is_stopped=run.is_stopped,
        input_hash=input_hash(case),
        plan_hash=plan_hash(placements),
        versions=versions(),
        violations=violations,
        history=tuple(run.history),
    )
