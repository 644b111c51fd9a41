"""What names a hidden picture, or tells that there is one, is hidden like it.

Revision ID: 0017
Revises: 0016
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    run("0017_shadows.sql")


def downgrade() -> None:
    run("0017_down.sql")


def run(name: str) -> None:
    statements = (SQL / name).read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})
