"""Decisions of a LIS1 council as stored: proposals, what members said to them, who the members are.

Whoever writes holds the intake (`store.lis1_runs.lock_intake`) first. Nothing here commits.
"""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, cast
from uuid import uuid4

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db.tables import (
    CouncilMember,
    CouncilSide,
    CouncilTask,
    DecisionState,
    IntakeState,
    Lis1Approval,
    Lis1Conflict,
    Lis1Decision,
    Lis1Intake,
    Organisation,
    Person,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member of a council on a day."""

    person_id: int
    name: str
    task: CouncilTask
    side: CouncilSide
    represents: str | None


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """What a member said to a proposal."""

    decision_id: int
    person_id: int
    name: str
    verdict: Verdict
    remark: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A proposal or a decision, without the minutes, which are large."""

    id: int
    public_id: str
    intake_id: int
    number: int
    run_id: int
    state: DecisionState
    proposed_by_id: int | None
    proposed_by: str | None
    proposed_at: datetime
    note: str
    allocation: dict[str, Any]
    decided_at: datetime | None
    version: int

    @property
    def is_open(self) -> bool:
        """Whether it waits for approval."""
        return self.state is DecisionState.PROPOSED


@dataclass(frozen=True, slots=True)
class MinutesLine:
    """A decision that was made, in the list of minutes."""

    decision_id: str
    intake: Lis1Intake
    council: str
    number: int
    run_id: int
    allocation: dict[str, Any]
    decided_at: datetime | None


# ---- Reading ---------------------------------------------------------------------------------


def list_members(session: Session, organisation_id: int, today: date) -> tuple[MemberRow, ...]:
    """Who sits on a council on a day: chair first, then by name; one query."""
    rows = session.execute(
        sa.select(CouncilMember, Person, col(Organisation.name))
        .join(Person, col(Person.id) == col(CouncilMember.person_id))
        .outerjoin(Organisation, col(Organisation.id) == col(CouncilMember.represents_id))
        .where(
            col(CouncilMember.organisation_id) == organisation_id,
            col(CouncilMember.valid_from) <= today,
            sa.or_(col(CouncilMember.valid_to).is_(None), col(CouncilMember.valid_to) >= today),
        )
    )
    tasks = list(CouncilTask)
    found = {
        row.person_id: MemberRow(row.person_id, person.name, row.task, row.side, place)
        for row, person, place in rows
    }
    return tuple(sorted(found.values(), key=lambda each: (tasks.index(each.task), each.name)))


def list_decisions(session: Session, intake_id: int) -> tuple[DecisionRow, ...]:
    """Every proposal of an intake, newest first; one query."""
    return _rows(session, col(Lis1Decision.intake_id) == intake_id)


def find_decision(session: Session, intake_id: int, public_id: str) -> DecisionRow | None:
    """One proposal of this intake."""
    which = (col(Lis1Decision.intake_id) == intake_id, col(Lis1Decision.public_id) == public_id)
    return next(iter(_rows(session, *which)), None)


def _rows(session: Session, *which: sa.ColumnElement[bool]) -> tuple[DecisionRow, ...]:
    rows = session.execute(
        sa.select(
            col(Lis1Decision.id),
            col(Lis1Decision.public_id),
            col(Lis1Decision.intake_id),
            col(Lis1Decision.number),
            col(Lis1Decision.run_id),
            col(Lis1Decision.state),
            col(Lis1Decision.proposed_by_id),
            Person,
            col(Lis1Decision.proposed_at),
            col(Lis1Decision.note),
            col(Lis1Decision.allocation),
            col(Lis1Decision.decided_at),
            col(Lis1Decision.version),
        )
        .outerjoin(Person, col(Person.id) == col(Lis1Decision.proposed_by_id))
        .where(*which)
        .order_by(col(Lis1Decision.number).desc())
    )
    return tuple(_row(*row) for row in rows)


def _row(*values: Any) -> DecisionRow:
    names = [each.name for each in fields(DecisionRow)]
    found = dict(zip(names, values, strict=True))
    by = found["proposed_by"]
    return DecisionRow(**{**found, "proposed_by": None if by is None else by.name})


def list_approvals(session: Session, ids: Collection[int]) -> tuple[ApprovalRow, ...]:
    """What members said to some proposals, oldest first; one query."""
    rows = session.execute(
        sa.select(Lis1Approval, Person)
        .join(Person, col(Person.id) == col(Lis1Approval.person_id))
        .where(col(Lis1Approval.decision_id).in_(ids))
        .order_by(col(Lis1Approval.at), col(Lis1Approval.id))
    )
    return tuple(
        ApprovalRow(row.decision_id, row.person_id, person.name, row.verdict, row.remark, row.at)
        for row, person in rows
    )


def load_minutes(session: Session, intake_id: int) -> tuple[str, dict[str, Any]] | None:
    """(public id, minutes) of the newest decision that was made; None before there is one."""
    row = session.execute(
        sa.select(col(Lis1Decision.public_id), col(Lis1Decision.minutes))
        .where(
            col(Lis1Decision.intake_id) == intake_id,
            col(Lis1Decision.state) == DecisionState.DECIDED,
        )
        .order_by(col(Lis1Decision.number).desc())
        .limit(1)
    ).first()
    return None if row is None or row[1] is None else (row[0], row[1])


def list_minutes(
    session: Session, owners: Collection[int] | None, person_id: int
) -> tuple[MinutesLine, ...]:
    """Decisions made by some councils (None: all), but not of intakes that a member has stepped
    back from; latest start first; one query.
    """
    stepped_back = sa.exists().where(
        col(Lis1Conflict.intake_id) == col(Lis1Intake.id),
        col(Lis1Conflict.person_id) == person_id,
        col(Lis1Conflict.candidate_id).is_(None),
        col(Lis1Conflict.place_id).is_(None),
        col(Lis1Conflict.lifted_at).is_(None),
    )
    query = (
        sa.select(
            col(Lis1Decision.public_id),
            Lis1Intake,
            col(Organisation.name),
            col(Lis1Decision.number),
            col(Lis1Decision.run_id),
            col(Lis1Decision.allocation),
            col(Lis1Decision.decided_at),
        )
        .join(Lis1Intake, col(Lis1Intake.id) == col(Lis1Decision.intake_id))
        .join(Organisation, col(Organisation.id) == col(Lis1Intake.organisation_id))
        .where(col(Lis1Decision.state) == DecisionState.DECIDED, ~stepped_back)
        .order_by(col(Lis1Intake.starts_on).desc(), col(Lis1Decision.number).desc())
    )
    if owners is not None:
        query = query.where(col(Lis1Intake.organisation_id).in_(owners))
    return tuple(MinutesLine(*row) for row in session.execute(query))


# ---- Writing ---------------------------------------------------------------------------------


def add_decision(
    session: Session,
    intake_id: int,
    run_id: int,
    allocation: dict[str, Any],
    note: str,
    *,
    by: int | None,
    now: datetime,
) -> str:
    """A proposal with the intake's next number; its public id."""
    last = session.execute(
        sa.select(sa.func.max(col(Lis1Decision.number))).where(
            col(Lis1Decision.intake_id) == intake_id
        )
    ).scalar()
    public_id = uuid4().hex
    session.add(
        Lis1Decision(
            public_id=public_id,
            intake_id=intake_id,
            number=(last or 0) + 1,
            run_id=run_id,
            state=DecisionState.PROPOSED,
            proposed_by_id=by,
            proposed_at=now,
            note=note,
            allocation=allocation,
        )
    )
    session.flush()
    return public_id


def put_approval(
    session: Session, decision_id: int, person_id: int, verdict: Verdict, remark: str, at: datetime
) -> None:
    """Keep what a member says; what the same member said before is replaced."""
    row = session.execute(
        sa.select(Lis1Approval).where(
            col(Lis1Approval.decision_id) == decision_id, col(Lis1Approval.person_id) == person_id
        )
    ).scalar_one_or_none()
    if row is None:
        row = Lis1Approval(decision_id=decision_id, person_id=person_id, verdict=verdict, at=at)
    row.verdict, row.remark, row.at = verdict, remark, at
    session.add(row)
    session.flush()


def end_decision(
    session: Session, decision: DecisionRow, state: DecisionState, **values: Any
) -> bool:
    """Take a proposal to its end; False when somebody was faster."""
    changed = session.execute(
        sa.update(Lis1Decision)
        .where(
            col(Lis1Decision.id) == decision.id,
            col(Lis1Decision.state) == DecisionState.PROPOSED,
            col(Lis1Decision.version) == decision.version,
        )
        .values(state=state, version=decision.version + 1, **values)
        .execution_options(synchronize_session=False)
    )
    return int(cast(Any, changed).rowcount) == 1


def set_decided(session: Session, intake_id: int) -> bool:
    """An intake that was closed is decided; False when it was not closed."""
    changed = session.execute(
        sa.update(Lis1Intake)
        .where(col(Lis1Intake.id) == intake_id, col(Lis1Intake.state) == IntakeState.CLOSED)
        .values(state=IntakeState.DECIDED, version=col(Lis1Intake.version) + 1)
        .execution_options(synchronize_session=False)
    )
    return int(cast(Any, changed).rowcount) == 1
