"""Names are compared however they are written: ё or е, accents, apostrophes, spaces.

Revision ID: 0039
Revises: 0038
"""

from __future__ import annotations

import re
from pathlib import Path

from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"
#: Migration -> the parts of it that 0039_names.sql makes anew, as they were.
BEFORE = {
    "0034_persons.sql": r"^CREATE (FUNCTION name_persons\(.*?\$\$;)",
    "0020_words.sql": r"^CREATE (FUNCTION known_words\(.*?^COMMENT ON FUNCTION known_words .*?';)$",
}


def upgrade() -> None:
    run((SQL / "0039_names.sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    run((SQL / "0039_down.sql").read_text(encoding="utf-8"))
    for name, made in BEFORE.items():
        for found in re.findall(made, (SQL / name).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
            run(f"CREATE OR REPLACE {found}")
    run(
        "REVOKE EXECUTE ON FUNCTION known_words FROM PUBLIC; "
        "GRANT EXECUTE ON FUNCTION known_words TO imgsearch_loader, imgsearch_definer, imgsearch_owner; "
        "CREATE INDEX ix_image_known ON image USING gin (known_words(titles, tags, photographer, places, source_path)) "
        "WHERE NOT is_hidden; ALTER INDEX ix_image_known ALTER COLUMN 1 SET STATISTICS 0; "
        "DROP FUNCTION fold_names; DROP FUNCTION fold_name;"
    )


def run(statements: str) -> None:
    op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})
