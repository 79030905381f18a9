"""What one doctor's plan must remember between two blocks, and nothing more.

A `Memory` is the set of finished blocks with whatever of credit, objectives, municipality, number
of blocks at a site and met wishes can still matter. An *effect* is what an arc does to it. The
graph of memories and effects knows no time; `network` joins it with the arcs.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from rotations.planner.arcs import ArcTable
from rotations.planner.demands import Demands
from rotations.planner.memory import BlockRules, Effect, Memory
from rotations.planner.objective import Objective
from rotations.planner.rows import Ints
from rotations.types.case import Doctor, RotationCase


@dataclass(frozen=True, slots=True)
class Edges:
    """Steps of one effect: parallel arrays of memory before, memory after, points more."""

    source: Ints
    target: Ints
    points: Ints


@dataclass(frozen=True, slots=True)
class StateGraph:
    """Memories reachable from nothing done (number 0), and the steps between them.

    `end_cost[m]` is what it costs to end with memory m: 0 when all that is needed is done, the
    price of missing blocks when they may be given up, -1 when the plan may not end there.
    """

    memories: tuple[Memory, ...]
    effects: tuple[Effect, ...]
    effect_of_arc: Ints
    edges: tuple[Edges, ...]
    end_cost: Ints


def build_states(
    case: RotationCase,
    doctor: Doctor,
    demands: Demands,
    objective: Objective,
    sites: tuple[str, ...],
    arcs: ArcTable,
    width: int,
) -> StateGraph:
    """All memories within `width` own months. Adds the points of wishes that can be met only
    once to the arcs' gains."""
    rules = BlockRules(case, doctor, demands, objective, sites, arcs)
    effects, effect_of_arc = rules.effects()
    shortest = [width + 1] * len(doctor.blocks)
    for index in range(len(doctor.blocks)):
        lengths = arcs.length[arcs.block == index]
        if len(lengths):
            shortest[index] = int(lengths.min())
    numbers = {rules.start(): 0}
    memories = [rules.start()]
    steps: list[list[tuple[int, int, int]]] = [[] for _ in effects]
    for memory in _growing(memories):
        for number, effect in enumerate(effects):
            found = rules.step(memory, effect)
            if found is None or _time(found[0], shortest) > width:
                continue
            target, points = found
            if target not in numbers:
                numbers[target] = len(memories)
                memories.append(target)
            steps[number].append((numbers[memory], numbers[target], points))
    return StateGraph(
        tuple(memories),
        effects,
        effect_of_arc,
        tuple(_edges(rows) for rows in steps),
        np.array([rules.end_cost(memory) for memory in memories], dtype=np.int64),
    )


def _growing(memories: list[Memory]) -> Iterator[Memory]:
    index = 0
    while index < len(memories):
        yield memories[index]
        index += 1


def _time(memory: Memory, shortest: list[int]) -> int:
    return sum(months for i, months in enumerate(shortest) if memory.done >> i & 1)


def _edges(rows: list[tuple[int, int, int]]) -> Edges:
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return Edges(table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy())
