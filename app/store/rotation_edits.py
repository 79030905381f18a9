"""What was done to a draft, with the rows before and after. Nothing here commits or decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db.tables import EditKind, Person, RotationEdit, RotationVersion
from app.store.rotation_copies import Snapshot

Snapshots = Mapping[str, Snapshot]
"""Rows by member key."""


@dataclass(frozen=True, slots=True)
class EditRow:
    """One edit: which, when, by whom, and the rows it touched."""

    seq: int
    kind: EditKind
    at: datetime
    by_id: int | None
    by: str | None
    told: dict[str, Any]
    members: tuple[str, ...]
    before: dict[str, Snapshot]
    after: dict[str, Snapshot]


def add_edit(
    session: Session,
    version_id: int,
    *,
    seq: int,
    kind: EditKind,
    at: datetime,
    by: int | None,
    told: Mapping[str, Any],
    before: Snapshots,
    after: Snapshots,
    is_undo: bool = False,
) -> None:
    """Write an edit and make it the version's newest. One that undoes another is never undone
    itself, so that it is marked as undone from the start."""
    session.add(
        RotationEdit(
            version_id=version_id,
            seq=seq,
            kind=kind,
            at=at,
            by_id=by,
            told=dict(told),
            members=sorted(after),
            before=_documents(before),
            after=_documents(after),
            undone_at=at if is_undo else None,
            undone_by_id=by if is_undo else None,
        )
    )
    session.execute(
        sa.update(RotationVersion)
        .where(col(RotationVersion.id) == version_id)
        .values(last_edit=seq, version=RotationVersion.version + 1)
        .execution_options(synchronize_session=False)
    )


def mark_undone(
    session: Session, version_id: int, seq: int, *, by: int | None, at: datetime
) -> None:
    """Say of an edit that it was taken back."""
    session.execute(
        sa.update(RotationEdit)
        .where(col(RotationEdit.version_id) == version_id, col(RotationEdit.seq) == seq)
        .values(undone_at=at, undone_by_id=by)
        .execution_options(synchronize_session=False)
    )


def edits_since(session: Session, version_id: int, seq: int) -> tuple[EditRow, ...]:
    """Everything done after an edit, those that undo others too, newest first."""
    return _edits(session, version_id, col(RotationEdit.seq) > seq)


def find_edit(session: Session, version_id: int, seq: int) -> EditRow | None:
    """One edit, also one that was taken back."""
    return next(iter(_edits(session, version_id, col(RotationEdit.seq) == seq)), None)


def last_edit(session: Session, version_id: int) -> EditRow | None:
    """The newest edit that is not taken back; None when there is none."""
    newest = (
        sa.select(sa.func.max(RotationEdit.seq))
        .where(col(RotationEdit.version_id) == version_id, col(RotationEdit.undone_at).is_(None))
        .scalar_subquery()
    )
    return next(iter(_edits(session, version_id, col(RotationEdit.seq) == newest)), None)


def _edits(
    session: Session, version_id: int, *which: sa.ColumnElement[bool]
) -> tuple[EditRow, ...]:
    rows: Sequence[Any] = session.execute(
        sa.select(RotationEdit, Person)
        .outerjoin(Person, col(Person.id) == col(RotationEdit.by_id))
        .where(col(RotationEdit.version_id) == version_id, *which)
        .order_by(col(RotationEdit.seq).desc())
        .execution_options(populate_existing=True)
    ).all()
    return tuple(
        EditRow(
            row.seq,
            row.kind,
            row.at,
            row.by_id,
            person.name if person else None,
            row.told,
            tuple(row.members),
            _snapshots(row.before),
            _snapshots(row.after),
        )
        for row, person in rows
    )


def _documents(rows: Snapshots) -> dict[str, Any]:
    return {key: snapshot.document() for key, snapshot in rows.items()}


def _snapshots(documents: dict[str, Any]) -> dict[str, Snapshot]:
    return {key: Snapshot.read(document) for key, document in documents.items()}
