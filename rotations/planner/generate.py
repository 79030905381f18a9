"""Column generation: the relaxed master to its optimum, with a valid bound at every step."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from rotations.planner.master import LpResult, Master, Part
from rotations.planner.model import Column
from rotations.planner.pool import Pool
from rotations.planner.pricing import Priced, Pricer
from rotations.planner.rows import Floats

EPSILON = 1e-6
STABLE = 0.5
"""Share of the best prices so far in the prices that are tried first."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What no plan of the part can exceed, with the prices that show it."""

    value: float
    lam: Floats
    mu: Floats
    best: Floats
    """Value of each doctor's best plan at these prices."""


@dataclass(frozen=True, slots=True)
class Generated:
    """End of a column generation. `is_exact`: the LP value is that of all plans there are."""

    master: Master
    lp: LpResult
    bound: Bound
    is_exact: bool


def lagrange(part: Part, pricer: Pricer, lam: Floats, mu: Floats) -> tuple[Bound, Priced]:
    """The bound at any prices. They are made lawful first, so that it always holds.

    Row prices lie between 0 and the row's own price; the doctors' weights sum to the fairness.
    """
    lam = np.clip(lam, 0.0, part.model.rows.price)
    mu = _lawful_weights(part, mu)
    priced = pricer.run(lam, 1.0 + mu)
    value = float(priced.best.sum() + lam @ part.bound)
    if part.worst_cap is not None and part.fairness:
        value += max(0.0, part.fairness - float(mu.sum())) * part.worst_cap
    return Bound(value, lam, mu, priced.best), priced


def _lawful_weights(part: Part, mu: Floats) -> Floats:
    """Weights zero or more that sum to the fairness (to no more, when others are capped too)."""
    if not part.fairness:
        return np.zeros(len(part.doctors))
    counted = np.array([part.model.doctors[d].counts_as_worst for d in part.doctors])
    mu = np.where(counted, np.maximum(mu, 0.0), 0.0)
    total = float(mu.sum())
    if part.worst_cap is not None and total <= part.fairness:
        return mu
    if total <= 0.0:
        return np.asarray(counted * (part.fairness / counted.sum()))
    return mu * (part.fairness / total)


def generate(
    part: Part,
    pool: Pool,
    pricer: Pricer,
    start: Sequence[Column],
    *,
    rounds: int,
    first: Bound | None = None,
    stop: Callable[[LpResult, Bound], bool] = lambda lp, bound: False,
) -> Generated:
    """Solve the relaxed master over all plans of the part's doctors.

    `start` must hold a column of each doctor. Ends when no plan prices out, after `rounds`, or
    when `stop` says so (asked once a round). `first` are prices to begin from.
    """
    master = Master(part)
    master.add_columns(start)
    known = {(column.doctor, column.arcs) for column in start}
    best = first
    lp = master.solve()
    for _ in range(rounds):
        fresh, best = _price(part, pool, pricer, lp, best, known)
        if not fresh or best.value <= lp.value + EPSILON * max(1.0, abs(lp.value)):
            return Generated(master, lp, best, True)
        if stop(lp, best):
            return Generated(master, lp, best, False)
        master.add_columns(fresh)
        lp = master.solve()
    if best is None:
        best, _ = lagrange(part, pricer, lp.lam, lp.mu)
    return Generated(master, lp, best, False)


def _price(
    part: Part,
    pool: Pool,
    pricer: Pricer,
    lp: LpResult,
    best: Bound | None,
    known: set[tuple[int, tuple[int, ...]]],
) -> tuple[list[Column], Bound]:
    """Plans that would improve the LP, at smoothed prices first, and the best bound."""
    if best is not None:
        lam = STABLE * best.lam + (1.0 - STABLE) * lp.lam
        mu = STABLE * best.mu + (1.0 - STABLE) * lp.mu
        bound, priced = lagrange(part, pricer, lam, mu)
        best = bound if bound.value < best.value else best
        fresh = _improving(part, pool, priced, lp, known)
        if fresh:
            return fresh, best
    bound, priced = lagrange(part, pricer, lp.lam, lp.mu)
    best = bound if best is None or bound.value < best.value else best
    return _improving(part, pool, priced, lp, known), best


def _improving(
    part: Part, pool: Pool, priced: Priced, lp: LpResult, known: set[tuple[int, tuple[int, ...]]]
) -> list[Column]:
    """Each doctor's best plan, where it is worth more than the LP pays for the doctor."""
    found = []
    for index, arcs in enumerate(priced.best_plans()):
        column = pool.column(part.doctors[index], arcs)
        worth = (1.0 + lp.mu[index]) * column.score - float(lp.lam[column.rows] @ column.use)
        key = (column.doctor, column.arcs)
        if key not in known and worth > lp.pi[index] + EPSILON:
            known.add(key)
            found.append(column)
    return found


def regrets(part: Part, bound: Bound, plan: Sequence[Column]) -> Floats:
    """How much each doctor's present plan is worth less than his best at the bound's prices."""
    present = {column.doctor: column for column in plan}
    worth = np.array(
        [
            (1.0 + bound.mu[i]) * present[d].score
            - float(bound.lam[present[d].rows] @ present[d].use)
            for i, d in enumerate(part.doctors)
        ]
    )
    return np.asarray(bound.best - worth)
