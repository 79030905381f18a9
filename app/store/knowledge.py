"""Reference data: rows to the domain's values and back.

Each table has the same columns as the fields of its value (plus `position`, which keeps the
files' order), so one pair of functions serves them all.
"""

from collections.abc import Iterable
from dataclasses import asdict, fields
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from app.db.tables import (
    CourseRow,
    Lis1FigureRow,
    LocalOfferRow,
    ObjectiveRow,
    ReferenceBatch,
    RequirementRow,
    RoundDateRow,
    RuleRow,
    SourceRow,
    SpecialtyRow,
    StageRow,
    TransitionRow,
)
from pathways.types import knowledge as values

Value = TypeVar("Value")

# Value type -> table, in an order that foreign keys allow.
TABLES: dict[type[Any], type[SQLModel]] = {
    values.Source: SourceRow,
    values.Rule: RuleRow,
    values.Specialty: SpecialtyRow,
    values.Stage: StageRow,
    values.Transition: TransitionRow,
    values.Requirement: RequirementRow,
    values.Course: CourseRow,
    values.Objective: ObjectiveRow,
    values.Lis1Figure: Lis1FigureRow,
    values.RoundDate: RoundDateRow,
    values.LocalOffer: LocalOfferRow,
}

REFERENCE = values.CourseOrigin.REFERENCE

KEY_FIELDS: dict[type[Any], tuple[str, ...]] = {
    values.Specialty: ("code",),
    values.Transition: ("origin", "target"),
}


def latest_batch(session: Session) -> ReferenceBatch | None:
    """The newest loading of the reference files."""
    return session.exec(
        select(ReferenceBatch).order_by(col(ReferenceBatch.id).desc()).limit(1)
    ).first()


def load_knowledge(session: Session) -> values.Knowledge:
    """Everything the graph is built from; one query per table, in the files' order."""
    return values.Knowledge(
        sources=load_values(session, values.Source),
        rules=load_values(session, values.Rule),
        specialties=load_values(session, values.Specialty),
        stages=load_values(session, values.Stage),
        transitions=load_values(session, values.Transition),
        requirements=load_values(session, values.Requirement),
    )


def load_values(session: Session, kind: type[Value]) -> tuple[Value, ...]:
    """All values of one kind, in the files' order."""
    table = TABLES[kind]
    rows = session.exec(select(table).order_by(sa.literal_column("position")))
    return tuple(_to_value(kind, row) for row in rows)


def _to_value(kind: type[Value], row: SQLModel) -> Value:
    found: dict[str, Any] = {}
    for field in fields(kind):  # type: ignore[arg-type]
        value = getattr(row, field.name)
        found[field.name] = tuple(value) if isinstance(value, list) else value
    return kind(**found)


def replace_values(session: Session, kind: type[Any], rows: Iterable[Any]) -> int:
    """Write every value of one kind: update what is there, add what is new.

    Rows that a file no longer holds are left to `delete_missing`, since other tables may
    still point at them.
    """
    table = TABLES[kind]
    existing = {_key(kind, row): row for row in session.exec(select(table))}
    count = 0
    for position, value in enumerate(rows):
        row = existing.get(_key(kind, value))
        if row is None:
            session.add(table(position=position, **asdict(value)))
        else:
            for name, field_value in asdict(value).items():
                wanted = list(field_value) if isinstance(field_value, tuple) else field_value
                setattr(row, name, wanted)
            setattr(row, "position", position)  # noqa: B010  (every table here has it)
        count += 1
    session.flush()
    return count


def delete_missing(session: Session, kind: type[Any], rows: Iterable[Any]) -> int:
    """Delete rows that the files no longer hold; return how many.

    Courses that were registered in this installation are no file's to delete.
    """
    keep = {_key(kind, value) for value in rows}
    gone = [
        row
        for row in session.exec(select(TABLES[kind]))
        if _key(kind, row) not in keep and getattr(row, "origin", REFERENCE) == REFERENCE
    ]
    for row in gone:
        session.delete(row)
    session.flush()
    return len(gone)


def _key(kind: type[Any], value: Any) -> tuple[Any, ...]:
    return tuple(getattr(value, name) for name in KEY_FIELDS.get(kind, ("key",)))
