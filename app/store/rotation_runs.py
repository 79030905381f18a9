"""Runs of the rotation planner: asked for, taken up, followed, finished, listed.

The worker takes one run at a time while it holds the job's lock; so a run that stands as running
when the next one is taken was left by a process that died. Nothing here commits.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from app.db.tables import Person, RotationRun, RotationVersion, RunKind, RunState

OPEN = (RunState.WAITING, RunState.RUNNING)
ATTEMPTS = "attempts"
"""Key in `options`: how many times the run has been taken up."""
QUESTION = "question"
"""Key in `options`: what is asked of the plan; a run without it makes or mends a plan."""
SUMMARY = "summary"
"""Key in the result of a question: the answer in a few numbers."""
MOST_ANSWERS = 500


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run as stored, without the case and the result, which are large."""

    id: int
    public_id: str
    version_id: int
    kind: RunKind
    state: RunState
    asked_by_id: int | None
    asked_by: str | None
    asked_at: datetime
    at_edit: int
    options: dict[str, Any]
    software: dict[str, Any]
    started_at: datetime | None
    finished_at: datetime | None
    progress: dict[str, Any]
    stop_asked: bool
    cancel_asked: bool
    taken_over_as: int | None
    error: str | None

    @property
    def is_open(self) -> bool:
        """Whether it waits or goes on."""
        return self.state in OPEN


def add_run(
    session: Session,
    version_id: int,
    kind: RunKind,
    *,
    by: int | None,
    now: datetime,
    at_edit: int,
    options: dict[str, Any],
) -> str:
    """A run that waits; its public id."""
    public_id = uuid4().hex
    session.add(
        RotationRun(
            public_id=public_id,
            version_id=version_id,
            kind=kind,
            state=RunState.WAITING,
            asked_by_id=by,
            asked_at=now,
            at_edit=at_edit,
            options=options,
        )
    )
    session.flush()
    return public_id


def find_run(session: Session, public_id: str) -> RunRow | None:
    """One run."""
    return next(iter(_rows(session, col(RotationRun.public_id) == public_id)), None)


def open_runs_of(session: Session, version_id: int) -> tuple[RunRow, ...]:
    """The version's runs that wait or go on, newest first."""
    which = (col(RotationRun.version_id) == version_id, col(RotationRun.state).in_(OPEN))
    return _rows(session, *which)


def list_answers(
    session: Session, plan_id: int
) -> tuple[tuple[RunRow, int, dict[str, Any] | None], ...]:
    """The newest questions about a plan, newest first: the run, its version's number, and the
    answer's summary. One query, and the large documents stay where they are."""
    rows = session.execute(
        _selected()
        .add_columns(col(RotationVersion.number), col(RotationRun.result)[SUMMARY])
        .join(RotationVersion, col(RotationVersion.id) == col(RotationRun.version_id))
        .where(col(RotationVersion.plan_id) == plan_id, col(RotationRun.kind) == RunKind.EXPLAIN)
        .limit(MOST_ANSWERS)
    )
    return tuple(
        (_run_row(row, person), number, summary)
        for row, person, number, summary in rows
        if QUESTION in row.options
    )


def list_runs(session: Session, plan_id: int, most: int = 20) -> tuple[RunRow, ...]:
    """The newest runs of a plan's versions, newest first."""
    versions = sa.select(col(RotationVersion.id)).where(col(RotationVersion.plan_id) == plan_id)
    return _rows(session, col(RotationRun.version_id).in_(versions))[:most]


def _selected() -> sa.Select[RotationRun, Person]:
    """Runs with who asked, newest first, without the case and the result."""
    return (
        sa.select(RotationRun, Person)
        .outerjoin(Person, col(Person.id) == col(RotationRun.asked_by_id))
        .order_by(col(RotationRun.asked_at).desc(), col(RotationRun.id).desc())
        .options(
            defer(cast(Any, RotationRun.case)),
            defer(cast(Any, RotationRun.result)),
        )
        .execution_options(populate_existing=True)
    )


def _rows(session: Session, *which: sa.ColumnElement[bool]) -> tuple[RunRow, ...]:
    rows = session.execute(_selected().where(*which))
    return tuple(_run_row(row, person) for row, person in rows)


def _run_row(row: RotationRun, person: Person | None) -> RunRow:
    return RunRow(
        cast(int, row.id),
        row.public_id,
        row.version_id,
        row.kind,
        row.state,
        row.asked_by_id,
        person.name if person else None,
        row.asked_at,
        row.at_edit,
        row.options,
        row.software,
        row.started_at,
        row.finished_at,
        row.progress,
        row.stop_asked,
        row.cancel_asked,
        row.taken_over_as,
        row.error,
    )


def load_result(session: Session, run_id: int) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """The case as solved and the result; None when the run has none."""
    row = session.execute(
        sa.select(col(RotationRun.case), col(RotationRun.result)).where(
            col(RotationRun.id) == run_id
        )
    ).first()
    if row is None or row[0] is None or row[1] is None:
        return None
    return row[0], row[1]


def ask_to_end(session: Session, run_id: int, *, keep: bool, now: datetime) -> bool:
    """Ask a run to stop (`keep` the best so far) or to cancel; one that waits ends at once.

    False when it is over already.
    """
    waiting = _change(
        session,
        run_id,
        (RunState.WAITING,),
        state=RunState.CANCELLED,
        finished_at=now,
    )
    if waiting:
        return True
    asked = {"stop_asked": True} if keep else {"stop_asked": True, "cancel_asked": True}
    return _change(session, run_id, (RunState.RUNNING,), **asked)


def has_waiting(session: Session) -> bool:
    """Whether any run waits, or stands as running."""
    found = session.exec(select(RotationRun.id).where(col(RotationRun.state).in_(OPEN))).first()
    return found is not None


def give_back_left(session: Session, *, most_attempts: int, now: datetime) -> int:
    """Make runs wait again that a dead process left; those tried too often have failed."""
    left = session.exec(select(RotationRun).where(RotationRun.state == RunState.RUNNING)).all()
    for row in left:
        if row.stop_asked or row.options.get(ATTEMPTS, 1) >= most_attempts:
            row.state, row.finished_at = RunState.FAILED, now
            row.error = "interrupted"
        else:
            row.state, row.started_at, row.progress = RunState.WAITING, None, {}
        session.add(row)
    session.flush()
    return len(left)


def take_next(session: Session, now: datetime) -> RunRow | None:
    """The oldest run that waits, now running; None when none waits."""
    row = session.exec(
        select(RotationRun)
        .where(RotationRun.state == RunState.WAITING)
        .order_by(col(RotationRun.asked_at), col(RotationRun.id))
    ).first()
    if row is None:
        return None
    row.state, row.started_at = RunState.RUNNING, now
    row.options = {**row.options, ATTEMPTS: row.options.get(ATTEMPTS, 0) + 1}
    session.add(row)
    session.flush()
    return find_run(session, row.public_id)


def set_case(
    session: Session, run_id: int, case: dict[str, Any], input_hash: str, options: dict[str, Any]
) -> None:
    """Keep the input of a run that goes on, and with its options the plan's settings."""
    _change(session, run_id, (RunState.RUNNING,), case=case, input_hash=input_hash, options=options)


def set_progress(session: Session, run_id: int, progress: Mapping[str, Any]) -> None:
    """Write how far a run is."""
    _change(session, run_id, (RunState.RUNNING,), progress=dict(progress))


def finish(
    session: Session,
    run_id: int,
    state: RunState,
    *,
    at: datetime,
    result: dict[str, Any] | None = None,
    software: dict[str, Any] | None = None,
    error: str | None = None,
) -> None:
    """Write how a run ended."""
    _change(
        session,
        run_id,
        (RunState.RUNNING,),
        state=state,
        finished_at=at,
        result=result,
        software=software or {},
        error=error,
    )


def set_taken_over(session: Session, run_id: int, seq: int) -> None:
    """Remember the edit that took the result over."""
    _change(session, run_id, tuple(RunState), taken_over_as=seq)


def _change(session: Session, run_id: int, states: tuple[RunState, ...], **values: Any) -> bool:
    named = {getattr(RotationRun, name): value for name, value in values.items()}
    changed = session.execute(
        sa.update(RotationRun)
        .where(col(RotationRun.id) == run_id, col(RotationRun.state).in_(states))
        .values(named)
        .execution_options(synchronize_session=False)
    )
    return bool(cast(Any, changed).rowcount)
