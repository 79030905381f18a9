"""The planner: the best plan of a case, with proof of how good it is.

1. Each doctor alone; a doctor without any plan means that there is none.
2. Prices by subgradient: a bound that holds, from the first second.
3. A first plan: doctors one at a time, sweeps, search on what is broken.
4. Column generation to the optimum of the relaxed master.
5. Integer programme over the columns; dive; search on a copy for what the dive left broken.
6. Large-neighbourhood search, and proof by listing whenever the gap is small.

The result is judged by `rotations.rules` and scored by `rotations.scoring`, never by the solver.
"""

from collections.abc import Sequence

from rotations.planner.dive import choose_columns, dive, rounded
from rotations.planner.first import first_plan, start_plan, subgradient
from rotations.planner.generate import Generated, generate
from rotations.planner.hashes import input_hash, plan_hash, versions
from rotations.planner.model import Column, arcs_of, compile_case
from rotations.planner.objective import best_plan_objective, least_relaxation
from rotations.planner.proof import MOST_TOGETHER, prove, prove_impossible, relaxation_is_broken
from rotations.planner.run import Plan, Run
from rotations.planner.search import repair_hard, search
from rotations.rules import check
from rotations.scoring import score
from rotations.types.case import Placement, RotationCase
from rotations.types.findings import Severity
from rotations.types.results import Phase, Report, SolveResult, Status, WorkLimits

SMALL = 150
"""Up to so many doctors: the relaxed master to its optimum, and the dive."""
CLOSE = 0.001
"""Above that: until the bound is this close to the relaxed master."""
FIRST_UNTIL, COLUMNS_UNTIL, DIVE_UNTIL = 0.3, 0.6, 0.75
"""Share of the seconds at which a step must end."""
PROOF_GAP = 0.02
"""A proof is tried in earnest when the gap is below this share."""
FEW_TOGETHER = 3_000
"""Plans listed for a proof when the gap is larger: enough for small cases, soon given up."""
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
    is_impossible = _lock_without_block(case) or not _solve(run, case, start)
    return _result(run, case, seed, is_impossible)


def _lock_without_block(case: RotationCase) -> bool:
    blocks = {(doctor.key, block.key) for doctor in case.doctors for block in doctor.blocks}
    return any((lock.doctor, lock.block) not in blocks for lock in case.locks)


def _solve(run: Run, case: RotationCase, start: Sequence[Placement]) -> bool:
    """All steps; False when there is certainly no plan."""
    count = len(run.model.doctors)
    run.goes_on(Phase.ALONE)
    priced = run.model.pricer.run(run.whole.bound * 0.0)
    if not all(priced.has_plan(doctor) for doctor in range(count)):
        return False
    alone = subgradient(run, max(1, run.limits.subgradient_rounds))
    plan = _first(run, alone, start)
    if run.goes_on(Phase.COLUMNS):
        generated = _columns(run, plan)
        if run.goes_on(Phase.INTEGER):
            _whole_plans(run, generated, plan)
    if run.plan is None and not run.is_stopped and _is_impossible(run, case):
        return False
    _search(run)
    return True


def _first(run: Run, alone: Plan, start: Sequence[Placement]) -> Plan:
    """The best plan from the start given or made from the prices; repaired by search."""
    if start:
        given: list[Column | None] = []
        for doctor in run.model.doctors:
            arcs = arcs_of(doctor, start)
            given.append(None if arcs is None else run.pool.column(doctor.index, arcs))
        start_plan(run, given, alone)
    plan = first_plan(run) if run.goes_on(Phase.FIRST_PLAN) or run.plan is None else run.plan
    if run.plan is None:
        plan = repair_hard(run, plan, run.limits.search_rounds, FIRST_UNTIL)
    return run.plan if run.plan is not None else plan


def _columns(run: Run, plan: Plan) -> Generated:
    """The relaxed master, with the plans met so far to begin with."""
    is_small = len(run.model.doctors) <= SMALL
    columns = run.pool.of(range(len(run.model.doctors)))
    del plan

    def enough(lp: object, bound: object) -> bool:
        value, top = lp.value, bound.value  # type: ignore[attr-defined]
        run.priced(bound, "columns")  # type: ignore[arg-type]
        if not run.goes_on(Phase.COLUMNS, COLUMNS_UNTIL):
            return True
        return not is_small and top - value < CLOSE * abs(value)

    generated = generate(
        run.whole,
        run.pool,
        run.model.pricer,
        columns,
        rounds=run.limits.column_rounds,
        first=run.prices,
        stop=enough,
    )
    run.priced(generated.bound, "columns")
    return generated


def _whole_plans(run: Run, generated: Generated, plan: Plan) -> None:
    """Integer programme, proof when the gap is small, dive, and repair of what they break."""
    seconds = 0.1 * run.limits.seconds
    found = choose_columns(run, generated, seconds)
    if found is not None:
        run.offer(found)
    _try_proof(run)
    if not run.goes_on(Phase.INTEGER, DIVE_UNTIL):
        return
    if len(run.model.doctors) <= SMALL:
        dived = dive(run, generated, DIVE_UNTIL)
    else:
        best = rounded(generated)
        dived = tuple(best[doctor] for doctor in sorted(best))
    del plan
    if dived is not None and not run.offer(dived) and not run.is_done:
        repair_hard(run, dived, max(10, run.limits.search_rounds // 4), DIVE_UNTIL)


def _is_impossible(run: Run, case: RotationCase) -> bool:
    """Whether the relaxed master, or the list of all plans, shows that there is no plan."""
    objective = least_relaxation(lock_price=None, block_price=None)
    if relaxation_is_broken(run, objective):
        return True
    del case
    return prove_impossible(run, 0.2 * run.limits.seconds)


def _try_proof(run: Run) -> None:
    if run.score is None or run.bound is None or run.is_done:
        return
    gap = (run.bound - run.score) / max(1, abs(run.score))
    if run.goes_on(Phase.PROOF):
        most = MOST_TOGETHER if gap <= PROOF_GAP else FEW_TOGETHER
        prove(run, 0.3 * run.limits.seconds, most)


def _search(run: Run) -> None:
    """Search in stretches, with a proof tried after each that found something."""
    plan = run.plan if run.plan is not None else run.broken_plan
    if plan is None:
        return
    tried: int | None = run.score
    for _ in range(max(1, run.limits.search_rounds // SEARCH_ROUNDS)):
        if not run.goes_on(Phase.SEARCH):
            return
        plan = search(run, plan, SEARCH_ROUNDS)
        if run.score is not None and run.score != tried:
            tried = run.score
            _try_proof(run)
            plan = run.plan or plan


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
