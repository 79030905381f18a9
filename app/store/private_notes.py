"""Private notes. The only module that reads the table, and always by the one who wrote them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db.tables import PrivateNote
from app.store import audit

KIND = "private_note"
"""What the audit trail calls a note."""
Note = PrivateNote
"""A note as its writer's pages read it."""


def list_notes(session: Session, writer_id: int) -> Sequence[Note]:
    """The writer's own notes, newest first."""
    return session.exec(
        select(PrivateNote)
        .where(PrivateNote.person_id == writer_id)
        .order_by(col(PrivateNote.written_at).desc(), col(PrivateNote.id).desc())
    ).all()


def find_note(session: Session, writer_id: int, note_id: int) -> Note | None:
    """One of the writer's own notes."""
    return session.exec(
        select(PrivateNote).where(PrivateNote.id == note_id, PrivateNote.person_id == writer_id)
    ).first()


def add_note(session: Session, writer_id: int, text: str, at: datetime) -> int:
    """Keep a new note; returns its id.

    The version begins above those of a deleted note whose id SQLite may give out again.
    """
    note = PrivateNote(person_id=writer_id, text=text, written_at=at)
    session.add(note)
    session.flush()
    assert note.id is not None
    note.version = 1 + audit.count_events(session, (KIND, str(note.id)))
    session.flush()
    return note.id


def change_note(
    session: Session, writer_id: int, note_id: int, version: int, text: str, at: datetime
) -> bool:
    """Write a note anew unless it was changed since it was read."""
    result: Any = session.execute(
        sa.update(PrivateNote)
        .where(
            col(PrivateNote.id) == note_id,
            col(PrivateNote.person_id) == writer_id,
            col(PrivateNote.version) == version,
        )
        .values(text=text, written_at=at, version=version + 1)
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount == 1)


def delete_note(session: Session, writer_id: int, note_id: int, version: int) -> bool:
    """Delete a note unless it was changed since it was read."""
    result: Any = session.execute(
        sa.delete(PrivateNote)
        .where(
            col(PrivateNote.id) == note_id,
            col(PrivateNote.person_id) == writer_id,
            col(PrivateNote.version) == version,
        )
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount == 1)
