"""Engines and sessions for SQLite and PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

_current: ContextVar[Session | None] = ContextVar("legelop_session", default=None)


class Database:
    """One database: hands out sessions and knows which dialect it speaks."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = make_engine(url)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session for one request, command or job; rolled back unless committed."""
        with Session(self.engine, expire_on_commit=False) as session:
            token = _current.set(session)
            try:
                yield session
            finally:
                _current.reset(token)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the file-based default."""
        return self.engine.dialect.name == "sqlite"


def current_session() -> Session:
    """The session of this request, command or job."""
    session = _current.get()
    if session is None:
        raise RuntimeError("no database session is open here")
    return session


def bind_session(session: Session | None) -> None:
    """Make `session` the current one (a web request opens and closes it in two hooks)."""
    _current.set(session)


def make_engine(url: str) -> sa.Engine:
    """An engine with the pragmas and pool that its dialect needs."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite_engine(parsed)
    if parsed.get_backend_name() != "postgresql":
        raise ValueError(
            f"database_url must be SQLite or PostgreSQL, not {parsed.get_backend_name()}"
        )
    return sa.create_engine(
        parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True, hide_parameters=True
    )


def _sqlite_engine(url: sa.URL) -> sa.Engine:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    # An error names the statement and never the values: they are about people, or secret.
    engine = sa.create_engine(url, connect_args={"timeout": 15}, hide_parameters=True)

    @sa.event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: Any) -> None:
        # Foreign keys are off in SQLite until asked for; WAL lets the worker write while
        # the web reads.
        # SQLite's own lower() leaves Æ, Ø and Å as they are, so a search would miss Åse.
        connection.create_function("lower", 1, _lower, deterministic=True)
        cursor = connection.cursor()
        cursor.execute("pragma foreign_keys=on")
        cursor.execute("pragma journal_mode=wal")
        cursor.execute("pragma synchronous=normal")
        cursor.close()

    return engine


def _lower(value: str | None) -> str | None:
    return None if value is None else value.lower()
