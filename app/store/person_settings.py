"""Choices that people have made for themselves: read for one or for all, written."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, col, select

from app.db.tables import PersonSetting


def load_choices(session: Session, person_id: int) -> dict[str, str]:
    """One person's choices by key."""
    rows = session.exec(select(PersonSetting).where(PersonSetting.person_id == person_id))
    return {row.key: row.value for row in rows}


def load_all_choices(session: Session) -> dict[int, dict[str, str]]:
    """Everybody's choices, by person and key; one query."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    rows = session.execute(
        select(PersonSetting.person_id, PersonSetting.key, PersonSetting.value).order_by(
            col(PersonSetting.id)
        )
    ).all()
    for person_id, key, value in rows:
        found[person_id][key] = value
    return dict(found)


def save_choices(
    session: Session, person_id: int, choices: Mapping[str, str], at: datetime
) -> dict[str, tuple[str | None, str]]:
    """Write choices; returns those that changed, as (before, after). Never commits."""
    rows = {
        row.key: row
        for row in session.exec(select(PersonSetting).where(PersonSetting.person_id == person_id))
    }
    changed: dict[str, tuple[str | None, str]] = {}
    for key, value in choices.items():
        row = rows.get(key)
        if row is None:
            session.add(PersonSetting(person_id=person_id, key=key, value=value, changed_at=at))
            changed[key] = (None, value)
        elif row.value != value:
            changed[key] = (row.value, value)
            row.value, row.changed_at = value, at
    session.flush()
    return changed
