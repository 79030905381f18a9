"""Runs the demo's intakes as the worker would, and decides them as the council would.

Nothing here is written by hand: what a run gave, what was checked and what the minutes say is
worked out from the rows. Only days and people are invented. What would have changed each result
is left to the worker, which takes it up when it starts.
"""

from datetime import UTC, date, datetime, time
from typing import Any

from sqlmodel import Session, col, select

from app.db import tables as db
from app.exchange.lis1_files import Lis1File, input_hash, lis1_document
from app.services.lis1_case import load_case
from app.services.lis1_decisions import draft_minutes
from app.services.lis1_decisions_state import allocation_document, load
from app.services.lis1_offers import reason_document
from app.services.lis1_run_worker import shared_out
from app.services.lis1_runs import judge
from app.services.lis1_words import letter
from app.store import audit
from app.store.lis1_decisions import find_decision
from app.store.lis1_runs import ASKED, get_run
from rotations.lis1.results import Mechanism
from seed.demo.lis1_values import DemoIntake
from seed.demo.values import public_id

NOTE = "Ingen lege og kommune ville heller hatt hverandre, og ingen plass blir stående tom."
BEST = Mechanism.STABLE_FOR_CANDIDATES
"""The way that is put to the council where all six have been run."""


def run_and_decide(
    session: Session, intake_id: int, intake: DemoIntake, people: dict[str, int]
) -> None:
    """Do the runs of a loaded intake, and put one of them to the council."""
    _log_draw(session, intake, people)
    runs = session.exec(select(db.Lis1Run).where(db.Lis1Run.intake_id == intake_id)).all()
    for run in runs:
        _do(session, run, is_decided=intake.decided_on is not None)
    session.flush()
    if runs and intake.decided_by:
        chosen = next((run for run in runs if run.mechanism is BEST), runs[0])
        _put(session, intake_id, intake, chosen, people)


def _do(session: Session, run: db.Lis1Run, *, is_decided: bool) -> None:
    _stored, intake = load_case(session, run.intake_id)
    document, faults = shared_out(intake, run.mechanism)
    if faults:
        raise RuntimeError(f"demo run {run.public_id}: {faults[0]}")
    if is_decided:
        document.pop(ASKED, None)
    run.case = lis1_document(Lis1File(intake, (run.mechanism,)))
    run.input_hash, run.result = input_hash(intake), document
    run.state, run.started_at, run.finished_at = db.RunState.DONE, run.asked_at, run.asked_at


def _put(
    session: Session,
    intake_id: int,
    intake: DemoIntake,
    run: db.Lis1Run,
    people: dict[str, int],
) -> None:
    """A proposal by whoever asked for the runs, with the approvals there are."""
    assert run.id is not None and intake.asked_by is not None
    at = _at(intake.decided_on or date(2026, 11, 20))
    row = get_run(session, run.id)
    assert row is not None
    judged = judge(session, row)
    decision = db.Lis1Decision(
        public_id=public_id("lis1-decision", intake.public_id),
        intake_id=intake_id,
        number=1,
        run_id=run.id,
        state=db.DecisionState.PROPOSED,
        proposed_by_id=people[intake.asked_by],
        proposed_at=at,
        note=NOTE if run.mechanism is BEST else "",
        allocation=allocation_document(judged.result),
    )
    session.add(decision)
    session.flush()
    assert decision.id is not None
    about = {"decision": decision.public_id, "run": letter(run.number)}
    _log(session, intake, "lis1.decision_proposed", about, people[intake.asked_by], at)
    for person in intake.decided_by:
        said = db.Lis1Approval(
            decision_id=decision.id, person_id=people[person], verdict=db.Verdict.APPROVES, at=at
        )
        session.add(said)
        _log(session, intake, "lis1.decision_approved", about, people[person], at)
    session.flush()
    if intake.decided_on is not None:
        _decide(session, intake_id, intake, decision, at)
        _log(session, intake, "lis1.decision_made", about, people[intake.decided_by[-1]], at)
    session.flush()


def _decide(
    session: Session, intake_id: int, intake: DemoIntake, decision: db.Lis1Decision, at: datetime
) -> None:
    run = get_run(session, decision.run_id)
    shown = find_decision(session, intake_id, decision.public_id)
    assert run is not None and shown is not None and intake.decided_on is not None
    sitting = load(session, intake_id, run, shown, intake.decided_on)
    decision.minutes = draft_minutes(session, sitting, at)
    decision.state, decision.decided_at = db.DecisionState.DECIDED, at
    why = {each.candidate: reason_document(each) for each in sitting.judged.reasons}
    keys = {
        row.id: row.key
        for row in session.exec(
            select(db.Lis1Candidate).where(col(db.Lis1Candidate.intake_id) == intake_id)
        )
    }
    for offer in session.exec(select(db.Lis1Offer).where(db.Lis1Offer.intake_id == intake_id)):
        offer.decision_id, offer.reason = decision.id, why[keys[offer.candidate_id]]


def _log_draw(session: Session, intake: DemoIntake, people: dict[str, int]) -> None:
    if intake.asked_by is None:
        return
    by, draw = people[intake.asked_by], intake.draw
    if draw is None:
        assert intake.decide_on is not None
        _log(session, intake, "lis1.draw_by_hand", {}, by, _at(intake.decide_on))
        return
    about = {"count": len(intake.candidates), "public_source": draw.public_source}
    _log(session, intake, "lis1.draw_committed", about, by, _at(draw.committed_on))
    _log(session, intake, "lis1.draw_revealed", {}, by, _at(draw.revealed_on))


def _log(
    session: Session,
    intake: DemoIntake,
    action: str,
    details: dict[str, Any],
    by: int,
    at: datetime,
) -> None:
    subject = ("lis1_intake", intake.public_id)
    audit.add_event(session, at=at, by=by, action=action, subject=subject, details=details)


def _at(day: date) -> datetime:
    return datetime.combine(day, time(7, 15), UTC)
