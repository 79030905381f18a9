"""Reads the reference data once for all test databases that hold the same.

Every test has a database of its own at an address of its own, so that the product's cache, which
goes by address, never helps here. Whatever makes the data another makes the key another: the
files, the moment of loading, courses and plans that were added. A test with courses of its own
reads for itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from unittest import mock

import sqlalchemy as sa
from sqlmodel import Session

from app.db.tables import CourseRow, PlanVersion, RuleRow
from app.services import knowledge
from app.services.knowledge import KnowledgeBundle
from pathways.types.knowledge import CourseOrigin

COUNTED = (CourseRow, PlanVersion, RuleRow)


@contextmanager
def shared_knowledge() -> Iterator[None]:
    """Let `knowledge.load_bundle` take what an equal database has given before."""
    known: dict[tuple[object, ...], KnowledgeBundle] = {}
    read = knowledge._read

    def read_once(
        session: Session, batch_id: int, content_hash: str, loaded_at: datetime
    ) -> KnowledgeBundle:
        own = CourseRow.origin == CourseOrigin.OWN
        if session.scalar(sa.select(sa.func.count()).select_from(CourseRow).where(own)):
            return read(session, batch_id, content_hash, loaded_at)
        counts = [session.scalar(sa.select(sa.func.count()).select_from(t)) for t in COUNTED]
        key = (batch_id, content_hash, loaded_at, *counts)
        if key not in known:
            known[key] = read(session, batch_id, content_hash, loaded_at)
        return known[key]

    with mock.patch.object(knowledge, "_read", read_once):
        yield
