"""Large-neighbourhood search: plan a few doctors anew while the others stand.

Each round chooses 8 to 60 doctors, more the less there is to gain, takes the others' use off the
limits, solves the relaxed master of the few, and stops there when even that cannot gain a point.
Otherwise their plans within the gap are listed and the integer programme chooses among them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

import numpy as np

from rotations.planner.axis import Bools
from rotations.planner.generate import (
    SEVERAL,
    Bound,
    Generated,
    generate,
    lagrange,
    places,
    regrets,
    worths,
)
from rotations.planner.integer import choose
from rotations.planner.master import Part, part_of, value_of
from rotations.planner.model import Column
from rotations.planner.paths import closest_plans
from rotations.planner.pricing import Pricer
from rotations.planner.rows import Floats
from rotations.planner.run import Plan, Run
from rotations.types.results import Phase

SMALLEST, LARGEST, FIRST_SIZE = 8, 60, 12
BY_REGRET = 0.7
"""Share of the rounds whose doctors are chosen by regret."""
WITHIN_GAP = 40
"""Plans listed per doctor."""
GROUP_ROUNDS = 40
"""Rounds of column generation in a group."""
GROUP_SECONDS = 4.0
GROWTH = 6
"""A group that has nothing to gain makes the next one larger by one part in this many; one whose
integer programme is cut short makes it smaller by as much."""


class Ending(Enum):
    """How a round ended: nothing to gain (proven), the best chosen, or cut short by its limit."""

    NOTHING_TO_GAIN = auto()
    CHOSEN = auto()
    CUT_SHORT = auto()


@dataclass(slots=True)
class Search:
    """State between rounds: size of the groups, and when each doctor was last tried in vain."""

    plan: Plan
    value: float
    size: int = FIRST_SIZE
    tried: dict[tuple[int, ...], bool] = field(default_factory=dict)
    is_exhausted: bool = False
    """All doctors together were planned anew without gain."""


def search(run: Run, plan: Plan, rounds: int, state: Search | None = None) -> Search:
    """Improve a plan, broken or not, until time, work or proof ends it.

    Give the state of an earlier call to go on where it ended.
    """
    value = value_of(run.whole, plan)
    if state is None:
        state = Search(plan, value, min(FIRST_SIZE, len(plan)))
    elif value > state.value:
        state.plan, state.value = plan, value
        state.tried.clear()
    for _ in range(rounds):
        if not run.goes_on(Phase.SEARCH) or run.prices is None:
            break
        group = _group(run, state)
        if len(group) == len(plan) and tuple(group) in state.tried:
            state.is_exhausted = True
            break
        _round(run, state, group)
    return state


def repair_hard(run: Run, plan: Plan, rounds: int, share: float = 1.0) -> Plan:
    """Search only until nothing hard is broken."""
    state = Search(plan, value_of(run.whole, plan), min(FIRST_SIZE, len(plan)))
    for _ in range(rounds):
        if not _broken_rows(run, state.plan).any() or not run.goes_on(Phase.FIRST_PLAN, share):
            break
        group = _group(run, state)
        if len(group) == len(plan) and tuple(group) in state.tried:
            break
        _round(run, state, group)
    return state.plan


def _round(run: Run, state: Search, group: Sequence[int]) -> None:
    """Plan a group anew, keep what is better, and fit the size of the next one.

    The size follows from what came out, not from the clock: work must be reproducible.
    """
    ending, improved = plan_group(run, state.plan, group)
    most = min(LARGEST, len(state.plan))
    if ending is Ending.NOTHING_TO_GAIN:
        state.size = min(most, state.size + max(1, state.size // GROWTH))
    elif ending is Ending.CUT_SHORT:
        state.size = max(min(SMALLEST, most), state.size - state.size // GROWTH)
    else:
        state.size = min(most, state.size + 1)
    if improved is None:
        state.tried[tuple(group)] = True
        return
    state.plan = improved
    state.value = value_of(run.whole, improved)
    state.tried.clear()
    run.offer(improved)


def plan_group(run: Run, plan: Plan, group: Sequence[int]) -> tuple[Ending, Plan | None]:
    """Plan the group anew: how it ended, and the whole plan with the better part, if any."""
    part = part_of(run.model, plan, group, is_filled=True)
    present = [plan[doctor] for doctor in part.doctors]
    now = value_of(part, present)
    pricer = run.pool.pricer_of(part.doctors)
    generated = generate(
        part,
        run.pool,
        pricer,
        _start_columns(run, part, present),
        rounds=GROUP_ROUNDS,
        first=_prices_for(run, part),
        each=SEVERAL,
        stop=lambda lp, bound: bound.value < now + 1.0 - 1e-6,
    )
    if generated.bound.value < now + 1.0 - 1e-6:
        return Ending.NOTHING_TO_GAIN, None
    columns = _columns_within(run, pricer, generated, now, present)
    result = choose(
        part,
        columns,
        start=present,
        seconds=run.slice(GROUP_SECONDS),
        nodes=run.nodes,
        is_proof=False,
    )
    ending = Ending.CHOSEN if result.is_optimal else Ending.CUT_SHORT
    if not result.columns or result.value <= now + 1e-6:
        return ending, None
    found = {column.doctor: column for column in result.columns}
    return ending, tuple(found.get(column.doctor, column) for column in plan)


def _prices_for(run: Run, part: Part) -> Bound | None:
    """The whole run's prices for these doctors. Their value here is not known yet."""
    if run.prices is None:
        return None
    chosen = list(part.doctors)
    return Bound(np.inf, run.prices.lam, run.prices.mu[chosen], run.prices.best[chosen])


def _start_columns(run: Run, part: Part, present: Sequence[Column]) -> list[Column]:
    """Columns to begin with: the present plans and the best known ones at the run's prices."""
    chosen: dict[tuple[int, tuple[int, ...]], Column] = {(c.doctor, c.arcs): c for c in present}
    if run.prices is not None:
        for doctor in part.doctors:
            weight = 1.0 + run.prices.mu[doctor]
            own = run.pool.of((doctor,))
            worth = np.array(
                [weight * c.score - float(run.prices.lam[c.rows] @ c.use) for c in own]
            )
            for at in np.argsort(-worth, kind="stable")[: WITHIN_GAP // 2].tolist():
                chosen[(doctor, own[at].arcs)] = own[at]
    return list(chosen.values())


def _columns_within(
    run: Run,
    pricer: Pricer,
    generated: Generated,
    now: float,
    present: Sequence[Column],
) -> list[Column]:
    """The present plans, and every plan that a better choice could use: the best `WITHIN_GAP` of
    each doctor, and the relaxed master's own."""
    bound, part = generated.bound, generated.master.part
    gap = bound.value - (now + 1.0) + 1e-6
    found = {(c.doctor, c.arcs): c for c in present}
    _, priced = lagrange(part, pricer, bound.lam, bound.mu)
    listed = closest_plans(priced, priced.best - gap, WITHIN_GAP)
    complete = set()
    for doctor, each in zip(part.doctors, listed or (), strict=True):
        for arcs in each.plans:
            found[(doctor, arcs)] = run.pool.column(doctor, arcs)
        if each.is_all:
            complete.add(doctor)
    own = [c for c in generated.master.columns if c.doctor not in complete]
    kept = worths(part, bound, own) >= priced.best[places(part, own)] - gap
    for column, is_kept in zip(own, kept.tolist(), strict=True):
        if is_kept:
            found[(column.doctor, column.arcs)] = column
    return list(found.values())


def _broken_rows(run: Run, plan: Plan) -> Bools:
    over = run.model.rows.violation(run.model.use_of(plan))
    return np.asarray((over > 0.0) & run.model.rows.is_hard)


def _group(run: Run, state: Search) -> list[int]:
    """Doctors of the next round: of a broken limit first, else by regret, else at random."""
    count = len(state.plan)
    if state.size >= count:
        return list(range(count))
    for _ in range(5):
        broken = _broken_rows(run, state.plan)
        if broken.any():
            group = _around_broken(run, state, broken)
        elif run.rng.random() < BY_REGRET:
            group = _by_regret(run, state)
        else:
            group = _sharing(run, state, int(run.rng.integers(count)))
        if tuple(group) not in state.tried:
            break
    return group


def _around_broken(run: Run, state: Search, broken: Bools) -> list[int]:
    """Doctors who use a broken row, and doctors who could; the rest by shared cells."""
    row = int(run.rng.choice(np.flatnonzero(broken)))
    users = [c.doctor for c in state.plan if (c.rows == row).any()]
    could = [
        d.index for d in run.model.doctors
        if d.index not in set(users) and bool((d.use.row == row).any())
    ]  # fmt: skip
    half = max(1, state.size // 2)
    group = _some(run, users, half)
    group += _some(run, could, max(0, half - len(group)) + half // 2)
    if not group:
        return _sharing(run, state, int(run.rng.integers(len(state.plan))))
    return _filled(run, state, group)


def _by_regret(run: Run, state: Search) -> list[int]:
    """A doctor with a high regret, and those who hold the cells that he wants."""
    assert run.prices is not None
    regret = np.maximum(regrets(run.whole, run.prices, state.plan), 0.0)
    total = float(regret.sum())
    count = len(state.plan)
    if total <= 0.0:
        return _sharing(run, state, int(run.rng.integers(count)))
    seed = int(run.rng.choice(count, p=regret / total))
    lam = run.prices.lam
    priced = run.pool.pricer(seed).run(lam, 1.0 + run.prices.mu[seed])
    wanted = run.pool.column(seed, priced.plan(0))
    left = run.model.rows.bound - run.model.use_of(state.plan)
    full = np.zeros(len(lam))
    full[wanted.rows] = np.where(left[wanted.rows] < 1.0, wanted.use, 0.0)
    full[state.plan[seed].rows] -= np.where(
        left[state.plan[seed].rows] < 1.0, state.plan[seed].use, 0.0
    )
    return _ranked(run, state, seed, np.abs(full), regret)


def _sharing(run: Run, state: Search, seed: int) -> list[int]:
    """A doctor and others whose plans use the same rows."""
    weight = np.zeros(len(run.model.rows))
    weight[state.plan[seed].rows] = 1.0
    return _ranked(run, state, seed, weight, np.zeros(len(state.plan)))


def _ranked(run: Run, state: Search, seed: int, weight: Floats, regret: Floats) -> list[int]:
    """The doctors who meet these rows most, with some chance so that groups differ."""
    meets = np.array([float(weight[c.rows] @ np.abs(c.use)) for c in state.plan])
    top = max(float(meets.max()), 1e-9)
    most = max(float(regret.max()), 1e-9)
    rank = meets / top + 0.5 * regret / most + run.rng.random(len(meets))
    rank[seed] = np.inf
    return sorted(np.argsort(-rank, kind="stable")[: state.size].tolist())


def _some(run: Run, doctors: Sequence[int], most: int) -> list[int]:
    if len(doctors) <= most:
        return list(doctors)
    return run.rng.choice(np.array(doctors), most, replace=False).tolist()  # type: ignore[no-any-return]


def _filled(run: Run, state: Search, group: list[int]) -> list[int]:
    others = _sharing(run, state, group[0])
    for doctor in others:
        if len(group) >= state.size:
            break
        if doctor not in group:
            group.append(doctor)
    return sorted(group)
