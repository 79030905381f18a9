"""A swap for which the neighbours make room: the service before and after grow or shrink.

A doctor in open practice who swaps a hospital period with another goes to hospital earlier or
later, and is in the practice for the rest. Nothing changes order and the row ends when it did.
"""

from collections.abc import Sequence
from dataclasses import replace

from rotations.laying import Change, Row, replaced
from rotations.moves import swap
from rotations.refusals import does_not_fit, find_row, locked
from rotations.types.case import Placement, RotationCase
from rotations.types.edits import Edited, Refusal


def swap_filled(
    case: RotationCase,
    placements: Sequence[Placement],
    one: tuple[str, str],
    other: tuple[str, str],
) -> Edited | Refusal:
    """Swap placements of two doctors; whatever stood next to each ends or begins accordingly.

    Whether the neighbours' new lengths are allowed is for the rules to say.
    """
    swapped = swap(case, placements, one, other)
    if isinstance(swapped, Refusal) or one[0] == other[0]:
        return swapped
    changes: list[Change] = []
    for doctor, block in (one, other):
        row = find_row(case, placements, doctor)
        assert isinstance(row, Row), "the swap has found both"
        before = row.find(block)
        after = next(
            each for each in swapped.placements if (each.doctor, each.block) == (doctor, block)
        )
        assert before is not None
        moved = _neighbours(row, before, after)
        if isinstance(moved, Refusal):
            return moved
        changes += moved
    return replace(swapped, placements=replaced(swapped.placements, changes))


def _neighbours(row: Row, before: Placement, after: Placement) -> list[Change] | Refusal:
    """The placements just before and just after one that has moved, cut or stretched to meet it."""
    at = row.placements.index(before)
    changes: list[Change] = []
    if at > 0:
        earlier = row.placements[at - 1]
        touched = earlier.last + 1 == before.first or earlier.last >= after.first
        last = _worked_back(row, after.first - 1) if touched else earlier.last
        changes.append((earlier, replace(earlier, last=last)))
    if at + 1 < len(row.placements):
        later = row.placements[at + 1]
        touched = before.last + 1 == later.first or later.first <= after.last
        first = row.next_worked(after.last + 1) if touched else later.first
        changes.append((later, replace(later, first=first)))
    for was, now in changes:
        assert was is not None and now is not None
        if now.first > now.last:
            return does_not_fit(row, now.block, now.first)
        if row.broken_lock(was, now):
            return locked(row, was)
    return changes


def _worked_back(row: Row, month: int) -> int:
    """The month, or the last one before it that is not leave."""
    while month >= 0 and row.months.is_leave(month):
        month -= 1
    return month
