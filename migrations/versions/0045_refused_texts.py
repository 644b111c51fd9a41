"""What refused rows say of a picture hides it as what good ones say.

Revision ID: 0045
Revises: 0044
"""

from __future__ import annotations

import re
from pathlib import Path

from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"
#: Functions that name the sources of evidence that are texts, as 0042 made them.
MADE = r"^CREATE OR REPLACE( FUNCTION (?:shows_minor|settle_copies)\(.*?^(?:END )?\$\$;)$"
BEFORE, AFTER = "'metadata', 'name'", "'metadata', 'name', 'refused_row'"


def upgrade() -> None:
    run((SQL / "0045_refused_texts.sql").read_text(encoding="utf-8"))
    for function in functions():
        run(function.replace(BEFORE, AFTER))
    run((SQL / "0014_owners.sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    run((SQL / "0045_down.sql").read_text(encoding="utf-8"))
    for function in functions():
        run(function)


def functions() -> list[str]:
    made = re.findall(MADE, (SQL / "0042_known_bytes.sql").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [f"CREATE OR REPLACE{function}" for function in made]


def run(statements: str) -> None:
    op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})
