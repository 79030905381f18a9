"""Least cost with proof, when limits, locks and blocks may be given up at a price.

Also serves the repair, where the cost is the number of changed placements. Costs are minus the
points of the master: `cheapest` first solves the relaxed master, then the integer programme over
its columns, then groups of doctors again and again, until the cost meets the proven least.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from rotations.planner.generate import Bound, Generated, generate, lagrange, regrets
from rotations.planner.integer import choose
from rotations.planner.master import Part, part_of, value_of, whole
from rotations.planner.model import CaseModel, Column, arcs_of
from rotations.planner.pool import Pool
from rotations.planner.pricing import Priced
from rotations.planner.rows import Floats
from rotations.planner.watch import Watch
from rotations.types.case import Placement
from rotations.types.results import Mode, Phase

EPSILON = 1e-6
PROVEN = 1e-3
"""A least cost above this is certainly above zero."""
LEFT_OUT = 1e6
"""Bound of a row that does not bind."""
GROUP, LARGEST_GROUP, SMALLEST_GROUP = 12, 40, 6
MOST_PLANS = 2_000
"""Of one doctor, in the last proof."""
MOST_PLANS_TOGETHER = 20_000
NEARBY_PLANS = 40


@dataclass(frozen=True, slots=True)
class Cheapest:
    """One column per doctor. No choice costs less than `lower`."""

    columns: tuple[Column, ...]
    cost: int
    lower: int

    @property
    def is_proven(self) -> bool:
        """Whether nothing cheaper exists."""
        return self.cost <= self.lower


def columns_of(model: CaseModel, placements: Sequence[Placement]) -> list[Column]:
    """A plan as columns, of those doctors whose part of it is lawful."""
    by_doctor: dict[str, list[Placement]] = {}
    for placement in placements:
        by_doctor.setdefault(placement.doctor, []).append(placement)
    found = []
    for index, doctor in enumerate(model.doctors):
        arcs = arcs_of(doctor, by_doctor.get(doctor.doctor.key, ()))
        if arcs is not None:
            found.append(model.column(index, arcs))
    return found


def first_columns(pool: Pool, doctors: Sequence[int]) -> list[Column]:
    """The pool's columns of these doctors; at least one each, best alone.

    Every doctor must have a plan alone.
    """
    bare = [doctor for doctor in doctors if not pool.of((doctor,))]
    if bare:
        priced = pool.pricer_of(bare).run(np.zeros(len(pool.model.rows)))
        for place, doctor in enumerate(bare):
            pool.column(doctor, priced.plan(place))
    return pool.of(doctors)


def is_costly(
    pool: Pool, part: Part, rounds: int = 200, is_over: Callable[[], bool] = lambda: False
) -> tuple[bool, Generated]:
    """Whether the relaxed master proves that these doctors cost something within these bounds.

    Stops as soon as the answer is known. A run that is over says no.
    """
    done = generate(
        part,
        pool,
        pool.pricer_of(part.doctors),
        first_columns(pool, part.doctors),
        rounds=rounds,
        stop=lambda lp, bound: lp.value >= -EPSILON or bound.value < -PROVEN or is_over(),
    )
    return done.bound.value < -PROVEN, done


def cheapest(
    model: CaseModel,
    watch: Watch,
    *,
    seed: int = 0,
    start: Sequence[Column] = (),
    pool: Pool | None = None,
    enough: int | None = None,
) -> Cheapest | None:
    """The cheapest choice of plans found, with the proven least cost.

    `start` may hold columns of some doctors (a plan that is there). `enough`: a cost at which to
    stop without proof. None when some doctor has no plan alone, whatever is paid.
    """
    pool = pool if pool is not None else Pool(model)
    for column in start:
        pool.column(column.doctor, column.arcs)
    alone = model.pricer.run(np.zeros(len(model.rows)))
    if not all(alone.has_plan(i) for i in range(len(model.doctors))):
        return None
    for doctor in range(len(model.doctors)):
        pool.column(doctor, alone.plan(doctor))
    part = whole(model)
    zero, _ = lagrange(part, model.pricer, np.zeros(len(model.rows)), np.zeros(len(part.doctors)))
    relaxed = generate(
        part,
        pool,
        model.pricer,
        pool.of(part.doctors),
        rounds=watch.limits.column_rounds * 5,
        first=zero,
        stop=lambda lp, bound: not watch.tell(Phase.COLUMNS, bound=_lower(bound)),
    )
    search = _Search(model, pool, watch, relaxed.bound, seed)
    search.begin(start)
    search.improve(enough)
    search.prove(enough)
    return Cheapest(tuple(search.plan), search.cost, search.lower)


def _lower(bound: Bound) -> int:
    """The least whole cost that the bound leaves."""
    return int(np.ceil(-bound.value - EPSILON))


def _cost(value: float) -> int:
    return int(np.ceil(-value - EPSILON))


class _Search:
    """The best choice so far, and what is known about better ones."""

    def __init__(self, model: CaseModel, pool: Pool, watch: Watch, bound: Bound, seed: int) -> None:
        self.model, self.pool, self.watch, self.bound = model, pool, watch, bound
        self.lower = _lower(bound)
        self.random = np.random.Generator(np.random.PCG64(seed))
        self.plan: list[Column] = []
        self.cost = 0
        self.whole = whole(model)

    def _keep(self, columns: Sequence[Column]) -> bool:
        """Take these plans when they are cheaper."""
        cost = _cost(value_of(self.whole, columns))
        if self.plan and cost >= self.cost:
            return False
        self.plan = sorted(columns, key=lambda column: column.doctor)
        self.cost = cost
        return True

    def begin(self, start: Sequence[Column]) -> None:
        """The plan that is there, filled up with plans alone; then the best of all columns."""
        given = {column.doctor: column for column in start}
        first = [given.get(d) or self.pool.of((d,))[-1] for d in self.whole.doctors]
        self._keep(first)
        self._keep([self.pool.of((d,))[0] for d in self.whole.doctors])
        if self.cost > self.lower:
            self._choose(self.whole, self.pool.of(self.whole.doctors), 4.0)

    def _choose(self, part: Part, columns: Sequence[Column], seconds: float) -> bool:
        """Integer programme over the columns; True when it found something cheaper."""
        free = set(part.doctors)
        limits = self.watch.limits
        is_timed = limits.mode is Mode.INTERACTIVE
        found = choose(
            part,
            columns,
            start=[column for column in self.plan if column.doctor in free],
            seconds=min(seconds, self.watch.left) if is_timed else None,
            nodes=limits.mip_nodes,
        )
        standing = [column for column in self.plan if column.doctor not in free]
        return bool(found.columns) and self._keep([*standing, *found.columns])

    def improve(self, enough: int | None) -> None:
        """Plan groups of doctors again, the others standing."""
        size, idle = GROUP, 0
        count = len(self.model.doctors)
        for _ in range(self.watch.limits.search_rounds):
            if self._is_enough(enough) or not self.watch.tell(
                Phase.SEARCH, score=-self.cost, bound=-self.lower
            ):
                return
            if size >= count and idle:
                return
            is_better = self._round(self._group(size))
            idle = 0 if is_better else idle + 1
            if idle % 4 == 3:
                size = min(LARGEST_GROUP, size + 4, count)
            if idle > 40:
                return

    def _is_enough(self, enough: int | None) -> bool:
        return self.cost <= self.lower or (enough is not None and self.cost <= enough)

    def _group(self, size: int) -> list[int]:
        """Doctors in broken rows and with regret first, then others by lot."""
        count = len(self.model.doctors)
        over = self.model.rows.violation(self.model.use_of(self.plan))
        in_broken = np.array(
            [float((over[c.rows] * (np.abs(c.use) > 0)).sum()) > 0 for c in self.plan]
        )
        weight = regrets(self.whole, self.bound, self.plan) + 3.0 * in_broken + 0.3
        weight = np.maximum(weight, 0.01)
        drawn = self.random.choice(
            count, size=min(size, count), replace=False, p=weight / weight.sum()
        )
        return sorted(int(i) for i in drawn)

    def _round(self, group: Sequence[int]) -> bool:
        """One group planned again; True when that is cheaper."""
        part = part_of(self.model, self.plan, group)
        before = [column for column in self.plan if column.doctor in set(group)]
        present = value_of(part, before)
        done = generate(
            part,
            self.pool,
            self.pool.pricer_of(part.doctors),
            self.pool.of(part.doctors),
            rounds=60,
            stop=lambda lp, bound: bound.value < present + 1 - EPSILON or self.watch.is_over,
        )
        if done.bound.value < present + 1 - EPSILON:
            return False
        gap = done.bound.value - present
        self._nearby(part, done, gap)
        return self._choose(part, self.pool.of(part.doctors), 3.0)

    def _nearby(self, part: Part, done: Generated, gap: float) -> None:
        """Put the plans within the gap into the pool."""
        pricer = self.pool.pricer_of(part.doctors)
        bound, priced = lagrange(part, pricer, done.bound.lam, done.bound.mu)
        for place, doctor in enumerate(part.doctors):
            plans, _ = priced.plans_within(place, float(bound.best[place]) - gap, NEARBY_PLANS)
            for arcs in plans:
                self.pool.column(doctor, arcs)

    def prove(self, enough: int | None) -> None:
        """List every plan that could be part of something cheaper; the best of them is it."""
        if self._is_enough(enough) or self.watch.is_over:
            return
        bound, priced = lagrange(self.whole, self.model.pricer, self.bound.lam, self.bound.mu)
        gap = self.cost - 1 + bound.value
        columns = every_column(self.pool, priced, bound.best - max(gap, 0.0) - EPSILON)
        if columns is None:
            return
        present = {(column.doctor, column.arcs) for column in columns}
        columns += [c for c in self.plan if (c.doctor, c.arcs) not in present]
        found = choose(
            self.whole,
            columns,
            start=self.plan,
            seconds=self.watch.left if np.isfinite(self.watch.left) else None,
            nodes=self.watch.limits.mip_nodes * 10,
        )
        if found.columns:
            self._keep(found.columns)
            if found.is_optimal:
                self.lower = self.cost


def every_column(
    pool: Pool,
    priced: Priced,
    least: Floats,
    doctors: Sequence[int] | None = None,
    most: int = MOST_PLANS,
) -> list[Column] | None:
    """All plans worth `least` or more, doctor by doctor; None when there are too many.

    `doctors` are those whom `priced` and `least` speak of; None: all. `most` is for one doctor.
    """
    columns: list[Column] = []
    for place, value in enumerate(least.tolist()):
        plans, is_all = priced.plans_within(place, value, most)
        if not is_all or len(columns) + len(plans) > MOST_PLANS_TOGETHER:
            return None
        doctor = place if doctors is None else doctors[place]
        columns += [pool.column(doctor, arcs) for arcs in plans]
    return columns
