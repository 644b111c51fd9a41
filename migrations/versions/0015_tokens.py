"""Tokens of programs end.

Revision ID: 0015
Revises: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Those that are in use have a year from now on.
    op.add_column(
        "api_token",
        sa.Column(
            "expires_at",
            sa.DateTime(timezone=True),
            nullable=False,
            server_default=sa.text("now() + interval '365 days'"),
            comment="When it ends.",
        ),
    )
    op.alter_column("api_token", "expires_at", server_default=None)


def downgrade() -> None:
    op.drop_column("api_token", "expires_at")
