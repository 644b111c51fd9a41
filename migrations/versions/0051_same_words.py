"""Plans with the analyst's rights count no hidden rows that say a guessed word.

Revision ID: 0051
Revises: 0050
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    run((SQL / "0051_same_words.sql").read_text(encoding="utf-8"))
    run((SQL / "0014_owners.sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    run((SQL / "0051_down.sql").read_text(encoding="utf-8"))


def run(statements: str) -> None:
    op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})
