"""From the relaxed master to whole plans: integer programme over the columns, dive, rounding."""

from collections.abc import Sequence

import numpy as np

from rotations.planner.generate import SEVERAL, Generated, generate
from rotations.planner.integer import choose
from rotations.planner.master import LpResult, part_of
from rotations.planner.model import Column
from rotations.planner.run import Plan, Run
from rotations.types.results import Phase

SURE = 0.999
TENTH = 0.1
LEFT_TO_CHOOSE = 10
"""So few that the integer programme ends: with 28 it was cut short, and its plan was useless."""
DIVE_ROUNDS = 8
"""Rounds of column generation after each fixing."""
MOST_COLUMNS = 60
"""Columns per doctor in an integer programme."""


def choose_columns(run: Run, generated: Generated, seconds: float) -> Plan | None:
    """The best choice among the master's most promising columns, broken or not."""
    columns = promising(run, generated, MOST_COLUMNS)
    start = run.plan if run.plan is not None else run.broken_plan
    if start is not None:
        known = {(c.doctor, c.arcs) for c in columns}
        columns += [c for c in start if (c.doctor, c.arcs) not in known]
    result = choose(
        run.whole,
        columns,
        start=start or (),
        seconds=run.slice(seconds),
        nodes=run.nodes,
        interrupt=run.interrupt(Phase.INTEGER),
    )
    return result.columns or None


def promising(run: Run, generated: Generated, most: int) -> list[Column]:
    """The master's columns with the least regret at its prices, at most so many per doctor."""
    lp = generated.lp
    place = {doctor: i for i, doctor in enumerate(generated.master.part.doctors)}
    worth: dict[int, list[tuple[float, int]]] = {doctor: [] for doctor in place}
    for number, column in enumerate(generated.master.columns):
        i = place[column.doctor]
        value = (1.0 + lp.mu[i]) * column.score - float(lp.lam[column.rows] @ column.use)
        worth[column.doctor].append((lp.pi[i] - value, number))
    chosen = sorted(n for found in worth.values() for _, n in sorted(found)[:most])
    return [generated.master.columns[n] for n in chosen]


def rounded(generated: Generated) -> dict[int, Column]:
    """Each doctor's column with the largest share in the relaxed master."""
    return {doctor: column for doctor, (_, column) in _largest(generated.lp, generated).items()}


def sure_share(generated: Generated) -> float:
    """Share of the doctors for whom the relaxed master has one plan that is sure."""
    largest = _largest(generated.lp, generated)
    return sum(share > SURE for share, _ in largest.values()) / max(1, len(largest))


def _largest(lp: LpResult, generated: Generated) -> dict[int, tuple[float, Column]]:
    found: dict[int, tuple[float, Column]] = {}
    for share, column in zip(lp.x.tolist(), generated.master.columns, strict=True):
        if column.doctor not in found or share > found[column.doctor][0] + 1e-9:
            found[column.doctor] = (share, column)
    return found


def dive(run: Run, generated: Generated, share: float) -> Plan | None:
    """Fix the surest plans, price again, until few doctors remain; then choose for those."""
    fixed: dict[int, Column] = {}
    count = len(run.model.doctors)
    while count - len(fixed) > LEFT_TO_CHOOSE:
        if not run.goes_on(Phase.INTEGER, share):
            return _completed(fixed, generated)
        largest = _largest(generated.lp, generated)
        order = sorted(largest, key=lambda doctor: (-largest[doctor][0], doctor))
        sure = [doctor for doctor in order if largest[doctor][0] > SURE]
        more = max(len(sure), int(np.ceil(TENTH * len(order))))
        for doctor in order[:more]:
            fixed[doctor] = largest[doctor][1]
        free = [doctor for doctor in range(count) if doctor not in fixed]
        if not free:
            break
        part = part_of(run.model, tuple(fixed.values()), free, is_filled=True)
        generated = generate(
            part,
            run.pool,
            run.pool.pricer_of(part.doctors),
            _kept(generated.master.columns, set(free)),
            rounds=DIVE_ROUNDS,
            each=SEVERAL,
            stop=lambda lp, bound: bound.value - lp.value < 1.0,
        )
    free = [doctor for doctor in range(count) if doctor not in fixed]
    if free:
        fixed |= _chosen(run, generated, fixed, free)
    return tuple(fixed[doctor] for doctor in range(count)) if len(fixed) == count else None


def _kept(columns: Sequence[Column], free: set[int]) -> list[Column]:
    """Columns of the doctors still free."""
    return [column for column in columns if column.doctor in free]


def _chosen(
    run: Run, generated: Generated, fixed: dict[int, Column], free: Sequence[int]
) -> dict[int, Column]:
    part = part_of(run.model, tuple(fixed.values()), free, is_filled=True)
    columns = [c for c in promising(run, generated, MOST_COLUMNS) if c.doctor in set(free)]
    result = choose(part, columns, seconds=run.slice(5.0), nodes=run.nodes)
    if result.columns:
        return {column.doctor: column for column in result.columns}
    best = rounded(generated)
    return {doctor: best[doctor] for doctor in free}


def _completed(fixed: dict[int, Column], generated: Generated) -> Plan:
    best = rounded(generated) | fixed
    return tuple(best[doctor] for doctor in sorted(best))
