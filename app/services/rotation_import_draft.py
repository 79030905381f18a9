"""The draft as a sheet has it: whose rows change, and the whole judged like any other board."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlmodel import Session

from app.db.tables import EditKind
from app.services.rotation_case import PlanCase, case_of_board
from app.services.rotation_edits_rows import RowChanges, rows_after
from app.services.rotation_edits_values import After, Author, PlacementKey
from app.services.rotation_import_rows import Stay
from app.store.rotation_copies import DATES, Snapshot
from app.store.rotation_values import BoardRows, PlacementRow, UnitRow
from rotations.doctor_months import DoctorMonths
from rotations.types.case import FULL_TIME, Block, Doctor, Placement


@dataclass(frozen=True, slots=True)
class DraftAfter:
    """The draft after a sheet, the units that it knows, and the needs that are new."""

    after: After
    units: Mapping[str, UnitRow]
    new_needs: tuple[str, ...]


def draft_after(
    session: Session, plan_case: PlanCase, stays: Mapping[str, tuple[Stay, ...]], author: Author
) -> DraftAfter:
    """The draft with these stays instead of what the members named have now."""
    work = _Work(plan_case, stays)
    result = tuple(sorted(work.placements))
    members = work.changed(result)
    changes = RowChanges(
        locked={key for key, is_on in work.locks.items() if is_on and key not in work.locked},
        unlocked={key for key, is_on in work.locks.items() if not is_on},
        needs={key: work.needs[key] for key in members if key in work.with_new},
    )
    given = {stay.unit.key: stay.unit for each in stays.values() for stay in each}
    wider = replace(plan_case, units={**plan_case.units, **given})
    rows = rows_after(wider, members, result, changes, author)
    judged = case_of_board(session, _board(wider, rows), today=author.today)
    after = After(
        kind=EditKind.PLAN,
        members=members,
        case=judged.case,
        placements=judged.placements,
        rows=rows,
    )
    return DraftAfter(after, {**wider.units, **judged.units}, tuple(work.new))


class _Work:
    """What the stays make of the draft's placements, locks and needs."""

    def __init__(self, plan_case: PlanCase, stays: Mapping[str, tuple[Stay, ...]]) -> None:
        self.case = plan_case.case
        self.before = plan_case.placements
        self.old = {(each.doctor, each.block): each for each in self.before}
        self.needs = dict(plan_case.needs)
        self.locked = {
            (row.member_key, row.block_key) for row in plan_case.board.placements if row.is_locked
        }
        self.locks: dict[PlacementKey, bool] = {}
        self.with_new: set[str] = set()
        self.new: list[str] = []
        self.placements = [each for each in self.before if each.doctor not in stays]
        doctors = {each.key: each for each in self.case.doctors}
        for key, mine in stays.items():
            for stay in mine:
                self._lay(doctors[key], stay)

    def changed(self, result: Collection[Placement]) -> tuple[str, ...]:
        """Whose rows are not as they were, in the order of the board."""
        moved = {each.doctor for each in set(result) ^ set(self.before)}
        locked = {key[0] for key, is_on in self.locks.items() if is_on != (key in self.locked)}
        wanted = moved | locked
        return tuple(each.key for each in self.case.doctors if each.key in wanted)

    def _lay(self, doctor: Doctor, stay: Stay) -> None:
        months = DoctorMonths(doctor, 0, self.case.months - 1)
        credit = months.credited(stay.first, stay.last)
        block = stay.block
        if block is None:
            block = self._new_block(doctor.key, stay, max(1, round(credit / FULL_TIME)))
        key = (doctor.key, block.key)
        before = self.old.get(key)
        place = (stay.unit.key, stay.first, stay.last)
        if before is not None and (before.site, before.first, before.last) == place:
            self.placements.append(before)
        else:
            # What fills the plan to its end and is not long enough goes on after it.
            runs_on = (
                stay.last == self.case.months - 1
                and not doctor.must_finish
                and credit < block.min_months * FULL_TIME
            )
            self.placements.append(
                Placement(
                    doctor.key, stay.first, stay.last, block.key, stay.unit.key, continues=runs_on
                )
            )
        if stay.locked is not None:
            self.locks[key] = stay.locked

    def _new_block(self, member: str, stay: Stay, months: int) -> Block:
        have = {each.key for each in self.needs[member].blocks}
        number = next(n for n in range(1, len(have) + 2) if f"ark-{n}" not in have)
        block = Block(f"ark-{number}", stay.row.service, (stay.unit.key,), months, months)
        blocks = (*self.needs[member].blocks, block)
        self.needs[member] = replace(self.needs[member], blocks=blocks)
        self.with_new.add(member)
        self.new.append(f"{stay.member.name}: {stay.row.service}")
        return block


def _board(plan_case: PlanCase, rows: Mapping[str, Snapshot]) -> BoardRows:
    """The draft's rows as they would be stored."""
    board = plan_case.board
    units = {unit.id: unit for unit in plan_case.units.values()}
    made = [
        _row(key, plain, units) for key, snapshot in rows.items() for plain in snapshot.placements
    ]
    return replace(
        board,
        members=tuple(
            replace(each, needs=rows[each.key].needs) if each.key in rows else each
            for each in board.members
        ),
        placements=(*(each for each in board.placements if each.member_key not in rows), *made),
    )


def _row(member: str, plain: Mapping[str, Any], units: Mapping[int, UnitRow]) -> PlacementRow:
    days = {name: date.fromisoformat(plain[name]) if plain[name] else None for name in DATES}
    starts_on, ends_on = days["starts_on"], days["ends_on"]
    assert starts_on is not None and ends_on is not None
    return PlacementRow(
        0,
        member,
        plain["block_key"],
        plain["service_nb"],
        plain["service_en"],
        units[plain["unit_id"]],
        starts_on,
        ends_on,
        plain["continues"],
        plain["inner_unit_id"],
        days["inner_starts_on"],
        days["inner_ends_on"],
        plain["is_locked"],
        plain["locked_by_id"],
        None,
        days["locked_on"],
    )
