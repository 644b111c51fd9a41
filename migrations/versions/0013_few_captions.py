"""Comments that name the models for few captions.

Revision ID: 0013
Revises: 0012
"""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

OLD = (
    "captions, pixels, captions_multilingual, pixels_multilingual: the regressor's model for that situation; "
    "constant, cosine, caption_similarity: yardsticks."
)
NEW = (
    "captions, few_captions, pixels, and the same with _multilingual: the regressor's model for that situation; "
    "constant, cosine, caption_similarity: yardsticks."
)
ENDS = {"evaluation_figure": " Retrieval: direction and ranking.", "match_prediction": ""}


def upgrade() -> None:
    describe(NEW)


def downgrade() -> None:
    describe(OLD)


def describe(models: str) -> None:
    for table, end in ENDS.items():
        comment = (models + end).replace("'", "''")
        op.execute(f"COMMENT ON COLUMN {table}.model IS '{comment}'")
