"""Tasks, by which several processes share the pictures that are to be encoded.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "encoding_task",
        sa.Column("encoder_id", sa.Integer(), nullable=False, comment="The encoder that is to do it."),
        sa.Column("image_id", sa.BigInteger(), nullable=False, comment="The picture."),
        sa.ForeignKeyConstraint(
            ["encoder_id"], ["encoder.id"], name=op.f("fk_encoding_task_encoder_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["image_id"], ["image.id"], name=op.f("fk_encoding_task_image_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("encoder_id", "image_id", name=op.f("pk_encoding_task")),
        comment="Pictures that are to be encoded; a process that encodes one holds a lock on its row.",
    )
    op.create_index("ix_encoding_task_image_id", "encoding_task", ["image_id"])
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON encoding_task TO imgsearch_loader, imgsearch_owner")


def downgrade() -> None:
    op.drop_table("encoding_task")
