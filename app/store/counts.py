"""Counts of people, and published figures: numbers without names."""

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db.tables import Lis1FigureRow, Person, SourceRow


def people(session: Session) -> tuple[int, int]:
    """(everybody, of whom invented)."""
    row = session.execute(
        sa.select(
            sa.func.count(),
            sa.func.coalesce(sa.func.sum(sa.cast(col(Person.is_demo), sa.Integer)), 0),
        ).select_from(Person)
    ).one()
    return int(row[0]), int(row[1])


def lis1_figures(session: Session) -> tuple[tuple[Lis1FigureRow, SourceRow], ...]:
    """Published LIS1 figures with their sources, in the files' order."""
    rows = session.execute(
        sa.select(Lis1FigureRow, SourceRow)
        .join(SourceRow, col(SourceRow.key) == col(Lis1FigureRow.source_key))
        .order_by(col(Lis1FigureRow.position))
    )
    return tuple((figure, source) for figure, source in rows)
