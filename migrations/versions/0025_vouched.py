"""Accounts of people for whom an OpenID Connect provider or a proxy vouches.

Revision ID: 0025
Revises: 0024
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    for name in ("0025_vouched.sql", "0014_owners.sql"):
        run((SQL / name).read_text(encoding="utf-8"))


def downgrade() -> None:
    run((SQL / "0025_down.sql").read_text(encoding="utf-8"))


def run(statements: str) -> None:
    op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})
