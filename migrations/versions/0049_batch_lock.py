"""Batches wait for one another on a row that searchers and analysts cannot lock.

Revision ID: 0049
Revises: 0047
"""

from __future__ import annotations

import re
from pathlib import Path

from alembic import op

revision = "0049"
down_revision = "0047"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"
#: Of remove_picture.
ADVISORY = "PERFORM pg_advisory_xact_lock(7236105319);"


def upgrade() -> None:
    run((SQL / "0049_batch_lock.sql").read_text(encoding="utf-8"))
    run(remove_picture().replace(ADVISORY, "PERFORM public.begin_batch();"))
    run((SQL / "0014_owners.sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    run(remove_picture())
    run("DROP FUNCTION begin_batch; REVOKE UPDATE (is_only) ON screening_policy FROM imgsearch_definer")


def remove_picture() -> str:
    """As it was made first."""
    made = (SQL / "0021_editors_remove.sql").read_text(encoding="utf-8")
    (function,) = re.findall(r"^CREATE( FUNCTION remove_picture\(.*?^END \$\$;)$", made, re.MULTILINE | re.DOTALL)
    return f"CREATE OR REPLACE{function}"


def run(statements: str) -> None:
    op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})
