"""The page: thumbnails, accounts, tokens, ratings and clicks.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

#: Tables with a row for each picture or derived from one.
GUARDED = ("thumbnail", "match_feedback", "click")
ACCOUNTS = ("account", "api_token")
ROLE = "imgsearch_web"


def upgrade() -> None:
    create_tables()
    for table in GUARDED:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY no_minors ON {table} FOR SELECT TO imgsearch_searcher, imgsearch_analyst "
            "USING (NOT is_minor)"
        )
        op.execute(f"CREATE POLICY editors_see_all ON {table} FOR SELECT TO imgsearch_editor USING (true)")
        op.execute(
            f"CREATE POLICY loaders_do_all ON {table} FOR ALL TO imgsearch_loader, imgsearch_owner "
            "USING (true) WITH CHECK (true)"
        )
    # People rate and open what they can see, so the page does both as the searcher.
    for table in ("match_feedback", "click"):
        op.execute(f"CREATE POLICY searchers_add ON {table} FOR INSERT TO imgsearch_searcher WITH CHECK (NOT is_minor)")
    op.execute(
        "CREATE POLICY raters_change ON match_feedback FOR UPDATE TO imgsearch_searcher "
        "USING (NOT is_minor) WITH CHECK (NOT is_minor)"
    )
    add_grants()


def add_grants() -> None:
    every = ", ".join((*GUARDED, *ACCOUNTS))
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {every} TO imgsearch_loader, imgsearch_owner")
    op.execute(f"REVOKE ALL ON {', '.join(ACCOUNTS)} FROM imgsearch_loader")
    op.execute(f"GRANT SELECT ON {', '.join(GUARDED)} TO imgsearch_searcher, imgsearch_analyst, imgsearch_editor")
    op.execute("GRANT INSERT, UPDATE (rating, rated_at) ON match_feedback TO imgsearch_searcher")
    op.execute("GRANT INSERT ON click TO imgsearch_searcher")
    # So that an INSERT can say which row it made; the rest of the row stays unreadable.
    op.execute("GRANT SELECT (id) ON search TO imgsearch_searcher")
    op.execute(
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') "
        f"THEN CREATE ROLE {ROLE} NOLOGIN; END IF; END $$"
    )
    op.execute(
        f"COMMENT ON ROLE {ROLE} IS 'The page: reads accounts, and becomes searcher or editor for each request.'"
    )
    # It has the rights of the two only inside a transaction that takes one of them on.
    op.execute(f"GRANT imgsearch_searcher, imgsearch_editor TO {ROLE} WITH INHERIT FALSE, SET TRUE")
    op.execute(f"GRANT SELECT ON {', '.join(ACCOUNTS)}, alembic_version TO {ROLE}")
    op.execute(f"GRANT UPDATE (epoch, password_hash) ON account TO {ROLE}")
    op.execute(
        "DO $$ BEGIN IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN EXECUTE format("
        "'GRANT imgsearch_web, imgsearch_editor TO %I', current_user); END IF; END $$"
    )


def create_tables() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False, comment="Key."),
        sa.Column("name", sa.String(), nullable=False, comment="What is typed to log in; lower case."),
        sa.Column(
            "role",
            sa.String(),
            nullable=False,
            comment="searcher, editor (also reviews flags) or admin (also reads metrics).",
        ),
        sa.Column("password_hash", sa.String(), nullable=False, comment="Argon2id, with its salt and parameters."),
        sa.Column(
            "sees_originals",
            sa.Boolean(),
            server_default=sa.text("true"),
            nullable=False,
            comment="Whether the page serves full-size pictures to this account.",
        ),
        sa.Column(
            "epoch",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="Grows when all sessions of the account must end: new password, logout.",
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When it was added.",
        ),
        sa.CheckConstraint("role IN ('searcher', 'editor', 'admin')", name=op.f("ck_account_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("name", name=op.f("uq_account_name")),
        comment="Accounts of the page. Only the role imgsearch_web and the owner can read them.",
    )
    op.create_table(
        "api_token",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False, comment="Key."),
        sa.Column("account_id", sa.Integer(), nullable=False, comment="The account that the program acts for."),
        sa.Column("label", sa.Text(), nullable=False, comment="What the token is for, in its owner's words."),
        sa.Column(
            "token_sha256",
            sa.LargeBinary(),
            nullable=False,
            comment="SHA-256 of the token, which has 256 random bits and so needs no slow hash.",
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When it was made.",
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_api_token_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_api_token_token_sha256")),
        comment="Tokens of programs, hashed. A token has the rights of its account.",
    )
    op.create_index(op.f("ix_api_token_account_id"), "api_token", ["account_id"], unique=False)
    op.create_table(
        "match_feedback",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False, comment="Key."),
        sa.Column("text", sa.String(), nullable=False, comment="The query or caption that was rated."),
        sa.Column("rater", sa.String(), nullable=False, comment="Name of the account that rated."),
        sa.Column(
            "rating",
            sa.SmallInteger(),
            nullable=False,
            comment="1 no match at all, 2 a few elements match, 3 matches except for details, 4 fully.",
        ),
        sa.Column(
            "rated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When, the last time.",
        ),
        sa.Column("image_id", sa.BigInteger(), nullable=False, comment="The picture that this row belongs to."),
        sa.Column(
            "is_minor",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="Copy of image.is_minor, kept equal by the foreign key (ON UPDATE CASCADE), so that row security and the partial vector index need no join.",
        ),
        sa.CheckConstraint("char_length(text) BETWEEN 1 AND 500", name=op.f("ck_match_feedback_text_length")),
        sa.CheckConstraint("rating BETWEEN 1 AND 4", name=op.f("ck_match_feedback_scale")),
        sa.ForeignKeyConstraint(
            ["image_id", "is_minor"],
            ["image.id", "image.is_minor"],
            name="fk_match_feedback_image_id_is_minor",
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_feedback")),
        sa.UniqueConstraint("image_id", "text", "rater", name=op.f("uq_match_feedback_image_id_text_rater")),
        comment="Ratings given on the page, on the experts' scale; the last one of each rater counts.",
    )
    op.create_index("ix_match_feedback_rated_at", "match_feedback", ["rated_at"], unique=False)
    op.create_table(
        "thumbnail",
        sa.Column("image_id", sa.BigInteger(), nullable=False, comment="The picture."),
        sa.Column(
            "sha256", sa.LargeBinary(), nullable=False, comment="The file that it was made from; another is made anew."
        ),
        sa.Column("width", sa.Integer(), nullable=False, comment="Width in pixels."),
        sa.Column("height", sa.Integer(), nullable=False, comment="Height in pixels."),
        sa.Column("webp", sa.LargeBinary(), nullable=False, comment="The copy as a WebP file."),
        sa.Column(
            "made_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When it was made.",
        ),
        sa.Column(
            "is_minor",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="Copy of image.is_minor, kept equal by the foreign key (ON UPDATE CASCADE), so that row security and the partial vector index need no join.",
        ),
        sa.CheckConstraint("octet_length(sha256) = 32", name=op.f("ck_thumbnail_sha256_length")),
        sa.CheckConstraint("width > 0 AND height > 0", name=op.f("ck_thumbnail_size_positive")),
        sa.ForeignKeyConstraint(
            ["image_id", "is_minor"],
            ["image.id", "image.is_minor"],
            name="fk_thumbnail_image_id_is_minor",
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("image_id", name=op.f("pk_thumbnail")),
        comment="Small copies for the page, upright, in sRGB, without EXIF. Made by loads.",
    )
    op.create_table(
        "click",
        sa.Column("search_id", sa.BigInteger(), nullable=False, comment="The search."),
        sa.Column("image_id", sa.BigInteger(), nullable=False, comment="The picture that was opened."),
        sa.Column(
            "clicked_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When, the first time.",
        ),
        sa.Column(
            "is_minor",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="Copy of image.is_minor, kept equal by the foreign key (ON UPDATE CASCADE), so that row security and the partial vector index need no join.",
        ),
        sa.ForeignKeyConstraint(
            ["image_id", "is_minor"],
            ["image.id", "image.is_minor"],
            name="fk_click_image_id_is_minor",
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["search_id"], ["search.id"], name=op.f("fk_click_search_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("search_id", "image_id", name=op.f("pk_click")),
        comment="Hits that were opened from the results of a search on the page.",
    )
    op.create_index("ix_click_image_id", "click", ["image_id"], unique=False)


def downgrade() -> None:
    op.execute("REVOKE SELECT (id) ON search FROM imgsearch_searcher")
    op.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {ROLE}")
    op.drop_index("ix_click_image_id", table_name="click")
    op.drop_table("click")
    op.drop_table("thumbnail")
    op.drop_index("ix_match_feedback_rated_at", table_name="match_feedback")
    op.drop_table("match_feedback")
    op.drop_index(op.f("ix_api_token_account_id"), table_name="api_token")
    op.drop_table("api_token")
    op.drop_table("account")
