"""Changes of a draft: tried with their consequence, and saved so that nobody overwrites another.

Several people may edit one draft. Each edit says which was the newest one on the page it was made
on; one that touches a row that has been edited since is not saved, and both versions are told.
Edits of other rows do not disturb each other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from app.services.rotation_case import PlanCase, load_case
from app.services.rotation_edits_apply import apply
from app.services.rotation_edits_values import After, Author, Problem, Wanted
from app.services.rotation_edits_words import effect_told
from app.services.rotation_panel_effect import Effect, effect_of
from app.store import audit
from app.store import rotation_edits as store
from app.store import rotations as rotation_store
from app.store.rotation_copies import Snapshot, put_snapshot, take_snapshot
from app.store.rotation_edits import EditRow
from app.store.rotation_values import VersionHead

SUBJECT = "rotation_version"


@dataclass(frozen=True, slots=True)
class Saved:
    """The edit is saved as number `seq` of its version."""

    seq: int
    effect: Effect


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody was first: their edits of the same rows, newest first. Nothing is saved.

    `mine` is the edit that was not saved, as it would be on the draft as it is now.
    """

    theirs: tuple[EditRow, ...]
    mine: After
    seq: int
    """The newest edit now: with it the same form can be sent once more."""


@dataclass(frozen=True, slots=True)
class NotDraft:
    """The version is proposed, published or discarded by now. Nothing is saved."""

    version: VersionHead


def check_edit(
    session: Session, plan_case: PlanCase, wanted: Wanted, author: Author
) -> tuple[After, Effect]:
    """What an edit would do, without saving anything. Raises Problem."""
    after = apply(session, plan_case, wanted, author)
    return after, effect_of(session, plan_case, after, author.today)


def save_edit(
    session: Session,
    version_id: int,
    wanted: Wanted,
    *,
    seen: int,
    author: Author,
    now: datetime,
) -> Saved | Conflict | NotDraft:
    """Make the edit and commit; `seen` is the newest edit that the person had on the page.

    Raises Problem when the edit cannot be made on the draft as it is now, LookupError when there
    is no such version.
    """
    plan_case = load_case(session, version_id, today=author.today)
    if not plan_case.board.version.is_draft:
        return NotDraft(plan_case.board.version)
    after, effect = check_edit(session, plan_case, wanted, author)
    head = rotation_store.lock_version(session, version_id)
    if head is None or not head.is_draft:
        session.rollback()
        return NotDraft(head or plan_case.board.version)
    if head.last_edit != plan_case.board.version.last_edit:
        # Somebody saved while this was reckoned: reckon once more, now that nobody else can.
        plan_case = load_case(session, version_id, today=author.today)
        try:
            after, effect = check_edit(session, plan_case, wanted, author)
        except Problem:
            session.rollback()
            raise
    theirs = _same_rows(session, version_id, seen, after)
    if theirs:
        session.rollback()
        return Conflict(theirs, after, head.last_edit)
    seq = head.last_edit + 1
    write(
        session,
        plan_case,
        replace(after, told={**after.told, "effect": effect_told(effect)}),
        seq=seq,
        by=author.person_id,
        now=now,
    )
    session.commit()
    return Saved(seq, effect)


def _same_rows(session: Session, version_id: int, seen: int, after: After) -> tuple[EditRow, ...]:
    """Newer edits of the rows that this one touches."""
    mine = set(after.members)
    return tuple(
        each for each in store.edits_since(session, version_id, seen) if mine & set(each.members)
    )


def write(
    session: Session, plan_case: PlanCase, after: After, *, seq: int, by: int, now: datetime
) -> None:
    """Store the rows of an edit with the rows as they were; the caller commits.

    The version must be locked, and `plan_case` read since.
    """
    board = plan_case.board
    before = {key: take_snapshot(board, key) for key in after.members}
    put_rows(session, board.version.id, after.rows)
    store.add_edit(
        session,
        board.version.id,
        seq=seq,
        kind=after.kind,
        at=now,
        by=by,
        told=after.told,
        before=before,
        after=after.rows,
    )
    audit.add_event(
        session,
        at=now,
        by=by,
        action=f"rotation.{after.kind}",
        subject=(SUBJECT, board.version.public_id),
        details={"seq": seq, "members": list(after.members)},
    )


def put_rows(session: Session, version_id: int, rows: Mapping[str, Snapshot]) -> None:
    """Make each row what its snapshot says."""
    for key, snapshot in rows.items():
        put_snapshot(session, version_id, key, snapshot)
