"""Runs the Alembic migrations that live beside this module."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

import app.db.tables  # noqa: F401  (fills the metadata)
from app.db.base import metadata

FOLDER = Path(__file__).parent / "migrations"


def alembic_config(engine: sa.Engine) -> Config:
    """Alembic settings that use `engine` as it is."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["engine"] = engine
    return config


def upgrade(engine: sa.Engine, revision: str = "head") -> None:
    """Bring the database to `revision`."""
    command.upgrade(alembic_config(engine), revision)


def downgrade(engine: sa.Engine, revision: str) -> None:
    """Take the database back to `revision`."""
    command.downgrade(alembic_config(engine), revision)


def is_current(engine: sa.Engine) -> bool:
    """Whether every migration has run."""
    head = ScriptDirectory.from_config(alembic_config(engine)).get_current_head()
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head


def differences(engine: sa.Engine) -> list[str]:
    """What the tables in code and in the database disagree on; empty when they agree."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return [str(difference) for difference in compare_metadata(context, metadata)]
