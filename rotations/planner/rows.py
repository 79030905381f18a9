"""Every limit and pair as rows `use <= bound`, and which cells of a doctor use which row.

One row per limit, side and month (per side only, when a limit holds for its whole span). A
minimum is turned round: its use is negative. A *lane* is a (site, service) of one doctor, a
*cell* a lane in one of the doctor's own months. Rows of pairs say that two doctors' cells do not
go together; only those two doctors use them.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from rotations.types.case import (
    FULL_TIME,
    Doctor,
    Limit,
    LimitPer,
    Pair,
    PairKind,
    RotationCase,
    Span,
)

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.signedinteger[Any]]
Lane = tuple[str, str]
"""(site key, service)."""


@dataclass(frozen=True, slots=True)
class RowSource:
    """Where a row comes from; `month` is None when it holds for the whole span."""

    limit: Limit | None
    pair: Pair | None
    is_minimum: bool
    month: int | None


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows of a case. `price[r]` is paid per unit of use above `bound[r]`."""

    bound: Floats
    price: Floats
    is_hard: npt.NDArray[np.bool_]
    source: tuple[RowSource, ...]
    limits: tuple[Limit, ...]
    first_row: tuple[tuple[int | None, int | None], ...]
    """Per limit: number of its first row as maximum and as minimum."""
    pairs: tuple[tuple[Pair, str, int], ...]
    """(pair, town, first row): one row per month of the case from there on."""
    by_site: dict[str, list[int]]
    """Numbers of the limits at each site."""

    def __len__(self) -> int:
        """How many rows."""
        return len(self.source)

    def violation(self, use: Floats) -> Floats:
        """Use above the bound, zero where kept."""
        over = use - self.bound
        return np.where(over > 1e-6, over, 0.0)


@dataclass(frozen=True, slots=True)
class CellUse:
    """Which rows one doctor's cells use: three parallel arrays sorted by cell."""

    cell: Ints
    """lane * months + own month."""
    row: Ints
    use: Floats
    start: Ints
    """Entries of cell c are `start[c]` to `start[c + 1]`."""


def build_rows(
    case: RotationCase, hard_price: float, counts_soft: bool = True, soft_factor: float = 1.0
) -> Rows:
    """Rows of all limits with a bound, in the case's order, then of pairs."""
    bound: list[float] = []
    price: list[float] = []
    source: list[RowSource] = []
    first_row: list[tuple[int | None, int | None]] = []
    limits = tuple(limit for limit in case.limits if limit.is_hard or counts_soft)
    for limit in limits:
        firsts: list[int | None] = []
        for is_minimum in (False, True):
            value = limit.minimum if is_minimum else limit.maximum
            months = _row_months(case, limit)
            if value is None or not months:
                firsts.append(None)
                continue
            firsts.append(len(source))
            soft = limit.under_price if is_minimum else limit.over_price
            for month in months:
                bound.append(-float(value) if is_minimum else float(value))
                price.append(hard_price if limit.is_hard else soft * soft_factor)
                source.append(RowSource(limit, None, is_minimum, month))
        first_row.append((firsts[0], firsts[1]))
    pairs = []
    for pair, town in _pair_towns(case):
        pairs.append((pair, town, len(source)))
        for month in range(case.months):
            bound.append(1.0)
            price.append(hard_price)
            source.append(RowSource(None, pair, False, month))
    hard = np.array([s.limit is None or s.limit.is_hard for s in source], dtype=bool)
    return Rows(
        np.array(bound, dtype=float),
        np.array(price, dtype=float),
        hard,
        tuple(source),
        limits,
        tuple(first_row),
        tuple(pairs),
        _limits_by_site(limits),
    )


def cell_use(
    case: RotationCase,
    rows: Rows,
    doctor: Doctor,
    lanes: Sequence[Lane],
    months: Ints,
    share: Ints,
) -> CellUse:
    """What each cell of a doctor uses. `months` and `share`: calendar month and per cent of each
    own month. A vacancy uses maxima and fills no minima."""
    width = len(months)
    cells: list[Ints] = []
    row_of: list[Ints] = []
    uses: list[Floats] = []
    towns = {site.key: site.town for site in case.sites}
    for lane_index, lane in enumerate(lanes):
        for row_at, own, use in _lane_rows(case, rows, doctor, lane, months, share, towns):
            cells.append(own + lane_index * width)
            row_of.append(row_at)
            uses.append(use)
    cell = np.concatenate(cells) if cells else np.zeros(0, dtype=np.int64)
    order = np.argsort(cell, kind="stable")
    row = np.concatenate(row_of)[order] if cells else np.zeros(0, dtype=np.int64)
    use = np.concatenate(uses)[order] if cells else np.zeros(0)
    start = np.searchsorted(cell[order], np.arange(len(lanes) * width + 1))
    return CellUse(cell[order], row, use, start.astype(np.int64))


def _row_months(case: RotationCase, limit: Limit) -> list[int | None]:
    """Months with a row of their own, or one None for the whole span."""
    if limit.per is LimitPer.SPAN:
        return [None]
    return list(range(max(0, limit.span.first), min(case.months - 1, limit.span.last) + 1))


def _pair_towns(case: RotationCase) -> Iterator[tuple[Pair, str]]:
    """Each pair with each town it needs rows for; one empty town for "not away together"."""
    by_key = {doctor.key: doctor for doctor in case.doctors}
    towns = {site.key: site.town for site in case.sites}
    for pair in case.pairs:
        if not set(pair.doctors) <= by_key.keys():
            continue
        if pair.kind is PairKind.NOT_AWAY_TOGETHER:
            yield pair, ""
            continue
        doctor = by_key[pair.doctors[0]]
        keys = {key for block in doctor.blocks for key in block.sites}
        keys |= {key for b in doctor.blocks if b.inner for key in b.inner.sites}
        for town in sorted({towns[key] for key in keys}):
            yield pair, town


def _lane_rows(
    case: RotationCase,
    rows: Rows,
    doctor: Doctor,
    lane: Lane,
    months: Ints,
    share: Ints,
    towns: dict[str, str],
) -> Iterator[tuple[Ints, Ints, Floats]]:
    """(rows, own months, use) of one lane, limit by limit."""
    site, service = lane
    for number in rows.by_site.get(site, ()):
        limit, (top, low) = rows.limits[number], rows.first_row[number]
        if not counts_in(limit, doctor, site, service):
            continue
        own = np.flatnonzero((months >= max(0, limit.span.first)) & (months <= limit.span.last))
        use = share[own] / FULL_TIME if limit.counts_share else np.ones(len(own))
        base = max(0, limit.span.first)
        shift = np.zeros(len(own), dtype=np.int64)
        if limit.per is LimitPer.MONTH:
            shift = months[own] - base
        if top is not None:
            yield top + shift, own, use
        if low is not None and not doctor.is_vacancy:
            yield low + shift, own, -use
    for pair, town, first in rows.pairs:
        if doctor.key in pair.doctors and _pair_uses(pair, town, doctor, towns[site]):
            span = pair.span or Span(0, case.months - 1)
            own = np.flatnonzero((months >= span.first) & (months <= span.last))
            yield first + months[own], own, np.ones(len(own))


def counts_in(limit: Limit, doctor: Doctor, site: str, service: str) -> bool:
    """Whether the doctor, serving there, is counted by the limit."""
    return (
        site in limit.sites
        and (not limit.services or service in limit.services)
        and (not limit.groups or doctor.group in limit.groups)
    )


def _pair_uses(pair: Pair, town: str, doctor: Doctor, served: str) -> bool:
    """Same town: the first in this town and the second in another do not go together."""
    if pair.kind is PairKind.NOT_AWAY_TOGETHER:
        return doctor.town is not None and served != doctor.town
    return (served == town) == (doctor.key == pair.doctors[0])


def _limits_by_site(limits: Sequence[Limit]) -> dict[str, list[int]]:
    """Numbers of the limits that speak of each site."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, limit in enumerate(limits):
        for site in dict.fromkeys(limit.sites):
            found[site].append(number)
    return dict(found)
