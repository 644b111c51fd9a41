"""Which encoder and which regressor searches used, and since when.

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # No foreign keys: what served once stays known when its row is gone, and no key is given twice.
    op.create_table(
        "activation",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False, comment="Key; newest is highest."),
        sa.Column("encoder_id", sa.Integer(), nullable=False, comment="encoder.id of the encoder that was active."),
        sa.Column(
            "regressor_id",
            sa.Integer(),
            nullable=True,
            comment="regressor.id of the one that was active; NULL for the one that ships, or none.",
        ),
        sa.Column(
            "is_rollback",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="Whether it undid the activation before.",
        ),
        sa.Column(
            "activated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False, comment="When."
        ),
        sa.Column(
            "activated_by",
            sa.String(),
            server_default=sa.text("SESSION_USER"),
            nullable=False,
            comment="Login of whoever did it.",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activation")),
        comment="What searches used from when on: a row for each change of the active encoder or regressor.",
    )
    op.execute(
        "INSERT INTO activation (encoder_id, regressor_id) "
        "SELECT e.id, r.id FROM encoder e LEFT JOIN regressor r ON r.is_active WHERE e.is_active"
    )
    op.execute("GRANT SELECT ON activation TO imgsearch_analyst, imgsearch_editor")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON activation TO imgsearch_loader, imgsearch_owner")


def downgrade() -> None:
    op.drop_table("activation")
