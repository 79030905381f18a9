"""What locks, frozen months and kept placements say about one doctor's blocks."""

from collections import defaultdict
from dataclasses import dataclass

from rotations.planner.objective import Objective
from rotations.types.case import Doctor, Lock, Placement, RotationCase


@dataclass(frozen=True, slots=True)
class Frozen:
    """The frozen months in which a block stands, and where. `site` None: it cannot be kept."""

    site: str | None
    months: frozenset[int]


@dataclass(frozen=True, slots=True)
class Demands:
    """Locks, frozen months and kept placements of one doctor, by block key."""

    locks: dict[str, tuple[Lock, ...]]
    frozen: dict[str, Frozen]
    frozen_before: int
    """No other block may be placed in a month before this one."""
    kept: dict[str, tuple[Placement, ...]]

    def is_needed(self, block: str) -> bool:
        """Whether a lock or a frozen month makes the block compulsory."""
        return block in self.locks or block in self.frozen


def demands_of(case: RotationCase, doctor: Doctor, objective: Objective) -> Demands:
    """Gather what the case says about one doctor's blocks."""
    blocks = {block.key for block in doctor.blocks}
    locks: dict[str, list[Lock]] = defaultdict(list)
    for lock in case.locks:
        if lock.doctor == doctor.key:
            locks[lock.block].append(lock)
    kept: dict[str, list[Placement]] = defaultdict(list)
    for placement in objective.kept:
        if placement.doctor == doctor.key and placement.block in blocks:
            kept[placement.block].append(placement)
    frozen, before = _frozen(case, doctor, blocks)
    return Demands(
        {key: tuple(found) for key, found in locks.items()},
        frozen,
        before,
        {key: tuple(found) for key, found in kept.items()},
    )


def _frozen(case: RotationCase, doctor: Doctor, blocks: set[str]) -> tuple[dict[str, Frozen], int]:
    """Blocks that stand in frozen months, and the first month that is not frozen."""
    published = [p for p in case.published if p.doctor == doctor.key and p.block in blocks]
    before = min(case.frozen_months, case.months)
    if doctor.is_thawed or not published or before <= 0:
        return {}, 0
    cells: dict[str, set[tuple[int, str]]] = defaultdict(set)
    for placement in published:
        for month in range(max(0, placement.first), min(placement.last, before - 1) + 1):
            cells[placement.block].add((month, placement.site))
    frozen = {}
    for block, found in cells.items():
        sites = {site for _, site in found}
        months = frozenset(month for month, _ in found)
        is_run = max(months) - min(months) + 1 == len(months)
        frozen[block] = Frozen(sites.pop() if len(sites) == 1 and is_run else None, months)
    return frozen, before
