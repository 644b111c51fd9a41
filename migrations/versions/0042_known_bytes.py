"""What showed a minor and is gone stays hidden when its bytes come back, or a copy in whatever position.

Revision ID: 0042
Revises: 0041
"""

from __future__ import annotations

import re
from pathlib import Path

from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"
#: Functions that are made anew, by the file that made them before.
CHANGED = {
    "0027_colours.sql": ("keep_image_state",),
    "0040_copies.sql": ("shows_minor", "hide_copies", "settle_copies", "remember_look", "settle_looks"),
}
#: From its name on to its end.
FUNCTION = r"^CREATE(?: OR REPLACE)?( FUNCTION {}\(.*?^(?:END )?\$\$;)$"


def upgrade() -> None:
    for name in ("0042_known_bytes.sql", "0014_owners.sql", "0042_settled.sql"):
        run((SQL / name).read_text(encoding="utf-8"))


def downgrade() -> None:
    run("DROP TRIGGER settle_known_bytes ON image; DROP FUNCTION settle_known_bytes")
    run("COMMENT ON COLUMN minor_look.phash IS 'image.phash.'")
    for file, names in CHANGED.items():
        made = (SQL / file).read_text(encoding="utf-8")
        for name in names:
            (function,) = re.findall(FUNCTION.format(name), made, re.MULTILINE | re.DOTALL)
            run(f"CREATE OR REPLACE{function}")
    run("DROP FUNCTION turn_look")


def run(statements: str) -> None:
    op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})
