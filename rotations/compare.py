"""What is different between two plans, block by block."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rotations.plan_facts import is_kept
from rotations.types.case import Placement


class ChangeKind(StrEnum):
    """What is different about a block. Several may hold at once, but added and removed alone."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED_SITE = "moved_site"
    MOVED_TIME = "moved_time"
    """Another first month."""
    LONGER = "longer"
    SHORTER = "shorter"
    """In calendar months, leave included."""
    INNER = "inner"
    """The service inside it is elsewhere or at another time."""


@dataclass(frozen=True, slots=True)
class Change:
    """One block of one doctor that is different, and what it does to the doctor's finish.

    `finish_before` and `finish_after` are the doctor's last placed months; None: nothing placed.
    """

    doctor: str
    block: str
    kinds: tuple[ChangeKind, ...]
    before: Placement | None
    after: Placement | None
    finish_before: int | None
    finish_after: int | None

    @property
    def months_later(self) -> int:
        """How many months later it begins (negative: earlier); 0 when added or removed."""
        if self.before is None or self.after is None:
            return 0
        return self.after.first - self.before.first

    @property
    def finish_moved(self) -> int | None:
        """How many months later the doctor's last placement ends; None when one plan has none."""
        if self.finish_before is None or self.finish_after is None:
            return None
        return self.finish_after - self.finish_before


def compare(before: Sequence[Placement], after: Sequence[Placement]) -> tuple[Change, ...]:
    """Every difference from one plan to the next.

    In the order in which the doctors first appear, then by the month in which the block begins
    (began, if it is gone). Two placements of one block are matched in order of time.
    """
    finishes = _finishes(before), _finishes(after)
    found = [
        Change(
            doctor,
            block,
            kinds,
            old,
            new,
            finishes[0].get(doctor),
            finishes[1].get(doctor),
        )
        for (doctor, block), old, new in _matched(before, after)
        if (kinds := _kinds(old, new))
    ]
    order = {key: index for index, key in enumerate(dict.fromkeys(_doctors(before, after)))}
    return tuple(sorted(found, key=lambda change: (order[change.doctor], _begins(change))))


def _doctors(before: Sequence[Placement], after: Sequence[Placement]) -> Iterable[str]:
    return (each.doctor for each in (*before, *after))


def _begins(change: Change) -> tuple[int, str]:
    shown = change.after or change.before
    assert shown is not None
    return shown.first, change.block


def _matched(
    before: Sequence[Placement], after: Sequence[Placement]
) -> Iterable[tuple[tuple[str, str], Placement | None, Placement | None]]:
    old_rows, new_rows = _by_block(before), _by_block(after)
    for key in dict.fromkeys([*old_rows, *new_rows]):
        same = Counter(old_rows[key]) & Counter(new_rows[key])
        old = _without(old_rows[key], same)
        new = _without(new_rows[key], same)
        for index in range(max(len(old), len(new))):
            yield (
                key,
                old[index] if index < len(old) else None,
                new[index] if index < len(new) else None,
            )


def _by_block(placements: Sequence[Placement]) -> defaultdict[tuple[str, str], list[Placement]]:
    found: defaultdict[tuple[str, str], list[Placement]] = defaultdict(list)
    for each in sorted(placements, key=lambda each: (each.first, each.last, each.site)):
        found[(each.doctor, each.block)].append(each)
    return found


def _without(rows: list[Placement], same: Counter[Placement]) -> list[Placement]:
    left = Counter(same)
    found = []
    for each in rows:
        if left[each]:
            left[each] -= 1
        else:
            found.append(each)
    return found


def _finishes(placements: Sequence[Placement]) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in placements:
        found[each.doctor] = max(each.last, found.get(each.doctor, each.last))
    return found


def _kinds(old: Placement | None, new: Placement | None) -> tuple[ChangeKind, ...]:
    if old is None or new is None:
        return (ChangeKind.ADDED,) if old is None else (ChangeKind.REMOVED,)
    longer = (new.last - new.first) - (old.last - old.first)
    wanted = (
        (ChangeKind.MOVED_SITE, new.site != old.site),
        (ChangeKind.MOVED_TIME, new.first != old.first),
        (ChangeKind.LONGER, longer > 0),
        (ChangeKind.SHORTER, longer < 0),
        (ChangeKind.INNER, is_kept(old, new) and new.inner != old.inner),
    )
    return tuple(kind for kind, holds in wanted if holds)
