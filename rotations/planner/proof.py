"""Proof by listing: only plans with little regret can be part of a better plan, so list them all.

A plan that is better by one point uses, for every doctor, only plans whose regret at any prices is
at most `bound - (score + 1)`. The integer programme over all of these therefore finds the optimum.
"""

import numpy as np

from rotations.planner.generate import Bound, generate, lagrange
from rotations.planner.master import choose
from rotations.planner.model import Column, compile_case
from rotations.planner.objective import Objective
from rotations.planner.pool import Pool
from rotations.planner.run import Run

MOST_PER_DOCTOR = 20_000
MOST_TOGETHER = 60_000
NO_PLAN = "enumeration"


def prove(run: Run, seconds: float, most_together: int = MOST_TOGETHER) -> bool:
    """Try to prove the run's plan best, or find the best. Says whether the proof is whole."""
    if run.plan is None or run.score is None or run.prices is None:
        return False
    columns = _within(run, run.prices, run.prices.value - (run.score + 1), most_together)
    if columns is None:
        return False
    known = {(c.doctor, c.arcs) for c in columns}
    columns += [c for c in run.plan if (c.doctor, c.arcs) not in known]
    result = choose(
        run.whole,
        columns,
        start=run.plan,
        seconds=run.slice(seconds),
        nodes=_nodes(run),
        is_strict=True,
        is_proof=True,
    )
    if result.columns:
        run.offer(result.columns)
    if result.is_optimal and run.score is not None:
        run.bounded(float(run.score), "enumeration")
        return True
    run.bounded(max(float(run.score), result.bound), "enumeration")
    return False


def prove_impossible(run: Run, seconds: float) -> bool:
    """List every plan of every doctor, when they are few; True when none go together.

    May find a plan instead; then the run has it, and False is told.
    """
    if run.prices is None:
        return False
    columns = _within(run, run.prices, np.inf, MOST_TOGETHER)
    if columns is None:
        return False
    result = choose(
        run.whole,
        columns,
        seconds=run.slice(seconds),
        nodes=_nodes(run),
        is_strict=True,
        is_proof=True,
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
    from rotations.planner.master import whole

    part = whole(model)
    zero, priced = lagrange(part, model.pricer, np.zeros(len(model.rows)), np.zeros(len(part.doctors)))
    del zero
    start = [pool.column(i, priced.plan(i)) for i in range(len(model.doctors))]
    for doctor in range(len(model.doctors)):
        start += [
            pool.column(doctor, c.arcs)
            for c in run.pool.of((doctor,))[-10:]
            if c.arcs != start[doctor].arcs
        ]
    generated = generate(
        part,
        pool,
        model.pricer,
        start,
        rounds=run.limits.column_rounds * 4,
        stop=lambda lp, bound: bound.value < -1e-3 or not run.left() or lp.value > -1e-6,
    )
    return generated.bound.value < -1e-3  # noqa: PLR2004


def _nodes(run: Run) -> int | None:
    return None if run.is_timed else run.limits.mip_nodes * 10


def _within(
    run: Run, bound: Bound, regret: float, most_together: int
) -> list[Column] | None:
    """All plans of all doctors within a regret; None when they are too many."""
    priced = run.model.pricer.run(bound.lam, 1.0 + bound.mu)
    listed: list[tuple[int, list[tuple[int, ...]]]] = []
    left = most_together
    for doctor in range(len(run.model.doctors)):
        least = float(priced.best[doctor]) - regret - 1e-6
        if not np.isfinite(least):
            least = -1e14
        plans, is_all = priced.plans_within(doctor, least, min(MOST_PER_DOCTOR, left))
        if not is_all:
            return None
        left -= len(plans)
        listed.append((doctor, plans))
    return [run.pool.column(doctor, plan) for doctor, plans in listed for plan in plans]
