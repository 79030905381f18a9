"""Copies of a version, and a member's row as it was: what drafts and undoing are made of.

Nothing here commits or decides.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db.tables import RotationMember, RotationPlacement, RotationVersion, VersionState
from app.store.rotation_values import BoardRows, MemberRow, PlacementRow
from app.store.rotations import load_board
from rotations.types.case import TraineeGroup


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A member's needs, planned leave and placements, as plain JSON values."""

    needs: dict[str, Any]
    planned_leave: list[dict[str, str]]
    placements: list[dict[str, Any]]
    row: dict[str, Any] | None = None
    """Who it is, and from when until when; None: not touched by the edit."""
    is_gone: bool = False
    """The member is not on the board at all."""

    def document(self) -> dict[str, Any]:
        """For the edit's row."""
        return {
            "needs": self.needs,
            "planned_leave": self.planned_leave,
            "placements": self.placements,
            **({"row": self.row} if self.row is not None else {}),
            **({"gone": True} if self.is_gone else {}),
        }

    @classmethod
    def read(cls, document: dict[str, Any]) -> "Snapshot":
        """Back from the edit's row."""
        return cls(
            document["needs"],
            document["planned_leave"],
            document["placements"],
            document.get("row"),
            document.get("gone", False),
        )


GONE = Snapshot({}, [], [], is_gone=True)
"""A member that is not on the board."""
MEMBER_DATES = ("starts_on", "available_to", "deadline")


DATES = ("starts_on", "ends_on", "inner_starts_on", "inner_ends_on", "locked_on")
COLUMNS = (
    "block_key",
    "service_nb",
    "service_en",
    "unit_id",
    "continues",
    "inner_unit_id",
    "is_locked",
    "locked_by_id",
    *DATES,
)
"""What of a placement a copy and a snapshot hold."""


def take_snapshot(board: BoardRows, member_key: str) -> Snapshot:
    """The member's row as it is on this board; LookupError for an unknown member."""
    member = board.member(member_key)
    if member is None:
        raise LookupError(f"no member {member_key}")
    return Snapshot(
        member.needs,
        take_leave(member),
        [_plain(each) for each in board.placements if each.member_key == member_key],
    )


def take_leave(member: MemberRow) -> list[dict[str, str]]:
    """A member's leave on the draft alone, as plain JSON values."""
    return [{"from": a.isoformat(), "to": b.isoformat()} for a, b in member.planned_leave]


def member_row(member: MemberRow) -> dict[str, Any]:
    """Who a member is and from when until when, as plain JSON values."""
    return {
        "person_id": member.person_id,
        "vacancy_name": member.name if member.is_vacancy else None,
        "group": member.group.value,
        "position": member.position,
        "must_finish": member.must_finish,
        **{name: _iso(getattr(member, name)) for name in MEMBER_DATES},
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _plain(row: PlacementRow) -> dict[str, Any]:
    values: dict[str, Any] = {
        name: getattr(row, name) for name in COLUMNS if name not in ("unit_id", *DATES)
    }
    days = {name: _iso(getattr(row, name)) for name in DATES}
    return {**values, **days, "unit_id": row.unit.id}


def put_snapshot(session: Session, version_id: int, member_key: str, snapshot: Snapshot) -> None:
    """Make the member's row what the snapshot says: who, needs, leave and all placements.

    LookupError for a member that is not there when the snapshot does not say who it is.
    """
    member = session.exec(
        select(RotationMember).where(
            RotationMember.version_id == version_id, RotationMember.key == member_key
        )
    ).first()
    if member is not None:
        session.execute(
            sa.delete(RotationPlacement).where(col(RotationPlacement.member_id) == member.id)
        )
    if snapshot.is_gone:
        if member is not None:
            session.delete(member)
            session.flush()
        return
    if member is None and snapshot.row is None:
        raise LookupError(f"no member {member_key}")
    fields = _member_fields(snapshot)
    if member is None:
        member = RotationMember(version_id=version_id, key=member_key, **fields)
    else:
        member.sqlmodel_update(fields)
    session.add(member)
    session.flush()
    assert member.id is not None
    add_placements(session, [(member.id, each) for each in snapshot.placements])


def _member_fields(snapshot: Snapshot) -> dict[str, Any]:
    fields: dict[str, Any] = {"needs": snapshot.needs, "planned_leave": snapshot.planned_leave}
    if snapshot.row is not None:
        fields |= snapshot.row
        fields["group"] = TraineeGroup(fields["group"])
        for name in MEMBER_DATES:
            fields[name] = date.fromisoformat(fields[name]) if fields[name] else None
    return fields


def add_placements(session: Session, rows: Iterable[tuple[int, dict[str, Any]]]) -> None:
    """Add placements given as (member's row id, plain values)."""
    for member_id, plain in rows:
        session.add(RotationPlacement.model_validate({"member_id": member_id, **plain}))
    session.flush()


def copy_version(
    session: Session, version_id: int, *, number: int, by: int | None, now: datetime
) -> int:
    """A new draft with the members and placements of a version; its row id."""
    board = load_board(session, version_id)
    # Leave of a version that was published is recorded on the doctor by now.
    is_recorded = board.version.published_on is not None
    draft = RotationVersion(
        public_id=uuid4().hex,
        plan_id=board.version.plan.id,
        number=number,
        state=VersionState.DRAFT,
        based_on_id=version_id,
        made_at=now,
        made_by_id=by,
    )
    session.add(draft)
    session.flush()
    assert draft.id is not None
    members = {
        each.key: RotationMember(
            version_id=draft.id,
            key=each.key,
            person_id=each.person_id,
            vacancy_name=each.name if each.is_vacancy else None,
            group=each.group,
            position=each.position,
            starts_on=each.starts_on,
            available_to=each.available_to,
            deadline=each.deadline,
            must_finish=each.must_finish,
            needs=each.needs,
            planned_leave=[] if is_recorded else take_leave(each),
        )
        for each in board.members
    }
    session.add_all(members.values())
    session.flush()
    placements: dict[str, list[PlacementRow]] = defaultdict(list)
    for row in board.placements:
        placements[row.member_key].append(row)
    rows = [
        (member.id, _plain(each))
        for key, member in members.items()
        for each in placements[key]
        if member.id is not None
    ]
    add_placements(session, rows)
    return draft.id
