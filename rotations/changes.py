"""Edits that a person makes in a plan. Pure: each gives a new case and plan, or why not.

An edit is never refused because it breaks a rule: `rotations.rules` tells that afterwards. It is
refused when it names something that is not there, moves what is locked, or leaves the plan's
months.
"""

from collections.abc import Sequence
from dataclasses import replace

from rotations.moves import add, move, remove, swap
from rotations.refusals import find_placement, find_row
from rotations.splits import PART_MARK, add_leave, split
from rotations.types.case import Lock, Placement, RotationCase
from rotations.types.edits import Edited, Follow, Reason, Refusal

__all__ = [
    "PART_MARK",
    "Edited",
    "Follow",
    "Reason",
    "Refusal",
    "add",
    "add_leave",
    "lock",
    "move",
    "remove",
    "split",
    "swap",
    "unlock",
]


def lock(
    case: RotationCase, placements: Sequence[Placement], doctor: str, block: str, *, reason: str
) -> Edited | Refusal:
    """Let a placement stand as it is: site, first and last month. Replaces the block's locks.

    `reason` is told as it is, wherever the lock is in the way.
    """
    row = find_row(case, placements, doctor)
    if isinstance(row, Refusal):
        return row
    placement = find_placement(row, block)
    if isinstance(placement, Refusal):
        return placement
    new = Lock(doctor, block, placement.site, placement.first, placement.last, reason)
    same = [each for each in row.locks if each.block == block]
    if any(replace(each, reason=reason) == new for each in same):
        return _refused(Reason.ALREADY_LOCKED, placement, "This placement is locked already.")
    kept = tuple(each for each in case.locks if each not in same)
    return Edited(replace(case, locks=(*kept, new)), tuple(placements), (doctor,))


def unlock(
    case: RotationCase, placements: Sequence[Placement], doctor: str, block: str
) -> Edited | Refusal:
    """Take away every lock of a placement."""
    row = find_row(case, placements, doctor)
    if isinstance(row, Refusal):
        return row
    placement = find_placement(row, block)
    if isinstance(placement, Refusal):
        return placement
    if not is_locked(case, placement):
        return _refused(Reason.NOT_LOCKED, placement, "This placement is not locked.")
    kept = tuple(each for each in case.locks if (each.doctor, each.block) != (doctor, block))
    return Edited(replace(case, locks=kept), tuple(placements), (doctor,))


def is_locked(case: RotationCase, placement: Placement) -> bool:
    """Whether a lock holds the placement, or names its block."""
    return any(
        (each.doctor, each.block) == (placement.doctor, placement.block) for each in case.locks
    )


def _refused(reason: Reason, placement: Placement, sentence: str) -> Refusal:
    return Refusal(reason, {"doctor": placement.doctor, "block": placement.block}, sentence)
