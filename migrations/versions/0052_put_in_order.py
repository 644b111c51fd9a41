"""Pictures that are put into a collection at once stand there in their order, not in that of their ids.

Revision ID: 0052
Revises: 0051
"""

from __future__ import annotations

from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE collection_picture ALTER COLUMN added_at SET DEFAULT clock_timestamp()")


def downgrade() -> None:
    op.execute("ALTER TABLE collection_picture ALTER COLUMN added_at SET DEFAULT now()")
