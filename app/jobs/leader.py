"""Only one worker leads: an advisory lock on PostgreSQL, a locked file beside SQLite."""

import fcntl
from pathlib import Path
from typing import IO

import sqlalchemy as sa
import sqlalchemy.exc

from app.db.session import Database

# Any number will do as long as nobody else uses it in this database.
LOCK_NUMBER = 7_308_021


class Leadership:
    """Holds the lock as long as the process lives; the system frees it when the process dies."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: sa.Connection | None = None
        self._file: IO[str] | None = None

    def acquire(self) -> bool:
        """Try to become the leader; False when another worker is."""
        return self._lock_file() if self._database.is_sqlite else self._lock_postgres()

    def holds(self) -> bool:
        """Whether the lock is still ours; a database that restarted has forgotten it."""
        if self._connection is None:
            return self._file is not None
        try:
            self._connection.execute(sa.text("select 1"))
            self._connection.commit()
        except sa.exc.DBAPIError:
            self._connection.invalidate()
            self.release()
            return False
        return True

    def release(self) -> None:
        """Let the next worker lead."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._file is not None:
            self._file.close()
            self._file = None

    def _lock_postgres(self) -> bool:
        connection = self._database.engine.connect()
        locked = connection.execute(
            sa.text("select pg_try_advisory_lock(:number)"), {"number": LOCK_NUMBER}
        ).scalar_one()
        # End the transaction: an idle one would hold back vacuum for as long as we lead.
        connection.commit()
        if not locked:
            connection.close()
            return False
        self._connection = connection
        return True

    def _lock_file(self) -> bool:
        database = self._database.engine.url.database or "legelop"
        handle = Path(f"{database}.worker-lock").open("w", encoding="utf-8")  # noqa: SIM115  (held open: the lock lives with it)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            handle.close()
            return False
        self._file = handle
        return True
