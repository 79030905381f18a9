"""A doctor serves at one place at a time unless one period is counted inside another.

SQLAlchemy has no common word for this, so each database gets its own guard: an exclusion
constraint on PostgreSQL (without the btree_gist extension, hence the one-element integer
range), two triggers on SQLite. A later batch change of `service_record` on SQLite rebuilds
the table and must call `create_triggers` again.

Revision ID: 0002
Revises: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NAME = "ex_service_record_overlap"

OVERLAPS = """
    NEW.counted_inside_id IS NULL AND EXISTS (
        SELECT 1 FROM service_record AS other
        WHERE other.person_id = NEW.person_id
          AND other.id IS NOT NEW.id
          AND other.counted_inside_id IS NULL
          AND other.starts_on <= coalesce(NEW.ends_on, '9999-12-31')
          AND coalesce(other.ends_on, '9999-12-31') >= NEW.starts_on)
"""


def upgrade() -> None:
    """Apply."""
    if op.get_bind().dialect.name == "sqlite":
        create_triggers()
    else:
        op.execute(
            f"ALTER TABLE service_record ADD CONSTRAINT {NAME} EXCLUDE USING gist ("
            " int4range(person_id, person_id, '[]') WITH &&,"
            " daterange(starts_on, ends_on, '[]') WITH &&)"
            " WHERE (counted_inside_id IS NULL)"
        )


def create_triggers() -> None:
    """The SQLite guard: one trigger for each way to write."""
    for event in ("INSERT", "UPDATE"):
        op.execute(
            f"CREATE TRIGGER {NAME}_{event.lower()} BEFORE {event} ON service_record"
            f" WHEN {OVERLAPS} BEGIN SELECT RAISE(ABORT, '{NAME}'); END"
        )


def downgrade() -> None:
    """Take back."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TRIGGER {NAME}_insert")
        op.execute(f"DROP TRIGGER {NAME}_update")
    else:
        op.execute(f"ALTER TABLE service_record DROP CONSTRAINT {NAME}")
