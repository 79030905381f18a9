"""Whole rows of a draft kept as one edit that can be undone: doctors added or taken out, needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.db.tables import EditKind
from app.services.rotation_edits import SUBJECT, put_rows
from app.services.rotation_rows_words import WHAT
from app.store import audit
from app.store import rotation_edits as edits
from app.store import rotations as plans
from app.store.rotation_copies import GONE, Snapshot, member_row, take_snapshot
from app.store.rotation_values import BoardRows, PlanHead, VersionHead


@dataclass(frozen=True, slots=True)
class RowEdit:
    """An edit of whole rows: `told` are the values of the sentence that tells it."""

    kind: EditKind
    what: str
    rows: Mapping[str, Snapshot]
    told: Mapping[str, Any]


def hold_draft(session: Session, plan: PlanHead) -> VersionHead | None:
    """The plan's draft, held until the transaction ends; None when there is none."""
    head = plans.open_version(session, plan.id)
    held = plans.lock_version(session, head.id) if head is not None else None
    return held if held is not None and held.is_draft else None


def whole_row(board: BoardRows, key: str) -> Snapshot:
    """A row with who it is; of somebody who is not on the board, that nobody is there."""
    member = board.member(key)
    if member is None:
        return GONE
    found = take_snapshot(board, key)
    return Snapshot(found.needs, found.planned_leave, found.placements, member_row(member))


def keep_rows(session: Session, board: BoardRows, edit: RowEdit, *, by: int, now: datetime) -> int:
    """Store the rows with the rows as they were; the edit's number. The caller commits.

    The version must be held, and `board` read since.
    """
    head = board.version
    seq = head.last_edit + 1
    before = {key: whole_row(board, key) for key in edit.rows}
    put_rows(session, head.id, edit.rows)
    edits.add_edit(
        session,
        head.id,
        seq=seq,
        kind=edit.kind,
        at=now,
        by=by,
        told={**edit.told, WHAT: edit.what},
        before=before,
        after=edit.rows,
    )
    audit.add_event(
        session,
        at=now,
        by=by,
        action=f"rotation.rows_{edit.what}",
        subject=(SUBJECT, head.public_id),
        details={"seq": seq, "members": sorted(edit.rows)},
    )
    return seq
