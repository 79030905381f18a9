"""Edits that change what a doctor needs: a block in two parts, a span of leave."""

from collections.abc import Sequence
from dataclasses import replace

from rotations.doctor_months import runs
from rotations.laying import Change, InTheWay, LaidFor, Row, make_room, push, replaced, with_doctor
from rotations.refusals import (
    does_not_fit,
    find_placement,
    find_row,
    has_site,
    in_the_way,
    locked,
    no_site,
    nothing_changed,
)
from rotations.types.case import (
    FULL_TIME,
    Block,
    Doctor,
    InnerService,
    Placement,
    RotationCase,
    Span,
)
from rotations.types.edits import Edited, Follow, Reason, Refusal

PART_MARK = "~"
"""Between a block's key and the number of its part: `psychiatry~2`."""


def split(
    case: RotationCase,
    placements: Sequence[Placement],
    doctor: str,
    block: str,
    months: int,
    *,
    second_site: str | None = None,
) -> Edited | Refusal:
    """Two blocks out of one: `months` credited months under its own key, the rest in a new one.

    The new block (`<key>~2`, or the next free number) comes right after the first part, at
    `second_site` or where the block was. What had to wait for the block waits for both; together
    they are as long as before. The second part of a block of a choice is compulsory, since the
    first is taken.
    """
    row = find_row(case, placements, doctor)
    if isinstance(row, Refusal):
        return row
    before = find_placement(row, block)
    if isinstance(before, Refusal):
        return before
    if second_site is not None and not has_site(case, second_site):
        return no_site(second_site)
    if row.broken_lock(before, None):
        return locked(row, before)
    whole = row.wanted_credit(before)
    if not FULL_TIME <= months * FULL_TIME <= whole - 1:
        return _wrong_split(row, block, months, whole)
    parts = _parts(row.blocks[block], _free_key(row, block), months, whole, second_site)
    return _put_parts(case, placements, row, before, parts, second_site or before.site)


def _put_parts(
    case: RotationCase,
    placements: Sequence[Placement],
    row: Row,
    before: Placement,
    parts: tuple[Block, Block],
    site: str,
) -> Edited | Refusal:
    needs = _with_parts(row.doctor, parts)
    new_case = with_doctor(case, needs)
    new_row = Row(new_case, needs, placements)
    first, second = parts
    credit = first.min_months * FULL_TIME
    laid_for = LaidFor(credit, new_row.first_inner(first))
    one = new_row.lay(first, before.site, before.first, laid_for)
    if one is None:
        return does_not_fit(row, before.block, before.first)
    begins = new_row.next_worked(one.last + 1)
    rest = max(row.wanted_credit(before) - credit, second.min_months * FULL_TIME)
    two = new_row.lay(second, site, begins, LaidFor(rest, new_row.first_inner(second)))
    if two is None:
        return does_not_fit(new_row, second.key, begins)
    changes: list[Change] = [(before, one), (None, two)]
    return Edited(new_case, replaced(placements, changes), (row.doctor.key,))


def add_leave(
    case: RotationCase,
    placements: Sequence[Placement],
    doctor: str,
    span: Span,
    *,
    follow: Follow = Follow.PUSH,
) -> Edited | Refusal:
    """Leave for a doctor. Placements that it meets are laid anew around it.

    A block that leave may interrupt goes on after it; one that may not, or that would begin in
    leave, begins after it. `follow` says whether what then is in the way is pushed on. Locked
    placements stay as they are, and the rules tell what is wrong with them.
    """
    row = find_row(case, placements, doctor)
    if isinstance(row, Refusal):
        return row
    if span.first > span.last:
        values: dict[str, str | int] = {"doctor": doctor, "first": span.first, "last": span.last}
        return Refusal(Reason.WRONG_MONTHS, values, "The leave ends before it begins.")
    had = {month for each in row.doctor.leave for month in each.months}
    if set(span.months) <= had:
        return nothing_changed(doctor)
    needs = replace(row.doctor, leave=tuple(runs(sorted(had | set(span.months)))))
    new_case = with_doctor(case, needs)
    new_row = Row(new_case, needs, placements)
    changes = _around_leave(row, new_row, span, follow)
    if isinstance(changes, InTheWay):
        return in_the_way(new_row, changes)
    return Edited(new_case, replaced(placements, changes), (doctor,))


def _around_leave(old: Row, row: Row, span: Span, follow: Follow) -> list[Change] | InTheWay:
    """The placements that leave meets laid anew, one after the other, and what is in their way."""
    changes: list[Change] = []
    settled: list[Placement] = []
    for each in row.placements:
        if not each.span.meets(span):
            if follow is Follow.PUSH and each.first > span.first:
                pushed = push(row, settled, [each])
                if isinstance(pushed, InTheWay):
                    return pushed
                changes += pushed
                settled += [after for _, after in pushed if after is not None]
            continue
        laid_for = old.laid_for(each)
        new = row.lay_after(row.blocks[each.block], each.site, each.first, laid_for)
        if follow is Follow.PUSH:
            new = make_room(row, new, laid_for, settled)
        if row.broken_lock(each, new):
            settled.append(each)
            continue
        if new is None and row.doctor.must_finish:
            return InTheWay(each, is_locked=False)
        changes.append((each, new))
        settled += [new] if new is not None else []
    return changes


def _free_key(row: Row, block: str) -> str:
    base = block.split(PART_MARK)[0]
    number = 2
    while f"{base}{PART_MARK}{number}" in row.blocks:
        number += 1
    return f"{base}{PART_MARK}{number}"


def _parts(
    block: Block, key: str, months: int, whole: int, second_site: str | None
) -> tuple[Block, Block]:
    """The two blocks. The inner service goes with the part that has room for it."""
    rest = -(-whole // FULL_TIME) - months
    inner_first, inner_second = _inner_parts(block.inner, months)
    first = replace(block, min_months=months, max_months=months, inner=inner_first)
    least = min(max(1, block.min_months - months), rest)
    sites = block.sites
    if second_site is not None and second_site not in sites:
        sites = (*sites, second_site)
    second = replace(
        block,
        key=key,
        sites=_first_of(sites, second_site),
        min_months=least,
        max_months=max(rest, block.max_months - months),
        after=(block.key,),
        months_before=(),
        needs_objectives=(),
        choice=None,
        window=None,
        inner=inner_second,
    )
    return first, second


def _first_of(sites: tuple[str, ...], wanted: str | None) -> tuple[str, ...]:
    return sites if wanted is None else (wanted, *(site for site in sites if site != wanted))


def _inner_parts(
    inner: InnerService | None, months: int
) -> tuple[InnerService | None, InnerService | None]:
    if inner is None:
        return None, None
    if inner.not_before + inner.months <= months:
        return inner, None
    return None, replace(inner, not_before=max(0, inner.not_before - months))


def _with_parts(doctor: Doctor, parts: tuple[Block, Block]) -> Doctor:
    """The doctor's needs with both parts; what names the block names both."""
    first, second = parts

    def both(keys: tuple[str, ...]) -> tuple[str, ...]:
        return (*keys, second.key) if first.key in keys else keys

    blocks: list[Block] = []
    for each in doctor.blocks:
        if each.key == first.key:
            blocks += [first, second]
            continue
        demands = tuple(replace(d, blocks=both(d.blocks)) for d in each.months_before)
        blocks.append(replace(each, after=both(each.after), months_before=demands))
    groups = tuple(both(group) for group in doctor.same_town)
    return replace(doctor, blocks=tuple(blocks), same_town=groups)


def _wrong_split(row: Row, block: str, months: int, whole: int) -> Refusal:
    most = -(-whole // FULL_TIME) - 1
    return Refusal(
        Reason.WRONG_MONTHS,
        {"doctor": row.doctor.key, "block": block, "months": months, "last": most},
        f"{row.doctor.name}'s {row.blocks[block].service} cannot be split after {months} months; "
        f"the first part may have 1 to {most}."
        if most > 0
        else f"{row.doctor.name}'s {row.blocks[block].service} is too short to be split.",
    )
