"""Keeping private notes. The audit trail tells that a note was kept, never what it says."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.store import audit
from app.store import private_notes as store

LONGEST = 4000


@dataclass(frozen=True, slots=True)
class NoteSaved:
    """Whether a note was kept; `is_stale` when it was changed in another window."""

    is_saved: bool
    is_stale: bool = False


def add(session: Session, writer_id: int, text: str, now: datetime) -> NoteSaved:
    """Keep a new note; commits."""
    note_id = store.add_note(session, writer_id, text, now)
    _remember(session, writer_id, "added", note_id, now)
    return NoteSaved(is_saved=True)


def change(
    session: Session, writer_id: int, note_id: int, version: int, text: str, now: datetime
) -> NoteSaved:
    """Write a note anew; commits."""
    if not store.change_note(session, writer_id, note_id, version, text, now):
        session.rollback()
        return NoteSaved(is_saved=False, is_stale=True)
    _remember(session, writer_id, "changed", note_id, now)
    return NoteSaved(is_saved=True)


def delete(
    session: Session, writer_id: int, note_id: int, version: int, now: datetime
) -> NoteSaved:
    """Delete a note; commits."""
    if not store.delete_note(session, writer_id, note_id, version):
        session.rollback()
        return NoteSaved(is_saved=False, is_stale=True)
    _remember(session, writer_id, "deleted", note_id, now)
    return NoteSaved(is_saved=True)


def _remember(session: Session, by: int, word: str, note_id: int, now: datetime) -> None:
    audit.add_event(
        session, at=now, by=by, action=f"{store.KIND}.{word}", subject=(store.KIND, str(note_id))
    )
    session.commit()
