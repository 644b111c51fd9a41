"""A picture is known by its source and its path in it; files go and stay out; copies of one photograph are a series.

Revision ID: 0019
Revises: 0018
"""

from __future__ import annotations

import re
from pathlib import Path

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"
#: Those that 0019_functions.sql makes anew.
FUNCTION = re.compile(
    r"^CREATE (FUNCTION (?:picture_state|keep_image_state|settle_added_images|settle_changed_images)\(.*?\$\$;)",
    re.MULTILINE | re.DOTALL,
)


def upgrade() -> None:
    for name in ("0019_archive.sql", "0019_functions.sql", "0019_places.sql"):
        run((SQL / name).read_text(encoding="utf-8"))


def downgrade() -> None:
    before = (SQL / "0016_functions.sql").read_text(encoding="utf-8")
    for function in FUNCTION.findall(before):
        run(f"CREATE OR REPLACE {function}")
    run((SQL / "0019_down.sql").read_text(encoding="utf-8"))


def run(statements: str) -> None:
    op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})
