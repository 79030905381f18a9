"""The best plan of each doctor at given prices, exactly, by dynamic programming.

`Pricer` runs through many doctors' networks at once, from the last own month to the first:

    V(t, memory, site) = max of  the end at t
                                 V(t + 1, memory, site) - idle
                                 best arc at t from memory - cost of moving from site to the arc's

Value of a plan = factor x its points - prices of the cells it uses. V is kept (`Priced`), so that
plans can be read off it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rotations.planner.axis import Bools
from rotations.planner.network import NEVER, Network
from rotations.planner.priced import Priced
from rotations.planner.rows import CellUse, Floats, Ints
from rotations.planner.walk_index import WalkIndex, build_walk_index

__all__ = ["Priced", "Pricer"]

_LONG = 2**31
"""From here on a number needs 64 bits."""


@dataclass(frozen=True, slots=True)
class _Segments:
    """Pairs of one own month: where they lie, and where each state's begin."""

    begin: int
    end: int
    starts: Ints
    states: Ints


@dataclass(frozen=True, slots=True)
class _Offsets:
    """Where one doctor's parts begin in the joined arrays."""

    state: int
    choice: int
    arc: int
    lane: int


class Pricer:
    """Pricing of several doctors together. Build once, run with many prices."""

    def __init__(self, networks: Sequence[Network], uses: Sequence[CellUse]) -> None:
        """Join the doctors' networks. `uses[i]` belongs to `networks[i]`."""
        self.networks = tuple(networks)
        self.width = max((n.width for n in networks), default=0)
        self._place()
        self._join_arcs()
        self._join_states()
        self._join_pairs()
        self._join_cells(uses)
        self._walk: WalkIndex | None = None

    def _place(self) -> None:
        state = choice = arc = lane = 0
        self.offsets: list[_Offsets] = []
        for n in self.networks:
            self.offsets.append(_Offsets(state, choice, arc, lane))
            state += n.memories * n.sites
            choice += len(n.c_start)
            arc += len(n.v_at)
            lane += n.lanes
        self.states, self.arcs, self.lanes = state, arc, lane

    def _join_arcs(self) -> None:
        stride = self.width + 1
        parts = list(zip(self.networks, self.offsets, strict=True))
        own = _joined([(n.v_lane + o.lane) * stride for n, o in parts])
        inner = _joined([(n.v_inner_lane + o.lane) * stride for n, o in parts])
        at, length = _joined([n.v_at for n, _ in parts]), _joined([n.v_length for n, _ in parts])
        inner_at = _joined([n.v_inner_at for n, _ in parts])
        inner_length = _joined([n.v_inner_length for n, _ in parts])
        self._from, self._to = own + at, own + at + length
        self._with_inner = np.flatnonzero(inner_length)
        some = self._with_inner
        ends = inner_at[some] + inner_length[some]
        self._inner_from, self._inner_to = inner[some] + inner_at[some], inner[some] + ends
        self._left_from, self._left_to = own[some] + inner_at[some], own[some] + ends
        self._gain = _joined([n.v_gain for n, _ in parts]).astype(np.float64)
        self._arc_doctor = np.repeat(np.arange(len(parts)), [len(n.v_at) for n, _ in parts])
        self._choice_start = _joined([n.c_start + o.arc for n, o in parts])
        self._choice_stop = np.append(self._choice_start[1:], self.arcs)
        self._is_plain = len(self._choice_start) == self.arcs
        self.arc_row = _joined([n.arc_order for n, _ in parts])

    def _join_states(self) -> None:
        parts = list(zip(self.networks, self.offsets, strict=True))
        counts = [n.memories * n.sites for n, _ in parts]
        self._state_doctor = np.repeat(np.arange(len(parts)), counts)
        towns: list[Ints] = []
        memories: list[Ints] = []
        base_town = base_memory = 0
        for n, _ in parts:
            towns.append(n.s_town + base_town)
            memories.append(np.repeat(np.arange(n.memories), n.sites) + base_memory)
            base_town += int(n.s_town.max()) + 1 if len(n.s_town) else 0
            base_memory += n.memories
        town, memory = _joined(towns), _joined(memories)
        self._town_start = _run_starts(town)
        self._town_of = np.cumsum(_is_fresh(town)) - 1 if len(town) else town
        self._memory_start = _run_starts(memory[self._town_start])
        self._memory_of = np.cumsum(_is_fresh(memory)) - 1 if len(memory) else memory
        ends = _joined([np.repeat(n.end_cost, n.sites) for n, _ in parts])
        self._no_end = ends < 0
        self._end_cost = np.maximum(ends, 0).astype(np.float64)
        late = np.full((self.width + 1, len(parts)), -NEVER)
        for index, (n, _) in enumerate(parts):
            late[: n.width + 1, index] = n.late
        self._late = late
        self.idle = np.array([n.idle for n, _ in parts], dtype=float)
        self.site_change = np.array([n.site_change for n, _ in parts], dtype=float)
        self.town_change = np.array([n.town_change for n, _ in parts], dtype=float)
        self._first_states = _joined(
            [np.arange(n.sites if n.memories else 0) + o.state for n, o in parts]
        )
        self.first_begin = np.concatenate(
            [[0], np.cumsum([n.sites if n.memories else 0 for n, _ in parts])]
        ).astype(np.int64)

    def _join_pairs(self) -> None:
        parts = list(zip(self.networks, self.offsets, strict=True))
        at = _joined([n.p_at for n, _ in parts])
        order = np.argsort(self.width - at, kind="stable")
        self._pair_order = order.astype(np.int32)
        choice = _joined([n.p_choice + o.choice for n, o in parts])
        self.pair_choice = choice[order]
        state = _joined([n.p_state + o.state for n, o in parts])[order]
        target = _joined([n.p_target + o.state for n, o in parts])
        end = _joined([n.p_end for n, _ in parts])
        spots = (self.width + 1) * self.states
        end = end.astype(np.int32 if spots < _LONG else np.int64)
        self.pair_target = (end * self.states + target)[order]
        points = _joined([n.p_points for n, _ in parts])[order].astype(np.float64)
        self.pair_points = points if points.any() else None
        self._pair_doctor = self._state_doctor[state] if points.any() else None
        falling = (self.width - at)[order]
        bounds = np.searchsorted(falling, self.width - np.arange(self.width), side="left")
        self._segments: list[_Segments] = []
        for month in range(self.width):
            begin = int(bounds[month])
            stop = int(bounds[month - 1]) if month else len(order)
            starts = _run_starts(state[begin:stop])
            self._segments.append(_Segments(begin, stop, starts, state[begin:stop][starts]))

    def _join_cells(self, uses: Sequence[CellUse]) -> None:
        cells, rows, amounts, doctors = [], [], [], []
        for index, (n, o, use) in enumerate(zip(self.networks, self.offsets, uses, strict=True)):
            width = max(1, n.width)
            lane, own = np.divmod(use.cell, width)
            cells.append((lane + o.lane) * self.width + own)
            rows.append(use.row)
            amounts.append(use.use)
            doctors.append(np.full(len(use.row), index))
        self._cell = _joined(cells)
        self.entry_row = _joined(rows)
        self.entry_use = np.concatenate(amounts) if amounts else np.zeros(0)
        self.entry_doctor = _joined(doctors)

    def choice_arcs(self, choice: Ints) -> tuple[Ints, Ints]:
        """First arc of each of these choices, and the one after its last."""
        return self._choice_start[choice], self._choice_stop[choice]

    def ends(self, doctor: Ints, month: Ints, state: Ints) -> tuple[Floats, Bools]:
        """Points lost by ending at these states, and where no plan may end."""
        return self._end_cost[state] + self._late[month, doctor], self._no_end[state]

    def walk_index(self) -> WalkIndex:
        """Pairs by memory left from; made when first asked for."""
        if self._walk is None:
            self._walk = build_walk_index(self.networks, self._pair_order)
        return self._walk

    def pairs(self, index: int, month: int, memory: int) -> slice:
        """Where a doctor's pairs of a memory and month lie, in the network's own order."""
        network = self.networks[index]
        at = memory * network.width + month
        return slice(int(network.p_own[at, 0]), int(network.p_own[at, 1]))

    def moves(self, index: int, state: int) -> Floats:
        """Points for going on from a state to each site of the doctor; -1: from the start."""
        network = self.networks[index]
        if state < 0:
            return network.first_cost.astype(float)
        site = state % network.sites
        town = network.s_town[: network.sites]
        cost = np.full(network.sites, float(network.site_change))
        cost[town != town[site]] += network.town_change
        cost[site] = 0.0
        return cost

    def run(
        self,
        prices: Floats,
        factor: Floats | float = 1.0,
        extra: Floats | None = None,
    ) -> Priced:
        """Values of all beginnings at these row prices.

        `factor` multiplies the points, one for all or one per doctor. `extra` adds a price to each
        entry of (cell, row), in the order of `entry_row`: what a cell costs beyond its rows' price.
        """
        factors = np.broadcast_to(np.asarray(factor, dtype=float), (len(self.networks),))
        weights = self.entry_use * prices[self.entry_row]
        if extra is not None:
            weights = weights + extra
        cells = np.bincount(self._cell, weights=weights, minlength=self.lanes * self.width)
        prefix = np.zeros((self.lanes, self.width + 1))
        np.cumsum(cells.reshape(self.lanes, self.width), axis=1, out=prefix[:, 1:])
        arcs = self._arc_values(prefix.ravel(), factors)
        choices = arcs if self._is_plain else np.maximum.reduceat(arcs, self._choice_start)
        values = np.full((self.width + 1, self.states), NEVER)
        first = np.full((self.width, len(self._first_states)), NEVER)
        self._backwards(values, first, choices, factors)
        return Priced(self, factors, arcs, choices, values, first)

    def _arc_values(self, prefix: Floats, factors: Floats) -> Floats:
        values: Floats = factors[self._arc_doctor] * self._gain
        values -= prefix[self._to] - prefix[self._from]
        if len(self._with_inner):
            inner = prefix[self._inner_to] - prefix[self._inner_from]
            values[self._with_inner] -= inner - (prefix[self._left_to] - prefix[self._left_from])
        return values

    def _backwards(self, values: Floats, first: Floats, choices: Floats, factors: Floats) -> None:
        """Fill `values[t]` from the last own month; `first[t]` is the best first arc at t."""
        doctor = self._state_doctor
        idle = (factors * self.idle)[doctor]
        other_site = (factors * self.site_change)[doctor]
        other_town = (factors * (self.site_change + self.town_change))[doctor]
        ends = np.where(self._no_end, NEVER, -factors[doctor] * self._end_cost)
        late = self._late * factors
        flat = values.reshape(-1)
        for month in range(self.width, -1, -1):
            now = ends - late[month][doctor]
            if month < self.width:
                np.maximum(now, values[month + 1] - idle, out=now)
                segment = self._segments[month]
                if segment.end > segment.begin:
                    leaving = self._leaving(segment, flat, choices, factors)
                    first[month] = leaving[self._first_states]
                    np.maximum(now, leaving, out=now)
                    town = np.maximum.reduceat(leaving, self._town_start)
                    np.maximum(now, town[self._town_of] - other_site, out=now)
                    anywhere = np.maximum.reduceat(town, self._memory_start)
                    np.maximum(now, anywhere[self._memory_of] - other_town, out=now)
            values[month] = now

    def _leaving(
        self, segment: _Segments, flat: Floats, choices: Floats, factors: Floats
    ) -> Floats:
        """Best arc of the month from each state (memory before, site of the arc)."""
        part = slice(segment.begin, segment.end)
        found = choices[self.pair_choice[part]] + flat[self.pair_target[part]]
        if self.pair_points is not None and self._pair_doctor is not None:
            found += factors[self._pair_doctor[part]] * self.pair_points[part]
        leaving = np.full(self.states, NEVER)
        leaving[segment.states] = np.maximum.reduceat(found, segment.starts)
        return leaving


def _joined(parts: Sequence[Ints]) -> Ints:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


def _is_fresh(values: Ints) -> np.typing.NDArray[np.bool_]:
    fresh = np.ones(len(values), dtype=bool)
    fresh[1:] = values[1:] != values[:-1]
    return fresh


def _run_starts(values: Ints) -> Ints:
    """Where each run of equal values begins."""
    return np.flatnonzero(_is_fresh(values)) if len(values) else np.zeros(0, dtype=np.int64)
