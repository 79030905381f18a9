"""Names of organisations by their key, for pages that show what the reference data refers to."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from app.db.tables import Organisation


def load_names_by_key(session: Session, keys: Iterable[str]) -> dict[str, str]:
    """The names of the organisations with these keys; one query, none for no keys."""
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    rows = session.exec(
        select(Organisation.key, Organisation.name).where(col(Organisation.key).in_(wanted))
    )
    return dict(rows.all())
