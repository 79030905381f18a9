"""Two versions of a plan beside each other, in days: what each doctor gets and loses.

A placement is the same when it is the same member's same block at the same unit on the same
days. Pure: no session, no clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.store.rotation_values import BoardRows, MemberRow, PlacementRow

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class PlacementChange:
    """One block before and after; None where the version does not have it."""

    before: PlacementRow | None
    after: PlacementRow | None

    @property
    def is_moved(self) -> bool:
        """Whether it is in both, at other days or another place."""
        return self.before is not None and self.after is not None

    @property
    def starts_on(self) -> date:
        """The first day that is concerned."""
        days = [row.starts_on for row in (self.before, self.after) if row is not None]
        return min(days)


@dataclass(frozen=True, slots=True)
class MemberChange:
    """What changes for one row of the board, in order of time."""

    member: MemberRow
    changes: tuple[PlacementChange, ...]
    is_new: bool
    """The version before had no such row."""
    is_gone: bool


def changes_between(
    before: BoardRows | None, after: BoardRows, *, since: date | None = None
) -> tuple[MemberChange, ...]:
    """Every row that differs, in the order of the board, then rows that are gone.

    With `since`, placements that ended before that day are left out.
    """
    old = _by_key(before.placements if before else (), since)
    new = _by_key(after.placements, since)
    found: dict[str, list[PlacementChange]] = {}
    for key in sorted(old.keys() | new.keys()):
        one, other = old.get(key), new.get(key)
        if one is None or other is None or not is_same(one, other):
            found.setdefault(key[0], []).append(PlacementChange(one, other))
    members_before = {each.key: each for each in before.members} if before else {}
    members_after = {each.key: each for each in after.members}
    return tuple(
        MemberChange(
            member,
            tuple(sorted(found[key], key=lambda change: change.starts_on)),
            is_new=key not in members_before,
            is_gone=key not in members_after,
        )
        for key, member in {**members_after, **_only(members_before, members_after)}.items()
        if key in found
    )


def is_same(one: PlacementRow, other: PlacementRow) -> bool:
    """Whether two placements are the same to the doctor: place and days, also of what is inside."""
    return _told(one) == _told(other)


def _told(row: PlacementRow) -> tuple[object, ...]:
    inner = (row.inner_unit_id, row.inner_starts_on, row.inner_ends_on)
    return (row.unit.id, row.starts_on, row.ends_on, row.continues, *inner)


def _by_key(rows: Iterable[PlacementRow], since: date | None) -> dict[Key, PlacementRow]:
    return {
        (row.member_key, row.block_key): row
        for row in rows
        if since is None or row.ends_on >= since
    }


def _only(one: dict[str, MemberRow], other: dict[str, MemberRow]) -> dict[str, MemberRow]:
    return {key: member for key, member in one.items() if key not in other}
