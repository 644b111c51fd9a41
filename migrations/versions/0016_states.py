"""A picture is shown once it has been screened; what was said of other bytes is not said of these.

Revision ID: 0016
Revises: 0015
"""

from __future__ import annotations

import re
from pathlib import Path

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"
#: What 0016_functions.sql takes away or makes anew.
BEFORE = {
    "0010_rules.sql": r"^CREATE VIEW minor_status .*?^COMMENT ON COLUMN minor_status.probability.*?;$"
    r"|^CREATE FUNCTION (?:refresh|spread|keep)_.*?\$\$;|^CREATE TRIGGER .*?;",
    "0013_analyst.sql": r"^CREATE VIEW analyst\.cleared .*?^COMMENT ON COLUMN analyst\.cleared\.probability.*?;$",
    "0014_functions.sql": r"^CREATE (?:OR REPLACE )?FUNCTION .*?\$\$;",
    "0014_verdicts.sql": r"^CREATE TRIGGER keep_verdicts .*?;|^CREATE FUNCTION sign_review.*?\$\$;",
}


def upgrade() -> None:
    for name in ("0016_states.sql", "0016_functions.sql", "0016_rights.sql", "0014_owners.sql"):
        run((SQL / name).read_text(encoding="utf-8"))
    # What the old flags were made from is unknown to the new rules: all is to be screened again.
    run("UPDATE image SET state = state")
    run(
        "INSERT INTO caption_origin SELECT c.caption_key, sha256(convert_to(c.text, 'UTF8')), i.sha256 "
        "FROM caption c JOIN image i ON i.id = c.image_id ON CONFLICT DO NOTHING"
    )


def downgrade() -> None:
    run((SQL / "0016_down.sql").read_text(encoding="utf-8"))
    for name, pattern in BEFORE.items():
        statements = (SQL / name).read_text(encoding="utf-8")
        for statement in re.findall(pattern, statements, re.MULTILINE | re.DOTALL):
            run(re.sub("^CREATE (?:OR REPLACE )?FUNCTION", "CREATE OR REPLACE FUNCTION", statement))
    run("GRANT SELECT ON analyst.cleared TO imgsearch_analyst, imgsearch_editor, imgsearch_loader, imgsearch_owner")
    run(
        "GRANT SELECT ON minor_status TO imgsearch_analyst, imgsearch_editor, imgsearch_loader, imgsearch_owner, "
        "imgsearch_definer"
    )
    run((SQL / "0014_owners.sql").read_text(encoding="utf-8"))


def run(statements: str) -> None:
    op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})
