"""Deciding: a finished run is put to the council, approved by two sides, or sent back.

Each step holds the intake and is one commit, so two steps at the same time come one after the
other: a proposal is decided whole or not at all, and a step on a proposal that has moved on is
refused. What must be approved by whom is in `lis1_decisions_rule`.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app.db.tables import CouncilTask, DecisionState, IntakeState, Lis1Decision, Lis1Intake, Verdict
from app.services import lis1_decisions_state as state
from app.services.lis1_decisions_state import Sitting
from app.services.lis1_decisions_tell import tell_members
from app.services.lis1_decisions_words import hindrance_words
from app.services.lis1_minutes import minutes_of
from app.services.lis1_offers_moment import Moment, remember
from app.services.lis1_words import letter
from app.services.message_words import MessageKind
from app.services.rotation_life import Refused
from app.store import lis1_decisions as store
from app.store import lis1_runs

LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Approved:
    """An approval that was kept; `is_decided` when it was the one that was missing."""

    is_decided: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """The proposal that somebody has looked at: a step on an older one is refused."""

    public_id: str
    version: int


def latest_decided(session: Session, intake_id: int) -> Lis1Decision | None:
    """The newest decision of an intake that was made, with what it gave whom."""
    rows = store.list_decisions(session, intake_id)
    made = next((each for each in rows if each.state is DecisionState.DECIDED), None)
    return None if made is None else session.get(Lis1Decision, made.id)


def propose(
    session: Session, intake_id: int, run_id: str, note: str, moment: Moment
) -> str | Refused:
    """Put a finished run with its changes by hand to the council; commits. The proposal's id.

    What it gives is frozen from now on: no more changes by hand until it is sent back.
    """
    intake = lis1_runs.lock_intake(session, intake_id)
    assert intake is not None
    run = lis1_runs.find_run(session, intake_id, run_id)
    refused = _not_now(session, intake, note)
    if refused is None and (run is None or not run.is_done or run.is_hidden):
        refused = Refused(_("Velg en kjøring som er ferdig."), "kjoring")
    if refused is not None or run is None:
        return _refuse(session, refused)
    # A change by hand holds the run: it is in what is frozen, or finds the proposal here.
    lis1_runs.lock_run(session, run.id)
    sitting = state.load(session, intake_id, run, None, moment.today)
    if sitting.hindrances:
        return _refuse(session, Refused(hindrance_words(sitting.hindrances)))
    frozen = state.allocation_document(sitting.result)
    try:
        public_id = store.add_decision(
            session, intake_id, run.id, frozen, note.strip(), by=moment.by, now=moment.now
        )
    except IntegrityError:
        return _refuse(session, Refused(_already()))
    details = {"decision": public_id, "run": letter(run.number), "hash": frozen["hash"]}
    remember(session, intake.public_id, "lis1.decision_proposed", details, moment)
    waiting = [each for each in sitting.members if sitting.may_approve(each.person_id)]
    tell_members(session, sitting, MessageKind.LIS1_DECISION_WAITS, waiting, public_id, moment)
    session.commit()
    return public_id


def _not_now(session: Session, intake: Lis1Intake, note: str) -> Refused | None:
    assert intake.id is not None
    if len(note.strip()) > LONGEST:
        return Refused(_("Skriv høyst %(most)s tegn.", most=LONGEST), "merknad")
    if intake.state is IntakeState.DECIDED:
        return Refused(_("Rådet har alt vedtatt fordelingen i dette inntaket."), is_stale=True)
    if intake.state is not IntakeState.CLOSED:
        return Refused(_("Inntaket er ikke lukket ennå."))
    if any(each.is_open for each in store.list_decisions(session, intake.id)):
        return Refused(_already(), is_stale=True)
    return None


def approve(
    session: Session, intake_id: int, seen: Seen, remark: str, moment: Moment
) -> Approved | Refused:
    """Approve a proposal; with enough approvals it is decided. Commits."""
    found = _open(session, intake_id, seen, remark, moment)
    if isinstance(found, Refused):
        return _refuse(session, found)
    assert moment.by is not None and found.decision is not None
    if not found.may_approve(moment.by):
        text = _("Bare medlemmer for sykehuset, kommunene og fagforeningen godkjenner.")
        return _refuse(session, Refused(text))
    if found.hindrances:
        return _refuse(session, Refused(hindrance_words(found.hindrances)))
    store.put_approval(
        session, found.decision.id, moment.by, Verdict.APPROVES, remark.strip(), moment.told_at
    )
    details = _details(found) | {"excepted": sorted(found.excepted(moment.by))}
    public_id = found.stored.intake.public_id
    remember(session, public_id, "lis1.decision_approved", details, moment)
    now = replace(found, approvals=store.list_approvals(session, [found.decision.id]))
    if now.standing.is_enough:
        refused = _decide(session, now, moment)
        if refused is not None:
            return _refuse(session, refused)
    session.commit()
    return Approved(now.standing.is_enough)


def _decide(session: Session, sitting: Sitting, moment: Moment) -> Refused | None:
    """The proposal is decided, and so is the intake; the minutes are fixed. Never commits."""
    decision = sitting.decision
    assert decision is not None and sitting.stored.intake.id is not None
    minutes = draft_minutes(session, sitting, moment.told_at)
    done = store.end_decision(
        session,
        decision,
        DecisionState.DECIDED,
        minutes=minutes,
        decided_at=moment.told_at,
    ) and store.set_decided(session, sitting.stored.intake.id)
    if not done:
        return _moved_on()
    remember(
        session,
        sitting.stored.intake.public_id,
        "lis1.decision_made",
        _details(sitting) | {"hash": decision.allocation["hash"]},
        moment,
    )
    there = [each for each in sitting.members if not sitting.has_left(each.person_id)]
    tell_members(session, sitting, MessageKind.LIS1_DECIDED, there, decision.public_id, moment)
    return None


def draft_minutes(
    session: Session, sitting: Sitting, decided_at: datetime | None = None
) -> dict[str, Any]:
    """The minutes as they would be now; with `decided_at` as they are fixed."""
    assert sitting.stored.intake.id is not None
    runs = lis1_runs.list_runs(session, sitting.stored.intake.id)
    done = [each for each in runs if each.is_done]
    return minutes_of(sitting, _earlier(session, sitting), decided_at, done)


def _earlier(session: Session, sitting: Sitting) -> list[dict[str, Any]]:
    """What was sent back before, with the remarks, for the minutes."""
    assert sitting.stored.intake.id is not None
    rows = store.list_decisions(session, sitting.stored.intake.id)
    back = {each.id: each for each in rows if each.state is DecisionState.SENT_BACK}
    return [
        {
            "number": back[each.decision_id].number,
            "by": each.name,
            "at": each.at.isoformat(),
            "remark": each.remark,
        }
        for each in store.list_approvals(session, list(back))
        if each.verdict is Verdict.SENDS_BACK
    ]


def send_back(
    session: Session, intake_id: int, seen: Seen, remark: str, moment: Moment
) -> Refused | None:
    """Send a proposal back with a remark: changes by hand are possible again. Commits."""
    found = _open(session, intake_id, seen, remark, moment)
    if isinstance(found, Refused):
        return _refuse(session, found)
    assert moment.by is not None and found.decision is not None
    if not found.may_approve(moment.by):
        text = _("Bare medlemmer for sykehuset, kommunene og fagforeningen kan sende tilbake.")
        return _refuse(session, Refused(text))
    if not remark.strip():
        return _refuse(session, Refused(_("Skriv hva som må endres."), "merknad"))
    store.put_approval(
        session, found.decision.id, moment.by, Verdict.SENDS_BACK, remark.strip(), moment.told_at
    )
    if not store.end_decision(session, found.decision, DecisionState.SENT_BACK):
        return _refuse(session, _moved_on())
    public_id = found.stored.intake.public_id
    remember(session, public_id, "lis1.decision_sent_back", _details(found), moment)
    asked = [each for each in found.members if each.person_id == found.decision.proposed_by_id]
    key = found.decision.public_id
    tell_members(session, found, MessageKind.LIS1_SENT_BACK, asked, key, moment)
    session.commit()
    return None


def withdraw(session: Session, intake_id: int, seen: Seen, moment: Moment) -> Refused | None:
    """Take a proposal back: who put it forward, the chair or the secretary. Commits."""
    found = _open(session, intake_id, seen, "", moment)
    if isinstance(found, Refused):
        return _refuse(session, found)
    assert found.decision is not None
    if not may_withdraw(found, moment.by):
        text = _("Bare den som la fram forslaget, leder eller sekretær kan trekke det.")
        return _refuse(session, Refused(text))
    if not store.end_decision(session, found.decision, DecisionState.WITHDRAWN):
        return _refuse(session, _moved_on())
    public_id = found.stored.intake.public_id
    remember(session, public_id, "lis1.decision_withdrawn", _details(found), moment)
    session.commit()
    return None


def may_withdraw(sitting: Sitting, person_id: int | None) -> bool:
    """Whether somebody may take the proposal back."""
    decision = sitting.decision
    lead = (CouncilTask.CHAIR, CouncilTask.SECRETARY)
    return decision is not None and (
        decision.proposed_by_id == person_id
        or any(each.person_id == person_id and each.task in lead for each in sitting.members)
    )


# ---- Parts -----------------------------------------------------------------------------------


def _open(
    session: Session, intake_id: int, seen: Seen, remark: str, moment: Moment
) -> Sitting | Refused:
    """The open proposal that was looked at, with the intake held."""
    if len(remark.strip()) > LONGEST:
        return Refused(_("Skriv høyst %(most)s tegn.", most=LONGEST), "merknad")
    lis1_runs.lock_intake(session, intake_id)
    decision = store.find_decision(session, intake_id, seen.public_id)
    if decision is None or not decision.is_open or decision.version != seen.version:
        return _moved_on()
    run = lis1_runs.get_run(session, decision.run_id)
    assert run is not None
    return state.load(session, intake_id, run, decision, moment.today)


def _details(sitting: Sitting) -> dict[str, Any]:
    assert sitting.decision is not None
    return {"decision": sitting.decision.public_id, "run": letter(sitting.run.number)}


def _moved_on() -> Refused:
    return Refused(
        _("Forslaget er vedtatt, sendt tilbake eller trukket etter at du åpnet siden."),
        is_stale=True,
    )


def _already() -> str:
    return _("Et forslag ligger alt til godkjenning.")


def _refuse(session: Session, refused: Refused | None) -> Refused:
    session.rollback()
    assert refused is not None
    return refused
