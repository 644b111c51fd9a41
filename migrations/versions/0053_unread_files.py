"""Pictures of a version that read nothing in their files are not shown before a load has read it.

Revision ID: 0053
Revises: 0052
"""

from __future__ import annotations

from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

#: As loaders mark a picture with a sidecar that they cannot open. What a file of metadata called "file" is kept, and is
#: searched for words like all that stands there.
MARK = """
UPDATE image SET metadata = CASE jsonb_typeof(metadata) WHEN 'object' THEN metadata ELSE '{}' END || jsonb_build_object(
    'file', jsonb_build_object('unread', true) || CASE
        WHEN jsonb_typeof(metadata) <> 'object' THEN jsonb_build_object('other', jsonb_build_array(metadata))
        WHEN metadata ? 'file' THEN jsonb_build_object('other', jsonb_build_array(metadata -> 'file'))
        ELSE '{}'
    END
)
WHERE NOT (jsonb_typeof(metadata) = 'object' AND (metadata ? 'file_stamp' OR metadata @> '{"file": {"unread": true}}'))
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(MARK, execution_options={"no_parameters": True})


def downgrade() -> None:
    """Nothing: the mark holds until a load has read the file, whatever version does."""
