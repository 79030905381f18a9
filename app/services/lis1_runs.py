"""Runs of a LIS1 intake: asking for them, putting them aside, and what one gives with changes.

The worker shares out (`lis1_run_worker`); nothing here loads the solver.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from app.actors import Actor
from app.db.tables import Lis1Change, Lis1Intake
from app.services import lis1_runs_read as read
from app.services.lis1_case import load_case
from app.services.lis1_intakes_holds import findings
from app.services.lis1_words import letter
from app.services.wording import listed
from app.store import audit, jobs
from app.store import lis1_desk as desk_store
from app.store import lis1_runs as store
from app.store.lis1_runs import RunRow
from rotations.lis1 import manual, validation
from rotations.lis1.figures import Figures, figures
from rotations.lis1.reasons import Reason, reasons
from rotations.lis1.results import ManualChange, Mechanism, Result
from rotations.lis1.types import Intake
from rotations.lis1.what_if import WhatIf

JOB = "lis1_runs"


class NotReadyError(RuntimeError):
    """The intake cannot be shared out yet; its text is a sentence for the page."""


class HasId(Protocol):
    """A run as a row of either kind."""

    @property
    def id(self) -> int | None:
        """Its row id."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A finished run with the changes made to it by hand, and all that follows."""

    intake: Intake
    """As it was run."""
    first: Result
    """Before any change."""
    result: Result
    figures: Figures
    reasons: tuple[Reason, ...]
    what_ifs: Mapping[str, tuple[WhatIf, ...] | None]
    """For the run before changes; None: not reckoned."""
    changes: tuple[Lis1Change, ...]


def is_drawn(intake: Lis1Intake) -> bool:
    """Whether there is an order to share out by."""
    return intake.revealed_on is not None or bool(intake.drawn_by_hand)


def lacks(session: Session, intake: Lis1Intake) -> str | None:
    """What must be done before anything can be shared out, in a sentence; None: nothing."""
    if not is_drawn(intake):
        return _("Ingenting kan fordeles før det er trukket.")
    assert intake.id is not None
    without = store.keys_without_wishes(session, intake.id)
    if without:
        return ngettext(
            "%(keys)s har ingen ønsker. Legg inn ønsker, eller ta kandidaten ut av inntaket.",
            "%(keys)s har ingen ønsker. Legg inn ønsker, eller ta kandidatene ut av inntaket.",
            len(without),
            keys=listed(without),
        )
    return None


def _unsound(session: Session, intake_id: int) -> str | None:
    """The first thing in the intake that does not hold together, in a sentence."""
    stored, intake = load_case(session, intake_id)
    if not validation.problems(intake):
        return None
    wrong = [each for each in findings(stored, intake) if each.is_wrong]
    if not wrong:
        return _("Inntaket henger ikke sammen. Se gjennom kandidatene før dere fordeler.")
    return _(
        "Inntaket henger ikke sammen. %(where)s: %(what)s",
        where=wrong[0].where,
        what=wrong[0].text,
    )


def ask(
    session: Session,
    actor: Actor,
    intake_id: int,
    mechanisms: Sequence[Mechanism],
    rules_id: int | None = None,
    is_hidden: bool = False,
    *,
    now: datetime,
) -> list[str]:
    """Ask the worker for one run per way; their public ids. `intake_id` is the row's id.

    With `rules_id` by another version of the rules than the intake's own. A run of the same way
    and rules that is not over is the answer instead of a new one. Raises NotReadyError before the
    draw and while somebody has no wishes, LookupError when there is no such intake.
    """
    intake = store.lock_intake(session, intake_id)
    if intake is None:
        raise LookupError(intake_id)
    missing = lacks(session, intake)
    missing = missing or _unsound(session, intake_id)
    if missing is not None:
        session.rollback()
        raise NotReadyError(missing)
    rules = intake.rules_id if rules_id is None else rules_id
    going = {
        (each.mechanism, each.rules_id, each.is_hidden): each.public_id
        for each in store.list_runs(session, intake_id, with_hidden=True)
        if each.is_open
    }
    found = []
    for mechanism in mechanisms:
        public_id = going.get((mechanism, rules, is_hidden)) or store.add_run(
            session, intake_id, mechanism, rules, by=actor.person_id, now=now, is_hidden=is_hidden
        )
        found.append(public_id)
    jobs.request_run(session, JOB, by=actor.person_id, now=now)
    audit.add_event(
        session,
        at=now,
        by=actor.person_id,
        action="lis1.runs_asked",
        subject=("lis1_intake", intake.public_id),
        details={"mechanisms": [each.value for each in mechanisms], "is_trial": is_hidden},
    )
    session.commit()
    return found


def cancel(session: Session, actor: Actor, intake: Lis1Intake, *, now: datetime) -> int:
    """Cancel the runs that wait or go on; how many."""
    assert intake.id is not None
    cancelled = store.cancel(session, intake.id, now)
    if cancelled:
        log(session, actor, intake, "lis1.runs_cancelled", {"runs": cancelled}, now)
        session.commit()
    return cancelled


def put_aside(
    session: Session, actor: Actor, intake: Lis1Intake, run: RunRow, *, aside: bool, now: datetime
) -> bool:
    """Put a run aside, or take it back; False when it was so already."""
    if not store.set_hidden(session, run.id, is_hidden=aside):
        return False
    action = "lis1.run_put_aside" if aside else "lis1.run_taken_back"
    log(session, actor, intake, action, {"run": letter(run.number)}, now)
    session.commit()
    return True


def is_decided_on(session: Session, run: RunRow) -> bool:
    """Whether a decision on this run is open or made."""
    decision = desk_store.find_decision(session, run.intake_id)
    return decision is not None and decision.run_id == run.id


def ask_what_if(session: Session, actor: Actor, run: RunRow, key: str, *, now: datetime) -> bool:
    """Ask the worker what would have given one candidate something else."""
    if not store.set_asked(session, run.id, key):
        session.rollback()
        return False
    jobs.request_run(session, JOB, by=actor.person_id, now=now)
    session.commit()
    return True


def allocation_of(session: Session, run: HasId) -> Result:
    """Who gets what by a finished run, with the changes made by hand, in order.

    Raises LookupError for a run without a result.
    """
    assert run.id is not None
    intake, first, _people = _documents(session, run.id)
    rows = store.list_changes(session, (run.id,)).get(run.id, ())
    return changed(intake, first, rows)


def judge(session: Session, run: HasId) -> Judged:
    """A finished run with everything that the pages say of it. Two queries.

    Raises LookupError for a run without a result.
    """
    assert run.id is not None
    documents = store.load_documents(session, run.id)
    if documents is None:
        raise LookupError(run.id)
    case, document = documents
    intake, first = read.intake_of(case), read.result_of(document)
    rows = tuple(store.list_changes(session, (run.id,)).get(run.id, ()))
    result = changed(intake, first, rows)
    return Judged(
        intake,
        first,
        result,
        figures(intake, result) if rows else read.figures_of(document["figures"]),
        reasons(intake, result)
        if rows
        else tuple(read.reason_of(each) for each in document["people"]),
        {each["candidate"]: read.what_ifs_of(each) for each in document["people"]},
        rows,
    )


def changed(intake: Intake, first: Result, rows: Sequence[Lis1Change]) -> Result:
    """A run with changes made to it. They were allowed when made, and the run never changes."""
    result = first
    for row in rows:
        effect = manual.change(intake, result, change_of(row))
        if isinstance(effect, manual.Refused):
            raise RuntimeError(f"change {row.seq} of run {row.run_id} does not hold")
        result = effect.result
    return result


def change_of(row: Lis1Change) -> ManualChange:
    """A stored change as the engine takes it."""
    return ManualChange(row.candidate_key, row.seat_key, row.reason, row.swap_with_key)


def _documents(session: Session, run_id: int) -> tuple[Intake, Result, object]:
    documents = store.load_documents(session, run_id)
    if documents is None:
        raise LookupError(run_id)
    case, document = documents
    return read.intake_of(case), read.result_of(document), document["people"]


def log(
    session: Session,
    actor: Actor,
    intake: Lis1Intake,
    action: str,
    details: dict[str, object],
    now: datetime,
) -> None:
    """Write a line of the council's log."""
    audit.add_event(
        session,
        at=now,
        by=actor.person_id,
        action=action,
        subject=("lis1_intake", intake.public_id),
        details=details,
    )
