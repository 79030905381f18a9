"""Doctors' requests to swap placements of a published plan. Nothing here commits or decides."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.db.tables import (
    Person,
    RotationMember,
    RotationPlacement,
    RotationPlan,
    RotationVersion,
    SwapRequest,
    SwapState,
    Unit,
)


@dataclass(frozen=True, slots=True)
class SwapSide:
    """One doctor's part of a swap: who, and the placement that is given away."""

    person_id: int
    name: str
    member_key: str
    placement_id: int
    block_key: str
    service_nb: str
    service_en: str
    unit_key: str
    unit: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class SwapRow:
    """A request with both sides. `check` is what the rules said when it was asked."""

    id: int
    public_id: str
    plan_id: int
    plan_public_id: str
    version_id: int
    giver: SwapSide
    taker: SwapSide
    state: SwapState
    note: str | None
    check: dict[str, Any]
    asked_at: datetime
    answered_at: datetime | None
    decided_by: str | None
    decided_at: datetime | None
    reason: str | None
    version: int


def list_swaps(session: Session, plan_id: int) -> tuple[SwapRow, ...]:
    """All requests of a plan, newest first; one query."""
    return _swaps(session, col(RotationVersion.plan_id) == plan_id)


def list_mine(session: Session, person_id: int) -> tuple[SwapRow, ...]:
    """The requests that a doctor asked or is asked, newest first; one query."""
    return _swaps(
        session,
        sa.or_(
            col(SwapRequest.from_person_id) == person_id,
            col(SwapRequest.to_person_id) == person_id,
        ),
    )


def find_swap(session: Session, public_id: str) -> SwapRow | None:
    """One request."""
    return next(iter(_swaps(session, col(SwapRequest.public_id) == public_id)), None)


def open_for(session: Session, placement_ids: Collection[int]) -> frozenset[int]:
    """Those of the placements that an open request speaks of."""
    rows = session.execute(
        sa.select(col(SwapRequest.from_placement_id), col(SwapRequest.to_placement_id)).where(
            col(SwapRequest.state).in_((SwapState.ASKED, SwapState.ACCEPTED))
        )
    )
    return frozenset(each for pair in rows for each in pair) & frozenset(placement_ids)


def _swaps(session: Session, *which: sa.ColumnElement[bool]) -> tuple[SwapRow, ...]:
    giver, taker, decider = aliased(Person), aliased(Person), aliased(Person)
    mine, theirs = aliased(RotationPlacement), aliased(RotationPlacement)
    my_member, their_member = aliased(RotationMember), aliased(RotationMember)
    my_unit, their_unit = aliased(Unit), aliased(Unit)
    rows = session.execute(
        sa.select(
            SwapRequest,
            RotationPlan,
            *(giver, col(my_member.key), mine, my_unit),
            *(taker, col(their_member.key), theirs, their_unit),
            decider,
        )
        .join(RotationVersion, col(RotationVersion.id) == col(SwapRequest.version_id))
        .join(RotationPlan, col(RotationPlan.id) == col(RotationVersion.plan_id))
        .join(giver, col(giver.id) == col(SwapRequest.from_person_id))
        .join(taker, col(taker.id) == col(SwapRequest.to_person_id))
        .join(mine, col(mine.id) == col(SwapRequest.from_placement_id))
        .join(theirs, col(theirs.id) == col(SwapRequest.to_placement_id))
        .join(my_member, col(my_member.id) == col(mine.member_id))
        .join(their_member, col(their_member.id) == col(theirs.member_id))
        .join(my_unit, col(my_unit.id) == col(mine.unit_id))
        .join(their_unit, col(their_unit.id) == col(theirs.unit_id))
        .outerjoin(decider, col(decider.id) == col(SwapRequest.decided_by_id))
        .where(*which)
        .order_by(col(SwapRequest.asked_at).desc(), col(SwapRequest.id).desc())
        .execution_options(populate_existing=True)
    )
    return tuple(
        SwapRow(
            row.id,
            row.public_id,
            plan.id,
            plan.public_id,
            row.version_id,
            _side(*one),
            _side(*other),
            row.state,
            row.note,
            row.check,
            row.asked_at,
            row.answered_at,
            decided_by.name if decided_by else None,
            row.decided_at,
            row.reason,
            row.version,
        )
        for row, plan, *sides, decided_by in rows
        for one, other in ((sides[:4], sides[4:]),)
    )


def _side(person: Person, member_key: str, placement: RotationPlacement, unit: Unit) -> SwapSide:
    assert person.id is not None and placement.id is not None
    return SwapSide(
        person.id,
        person.name,
        member_key,
        placement.id,
        placement.block_key,
        placement.service_nb,
        placement.service_en,
        unit.key,
        unit.name,
        placement.starts_on,
        placement.ends_on,
    )


def add_swap(
    session: Session,
    version_id: int,
    people: tuple[int, int],
    placements: tuple[int, int],
    *,
    note: str | None,
    check: dict[str, Any],
    at: datetime,
) -> str:
    """Keep a request from the first of the people to the second; its public id."""
    row = SwapRequest(
        public_id=uuid4().hex,
        version_id=version_id,
        from_person_id=people[0],
        to_person_id=people[1],
        from_placement_id=placements[0],
        to_placement_id=placements[1],
        state=SwapState.ASKED,
        note=note,
        check=check,
        asked_at=at,
    )
    session.add(row)
    session.flush()
    return row.public_id


def change_swap(session: Session, swap: SwapRow, seen: int, fields: Mapping[str, Any]) -> bool:
    """Change a request unless somebody has changed it since `seen`."""
    changed: Any = session.execute(
        sa.update(SwapRequest)
        .where(col(SwapRequest.id) == swap.id, col(SwapRequest.version) == seen)
        .values({**fields, "version": seen + 1})
        .execution_options(synchronize_session=False)
    )
    return bool(changed.rowcount == 1)
