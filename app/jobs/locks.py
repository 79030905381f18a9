"""A named lock that one process in the whole installation can hold.

An advisory lock on PostgreSQL, a locked file beside the database on SQLite. It lives with a
connection or an open file, so the system frees it when the process dies, whatever kills it.
See docs/adr/0011.
"""

import fcntl
import zlib
from pathlib import Path
from typing import IO

import sqlalchemy as sa
import sqlalchemy.exc

from app.db.session import Database

LOCK_SPACE = 7_308_021
"""Any number will do as long as nobody else uses it in this database."""
LEADER = "worker"


class ProcessLock:
    """Held from `acquire` to `release`; two of the same name exclude each other everywhere,
    also within one process.
    """

    def __init__(self, database: Database, name: str) -> None:
        self._database = database
        self._name = name
        self._connection: sa.Connection | None = None
        self._file: IO[str] | None = None

    def acquire(self) -> bool:
        """Try to take the lock; False at once when somebody else has it."""
        return self._lock_file() if self._database.is_sqlite else self._lock_postgres()

    def holds(self) -> bool:
        """Whether the lock is still ours; a database that restarted has forgotten it."""
        if self._connection is None:
            return self._file is not None
        try:
            self._connection.execute(sa.text("select 1"))
            self._connection.commit()
        except sa.exc.DBAPIError:
            self._forget_connection()
            return False
        return True

    def release(self) -> None:
        """Let the next one have it."""
        if self._file is not None:
            self._file.close()
            self._file = None
        if self._connection is None:
            return
        try:
            # Closing alone would put the connection back into the pool with the lock on it.
            self._connection.execute(
                sa.text("select pg_advisory_unlock(:space, :number)"), self._number()
            )
            self._connection.commit()
            self._connection.close()
            self._connection = None
        except sa.exc.DBAPIError:
            self._forget_connection()

    def _forget_connection(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None

    def _number(self) -> dict[str, int]:
        return {"space": LOCK_SPACE, "number": lock_number(self._name)}

    def _lock_postgres(self) -> bool:
        connection = self._database.engine.connect()
        try:
            locked = connection.execute(
                sa.text("select pg_try_advisory_lock(:space, :number)"), self._number()
            ).scalar_one()
            # End the transaction: an idle one would hold back vacuum while we have the lock.
            connection.commit()
        except sa.exc.DBAPIError:
            connection.invalidate()
            connection.close()
            raise
        if not locked:
            connection.close()
            return False
        self._connection = connection
        return True

    def _lock_file(self) -> bool:
        database = self._database.engine.url.database or "legelop"
        # The file is never deleted: whoever made it anew would lock another file than the holder.
        handle = Path(f"{database}.{self._name}-lock").open("a", encoding="utf-8")  # noqa: SIM115  (held open: the lock lives with it)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            handle.close()
            return False
        self._file = handle
        return True


def lock_number(name: str) -> int:
    """The number of a named lock on PostgreSQL: 31 bits of a checksum."""
    return zlib.crc32(name.encode()) & 0x7FFF_FFFF


def leader_lock(database: Database) -> ProcessLock:
    """The lock of the one worker that leads."""
    return ProcessLock(database, LEADER)


def job_lock(database: Database, job: str) -> ProcessLock:
    """The lock that is held while a job runs."""
    return ProcessLock(database, f"job-{job}")
