"""Searches learn which photographers there are, however many pictures each has.

Revision ID: 0050
Revises: 0049
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    run((SQL / "0050_photographers.sql").read_text(encoding="utf-8"))
    run((SQL / "0014_owners.sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    run("DROP FUNCTION list_photographers")


def run(statements: str) -> None:
    op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})
