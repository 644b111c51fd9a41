"""What is taken out of a collection while it is hidden is out of it when it is shown again.

Revision ID: 0044
Revises: 0043
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    for name in ("0044_taken_out.sql", "0014_owners.sql"):
        run((SQL / name).read_text(encoding="utf-8"))


def downgrade() -> None:
    run("DROP TRIGGER empty_collections ON collection; DROP FUNCTION empty_collections; DROP FUNCTION take_picture_out")
    run("REVOKE SELECT (collection_id), DELETE ON collection_picture FROM imgsearch_definer")


def run(statements: str) -> None:
    op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})
