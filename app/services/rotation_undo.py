"""Taking back the newest edit of a draft, and the line that tells what was done last."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from app.services.rotation_edits import SUBJECT, NotDraft, put_rows
from app.services.rotation_edits_words import done_sentence, knock_on
from app.store import audit
from app.store import rotation_edits as store
from app.store import rotations as rotation_store
from app.store.rotation_edits import EditRow


@dataclass(frozen=True, slots=True)
class Undone:
    """The edit that was taken back."""

    edit: EditRow


@dataclass(frozen=True, slots=True)
class Newer:
    """Something was done after what the person saw; `edit` is what would be taken back now.

    `newest` is the newest edit: with it the same form can be sent once more.
    """

    edit: EditRow
    newest: int


@dataclass(frozen=True, slots=True)
class Nothing:
    """There is nothing to take back."""


@dataclass(frozen=True, slots=True)
class Done:
    """The line after an edit: what was done and what else it did."""

    sentence: str
    more: str
    seq: int
    is_worse: bool
    """Whether it brought breaches that were not there."""
    can_undo: bool


def undo(
    session: Session, version_id: int, *, seen: int, by: int, now: datetime
) -> Undone | Newer | Nothing | NotDraft:
    """Take back the newest edit that stands, and commit.

    An undo is an edit of its own, so that whoever has an older board is told. Not done when the
    draft has been edited since `seen`. LookupError when there is no such version.
    """
    head = rotation_store.lock_version(session, version_id)
    if head is None:
        raise LookupError(f"no rotation version {version_id}")
    if not head.is_draft:
        session.rollback()
        return NotDraft(head)
    edit = store.last_edit(session, version_id)
    if edit is None:
        session.rollback()
        return Nothing()
    if head.last_edit > seen:
        session.rollback()
        return Newer(edit, head.last_edit)
    put_rows(session, version_id, edit.before)
    seq = head.last_edit + 1
    store.mark_undone(session, version_id, edit.seq, by=by, at=now)
    store.add_edit(
        session,
        version_id,
        seq=seq,
        kind=edit.kind,
        at=now,
        by=by,
        told={**edit.told, "undoes": edit.seq},
        before=edit.after,
        after=edit.before,
        is_undo=True,
    )
    audit.add_event(
        session,
        at=now,
        by=by,
        action="rotation.undo",
        subject=(SUBJECT, head.public_id),
        details={"seq": seq, "undoes": edit.seq, "members": list(edit.members)},
    )
    session.commit()
    return Undone(edit)


def done_line(session: Session, version_id: int, seq: int, first_month: date) -> Done | None:
    """What edit `seq` did; None when there is no such edit."""
    edit = store.find_edit(session, version_id, seq)
    if edit is None:
        return None
    newest = store.last_edit(session, version_id)
    return Done(
        done_sentence(edit.kind, edit.told, first_month),
        knock_on(edit.told),
        seq,
        is_worse=bool(edit.told.get("effect", {}).get("new")),
        can_undo=newest is not None and newest.seq == seq,
    )
