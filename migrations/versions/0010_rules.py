"""Rules that the database itself keeps: aggregation, the minor flag, roles and row security.

Revision ID: 0010
Revises: 0000
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0010"
down_revision = "0000"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    run("0010_rules.sql")
    run("0010_rights.sql")


def downgrade() -> None:
    run("0010_down.sql")


def run(name: str) -> None:
    statements = (SQL / name).read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})
