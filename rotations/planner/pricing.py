"""The best plan of each doctor at given prices, exactly, by dynamic programming.

`Pricer` runs through many doctors' networks at once, from the last own month to the first:

    V(t, memory, site) = max of  the end at t
                                 V(t + 1, memory, site) - idle
                                 best arc at t from memory - cost of moving from site to the arc's

Value of a plan = factor x its points - prices of the cells it uses. V is kept, so that it also
bounds what any beginning of a plan can come to: `plans_within` lists every plan that is close
enough to the best.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from rotations.planner.network import NEVER, Network
from rotations.planner.rows import CellUse, Floats, Ints

TOLERANCE = 1e-7


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
        self._indexes: dict[int, tuple[Ints, Ints, Ints]] = {}
        self._place()
        self._join_arcs()
        self._join_states()
        self._join_pairs()
        self._join_cells(uses)

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
        self._is_plain = len(self._choice_start) == self.arcs

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
        self._idle = np.array([n.idle for n, _ in parts], dtype=float)
        self._site_change = np.array([n.site_change for n, _ in parts], dtype=float)
        self._town_change = np.array([n.town_change for n, _ in parts], dtype=float)
        self._first_states = _joined(
            [np.arange(n.sites if n.memories else 0) + o.state for n, o in parts]
        )
        self._first_begin = np.concatenate(
            [[0], np.cumsum([n.sites if n.memories else 0 for n, _ in parts])]
        ).astype(np.int64)

    def _join_pairs(self) -> None:
        parts = list(zip(self.networks, self.offsets, strict=True))
        at = _joined([n.p_at for n, _ in parts])
        order = np.argsort(self.width - at, kind="stable")
        choice = _joined([n.p_choice + o.choice for n, o in parts])
        self._pair_choice = choice[order]
        state = _joined([n.p_state + o.state for n, o in parts])[order]
        target = _joined([n.p_target + o.state for n, o in parts])
        end = _joined([n.p_end for n, _ in parts])
        self._pair_state = state
        self._pair_target = (end * self.states + target)[order]
        points = _joined([n.p_points for n, _ in parts])[order].astype(np.float64)
        self._pair_points = points if points.any() else None
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

    def by_memory(self, index: int) -> Ints:
        """A doctor's pairs sorted by memory left from, then by first month, then as they are."""
        return self._index(index)[0]

    def pairs(self, index: int, month: int, memory: int, until: int | None = None) -> slice:
        """Where the pairs of a memory and month (or of `month`..`until - 1`) lie.

        In the network's own order without `until`, in that of `by_memory` with it.
        """
        _, begin, own = self._index(index)
        width = self.networks[index].width
        at = memory * width + month
        if until is None:
            return slice(int(own[at, 0]), int(own[at, 1]))
        return slice(int(begin[at]), int(begin[memory * width + max(until, month)]))

    def _index(self, index: int) -> tuple[Ints, Ints, Ints]:
        if index not in self._indexes:
            network = self.networks[index]
            keys = (network.p_state // max(1, network.sites)) * network.width + network.p_at
            order = np.argsort(keys, kind="stable")
            spots = np.arange(network.memories * network.width + 1)
            begin = np.searchsorted(keys[order], spots)
            lows = order[np.minimum(begin[:-1], max(0, len(order) - 1))] if len(order) else begin[:-1]
            own = np.stack([lows, lows + np.diff(begin)], axis=1)
            self._indexes[index] = (order, begin, own)
        return self._indexes[index]

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
    ) -> "Priced":
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

    def _backwards(
        self, values: Floats, first: Floats, choices: Floats, factors: Floats
    ) -> None:
        """Fill `values[t]` from the last own month; `first[t]` is the best arc at t as the first."""
        doctor = self._state_doctor
        idle = (factors * self._idle)[doctor]
        other_site = (factors * self._site_change)[doctor]
        other_town = (factors * (self._site_change + self._town_change))[doctor]
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
        found = choices[self._pair_choice[part]] + flat[self._pair_target[part]]
        if self._pair_points is not None and self._pair_doctor is not None:
            found += factors[self._pair_doctor[part]] * self._pair_points[part]
        leaving = np.full(self.states, NEVER)
        leaving[segment.states] = np.maximum.reduceat(found, segment.starts)
        return leaving


class Priced:
    """Result of one pricing run. `best[i]` is the value of doctor i's best plan."""

    def __init__(
        self,
        pricer: Pricer,
        factors: Floats,
        arcs: Floats,
        choices: Floats,
        values: Floats,
        first: Floats,
    ) -> None:
        """Find each doctor's best value (`NEVER` or less when there is no plan)."""
        self._pricer, self._factors = pricer, factors
        self._arcs, self._choices, self._values, self._first = arcs, choices, values, first
        self.best = np.array([self._best(i) for i in range(len(pricer.networks))])

    def _best(self, index: int) -> float:
        value = max(self._nothing(index), self._first_arc_value(index))
        return value + float(self._factors[index]) * self._pricer.networks[index].constant

    def _nothing(self, index: int) -> float:
        """Value of a plan without any placement."""
        network = self._pricer.networks[index]
        if network.end_cost[0] < 0:
            return NEVER
        return -float(self._factors[index]) * float(network.end_cost[0] + network.late[0])

    def _starts(self, index: int) -> Floats:
        """Value of the best plan by own month and site of its first placement."""
        pricer, network = self._pricer, self._pricer.networks[index]
        begin, end = pricer._first_begin[index], pricer._first_begin[index + 1]
        factor = float(self._factors[index])
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
        network, offset = self._pricer.networks[index], self._pricer.offsets[index]
        first = self._first_arc_value(index)
        if self._nothing(index) >= first:
            return ()
        starts = self._starts(index)[: network.width]
        at, site = np.unravel_index(int(starts.argmax()), starts.shape)
        month, state, rows = int(at), int(site), []
        cost = np.full(network.sites, NEVER)
        cost[site] = 0.0
        idle = float(self._factors[index]) * network.idle
        while True:
            month, state, row = self._best_arc(index, month, state, cost)
            rows.append(row)
            worth = self._values[month : network.width + 1, offset.state + state]
            slack = TOLERANCE * max(1.0, abs(float(worth[0])))
            moving = np.flatnonzero(worth[:-1] > worth[1:] - idle + slack)
            if self._end(index, month, state) >= worth[0] - slack or not len(moving):
                return tuple(rows)
            month += int(moving[0])
            cost = -float(self._factors[index]) * self._pricer.moves(index, state)

    def _best_arc(
        self, index: int, month: int, state: int, cost: Floats
    ) -> tuple[int, int, int]:
        """The best arc of a month after a state: own month, state, arc row after it."""
        network, offset = self._pricer.networks[index], self._pricer.offsets[index]
        part = self._pricer.pairs(index, month, state // network.sites)
        choice, target, end = network.p_choice[part], network.p_target[part], network.p_end[part]
        worth = (
            cost[target % network.sites]
            + self._choices[choice + offset.choice]
            + self._values[end, target + offset.state]
            + float(self._factors[index]) * network.p_points[part]
        )
        best = int(worth.argmax())
        arcs = self._arcs_of(index, int(choice[best]))
        arc = arcs.start + int(self._arcs[offset.arc + arcs.start : offset.arc + arcs.stop].argmax())
        return int(end[best]), int(target[best]), int(network.arc_order[arc])

    def _arcs_of(self, index: int, choice: int) -> range:
        """The doctor's arcs (in the network's order) of a choice."""
        network = self._pricer.networks[index]
        is_last = choice + 1 == len(network.c_start)
        stop = len(network.v_at) if is_last else int(network.c_start[choice + 1])
        return range(int(network.c_start[choice]), stop)

    def plans_within(
        self, index: int, value: float, most: int
    ) -> tuple[list[tuple[int, ...]], bool]:
        """Every plan of a doctor worth at least `value`, and whether that is all of them.

        Stops at `most` plans; then the second is False.
        """
        plans: list[tuple[int, ...]] = []
        if not self.has_plan(index):
            return plans, True
        for rows in self._walk(index, value):
            if len(plans) == most:
                return plans, False
            plans.append(rows)
        return plans, True

    def _walk(self, index: int, bound: float) -> Iterator[tuple[int, ...]]:
        """Depth-first over beginnings whose completion bound reaches `bound`.

        Every plan is met once: it ends right after its last placement.
        """
        network = self._pricer.networks[index]
        value = float(self._factors[index]) * network.constant
        todo: list[tuple[float, int, int, tuple[int, ...]]] = [(value, 0, -1, ())]
        while todo:
            so_far, month, state, rows = todo.pop()
            end = self._end(index, month, state) if state >= 0 else self._nothing(index)
            if so_far + end >= bound:
                yield rows
            found = self._steps(index, so_far, month, state, bound)
            todo.extend((v, m, s, (*rows, row)) for v, m, s, row in reversed(found))

    def _end(self, index: int, month: int, state: int) -> float:
        network = self._pricer.networks[index]
        cost = network.end_cost[state // network.sites]
        if cost < 0:
            return NEVER
        return -float(self._factors[index]) * float(cost + network.late[month])

    def _steps(
        self, index: int, so_far: float, month: int, state: int, bound: float
    ) -> list[tuple[float, int, int, int]]:
        """Next arcs that can still reach the bound: (value so far, own month, state, arc row)."""
        pricer, network = self._pricer, self._pricer.networks[index]
        factor = float(self._factors[index])
        memory = state // network.sites if state >= 0 else 0
        move = factor * pricer.moves(index, state)
        until = network.width
        if state >= 0:
            # Waiting until a month is worth at most this; it falls, so the first miss ends it.
            worth = self._values[month : network.width, pricer.offsets[index].state + state]
            waits = factor * network.idle * np.arange(len(worth))
            miss = np.flatnonzero(so_far - waits + worth < bound)
            until = month + int(miss[0]) if len(miss) else network.width
        part = pricer.pairs(index, month, memory, until)
        return self._arcs_at(index, so_far, part, month, move, bound)

    def _arcs_at(
        self, index: int, so_far: float, part: slice, month: int, move: Floats, bound: float
    ) -> list[tuple[float, int, int, int]]:
        """Arcs of some pairs, with every place of the inner service that reaches the bound."""
        network, offset = self._pricer.networks[index], self._pricer.offsets[index]
        order = self._pricer.by_memory(index)[part]
        if not len(order):
            return []
        factor = float(self._factors[index])
        choice, target = network.p_choice[order], network.p_target[order]
        end = network.p_end[order]
        gone = so_far - move[target % network.sites] + factor * network.p_points[order]
        gone = gone - factor * network.idle * (network.p_at[order] - month)
        rest = self._values[end, target + offset.state]
        found = []
        for k in np.flatnonzero(gone + self._choices[choice + offset.choice] + rest >= bound):
            for arc in self._arcs_of(index, int(choice[k])):
                value = float(gone[k] + self._arcs[offset.arc + arc])
                if value + float(rest[k]) >= bound:
                    row = int(network.arc_order[arc])
                    found.append((value, int(end[k]), int(target[k]), row))
        return found


def _joined(parts: Sequence[Ints]) -> Ints:
    return np.concatenate(parts).astype(np.int64) if parts else np.zeros(0, dtype=np.int64)


def _is_fresh(values: Ints) -> np.typing.NDArray[np.bool_]:
    fresh = np.ones(len(values), dtype=bool)
    fresh[1:] = values[1:] != values[:-1]
    return fresh


def _run_starts(values: Ints) -> Ints:
    """Where each run of equal values begins."""
    return np.flatnonzero(_is_fresh(values)) if len(values) else np.zeros(0, dtype=np.int64)
