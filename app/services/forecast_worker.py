"""Works out the forecasts that somebody has asked for. Called by the worker alone.

One specialty after the other, each written when it is done: a run that is stopped keeps what it
has, and one specialty without sound figures fails by itself and is named.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from importlib.metadata import version
from typing import Any

import structlog
from sqlmodel import Session

from app.db.tables import ForecastKind, ForecastScenarioVersion, RunState
from app.exchange.forecast_files import case_document, input_hash
from app.exchange.forecast_results import answer_document, read_answer
from app.services import forecast_delay_costs
from app.services.forecast_cases import BuiltCase, NoFiguresError, RegionInputs, build, load_region
from app.services.forecast_changes import changes_for
from app.services.forecast_provenance import write_provenance
from app.services.forecast_summary import LEAD, summarise, write_summary
from app.services.message_words import MessageKind
from app.services.messages import tell
from app.store import forecast_runs as store
from app.store.forecast_runs import StoredRun
from app.store.regions import load_regions
from pathways.forecast.answer import answer
from pathways.forecast.capacity import field_of
from pathways.forecast.persons import of_staff
from pathways.forecast.results import Advice, Question
from pathways.forecast.scenarios import apply

log = structlog.get_logger()

Tell = Callable[[int, int], bool]
LONGEST_ERROR = 900


@dataclass(slots=True)
class _Run:
    """A run that is being worked out."""

    session: Session
    row: StoredRun
    today: date
    now: Callable[[], datetime]
    progress: Tell


@dataclass(slots=True)
class _Kept:
    """What belongs to the whole run, gathered specialty by specialty."""

    failed: dict[str, str] = field(default_factory=dict)
    digests: list[str] = field(default_factory=list)
    fields: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Made:
    """One specialty of a run, ready to be kept."""

    case: dict[str, Any]
    provenance: dict[str, Any]
    result: dict[str, Any]
    summary: dict[str, Any]
    digest: str
    lead: Advice | None
    """At the chance that capacity is shared out for."""


def run(session: Session, today: date, now: Callable[[], datetime], progress: Tell) -> str:
    """Take up every run that waits; one sentence on how many. Commits specialty by specialty."""
    for left in store.give_back_left(session, now()):
        _tell(session, store.get_run(session, left), today, now())
    session.commit()
    done = 0
    while progress(done, done + 1):
        row = store.take_next(session, now())
        session.commit()
        if row is None or not _one(_Run(session, row, today, now, progress)):
            break
        done += 1
    return f"Forecasts worked out: {done}."


def run_one(session: Session, run_id: int, today: date, now: Callable[[], datetime]) -> None:
    """Work out one run that waits, by its row id, and no other. Commits specialty by specialty."""
    row = store.take(session, run_id, now())
    session.commit()
    if row is not None:
        _one(_Run(session, row, today, now, lambda _done, _total: True))


def _one(going: _Run) -> bool:
    """Do one run, and write how it ended whatever happens; False: the worker is to stop."""
    session, row = going.session, going.row
    try:
        if row.kind is ForecastKind.BACKTEST:
            return _backtest(going)
        return _outlook(going)
    except Exception as error:
        log.exception("a forecast failed", run=row.public_id)
        session.rollback()
        text = f"{type(error).__name__}: {error}"[:LONGEST_ERROR]
        _end(going, RunState.FAILED, error=text)
        return True


def _backtest(going: _Run) -> bool:
    from app.services.forecast_backtest import work_out as test_back

    inputs = load_region(going.session, going.row.region_id, going.today)
    _rest_on(going, inputs)
    _end(going, RunState.DONE, document=test_back(inputs))
    return True


def _outlook(going: _Run) -> bool:
    session, row = going.session, going.row
    inputs = load_region(session, row.region_id, going.today)
    _rest_on(going, inputs)
    changes, kept = _changes(session, row), _Kept()
    for number, code in enumerate(inputs.codes):
        store.set_progress(session, row.id, number, len(inputs.codes))
        session.commit()
        if store.is_stop_asked(session, row.id):
            state = RunState.STOPPED if kept.digests else RunState.CANCELLED
            _end(going, state, **_whole(inputs, kept))
            return True
        if not going.progress(number, len(inputs.codes)):
            store.wait_again(session, row.id)
            session.commit()
            return False
        _keep(going, inputs, code, changes, kept)
    store.set_progress(session, row.id, len(inputs.codes), len(inputs.codes))
    _end(going, RunState.DONE, **_whole(inputs, kept))
    return True


def _rest_on(going: _Run, inputs: RegionInputs) -> None:
    """Let the run name the data it uses: others may have been read in since somebody asked."""
    values: dict[str, Any] = {
        "data_set_id": None if inputs.data_set is None else inputs.data_set.id,
        "as_of": inputs.as_of,
        "first_year": inputs.base_year + 1,
    }
    store.set_inputs(going.session, going.row.id, **values)
    going.row = replace(going.row, **values)


def _keep(
    going: _Run, inputs: RegionInputs, code: str, changes: Sequence[dict[str, Any]], kept: _Kept
) -> None:
    """Work out a specialty and keep it; one that does not hold is named, and the others go on."""
    row = going.row
    try:
        made = work_out(inputs, code, row, changes)
    except (NoFiguresError, ValueError) as error:
        kept.failed[code] = str(error)
        return
    except Exception as error:
        log.exception("a specialty failed", run=row.public_id, specialty=code)
        kept.failed[code] = f"{type(error).__name__}: {error}"[:LONGEST_ERROR]
        return
    store.add_result(
        going.session,
        row.id,
        code,
        case=made.case,
        provenance=made.provenance,
        result=made.result,
        summary=made.summary,
    )
    kept.digests.append(made.digest)
    if made.lead is not None:
        asked = field_of(code, made.lead)
        gains = [round(each, 5) for each in asked.gains]
        kept.fields.append({"code": code, "wanted": asked.wanted, "gains": gains})


def work_out(
    inputs: RegionInputs, code: str, row: StoredRun, changes: Sequence[dict[str, Any]]
) -> _Made:
    """One specialty: its case with the scenario's changes, the answer, the summary.

    Raises NoFiguresError when nothing is known of it, ValueError when the case does not hold.
    """
    built = changed(
        build(inputs, code, years=row.years, paths=row.paths, seed=row.seed), changes, code
    )
    case = built.case
    question = Question(row.first_year - case.base_year, row.target_year - case.base_year)
    document = answer_document(answer(case, question, without_delays=built.without_delays))
    # The document is the authority: what is kept beside it is read from it.
    found = read_answer(document)
    summary = summarise(
        case,
        found,
        intake_now=built.intake_now,
        history={each.year: each.fte for each in inputs.rows(code).arrivals},
        delay_costs=forecast_delay_costs.worked_out(case, built.delays),
    )
    return _Made(
        case_document(case, code),
        write_provenance(built.provenance),
        document,
        write_summary(summary),
        input_hash(case),
        next((each for each in found.advices if each.asked.chance == LEAD), None),
    )


def changed(built: BuiltCase, changes: Sequence[dict[str, Any]], code: str) -> BuiltCase:
    """The case with a scenario's changes; without any it is the same."""
    wanted = changes_for(changes, code, built.case.base_year)
    if not wanted:
        return built
    case = apply(built.case, wanted, without_delays=built.without_delays)
    intake = built.intake_now
    if case.intake != built.case.intake:
        intake = sum(case.starts_in(year) for year in range(1, case.years + 1)) / case.years
    has_delays = case.trainees == built.case.trainees
    return replace(built, case=case, delays=built.delays if has_delays else (), intake_now=intake)


def _changes(session: Session, row: StoredRun) -> list[dict[str, Any]]:
    if row.scenario_version_id is None:
        return []
    return session.get_one(ForecastScenarioVersion, row.scenario_version_id).changes


def _whole(inputs: RegionInputs, kept: _Kept) -> dict[str, Any]:
    """What is kept of the run as a whole."""
    document = {
        "unknown": list(inputs.unknown),
        "failed": kept.failed,
        "fields": kept.fields,
        "persons": _persons(inputs),
    }
    digest = hashlib.sha256("\n".join(kept.digests).encode()).hexdigest()
    return {"document": document, "input_hash": digest}


def _persons(inputs: RegionInputs) -> dict[str, Any] | None:
    """People against approvals; None where nobody has counted who holds what."""
    rows = inputs.staff.stock
    if not rows:
        return None
    found = of_staff((each.specialty_code, each.second_code, each.persons) for each in rows)
    return {
        "approvals": sum(found.approvals.values()),
        "persons": round(found.total, 2),
        "is_rough": found.is_rough,
    }


def _end(going: _Run, state: RunState, **values: Any) -> None:
    """Write the end of a run and tell whoever asked for it."""
    session, row, now = going.session, going.row, going.now()
    values = {"error": None, "code_version": version("legelop"), **values}
    store.finish(session, row.id, state, now, **values)
    _tell(session, store.get_run(session, row.id), going.today, now)
    session.commit()


def _tell(session: Session, row: StoredRun | None, today: date, now: datetime) -> None:
    """Tell whoever asked how a run ended. Never commits."""
    if row is None or row.asked_by_id is None:
        return
    (region,) = load_regions(session, frozenset({row.region_id}))
    tell(
        session,
        row.asked_by_id,
        MessageKind.FORECAST_DONE,
        {
            "region": region.short_name,
            "scenario": row.scenario_name,
            "year": row.target_year,
            "is_backtest": row.kind is ForecastKind.BACKTEST,
            "ending": row.state.value,
        },
        dedup_key=f"forecast_run:{row.public_id}",
        told_on=today,
        now=now,
        link=f"/framskriving/kjoring/{row.public_id}?region={region.key}",
    )
