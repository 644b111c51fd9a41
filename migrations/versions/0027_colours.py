"""The main colours of pictures.

Revision ID: 0027
Revises: 0025
"""

from __future__ import annotations

import re
from pathlib import Path

from alembic import op

revision = "0027"
down_revision = "0025"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"
#: What 0027_colours.sql makes anew, as it was.
BEFORE = ("0019_functions.sql", r"^CREATE OR REPLACE FUNCTION keep_image_state\(.*?\$\$;")


def upgrade() -> None:
    for name in ("0027_colours.sql", "0014_owners.sql"):
        run((SQL / name).read_text(encoding="utf-8"))


def downgrade() -> None:
    name, pattern = BEFORE
    for made in re.findall(pattern, (SQL / name).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
        run(made)
    run((SQL / "0027_down.sql").read_text(encoding="utf-8"))


def run(statements: str) -> None:
    op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})
