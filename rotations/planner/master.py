"""The relaxed master programme: one plan for each doctor, within the rows.

    max  sum score x  +  fairness * L  -  sum price o
    s.t. sum over a doctor's columns x = 1            dual pi
         L <= the doctor's score (no vacancies)       dual mu >= 0
         use - o <= bound, o >= 0, each row           dual lam >= 0

Every row has its `o`, so that there is always a solution; a plan is valid only when no hard row
has any. Solved with HiGHS. Traps met: threads must never change after the first solve in a process;
a run that did nothing returns the last solution, so status and integrality are checked here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from rotations.planner.model import CaseModel, Column
from rotations.planner.rows import Floats, Ints

DUAL_SIMPLEX = 1
PRIMAL_SIMPLEX = 4
MANY_ROWS, MANY_COLUMNS = 2_000, 1_000
"""With more rows than this, an interior point is quicker than the simplex when so many columns are
new; a few new ones are quickest from the last solution."""
INTEGRAL = 1e-6


class SolverFailed(RuntimeError):
    """HiGHS ended in a state that this programme cannot have."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some doctors to plan, the others standing: what is left of every bound.

    `worst_cap` is the lowest score among the doctors that stand (None: none of them counts).
    `is_filled` says that what stands leaves no room in many rows: then the pricing also counts
    what a doctor alone would use beyond a bound, and never offers a plan into a full place.
    """

    model: CaseModel
    doctors: tuple[int, ...]
    bound: Floats
    worst_cap: float | None = None
    is_filled: bool = False

    @property
    def fairness(self) -> int:
        """Weight of the worst off, 0 when none of these doctors can be."""
        return self.model.fairness if self.counted else 0

    @property
    def counted(self) -> tuple[int, ...]:
        """Doctors who can be the worst off."""
        return tuple(d for d in self.doctors if self.model.doctors[d].counts_as_worst)


def whole(model: CaseModel) -> Part:
    """All doctors, nothing standing."""
    return Part(model, tuple(range(len(model.doctors))), model.rows.bound)


def part_of(
    model: CaseModel, plan: Sequence[Column], doctors: Sequence[int], *, is_filled: bool = False
) -> Part:
    """Some doctors to plan again, the others standing as in `plan`."""
    free = set(doctors)
    standing = [column for column in plan if column.doctor not in free]
    scores = [c.score for c in standing if model.doctors[c.doctor].counts_as_worst]
    bound = model.rows.bound - model.use_of(standing)
    worst_cap = float(min(scores)) if scores else None
    return Part(model, tuple(sorted(free)), bound, worst_cap, is_filled)


@dataclass(frozen=True, slots=True)
class LpResult:
    """Solution of the relaxed master. `pi` and `mu` follow the part's doctors, `lam` all rows."""

    value: float
    x: Floats
    """Of each column, in the order in which they were added."""
    pi: Floats
    mu: Floats
    lam: Floats
    broken: float
    """Use above hard rows."""


class Master:
    """The relaxed master of a part. Columns and rows are added, never taken away."""

    def __init__(self, part: Part) -> None:
        """An LP without columns. Give each doctor at least one before solving.

        `at` is the solver's number of each column, `excess` pairs each row that is in with the
        solver's number of its paid excess; the integer programme is built from these.
        """
        self.part = part
        self.columns: list[Column] = []
        self._place = {doctor: index for index, doctor in enumerate(part.doctors)}
        self._counted = {doctor: index for index, doctor in enumerate(part.counted)}
        self._row_at: dict[int, int] = {}
        self.at: list[int] = []
        self.excess: list[tuple[int, int]] = []
        self._use = _UseTable(len(part.model.rows))
        self.solver = _solver()
        self.solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        for _ in part.doctors:
            self.solver.addRow(1.0, 1.0, 0, [], [])
        if part.fairness:
            cap = highspy.kHighsInf if part.worst_cap is None else part.worst_cap
            self.solver.addCol(float(part.fairness), -highspy.kHighsInf, cap, 0, [], [])
            for _ in part.counted:
                self.solver.addRow(-highspy.kHighsInf, 0.0, 1, [0], [1.0])
        self._next_simplex = PRIMAL_SIMPLEX
        self._fresh = 0
        """Columns since the last solve."""

    def add_columns(self, columns: Sequence[Column]) -> None:
        """Put plans in. A plan given twice is there twice; keep a pool to prevent it."""
        costs: list[float] = []
        starts: list[int] = []
        index: list[int] = []
        value: list[float] = []
        first = self.solver.getNumCol()
        for number, column in enumerate(columns):
            costs.append(float(column.score))
            starts.append(len(index))
            index.append(self._place[column.doctor])
            value.append(1.0)
            if self.part.fairness and column.doctor in self._counted:
                index.append(len(self.part.doctors) + self._counted[column.doctor])
                value.append(-float(column.score))
            for row, use in zip(column.rows.tolist(), column.use.tolist(), strict=True):
                if row in self._row_at:
                    index.append(self._row_at[row])
                    value.append(use)
            self.at.append(first + number)
            self._use.add(column)
        count = len(columns)
        self.columns.extend(columns)
        if count:
            self.solver.addCols(
                count, np.array(costs), np.zeros(count), np.full(count, highspy.kHighsInf),
                len(index), np.array(starts, dtype=np.int32), np.array(index, dtype=np.int32),
                np.array(value),
            )  # fmt: skip
            self._next_simplex = PRIMAL_SIMPLEX
            self._fresh += count

    def add_rows(self, rows: Sequence[int]) -> None:
        """Put rows in, each with its paid excess."""
        if not rows:
            return
        chosen = np.array(rows, dtype=np.int64)
        count, first = len(rows), self.solver.getNumCol()
        excess = np.arange(first, first + count)
        price = self.part.model.rows.price[chosen]
        none = np.zeros(0, dtype=np.int32)
        self.solver.addCols(
            count, -price, np.zeros(count), np.full(count, highspy.kHighsInf),
            0, np.zeros(count, dtype=np.int32), none, np.zeros(0),
        )  # fmt: skip
        at = self.solver.getNumRow()
        self._row_at.update(zip(rows, range(at, at + count), strict=True))
        self.excess += zip(rows, excess.tolist(), strict=True)
        place, column, use = self._use.of_rows(chosen)
        numbers = np.array(self.at, dtype=np.int64)[column]
        place = np.concatenate([place, np.arange(count)])
        order = np.argsort(place, kind="stable")
        self.solver.addRows(
            count,
            np.full(count, -highspy.kHighsInf),
            self.part.bound[chosen],
            len(order),
            np.searchsorted(place[order], np.arange(count)).astype(np.int32),
            np.concatenate([numbers, excess])[order].astype(np.int32),
            np.concatenate([use, np.full(count, -1.0)])[order],
        )
        self._next_simplex = DUAL_SIMPLEX

    def solve(self) -> LpResult:
        """Solve, adding rows as long as the solution breaks one that is not in yet."""
        while True:
            self._run()
            solution = np.array(self.solver.getSolution().col_value)
            x = solution[self.at] if self.at else np.zeros(0)
            use = self._use.total(x)
            over = use - self.part.bound
            over[list(self._row_at)] = 0.0
            missing = np.flatnonzero(over > INTEGRAL)
            if not len(missing):
                return self._result(solution, x)
            self.add_rows(missing.tolist())

    def _run(self) -> None:
        solver = self.solver
        is_new = self._next_simplex == PRIMAL_SIMPLEX and self._fresh >= MANY_COLUMNS
        self._fresh = 0
        if is_new and solver.getNumRow() > MANY_ROWS:
            solver.setOptionValue("solver", "ipm")
            solver.setOptionValue("run_crossover", "on")
        else:
            solver.setOptionValue("solver", "simplex")
            solver.setOptionValue("simplex_strategy", self._next_simplex)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            # A hard basis now and then: once more from nothing.
            solver.clearSolver()
            solver.setOptionValue("solver", "simplex")
            solver.setOptionValue("simplex_strategy", DUAL_SIMPLEX)
            solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise SolverFailed(f"master LP: {solver.getModelStatus()}")

    def _result(self, solution: Floats, x: Floats) -> LpResult:
        duals = np.array(self.solver.getSolution().row_dual)
        doctors = len(self.part.doctors)
        mu = np.zeros(doctors)
        if self.part.fairness:
            for doctor, index in self._counted.items():
                mu[self._place[doctor]] = max(0.0, duals[doctors + index])
        lam = np.zeros(len(self.part.model.rows))
        broken = 0.0
        for row, excess in self.excess:
            price = float(self.part.model.rows.price[row])
            lam[row] = min(max(0.0, duals[self._row_at[row]]), price)
            if self.part.model.rows.is_hard[row]:
                broken += float(solution[excess])
        value = float(self.solver.getInfo().objective_function_value)
        return LpResult(value, x, duals[:doctors], mu, lam, broken)


class _UseTable:
    """Use of rows by columns, for totals and for the coefficients of late rows."""

    def __init__(self, rows: int) -> None:
        self._rows = rows
        self._parts: list[tuple[Ints, Ints, Floats]] = []
        self._count = 0

    def add(self, column: Column) -> None:
        number = np.full(len(column.rows), self._count, dtype=np.int64)
        self._parts.append((number, column.rows, column.use))
        self._count += 1

    def _joined(self) -> tuple[Ints, Ints, Floats]:
        if len(self._parts) > 1:
            columns, rows, uses = zip(*self._parts, strict=True)
            self._parts = [(np.concatenate(columns), np.concatenate(rows), np.concatenate(uses))]
        if self._parts:
            return self._parts[0]
        none = np.zeros(0, dtype=np.int64)
        return none, none, np.zeros(0)

    def total(self, x: Floats) -> Floats:
        columns, rows, uses = self._joined()
        weights = uses * x[columns] if len(columns) else uses
        found: Floats = np.bincount(rows, weights=weights, minlength=self._rows).astype(float)
        return found

    def of_rows(self, wanted: Ints) -> tuple[Ints, Ints, Floats]:
        """Entries of these rows: place among those wanted, column, use."""
        columns, rows, uses = self._joined()
        place = np.full(self._rows, -1, dtype=np.int64)
        place[wanted] = np.arange(len(wanted))
        some = np.flatnonzero(place[rows] >= 0)
        return place[rows[some]], columns[some], uses[some]


def _solver() -> highspy.Highs:
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    return solver


def value_of(part: Part, columns: Sequence[Column]) -> float:
    """Points of the part's doctors with these plans, worst off and prices of rows included.

    A started place over or under a limit is paid whole, as the score does. For `whole` and a plan
    without breach this is the plan's total score.
    """
    rows = part.model.rows
    over = part.model.use_of(columns) - part.bound
    points = float(sum(column.score for column in columns))
    if part.fairness:
        points += part.fairness * lowest(part, columns)
    excess = np.where(over > INTEGRAL, np.ceil(over - INTEGRAL), 0.0)
    return points - float(excess @ rows.price)


def lowest(part: Part, columns: Sequence[Column]) -> float:
    """The worst-off doctor's score, those who stand included. Some doctor must count."""
    scores = [float(c.score) for c in columns if part.model.doctors[c.doctor].counts_as_worst]
    return min(scores if part.worst_cap is None else [*scores, part.worst_cap])


def hard_breaches(part: Part, columns: Sequence[Column]) -> int:
    """Person-months over or under hard limits, started ones counted whole."""
    over = part.model.use_of(columns) - part.bound
    hard = part.model.rows.is_hard & (over > INTEGRAL)
    return int(np.ceil(over[hard] - INTEGRAL).sum())
