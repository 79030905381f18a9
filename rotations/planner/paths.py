"""Reading plans off a pricing run, for many doctors at once: the best ones, exactly.

Beginnings of plans grow by one placement per level. What a beginning can come to is known from the
values, so one that cannot reach the wanted value is dropped, and of each doctor's beginnings and
finished plans only the best `most` are kept: every kept beginning leads to at least one plan worth
what it is bounded by, so nothing that is dropped could be among the best.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rotations.planner.axis import Bools
from rotations.planner.rows import Floats, Ints

if TYPE_CHECKING:
    from rotations.planner.priced import Priced

SLACK = 1e-9
"""Rounding that does not count."""
AT_ONCE = 1_000_000
"""Steps looked at together; bounds the memory."""


@dataclass(frozen=True, slots=True)
class Found:
    """Plans of one doctor, the best first, as rows of the arc table; whether those are all."""

    plans: tuple[tuple[int, ...], ...]
    is_all: bool


@dataclass(slots=True)
class _Level:
    """Beginnings with the same number of placements, as parallel arrays."""

    doctor: Ints
    month: Ints
    """Own month after the last placement."""
    state: Ints
    """-1: nothing placed yet."""
    so_far: Floats
    limit: Floats
    """What the beginning can come to at most."""
    parent: Ints
    """Place in the level before."""
    row: Ints
    """Arc table's row of the last placement."""
    grows: Bools
    """Whether it is to grow on, or only stands because it is a finished plan."""

    def __len__(self) -> int:
        return len(self.doctor)

    def only(self, chosen: Ints) -> "_Level":
        return _Level(
            self.doctor[chosen],
            self.month[chosen],
            self.state[chosen],
            self.so_far[chosen],
            self.limit[chosen],
            self.parent[chosen],
            self.row[chosen],
            self.grows[chosen],
        )


@dataclass(slots=True)
class _Finished:
    """Finished plans: the level and place of their last placement."""

    doctor: Ints
    value: Floats
    level: Ints
    place: Ints


def closest_plans(
    priced: "Priced",
    least: Floats,
    most: int,
    doctors: Sequence[int] | None = None,
    together: int | None = None,
) -> list[Found] | None:
    """Each doctor's best plans that are worth at least `least[doctor]`, at most `most` of them.

    `doctors`: only these (numbers within the pricer), the result in their order. None when there
    are more than `together` beginnings and plans at some time.
    """
    pricer = priced.pricer
    asked = list(range(len(pricer.networks))) if doctors is None else list(doctors)
    walk = _Walk(priced, least, most)
    level = walk.start([i for i in asked if priced.has_plan(i)])
    levels = [level]
    while level.grows.any():
        level = walk.select(walk.grow(level), len(levels))
        levels.append(level)
        if together is not None and len(level) + len(walk.finished.doctor) > together:
            return None
    return walk.result(levels, asked)


class _Walk:
    """One reading: bounds, what is finished, which doctors had plans dropped."""

    def __init__(self, priced: "Priced", least: Floats, most: int) -> None:
        self.priced, self.pricer, self.most = priced, priced.pricer, most
        self.least = np.asarray(least, dtype=float) - SLACK
        self.dropped = np.zeros(len(self.pricer.networks), dtype=bool)
        none = np.zeros(0, dtype=np.int64)
        self.finished = _Finished(none, np.zeros(0), none, none)
        self.width = np.array([n.width for n in self.pricer.networks], dtype=np.int64)

    def start(self, doctors: list[int]) -> _Level:
        """Nothing placed; the plan without placements where it is lawful and good enough."""
        who = np.array(doctors, dtype=np.int64)
        constant = self.priced.constants()[who] if len(who) else np.zeros(0)
        zeros = np.zeros(len(who), dtype=np.int64)
        value = np.array([self.priced.nothing(i) for i in doctors]) + constant
        if len(who):
            some = np.flatnonzero(value >= self.least[who])
            self.finished = _Finished(who[some], value[some], zeros[some], some)
        grows = np.ones(len(who), dtype=bool)
        return _Level(who, zeros, zeros - 1, constant, value, zeros, zeros - 1, grows)

    def grow(self, level: _Level) -> _Level:
        """All beginnings with one placement more that can still reach the value."""
        index = self.pricer.walk_index()
        begin = np.where(
            level.state < 0, index.first[level.doctor], index.base[np.maximum(level.state, 0)]
        )
        low = index.begin[begin + level.month]
        high = index.begin[begin + np.maximum(self._until(level), level.month)]
        count = np.where(level.grows, high - low, 0)
        parts = []
        ends = np.cumsum(count)
        first = 0
        while first < len(count):
            before = int(ends[first - 1]) if first else 0
            last = int(np.searchsorted(ends, before + AT_ONCE, side="right"))
            last = max(last, first + 1)
            parts.append(self._steps(level, slice(first, last), low, count))
            first = last
        return _joined_levels(parts)

    def _until(self, level: _Level) -> Ints:
        """The first month that is too late for the next placement. Waiting never gains."""
        values, pricer = self.priced.values, self.pricer
        width = self.width[level.doctor]
        wanted = self.least[level.doctor] - level.so_far
        idle = self.priced.factors[level.doctor] * pricer.idle[level.doctor]
        fresh = level.state < 0
        low, high = level.month.copy(), width - 1
        state = np.maximum(level.state, 0)
        while True:
            open_ = (low < high) & ~fresh
            if not open_.any():
                break
            middle = (low + high + 1) // 2
            worth = values[np.minimum(middle, pricer.width), state] - idle * (middle - level.month)
            reaches = worth >= wanted
            low = np.where(open_ & reaches, middle, low)
            high = np.where(open_ & ~reaches, middle - 1, high)
        until = np.minimum(low + 1, width)
        if fresh.any():
            best = self.priced.best_start()[:, level.doctor[fresh]]
            until[fresh] = (best >= wanted[fresh][None, :]).sum(axis=0)
        return until

    def _steps(self, level: _Level, part: slice, low: Ints, count: Ints) -> _Level:
        """Steps of some beginnings, those kept that can reach the value."""
        pricer, priced, index = self.pricer, self.priced, self.pricer.walk_index()
        length = count[part]
        node = np.repeat(np.arange(part.start, part.start + len(length)), length)
        offset = np.concatenate([[0], np.cumsum(length)[:-1]])
        spot = np.arange(len(node)) - np.repeat(offset, length) + np.repeat(low[part], length)
        pair = index.pair[spot]
        doctor = level.doctor[node]
        target = pricer.pair_target[pair]
        month, state = np.divmod(target.astype(np.int64), pricer.states)
        factor = priced.factors[doctor]
        cost = self._moves(level.state[node], state, doctor)
        cost += pricer.idle[doctor] * (index.month[spot] - level.month[node])
        gone = level.so_far[node] - factor * cost
        if pricer.pair_points is not None:
            gone += factor * pricer.pair_points[pair]
        rest = priced.values.reshape(-1)[target]
        choice = pricer.pair_choice[pair]
        good = np.flatnonzero(gone + priced.choices[choice] + rest >= self.least[doctor])
        choice, gone, rest = choice[good], gone[good], rest[good]
        start, stop = pricer.choice_arcs(choice)
        arcs = stop - start
        again = np.repeat(np.arange(len(good)), arcs)
        arc = start[again] + np.arange(len(again)) - np.repeat(np.cumsum(arcs) - arcs, arcs)
        so_far = gone[again] + priced.arcs[arc]
        limit = so_far + rest[again]
        kept = np.flatnonzero(limit >= self.least[doctor[good][again]])
        again = again[kept]
        from_ = good[again]
        return _Level(
            doctor[from_], month[from_], state[from_], so_far[kept], limit[kept],
            node[from_], pricer.arc_row[arc[kept]], np.ones(len(kept), dtype=bool),
        )  # fmt: skip

    def _moves(self, before: Ints, after: Ints, doctor: Ints) -> Floats:
        pricer, index = self.pricer, self.pricer.walk_index()
        cost: Floats = index.first_cost[pricer.first_begin[doctor] + index.site[after]].astype(
            float
        )
        later = np.flatnonzero(before >= 0)
        old, new, who = before[later], after[later], doctor[later]
        moved = (index.site[old] != index.site[new]) * pricer.site_change[who]
        cost[later] = moved + (index.town[old] != index.town[new]) * pricer.town_change[who]
        return cost

    def select(self, grown: _Level, number: int) -> _Level:
        """Keep each doctor's best of what is finished and what grows on."""
        ends = grown.so_far + self.priced.end_values(grown.doctor, grown.month, grown.state)
        done = ends >= self.least[grown.doctor]
        # A beginning whose best end is the end right here stands for no further plan.
        more = ~done | (grown.limit > ends + SLACK)
        who, old = grown.doctor, self.finished
        fresh, growing = np.flatnonzero(done), np.flatnonzero(more)
        doctor = np.concatenate([old.doctor, who[fresh], who[growing]])
        value = np.concatenate([old.value, ends[fresh], grown.limit[growing]])
        keep = self._among_best(doctor, value)
        keeps_old, rest = keep[: len(old.doctor)], keep[len(old.doctor) :]
        ended, goes = fresh[rest[: len(fresh)]], growing[rest[len(fresh) :]]
        # What ends here may still have worse ends further on.
        also = ended[~more[ended]]
        lives = np.union1d(goes, also)
        kept = np.union1d(lives, ended)
        self.finished = _Finished(
            np.concatenate([old.doctor[keeps_old], who[ended]]),
            np.concatenate([old.value[keeps_old], ends[ended]]),
            np.concatenate([old.level[keeps_old], np.full(len(ended), number)]),
            np.concatenate([old.place[keeps_old], np.searchsorted(kept, ended)]),
        )
        level = grown.only(kept)
        level.grows = np.isin(kept, lives)
        return level

    def _among_best(self, doctor: Ints, value: Floats) -> Bools:
        """Which of these are among their doctor's best `most`; notes who loses any."""
        order = np.lexsort((-value, doctor))
        ranked = doctor[order]
        is_new = np.ones(len(order), dtype=bool)
        is_new[1:] = ranked[1:] != ranked[:-1]
        starts = np.flatnonzero(is_new)
        keep = np.zeros(len(order), dtype=bool)
        if len(order):
            rank = np.arange(len(order)) - starts[np.cumsum(is_new) - 1]
            keep[order] = rank < self.most
        self.dropped[doctor[~keep]] = True
        return keep

    def result(self, levels: list[_Level], asked: list[int]) -> list[Found]:
        """The finished plans as rows, by doctor, the best first."""
        done = self.finished
        order = np.lexsort((-done.value, done.doctor))
        plans: dict[int, list[tuple[int, ...]]] = {doctor: [] for doctor in asked}
        for at in order.tolist():
            rows = []
            place = int(done.place[at])
            for number in range(int(done.level[at]), 0, -1):
                rows.append(int(levels[number].row[place]))
                place = int(levels[number].parent[place])
            plans[int(done.doctor[at])].append(tuple(reversed(rows)))
        return [Found(tuple(plans[i]), not self.dropped[i]) for i in asked]


def _joined_levels(parts: list[_Level]) -> _Level:
    names = ("doctor", "month", "state", "so_far", "limit", "parent", "row", "grows")
    return _Level(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))
