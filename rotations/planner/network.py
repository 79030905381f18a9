"""One doctor's plans as paths, in flat arrays that the pricing can run through.

A *state* is a memory at a site (where the last block was); states are numbered memory by memory,
sites sorted by municipality. A *choice* is one arc regardless of where its inner service lies; a
*pair* is a choice taken with a certain memory. Pairs are sorted by first month, latest first, and
within a month by the state (memory before, site of the arc) that they leave from.
"""

from dataclasses import dataclass

import numpy as np

from rotations.planner.arcs import ArcTable
from rotations.planner.axis import Axis
from rotations.planner.rows import Ints, Lane
from rotations.planner.states import StateGraph
from rotations.types.case import Block, Doctor, Weights

NEVER = -1e15
"""Value of what cannot be."""


@dataclass(frozen=True, slots=True)
class Network:
    """Arrays of one doctor. Lengths: v* per arc, c* per choice, p* per pair, s* per state."""

    width: int
    memories: int
    sites: int
    lanes: int
    v_lane: Ints
    v_at: Ints
    v_length: Ints
    v_inner_lane: Ints
    """Lane of the inner service; the arc's own lane when there is none."""
    v_inner_at: Ints
    v_inner_length: Ints
    v_gain: Ints
    c_start: Ints
    """First arc (in the network's order) of each choice."""
    p_choice: Ints
    p_state: Ints
    """State left from: memory before, at the arc's site."""
    p_target: Ints
    p_end: Ints
    p_points: Ints
    p_at: Ints
    p_by_memory: Ints
    """Pairs sorted by memory left from, then by first month, then as they are."""
    p_begin: Ints
    """Where memory m, month t begins in `p_by_memory`: entry m * width + t."""
    p_own: Ints
    """The same pairs in the network's own order: first and end, one row per m * width + t."""
    s_town: Ints
    """Number of the (memory, municipality) of each state."""
    end_cost: Ints
    """Per memory; -1: no end."""
    late: Ints
    """Points lost by ending at each own month (0..width), with what is idle to the end."""
    idle: int
    site_change: int
    town_change: int
    first_cost: Ints
    """Cost of beginning at each site."""
    constant: int
    """Points every plan of the doctor has (minus the price of all kept placements)."""
    arc_order: Ints
    """Arc table's row of each arc here."""


def build_network(
    doctor: Doctor,
    axis: Axis,
    sites: tuple[str, ...],
    towns: tuple[str, ...],
    lanes: tuple[Lane, ...],
    arcs: ArcTable,
    graph: StateGraph,
    weights: Weights,
    constant: int,
) -> Network:
    """Join arcs and memories. `sites` are sorted by town; `towns` names each site's."""
    order, c_start = _choices(arcs, graph)
    c_rows = order[c_start] if len(order) else order
    pairs = _pairs(arcs, graph, c_rows, axis.width, len(sites))
    number = {lane: index for index, lane in enumerate(lanes)}
    own = np.array(
        [number[(sites[s], doctor.blocks[b].service)] for b, s in _both(arcs)], dtype=np.int64
    )
    inner, inner_length = _inner_lanes(doctor.blocks, sites, arcs, number, own)
    names = sorted(set(towns))
    town = np.array([names.index(name) for name in towns], dtype=np.int64)
    memories = len(graph.memories)
    states = np.repeat(np.arange(memories), len(sites)) * max(1, len(names))
    return Network(
        width=axis.width,
        memories=memories,
        sites=len(sites),
        lanes=len(lanes),
        v_lane=own[order],
        v_at=arcs.at[order],
        v_length=arcs.length[order],
        v_inner_lane=inner[order],
        v_inner_at=np.where(arcs.inner_at < 0, arcs.at, arcs.inner_at)[order],
        v_inner_length=inner_length[order],
        v_gain=arcs.gain[order],
        c_start=c_start,
        s_town=states + np.tile(town, memories),
        end_cost=graph.end_cost,
        late=_late(doctor, axis, weights),
        idle=weights.idle_month,
        site_change=weights.site_change,
        town_change=weights.town_change,
        first_cost=_first_cost(doctor, sites, towns, weights),
        constant=constant,
        arc_order=order,
        **pairs,
        **_index(pairs, axis.width, memories, len(sites)),
    )


def _index(pairs: dict[str, Ints], width: int, memories: int, sites: int) -> dict[str, Ints]:
    """Where the pairs of each memory and month lie."""
    keys = (pairs["p_state"] // max(1, sites)).astype(np.int64) * width + pairs["p_at"]
    order = np.argsort(keys, kind="stable")
    begin = np.searchsorted(keys[order], np.arange(memories * width + 1))
    count = np.diff(begin)
    low = np.zeros(len(count), dtype=np.int64)
    low[count > 0] = order[begin[:-1][count > 0]]
    return {
        "p_by_memory": order.astype(np.int32),
        "p_begin": begin,
        "p_own": np.stack([low, low + count], axis=1),
    }


def _both(arcs: ArcTable) -> list[tuple[int, int]]:
    return list(zip(arcs.block.tolist(), arcs.site.tolist(), strict=True))


def _choices(arcs: ArcTable, graph: StateGraph) -> tuple[Ints, Ints]:
    """Arcs sorted so that those that differ only in the inner service stand together."""
    keys = (arcs.length, arcs.at, arcs.site, graph.effect_of_arc)
    order = np.lexsort(keys).astype(np.int64)
    if len(order) == 0:
        return order, order
    fresh = np.zeros(len(order), dtype=bool)
    fresh[0] = True
    for key in keys:
        fresh[1:] |= np.diff(key[order]) != 0
    return order, np.flatnonzero(fresh)


def _inner_lanes(
    blocks: tuple[Block, ...],
    sites: tuple[str, ...],
    arcs: ArcTable,
    number: dict[Lane, int],
    own: Ints,
) -> tuple[Ints, Ints]:
    lane, length = own.copy(), np.zeros(len(own), dtype=np.int64)
    for row in np.flatnonzero(arcs.inner_site >= 0):
        inner = blocks[int(arcs.block[row])].inner
        if inner is not None:
            lane[row] = number[(sites[int(arcs.inner_site[row])], inner.service)]
            length[row] = inner.months
    return lane, length


def _pairs(
    arcs: ArcTable, graph: StateGraph, c_rows: Ints, width: int, sites: int
) -> dict[str, Ints]:
    """Choices with memories, without those that come too early or too late to be of use."""
    earliest, latest = _time_windows(arcs, graph, width)
    columns: list[list[Ints]] = []
    effect_of_choice = graph.effect_of_arc[c_rows]
    for effect, edges in enumerate(graph.edges):
        chosen = np.flatnonzero(effect_of_choice == effect)
        if not len(chosen) or not len(edges.source):
            continue
        rows = c_rows[chosen]
        at, end = arcs.at[rows], arcs.at[rows] + arcs.length[rows]
        useful = (at[None, :] >= earliest[edges.source][:, None]) & (
            end[None, :] <= latest[edges.target][:, None]
        )
        edge, arc = np.nonzero(useful)
        site = arcs.site[rows][arc]
        columns.append(
            [
                chosen[arc],
                edges.source[edge] * sites + site,
                edges.target[edge] * sites + site,
                end[arc],
                edges.points[edge],
                at[arc],
            ]
        )
    names = ("p_choice", "p_state", "p_target", "p_end", "p_points", "p_at")
    if not columns:
        return {name: np.zeros(0, dtype=np.int64) for name in names}
    joined = [np.concatenate(part) for part in zip(*columns, strict=True)]
    states = len(graph.memories) * sites
    order = np.argsort((width - joined[-1]) * states + joined[1], kind="stable")
    # There are millions of pairs in a large case: half the memory is worth the shorter numbers.
    return {name: part[order].astype(np.int32) for name, part in zip(names, joined, strict=True)}


def _time_windows(arcs: ArcTable, graph: StateGraph, width: int) -> tuple[Ints, Ints]:
    """Earliest own month in which each memory can be reached, latest from which it can end."""
    memories = len(graph.memories)
    far = width + 1
    earliest = np.full(memories, far, dtype=np.int64)
    earliest[0] = 0
    latest = np.where(graph.end_cost >= 0, width, -1).astype(np.int64)
    steps = []
    for effect, edges in enumerate(graph.edges):
        rows = graph.effect_of_arc == effect
        if rows.any() and len(edges.source):
            spent = _soonest_end(arcs.at[rows], arcs.length[rows], width)
            left = _latest_start(arcs.at[rows], arcs.length[rows], width)
            steps.append((edges.source, edges.target, spent, left))
    for _ in range(memories):
        before = earliest.copy(), latest.copy()
        for source, target, spent, left in steps:
            np.minimum.at(earliest, target, spent[np.minimum(earliest[source], width)])
            np.maximum.at(latest, source, left[np.maximum(latest[target], 0)])
        if (before[0] == earliest).all() and (before[1] == latest).all():
            break
    return earliest, latest


def _soonest_end(at: Ints, length: Ints, width: int) -> Ints:
    """Soonest end of one of these arcs, begun at each own month or later."""
    best = np.full(width + 2, width + 1, dtype=np.int64)
    np.minimum.at(best, at, at + length)
    return np.minimum.accumulate(best[::-1])[::-1]


def _latest_start(at: Ints, length: Ints, width: int) -> Ints:
    """Latest start of one of these arcs that ends at each own month or before; -1 for none."""
    best = np.full(width + 2, -1, dtype=np.int64)
    np.maximum.at(best, at + length, at)
    return np.maximum.accumulate(best)


def _late(doctor: Doctor, axis: Axis, weights: Weights) -> Ints:
    """Points lost by being done at each own month: months after the deadline, idle to the end."""
    after = np.zeros(axis.width, dtype=np.int64)
    if doctor.deadline is not None:
        after[axis.months > doctor.deadline] = 1
    lost = weights.late_month * np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(after)])
    if not doctor.must_finish:
        lost = lost + weights.idle_month * (axis.width - np.arange(axis.width + 1))
    return lost


def _first_cost(
    doctor: Doctor, sites: tuple[str, ...], towns: tuple[str, ...], weights: Weights
) -> Ints:
    cost = np.zeros(len(sites), dtype=np.int64)
    for index, (site, town) in enumerate(zip(sites, towns, strict=True)):
        if doctor.site not in (None, site):
            cost[index] += weights.site_change
        if doctor.town not in (None, town):
            cost[index] += weights.town_change
    return cost
