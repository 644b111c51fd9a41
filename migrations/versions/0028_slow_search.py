"""Searches that took long are kept with their plan, for the operator.

Revision ID: 0028
Revises: 0027
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    for name in ("0028_slow_search.sql", "0014_owners.sql"):
        run((SQL / name).read_text(encoding="utf-8"))


def downgrade() -> None:
    run("DROP FUNCTION keep_slow_search; DROP TABLE slow_search;")


def run(statements: str) -> None:
    op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})
