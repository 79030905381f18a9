"""What a pricing run found: each doctor's best plan, and every plan that is close to it.

The values of all beginnings are kept, so that they bound what any beginning of a plan can come to.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from rotations.planner.network import NEVER
from rotations.planner.paths import closest_plans
from rotations.planner.rows import Floats, Ints

if TYPE_CHECKING:
    from rotations.planner.pricing import Pricer

TOLERANCE = 1e-7


class Priced:
    """Result of one pricing run. `best[i]` is the value of doctor i's best plan."""

    def __init__(
        self,
        pricer: "Pricer",
        factors: Floats,
        arcs: Floats,
        choices: Floats,
        values: Floats,
        first: Floats,
    ) -> None:
        """Find each doctor's best value (`NEVER` or less when there is no plan)."""
        self.pricer, self.factors = pricer, factors
        self.arcs, self.choices, self.values, self._first = arcs, choices, values, first
        self._best_start: Floats | None = None
        self.best = np.array([self._best(i) for i in range(len(pricer.networks))])

    def _best(self, index: int) -> float:
        value = max(self.nothing(index), self._first_arc_value(index))
        return value + float(self.factors[index]) * self.pricer.networks[index].constant

    def nothing(self, index: int) -> float:
        """Value of a plan without any placement."""
        network = self.pricer.networks[index]
        if network.end_cost[0] < 0:
            return NEVER
        return -float(self.factors[index]) * float(network.end_cost[0] + network.late[0])

    def _starts(self, index: int) -> Floats:
        """Value of the best plan by own month and site of its first placement."""
        pricer, network = self.pricer, self.pricer.networks[index]
        begin, end = pricer.first_begin[index], pricer.first_begin[index + 1]
        factor = float(self.factors[index])
        wait = factor * network.idle * np.arange(pricer.width)
        cost: Floats = self._first[:, begin:end] - factor * network.first_cost[None, :]
        return cost - wait[:, None]

    def _first_arc_value(self, index: int) -> float:
        starts = self._starts(index)
        return float(starts.max()) if starts.size else NEVER

    def has_plan(self, index: int) -> bool:
        """Whether the doctor has any plan at all."""
        return bool(self.best[index] > NEVER / 2)

    def plan(self, index: int) -> tuple[int, ...]:
        """The best plan of a doctor as rows of the arc table, in order of time."""
        if not self.has_plan(index):
            raise ValueError("the doctor has no plan")
        network, offset = self.pricer.networks[index], self.pricer.offsets[index]
        first = self._first_arc_value(index)
        if self.nothing(index) >= first:
            return ()
        starts = self._starts(index)[: network.width]
        at, site = np.unravel_index(int(starts.argmax()), starts.shape)
        month, state, rows = int(at), int(site), []
        cost = np.full(network.sites, NEVER)
        cost[site] = 0.0
        idle = float(self.factors[index]) * network.idle
        while True:
            month, state, row = self._best_arc(index, month, state, cost)
            rows.append(row)
            worth = self.values[month : network.width + 1, offset.state + state]
            slack = TOLERANCE * max(1.0, abs(float(worth[0])))
            moving = np.flatnonzero(worth[:-1] > worth[1:] - idle + slack)
            if self._end(index, month, state) >= worth[0] - slack or not len(moving):
                return tuple(rows)
            month += int(moving[0])
            cost = -float(self.factors[index]) * self.pricer.moves(index, state)

    def _best_arc(self, index: int, month: int, state: int, cost: Floats) -> tuple[int, int, int]:
        """The best arc of a month after a state: own month, state, arc row after it."""
        network, offset = self.pricer.networks[index], self.pricer.offsets[index]
        part = self.pricer.pairs(index, month, state // network.sites)
        choice, target, end = network.p_choice[part], network.p_target[part], network.p_end[part]
        worth = (
            cost[target % network.sites]
            + self.choices[choice + offset.choice]
            + self.values[end, target + offset.state]
            + float(self.factors[index]) * network.p_points[part]
        )
        best = int(worth.argmax())
        arcs = self._arcs_of(index, int(choice[best]))
        arc = arcs.start + int(self.arcs[offset.arc + arcs.start : offset.arc + arcs.stop].argmax())
        return int(end[best]), int(target[best]), int(network.arc_order[arc])

    def _arcs_of(self, index: int, choice: int) -> range:
        """The doctor's arcs (in the network's order) of a choice."""
        network = self.pricer.networks[index]
        is_last = choice + 1 == len(network.c_start)
        stop = len(network.v_at) if is_last else int(network.c_start[choice + 1])
        return range(int(network.c_start[choice]), stop)

    def plans_within(
        self, index: int, value: float, most: int
    ) -> tuple[list[tuple[int, ...]], bool]:
        """A doctor's plans worth at least `value`, the best first, and whether that is all.

        At most `most` of them, the best; then the second may be False.
        """
        least = np.full(len(self.best), value)
        found = closest_plans(self, least, most, [index])
        assert found is not None
        return list(found[0].plans), found[0].is_all

    def best_plans(self) -> list[tuple[int, ...]]:
        """The best plan of every doctor; each must have one."""
        return [plans[0] for plans in self.good_plans(1)]

    def good_plans(
        self, most: int, below: Floats | float = 0.0, doctors: Sequence[int] | None = None
    ) -> list[tuple[tuple[int, ...], ...]]:
        """The best plans of every doctor (or of these), at most `most` of each, worth at most
        `below` less than the best."""
        slack = TOLERANCE * np.maximum(1.0, np.abs(self.best)) + below
        found = closest_plans(self, self.best - slack, most, doctors)
        assert found is not None
        return [each.plans for each in found]

    def constants(self) -> Floats:
        """Points that every plan of a doctor has, times the doctor's factor."""
        points = np.array([n.constant for n in self.pricer.networks], dtype=float)
        return np.asarray(self.factors * points)

    def best_start(self) -> Floats:
        """Value of the best plan whose first placement begins in each own month or later."""
        pricer = self.pricer
        if self._best_start is None:
            self._best_start = np.full((pricer.width, len(pricer.networks)), NEVER)
            for index in range(len(pricer.networks)):
                starts = self._starts(index)
                if starts.shape[1]:
                    falling = np.maximum.accumulate(starts.max(axis=1)[::-1])[::-1]
                    self._best_start[:, index] = falling
        return self._best_start

    def end_values(self, doctor: Ints, month: Ints, state: Ints) -> Floats:
        """Value of ending at each of these states."""
        lost, cannot = self.pricer.ends(doctor, month, state)
        return np.asarray(np.where(cannot, NEVER, -self.factors[doctor] * lost))

    def _end(self, index: int, month: int, state: int) -> float:
        network = self.pricer.networks[index]
        cost = network.end_cost[state // network.sites]
        if cost < 0:
            return NEVER
        return -float(self.factors[index]) * float(cost + network.late[month])
