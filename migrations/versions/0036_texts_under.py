"""Titles and places of pictures without metadata cost nothing.

Revision ID: 0036
Revises: 0035
"""

from __future__ import annotations

import re
from pathlib import Path

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"
#: What 0036_texts_under.sql makes anew, as it was.
BEFORE = ("0020_words.sql", r"^CREATE (FUNCTION texts_under\(.*?\);)$")


def upgrade() -> None:
    run((SQL / "0036_texts_under.sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    name, pattern = BEFORE
    for made in re.findall(pattern, (SQL / name).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
        run(f"CREATE OR REPLACE {made}")


def run(statements: str) -> None:
    op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})
