"""Views: the figures of an evaluation, and what analysts read.

Revision ID: 0013
Revises: 0010
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0013"
down_revision = "0010"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"
FILES = ("0013_evaluation.sql", "0013_analyst.sql")


def upgrade() -> None:
    for name in FILES:
        statements = (SQL / name).read_text(encoding="utf-8")
        op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})


def downgrade() -> None:
    op.execute("DROP SCHEMA analyst CASCADE")
    op.execute(
        "DROP VIEW evaluation_nothing, evaluation_recall, evaluation_ndcg, evaluation_tau_b, evaluation_tau_c, "
        "evaluation_calibration_error, evaluation_calibration, evaluation_error"
    )
