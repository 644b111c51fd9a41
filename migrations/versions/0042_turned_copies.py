"""Copies of what showed a minor and is gone are hidden when they are mirrored or upside down, too.

Revision ID: 0042
Revises: 0041
"""

from __future__ import annotations

import re
from pathlib import Path

from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"
#: What 0042_turned.sql replaces.
BEFORE = ("0040_copies.sql", r"^CREATE (FUNCTION settle_looks\(.*?^END \$\$;)$")


def upgrade() -> None:
    run((SQL / "0042_turned.sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    name, made = BEFORE
    (found,) = re.findall(made, (SQL / name).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    run(f"CREATE OR REPLACE {found}")
    run("DROP FUNCTION turn_look")


def run(statements: str) -> None:
    op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})
