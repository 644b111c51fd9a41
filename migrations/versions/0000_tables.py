"""Tables for pictures, what people and models say of them, vectors, models, searches, accounts and evaluations.

The numbers 0001 to 0012 were those of migrations before the first release and are not given again: a database that has
one of them must not be taken for another. 0013 was the last of them; what they made together is what these three make.

Revision ID: 0000
Revises:
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0000"
down_revision = None
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"
FILES = ("0000_pictures.sql", "0000_people.sql", "0000_results.sql")
#: Each before what it refers to.
TABLES = (
    "retrieval_rank, match_prediction, evaluation_figure, evaluation, model_prediction, model_result",
    "rating_task, match_feedback, click, search, api_token, account",
    "minor_review, minor_evidence, match_rating, crowd_annotation, expert_annotation",
    "activation, regressor, encoding_task, caption_embedding, image_embedding, encoder",
    "thumbnail, load_reject, test_query, caption, image_name, image",
)


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS vector")
    for name in FILES:
        statements = (SQL / name).read_text(encoding="utf-8")
        op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})


def downgrade() -> None:
    for tables in TABLES:
        op.execute(f"DROP TABLE {tables}")
