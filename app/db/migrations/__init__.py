"""Alembic migrations, in order; a migration that has landed is never changed."""
