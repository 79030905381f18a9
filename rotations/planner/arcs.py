"""Every way to serve one block of one doctor: site, first own month, number of own months.

What a block alone decides is decided here: length by credit, sites, closed and away months,
window, leave, locks, frozen months, the inner service. What depends on other blocks is left to
`states`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rotations.planner.axis import Axis, Bools
from rotations.planner.demands import Demands
from rotations.planner.objective import Objective
from rotations.planner.rows import Ints
from rotations.types.case import (
    FULL_TIME,
    Block,
    Doctor,
    Placement,
    RotationCase,
    Span,
    Weights,
    Wish,
)


@dataclass(frozen=True, slots=True)
class ArcTable:
    """Arcs as parallel arrays.

    `inner_site` is an index into the doctor's inner lanes or -1; `inner_at` is the own month in
    which the inner service begins. Two arcs may differ only there.
    """

    block: Ints
    site: Ints
    """Index into `DoctorModel.sites`."""
    at: Ints
    """First own month."""
    length: Ints
    """Number of own months."""
    gain: Ints
    """Points of this arc alone; wishes that several placements could meet are not in it."""
    inner_site: Ints
    inner_at: Ints
    first: Ints
    last: Ints
    """Calendar months."""
    credit: Ints
    continues: Bools

    def __len__(self) -> int:
        """How many arcs."""
        return len(self.block)


@dataclass(frozen=True, slots=True)
class ArcSource:
    """What the arcs of one doctor are made from."""

    case: RotationCase
    doctor: Doctor
    axis: Axis
    demands: Demands
    objective: Objective
    sites: tuple[str, ...]
    barred: dict[str, Ints]
    """Per site: own months before each in which the doctor cannot be there."""


def build_arcs(source: ArcSource) -> ArcTable:
    """All arcs, ordered by block, site, first month, length, inner service."""
    parts: list[dict[str, Ints]] = []
    for number, block in enumerate(source.doctor.blocks):
        at, length, continues = _runs(source, block)
        for site in dict.fromkeys(block.sites):
            parts.extend(_at_site(source, number, site, at, length, continues))
    names = ArcTable.__dataclass_fields__
    if not parts:
        empty = {name: np.zeros(0, dtype=np.int64) for name in names}
        return _table(empty)
    return _table({name: np.concatenate([part[name] for part in parts]) for name in names})


def _table(columns: dict[str, Ints]) -> ArcTable:
    return ArcTable(**{**columns, "continues": columns["continues"].astype(bool)})


def _runs(source: ArcSource, block: Block) -> tuple[Ints, Ints, Bools]:
    """(first own month, own months, continues) of every lawful length, whatever the site."""
    axis = source.axis
    width = axis.width
    at = np.repeat(np.arange(width), width)
    length = np.tile(np.arange(1, width + 1), width)
    fits = at + length <= width
    at, length = at[fits], length[fits]
    if not len(at):
        return at, length, np.zeros(0, dtype=bool)
    credit = axis.credit[at + length] - axis.credit[at]
    short = axis.credit[at + length - 1] - axis.credit[at] < FULL_TIME * block.max_months
    enough = credit >= FULL_TIME * block.min_months
    lawful = short & enough
    runs_on = np.zeros(0, dtype=np.int64)
    if _may_continue(source):
        # What has its minimum gains by running on only when leave ends the case, or when the
        # inner service may then come later.
        differs = block.inner is not None or int(axis.months[-1]) != source.case.months - 1
        runs_on = np.flatnonzero(short & (at + length == width) & (~enough | differs))
    rows = np.concatenate([np.flatnonzero(lawful), runs_on])
    continues = np.arange(len(rows)) >= int(lawful.sum())
    at, length = at[rows], length[rows]
    first, last = _months(source, at, length, continues)
    lawful = np.ones(len(at), dtype=bool)
    if block.window is not None:
        lawful &= _in_span(first, block.window)
    if not block.leave_may_interrupt:
        lawful &= last - first + 1 == length
    return at[lawful], length[lawful], continues[lawful]


def _may_continue(source: ArcSource) -> bool:
    doctor, end = source.doctor, source.case.months - 1
    return not doctor.must_finish and (doctor.available_to is None or doctor.available_to > end)


def _months(source: ArcSource, at: Ints, length: Ints, continues: Bools) -> tuple[Ints, Ints]:
    """First and last calendar month; what continues runs to the end of the case."""
    months = source.axis.months
    if len(at) == 0:
        return at, at
    last = np.where(continues, source.case.months - 1, months[at + length - 1])
    return months[at], last


def _in_span(months: Ints, span: Span) -> Bools:
    return (months >= span.first) & (months <= span.last)


def _at_site(
    source: ArcSource, number: int, site: str, at: Ints, length: Ints, continues: Bools
) -> list[dict[str, Ints]]:
    """Arcs of a block at one site, with each place and time of its inner service."""
    block = source.doctor.blocks[number]
    barred = source.barred[site]
    if block.inner is None:
        free = barred[at + length] == barred[at]
        return [_finish(source, number, site, at[free], length[free], continues[free], None)]
    parts = []
    need = block.inner.months
    for inner_site in dict.fromkeys(block.inner.sites):
        there = source.barred[inner_site]
        for wait in range(block.inner.not_before, source.axis.width - need + 1):
            fits = wait + need <= length
            here, long, on = at[fits], length[fits], continues[fits]
            begin, end = here + wait, here + wait + need
            free = (
                (there[end] == there[begin])
                & (barred[begin] == barred[here])
                & (barred[here + long] == barred[end])
            )
            inner = (inner_site, begin[free])
            parts.append(_finish(source, number, site, here[free], long[free], on[free], inner))
    later = continues & (barred[at + length] == barred[at])
    parts.append(_finish(source, number, site, at[later], length[later], continues[later], None))
    return parts


def _finish(
    source: ArcSource,
    number: int,
    site: str,
    at: Ints,
    length: Ints,
    continues: Bools,
    inner: tuple[str, Ints] | None,
) -> dict[str, Ints]:
    """Take away what locks and frozen months forbid (or price it), and add the points."""
    block = source.doctor.blocks[number]
    first, last = _months(source, at, length, continues)
    gain = np.zeros(len(at), dtype=np.int64)
    keeps = np.ones(len(at), dtype=bool)
    for held, price in (
        (_keeps_locks(source, block, site, first, last), source.objective.lock_price),
        (_keeps_frozen(source, block, site, first, last), source.objective.frozen_price),
    ):
        if price is None:
            keeps &= held
        else:
            gain -= np.where(held, 0, price)
    credit = source.axis.credit[at + length] - source.axis.credit[at]
    gain += _kept_points(source, block, site, first, last)
    if source.objective.counts_wishes and block.points_per_month:
        gain += length_points(block, credit)
    count = int(keeps.sum())
    inner_lane = -1 if inner is None else source.sites.index(inner[0])
    return {
        "block": np.full(count, number),
        "site": np.full(count, source.sites.index(site)),
        "at": at[keeps],
        "length": length[keeps],
        "gain": gain[keeps],
        "inner_site": np.full(count, inner_lane),
        "inner_at": np.full(count, -1) if inner is None else inner[1][keeps],
        "first": first[keeps],
        "last": last[keeps],
        "credit": credit[keeps],
        "continues": continues[keeps].astype(np.int64),
    }


def length_points(block: Block, credit: Ints) -> Ints:
    """Points for whole credited months between the minimum and the maximum."""
    whole = np.minimum(credit // FULL_TIME, block.max_months)
    return np.asarray(block.points_per_month * np.maximum(whole - block.min_months, 0))


def _keeps_locks(source: ArcSource, block: Block, site: str, first: Ints, last: Ints) -> Bools:
    held = np.ones(len(first), dtype=bool)
    for lock in source.demands.locks.get(block.key, ()):
        if lock.site not in (None, site):
            held[:] = False
        if lock.first is not None:
            held &= first == lock.first
        if lock.last is not None:
            held &= last == lock.last
    return held


def _keeps_frozen(source: ArcSource, block: Block, site: str, first: Ints, last: Ints) -> Bools:
    """The frozen months of a placement are exactly the published ones of its block."""
    before = source.demands.frozen_before
    frozen = source.demands.frozen.get(block.key)
    if frozen is None:
        return np.asarray(first >= before)
    if frozen.site != site:
        return np.zeros(len(first), dtype=bool)
    until = max(frozen.months)
    return np.asarray((first == min(frozen.months)) & (np.minimum(last, before - 1) == until))


def _kept_points(source: ArcSource, block: Block, site: str, first: Ints, last: Ints) -> Ints:
    """Against "every kept placement is lost" (the constant of the doctor): what this arc saves,
    or costs more because it changes a month within the notice."""
    kept = source.demands.kept.get(block.key, ())
    weights = source.objective.weights
    points = np.zeros(len(first), dtype=np.int64)
    if not kept:
        return points
    worked = worked_within_notice(source.case, source.doctor)
    for each in kept:
        is_same = (first == each.first) & (last == each.last) & (each.site == site)
        own = _counted(worked, np.array([each.first]), np.array([each.last]))[0]
        differing = own + _counted(worked, first, last)
        if each.site == site:
            both = _counted(worked, np.maximum(first, each.first), np.minimum(last, each.last))
            differing = differing - 2 * both
        price = np.where(differing > 0, weights.changed_near, weights.changed_placement)
        points += lost_price(each, weights, worked) - np.where(is_same, 0, price)
    return points


def worked_within_notice(case: RotationCase, doctor: Doctor) -> Ints:
    """How many months at work lie before each month, up to the end of the notice."""
    months = range(min(case.notice_months, case.months))
    at_work = [not any(month in span for span in doctor.leave) for month in months]
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(at_work, dtype=np.int64)])


def _counted(worked: Ints, first: Ints, last: Ints) -> Ints:
    """Months at work from `first` to `last` within the notice; 0 where `last` comes first."""
    end = len(worked) - 1
    counted = worked[np.clip(last + 1, 0, end)] - worked[np.clip(first, 0, end)]
    return np.asarray(np.maximum(counted, 0))


def lost_price(kept: Placement, weights: Weights, worked: Ints) -> int:
    """Price of losing a kept placement, when nothing of its block is placed nearer."""
    is_near = _counted(worked, np.array([kept.first]), np.array([kept.last]))[0] > 0
    return weights.changed_near if is_near else weights.changed_placement


def matches(wish: Wish, service: str, site: str, first: Ints) -> Bools:
    """Which placements of a block at a site meet a wish, by their first month."""
    if wish.service not in (None, service) or wish.site not in (None, site):
        return np.zeros(len(first), dtype=bool)
    if wish.starts is None:
        return np.ones(len(first), dtype=bool)
    return _in_span(first, wish.starts)


def meeting_arcs(doctor: Doctor, sites: Sequence[str], arcs: ArcTable, wish: Wish) -> Bools:
    """Which arcs meet a wish."""
    met = np.zeros(len(arcs), dtype=bool)
    for number, block in enumerate(doctor.blocks):
        for index, site in enumerate(sites):
            at = (arcs.block == number) & (arcs.site == index)
            if at.any():
                met[at] = matches(wish, block.service, site, arcs.first[at])
    return met
