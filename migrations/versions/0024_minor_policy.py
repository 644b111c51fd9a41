"""The operator decides from which probability on pictures are hidden; samples for audits, and verdicts taken back.

Revision ID: 0024
Revises: 0023
"""

from __future__ import annotations

import re
from pathlib import Path

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"
#: What 0024_minor_policy.sql makes anew, as it was.
BEFORE = {
    "0016_functions.sql": r"^CREATE (VIEW minor_status .*?;$|FUNCTION settle_screening\(.*?\$\$;)",
    "0019_functions.sql": r"^CREATE OR REPLACE (FUNCTION picture_state\(.*?\$\$;)",
}


def upgrade() -> None:
    for name in ("0024_minor_policy.sql", "0014_owners.sql"):
        run((SQL / name).read_text(encoding="utf-8"))


def downgrade() -> None:
    for name, pattern in BEFORE.items():
        statements = (SQL / name).read_text(encoding="utf-8")
        for made in re.findall(pattern, statements, re.MULTILINE | re.DOTALL):
            run(f"CREATE OR REPLACE {made}")
    run((SQL / "0024_down.sql").read_text(encoding="utf-8"))


def run(statements: str) -> None:
    op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})
