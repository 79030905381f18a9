"""Comments of a council's members. Nothing here commits."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db.tables import Lis1Candidate, Lis1Comment, Lis1Run, Person


def list_comments(
    session: Session, intake_id: int, run_id: int | None, candidate_id: int | None
) -> tuple[tuple[str, datetime, str], ...]:
    """(name, when, text) of every comment on just that, oldest first; one query."""
    rows = session.execute(
        sa.select(Lis1Comment, Person)
        .join(Person, col(Person.id) == col(Lis1Comment.by_id))
        .where(
            col(Lis1Comment.intake_id) == intake_id,
            col(Lis1Comment.run_id).is_not_distinct_from(run_id),
            col(Lis1Comment.candidate_id).is_not_distinct_from(candidate_id),
        )
        .order_by(col(Lis1Comment.id))
    )
    return tuple((person.name, row.at, row.text) for row, person in rows)


def find_subject(
    session: Session, intake_id: int, run_id: int | None, candidate_id: int | None
) -> tuple[int | None, str | None] | None:
    """(number of the run, key of the candidate) of what is commented on; None when it is not of
    this intake."""
    number, key = None, None
    if run_id is not None:
        number = session.execute(
            sa.select(col(Lis1Run.number)).where(
                col(Lis1Run.id) == run_id, col(Lis1Run.intake_id) == intake_id
            )
        ).scalar()
        if number is None:
            return None
    if candidate_id is not None:
        key = session.execute(
            sa.select(col(Lis1Candidate.key)).where(
                col(Lis1Candidate.id) == candidate_id, col(Lis1Candidate.intake_id) == intake_id
            )
        ).scalar()
        if key is None:
            return None
    return number, key


def add_comment(
    session: Session,
    intake_id: int,
    run_id: int | None,
    candidate_id: int | None,
    by: int,
    text: str,
    at: datetime,
) -> None:
    """Keep a comment."""
    session.add(
        Lis1Comment(
            intake_id=intake_id,
            run_id=run_id,
            candidate_id=candidate_id,
            by_id=by,
            at=at,
            text=text,
        )
    )
    session.flush()
