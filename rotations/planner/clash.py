"""Clashes between doctors: limits, doctors and locks that cannot all hold, and no more than that.

The relaxed master with paid limits proves that there is no plan when its value is above zero; its
prices say which rows and doctors meet. What they name is shrunk by leaving things out:

- a row that is left out does not bind,
- a doctor who is left out takes no room and fills every minimum that the doctor could come to,
- a lock that is left out is released.

Each of these only makes it easier, so what is left is a clash in itself, and without any one of its
members there is none.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from rotations.planner.alone import STRICT, shrink
from rotations.planner.elastic import (
    EPSILON,
    LEFT_OUT,
    columns_of,
    every_column,
    first_columns,
    is_costly,
)
from rotations.planner.generate import Generated
from rotations.planner.integer import choose
from rotations.planner.master import Part
from rotations.planner.model import CaseModel, compile_case
from rotations.planner.pool import Pool
from rotations.planner.rows import Floats, RowSource
from rotations.planner.watch import Watch
from rotations.types.case import Lock, Placement, RotationCase

TINY = 1e-7
FEW_PLANS = 500
"""Of one doctor, listed to see whether whole plans clash though fractions do not."""
Member = Lock | str
"""A lock, or the key of a doctor whose frozen months bind."""


@dataclass(frozen=True, slots=True)
class Core:
    """What cannot all hold: numbers of rows and doctors, with the locks and frozen months that
    matter. `at_most`: how many could come, when it is one minimum."""

    rows: tuple[int, ...]
    doctors: tuple[int, ...]
    locks: tuple[Lock, ...]
    frozen: tuple[str, ...]
    at_most: int | None


class ClashFinder:
    """Finds one clash after another. Every doctor must have a plan alone."""

    def __init__(self, case: RotationCase, watch: Watch, present: Sequence[Placement] = ()) -> None:
        """Compile the case with all points zero. `present` is a plan to begin from."""
        self.case, self.watch = case, watch
        self.model: CaseModel = compile_case(case, STRICT)
        self.pool = Pool(self.model)
        for column in columns_of(self.model, present):
            self.pool.column(column.doctor, column.arcs)
        self.bound: Floats = self.model.rows.bound.copy()
        self.all = tuple(range(len(self.model.doctors)))
        self.tried = 0
        self.is_done = False
        """Whether nothing more is to be found (and not only the time was up)."""
        self._could: dict[int, Floats] = {}

    def next(self) -> Core | None:
        """The next clash, its rows left out from now on; None when none is found."""
        found = self._relaxed_start()
        if found is None:
            return None
        rows, doctors = found
        rows = self._fewer_limits(rows, doctors)
        rows = tuple(shrink(rows, lambda some: self.is_clash(some, doctors)))
        rows, doctors = self._narrowed(rows, doctors)
        doctors = tuple(shrink(doctors, lambda some: self.is_clash(rows, some)))
        rows = tuple(shrink(rows, lambda some: self.is_clash(some, doctors)))
        core = self._finished(*self._exactly(rows, doctors))
        self.bound[list(core.rows)] = LEFT_OUT
        return core

    def _relaxed_start(self) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
        """Rows and doctors that the relaxed master names, or None when it costs nothing."""
        part = Part(self.model, self.all, self.bound)
        costly, done = is_costly(self.pool, part, is_over=self._is_over)
        self.tried += 1
        if costly:
            return self._named(self.all, part.bound, done)
        self.is_done = done.lp.value >= -EPSILON
        if self.is_done and has_no_choice(self.pool, part):
            rows = np.flatnonzero(self.bound < LEFT_OUT / 2)
            return tuple(rows.tolist()), self.all
        return None

    def _is_over(self) -> bool:
        return self.watch.is_over

    def _named(
        self, doctors: tuple[int, ...], bound: Floats, done: Generated
    ) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Rows with a price, and doctors who cost more than if they were left out."""
        prices = np.where(bound < LEFT_OUT / 2, done.bound.lam, 0.0)
        rows = tuple(np.flatnonzero(prices > TINY).tolist())
        left_out = np.zeros(len(doctors))
        for row in rows:
            left_out += prices[row] * self.could(row)[list(doctors)]
        costs = done.bound.best < left_out - TINY
        return rows, tuple(d for d, has in zip(doctors, costs, strict=True) if has)

    def _narrowed(
        self, rows: tuple[int, ...], doctors: tuple[int, ...]
    ) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The same clash with what its own prices do not name left out, when it still is one."""
        bound = self._bound_of(rows, doctors)
        if not doctors:
            return rows, doctors
        costly, done = self._proves(doctors, bound)
        if not costly:
            return rows, doctors
        fewer, some = self._named(doctors, bound, done)
        return (fewer, some) if self.is_clash(fewer, some) else (rows, doctors)

    def _proves(self, doctors: tuple[int, ...], bound: Floats) -> tuple[bool, Generated]:
        self.tried += 1
        return is_costly(self.pool, Part(self.model, doctors, bound), is_over=self._is_over)

    def could(self, row: int) -> Floats:
        """How much of a minimum each doctor could fill, locks and frozen months apart.

        Zero for a row that is no minimum.
        """
        if row not in self._could:
            if not self.model.rows.source[row].is_minimum:
                self._could[row] = np.zeros(len(self.all))
            else:
                prices = np.zeros(len(self.model.rows))
                prices[row] = 1.0
                self._could[row] = np.maximum(self._unlocked.pricer.run(prices).best, 0.0)
        return self._could[row]

    @cached_property
    def _unlocked(self) -> CaseModel:
        doctors = tuple(replace(doctor, is_thawed=True) for doctor in self.case.doctors)
        return compile_case(replace(self.case, doctors=doctors, locks=()), STRICT)

    def _bound_of(self, rows: Sequence[int], doctors: Sequence[int]) -> Floats:
        """Bounds of these rows, with what the doctors who are left out could fill."""
        bound = np.full(len(self.bound), LEFT_OUT)
        chosen = list(rows)
        bound[chosen] = self.model.rows.bound[chosen]
        others = np.ones(len(self.all), dtype=bool)
        others[list(doctors)] = False
        for row in chosen:
            if self.model.rows.source[row].is_minimum:
                bound[row] += float(self.could(row)[others].sum())
        return bound

    def is_clash(self, rows: Sequence[int], doctors: Sequence[int]) -> bool:
        """Whether these rows and doctors certainly cannot all hold (also with fractions)."""
        if not rows:
            return False
        bound = self._bound_of(rows, doctors)
        if not doctors:
            self.tried += 1
            return bool((bound < -EPSILON).any())
        return self._proves(tuple(doctors), bound)[0]

    def _is_exact_clash(self, rows: Sequence[int], doctors: Sequence[int]) -> bool:
        """The same for whole plans, as far as all of them can be listed."""
        if self.is_clash(rows, doctors):
            return True
        if not rows or not doctors:
            return False
        part = Part(self.model, tuple(doctors), self._bound_of(rows, doctors))
        return has_no_choice(self.pool, part)

    def _exactly(
        self, rows: tuple[int, ...], doctors: tuple[int, ...]
    ) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Shrunk further where whole plans clash though fractions do not."""
        doctors = tuple(shrink(doctors, lambda some: self._is_exact_clash(rows, some)))
        rows = tuple(shrink(rows, lambda some: self._is_exact_clash(some, doctors)))
        return rows, doctors

    def _fewer_limits(self, rows: tuple[int, ...], doctors: tuple[int, ...]) -> tuple[int, ...]:
        """Whole limits left out first: they have many months."""
        kept = shrink(self._by_limit(rows), lambda some: self.is_clash(_flat(some), doctors))
        return _flat(kept)

    def _by_limit(self, rows: Sequence[int]) -> list[list[int]]:
        """Rows of the same limit and side together."""
        groups: dict[tuple[object, bool], list[int]] = {}
        for row in rows:
            source = self.model.rows.source[row]
            key = (id(source.limit or source.pair), source.is_minimum)
            groups.setdefault(key, []).append(row)
        return list(groups.values())

    def _finished(self, rows: tuple[int, ...], doctors: tuple[int, ...]) -> Core:
        """The clash with the months beside it, its locks, and how many could come."""
        at_most = self._at_most(rows[0], doctors) if len(rows) == 1 else None
        held = self._members(doctors)
        members = shrink(held, lambda some: self._holds_with(rows, doctors, some)) if held else []
        if len(rows) == 1:
            rows = self._stretched(rows[0], doctors, members)
        locks = tuple(member for member in members if isinstance(member, Lock))
        frozen = tuple(member for member in members if isinstance(member, str))
        return Core(rows, doctors, locks, frozen, at_most)

    def _members(self, doctors: Sequence[int]) -> list[Member]:
        keys = [self.case.doctors[i].key for i in doctors]
        locks: list[Member] = [lock for lock in self.case.locks if lock.doctor in keys]
        frozen = [key for i, key in zip(doctors, keys, strict=True) if self._is_frozen(i)]
        return [*locks, *frozen]

    def _is_frozen(self, index: int) -> bool:
        return bool(self.model.doctors[index].demands.frozen_before)

    def _holds_with(
        self, rows: Sequence[int], doctors: Sequence[int], kept: Sequence[Member]
    ) -> bool:
        """Whether it is a clash with these locks and frozen months only."""
        self.tried += 1
        people = [self.case.doctors[i] for i in doctors]
        keys = {person.key for person in people}
        case = replace(
            self.case,
            doctors=tuple(replace(p, is_thawed=p.is_thawed or p.key not in kept) for p in people),
            locks=tuple(member for member in kept if isinstance(member, Lock)),
            pairs=tuple(pair for pair in self.case.pairs if set(pair.doctors) <= keys),
        )
        model = compile_case(case, STRICT)
        bound = self._moved(self._bound_of(rows, doctors), rows, model)
        part, pool = Part(model, tuple(range(len(people))), bound), Pool(model)
        return is_costly(pool, part, is_over=self._is_over)[0] or has_no_choice(pool, part)

    def _moved(self, bound: Floats, rows: Sequence[int], model: CaseModel) -> Floats:
        """The bounds of these rows by the numbers that another model gives them."""
        there = _numbered(model.rows.source)
        here = {number: key for key, number in _numbered(self.model.rows.source).items()}
        moved = np.full(len(model.rows), LEFT_OUT)
        for row in rows:
            moved[there[here[row]]] = bound[row]
        return moved

    def _at_most(self, row: int, doctors: Sequence[int]) -> int | None:
        """How many could come to a minimum: those left out, and these as they are held."""
        if not self.model.rows.source[row].is_minimum:
            return None
        could = self.could(row).copy()
        if doctors:
            prices = np.zeros(len(self.model.rows))
            prices[row] = 1.0
            held = self.pool.pricer_of(tuple(doctors)).run(prices).best
            could[list(doctors)] = np.maximum(held, 0.0)
        return int(np.floor(could.sum() + EPSILON))

    def _stretched(
        self, row: int, doctors: Sequence[int], members: Sequence[Member]
    ) -> tuple[int, ...]:
        """The months before and after in which the same limit clashes just so."""
        found = [row]
        for step in (-1, 1):
            while True:
                beside = (found[-1] if step > 0 else found[0]) + step
                if not self._is_beside(row, beside):
                    break
                if not self._clashes_just_so(beside, found, doctors, members):
                    break
                found.insert(len(found) if step > 0 else 0, beside)
        return tuple(found)

    def _is_beside(self, row: int, beside: int) -> bool:
        """Whether both are months of one limit and side."""
        sources = self.model.rows.source
        if not 0 <= beside < len(sources) or self.bound[beside] >= LEFT_OUT / 2:
            return False
        one, other = sources[row], sources[beside]
        return (
            one.limit is not None
            and one.limit is other.limit
            and one.is_minimum == other.is_minimum
            and one.month is not None
        )

    def _clashes_just_so(
        self, row: int, beside: Sequence[int], doctors: Sequence[int], members: Sequence[Member]
    ) -> bool:
        """Whether it clashes with these members, and not without any one of them.

        Without one of them there must be plans for this month and those beside it together.
        """
        if not self._is_exact_clash((row,), doctors):
            return False
        rows = sorted((row, *beside))
        for one in doctors:
            if self._is_exact_clash(rows, [d for d in doctors if d != one]):
                return False
        if not members:
            return True
        return self._holds_with((row,), doctors, members) and not any(
            self._holds_with(rows, doctors, [m for m in members if m != one]) for one in members
        )


def _flat(groups: Sequence[Sequence[int]]) -> tuple[int, ...]:
    return tuple(row for group in groups for row in group)


def _numbered(sources: Sequence[RowSource]) -> dict[tuple[object, ...], int]:
    """Row number by where it comes from; rows of a pair in one month count up."""
    found: dict[tuple[object, ...], int] = {}
    for number, source in enumerate(sources):
        name = source.limit.key if source.limit else source.pair
        key: tuple[object, ...] = (name, source.is_minimum, source.month)
        while key in found:
            key = (*key, "next")
        found[key] = number
    return found


def has_no_choice(pool: Pool, part: Part, nodes: int = 2_000) -> bool:
    """Whether it is certain that no whole plans keep these bounds: all of them are listed.

    False also when there are too many to list.
    """
    priced = pool.pricer_of(part.doctors).run(np.zeros(len(pool.model.rows)))
    columns = every_column(pool, priced, priced.best - EPSILON, part.doctors, FEW_PLANS)
    if columns is None:
        return False
    found = choose(part, first_columns(pool, part.doctors), nodes=nodes)
    if found.columns and found.value >= -EPSILON:
        return False
    found = choose(part, columns, nodes=nodes * 10)
    return found.is_optimal and found.value < -EPSILON
