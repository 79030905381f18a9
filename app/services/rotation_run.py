"""Asking the planner for a proposal, following it, ending it. The worker does the work."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from app.db.tables import RunKind, VersionState
from app.services.start_pages import WORKER_SILENT_AFTER
from app.store import audit, jobs
from app.store import rotation_runs as store
from app.store import rotations as plans
from app.store.rotation_runs import RunRow
from app.store.rotation_values import PlanHead
from rotations.types.case import Lock

JOB = "rotation_planner"


class Length(StrEnum):
    """How long a run may search; what the form offers."""

    SHORT = "kort"
    LONG = "lang"


SECONDS = {Length.SHORT: 60, Length.LONG: 300}


EDITABLE = (VersionState.DRAFT,)
ASKABLE = (VersionState.DRAFT, VersionState.PROPOSED, VersionState.PUBLISHED)
MOST_WAITING = 20
"""Runs of one version that may wait for each other."""


class NoDraftError(LookupError):
    """The plan has no draft to plan on."""


class BusyError(RuntimeError):
    """Too many questions about the version wait already."""


def request(
    session: Session,
    version_id: int,
    kind: RunKind,
    *,
    by: int,
    options: dict[str, Any],
    now: datetime,
) -> str:
    """Ask for a run on a draft; its public id. One that is not over is the answer instead: the
    same question, or for a plan any other run that makes one. `options`: mode, seconds, seed; for
    a repair `locks` (`lock_option`); for a question `question`, which a published version answers
    as well.

    Raises NoDraftError when the version cannot be edited or asked, BusyError when too many
    questions wait.
    """
    version = plans.lock_version(session, version_id)
    question = options.get(store.QUESTION)
    if version is None or version.state not in (ASKABLE if question else EDITABLE):
        raise NoDraftError(version_id)
    open_runs = store.open_runs_of(session, version_id)
    for each in open_runs:
        if each.options.get(store.QUESTION) == question:
            return each.public_id
    if len(open_runs) > MOST_WAITING:
        raise BusyError(version_id)
    public_id = store.add_run(
        session, version_id, kind, by=by, now=now, at_edit=version.last_edit, options=options
    )
    jobs.request_run(session, JOB, by=by, now=now)
    audit.add_event(
        session,
        at=now,
        by=by,
        action="rotation.run_asked",
        subject=("rotation_run", public_id),
        details={"kind": kind.value, "version": version.public_id, "question": question},
    )
    session.commit()
    return public_id


def lock_option(lock: Lock) -> dict[str, Any]:
    """A lock as an option of a repair."""
    return {
        "doctor": lock.doctor,
        "block": lock.block,
        "site": lock.site,
        "first": lock.first,
        "last": lock.last,
        "reason": lock.reason,
    }


def options_of(length: str, seed: str = "") -> dict[str, Any]:
    """The options that a form asks for; what cannot be read is the usual."""
    known = Length(length) if length in tuple(Length) else Length.SHORT
    options: dict[str, Any] = {"seconds": SECONDS[known]}
    if seed.isdecimal():
        options["seed"] = int(seed[:9])
    return options


def find(session: Session, plan: PlanHead, run_id: str) -> RunRow | None:
    """A run of this plan; None when it is another's, or not there."""
    row = store.find_run(session, run_id)
    if row is None:
        return None
    version = plans.find_version(session, row.version_id)
    return row if version is not None and version.plan.id == plan.id else None


def end(session: Session, row: RunRow, *, keep: bool, by: int, now: datetime) -> bool:
    """Ask a run to stop and keep its best, or to cancel; False when it was over already."""
    is_asked = store.ask_to_end(session, row.id, keep=keep, now=now)
    if is_asked:
        audit.add_event(
            session,
            at=now,
            by=by,
            action="rotation.run_stopped" if keep else "rotation.run_cancelled",
            subject=("rotation_run", row.public_id),
        )
        session.commit()
    return is_asked


def is_worker_silent(session: Session, now: datetime) -> bool:
    """Whether the background jobs stand still."""
    seen = jobs.worker_seen_at(session)
    return seen is None or now - seen > WORKER_SILENT_AFTER
