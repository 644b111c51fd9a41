"""No statistics of texts and names, which tell readers of plans what hidden rows say.

Revision ID: 0018
Revises: 0017
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"
#: Statistics are kept of all columns again.
BEFORE = """
DO $$
DECLARE
    silent record;
BEGIN
    FOR silent IN
        SELECT a.attrelid::regclass AS name, a.attname AS said FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attstattarget = 0
    LOOP
        EXECUTE format('ALTER TABLE %s ALTER COLUMN %I SET STATISTICS -1', silent.name, silent.said);
    END LOOP;
END $$;
DROP INDEX ix_caption_tsv;
CREATE INDEX ix_caption_tsv ON caption USING gin (tsv)
"""


def upgrade() -> None:
    run((SQL / "0018_statistics.sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    run(BEFORE)


def run(statements: str) -> None:
    op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})
