"""The doctor begins objectives and registers learning activities."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session

from app.actors import Actor
from app.store import audit, learning
from app.store.learning import Home
from app.store.signing import SignableRef
from pathways.signing import SignableKind

MOST_AT_ONCE = 50
IDENTIFIER = re.compile(r"[A-ZÆØÅ0-9][A-ZÆØÅ0-9.-]{0,19}")


def read_identifiers(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(identifiers, what is none) out of a line such as `VOP-031, vop-032`."""
    words = dict.fromkeys(part.upper() for part in re.split(r"[\s,;]+", text) if part)
    good = tuple(word for word in words if IDENTIFIER.fullmatch(word))
    return good[:MOST_AT_ONCE], tuple(word for word in words if word not in good)


def begin_objectives(
    session: Session,
    actor: Actor,
    home: Home,
    objective_set: str,
    identifiers: Sequence[str],
    *,
    now: datetime,
) -> tuple[str, ...]:
    """Begin those that are not begun, and commit; returns them."""
    begun = learning.begun_identifiers(session, home.enrolment_id, objective_set)
    fresh = tuple(each for each in dict.fromkeys(identifiers) if each not in begun)
    for identifier in fresh:
        learning.add_objective(session, home.enrolment_id, objective_set, identifier)
        audit.add_event(
            session,
            at=now,
            by=actor.person_id,
            action="objective.begun",
            subject=("enrolment", str(home.enrolment_id)),
            details={"set": objective_set, "identifier": identifier},
        )
    session.commit()
    return fresh


def add_activity(
    session: Session,
    actor: Actor,
    home: Home,
    *,
    name: str,
    done_on: date,
    objective_id: int | None,
    now: datetime,
) -> SignableRef | None:
    """Register a learning activity, and commit; None when the objective is not the doctor's."""
    if objective_id is not None and not learning.objective_of(
        session, home.enrolment_id, objective_id
    ):
        return None
    activity_id = learning.add_activity(
        session, home.enrolment_id, name=name, done_on=done_on, objective_id=objective_id
    )
    audit.add_event(
        session,
        at=now,
        by=actor.person_id,
        action="activity.registered",
        subject=(str(SignableKind.ACTIVITY), str(activity_id)),
    )
    session.commit()
    return SignableRef(SignableKind.ACTIVITY, activity_id, 1)
