"""The integer master programme: the best choice of one column per doctor, solved with HiGHS.

Traps met: a run that did nothing returns the last solution, and HiGHS 1.14.0 calls a poor solution
optimal when its presolve meets a continuous column that is in one row only (their issues 2957 and
3043). So integrality is checked, and presolve is left out wherever something is proven; a search
for a better plan keeps it, because what it finds is counted again, and is up to four times quicker.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from rotations.planner.axis import Bools
from rotations.planner.master import INTEGRAL, Master, Part, lowest, value_of
from rotations.planner.model import Column

_INTEGER = 1


@dataclass(frozen=True, slots=True)
class IntegerResult:
    """The best choice found among the given columns, and what no choice can exceed."""

    columns: tuple[Column, ...]
    """One per doctor of the part; empty when nothing was found."""
    value: float
    """With prices of broken rows."""
    bound: float
    is_optimal: bool


def choose(
    part: Part,
    columns: Sequence[Column],
    *,
    start: Sequence[Column] = (),
    seconds: float | None = None,
    nodes: int | None = None,
    is_strict: bool = False,
    is_proof: bool = True,
    interrupt: Callable[[], bool] | None = None,
) -> IntegerResult:
    """The best choice of one column per doctor: integer programme over `columns`.

    `start` (one column of each doctor, all among `columns`) is the first solution. `seconds` and
    `nodes` bound the work. `is_strict` forbids hard rows to be broken; then nothing may be found
    (`columns` empty; `is_optimal` says whether that is proven). `is_proof`: what is said of the
    best must hold; without, the solver may shorten the programme first, which is quicker.
    `interrupt` is asked now and then; True ends the work with the best found.
    """
    programme = _Programme(part, columns, is_strict)
    solver = programme.build()
    if is_proof:
        solver.setOptionValue("presolve", "off")
    if start:
        programme.give_start(start)
    if seconds is not None:
        solver.setOptionValue("time_limit", solver.getRunTime() + seconds)
    if nodes is not None:
        solver.setOptionValue("mip_max_nodes", nodes)
    if interrupt is not None:
        _run_with(solver, interrupt)
    else:
        solver.run()
    return programme.result()


def _run_with(solver: highspy.Highs, interrupt: Callable[[], bool]) -> None:
    """Run, asking whether to stop. What the question raises is raised here, after the solver."""
    raised: list[Exception] = []

    def ask(event: "highspy.HighsCallbackEvent") -> None:
        try:
            if raised or interrupt():
                event.interrupt()
        except Exception as error:  # the solver's own code must not see it
            raised.append(error)
            event.interrupt()

    solver.cbMipInterrupt.subscribe(ask)
    solver.run()
    solver.cbMipInterrupt.unsubscribe(ask)
    if raised:
        raise raised[0]


class _Programme:
    """The integer programme of `choose`, in arrays."""

    def __init__(self, part: Part, columns: Sequence[Column], is_strict: bool) -> None:
        self.part, self.columns, self.is_strict = part, list(columns), is_strict

    def build(self) -> highspy.Highs:
        part = self.part
        master = Master(part)
        master.add_columns(self.columns)
        master.add_rows(np.flatnonzero(rows_that_can_break(part, self.columns)).tolist())
        self.at, self.excess = master.at, master.excess
        self.solver = solver = master.solver
        # Scores, the worst off, and what a limit is exceeded by (a started place) are all whole.
        count = solver.getNumCol()
        solver.changeColsIntegrality(
            count, np.arange(count, dtype=np.int32), np.full(count, _INTEGER, dtype=np.uint8)
        )
        if self.is_strict:
            for row, at in self.excess:
                if part.model.rows.is_hard[row]:
                    solver.changeColBounds(at, 0.0, 0.0)
        solver.setOptionValue("mip_abs_gap", 0.99)
        solver.setOptionValue("mip_rel_gap", 0.0)
        return solver

    def give_start(self, start: Sequence[Column]) -> None:
        picked = {(column.doctor, column.arcs) for column in start}
        at = [self.at[i] for i, c in enumerate(self.columns) if (c.doctor, c.arcs) in picked]
        use = self.part.model.use_of(start)
        over = np.maximum(use - self.part.bound, 0.0)
        index = [*self.at, *(a for _, a in self.excess)]
        value = dict.fromkeys(index, 0.0)
        value.update(dict.fromkeys(at, 1.0))
        for row, where in self.excess:
            value[where] = float(np.ceil(over[row] - INTEGRAL))
        if self.part.fairness:
            value[0] = lowest(self.part, start)
        keys = np.array(sorted(value), dtype=np.int32)
        self.solver.setSolution(len(keys), keys, np.array([value[int(k)] for k in keys]))

    def result(self) -> IntegerResult:
        status = self.solver.getModelStatus()
        info = self.solver.getInfo()
        bound = float(info.mip_dual_bound)
        is_optimal = status == highspy.HighsModelStatus.kOptimal
        if status == highspy.HighsModelStatus.kInfeasible:
            return IntegerResult((), -np.inf, -np.inf, True)
        has_solution = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        if not has_solution:
            return IntegerResult((), -np.inf, bound, False)
        values = np.array(self.solver.getSolution().col_value)[self.at]
        picked = np.flatnonzero(values > 0.5)
        is_whole = bool((np.abs(values - np.round(values)) < INTEGRAL * 10).all())
        chosen = tuple(sorted((self.columns[i] for i in picked), key=lambda c: c.doctor))
        if not is_whole or [c.doctor for c in chosen] != list(self.part.doctors):
            return IntegerResult((), -np.inf, bound, False)
        return IntegerResult(chosen, value_of(self.part, chosen), bound, is_optimal)


def rows_that_can_break(part: Part, columns: Sequence[Column]) -> Bools:
    """Which rows some choice of one column per doctor would break."""
    by_doctor: dict[int, list[Column]] = {}
    for column in columns:
        by_doctor.setdefault(column.doctor, []).append(column)
    most = np.zeros(len(part.model.rows))
    for own in by_doctor.values():
        peak = np.zeros(len(most))
        for column in own:
            peak[column.rows] = np.maximum(peak[column.rows], column.use)
        most += peak
    return np.asarray(most > part.bound + INTEGRAL)
