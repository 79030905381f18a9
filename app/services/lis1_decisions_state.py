"""A proposal to decide with all that it rests on: the run, the members, the conflicts, the checks.

The pages, the approval and the minutes read the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from json import dumps
from typing import Any

from sqlmodel import Session

from app.db.tables import Verdict
from app.exchange.project_files import plain
from app.services.lis1_case import load_case
from app.services.lis1_decisions_rule import MAY_APPROVE, Standing, Voice, standing
from app.services.lis1_desk_stale import changed_since
from app.services.lis1_runs import Judged, judge
from app.store import lis1_conflicts, lis1_runs
from app.store import lis1_decisions as store
from app.store.lis1 import StoredIntake
from app.store.lis1_conflicts import ConflictRow
from app.store.lis1_decisions import ApprovalRow, DecisionRow, MemberRow
from app.store.lis1_runs import RunRow
from rotations.lis1.check import Fault, problems
from rotations.lis1.draw import DrawCheck, DrawFault, verify
from rotations.lis1.results import Result
from rotations.lis1.types import Intake

CAPS = (Fault.OVER_SEAT, Fault.OVER_HOSPITAL, Fault.OVER_MUNICIPALITY)
UNPROVEN = (DrawFault.BY_HAND, DrawFault.NOT_COMMITTED, DrawFault.NO_LIST, DrawFault.DATES)
"""A draw that nobody can recompute or that was not announced: said, and no hindrance."""


class Check(StrEnum):
    """What is checked before anybody approves."""

    QUALIFICATION = "qualification"
    """Nobody has a seat that asks for a qualification they lack."""
    CAPS = "caps"
    """Places of seats, hospitals and municipalities hold."""
    PROMISES = "promises"
    """Everybody is in it once; no seat that was not wished, none that is closed."""
    DRAW = "draw"
    UNCHANGED = "unchanged"
    """The intake is as it was when it was run."""
    AS_PROPOSED = "as_proposed"
    """The run with its changes gives what was put to the council."""
    SETTLED = "settled"
    CHANGES = "changes"
    """Every change by hand has a reason."""
    CONFLICTS = "conflicts"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found. Only what `hinders` stands in the way of approval."""

    check: Check
    is_ok: bool
    hinders: bool = False
    found: str = ""
    """What has changed since the run, in words."""


@dataclass(frozen=True)
class Sitting:
    """An intake, the run that it is about, and who sits on the council."""

    stored: StoredIntake
    case: Intake
    run: RunRow
    judged: Judged
    draw: DrawCheck
    members: tuple[MemberRow, ...]
    conflicts: tuple[ConflictRow, ...]
    checks: tuple[Checked, ...]
    decision: DecisionRow | None
    approvals: tuple[ApprovalRow, ...]

    @property
    def result(self) -> Result:
        """Who gets what, changes by hand counted in."""
        return self.judged.result

    @property
    def hindrances(self) -> tuple[Checked, ...]:
        """What stands in the way of approval."""
        return tuple(each for each in self.checks if each.hinders)

    @property
    def open_conflicts(self) -> tuple[ConflictRow, ...]:
        """Conflicts that nobody has lifted."""
        return tuple(each for each in self.conflicts if each.is_open)

    def has_left(self, person_id: int) -> bool:
        """Whether a member has stepped back from the whole intake."""
        return any(each.person_id == person_id and each.is_whole for each in self.open_conflicts)

    def voice(self, member: MemberRow) -> Voice:
        """What a member's approval is worth."""
        return Voice(member.person_id, member.side, self.excepted(member.person_id))

    def excepted(self, person_id: int) -> frozenset[str]:
        """Keys of the candidates a member has a conflict over: directly, or by the place of the
        seat they get."""
        mine = [each for each in self.open_conflicts if each.person_id == person_id]
        places = {each.place_id for each in mine if each.place_id is not None}
        there = {
            each.key
            for each in self.stored.seats
            if each.hospital_id in places or each.municipality_id in places
        }
        keys = {each.key for each in mine if each.key is not None}
        return frozenset(keys) | {key for key, seat in self.result.seats.items() if seat in there}

    @property
    def voices(self) -> tuple[Voice, ...]:
        """The approvals that count: of members today who have not stepped back."""
        said = {each.person_id for each in self.approvals if each.verdict is Verdict.APPROVES}
        return tuple(
            self.voice(each)
            for each in self.members
            if each.person_id in said and not self.has_left(each.person_id)
        )

    @property
    def standing(self) -> Standing:
        """How far the proposal has come."""
        return standing(self.voices, [each.key for each in self.judged.intake.candidates])

    def may_approve(self, person_id: int) -> bool:
        """Whether somebody is a member whose approval counts."""
        return any(
            each.person_id == person_id and each.side in MAY_APPROVE for each in self.members
        ) and not self.has_left(person_id)


def load(
    session: Session, intake_id: int, run: RunRow, decision: DecisionRow | None, today: date
) -> Sitting:
    """All of it; a bounded number of queries. LookupError for a run without a result."""
    stored, case = load_case(session, intake_id)
    judged = judge(session, run)
    conflicts = lis1_conflicts.list_conflicts(session, intake_id)
    changed = changed_since(session, case, [run]).get(run.id, "")
    draw = verify(judged.intake.draw, judged.intake.candidates)
    return Sitting(
        stored=stored,
        case=case,
        run=run,
        judged=judged,
        draw=draw,
        members=store.list_members(session, stored.intake.organisation_id, today),
        conflicts=conflicts,
        checks=tuple(_checks(judged, draw, run, decision, conflicts, changed)),
        decision=decision,
        approvals=store.list_approvals(session, [decision.id]) if decision else (),
    )


def find_open(session: Session, intake_id: int, today: date) -> Sitting | None:
    """The proposal that waits for approval, or the decision that was made; None without one."""
    rows = store.list_decisions(session, intake_id)
    found = next((each for each in rows if each.is_open or each.decided_at is not None), None)
    if found is None:
        return None
    run = lis1_runs.get_run(session, found.run_id)
    assert run is not None
    return load(session, intake_id, run, found, today)


def allocation_document(result: Result) -> dict[str, Any]:
    """What is frozen: who gets what, who gets nothing, and a hash of both."""
    body = {"placed": [plain(each) for each in result.placed], "unplaced": list(result.unplaced)}
    text = dumps(body, ensure_ascii=False, sort_keys=True)
    return {**body, "hash": sha256(text.encode()).hexdigest()}


def _checks(
    judged: Judged,
    draw: DrawCheck,
    run: RunRow,
    decision: DecisionRow | None,
    conflicts: Iterable[ConflictRow],
    changed: str,
) -> Iterable[Checked]:
    faults = {each.fault for each in problems(judged.intake, judged.result)}
    for check, bad in (
        (Check.QUALIFICATION, Fault.NOT_QUALIFIED in faults),
        (Check.CAPS, not faults.isdisjoint(CAPS)),
        (Check.PROMISES, bool(faults.difference((*CAPS, Fault.NOT_QUALIFIED)))),
    ):
        yield Checked(check, not bad, bad)
    wrong = any(each.fault not in UNPROVEN for each in draw.problems)
    yield Checked(Check.DRAW, draw.is_verified, wrong)
    is_made = decision is not None and decision.decided_at is not None
    if not is_made:
        # Once it is decided, candidates may withdraw and dates move: that is for the offers.
        yield Checked(Check.UNCHANGED, not changed, bool(changed), changed)
    if decision is not None:
        same = allocation_document(judged.result)["hash"] == decision.allocation.get("hash")
        if not same:
            yield Checked(Check.AS_PROPOSED, is_ok=False, hinders=True)
    if not run.is_settled:
        yield Checked(Check.SETTLED, is_ok=False)
    if judged.changes:
        bare = any(not each.reason.strip() for each in judged.changes)
        yield Checked(Check.CHANGES, not bare, bare)
    yield Checked(Check.CONFLICTS, not any(each.is_open for each in conflicts))
