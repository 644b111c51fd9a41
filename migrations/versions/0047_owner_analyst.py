"""An owner who is no superuser acts as analysts do, as exports ask for.

Revision ID: 0047
Revises: 0046
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    run((SQL / "0047_owner_analyst.sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """The right belongs to the server: another database may need it."""


def run(statements: str) -> None:
    op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})
