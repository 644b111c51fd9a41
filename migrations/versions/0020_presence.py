"""A file that is gone is not shown; what was withdrawn stays out; a text goes with the row that said it.

Revision ID: 0020
Revises: 0019
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    run("0020_presence.sql")


def downgrade() -> None:
    run("0020_down.sql")


def run(name: str) -> None:
    statements = (SQL / name).read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})
