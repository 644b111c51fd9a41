"""Indexes pass over hidden rows, and nobody finds texts by their order; what visitors say is no detector's word.

Revision ID: 0035
Revises: 0034
"""

from __future__ import annotations

import re
from pathlib import Path

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"
#: What 0035_shadows.sql makes anew, as it was.
BEFORE = re.compile(
    r"^CREATE (?:OR REPLACE )?(FUNCTION (?:decide_evidence|settle_screening)\(.*?\$\$;)", re.MULTILINE | re.DOTALL
)


def upgrade() -> None:
    for name in ("0035_shadows.sql", "0035_orders.sql", "0014_owners.sql"):
        run((SQL / name).read_text(encoding="utf-8"))


def downgrade() -> None:
    for made in BEFORE.findall((SQL / "0024_minor_policy.sql").read_text(encoding="utf-8")):
        run(f"CREATE OR REPLACE {made}")
    run((SQL / "0035_down.sql").read_text(encoding="utf-8"))


def run(statements: str) -> None:
    op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})
