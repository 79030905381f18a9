"""A planner's result as an edit of the draft: what it changes, and taking it over.

Rows that somebody has edited after the run began stay as they are now: a proposal never takes
away what a person has done since.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session

from app.db.tables import EditKind, RunKind
from app.services.rotation_case import PlanCase, load_case
from app.services.rotation_edits_rows import RowChanges, rows_after
from app.services.rotation_edits_values import After, Author
from app.services.rotation_panel_effect import Effect, effect_of
from app.store import audit
from app.store import rotation_edits as edits
from app.store import rotation_runs as runs
from app.store import rotations as plans
from app.store.rotation_copies import put_snapshot, take_snapshot
from app.store.rotation_runs import RunRow
from rotations.types.case import Placement
from rotations.types.results import Relaxation, RelaxKind


@dataclass(frozen=True, slots=True)
class Proposal:
    """A result laid on the draft as it is now."""

    plan_case: PlanCase
    after: After
    edited_since: tuple[str, ...]
    """Keys of rows that stay as they are, because somebody edited them meanwhile."""

    @property
    def changes(self) -> tuple[tuple[Placement | None, Placement | None], ...]:
        """(before, after) of every placement that differs, by doctor and month."""
        old = {(each.doctor, each.block): each for each in self.plan_case.placements}
        new = {(each.doctor, each.block): each for each in self.after.placements}
        pairs = [
            (old.get(key), new.get(key))
            for key in old.keys() | new.keys()
            if old.get(key) != new.get(key)
        ]
        return tuple(sorted(pairs, key=_order))


def _order(pair: tuple[Placement | None, Placement | None]) -> tuple[str, int, str]:
    placed = pair[0] or pair[1]
    assert placed is not None
    return placed.doctor, placed.first, placed.block


def propose(
    session: Session,
    row: RunRow,
    placements: Sequence[Placement],
    author: Author,
    *,
    unlock: Sequence[Relaxation] = (),
) -> Proposal:
    """The result laid on the draft. `unlock`: locks that the result releases."""
    found = load_case(session, row.version_id, today=author.today)
    since = {
        key
        for each in edits.edits_since(session, row.version_id, row.at_edit)
        for key in each.members
    }
    known = {doctor.key for doctor in found.case.doctors}
    wanted = [each for each in placements if each.doctor in known - since]
    kept = [each for each in found.placements if each.doctor in since]
    result = tuple(sorted((*wanted, *kept)))
    changed = {each.doctor for each in set(result) ^ set(found.placements)}
    members = tuple(doctor.key for doctor in found.case.doctors if doctor.key in changed)
    freed = {
        (each.doctor, each.block)
        for each in unlock
        if each.kind is RelaxKind.RELEASE_LOCK and each.doctor and each.block
    }
    case = found.case
    if freed:
        locks = tuple(each for each in case.locks if (each.doctor, each.block) not in freed)
        case = replace(case, locks=locks)
    after = After(
        kind=EditKind.REPAIR if row.kind is RunKind.REPAIR else EditKind.PLAN,
        members=members,
        case=case,
        placements=result,
        rows=rows_after(found, members, result, RowChanges(unlocked=freed), author),
        told={"doctors": len(members), "run": row.public_id},
    )
    return Proposal(found, after, tuple(sorted(since & known)))


def effect(session: Session, proposal: Proposal, today: date) -> Effect:
    """What taking it over does to breaches, places, dates and notice."""
    return effect_of(session, proposal.plan_case, proposal.after, today)


def take_over(
    session: Session,
    row: RunRow,
    placements: Sequence[Placement],
    author: Author,
    *,
    unlock: Sequence[Relaxation] = (),
    now: datetime,
) -> int | None:
    """Make the draft what the result says; the edit's number, None when nothing was done: the
    version is a draft no longer, or nothing differs. Commits."""
    version = plans.lock_version(session, row.version_id)
    if version is None or not version.is_draft:
        session.rollback()
        return None
    proposal = propose(session, row, placements, author, unlock=unlock)
    after = proposal.after
    if not after.members:
        session.rollback()
        return None
    seq = version.last_edit + 1
    before = {key: take_snapshot(proposal.plan_case.board, key) for key in after.members}
    for key, snapshot in after.rows.items():
        put_snapshot(session, row.version_id, key, snapshot)
    edits.add_edit(
        session,
        row.version_id,
        seq=seq,
        kind=after.kind,
        at=now,
        by=author.person_id,
        told=after.told,
        before=before,
        after=after.rows,
    )
    runs.set_taken_over(session, row.id, seq)
    audit.add_event(
        session,
        at=now,
        by=author.person_id,
        action="rotation.proposal_taken_over",
        subject=("rotation_run", row.public_id),
        details={"edit": seq, "rows": list(after.members)},
    )
    session.commit()
    return seq
