"""No login widens its rights: functions, temporary tables, studies, verdicts and ratings.

Revision ID: 0014
Revises: 0013
"""

from __future__ import annotations

import re
from pathlib import Path

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"
FUNCTION = re.compile(r"^CREATE (FUNCTION (?:refresh|spread|keep)_.*?\$\$;)", re.MULTILINE | re.DOTALL)


def upgrade() -> None:
    for name in ("0014_functions.sql", "0014_verdicts.sql", "0014_studies.sql", "0014_owners.sql"):
        run((SQL / name).read_text(encoding="utf-8"))


def downgrade() -> None:
    run((SQL / "0014_down.sql").read_text(encoding="utf-8"))
    before = (SQL / "0010_rules.sql").read_text(encoding="utf-8")
    for function in FUNCTION.findall(before):
        run(f"CREATE OR REPLACE {function}")


def run(statements: str) -> None:
    op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})
