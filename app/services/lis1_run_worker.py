"""Shares out the seats of LIS1 intakes that somebody has asked for. Called by the worker alone.

First every run that waits, so that the council has its figures at once; then, person by person,
what would have changed it, which takes many runs.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import structlog
from sqlmodel import Session

from app.db.tables import Lis1Rules, RunState
from app.exchange.lis1_files import Lis1File, input_hash, lis1_document
from app.exchange.lis1_results import run_document, what_if_documents
from app.services import lis1_runs_read as read
from app.services.lis1_case import load_case, rules_of
from app.store import lis1_runs as store
from app.store.lis1_runs import RunRow
from rotations.lis1 import validation
from rotations.lis1.allocate import allocate
from rotations.lis1.check import Problem, blocking, problems
from rotations.lis1.figures import figures
from rotations.lis1.reasons import reasons
from rotations.lis1.results import Mechanism, Placed, Result
from rotations.lis1.types import Intake
from rotations.lis1.what_if import what_ifs

log = structlog.get_logger()

FEW = 200
"""Intakes with so many candidates or fewer: what would have changed it is reckoned for all."""
SECONDS = 180.0
"""About so long it may take for a larger intake; the rest is reckoned when somebody asks."""
TRIES = 40
"""About so many runs it takes to answer for one candidate."""
SECONDS_BETWEEN = 3.0
"""Answers are written so often; what a dead process had not written is reckoned again."""
LONGEST_ERROR = 900

Tell = Callable[[int, int], bool]


@dataclass(slots=True)
class _Told:
    """How far the whole job is, for whoever looks at the job."""

    progress: Tell
    done: int = 0

    def step(self) -> bool:
        """Another step is about to begin; False when the worker is about to stop."""
        self.done += 1
        return self.progress(self.done, self.done + 1)


def run(session: Session, now: Callable[[], datetime], progress: Tell) -> str:
    """Take up every run and every question that waits; one sentence on how many.

    Commits run by run and slice by slice.
    """
    store.give_back_left(session, now())
    session.commit()
    told, runs, people = _Told(progress), 0, 0
    while told.step():
        row = store.take_next(session, now())
        session.commit()
        if row is not None:
            _one(session, row, now)
            runs += 1
            continue
        found = store.next_asked(session, now())
        if found is None:
            break
        people += _answer(session, found, told)
    return f"LIS1 runs: {runs}. Candidates with what would have changed it: {people}."


def _one(session: Session, row: RunRow, now: Callable[[], datetime]) -> None:
    """Do one run, and write how it ended whatever happens on the way."""
    try:
        intake = _intake(session, row)
        broken = validation.problems(intake)
        if broken:
            first = broken[0]
            text = f"{store.UNSOUND}{first.place}: {first.found}; expected {first.expected}"
            _fail(session, row, now, text)
        else:
            document, faults = shared_out(intake, row.mechanism)
            if faults:
                _fail(session, row, now, "; ".join(_fault(each) for each in faults))
            else:
                if row.is_hidden:
                    document.pop(store.ASKED, None)
                case = lis1_document(Lis1File(intake, (row.mechanism,)))
                store.finish(
                    session,
                    row.id,
                    RunState.DONE,
                    now(),
                    case=case,
                    input_hash=input_hash(intake),
                    result=document,
                    error=None,
                )
    except Exception:
        log.exception("a LIS1 run failed", run=row.public_id)
        session.rollback()
        _fail(session, row, now, "crashed")
    session.commit()


def _intake(session: Session, row: RunRow) -> Intake:
    _stored, intake = load_case(session, row.intake_id)
    rules = session.get_one(Lis1Rules, row.rules_id)
    return replace(intake, rules=rules_of(rules))


def _fail(session: Session, row: RunRow, now: Callable[[], datetime], text: str) -> None:
    store.finish(session, row.id, RunState.FAILED, now(), error=text[:LONGEST_ERROR])


def _fault(problem: Problem) -> str:
    who = " ".join(filter(None, (problem.candidate, problem.place)))
    return f"{problem.fault}: {who}"


def shared_out(intake: Intake, mechanism: Mechanism) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """One way run on an intake: its document, and what the independent checker finds broken.

    Whoever has their first wish has nothing to be changed; for the others it is asked for in the
    document, worst off first, as many as there is time for.
    """
    began = time.perf_counter()
    result = allocate(intake, mechanism)
    seconds = time.perf_counter() - began
    faults = problems(intake, result)
    fixed = {each.candidate for each in intake.preplacements}
    content = {each.candidate for each in result.placed if each.rank == 1} | fixed
    document = run_document(
        result,
        figures(intake, result),
        blocking(intake, result),
        faults,
        reasons(intake, result),
        dict.fromkeys(sorted(content), ()),
    )
    waiting = _worst_first(intake, result, content)
    if len(intake.candidates) > FEW:
        waiting = waiting[: int(SECONDS / (seconds * TRIES + 1e-6))]
    if waiting:
        document[store.ASKED] = waiting
    return document, faults


def _worst_first(intake: Intake, result: Result, content: Iterable[str]) -> list[str]:
    got: dict[str, Placed] = {each.candidate: each for each in result.placed}
    left = {each.key for each in intake.candidates} - set(content)

    def worth(key: str) -> tuple[bool, int, str]:
        rank = got[key].rank if key in got else None
        return (rank is not None, -(rank or 0), key)

    return sorted(left, key=worth)


def _answer(session: Session, run_id: int, told: _Told) -> int:
    """Answer what is asked of one run; how many answers were written."""
    documents = store.load_documents(session, run_id)
    session.rollback()
    assert documents is not None
    case, document = documents
    intake, result = read.intake_of(case), read.result_of(document)
    answers: dict[str, list[dict[str, Any]]] = {}
    written, since = 0, time.monotonic()
    for key in document[store.ASKED]:
        answers[key] = what_if_documents(_found(intake, result, key))
        if time.monotonic() - since >= SECONDS_BETWEEN:
            written += _write(session, run_id, answers)
            since = time.monotonic()
            if not told.step():
                return written
    return written + _write(session, run_id, answers)


def _write(session: Session, run_id: int, answers: dict[str, list[dict[str, Any]]]) -> int:
    """Keep the answers at hand; how many there were."""
    count = len(answers)
    store.put_answers(session, run_id, answers)
    session.commit()
    answers.clear()
    return count


def _found(intake: Intake, result: Result, key: str) -> Any:
    """A question that cannot be answered has the empty answer: it is not asked again for ever."""
    try:
        return what_ifs(intake, result, key)
    except Exception:
        log.exception("what would have changed it could not be reckoned", candidate=key)
        return ()
