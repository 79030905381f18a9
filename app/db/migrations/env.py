"""Alembic entry: one engine handed in by `app.db.migrate`, batch mode for SQLite."""

from alembic import context

from app.db.base import metadata

engine = context.config.attributes["engine"]

with engine.begin() as connection:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    context.run_migrations()
