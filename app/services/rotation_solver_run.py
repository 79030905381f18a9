"""The planner's own process: takes an order, tells how it goes, returns what came of it.

A process of its own, so that the worker's other jobs go on, a crash takes nothing with it, and
a run can be ended at once. This is the only module of the application that loads the planner.
"""

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from rotations.types.case import Lock, Placement, RotationCase
from rotations.types.questions import Answered, Question
from rotations.types.results import (
    Explanation,
    Progress,
    RepairResult,
    SolveResult,
    Status,
    WorkLimits,
)

STOP = "stop"
ENDS_WITHIN = 5.0
"""Seconds a process gets to end by itself before it is ended."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the planner is asked to do. It answers a `question`; it `repairs`, or with
    `only_explain` it explains; else it plans, and explains when there is no plan."""

    case: RotationCase
    present: tuple[Placement, ...]
    limits: WorkLimits
    seed: int
    locks: tuple[Lock, ...] = ()
    repairs: bool = False
    """Mend the present plan with the fewest changes; `locks` are what must then hold."""
    only_explain: bool = False
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an order; what was not asked for is None."""

    solved: SolveResult | None = None
    explained: Explanation | None = None
    repaired: RepairResult | None = None
    answered: Answered | None = None


Report = Callable[[Progress], bool]


def answer(order: Order, report: Report) -> Answer:
    """Do the work in this process."""
    # Loaded here: the parent process needs the values, never the solver.
    from rotations import planner

    limits, seed = order.limits, order.seed
    if order.question is not None:
        answered = planner.answer(
            order.case, order.present, order.question, limits=limits, seed=seed
        )
        return Answer(answered=answered)
    if order.repairs:
        repaired = planner.repair(
            order.case, order.present, order.locks, limits=limits, seed=seed, report=report
        )
        return Answer(repaired=repaired)
    solved = None
    if not order.only_explain:
        solved = planner.solve(
            order.case, limits=limits, seed=seed, report=report, start=order.present
        )
        has_plan = solved.status in (Status.OPTIMAL, Status.FEASIBLE)
        if has_plan or solved.is_stopped:
            return Answer(solved)
    explained = planner.explain(
        order.case, limits=limits, seed=seed, report=report, present=order.present
    )
    return Answer(solved, explained)


def _child(connection: Connection, order: Order) -> None:
    is_stopped = False

    def report(progress: Progress) -> bool:
        nonlocal is_stopped
        connection.send(progress)
        while connection.poll():
            is_stopped = connection.recv() == STOP or is_stopped
        return not is_stopped

    connection.send(answer(order, report))
    connection.close()


@dataclass(frozen=True, slots=True)
class Running:
    """A planner at work in its own process."""

    process: Any
    connection: Connection

    def news(self, seconds: float) -> Progress | Answer | None:
        """What it says next, waiting that long; None for nothing. EOFError when it died."""
        if self.connection.poll(seconds):
            said: Progress | Answer = self.connection.recv()
            return said
        return None

    def stop(self) -> None:
        """Ask it to stop and to give its best so far."""
        try:
            self.connection.send(STOP)
        except OSError:
            # It has just ended; what it said last is still to be read.
            return


@contextmanager
def started(order: Order) -> Iterator[Running]:
    """A planner that works on the order; whatever is left of it is ended afterwards."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_child, args=(theirs, order), daemon=True)
    process.start()
    theirs.close()
    try:
        yield Running(process, ours)
    finally:
        ours.close()
        process.join(0.1)
        if process.is_alive():
            process.terminate()
            process.join(ENDS_WITHIN)
        if process.is_alive():
            process.kill()
            process.join()
