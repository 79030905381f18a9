"""Edits that move placements: another site or month, a swap, one more, one less."""

from collections.abc import Sequence
from dataclasses import replace

from rotations.laying import Change, InTheWay, LaidFor, Row, push, replaced
from rotations.refusals import (
    does_not_fit,
    find_placement,
    find_row,
    has_site,
    in_the_way,
    locked,
    no_block,
    no_site,
    nothing_changed,
    wrong_length,
)
from rotations.types.case import FULL_TIME, Placement, RotationCase
from rotations.types.edits import Edited, Follow, Reason, Refusal


def move(
    case: RotationCase,
    placements: Sequence[Placement],
    doctor: str,
    block: str,
    *,
    site: str | None = None,
    first: int | None = None,
    months: int | None = None,
    follow: Follow = Follow.KEEP,
) -> Edited | Refusal:
    """Another site, first month and/or length in credited months (None: as it is).

    Leave and part-time may give it more or fewer calendar months than before; the length must be
    one that the block allows. `follow` says what becomes of the doctor's placements that
    are then in the way: those that overlap it or come after it.
    """
    row = find_row(case, placements, doctor)
    if isinstance(row, Refusal):
        return row
    before = find_placement(row, block)
    if isinstance(before, Refusal):
        return before
    if site is not None and not has_site(case, site):
        return no_site(site)
    begins = before.first if first is None else first
    needed = row.blocks[block]
    if months is not None and not needed.min_months <= months <= needed.max_months:
        return wrong_length(row, needed)
    after = (
        row.relaid(before, begins, months) if (begins, months) != (before.first, None) else before
    )
    if after is None:
        return does_not_fit(row, block, begins)
    after = at_site(after, site)
    if after == before:
        return nothing_changed(doctor)
    if row.broken_lock(before, after):
        return locked(row, before)
    return put(case, placements, row, before, after, follow)


def put(
    case: RotationCase,
    placements: Sequence[Placement],
    row: Row,
    before: Placement | None,
    after: Placement,
    follow: Follow,
) -> Edited | Refusal:
    """A plan with one placement changed or new, and what is in its way pushed on if asked."""
    changes: list[Change] = [(before, after)]
    if follow is Follow.PUSH:
        others = [each for each in row.placements if each != before and each.last >= after.first]
        pushed = push(row, [after], others)
        if isinstance(pushed, InTheWay):
            return in_the_way(row, pushed)
        changes += pushed
    return Edited(case, replaced(placements, changes), (row.doctor.key,))


def swap(
    case: RotationCase,
    placements: Sequence[Placement],
    one: tuple[str, str],
    other: tuple[str, str],
) -> Edited | Refusal:
    """Swap two placements, each named by (doctor, block).

    Of two doctors: each block goes to the other's site and first month. Of one doctor: the two
    change order, each at its own site, with the months at work between them kept. Nothing else
    moves.
    """
    rows = [find_row(case, placements, doctor) for doctor, _ in (one, other)]
    found: list[tuple[Row, Placement]] = []
    for row, (_, block) in zip(rows, (one, other), strict=True):
        if isinstance(row, Refusal):
            return row
        placement = find_placement(row, block)
        if isinstance(placement, Refusal):
            return placement
        found.append((row, placement))
    if found[0][1] == found[1][1]:
        return nothing_changed(one[0])
    if one[0] == other[0]:
        row = found[0][0]
        early, late = sorted((each for _, each in found), key=lambda each: each.first)
        wanted = _turned(row, early, late)
    else:
        wanted = _exchanged(found)
    return _swapped(case, placements, wanted)


def add(
    case: RotationCase,
    placements: Sequence[Placement],
    doctor: str,
    block: str,
    site: str,
    first: int,
    *,
    follow: Follow = Follow.KEEP,
) -> Edited | Refusal:
    """Place a block that is not placed, at its shortest length; an inner service at its first."""
    row = find_row(case, placements, doctor)
    if isinstance(row, Refusal):
        return row
    if block not in row.blocks:
        return no_block(row, block)
    if not has_site(case, site):
        return no_site(site)
    if row.find(block) is not None:
        return Refusal(
            Reason.ALREADY_PLACED,
            {"doctor": doctor, "block": block},
            f"{row.doctor.name}'s {row.blocks[block].service} is placed already.",
        )
    needed = row.blocks[block]
    laid_for = LaidFor(needed.min_months * FULL_TIME, row.first_inner(needed))
    new = row.lay(needed, site, first, laid_for)
    if new is None:
        return does_not_fit(row, block, first)
    return put(case, placements, row, None, new, follow)


def remove(
    case: RotationCase, placements: Sequence[Placement], doctor: str, block: str
) -> Edited | Refusal:
    """Take a placement out of the plan; the need for the block stays."""
    row = find_row(case, placements, doctor)
    if isinstance(row, Refusal):
        return row
    before = find_placement(row, block)
    if isinstance(before, Refusal):
        return before
    if row.broken_lock(before, None):
        return locked(row, before)
    return Edited(case, replaced(placements, [(before, None)]), (doctor,))


def at_site(placement: Placement, site: str | None) -> Placement:
    """The same placement at another site (None: as it is)."""
    return placement if site is None else replace(placement, site=site)


_Wanted = list[tuple[Row, Placement, Placement | None, int]]
"""Row, placement before, placement after (None: it does not fit) and where it would begin."""


def _exchanged(found: Sequence[tuple[Row, Placement]]) -> _Wanted:
    (row, mine), (other_row, theirs) = found
    pairs = ((row, mine, theirs), (other_row, theirs, mine))
    wanted: _Wanted = []
    for owner, before, place in pairs:
        new = before if before.first == place.first else owner.relaid(before, place.first)
        wanted.append((owner, before, new and at_site(new, place.site), place.first))
    return wanted


def _turned(row: Row, early: Placement, late: Placement) -> _Wanted:
    """Two placements of one doctor in the other order, with the same months at work between."""
    now_first = row.relaid(late, early.first)
    if now_first is None:
        return [(row, late, None, early.first)]
    gap = 0
    if late.first > early.last + 1:
        gap = row.months.worked(early.last + 1, late.first - 1)
    begins = row.next_worked(now_first.last + 1)
    for _ in range(gap):
        begins = row.next_worked(begins + 1)
    return [
        (row, late, now_first, early.first),
        (row, early, row.relaid(early, begins), begins),
    ]


def _swapped(
    case: RotationCase, placements: Sequence[Placement], wanted: _Wanted
) -> Edited | Refusal:
    changes: list[Change] = []
    for row, before, after, begins in wanted:
        if after is None:
            return does_not_fit(row, before.block, begins)
        if row.broken_lock(before, after):
            return locked(row, before)
        changes.append((before, after))
    if all(before == after for before, after in changes):
        return nothing_changed(wanted[0][0].doctor.key)
    keys = {row.doctor.key for row, *_ in wanted}
    touched = tuple(each.key for each in case.doctors if each.key in keys)
    return Edited(case, replaced(placements, changes), touched)
