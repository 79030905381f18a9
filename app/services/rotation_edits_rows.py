"""A member's row of the board as it would be stored after an edit."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.exchange.rotation_needs import Needs, write_needs
from app.services.rotation_case import PlanCase
from app.services.rotation_dates_record import DayPair
from app.services.rotation_edits_values import Author, PlacementKey
from app.services.rotation_months import first_day, last_day
from app.store.rotation_copies import Snapshot, take_snapshot
from rotations.types.case import Placement


@dataclass(frozen=True, slots=True)
class RowChanges:
    """What of the touched rows changes besides their placements."""

    locked: Collection[PlacementKey] = ()
    unlocked: Collection[PlacementKey] = ()
    leave: Mapping[str, tuple[DayPair, ...]] = field(default_factory=dict)
    needs: Mapping[str, Needs] = field(default_factory=dict)


def rows_after(
    plan_case: PlanCase,
    members: Iterable[str],
    placements: Iterable[Placement],
    changes: RowChanges,
    author: Author,
) -> dict[str, Snapshot]:
    """The rows of these members. What is locked stays locked by whoever locked it."""
    placed = tuple(placements)
    rows = {}
    for key in members:
        before = take_snapshot(plan_case.board, key)
        old = {row["block_key"]: row for row in before.placements}
        needs = changes.needs.get(key, plan_case.needs[key])
        rows[key] = Snapshot(
            needs=write_needs(needs, plan_case.case.first_month)
            if key in changes.needs
            else before.needs,
            planned_leave=[
                {"from": first.isoformat(), "to": last.isoformat()}
                for first, last in changes.leave[key]
            ]
            if key in changes.leave
            else before.planned_leave,
            placements=[
                _plain(plan_case, each, needs, old.get(each.block), changes, author)
                for each in placed
                if each.doctor == key
            ],
        )
    return rows


def _plain(
    plan_case: PlanCase,
    placement: Placement,
    needs: Needs,
    old: Mapping[str, Any] | None,
    changes: RowChanges,
    author: Author,
) -> dict[str, Any]:
    first_month = plan_case.case.first_month
    inner = placement.inner
    service = next(
        (block.service for block in needs.blocks if block.key == placement.block), placement.block
    )
    return {
        "block_key": placement.block,
        "service_nb": service,
        "service_en": needs.service_en.get(service, service),
        "unit_id": plan_case.units[placement.site].id,
        "starts_on": first_day(first_month, placement.first).isoformat(),
        "ends_on": last_day(first_month, placement.last).isoformat(),
        "continues": placement.continues,
        "inner_unit_id": plan_case.units[inner.site].id if inner else None,
        "inner_starts_on": first_day(first_month, inner.first).isoformat() if inner else None,
        "inner_ends_on": last_day(first_month, inner.last).isoformat() if inner else None,
        **_lock(placement, old, changes, author),
    }


def _lock(
    placement: Placement, old: Mapping[str, Any] | None, changes: RowChanges, author: Author
) -> dict[str, Any]:
    key = (placement.doctor, placement.block)
    if key in changes.locked:
        return {
            "is_locked": True,
            "locked_by_id": author.person_id,
            "locked_on": author.today.isoformat(),
        }
    if key not in changes.unlocked and old is not None and old["is_locked"]:
        return {name: old[name] for name in ("is_locked", "locked_by_id", "locked_on")}
    return {"is_locked": False, "locked_by_id": None, "locked_on": None}
