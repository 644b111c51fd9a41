"""Words that are written together in names of files and folders are found one by one.

Revision ID: 0041
Revises: 0040
"""

from __future__ import annotations

import re
from pathlib import Path

from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"
#: What 0041_joined.sql makes anew, as it was: the function beside the one of before, its index, and their names.
BEFORE = ("0039_names.sql", r"^(CREATE FUNCTION known_folded\(.*?^ALTER INDEX ix_image_folded RENAME .*?;)$")


def upgrade() -> None:
    run((SQL / "0041_joined.sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    name, made = BEFORE
    (found,) = re.findall(made, (SQL / name).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    run(found)


def run(statements: str) -> None:
    op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})
