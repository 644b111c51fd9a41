"""Who is in a picture narrows a search.

Revision ID: 0034
Revises: 0033
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    run((SQL / "0034_persons.sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    run(
        "DROP TRIGGER name_persons ON image; ALTER TABLE image DROP COLUMN persons; "
        "DROP FUNCTION name_persons; DROP FUNCTION known_persons;"
    )


def run(statements: str) -> None:
    op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})
