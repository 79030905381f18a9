"""A rotation case as the planner sees it: doctors as networks, limits as rows, plans as columns.

`compile_case` is all that a caller needs: the planner, the explanation and the repair differ only
in the `Objective` they give it. Everything in a `CaseModel` is exact: a column's score is what
`rotations.scoring` says of that doctor, a column's use is what `rotations.loads` counts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from rotations.planner.arcs import ArcSource, ArcTable, build_arcs, lost_price, worked_within_notice
from rotations.planner.axis import Axis, barred, build_axis
from rotations.planner.demands import Demands, demands_of
from rotations.planner.network import Network, build_network
from rotations.planner.objective import Objective
from rotations.planner.pricing import Pricer
from rotations.planner.rows import CellUse, Floats, Ints, Lane, Rows, build_rows, cell_use
from rotations.planner.states import StateGraph, build_states
from rotations.types.case import Doctor, InnerPlacement, Placement, RotationCase

HARD_FACTOR = 5
"""A hard limit's price over the largest spread of one doctor's points: enough that no one doctor
gains by breaking it, small enough that the duals stay calm."""


@dataclass(frozen=True, slots=True)
class Cache:
    """What has been looked up before: rows and use of an arc, and what an arc does to a memory."""

    use: dict[int, tuple[Ints, Floats]]
    after: dict[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class DoctorModel:
    """One doctor: arcs, memories, network, and which rows each cell uses."""

    index: int
    doctor: Doctor
    axis: Axis
    demands: Demands
    sites: tuple[str, ...]
    lanes: tuple[Lane, ...]
    arcs: ArcTable
    graph: StateGraph
    network: Network
    use: CellUse
    constant: int
    has_spans: bool
    """Whether a row may be used by several placements: a limit for a whole span."""
    cache: "Cache" = field(default_factory=lambda: Cache({}, {}))

    @property
    def counts_as_worst(self) -> bool:
        """Whether the doctor can be the worst off; a vacancy cannot."""
        return not self.doctor.is_vacancy


@dataclass(frozen=True, slots=True)
class Column:
    """One doctor's whole plan: arc rows in order of time, points, and use of rows."""

    doctor: int
    arcs: tuple[int, ...]
    score: int
    rows: Ints
    use: Floats


@dataclass(frozen=True, slots=True)
class CaseModel:
    """All doctors and rows of a case under one objective. `fairness` weighs the worst off."""

    case: RotationCase
    objective: Objective
    doctors: tuple[DoctorModel, ...]
    rows: Rows
    fairness: int
    pricer: Pricer

    def column(self, doctor: int, arcs: Sequence[int]) -> Column:
        """The plan made of these arcs (rows of the doctor's arc table, in order of time)."""
        return column_of(self.doctors[doctor], tuple(arcs))

    def placements(self, columns: Iterable[Column]) -> tuple[Placement, ...]:
        """The columns' placements, doctor by doctor in time."""
        return tuple(
            placement
            for column in sorted(columns, key=lambda each: each.doctor)
            for placement in placements_of(self.doctors[column.doctor], column.arcs)
        )

    def use_of(self, columns: Iterable[Column]) -> Floats:
        """Use of every row by these columns together."""
        total = np.zeros(len(self.rows))
        for column in columns:
            total[column.rows] += column.use
        return total


def compile_case(case: RotationCase, objective: Objective) -> CaseModel:
    """Everything the planner needs, once per run."""
    hard_price = objective.hard_price
    if hard_price is None:
        hard_price = _hard_price(case, objective)
    rows = build_rows(case, float(hard_price), objective.counts_soft)
    doctors = tuple(
        _compile_doctor(case, objective, rows, index, doctor)
        for index, doctor in enumerate(case.doctors)
    )
    pricer = Pricer([d.network for d in doctors], [d.use for d in doctors])
    return CaseModel(case, objective, doctors, rows, objective.weights.worst_off, pricer)


def _hard_price(case: RotationCase, objective: Objective) -> int:
    """Above what one doctor can gain by one person and month over a limit."""
    weights = objective.weights
    points = 10
    for doctor in case.doctors:
        wishes = sum(abs(wish.points) for wish in doctor.wishes)
        kept = weights.changed_placement * sum(p.doctor == doctor.key for p in objective.kept)
        points = max(points, wishes + kept // 2)
    moves = weights.site_change + weights.town_change + weights.idle_month + weights.late_month
    soft = [max(each.over_price, each.under_price) for each in case.limits if not each.is_hard]
    return HARD_FACTOR * max(points, moves) + max(soft, default=0)


def _compile_doctor(
    case: RotationCase, objective: Objective, rows: Rows, index: int, doctor: Doctor
) -> DoctorModel:
    axis = build_axis(case, doctor)
    demands = demands_of(case, doctor, objective)
    by_key = {site.key: site for site in case.sites}
    inner = {key for block in doctor.blocks if block.inner for key in block.inner.sites}
    keys = {key for block in doctor.blocks for key in block.sites} | inner
    sites = tuple(sorted(keys, key=lambda key: (by_key[key].town, key)))
    source = ArcSource(
        case, doctor, axis, demands, objective, sites,
        {key: barred(axis, doctor, by_key[key]) for key in sites},
    )  # fmt: skip
    arcs = build_arcs(source)
    graph = build_states(case, doctor, demands, objective, sites, arcs, axis.width)
    lanes = _lanes(doctor)
    worked = worked_within_notice(case, doctor)
    constant = -sum(
        lost_price(kept, objective.weights, worked)
        for found in demands.kept.values()
        for kept in found
    )
    towns = tuple(by_key[key].town for key in sites)
    network = build_network(
        doctor, axis, sites, towns, lanes, arcs, graph, objective.weights, constant
    )
    use = cell_use(case, rows, doctor, lanes, axis.months, axis.share)
    spans = [row for row in np.unique(use.row).tolist() if rows.source[row].month is None]
    return DoctorModel(
        index, doctor, axis, demands, sites, lanes, arcs, graph, network, use, constant, bool(spans)
    )


def _lanes(doctor: Doctor) -> tuple[Lane, ...]:
    found: dict[Lane, None] = {}
    for block in doctor.blocks:
        for site in block.sites:
            found[(site, block.service)] = None
        if block.inner is not None:
            for site in block.inner.sites:
                found[(site, block.inner.service)] = None
    return tuple(found)


def column_of(model: DoctorModel, arcs: tuple[int, ...]) -> Column:
    """Score and use of a plan. The arcs must be a path of the doctor's network."""
    rows, use = _use(model, arcs)
    return Column(model.index, arcs, points_of(model, arcs), rows, use)


def points_of(model: DoctorModel, arcs: Sequence[int]) -> int:
    """The doctor's points with this plan, as `rotations.scoring` counts them."""
    network, table = model.network, model.arcs
    points = model.constant
    memory, at, site = 0, 0, -1
    for arc in arcs:
        here, start = int(table.site[arc]), int(table.at[arc])
        memory, more = _after(model, memory, arc)
        points += int(table.gain[arc]) + more - network.idle * (start - at)
        points -= _move_cost(network, site, here)
        at, site = start + int(table.length[arc]), here
    return points - int(network.late[at]) - int(network.end_cost[memory])


def _after(model: DoctorModel, memory: int, arc: int) -> tuple[int, int]:
    """Memory after an arc, and points for wishes met for the first time."""
    known = model.cache.after.get((memory, arc))
    if known is not None:
        return known
    edges = model.graph.edges[int(model.graph.effect_of_arc[arc])]
    found = np.flatnonzero(edges.source == memory)
    if not len(found):
        raise ValueError("these placements are no lawful plan of the doctor")
    known = int(edges.target[found[0]]), int(edges.points[found[0]])
    model.cache.after[(memory, arc)] = known
    return known


def _move_cost(network: Network, site: int, here: int) -> int:
    if site < 0:
        return int(network.first_cost[here])
    if site == here:
        return 0
    is_same_town = network.s_town[site] == network.s_town[here]
    return network.site_change + (0 if is_same_town else network.town_change)


def _use(model: DoctorModel, arcs: tuple[int, ...]) -> tuple[Ints, Floats]:
    """Rows used, each once."""
    if not arcs:
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    for arc in arcs:
        if arc not in model.cache.use:
            model.cache.use[arc] = _arc_use(model, arc)
    rows = np.concatenate([model.cache.use[arc][0] for arc in arcs])
    use = np.concatenate([model.cache.use[arc][1] for arc in arcs])
    return _summed(rows, use) if model.has_spans else (rows, use)


def _arc_use(model: DoctorModel, arc: int) -> tuple[Ints, Floats]:
    cells = cells_of(model, arc)
    start, count = model.use.start[cells], model.use.start[cells + 1] - model.use.start[cells]
    offset = np.repeat(start - (np.cumsum(count) - count), count)
    entries = offset + np.arange(int(count.sum()))
    return _summed(model.use.row[entries], model.use.use[entries])


def _summed(rows: Ints, use: Floats) -> tuple[Ints, Floats]:
    """The same use with each row once."""
    unique, place = np.unique(rows, return_inverse=True)
    return unique, np.bincount(place, weights=use, minlength=len(unique)).astype(np.float64)


def cells_of(model: DoctorModel, arc: int) -> Ints:
    """Cells that an arc uses, the inner service in its own lane."""
    table, width = model.arcs, model.axis.width
    block = model.doctor.blocks[int(table.block[arc])]
    at, length = int(table.at[arc]), int(table.length[arc])
    lane = model.lanes.index((model.sites[int(table.site[arc])], block.service))
    cells = np.arange(at, at + length) + lane * width
    inner = int(table.inner_site[arc])
    if inner >= 0 and block.inner is not None:
        other = model.lanes.index((model.sites[inner], block.inner.service))
        begin = int(table.inner_at[arc]) - at
        cells[begin : begin + block.inner.months] += (other - lane) * width
    return cells


def placements_of(model: DoctorModel, arcs: Sequence[int]) -> tuple[Placement, ...]:
    """The plan in calendar months."""
    table = model.arcs
    found = []
    for arc in arcs:
        block = model.doctor.blocks[int(table.block[arc])]
        inner = None
        if int(table.inner_site[arc]) >= 0 and block.inner is not None:
            begin = int(table.inner_at[arc])
            inner = InnerPlacement(
                model.sites[int(table.inner_site[arc])],
                int(model.axis.months[begin]),
                int(model.axis.months[begin + block.inner.months - 1]),
            )
        found.append(
            Placement(
                model.doctor.key,
                int(table.first[arc]),
                int(table.last[arc]),
                block.key,
                model.sites[int(table.site[arc])],
                inner,
                bool(table.continues[arc]),
            )
        )
    return tuple(found)


def arcs_of(model: DoctorModel, placements: Iterable[Placement]) -> tuple[int, ...] | None:
    """The doctor's plan as arcs, or None when it is not a lawful plan of this doctor.

    Placements of other doctors are passed over. `inner` must be the same too; `continues` may be
    left out where it changes nothing.
    """
    own = sorted(p for p in placements if p.doctor == model.doctor.key)
    known = {each: row for row, each in enumerate(_all_placements(model))}
    # Whether a block that has its minimum is said to run on makes no other plan.
    arcs = [known.get(each, known.get(replace(each, continues=False))) for each in own]
    rows = tuple(arc for arc in arcs if arc is not None)
    if len(rows) != len(arcs):
        return None
    memory, at = 0, 0
    for arc in rows:
        edges = model.graph.edges[int(model.graph.effect_of_arc[arc])]
        found = np.flatnonzero(edges.source == memory)
        if not len(found) or int(model.arcs.at[arc]) < at:
            return None
        memory = int(edges.target[found[0]])
        at = int(model.arcs.at[arc] + model.arcs.length[arc])
    return rows if model.graph.end_cost[memory] >= 0 else None


def _all_placements(model: DoctorModel) -> list[Placement]:
    return list(placements_of(model, range(len(model.arcs))))
