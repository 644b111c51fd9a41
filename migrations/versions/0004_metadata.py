"""What photographers tell of their pictures, and the search in captions that row security would slow down.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

#: Row security lets no operator look at a row before the policy has, unless it is declared leakproof, which full-text
#: match is not; so the searcher's own query could not use the GIN index. This function runs as its owner, keeps
#: flagged captions out itself and gives away nothing but ids, which the searcher then reads under its policies.
FIND_CAPTIONED = """
CREATE FUNCTION find_captioned(words tsquery, most integer) RETURNS TABLE (image_id bigint, "position" bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp ROWS 50 AS $$
    SELECT f.image_id, row_number() OVER (ORDER BY max(f.rank) DESC, f.image_id)
    FROM (
        SELECT c.image_id, ts_rank(c.tsv, words) AS rank FROM caption c
        WHERE c.tsv @@ words AND NOT c.is_minor AND c.image_id IS NOT NULL
        -- Words that so many captions share do not need this search.
        LIMIT 1000
    ) f
    GROUP BY f.image_id ORDER BY 2 LIMIT most
$$
"""
#: Where pg_temp is not named it comes first: a caller's temporary table would take the place of ours, and what hangs on
#: it would run with the owner's rights.
TRIGGER_FUNCTIONS = ("refresh_image_is_minor", "refresh_replaced_image_is_minor", "refresh_added_image_is_minor")
EVIDENCE_COMMENT = (
    "caption: its own; rated_caption: a text that experts said describes it; test_query; metadata: tags and titles; "
    "classifier."
)
OLD_EVIDENCE_COMMENT = "caption: its own; rated_caption: a text that experts said describes it; test_query; classifier."
SOURCES = "'caption', 'rated_caption', 'test_query', 'classifier'"


def upgrade() -> None:
    op.add_column(
        "image",
        sa.Column(
            "taken_at",
            sa.DateTime(),
            nullable=True,
            comment="When it was taken, by the clock on the wall where it was taken; NULL when nobody said.",
        ),
    )
    op.add_column("image", sa.Column("photographer", sa.String(), nullable=True, comment="Who took it, as spelt."))
    op.add_column(
        "image",
        sa.Column(
            "tags",
            postgresql.ARRAY(sa.String()),
            server_default=sa.text("'{}'"),
            nullable=False,
            comment="Keywords in lower case, each once.",
        ),
    )
    op.add_column(
        "image",
        sa.Column(
            "metadata",
            postgresql.JSONB(),
            server_default=sa.text("'{}'"),
            nullable=False,
            comment="Whatever else the metadata file said, by its column names: title, camera, ...",
        ),
    )
    op.add_column(
        "image",
        sa.Column(
            "orientation",
            sa.String(),
            sa.Computed(
                "CASE WHEN width > height THEN 'landscape' WHEN width < height THEN 'portrait' ELSE 'square' END",
                persisted=True,
            ),
            nullable=False,
            comment="landscape, portrait or square.",
        ),
    )
    op.add_column(
        "image",
        sa.Column(
            "photographer_key",
            sa.String(),
            sa.Computed("lower(photographer)", persisted=True),
            nullable=True,
            comment="The photographer in lower case, by which searches filter.",
        ),
    )
    op.create_index("ix_image_photographer_key", "image", ["photographer_key"])
    op.create_index("ix_image_taken_at", "image", ["taken_at"])
    op.create_index("ix_image_tags", "image", ["tags"], postgresql_using="gin")
    op.drop_constraint(op.f("ck_minor_evidence_source"), "minor_evidence")
    op.create_check_constraint(op.f("ck_minor_evidence_source"), "minor_evidence", f"source IN ({SOURCES}, 'metadata')")
    op.alter_column("minor_evidence", "source", comment=EVIDENCE_COMMENT, existing_comment=OLD_EVIDENCE_COMMENT)
    for function in TRIGGER_FUNCTIONS:
        op.execute(f"ALTER FUNCTION {function} SET search_path = pg_catalog, public, pg_temp")
    op.execute(FIND_CAPTIONED)
    op.execute(
        "COMMENT ON FUNCTION find_captioned IS 'Pictures whose own captions hold the words, best first, flagged ones left out.'"
    )
    op.execute("REVOKE ALL ON FUNCTION find_captioned FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION find_captioned TO imgsearch_searcher, imgsearch_loader, imgsearch_owner")


def downgrade() -> None:
    op.execute("DROP FUNCTION find_captioned")
    for function in TRIGGER_FUNCTIONS:
        op.execute(f"ALTER FUNCTION {function} SET search_path = pg_catalog, public")
    op.execute("DELETE FROM minor_evidence WHERE source = 'metadata'")
    op.alter_column("minor_evidence", "source", comment=OLD_EVIDENCE_COMMENT, existing_comment=EVIDENCE_COMMENT)
    op.drop_constraint(op.f("ck_minor_evidence_source"), "minor_evidence")
    op.create_check_constraint(op.f("ck_minor_evidence_source"), "minor_evidence", f"source IN ({SOURCES})")
    for column in ("photographer_key", "orientation", "metadata", "tags", "photographer", "taken_at"):
        op.drop_column("image", column)
