"""${message}.

Revision ID: ${up_revision}
Revises: ${down_revision or 'nothing'}
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import app.db.base
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Take back."""
    ${downgrades if downgrades else "pass"}
