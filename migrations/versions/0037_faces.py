"""How old a face looks that is evidence of a minor, and where it is.

Revision ID: 0037
Revises: 0036
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    run((SQL / "0037_faces.sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    run("ALTER TABLE minor_evidence DROP COLUMN face, DROP COLUMN age;")


def run(statements: str) -> None:
    op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})
