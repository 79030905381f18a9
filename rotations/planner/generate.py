"""Column generation: the relaxed master to its optimum, with a valid bound at every step."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from rotations.planner.master import LpResult, Master, Part
from rotations.planner.model import Column
from rotations.planner.pool import Pool
from rotations.planner.pricing import Priced, Pricer
from rotations.planner.rows import Floats, Ints

EPSILON = 1e-6
STABLE = 0.5
"""Share of the best prices so far in the prices that are tried first."""
SEVERAL = 4
"""Plans of a doctor added at once where the doctors are few: fewer rounds, the same optimum."""
DEPTH = 0.5
"""Share of a doctor's gain down to which further plans of the same doctor are added."""

Known = set[tuple[int, tuple[int, ...]]]
"""Columns that the master has, by doctor and arcs."""


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
    priced = pricer.run(lam, 1.0 + mu, _beyond(part, pricer, lam) if part.is_filled else None)
    value = float(priced.best.sum() + lam @ part.bound)
    if part.worst_cap is not None and part.fairness:
        value += max(0.0, part.fairness - float(mu.sum())) * part.worst_cap
    return Bound(value, lam, mu, priced.best), priced


def _beyond(part: Part, pricer: Pricer, lam: Floats) -> Floats:
    """Price of what a cell alone uses beyond a row's bound, over the row's price so far.

    The bound holds with it: what is paid beyond a bound is at least what each doctor alone is
    beyond it, so a row that is broken costs its full price in both counts, and a kept one nothing
    in either.
    """
    rows = part.model.rows
    room = np.maximum(part.bound, 0.0)
    over = np.maximum(pricer.entry_use - room[pricer.entry_row], 0.0)
    return np.asarray(over * (rows.price - lam)[pricer.entry_row])


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
    each: int = 1,
    stop: Callable[[LpResult, Bound], bool] = lambda lp, bound: False,
) -> Generated:
    """Solve the relaxed master over all plans of the part's doctors.

    `start` must hold a column of each doctor. Ends when no plan prices out, after `rounds`, or
    when `stop` says so (asked once a round). `first` are prices to begin from; `each` is how many
    plans of a doctor are added in a round.
    """
    master = Master(part)
    master.add_columns(start)
    known: Known = {(column.doctor, column.arcs) for column in start}
    best = first
    lp = master.solve()
    for _ in range(rounds):
        fresh: list[Column] = []
        for lam, mu, is_own in _tried_prices(lp, best):
            bound, priced = lagrange(part, pricer, lam, mu)
            best = bound if best is None or bound.value < best.value else best
            if best.value <= lp.value + EPSILON * max(1.0, abs(lp.value)):
                return Generated(master, lp, best, True)
            if stop(lp, best):
                return Generated(master, lp, best, False)
            fresh = _improving(part, pool, priced, lp, known, each, is_own=is_own)
            if fresh:
                break
        if not fresh:
            assert best is not None
            return Generated(master, lp, best, True)
        master.add_columns(fresh)
        lp = master.solve()
    if best is None:
        best, _ = lagrange(part, pricer, lp.lam, lp.mu)
    return Generated(master, lp, best, False)


def _tried_prices(lp: LpResult, best: Bound | None) -> list[tuple[Floats, Floats, bool]]:
    """Prices half way to the best so far, then the LP's own, which alone can show its optimum."""
    own = (lp.lam, lp.mu, True)
    if best is None:
        return [own]
    lam = STABLE * best.lam + (1.0 - STABLE) * lp.lam
    mu = STABLE * best.mu + (1.0 - STABLE) * lp.mu
    return [(lam, mu, False), own]


def _improving(
    part: Part, pool: Pool, priced: Priced, lp: LpResult, known: Known, each: int, *, is_own: bool
) -> list[Column]:
    """Each doctor's best plans, where they are worth more than the LP pays for the doctor.

    `is_own`: these are the LP's own prices, so that the best plan says who has any.
    """
    gain = priced.best - lp.pi
    below = np.maximum(gain, 0.0) * DEPTH if each > 1 else 0.0
    who = np.flatnonzero(gain > EPSILON) if is_own else np.arange(len(part.doctors))
    found = []
    for index, listed in zip(
        who.tolist(), priced.good_plans(each, below, who.tolist()), strict=True
    ):
        for arcs in listed:
            column = pool.column(part.doctors[index], arcs)
            worth = (1.0 + lp.mu[index]) * column.score - float(lp.lam[column.rows] @ column.use)
            key = (column.doctor, column.arcs)
            if key not in known and worth > lp.pi[index] + EPSILON:
                known.add(key)
                found.append(column)
    return found


def worths(part: Part, bound: Bound, columns: Sequence[Column]) -> Floats:
    """What plans are worth at the bound's prices, and at most so in the bound itself."""
    rows = part.model.rows
    room = np.maximum(part.bound, 0.0) if part.is_filled else None
    found = np.zeros(len(columns))
    for number, (place, column) in enumerate(
        zip(places(part, columns).tolist(), columns, strict=True)
    ):
        cost = float(bound.lam[column.rows] @ column.use)
        if room is not None:
            over = np.maximum(column.use - room[column.rows], 0.0)
            cost += float((rows.price - bound.lam)[column.rows] @ over)
        found[number] = (1.0 + bound.mu[place]) * column.score - cost
    return found


def places(part: Part, columns: Sequence[Column]) -> Ints:
    """Place of each column's doctor among the part's."""
    return np.searchsorted(np.array(part.doctors), [column.doctor for column in columns])


def regrets(part: Part, bound: Bound, plan: Sequence[Column]) -> Floats:
    """How much each doctor's present plan is worth less than his best at the bound's prices."""
    present = {column.doctor: column for column in plan}
    own = [present[doctor] for doctor in part.doctors]
    return np.asarray(bound.best - worths(part, bound, own))
