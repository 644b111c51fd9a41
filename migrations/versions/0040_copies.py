"""What people and texts say of a photograph hides its copies too, and no series tells of a hidden picture.

Revision ID: 0040
Revises: 0039
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    for name in ("0040_series.sql", "0040_copies.sql", "0040_settled.sql", "0014_owners.sql"):
        run((SQL / name).read_text(encoding="utf-8"))


def downgrade() -> None:
    run((SQL / "0040_down.sql").read_text(encoding="utf-8"))


def run(statements: str) -> None:
    op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})
