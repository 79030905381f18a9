"""How a block fills a doctor's months from a given first month, and what gives way to it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from rotations.doctor_months import DoctorMonths
from rotations.types.case import (
    FULL_TIME,
    Block,
    Doctor,
    InnerPlacement,
    Lock,
    Placement,
    RotationCase,
)


class InnerAt(NamedTuple):
    """An inner service, by months at work before it and in it, so that it moves with its block."""

    site: str
    after: int
    months: int


class LaidFor(NamedTuple):
    """What decides how long a placement is, and where its inner service lies in it."""

    credit: int
    """In per cent of a month at full time."""
    inner: InnerAt | None = None


class Row:
    """One doctor's row of the board: lays blocks, keeps locks."""

    def __init__(self, case: RotationCase, doctor: Doctor, placements: Sequence[Placement]) -> None:
        """Take the doctor's own placements of blocks that are needed, in order of time."""
        self.case, self.doctor = case, doctor
        self.blocks = {block.key: block for block in doctor.blocks}
        own = [
            each
            for each in placements
            if each.doctor == doctor.key and each.block in self.blocks and each.first <= each.last
        ]
        self.placements = sorted(own, key=lambda each: (each.first, each.last, each.block))
        first = min([0, *(each.first for each in own)])
        last = max([case.months - 1, *(each.last for each in own)])
        self.months = DoctorMonths(doctor, first, last)
        self.locks = [lock for lock in case.locks if lock.doctor == doctor.key]

    def find(self, block: str) -> Placement | None:
        """The (first) placement of a block."""
        return next((each for each in self.placements if each.block == block), None)

    def lay(self, block: Block, site: str, first: int, laid_for: LaidFor) -> Placement | None:
        """The block from `first` until it has its credit; None if it cannot.

        For a doctor who need not finish it may run on after the case.
        """
        end = self.case.months - 1
        if not 0 <= first <= end:
            return None
        last = next(
            (m for m in range(first, end + 1) if self.months.credited(first, m) >= laid_for.credit),
            None,
        )
        leaves = self.doctor.available_to
        may_continue = not self.doctor.must_finish and (leaves is None or leaves > end)
        if last is None and not (may_continue and self.months.worked(first, end)):
            return None
        until = end if last is None else last
        return Placement(
            self.doctor.key,
            first,
            until,
            block.key,
            site,
            self._lay_inner(laid_for.inner, first, until, continues=last is None),
            continues=last is None,
        )

    def laid_for(self, placement: Placement) -> LaidFor:
        """What a placement was laid for."""
        return LaidFor(self.wanted_credit(placement), self.inner_at(placement))

    def relaid(
        self, placement: Placement, first: int, months: int | None = None
    ) -> Placement | None:
        """The same placement from another first month; in credited months as long as it was, or
        as asked for."""
        block = self.blocks[placement.block]
        laid_for = self.laid_for(placement)
        if months is not None:
            laid_for = laid_for._replace(credit=months * FULL_TIME)
        return self.lay(block, placement.site, first, laid_for)

    def lay_after(self, block: Block, site: str, first: int, laid_for: LaidFor) -> Placement | None:
        """The block from the first month at work, not before `first`, from which leave lets it be
        served as it must: in one go where leave may not interrupt it."""
        while True:
            new = self.lay(block, site, self.next_worked(first), laid_for)
            if new is None or block.leave_may_interrupt:
                return new
            leave = self.months.leave_in(new.first, new.last)
            if not leave:
                return new
            first = leave[-1] + 1

    def wanted_credit(self, placement: Placement) -> int:
        """The credit that a placement was laid for: whole months where they explain its length."""
        block = self.blocks[placement.block]
        for months in range(block.min_months, block.max_months + 1):
            laid_for = LaidFor(months * FULL_TIME)
            laid = self.lay(block, placement.site, placement.first, laid_for)
            if laid is not None and (laid.last, laid.continues) == (
                placement.last,
                placement.continues,
            ):
                return months * FULL_TIME
        credit = self.months.credited(placement.first, placement.last)
        return min(max(credit, block.min_months * FULL_TIME), block.max_months * FULL_TIME)

    def inner_at(self, placement: Placement) -> InnerAt | None:
        """Where in its block the inner service is, or may be at the earliest when it has none."""
        inner = placement.inner
        if inner is None or not placement.first <= inner.first <= inner.last <= placement.last:
            return self.first_inner(self.blocks[placement.block])
        before = self.months.worked(placement.first, inner.first) - 1
        worked = self.months.worked(inner.first, inner.last)
        return InnerAt(inner.site, max(0, before), max(1, worked))

    def first_inner(self, block: Block) -> InnerAt | None:
        """The inner service at its first site, as early in the block as it may be."""
        inner = block.inner
        return InnerAt(inner.sites[0], inner.not_before, inner.months) if inner else None

    def _lay_inner(
        self, inner: InnerAt | None, first: int, last: int, *, continues: bool
    ) -> InnerPlacement | None:
        """The inner service in a run of months; what runs on after the case may have it later."""
        if inner is None:
            return None
        worked = [m for m in range(first, last + 1) if not self.months.is_leave(m)]
        room = len(worked) - inner.months
        if room < 0 or (continues and room < inner.after):
            return None
        at = min(inner.after, room)
        return InnerPlacement(inner.site, worked[at], worked[at + inner.months - 1])

    def next_worked(self, month: int) -> int:
        """The month, or the first one after it that is not leave."""
        while month < self.case.months and self.months.is_leave(month):
            month += 1
        return month

    def broken_lock(self, before: Placement | None, after: Placement | None) -> Lock | None:
        """A lock that held before a change and no longer does."""
        for lock in self.locks:
            held = before is not None and keeps(before, lock)
            if held and (after is None or not keeps(after, lock)):
                return lock
        return None


def keeps(placement: Placement, lock: Lock) -> bool:
    """Whether a placement is as the lock says."""
    return (
        (placement.doctor, placement.block) == (lock.doctor, lock.block)
        and lock.site in (None, placement.site)
        and lock.first in (None, placement.first)
        and lock.last in (None, placement.last)
    )


class InTheWay(NamedTuple):
    """A placement that cannot be pushed: it is locked, or would end after the case."""

    placement: Placement
    is_locked: bool


Change = tuple[Placement | None, Placement | None]
"""A placement before and after; None: it is new, or it is gone."""


def push(
    row: Row, settled: Sequence[Placement], others: Sequence[Placement]
) -> list[Change] | InTheWay:
    """Move others, in order of time, each just past what is in its way.

    Nothing is pulled back. What no longer begins within the case is gone for a doctor who need
    not finish (it comes later), and in the way for any other.
    """
    done = list(settled)
    changes: list[Change] = []
    for each in others:
        new = make_room(row, each, row.laid_for(each), done)
        if row.broken_lock(each, new):
            return InTheWay(each, is_locked=True)
        if new is None and row.doctor.must_finish:
            return InTheWay(each, is_locked=False)
        changes.append((each, new))
        if new is not None:
            done.append(new)
    return changes


def make_room(
    row: Row, placement: Placement | None, laid_for: LaidFor, settled: Sequence[Placement]
) -> Placement | None:
    """The placement, moved on until it meets nothing settled; None: past the case's end."""
    new = placement
    while new is not None and (met := [each for each in settled if new.span.meets(each.span)]):
        first = max(each.last for each in met) + 1
        new = row.lay_after(row.blocks[new.block], new.site, first, laid_for)
    return new


def replaced(placements: Sequence[Placement], changes: Sequence[Change]) -> tuple[Placement, ...]:
    """A plan with (before, after) changes made; order is kept, new ones come last."""
    now = {before: after for before, after in changes if before is not None}
    kept = [now.get(each, each) for each in placements]
    added = [after for before, after in changes if before is None]
    return tuple(each for each in [*kept, *added] if each is not None)


def with_doctor(case: RotationCase, doctor: Doctor) -> RotationCase:
    """The case with one doctor replaced by the same one with other needs."""
    return replace(
        case, doctors=tuple(doctor if each.key == doctor.key else each for each in case.doctors)
    )
