"""Proof by listing: only plans with little regret can be part of a better plan, so list them all.

A plan that is better by one point uses, for every doctor, only plans whose regret at any prices is
at most `bound - (score + 1)`. The integer programme over all of these therefore finds the optimum.
"""

import numpy as np

from rotations.planner.generate import Bound, generate, lagrange
from rotations.planner.integer import choose, rows_that_can_break
from rotations.planner.master import whole
from rotations.planner.model import Column, compile_case
from rotations.planner.objective import Objective
from rotations.planner.paths import closest_plans
from rotations.planner.pool import Pool
from rotations.planner.run import Run
from rotations.types.results import Phase

MOST_PER_DOCTOR = 100_000
MOST_TOGETHER = 200_000
FROM_THE_RUN = 10
"""Plans per doctor with which the search for a plan in fractions begins."""
EVERYTHING = -1e14
"""No plan is worth less."""
CERTAIN = 1e-3
"""Months over the limits that are no rounding error."""


def prove(run: Run, seconds: float, most_together: int = MOST_TOGETHER) -> bool:
    """Try to prove the run's plan best, or find the best. Says whether the proof is whole."""
    if run.plan is None or run.score is None or run.prices is None:
        return False
    columns = _within(run, run.prices, run.prices.value - (run.score + 1), most_together)
    if columns is None:
        return False
    columns = without_twins(run, columns)
    known = {(c.doctor, c.arcs) for c in columns}
    columns += [c for c in run.plan if (c.doctor, c.arcs) not in known]
    result = choose(
        run.whole,
        columns,
        start=run.plan,
        seconds=run.slice(seconds),
        nodes=_nodes(run),
        is_strict=True,
        interrupt=run.interrupt(Phase.PROOF),
    )
    if result.columns:
        run.offer(result.columns)
    best = float(run.score)
    run.bounded(best if result.is_optimal else max(best, result.bound), "enumeration")
    return result.is_optimal


def without_twins(run: Run, columns: list[Column]) -> list[Column]:
    """One of each set of a doctor's plans with equal points that differ only in rows which no
    choice among these plans can break. The best choice is worth the same without the others."""
    matters = rows_that_can_break(run.whole, columns)
    seen: dict[tuple[int, int, bytes, bytes], Column] = {}
    for column in columns:
        some = matters[column.rows]
        rows, use = column.rows[some], column.use[some]
        order = np.argsort(rows)
        key = (column.doctor, column.score, rows[order].tobytes(), use[order].tobytes())
        seen.setdefault(key, column)
    return list(seen.values())


def prove_impossible(run: Run, seconds: float, most_together: int = MOST_TOGETHER) -> bool:
    """List every plan of every doctor, when they are few; True when none go together.

    May find a plan instead; then the run has it, and False is told.
    """
    if run.prices is None:
        return False
    columns = _within(run, run.prices, np.inf, most_together)
    if columns is None:
        return False
    columns = without_twins(run, columns)
    result = choose(
        run.whole,
        columns,
        seconds=run.slice(seconds),
        nodes=_nodes(run),
        is_strict=True,
        interrupt=run.interrupt(Phase.PROOF),
    )
    if result.columns:
        run.offer(result.columns)
        if result.is_optimal:
            run.bounded(float(run.score or 0), "enumeration")
        return False
    return result.is_optimal


def relaxation_is_broken(run: Run, objective: Objective) -> bool:
    """Whether even fractions of plans cannot keep the hard limits: then there is no plan."""
    model = compile_case(run.model.case, objective)
    pool = Pool(model)
    part = whole(model)
    nothing = np.zeros(len(model.rows)), np.zeros(len(model.doctors))
    _, priced = lagrange(part, model.pricer, *nothing)
    start = [pool.column(i, priced.plan(i)) for i in range(len(model.doctors))]
    for first in tuple(start):
        known = run.pool.of((first.doctor,))[-FROM_THE_RUN:]
        start += [pool.column(c.doctor, c.arcs) for c in known if c.arcs != first.arcs]
    generated = generate(
        part,
        pool,
        model.pricer,
        start,
        rounds=run.rounds(4 * run.limits.column_rounds),
        stop=lambda lp, bound: bound.value < -CERTAIN or not run.left() or lp.value > -1e-6,
    )
    return generated.bound.value < -CERTAIN


def _nodes(run: Run) -> int | None:
    """A proof may take ten times the work of a step."""
    return None if run.nodes is None else run.nodes * 10


def _within(run: Run, bound: Bound, regret: float, most_together: int) -> list[Column] | None:
    """All plans of all doctors within a regret; None when they are too many."""
    priced = run.model.pricer.run(bound.lam, 1.0 + bound.mu)
    least = np.maximum(priced.best - regret - 1e-6, EVERYTHING)
    found = closest_plans(priced, least, MOST_PER_DOCTOR, together=most_together)
    if found is None or not all(each.is_all for each in found):
        return None
    return [
        run.pool.column(doctor, plan) for doctor, each in enumerate(found) for plan in each.plans
    ]
