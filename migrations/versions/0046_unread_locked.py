"""Who adds a text to a picture that is unread waits for who reads it, and is waited for.

Revision ID: 0046
Revises: 0045
"""

from __future__ import annotations

import re
from pathlib import Path

from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"
#: The functions that are made anew, by the file that made them.
MADE = {"0016_functions.sql": "unscreen_texts", "0045_refused_texts.sql": "reread_refused"}
#: From its name on to its end.
FUNCTION = r"^CREATE( FUNCTION {}\(.*?^END \$\$;)$"
BEFORE = """\
    changed := ARRAY(
        SELECT i.id FROM public.image i WHERE i.id = ANY (changed) AND i.texts_screened_by IS NOT NULL
        ORDER BY i.id FOR NO KEY UPDATE
    );
"""
AFTER = """\
    -- Also what is unread so far: somebody may be reading it.
    PERFORM FROM public.image i WHERE i.id = ANY (changed) ORDER BY i.id FOR NO KEY UPDATE;
    changed := ARRAY(SELECT i.id FROM public.image i WHERE i.id = ANY (changed) AND i.texts_screened_by IS NOT NULL);
"""


def upgrade() -> None:
    for function in functions():
        run(function.replace(BEFORE, AFTER))


def downgrade() -> None:
    for function in functions():
        run(function)


def functions() -> list[str]:
    found = []
    for file, name in MADE.items():
        made = (SQL / file).read_text(encoding="utf-8")
        (function,) = re.findall(FUNCTION.format(name), made, re.MULTILINE | re.DOTALL)
        found.append(f"CREATE OR REPLACE{function}")
    return found


def run(statements: str) -> None:
    op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})
