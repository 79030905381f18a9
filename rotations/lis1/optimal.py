"""The two ways with an optimal sum, as integer programmes (HiGHS).

One column per option, one row per agent and per group of places. With caps on both sides that
cross, the task holds three-dimensional matching and no quick exact method is known; its
relaxation is nearly always whole, so that 1 300 candidates take a second or two.

Both first place as many as possible. Of several best ways the one that is better for those drawn
early is taken: the ranks are summed once more, each times (number of candidates + 1 - draw
number), and nobody placed counts as one worse than the longest list. Points of the rules play no
part. Rows and columns stand in order of key, so the same intake gives the same result.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from rotations.lis1.market import Market, Option
from rotations.lis1.turns import Holding

Floats = NDArray[np.float64]
NEARLY = 1e-5
"""Room for rounding in what the solver says of whole numbers."""

INTEGER = 1


class SolverFailed(RuntimeError):
    """The solver gave no answer that can be trusted."""


@dataclass(frozen=True, slots=True)
class _Column:
    agent: int
    option: Option
    late: int
    """Cost when several ways are equally good."""

    @property
    def size(self) -> int:
        return len(self.option.contracts)

    @property
    def rank(self) -> int:
        return sum(self.option.ranks)


Row = tuple[Sequence[int], Sequence[float], float, float]
"""Columns, their numbers, the least and the most of the sum."""


def least_sum(market: Market) -> Holding:
    """As many as possible, then the least sum of ranks."""
    return _least_sum(market, _columns(market))


def least_worst(market: Market) -> Holding:
    """As many as possible, then the least worst rank, then the least sum."""
    columns = _columns(market)
    ranks = sorted({max(column.option.ranks) for column in columns})
    most = _most(market, columns)
    low, high = 0, len(ranks) - 1
    while low < high:
        middle = (low + high) // 2
        if _most(market, _up_to(columns, ranks[middle])) == most:
            high = middle
        else:
            low = middle + 1
    return _least_sum(market, _up_to(columns, ranks[low])) if ranks else {}


def _columns(market: Market) -> list[_Column]:
    total = len(market.candidates) + 1
    turn = {number: at for at, number in enumerate(sorted(market.numbers), 1)}
    worst = 1 + max((max(o.ranks) for a in market.agents for o in a.options), default=0)
    return [
        _Column(
            number,
            option,
            sum(
                (rank - worst) * (total - turn[market.numbers[member]])
                for (member, _), rank in zip(option.contracts, option.ranks, strict=True)
            ),
        )
        for number, agent in enumerate(market.agents)
        for option in agent.options
    ]


def _up_to(columns: Sequence[_Column], rank: int) -> list[_Column]:
    return [column for column in columns if max(column.option.ranks) <= rank]


def _most(market: Market, columns: Sequence[_Column]) -> int:
    """The greatest number that can be placed at once."""
    chosen = _best(market, columns, [-column.size for column in columns])[0]
    return sum(columns[at].size for at in chosen)


def _least_sum(market: Market, columns: Sequence[_Column]) -> Holding:
    """Best in the first order, and among all equally good in the second."""
    longest = max((max(column.option.ranks) for column in columns), default=0)
    unplaced = longest * len(market.candidates) + 1
    costs = [column.rank - unplaced * column.size for column in columns]
    chosen, over = _best(market, columns, costs)
    # A column that alone costs more than the best is away from the relaxed best is in no best way.
    kept = [column for column, more in zip(columns, over, strict=True) if more <= NEARLY]
    size = sum(columns[at].size for at in chosen)
    rank = sum(columns[at].rank for at in chosen)
    equal = [
        (range(len(kept)), [float(column.size) for column in kept], size, size),
        (range(len(kept)), [float(column.rank) for column in kept], rank, rank),
    ]
    final, _ = _best(market, kept, [column.late for column in kept], equal)
    return {kept[at].agent: kept[at].option for at in final}


def _best(
    market: Market, columns: Sequence[_Column], costs: Sequence[int], extra: Sequence[Row] = ()
) -> tuple[list[int], list[float]]:
    """The cheapest choice of columns, and what each column would cost beyond it at least."""
    if not columns:
        return [], []
    solver = _solver(costs, [*_rows(market, columns), *extra])
    x, value = _run(solver)
    relaxed = value
    reduced = np.array(solver.getSolution().col_dual)
    if np.abs(x - np.round(x)).max() > NEARLY:
        count = len(columns)
        kinds = np.full(count, INTEGER, dtype=np.uint8)
        solver.changeColsIntegrality(count, np.arange(count, dtype=np.int32), kinds)
        x, value = _run(solver)
    chosen = np.flatnonzero(x > 0.5).tolist()
    exact = sum(costs[at] for at in chosen)
    if abs(exact - value) > 0.5 or np.abs(x - np.round(x)).max() > NEARLY:
        raise SolverFailed(f"a sum of {exact} is said to be {value}")
    return chosen, (reduced - (exact - relaxed)).tolist()


def _rows(market: Market, columns: Sequence[_Column]) -> Iterator[Row]:
    """Each agent gets one option at most, and no group more than its places."""
    of_agent: dict[int, list[int]] = {}
    of_group: dict[int, dict[int, int]] = {}
    for at, column in enumerate(columns):
        of_agent.setdefault(column.agent, []).append(at)
        for _, seat in column.option.contracts:
            for group in market.groups_of[seat]:
                inside = of_group.setdefault(group, {})
                inside[at] = inside.get(at, 0) + 1
    for _, inside_agent in sorted(of_agent.items()):
        yield inside_agent, [1.0] * len(inside_agent), 0.0, 1.0
    for group, inside in sorted(of_group.items()):
        yield list(inside), [float(n) for n in inside.values()], 0.0, market.groups[group].places


def _solver(costs: Sequence[int], rows: Sequence[Row]) -> highspy.Highs:
    solver = highspy.Highs()
    for name, setting in (
        ("output_flag", False),
        ("threads", 1),
        ("random_seed", 0),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", 0.99),
    ):
        solver.setOptionValue(name, setting)
    count, none = len(costs), np.zeros(0, dtype=np.int32)
    solver.addCols(
        count, np.array(costs, dtype=float), np.zeros(count), np.ones(count),
        0, np.zeros(count, dtype=np.int32), none, np.zeros(0),
    )  # fmt: skip
    for at, numbers, least, most in rows:
        index, value = np.array(at, dtype=np.int32), np.array(numbers, dtype=float)
        solver.addRow(float(least), float(most), len(index), index, value)
    return solver


def _run(solver: highspy.Highs) -> tuple[Floats, float]:
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise SolverFailed(str(solver.getModelStatus()))
    x = np.array(solver.getSolution().col_value)
    return x, float(solver.getInfo().objective_function_value)
