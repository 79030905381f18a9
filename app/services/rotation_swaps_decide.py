"""What a coordinator does with a swap that two doctors agree on. One commit each.

An approved swap is checked again and becomes an edit of the open draft, or of a new one; it holds
from the day that draft is published.
"""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlmodel import Session

from app.db.tables import EditKind, SwapState, VersionState
from app.services.rotation_case import load_case
from app.services.rotation_edits_rows import RowChanges, rows_after
from app.services.rotation_edits_values import After, Author, Wanted
from app.services.rotation_edits_words import told_of
from app.services.rotation_life import Moment, Refused, begin_draft
from app.services.rotation_swaps import (
    LONGEST_NOTE,
    change_state,
    gone,
    remember,
    tell_both,
)
from app.services.rotation_swaps_tried import try_swap
from app.store import rotation_copies, rotation_edits, rotations
from app.store import rotation_life as life_store
from app.store import rotation_swaps as store
from app.store.rotation_swaps import SwapRow
from app.store.rotation_values import VersionHead


@dataclass(frozen=True, slots=True)
class Approved:
    """A swap that is now in a draft."""

    draft: VersionHead
    is_new_draft: bool


def refuse(
    session: Session, plan_id: int, public_id: str, seen: int, reason: str, moment: Moment
) -> Refused | None:
    """Say no with a reason; both doctors are told. Commits."""
    if not reason.strip():
        return Refused(_("Skriv hvorfor. Begge legene får se det."), "grunn")
    if len(reason) > LONGEST_NOTE:
        return Refused(_("Skriv høyst %(most)s tegn.", most=LONGEST_NOTE), "grunn")
    found = _of_plan(session, plan_id, public_id)
    if found is None:
        return gone()
    fields = {
        "state": SwapState.REFUSED,
        "decided_by_id": moment.by,
        "decided_at": moment.now,
        "reason": reason.strip(),
    }
    refused = change_state(session, found, seen, SwapState.ACCEPTED, fields)
    if refused is not None:
        return refused
    tell_both(session, found, False, reason.strip(), moment)
    remember(session, found, "refused", moment, {"reason": reason.strip()})
    session.commit()
    return None


def approve(
    session: Session, plan_id: int, public_id: str, seen: int, moment: Moment
) -> Approved | Refused:
    """Say yes: the swap becomes an edit of the open draft, or of a new one. Commits.

    Refused when a proposed version is open (it is taken back first), or when the swap breaks a
    rule in the draft.
    """
    found = _of_plan(session, plan_id, public_id)
    if found is None:
        return gone()
    fields = {
        "state": SwapState.APPROVED,
        "decided_by_id": moment.by,
        "decided_at": moment.now,
    }
    refused = change_state(session, found, seen, SwapState.ACCEPTED, fields)
    if refused is not None:
        return refused
    draft = _draft(session, plan_id, found, moment)
    if isinstance(draft, Refused):
        session.rollback()
        return draft
    wrong = _edit(session, draft.draft, found, moment)
    if wrong is not None:
        session.rollback()
        return wrong
    tell_both(session, found, True, None, moment)
    remember(session, found, "approved", moment, {"version": draft.draft.number})
    session.commit()
    return draft


def _draft(session: Session, plan_id: int, found: SwapRow, moment: Moment) -> Approved | Refused:
    head = rotations.open_version(session, plan_id)
    if head is not None and head.state is VersionState.PROPOSED:
        return Refused(
            _(
                "Versjon %(number)s er foreslått og kan ikke endres. Gjør den til utkast igjen"
                " først.",
                number=head.number,
            )
        )
    if head is not None:
        held = rotations.lock_version(session, head.id)
        assert held is not None
        return Approved(held, is_new_draft=False)
    plan = rotations.find_plan(session, found.plan_public_id)
    assert plan is not None
    made = begin_draft(session, plan, moment)
    return made if isinstance(made, Refused) else Approved(made, is_new_draft=True)


def _edit(session: Session, draft: VersionHead, found: SwapRow, moment: Moment) -> Refused | None:
    """Make the swap in a draft that is held; why not, when it cannot be made there."""
    plan_case = load_case(session, draft.id, today=moment.today)
    keys = [(side.member_key, side.block_key) for side in (found.giver, found.taker)]
    for side, key in zip((found.giver, found.taker), keys, strict=True):
        row = plan_case.board.placement(*key)
        if row is None or (row.unit.key, row.starts_on) != (side.unit_key, side.starts_on):
            return Refused(
                _(
                    "%(name)s har en annen plassering i utkastet. Gjør byttet på tavlen i stedet.",
                    name=side.name,
                )
            )
    tried = try_swap(plan_case, keys[0], keys[1])
    if tried.edited is None or tried.new_breaches:
        return Refused(_("Byttet bryter en regel i utkastet. Se på det på tavlen."))
    edited = tried.edited
    author = Author(moment.by, life_store.person_name(session, moment.by), moment.today)
    rows = rows_after(plan_case, edited.touched, edited.placements, RowChanges(), author)
    before = {key: rotation_copies.take_snapshot(plan_case.board, key) for key in edited.touched}
    for member_key, snapshot in rows.items():
        rotation_copies.put_snapshot(session, draft.id, member_key, snapshot)
    wanted = Wanted(EditKind.SWAP, keys[0][0], keys[0][1], other=keys[1])
    after = After(EditKind.SWAP, edited.touched, edited.case, edited.placements, rows)
    rotation_edits.add_edit(
        session,
        draft.id,
        seq=draft.last_edit + 1,
        kind=EditKind.SWAP,
        at=moment.now,
        by=moment.by,
        told=told_of(plan_case, wanted, after),
        before=before,
        after=rows,
    )
    return None


def _of_plan(session: Session, plan_id: int, public_id: str) -> SwapRow | None:
    found = store.find_swap(session, public_id)
    return found if found is not None and found.plan_id == plan_id else None
