"""Lets all engines of one kind share what SQLAlchemy has compiled.

Every test has a database of its own and so an engine of its own, which would build the text of
every statement anew; with most tests that took longer than the statements themselves. The text
depends on the dialect only, and that is the same for all copies.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

import sqlalchemy as sa

from app.db import session


@contextmanager
def shared_statements() -> Iterator[None]:
    """Let `Database` make engines that know what an earlier one has compiled."""
    first: dict[str, sa.Engine] = {}
    make = session.make_engine

    def make_alike(url: str) -> sa.Engine:
        engine = make(url)
        kind = engine.dialect.name
        known = first.get(kind)
        if known is not None:
            engine.dialect = known.dialect
            engine._compiled_cache = known._compiled_cache
            return engine

        def remember(connection: sa.Connection) -> None:
            # Not before it has connected: only then does the dialect know its server.
            if kind not in first:
                first[kind] = connection.engine
                engine._compiled_cache = {}

        sa.event.listen(engine, "engine_connect", remember)
        return engine

    with mock.patch.object(session, "make_engine", make_alike):
        yield
