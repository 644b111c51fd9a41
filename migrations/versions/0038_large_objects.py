"""No login leaves large objects behind, and statistics tell no size of a small copy.

Revision ID: 0038
Revises: 0037
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    for name in ("0038_large_objects.sql", "0038_sizes.sql"):
        run((SQL / name).read_text(encoding="utf-8"))


def downgrade() -> None:
    run(
        "GRANT EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) TO PUBLIC; "
        "ALTER TABLE thumbnail ALTER COLUMN width SET STATISTICS -1, ALTER COLUMN height SET STATISTICS -1;"
    )


def run(statements: str) -> None:
    op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})
