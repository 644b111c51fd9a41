"""Pairs that raters are asked about, by a list.

Revision ID: 0011
Revises: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rating_task",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False, comment="Key; the list's order."),
        sa.Column("text", sa.String(), nullable=False, comment="The text to rate."),
        sa.Column("image_id", sa.BigInteger(), nullable=False, comment="The picture that this row belongs to."),
        sa.Column(
            "is_minor",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="Copy of image.is_minor, kept equal by the foreign key (ON UPDATE CASCADE), so that row security and the partial vector index need no join.",
        ),
        sa.CheckConstraint("char_length(text) BETWEEN 1 AND 500", name=op.f("ck_rating_task_text_length")),
        sa.ForeignKeyConstraint(
            ["image_id", "is_minor"],
            ["image.id", "image.is_minor"],
            name="fk_rating_task_image_id_is_minor",
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_task")),
        sa.UniqueConstraint("image_id", "text", name=op.f("uq_rating_task_image_id_text")),
        comment="Pairs that raters are asked about on the page, one after the other.",
    )
    op.execute("ALTER TABLE rating_task ENABLE ROW LEVEL SECURITY")
    op.execute(
        "CREATE POLICY no_minors ON rating_task FOR SELECT TO imgsearch_searcher, imgsearch_analyst USING (NOT is_minor)"
    )
    op.execute("CREATE POLICY editors_see_all ON rating_task FOR SELECT TO imgsearch_editor USING (true)")
    op.execute(
        "CREATE POLICY loaders_do_all ON rating_task FOR ALL TO imgsearch_loader, imgsearch_owner "
        "USING (true) WITH CHECK (true)"
    )
    op.execute("GRANT SELECT ON rating_task TO imgsearch_searcher, imgsearch_analyst, imgsearch_editor")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON rating_task TO imgsearch_loader, imgsearch_owner")


def downgrade() -> None:
    op.drop_table("rating_task")
