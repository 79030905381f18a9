"""Alembic entry: one engine handed in by `app.db.migrate`, batch mode for SQLite."""

import sqlalchemy as sa
from alembic import context

from app.db.base import metadata

engine = context.config.attributes["engine"]


def set_foreign_keys(connection: sa.Connection, on: bool) -> None:
    """Switch the foreign keys of SQLite; it ignores the switch inside a transaction."""
    connection.exec_driver_sql(f"pragma foreign_keys={'on' if on else 'off'}")
    connection.commit()


def run(connection: sa.Connection, is_sqlite: bool) -> None:
    """All migrations in one transaction."""
    with connection.begin():
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=is_sqlite,
            compare_type=True,
        )
        context.run_migrations()
        broken = connection.exec_driver_sql("pragma foreign_key_check") if is_sqlite else ()
        if lost := [tuple(row) for row in broken]:
            raise RuntimeError(f"a migration left references that lead nowhere: {lost[:5]}")


with engine.connect() as connection:
    if connection.dialect.name != "sqlite":
        run(connection, False)
    else:
        # SQLite changes a table by making it anew; with foreign keys on, dropping the old one
        # is refused as soon as other rows point at it.
        set_foreign_keys(connection, False)
        try:
            run(connection, True)
        finally:
            set_foreign_keys(connection, True)
