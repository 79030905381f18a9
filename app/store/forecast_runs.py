"""Forecast runs and what they gave: asked for, taken up, followed, read.

The worker takes one run at a time while it holds the job's lock; so a run that stands as running
when the next one is taken was left by a process that died. Nothing here commits.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, cast
from uuid import uuid4

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db.tables import (
    ForecastAssumption,
    ForecastKind,
    ForecastResult,
    ForecastRun,
    ForecastScenario,
    ForecastScenarioVersion,
    Person,
    RunState,
    StaffDataSet,
)

OPEN = (RunState.WAITING, RunState.RUNNING)
SHOWN = (RunState.DONE, RunState.STOPPED)
"""Ends that leave something to show."""
INTERRUPTED = "interrupted"
"""Stands in `error` of a run whose process died once; the next time it has failed."""


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A run as stored, without its document and results, which are large."""

    id: int
    public_id: str
    region_id: int
    kind: ForecastKind
    scenario_version_id: int | None
    """None: as now."""
    scenario: str | None
    """Public id of the scenario."""
    scenario_name: str | None
    scenario_number: int | None
    """Which version of the scenario."""
    data_set_id: int | None
    is_demo: bool
    """Its staff data are invented."""
    as_of: date
    target_year: int
    first_year: int
    years: int
    paths: int
    seed: int
    state: RunState
    asked_by_id: int | None
    asked_by: str | None
    asked_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    done: int
    total: int
    stop_asked_at: datetime | None
    input_hash: str | None
    code_version: str
    error: str | None

    @property
    def is_open(self) -> bool:
        """Whether it waits or goes on."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class StoredSummary:
    """The few figures of one specialty in a run."""

    code: str
    summary: dict[str, Any]
    provenance: dict[str, Any]


@dataclass(frozen=True, slots=True)
class StoredResult:
    """Everything a run keeps of one specialty."""

    code: str
    case: dict[str, Any]
    provenance: dict[str, Any]
    result: dict[str, Any]
    summary: dict[str, Any]


# --- Asking and reading ---


def add_run(
    session: Session,
    region_id: int,
    kind: ForecastKind,
    *,
    scenario_version_id: int | None,
    data_set_id: int | None,
    as_of: date,
    first_year: int,
    target_year: int,
    years: int,
    paths: int,
    seed: int,
    by: int | None,
    now: datetime,
) -> str:
    """A run that waits; its public id."""
    public_id = uuid4().hex
    session.add(
        ForecastRun(
            public_id=public_id,
            region_id=region_id,
            kind=kind,
            scenario_version_id=scenario_version_id,
            data_set_id=data_set_id,
            as_of=as_of,
            first_year=first_year,
            target_year=target_year,
            years=years,
            paths=paths,
            seed=seed,
            state=RunState.WAITING,
            asked_by_id=by,
            asked_at=now,
        )
    )
    session.flush()
    return public_id


def find_run(session: Session, region_id: int, public_id: str) -> StoredRun | None:
    """One run of this region."""
    which = (col(ForecastRun.region_id) == region_id, col(ForecastRun.public_id) == public_id)
    return next(iter(_rows(session, *which)), None)


def get_run(session: Session, run_id: int) -> StoredRun | None:
    """One run by its row id."""
    return next(iter(_rows(session, col(ForecastRun.id) == run_id)), None)


def newest(
    session: Session,
    region_id: int,
    scenario_version_id: int | None = None,
    *,
    target_year: int | None = None,
    kind: ForecastKind = ForecastKind.OUTLOOK,
    states: Iterable[RunState] = SHOWN,
) -> StoredRun | None:
    """The newest run of a region that ended with something to show; None as scenario: as now.

    A whole one goes before one that was stopped on the way.
    """
    which = [
        col(ForecastRun.region_id) == region_id,
        col(ForecastRun.kind) == kind,
        col(ForecastRun.state).in_(tuple(states)),
        _is_version(scenario_version_id),
    ]
    if target_year is not None:
        which.append(col(ForecastRun.target_year) == target_year)
    return next(iter(_rows(session, *which, most=1)), None)


def newest_by_version(
    session: Session, region_id: int, target_year: int | None = None
) -> dict[int | None, StoredRun]:
    """The newest run with something to show of each scenario version; None: as now."""
    which = [
        col(ForecastRun.region_id) == region_id,
        col(ForecastRun.kind) == ForecastKind.OUTLOOK,
        col(ForecastRun.state).in_(SHOWN),
    ]
    if target_year is not None:
        which.append(col(ForecastRun.target_year) == target_year)
    found: dict[int | None, StoredRun] = {}
    for row in _rows(session, *which):
        found.setdefault(row.scenario_version_id, row)
    return found


def open_runs(session: Session, region_id: int) -> tuple[StoredRun, ...]:
    """Runs of the region that wait or go on, the newest first."""
    return _rows(session, col(ForecastRun.region_id) == region_id, col(ForecastRun.state).in_(OPEN))


def has_new_assumptions(session: Session, region_id: int, since: datetime) -> bool:
    """Whether anybody has said or taken back anything about the inputs since a moment."""
    found = session.execute(
        sa.select(col(ForecastAssumption.id))
        .where(
            col(ForecastAssumption.region_id) == region_id,
            sa.or_(
                col(ForecastAssumption.entered_at) > since,
                col(ForecastAssumption.withdrawn_at) > since,
            ),
        )
        .limit(1)
    ).first()
    return found is not None


def _is_version(version_id: int | None) -> sa.ColumnElement[bool]:
    column = col(ForecastRun.scenario_version_id)
    return column.is_(None) if version_id is None else column == version_id


def _rows(
    session: Session, *which: sa.ColumnElement[bool], most: int | None = None
) -> tuple[StoredRun, ...]:
    plain = {each.name for each in fields(StoredRun)} & set(ForecastRun.model_fields)
    named = {
        **{name: getattr(ForecastRun, name) for name in plain},
        "scenario": col(ForecastScenario.public_id),
        "scenario_name": col(ForecastScenario.name),
        "scenario_number": col(ForecastScenarioVersion.number),
        "is_demo": sa.func.coalesce(col(StaffDataSet.is_demo), sa.false()),
        "asked_by": Person,
    }
    order = [each.name for each in fields(StoredRun)]
    rows = session.execute(
        sa.select(*(named[name] for name in order))
        .select_from(ForecastRun)
        .outerjoin(
            ForecastScenarioVersion,
            col(ForecastScenarioVersion.id) == col(ForecastRun.scenario_version_id),
        )
        .outerjoin(
            ForecastScenario, col(ForecastScenario.id) == col(ForecastScenarioVersion.scenario_id)
        )
        .outerjoin(StaffDataSet, col(StaffDataSet.id) == col(ForecastRun.data_set_id))
        .outerjoin(Person, col(Person.id) == col(ForecastRun.asked_by_id))
        .where(*which)
        .order_by(
            col(ForecastRun.state) == RunState.STOPPED,
            sa.func.coalesce(col(ForecastRun.finished_at), col(ForecastRun.asked_at)).desc(),
            col(ForecastRun.id).desc(),
        )
        .limit(most)
    )
    made = []
    for row in rows:
        values = dict(zip(order, row, strict=True))
        person = values["asked_by"]
        values["asked_by"] = None if person is None else person.name
        values["is_demo"] = bool(values["is_demo"])
        made.append(StoredRun(**values))
    return tuple(made)


def load_document(session: Session, run_id: int) -> dict[str, Any] | None:
    """What belongs to the whole run; None while there is nothing."""
    return session.execute(
        sa.select(col(ForecastRun.document)).where(col(ForecastRun.id) == run_id)
    ).scalar()


def load_summaries(session: Session, run_id: int) -> tuple[StoredSummary, ...]:
    """The figures of every specialty of a run, without the large documents; one query."""
    rows = session.execute(
        sa.select(
            col(ForecastResult.specialty_code),
            col(ForecastResult.summary),
            col(ForecastResult.provenance),
        )
        .where(col(ForecastResult.run_id) == run_id)
        .order_by(col(ForecastResult.id))
    )
    return tuple(StoredSummary(*row) for row in rows)


def load_results(session: Session, run_id: int) -> tuple[StoredResult, ...]:
    """Everything of every specialty of a run; one query, some megabytes."""
    return _results(session, col(ForecastResult.run_id) == run_id)


def load_result(session: Session, run_id: int, code: str) -> StoredResult | None:
    """Everything of one specialty of a run."""
    which = (col(ForecastResult.run_id) == run_id, col(ForecastResult.specialty_code) == code)
    return next(iter(_results(session, *which)), None)


def _results(session: Session, *which: sa.ColumnElement[bool]) -> tuple[StoredResult, ...]:
    rows = session.execute(
        sa.select(
            col(ForecastResult.specialty_code),
            col(ForecastResult.case),
            col(ForecastResult.provenance),
            col(ForecastResult.result),
            col(ForecastResult.summary),
        )
        .where(*which)
        .order_by(col(ForecastResult.id))
    )
    return tuple(StoredResult(*row) for row in rows)


# --- The worker ---


def has_waiting(session: Session) -> bool:
    """Whether any run waits or stands as running."""
    found = session.execute(
        sa.select(col(ForecastRun.id)).where(col(ForecastRun.state).in_(OPEN)).limit(1)
    ).first()
    return found is not None


def give_back_left(session: Session, now: datetime) -> tuple[int, ...]:
    """Make runs wait again that a dead process left; one that was left before has failed.

    Returns the row ids of those that have failed.
    """
    failed = []
    left = session.execute(
        sa.select(ForecastRun).where(col(ForecastRun.state) == RunState.RUNNING)
    ).scalars()
    for row in left.all():
        if row.error == INTERRUPTED:
            row.state, row.finished_at = RunState.FAILED, now
            failed.append(row.id or 0)
        else:
            row.state, row.started_at, row.error = RunState.WAITING, None, INTERRUPTED
        session.add(row)
    session.flush()
    return tuple(failed)


def take_next(session: Session, now: datetime) -> StoredRun | None:
    """The run that has waited longest, now running; None when none waits."""
    found = session.execute(
        sa.select(col(ForecastRun.id))
        .where(col(ForecastRun.state) == RunState.WAITING)
        .order_by(col(ForecastRun.asked_at), col(ForecastRun.id))
        .limit(1)
    ).scalar()
    return None if found is None else take(session, found, now)


def take(session: Session, run_id: int, now: datetime) -> StoredRun | None:
    """A run that waits, now running and without results; None when it does not wait."""
    values = {"state": RunState.RUNNING, "started_at": now, "done": 0}
    if not _change(session, run_id, (RunState.WAITING,), **values):
        return None
    session.execute(sa.delete(ForecastResult).where(col(ForecastResult.run_id) == run_id))
    return get_run(session, run_id)


def set_inputs(
    session: Session, run_id: int, *, data_set_id: int | None, as_of: date, first_year: int
) -> None:
    """What a run rests on, which may be newer than what there was when somebody asked."""
    values = {"data_set_id": data_set_id, "as_of": as_of, "first_year": first_year}
    _change(session, run_id, (RunState.RUNNING,), **values)


def add_result(
    session: Session,
    run_id: int,
    code: str,
    *,
    case: Mapping[str, Any],
    provenance: Mapping[str, Any],
    result: Mapping[str, Any],
    summary: Mapping[str, Any],
) -> None:
    """Keep what a run gave for a specialty."""
    session.add(
        ForecastResult(
            run_id=run_id,
            specialty_code=code,
            case=dict(case),
            provenance=dict(provenance),
            result=dict(result),
            summary=dict(summary),
        )
    )


def set_progress(session: Session, run_id: int, done: int, total: int) -> None:
    """How far a run is."""
    _change(session, run_id, (RunState.RUNNING,), done=done, total=total)


def is_stop_asked(session: Session, run_id: int) -> bool:
    """Whether somebody has asked a run to stop."""
    return (
        session.execute(
            sa.select(col(ForecastRun.stop_asked_at)).where(col(ForecastRun.id) == run_id)
        ).scalar()
        is not None
    )


def finish(session: Session, run_id: int, state: RunState, at: datetime, **values: Any) -> None:
    """Write how a run ended, unless somebody cancelled it meanwhile."""
    _change(session, run_id, (RunState.RUNNING,), state=state, finished_at=at, **values)


def wait_again(session: Session, run_id: int) -> None:
    """Let a run wait that was interrupted on purpose."""
    _change(session, run_id, (RunState.RUNNING,), state=RunState.WAITING, started_at=None)


def ask_stop(session: Session, run_id: int, now: datetime) -> bool:
    """Ask a run to stop and keep what is done; one that waits is cancelled. False: it was over."""
    cancelled = _change(
        session, run_id, (RunState.WAITING,), state=RunState.CANCELLED, finished_at=now
    )
    return bool(cancelled or _change(session, run_id, (RunState.RUNNING,), stop_asked_at=now))


def _change(session: Session, run_id: int, states: Iterable[RunState], **values: Any) -> int:
    named = {getattr(ForecastRun, name): value for name, value in values.items()}
    changed = session.execute(
        sa.update(ForecastRun)
        .where(col(ForecastRun.id) == run_id, col(ForecastRun.state).in_(tuple(states)))
        .values(named)
        .execution_options(synchronize_session=False)
    )
    return int(cast(Any, changed).rowcount)
