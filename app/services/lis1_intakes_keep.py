"""Keeping what is written about an intake: who may, what changed, and its line in the log."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from app.actors import Actor, organisations_of
from app.db.tables import Lis1Intake
from app.roles import Role
from app.services.lis1_intakes_rules import Part, fixed_words, may
from app.services.logbook_form import Problem
from app.services.places_changes import plain_value
from app.services.places_fields import Draft
from app.store import access as access_store
from app.store import audit
from app.store import lis1_intakes as store

INTAKE = "lis1_intake"
"""What the log calls the subject of every change here; its key is the intake's public id."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Who changes which intake, and when."""

    actor: Actor
    intake: Lis1Intake
    today: date
    now: datetime

    @property
    def intake_id(self) -> int:
        """Row id of the intake."""
        assert self.intake.id is not None
        return self.intake.id

    @property
    def subject(self) -> tuple[str, str]:
        """The intake as the log names it."""
        return INTAKE, self.intake.public_id


@dataclass(frozen=True, slots=True)
class Change:
    """A change to write: its name in the log, what the log tells of it, and how it is written.

    `write` is False when somebody was faster. `tell` are details that stand in the log whether
    they changed or not, such as the key of a seat.
    """

    action: str
    write: Callable[[Mapping[str, Any]], bool]
    tell: Mapping[str, Any]
    part: Part


def councils_of(session: Session, actor: Actor) -> frozenset[int] | None:
    """The organisations whose councils the actor sits on; None: all."""
    mine = organisations_of(actor, Role.COUNCIL)
    return None if mine is None else access_store.with_children(session, set(mine))


def keep(session: Session, desk: Desk, draft: Draft, change: Change) -> Draft | None:
    """Write a judged form with its line in the log; commits. The draft when it cannot be kept."""
    if draft.is_stale or draft.problems or draft.values is None:
        session.rollback()
        return draft
    before = draft.stored.values if draft.stored else {}
    changed = sorted(name for name, new in draft.values.items() if before.get(name) != new)
    if draft.stored is not None and not changed:
        session.rollback()
        return None
    if not _is_allowed(session, desk, change.part):
        # Rolling back forgets the row, so that its state is read as it is now.
        session.rollback()
        return replace(draft, problems=(refusal(desk.intake),))
    if not change.write(draft.values):
        session.rollback()
        return replace(draft, is_stale=True)
    details = {
        **change.tell,
        "before": {name: plain_value(before[name]) for name in changed if name in before},
        "after": {name: plain_value(draft.values[name]) for name in changed},
    }
    log(session, desk, change.action, details)
    session.commit()
    return None


def keep_plain(
    session: Session, desk: Desk, part: Part, action: str, tell: Mapping[str, Any], is_done: bool
) -> Problem | None:
    """Commit what was just written without a form, with its line in the log; else why not."""
    if not is_done or not _is_allowed(session, desk, part):
        session.rollback()
        return changed_meanwhile() if may(desk.intake, part) else refusal(desk.intake)
    log(session, desk, action, tell)
    session.commit()
    return None


def refusal(intake: Lis1Intake) -> Problem:
    """What cannot be changed in the state that an intake is in."""
    return Problem("version", fixed_words(intake))


def changed_meanwhile() -> Problem:
    """Somebody was faster."""
    return Problem(
        "version", _("Noen andre endret dette etter at du åpnet siden. Se på det som står nå.")
    )


def log(session: Session, desk: Desk, action: str, tell: Mapping[str, Any]) -> None:
    """One line in the council's log, in the transaction of what it tells."""
    audit.add_event(
        session,
        at=desk.now,
        by=desk.actor.person_id,
        action=f"lis1.{action}",
        subject=desk.subject,
        details=dict(tell),
    )


def _is_allowed(session: Session, desk: Desk, part: Part) -> bool:
    return may(desk.intake, part) and store.hold_state(session, desk.intake_id, desk.intake.state)
