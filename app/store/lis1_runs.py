"""Runs of LIS1 intakes and the changes made to them by hand: asked for, taken up, kept, listed.

The worker takes one run at a time while it holds the job's lock; so a run that stands as running
when the next one is taken was left by a process that died. Nothing here commits.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import uuid4

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db.tables import (
    Lis1Candidate,
    Lis1Change,
    Lis1Intake,
    Lis1Preplacement,
    Lis1Rules,
    Lis1Run,
    Lis1Wish,
    Person,
    RunState,
)
from rotations.lis1.results import Mechanism

OPEN = (RunState.WAITING, RunState.RUNNING)
ASKED = "asked"
"""Key in the result: candidates for whom it is still to be reckoned what would have changed it."""
ANSWERED_WITHIN = timedelta(days=30)
"""Older runs are not looked through for questions: their documents are large."""
INTERRUPTED = "interrupted"
"""Stands in `error` of a run whose process died once; the next time it has failed."""
UNSOUND = "unsound: "
"""Begins the `error` of a run whose intake did not hold together."""


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run as stored, without the case and the people, which are large."""

    id: int
    public_id: str
    intake_id: int
    number: int
    mechanism: Mechanism
    rules_id: int
    rules_number: int
    state: RunState
    asked_by: str | None
    asked_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    input_hash: str | None
    is_hidden: bool
    error: str | None
    figures: dict[str, Any] | None
    """As in the result's document, before changes by hand."""
    is_settled: bool
    waiting: int
    """Candidates for whom it is still to be reckoned what would have changed it."""

    @property
    def is_open(self) -> bool:
        """Whether it waits or goes on."""
        return self.state in OPEN

    @property
    def is_done(self) -> bool:
        """Whether it ended with a result."""
        return self.state is RunState.DONE and self.figures is not None


# --- Asking and listing ---


def lock_intake(session: Session, intake_id: int) -> Lis1Intake | None:
    """The intake as it is now, held until the transaction ends."""
    _touch(session, Lis1Intake, intake_id)
    return session.get(Lis1Intake, intake_id, populate_existing=True)


def lock_run(session: Session, run_id: int) -> None:
    """Hold a run until the transaction ends; whatever is read after this is what it rests on."""
    session.execute(
        sa.update(Lis1Run)
        .where(col(Lis1Run.id) == run_id)
        .values(number=col(Lis1Run.number))
        .execution_options(synchronize_session=False)
    )


def _touch(session: Session, table: type[Lis1Intake], row_id: int) -> None:
    session.execute(
        sa.update(table)
        .where(col(table.id) == row_id)
        .values(version=col(table.version))
        .execution_options(synchronize_session=False)
    )


def add_run(
    session: Session,
    intake_id: int,
    mechanism: Mechanism,
    rules_id: int,
    *,
    by: int | None,
    now: datetime,
    is_hidden: bool,
) -> str:
    """A run that waits, with the next number of the intake; its public id."""
    last = session.execute(
        sa.select(sa.func.max(col(Lis1Run.number))).where(col(Lis1Run.intake_id) == intake_id)
    ).scalar()
    public_id = uuid4().hex
    session.add(
        Lis1Run(
            public_id=public_id,
            intake_id=intake_id,
            number=(last or 0) + 1,
            mechanism=mechanism,
            rules_id=rules_id,
            state=RunState.WAITING,
            asked_by_id=by,
            asked_at=now,
            is_hidden=is_hidden,
        )
    )
    session.flush()
    return public_id


def list_runs(session: Session, intake_id: int, *, with_hidden: bool = False) -> tuple[RunRow, ...]:
    """The runs of an intake in order of number; those put aside only when asked for."""
    which = [col(Lis1Run.intake_id) == intake_id]
    if not with_hidden:
        which.append(col(Lis1Run.is_hidden).is_(False))
    return _rows(session, *which)


def find_run(session: Session, intake_id: int, public_id: str) -> RunRow | None:
    """One run of this intake."""
    which = (col(Lis1Run.intake_id) == intake_id, col(Lis1Run.public_id) == public_id)
    return next(iter(_rows(session, *which)), None)


def get_run(session: Session, run_id: int) -> RunRow | None:
    """One run by its row id."""
    return next(iter(_rows(session, col(Lis1Run.id) == run_id)), None)


def _rows(session: Session, *which: sa.ColumnElement[bool]) -> tuple[RunRow, ...]:
    result = col(Lis1Run.result)
    rows = session.execute(
        sa.select(
            col(Lis1Run.id),
            col(Lis1Run.public_id),
            col(Lis1Run.intake_id),
            col(Lis1Run.number),
            col(Lis1Run.mechanism),
            col(Lis1Run.rules_id),
            col(Lis1Rules.number),
            col(Lis1Run.state),
            Person,
            col(Lis1Run.asked_at),
            col(Lis1Run.started_at),
            col(Lis1Run.finished_at),
            col(Lis1Run.input_hash),
            col(Lis1Run.is_hidden),
            col(Lis1Run.error),
            result["figures"],
            result["is_settled"],
            result[ASKED],
        )
        .join(Lis1Rules, col(Lis1Rules.id) == col(Lis1Run.rules_id))
        .outerjoin(Person, col(Person.id) == col(Lis1Run.asked_by_id))
        .where(*which)
        .order_by(col(Lis1Run.number))
    )
    return tuple(_row(*row) for row in rows)


def _row(*values: Any) -> RunRow:
    names = [each.name for each in fields(RunRow)]
    found = dict(zip(names, values, strict=True))
    person, asked = found["asked_by"], found["waiting"]
    found["asked_by"] = None if person is None else person.name
    found["is_settled"] = found["is_settled"] is not False
    found["waiting"] = len(asked or ())
    return RunRow(**found)


def load_documents(session: Session, run_id: int) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """The case as it was run and the result; None when the run has none."""
    row = session.execute(
        sa.select(col(Lis1Run.case), col(Lis1Run.result)).where(col(Lis1Run.id) == run_id)
    ).first()
    if row is None or row[0] is None or row[1] is None:
        return None
    return row[0], row[1]


def load_people(
    session: Session, run_ids: Collection[int]
) -> dict[int, Sequence[Mapping[str, Any]]]:
    """What each run gave everybody, by run; one query."""
    rows = session.execute(
        sa.select(col(Lis1Run.id), col(Lis1Run.result)["people"]).where(
            col(Lis1Run.id).in_(run_ids)
        )
    )
    return {run_id: people for run_id, people in rows if people is not None}


# --- The worker ---


def has_waiting(session: Session, now: datetime) -> bool:
    """Whether any run waits or stands as running, or somebody's question has no answer yet."""
    found = session.execute(sa.select(col(Lis1Run.id)).where(col(Lis1Run.state).in_(OPEN))).first()
    return found is not None or next_asked(session, now) is not None


def give_back_left(session: Session, now: datetime) -> None:
    """Make runs wait again that a dead process left; one that was left before has failed."""
    left = (
        session.execute(sa.select(Lis1Run).where(col(Lis1Run.state) == RunState.RUNNING))
        .scalars()
        .all()
    )
    for row in left:
        if row.error == INTERRUPTED:
            row.state, row.finished_at = RunState.FAILED, now
        else:
            row.state, row.started_at, row.error = RunState.WAITING, None, INTERRUPTED
        session.add(row)
    session.flush()


def take_next(session: Session, now: datetime) -> RunRow | None:
    """The run that has waited longest, now running; None when none waits."""
    found = session.execute(
        sa.select(col(Lis1Run.id))
        .where(col(Lis1Run.state) == RunState.WAITING)
        .order_by(col(Lis1Run.asked_at), col(Lis1Run.id))
    ).scalar()
    if found is None:
        return None
    _change(session, found, (RunState.WAITING,), state=RunState.RUNNING, started_at=now)
    return get_run(session, found)


def finish(session: Session, run_id: int, state: RunState, at: datetime, **values: Any) -> None:
    """Write how a run ended, unless somebody cancelled it meanwhile."""
    _change(session, run_id, (RunState.RUNNING,), state=state, finished_at=at, **values)


def wait_again(session: Session, run_id: int) -> None:
    """Let a run wait that was interrupted on purpose."""
    _change(session, run_id, (RunState.RUNNING,), state=RunState.WAITING, started_at=None)


def cancel(session: Session, intake_id: int, now: datetime) -> int:
    """Cancel every run of an intake that waits or goes on; how many."""
    changed = session.execute(
        sa.update(Lis1Run)
        .where(
            col(Lis1Run.intake_id) == intake_id,
            col(Lis1Run.state).in_(OPEN),
            col(Lis1Run.is_hidden).is_(False),
        )
        .values(state=RunState.CANCELLED, finished_at=now)
        .execution_options(synchronize_session=False)
    )
    return int(cast(Any, changed).rowcount)


def set_hidden(session: Session, run_id: int, *, is_hidden: bool) -> bool:
    """Put a run aside or take it back; False when it was so already."""
    changed = session.execute(
        sa.update(Lis1Run)
        .where(col(Lis1Run.id) == run_id, col(Lis1Run.is_hidden).is_(not is_hidden))
        .values(is_hidden=is_hidden)
        .execution_options(synchronize_session=False)
    )
    return bool(cast(Any, changed).rowcount)


def next_asked(session: Session, now: datetime) -> int | None:
    """A run of late, and not put aside, in which somebody's question has no answer."""
    return session.execute(
        sa.select(col(Lis1Run.id))
        .where(
            col(Lis1Run.finished_at) >= now - ANSWERED_WITHIN,
            col(Lis1Run.state) == RunState.DONE,
            col(Lis1Run.is_hidden).is_(False),
            col(Lis1Run.result)[ASKED].as_string().is_not(None),
        )
        .order_by(col(Lis1Run.number))
    ).scalar()


def set_asked(session: Session, run_id: int, key: str) -> bool:
    """Ask what would have changed it for one more candidate; False when it is known or asked."""
    lock_run(session, run_id)
    documents = load_documents(session, run_id)
    if documents is None:
        return False
    result = documents[1]
    asked = list(result.get(ASKED, ()))
    person = next((each for each in result["people"] if each["candidate"] == key), None)
    if person is None or person["what_ifs"] is not None or key in asked:
        return False
    _set_result(session, run_id, {**result, ASKED: [*asked, key]})
    return True


def put_answers(
    session: Session, run_id: int, answers: Mapping[str, Sequence[dict[str, Any]]]
) -> None:
    """Keep what would have changed it, by candidate; what was asked meanwhile stays asked."""
    lock_run(session, run_id)
    documents = load_documents(session, run_id)
    if documents is None:
        return
    result = dict(documents[1])
    asked = [key for key in result.pop(ASKED, ()) if key not in answers]
    if asked:
        result[ASKED] = asked
    result["people"] = [
        {**each, "what_ifs": list(answers[each["candidate"]])}
        if each["candidate"] in answers
        else each
        for each in result["people"]
    ]
    _set_result(session, run_id, result)


def _set_result(session: Session, run_id: int, result: dict[str, Any]) -> None:
    _change(session, run_id, tuple(RunState), result=result)


def _change(session: Session, run_id: int, states: Iterable[RunState], **values: Any) -> None:
    named = {getattr(Lis1Run, name): value for name, value in values.items()}
    session.execute(
        sa.update(Lis1Run)
        .where(col(Lis1Run.id) == run_id, col(Lis1Run.state).in_(tuple(states)))
        .values(named)
        .execution_options(synchronize_session=False)
    )


# --- Changes by hand ---


def list_changes(session: Session, run_ids: Collection[int]) -> dict[int, list[Lis1Change]]:
    """The changes that hold, in the order they were made, by run."""
    rows = session.execute(
        sa.select(Lis1Change)
        .where(col(Lis1Change.run_id).in_(run_ids), col(Lis1Change.undone_at).is_(None))
        .order_by(col(Lis1Change.run_id), col(Lis1Change.seq))
    ).scalars()
    found: dict[int, list[Lis1Change]] = defaultdict(list)
    for row in rows:
        found[row.run_id].append(row)
    return dict(found)


def next_seq(session: Session, run_id: int) -> int:
    """The number of the next change; undone ones keep theirs."""
    last = session.execute(
        sa.select(sa.func.max(col(Lis1Change.seq))).where(col(Lis1Change.run_id) == run_id)
    ).scalar()
    return (last or 0) + 1


def keys_without_wishes(session: Session, intake_id: int) -> list[str]:
    """Candidates who take part, wish for nothing and are not placed beforehand."""
    has_wish = sa.exists().where(col(Lis1Wish.candidate_id) == col(Lis1Candidate.id))
    has_seat = sa.exists().where(col(Lis1Preplacement.candidate_id) == col(Lis1Candidate.id))
    rows = session.execute(
        sa.select(col(Lis1Candidate.key))
        .where(
            col(Lis1Candidate.intake_id) == intake_id,
            col(Lis1Candidate.withdrawn_on).is_(None),
            ~has_wish,
            ~has_seat,
        )
        .order_by(col(Lis1Candidate.key))
    )
    return list(rows.scalars())
