"""Wishes that doctors have kept from what they tried out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.db.tables import Enrolment, Person, Wish


@dataclass(frozen=True, slots=True)
class StoredWish:
    """One wish that is not withdrawn."""

    id: int
    changes: tuple[dict[str, Any], ...]
    days_moved: int | None
    made_at: datetime
    version: int


def list_wishes(session: Session, public_id: str) -> tuple[StoredWish, ...]:
    """What a doctor wishes now, oldest first; one query."""
    rows = session.exec(
        select(Wish)
        .join(Enrolment, col(Enrolment.id) == col(Wish.enrolment_id))
        .join(Person, col(Person.id) == col(Enrolment.person_id))
        .where(
            col(Person.public_id) == public_id,
            col(Enrolment.ends_on).is_(None),
            col(Wish.withdrawn_at).is_(None),
        )
        .order_by(col(Wish.made_at), col(Wish.id))
    )
    return tuple(
        StoredWish(row.id or 0, tuple(row.changes), row.days_moved, row.made_at, row.version)
        for row in rows
    )


def enrolment_of(session: Session, person_id: int) -> int | None:
    """The enrolment that is going on."""
    return session.exec(
        select(Enrolment.id).where(
            Enrolment.person_id == person_id, col(Enrolment.ends_on).is_(None)
        )
    ).first()


def find_wish(session: Session, enrolment_id: int, changes: list[dict[str, Any]]) -> int | None:
    """The wish with exactly these changes that is not withdrawn."""
    rows = session.exec(
        select(Wish).where(Wish.enrolment_id == enrolment_id, col(Wish.withdrawn_at).is_(None))
    )
    return next((row.id for row in rows if row.changes == changes), None)


def add_wish(
    session: Session,
    enrolment_id: int,
    changes: list[dict[str, Any]],
    days_moved: int | None,
    at: datetime,
) -> int:
    """Keep a wish; its id."""
    row = Wish(enrolment_id=enrolment_id, changes=changes, days_moved=days_moved, made_at=at)
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def withdraw_wish(
    session: Session, *, person_id: int, wish_id: int, version: int, at: datetime
) -> bool:
    """Withdraw the doctor's own wish; False when there is none, or it was changed meanwhile."""
    own = sa.select(col(Enrolment.id)).where(col(Enrolment.person_id) == person_id)
    changed = session.execute(
        sa.update(Wish)
        .where(
            col(Wish.id) == wish_id,
            col(Wish.enrolment_id).in_(own),
            col(Wish.version) == version,
            col(Wish.withdrawn_at).is_(None),
        )
        .values(withdrawn_at=at, version=version + 1)
    )
    return bool(changed.rowcount)  # type: ignore[attr-defined]
