"""The migrations make the tables that the code describes, and can be taken back."""

import sqlalchemy as sa

from app.db import migrate
from app.db.session import Database


def test_tables_agree_with_the_code(database: Database) -> None:
    assert migrate.is_current(database.engine)
    assert migrate.differences(database.engine) == []


def test_everything_can_be_taken_back_and_made_again(database: Database) -> None:
    migrate.downgrade(database.engine, "base")
    assert set(sa.inspect(database.engine).get_table_names()) == {"alembic_version"}
    migrate.upgrade(database.engine)
    assert migrate.is_current(database.engine)
