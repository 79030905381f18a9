"""The first plan: prices from a short subgradient run, doctors one at a time, then repair."""

from collections.abc import Sequence

import numpy as np

from rotations.planner.axis import Bools
from rotations.planner.generate import lagrange
from rotations.planner.master import INTEGRAL, hard_breaches, value_of
from rotations.planner.model import Column
from rotations.planner.rows import Floats
from rotations.planner.run import Plan, Run
from rotations.types.results import Phase

PRICES_UNTIL = 0.05
"""Share of the seconds for the subgradient rounds; column generation gains more."""
SWEEPS = 12
GROWTH = 1.3
"""How much a broken row's weight grows with each sweep that leaves it broken."""
MEMORY = 0.6
"""Share of the last direction in the next one."""
PATIENCE = 4
"""Rounds without a better bound before the steps are halved."""
NEAR = 0.05
"""How far below the bound the best plan is thought to lie, until there is one."""


def subgradient(run: Run, rounds: int) -> Plan:
    """Prices that make doctors' best plans fit together better; gives each doctor's plan alone.

    Every plan met becomes a column, every round gives a valid bound.
    """
    part, rows = run.whole, run.model.rows
    counted = np.array([d.counts_as_worst for d in run.model.doctors], dtype=float)
    mu = counted * (part.fairness / max(1.0, float(counted.sum())))
    lam = np.zeros(len(rows))
    direction = np.zeros(len(rows))
    step, since = 1.0, 0
    alone: Plan = ()
    for number in range(rounds):
        bound, priced = lagrange(part, run.model.pricer, lam, mu)
        plan = tuple(run.pool.column(i, arcs) for i, arcs in enumerate(priced.best_plans()))
        if number == 0:
            alone = plan
        since = 0 if run.prices is None or bound.value < run.prices.value - INTEGRAL else since + 1
        run.priced(bound)
        if hard_breaches(part, plan) == 0:
            run.offer(plan)
        over = run.model.use_of(plan) - rows.bound
        over[(lam <= 0.0) & (over < 0.0)] = 0.0
        direction = (1.0 - MEMORY) * over + MEMORY * direction
        length = float(direction @ direction)
        if length < INTEGRAL or not run.goes_on(Phase.PRICES, PRICES_UNTIL):
            break
        if since >= PATIENCE:
            step, since = step / 2.0, 0
        best = run.prices.value if run.prices is not None else bound.value
        below = max(10.0, NEAR * abs(best)) if run.score is None else max(1.0, best - run.score)
        lam = np.clip(lam + step * below / length * direction, 0.0, rows.price)
    return alone


def first_plan(run: Run) -> Plan:
    """Doctors in random order, each at the prices plus what would break; then sweeps."""
    doctors = len(run.model.doctors)
    lam = run.prices.lam if run.prices is not None else np.zeros(len(run.model.rows))
    weights = run.model.rows.price.copy()
    use = np.zeros(len(run.model.rows))
    chosen: dict[int, Column] = {}
    for doctor in run.rng.permutation(doctors).tolist():
        column = best_response(run, doctor, use, lam, weights)
        chosen[doctor] = column
        use[column.rows] += column.use
    plan = tuple(chosen[doctor] for doctor in range(doctors))
    run.offer(plan)
    return sweep(run, plan, weights)


def sweep(run: Run, plan: Plan, weights: Floats) -> Plan:
    """Let doctors in broken rows choose again, with weights that grow where it stays broken."""
    best, best_value = plan, value_of(run.whole, plan)
    none = np.zeros(len(run.model.rows))
    for _ in range(SWEEPS):
        use = run.model.use_of(plan)
        over = run.model.rows.violation(use)
        hard = (over > 0.0) & run.model.rows.is_hard
        if not hard.any() or not run.goes_on(Phase.FIRST_PLAN):
            break
        weights = np.where(hard, weights * GROWTH, weights)
        columns = list(plan)
        for doctor in run.rng.permutation(len(plan)).tolist():
            if not _is_concerned(run, doctor, columns[doctor], hard):
                continue
            use[columns[doctor].rows] -= columns[doctor].use
            columns[doctor] = best_response(run, doctor, use, none, weights)
            use[columns[doctor].rows] += columns[doctor].use
        plan = tuple(columns)
        run.offer(plan)
        value = value_of(run.whole, plan)
        if value > best_value:
            best, best_value = plan, value
    return best


def _is_concerned(run: Run, doctor: int, column: Column, broken: Bools) -> bool:
    """Whether the doctor uses a broken row, or could fill a broken minimum."""
    rows = run.model.doctors[doctor].use.row
    return bool(broken[column.rows].any()) or bool(broken[rows].any())


def best_response(run: Run, doctor: int, use: Floats, lam: Floats, weights: Floats) -> Column:
    """The doctor's best plan when the others use `use`: prices `lam`, and `weights` for each
    unit by which a row would be exceeded more (or a minimum be filled: then a gain)."""
    pricer = run.pool.pricer(doctor)
    slack = (run.model.rows.bound - use)[pricer.entry_row]
    more = np.maximum(0.0, pricer.entry_use - slack) - np.maximum(0.0, -slack)
    extra = weights[pricer.entry_row] * more
    priced = pricer.run(lam, 1.0, extra)
    return run.pool.column(doctor, priced.plan(0))


def start_plan(run: Run, given: Sequence[Column | None], alone: Plan) -> Plan:
    """A plan from what was given, with each missing doctor fitted in."""
    use = np.zeros(len(run.model.rows))
    for column in given:
        if column is not None:
            use[column.rows] += column.use
    chosen: list[Column] = []
    none = np.zeros(len(run.model.rows))
    for doctor in range(len(alone)):
        column = given[doctor]
        if column is None:
            column = best_response(run, doctor, use, none, run.model.rows.price)
            use[column.rows] += column.use
        chosen.append(column)
    plan = tuple(chosen)
    run.offer(plan)
    return plan
