"""Takes up the runs of the rotation planner that people have asked for, one after the other.

The board is read once, when a run begins; the plan that is found is kept with its input. Nothing
here touches the version itself: a person takes a result over, or does not.
"""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

import structlog
from sqlmodel import Session

from app.db.tables import RunKind, RunState
from app.exchange.rotation_files import case_to_document
from app.exchange.rotation_results import (
    answer_document,
    explanation_document,
    repair_document,
    solve_document,
)
from app.services import rotation_question, rotation_rescue
from app.services.message_words import MessageKind
from app.services.messages import tell
from app.services.rotation_case import PlanCase, load_case
from app.services.rotation_settings import KEPT, all_of
from app.services.rotation_solver_run import Answer, Order, started
from app.store import rotation_runs as store
from app.store.rotation_runs import RunRow
from rotations.types.case import Lock
from rotations.types.results import Mode, Progress, Status, WorkLimits

log = structlog.get_logger()

MOST_ATTEMPTS = 2
SECONDS_BETWEEN = 1.0
GRACE_SECONDS = 120.0
"""How long after its limit a run may still be at a step that cannot be interrupted."""
LIMIT_TIMES = 3
"""Planning, explaining and confirming each have the run's limit."""

Tell = Callable[[int, int], bool]


class Planner(Protocol):
    """What `rotation_solver_run.Running` offers."""

    def news(self, seconds: float) -> Progress | Answer | None:
        """What it says next."""

    def stop(self) -> None:
        """Ask it to stop."""


Start = Callable[[Order], AbstractContextManager[Planner]]


def run(
    session: Session,
    today: date,
    now: Callable[[], datetime],
    progress: Tell,
    *,
    start: Start = started,
) -> str:
    """Take up every run that waits; one sentence on how many. Commits run by run.

    `progress` returns False when the worker is about to stop: the run at hand waits again.
    """
    store.give_back_left(session, most_attempts=MOST_ATTEMPTS, now=now())
    session.commit()
    done = 0
    while progress(done, done + 1):
        row = store.take_next(session, now())
        session.commit()
        if row is None:
            break
        _one(session, row, today, now, progress, start)
        done += 1
    return f"Runs of the planner: {done}."


@dataclass(slots=True)
class _Followed:
    """What is known of a run that goes on."""

    row: RunRow
    found: PlanCase
    order: Order
    last: Progress | None = None
    best: Progress | None = None
    """The newest report that brought a plan."""
    answer: Answer | None = None
    is_cancelled: bool = False
    is_stopped: bool = False
    is_given_back: bool = False
    began: float = field(default_factory=time.monotonic)
    written: float = 0.0

    @property
    def is_over(self) -> bool:
        return self.answer is not None or self.is_cancelled or self.is_given_back

    @property
    def is_overdue(self) -> bool:
        limit = self.order.limits.seconds * LIMIT_TIMES + GRACE_SECONDS
        return time.monotonic() - self.began > limit


def _one(
    session: Session,
    row: RunRow,
    today: date,
    now: Callable[[], datetime],
    progress: Tell,
    start: Start,
) -> None:
    """Do one run, and write how it ended whatever happens on the way."""
    try:
        found = load_case(session, row.version_id, today=today)
        order = order_of(row, found)
        document = case_to_document(found.case)
        store.set_case(
            session,
            row.id,
            document,
            rotation_rescue.hash_of(document),
            {**row.options, KEPT: all_of(found.plan)},
        )
        session.commit()
        followed = _Followed(row, found, order)
        try:
            with start(order) as planner:
                _follow(session, planner, followed, progress)
        except (EOFError, OSError):
            log.warning("the planner's process died", run=row.public_id)
        _finish(session, followed, today, now())
    except Exception:
        log.exception("a run of the planner failed", run=row.public_id)
        session.rollback()
        store.finish(session, row.id, RunState.FAILED, at=now(), error="crashed")
    session.commit()


def order_of(row: RunRow, found: PlanCase) -> Order:
    """What a stored run asks for."""
    options = row.options
    limits = WorkLimits(
        mode=Mode(options.get("mode", Mode.INTERACTIVE)),
        seconds=float(options.get("seconds", WorkLimits().seconds)),
    )
    locks = tuple(Lock(**lock) for lock in options.get("locks", ()))
    question = rotation_question.question_of(options)
    return Order(
        case=found.case,
        present=found.placements,
        limits=limits,
        seed=int(options.get("seed", 0)),
        locks=locks if row.kind is RunKind.REPAIR else (),
        repairs=row.kind is RunKind.REPAIR,
        only_explain=row.kind is RunKind.EXPLAIN and question is None,
        question=question,
    )


def _follow(session: Session, planner: Planner, followed: _Followed, progress: Tell) -> None:
    while not followed.is_over:
        said = planner.news(SECONDS_BETWEEN)
        if isinstance(said, Answer):
            followed.answer = said
            return
        if said is not None:
            followed.last = said
            followed.best = said if said.placements is not None else followed.best
        if followed.is_overdue:
            raise EOFError
        if time.monotonic() - followed.written >= SECONDS_BETWEEN:
            followed.written = time.monotonic()
            _exchange(session, planner, followed)
            if not progress(0, 1):
                followed.is_given_back = True


def _exchange(session: Session, planner: Planner, followed: _Followed) -> None:
    """Write how far it is, and read whether somebody wants it to end."""
    if followed.last is not None:
        store.set_progress(session, followed.row.id, progress_document(followed.last))
        session.commit()
    row = store.find_run(session, followed.row.public_id)
    session.rollback()
    if row is None or row.cancel_asked or not row.is_open:
        followed.is_cancelled = True
    elif row.stop_asked and not followed.is_stopped:
        followed.is_stopped = True
        planner.stop()


def progress_document(said: Progress) -> dict[str, Any]:
    """How far a run is, for the page."""
    return {
        "phase": said.phase.value,
        "seconds": round(said.seconds, 1),
        "score": said.score,
        "hard_breaches": said.hard_breaches,
        "bound": said.bound,
    }


def _finish(session: Session, followed: _Followed, today: date, now: datetime) -> None:
    row, answer = followed.row, followed.answer
    if followed.is_cancelled:
        store.finish(session, row.id, RunState.CANCELLED, at=now)
        return
    if followed.is_given_back:
        store.give_back_left(session, most_attempts=MOST_ATTEMPTS + 1, now=now)
        return
    if answer is None and followed.best is not None:
        # What it had told us before it died is a whole plan; it is judged anew.
        answer = Answer(rotation_rescue.rescued(followed.order, followed.best))
    if answer is None:
        store.finish(session, row.id, RunState.FAILED, at=now, error="crashed")
        _tell(session, followed, today, now)
        return
    state = RunState.STOPPED if followed.is_stopped else RunState.DONE
    versions = dict(answer.solved.versions) if answer.solved else {}
    result = result_document(answer, followed.found, followed.order)
    store.finish(session, row.id, state, at=now, result=result, software=versions)
    _tell(session, followed, today, now)


def result_document(answer: Answer, found: PlanCase, order: Order) -> dict[str, Any]:
    """What came of a run, in the documented formats, part by part."""
    case = found.case
    parts: dict[str, Any] = {}
    if answer.solved is not None:
        parts["solve"] = solve_document(case, answer.solved)
    if answer.explained is not None:
        parts["explain"] = explanation_document(case, answer.explained)
    if answer.repaired is not None:
        parts["repair"] = repair_document(case, answer.repaired)
    if answer.answered is not None and order.question is not None:
        parts["answer"] = answer_document(case, order.question, answer.answered)
        parts[store.SUMMARY] = rotation_question.summary_of(order.question, answer.answered)
    return parts


def has_plan(answer: Answer) -> bool:
    """Whether the answer holds a plan that somebody can take over."""
    if answer.answered is not None:
        return answer.answered.is_possible
    if answer.repaired is not None:
        return answer.repaired.is_possible
    return answer.solved is not None and answer.solved.status in (Status.OPTIMAL, Status.FEASIBLE)


def _tell(session: Session, followed: _Followed, today: date, now: datetime) -> None:
    row, plan = followed.row, followed.found.plan
    if row.asked_by_id is None:
        return
    tell(
        session,
        row.asked_by_id,
        MessageKind.ROTATION_RUN_DONE,
        {
            "plan": plan.name,
            "has_plan": followed.answer is not None and has_plan(followed.answer),
            "failed": followed.answer is None and followed.best is None,
            "is_question": followed.order.question is not None,
        },
        dedup_key=f"rotation_run:{row.public_id}",
        told_on=today,
        now=now,
        link=f"/rotasjonstavle/{plan.public_id}/forslag/{row.public_id}",
    )
