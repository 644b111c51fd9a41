"""Bytes that showed a minor stay hidden when files exchange names, or theirs goes before they are compared.

Revision ID: 0043
Revises: 0042
"""

from __future__ import annotations

import re
from pathlib import Path

from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"
#: The functions and the trigger that are made anew, as 0042 made them.
BEFORE = (
    r"^CREATE(?: OR REPLACE)? FUNCTION (settle_looks\(.*?^END \$\$;)$",
    r"^CREATE FUNCTION (settle_known_bytes\(.*?^END \$\$;)$",
)
TRIGGER = r"^CREATE TRIGGER settle_known_bytes .*?;$"


def upgrade() -> None:
    # What was loaded before is settled as well.
    for name in ("0043_left_bytes.sql", "0042_settled.sql"):
        run((SQL / name).read_text(encoding="utf-8"))


def downgrade() -> None:
    run("DROP TRIGGER settle_known_bytes ON image; DROP TRIGGER settle_left_bytes ON image")
    made = (SQL / "0042_known_bytes.sql").read_text(encoding="utf-8")
    for pattern in BEFORE:
        (function,) = re.findall(pattern, made, re.MULTILINE | re.DOTALL)
        run(f"CREATE OR REPLACE FUNCTION {function}")
    (trigger,) = re.findall(TRIGGER, made, re.MULTILINE | re.DOTALL)
    run(trigger)


def run(statements: str) -> None:
    op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})
