"""What people say about a plan: comments on a proposed version and ranked wishes.

Nothing here commits or decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.db.tables import Person, RotationComment, RotationWish, Unit


@dataclass(frozen=True, slots=True)
class CommentRow:
    """A comment with its answer. `unit` is set when a host speaks for that unit."""

    id: int
    version_id: int
    by_id: int
    by: str
    member_key: str | None
    unit: str | None
    text: str
    at: datetime
    answer: str | None
    answered_by: str | None
    answered_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class WishLine:
    """One line of a doctor's ranked list of wishes."""

    id: int
    person_id: int
    person: str
    rank: int
    service: str | None
    unit_id: int | None
    unit: str | None
    from_month: date | None
    to_month: date | None
    note: str | None
    made_at: datetime
    version: int


# --- Comments ---


def list_comments(
    session: Session, version_id: int, *, by: int | None = None
) -> tuple[CommentRow, ...]:
    """The comments on a version, oldest first; with `by` only that person's. One query."""
    which = [col(RotationComment.version_id) == version_id]
    if by is not None:
        which.append(col(RotationComment.by_id) == by)
    return _comments(session, *which)


def find_comment(session: Session, version_id: int, comment_id: int) -> CommentRow | None:
    """One comment on a version."""
    which = (
        col(RotationComment.version_id) == version_id,
        col(RotationComment.id) == comment_id,
    )
    return next(iter(_comments(session, *which)), None)


def _comments(session: Session, *which: sa.ColumnElement[bool]) -> tuple[CommentRow, ...]:
    writer, answerer = aliased(Person), aliased(Person)
    rows = session.execute(
        sa.select(RotationComment, writer, answerer, col(Unit.name))
        .join(writer, col(writer.id) == col(RotationComment.by_id))
        .outerjoin(answerer, col(answerer.id) == col(RotationComment.answered_by_id))
        .outerjoin(Unit, col(Unit.id) == col(RotationComment.unit_id))
        .where(*which)
        .order_by(col(RotationComment.at), col(RotationComment.id))
        .execution_options(populate_existing=True)
    )
    return tuple(
        CommentRow(
            row.id,
            row.version_id,
            row.by_id,
            by.name,
            row.member_key,
            unit,
            row.text,
            row.at,
            row.answer,
            answered_by.name if answered_by else None,
            row.answered_at,
            row.version,
        )
        for row, by, answered_by, unit in rows
    )


def add_comment(
    session: Session,
    version_id: int,
    *,
    by: int,
    text: str,
    at: datetime,
    member_key: str | None = None,
    unit_id: int | None = None,
) -> int:
    """Keep a comment; its row id."""
    row = RotationComment(
        version_id=version_id, by_id=by, member_key=member_key, unit_id=unit_id, text=text, at=at
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def answer_comment(
    session: Session, comment: CommentRow, seen: int, *, by: int, text: str, at: datetime
) -> bool:
    """Answer a comment unless somebody has answered it since `seen`."""
    changed: Any = session.execute(
        sa.update(RotationComment)
        .where(col(RotationComment.id) == comment.id, col(RotationComment.version) == seen)
        .values(answer=text, answered_by_id=by, answered_at=at, version=seen + 1)
        .execution_options(synchronize_session=False)
    )
    return bool(changed.rowcount == 1)


# --- Wishes ---


def list_wishes(
    session: Session, plan_id: int, *, person_id: int | None = None
) -> tuple[WishLine, ...]:
    """The ranked wishes for a plan, by person's name and rank; one query."""
    which = [col(RotationWish.plan_id) == plan_id]
    if person_id is not None:
        which.append(col(RotationWish.person_id) == person_id)
    rows = session.execute(
        sa.select(RotationWish, Person, col(Unit.name))
        .join(Person, col(Person.id) == col(RotationWish.person_id))
        .outerjoin(Unit, col(Unit.id) == col(RotationWish.unit_id))
        .where(*which)
        .order_by(col(Person.sort_name), col(Person.id), col(RotationWish.rank))
        .execution_options(populate_existing=True)
    )
    return tuple(
        WishLine(
            row.id,
            row.person_id,
            person.name,
            row.rank,
            row.service,
            row.unit_id,
            unit,
            row.from_month,
            row.to_month,
            row.note,
            row.made_at,
            row.version,
        )
        for row, person, unit in rows
    )


def find_wish(session: Session, plan_id: int, wish_id: int) -> WishLine | None:
    """One wish for a plan."""
    return next((each for each in list_wishes(session, plan_id) if each.id == wish_id), None)


def add_wish(
    session: Session,
    plan_id: int,
    person_id: int,
    *,
    rank: int,
    fields: Mapping[str, Any],
    at: datetime,
) -> int:
    """Keep a wish at a rank that is free; its row id."""
    row = RotationWish(plan_id=plan_id, person_id=person_id, rank=rank, made_at=at, **fields)
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def rank_wishes(session: Session, plan_id: int, person_id: int, ids: list[int]) -> None:
    """Give these wishes the ranks 1, 2, … in this order; any other of the person's is deleted."""
    mine = (col(RotationWish.plan_id) == plan_id, col(RotationWish.person_id) == person_id)
    session.execute(
        sa.delete(RotationWish)
        .where(*mine, col(RotationWish.id).not_in(ids))
        .execution_options(synchronize_session=False)
    )
    # A rank is held by one wish at any time: first out of the way, then into place.
    session.execute(
        sa.update(RotationWish)
        .where(*mine)
        .values(rank=-col(RotationWish.id))
        .execution_options(synchronize_session=False)
    )
    for rank, wish_id in enumerate(ids, start=1):
        session.execute(
            sa.update(RotationWish)
            .where(*mine, col(RotationWish.id) == wish_id)
            .values(rank=rank, version=col(RotationWish.version) + 1)
            .execution_options(synchronize_session=False)
        )


def lock_wishes(session: Session, plan_id: int, person_id: int) -> tuple[WishLine, ...]:
    """A doctor's wishes as they are now, held until the transaction ends."""
    session.execute(
        sa.update(RotationWish)
        .where(col(RotationWish.plan_id) == plan_id, col(RotationWish.person_id) == person_id)
        .values(version=col(RotationWish.version))
        .execution_options(synchronize_session=False)
    )
    return list_wishes(session, plan_id, person_id=person_id)


def find_unit(session: Session, key: str) -> tuple[int, str] | None:
    """(id, name) of the unit with this key."""
    row = session.exec(select(Unit.id, Unit.name).where(Unit.key == key)).first()
    return None if row is None or row[0] is None else (row[0], row[1])
