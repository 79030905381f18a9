"""What the board needs beside the plan: each doctor's specialty, and proposals that mend it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db.tables import Enrolment, RotationRun, RunKind, RunState
from rotations.types.results import Status

MOST_MENDS = 10
WHOLE = (Status.OPTIMAL, Status.FEASIBLE)


@dataclass(frozen=True, slots=True)
class MendRow:
    """A proposal for a version that nobody has taken over, without its plan."""

    public_id: str
    kind: RunKind
    state: RunState
    at_edit: int
    asked_at: datetime
    finished_at: datetime | None
    changed: list[dict[str, Any]] | None
    """The placements that a repair changes, in the documented format."""
    is_possible: bool | None
    """Of a repair: whether there is one."""
    status: str | None
    """Of a plan: how the search ended."""

    @property
    def is_whole(self) -> bool:
        """Whether it is a plan without breaches."""
        return bool(self.is_possible) or self.status in WHOLE

    @property
    def is_open(self) -> bool:
        """Whether it waits or goes on."""
        return self.state in (RunState.WAITING, RunState.RUNNING)


def load_specialties(session: Session, person_ids: Collection[int]) -> dict[int, str]:
    """The code of each person's specialty, for those in training for one; one query."""
    rows = session.exec(
        select(Enrolment.person_id, Enrolment.specialty_code)
        .where(
            col(Enrolment.person_id).in_(sorted(person_ids)),
            col(Enrolment.ends_on).is_(None),
            col(Enrolment.specialty_code).is_not(None),
        )
        .order_by(col(Enrolment.id))
    )
    return {person: code for person, code in rows.all() if code is not None}


def list_mends(session: Session, version_id: int) -> tuple[MendRow, ...]:
    """The newest proposals for a version that are on their way or have come to something.

    One query; of the results only the few values that the board tells are read.
    """
    table = RotationRun
    result = col(table.result)
    rows = session.execute(
        sa.select(
            col(table.public_id),
            col(table.kind),
            col(table.state),
            col(table.at_edit),
            col(table.asked_at),
            col(table.finished_at),
            result[("repair", "changed")],
            result[("repair", "is_possible")],
            result[("solve", "status")],
        )
        .where(
            col(table.version_id) == version_id,
            col(table.kind).in_((RunKind.SOLVE, RunKind.REPAIR)),
            col(table.state).not_in((RunState.CANCELLED, RunState.FAILED)),
            col(table.taken_over_as).is_(None),
        )
        .order_by(col(table.asked_at).desc(), col(table.id).desc())
        .limit(MOST_MENDS)
    )
    return tuple(MendRow(*row) for row in rows)
