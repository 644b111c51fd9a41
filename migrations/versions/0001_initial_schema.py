"""Tables for pictures, captions, ratings, evidence, vectors, models and searches.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from pgvector.sqlalchemy import HALFVEC
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS vector")
    op.create_table(
        "encoder",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False, comment="Key."),
        sa.Column(
            "name", sa.String(), nullable=False, comment="What imgsearch calls it: small, minilm, clip:<folder>, ..."
        ),
        sa.Column("revision", sa.String(), nullable=False, comment="Changes whenever the vectors would."),
        sa.Column("dimension", sa.Integer(), nullable=False, comment="Width of its vectors."),
        sa.Column(
            "is_active",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="Whether searches use it.",
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When it was first used here.",
        ),
        sa.CheckConstraint("dimension BETWEEN 1 AND 4000", name=op.f("ck_encoder_dimension")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_encoder")),
        sa.UniqueConstraint("name", "revision", name=op.f("uq_encoder_name_revision")),
        comment="Encoders that have made vectors. One is active: searches use its pictures' vectors.",
    )
    op.create_index(
        "uq_encoder_is_active", "encoder", ["is_active"], unique=True, postgresql_where=sa.text("is_active")
    )
    op.create_table(
        "image",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False, comment="Key."),
        sa.Column(
            "name",
            sa.String(),
            nullable=False,
            comment="What annotations call the picture: the file name, or its path below the loaded folder.",
        ),
        sa.Column("path", sa.String(), nullable=False, comment="Absolute path of the file when it was last loaded."),
        sa.Column(
            "gallery",
            sa.String(),
            nullable=False,
            comment="Name of the folder it was loaded from, such as test_images.",
        ),
        sa.Column(
            "sha256", sa.LargeBinary(), nullable=False, comment="SHA-256 of the file's bytes; recognises renamed files."
        ),
        sa.Column("file_bytes", sa.BigInteger(), nullable=False, comment="File size in bytes."),
        sa.Column("mtime_ns", sa.BigInteger(), nullable=False, comment="File modification time, ns since 1970."),
        sa.Column("width", sa.Integer(), nullable=False, comment="Width in pixels, upright."),
        sa.Column("height", sa.Integer(), nullable=False, comment="Height in pixels, upright."),
        sa.Column(
            "is_minor",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="True when the picture may show a minor; set by triggers from minor_evidence and minor_review.",
        ),
        sa.Column(
            "loaded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the picture was first loaded.",
        ),
        sa.CheckConstraint("octet_length(sha256) = 32", name=op.f("ck_image_sha256_length")),
        sa.CheckConstraint("width > 0 AND height > 0", name=op.f("ck_image_size_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_image")),
        sa.UniqueConstraint("id", "is_minor", name=op.f("uq_image_id_is_minor")),
        sa.UniqueConstraint("name", name=op.f("uq_image_name")),
        comment="A picture. Flagged rows (is_minor) exist only for loaders and editors.",
    )
    op.create_index("ix_image_gallery", "image", ["gallery"], unique=False)
    op.create_index("ix_image_sha256", "image", ["sha256"], unique=False)
    op.create_table(
        "load_reject",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False, comment="Key."),
        sa.Column("file", sa.String(), nullable=False, comment="Absolute path of the file."),
        sa.Column(
            "row_number",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="Line in the file, the first is 1; 0 stands for the whole file.",
        ),
        sa.Column("reason", sa.String(), nullable=False, comment="What is wrong with it."),
        sa.Column(
            "content",
            sa.String(),
            server_default="",
            nullable=False,
            comment="The row as it came, cut to 500 characters.",
        ),
        sa.Column(
            "rejected_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When it was first refused.",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_load_reject")),
        sa.UniqueConstraint("file", "row_number", "reason", name=op.f("uq_load_reject_file_row_number_reason")),
        comment="Rows and files that were not loaded, and why. A load of a mended file removes its entries.",
    )
    op.create_table(
        "caption",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False, comment="Key."),
        sa.Column(
            "caption_key", sa.String(), nullable=False, comment="The caption's id in the files: <image file>#<n>."
        ),
        sa.Column(
            "image_name", sa.String(), nullable=False, comment="Name of the picture that the caption was written for."
        ),
        sa.Column(
            "image_id",
            sa.BigInteger(),
            nullable=True,
            comment="The picture that this row belongs to. NULL when that picture is not loaded.",
        ),
        sa.Column(
            "is_minor",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="Copy of image.is_minor, kept equal by the foreign key (ON UPDATE CASCADE), so that row security and the partial vector index need no join.",
        ),
        sa.Column("text", sa.String(), nullable=False, comment="The caption as it came."),
        sa.Column(
            "tsv",
            postgresql.TSVECTOR(),
            sa.Computed("to_tsvector('english', text) || to_tsvector('russian', text)", persisted=True),
            nullable=False,
            comment="English and Russian lexemes of the text, for full-text search.",
        ),
        sa.ForeignKeyConstraint(
            ["image_id", "is_minor"],
            ["image.id", "image.is_minor"],
            name="fk_caption_image_id_is_minor",
            onupdate="CASCADE",
            ondelete="SET NULL (image_id)",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_caption")),
        sa.UniqueConstraint("caption_key", name=op.f("uq_caption_caption_key")),
        sa.UniqueConstraint("id", "is_minor", name=op.f("uq_caption_id_is_minor")),
        comment="A caption: a picture's own, and the texts of rated pairs, which are captions of other pictures.",
    )
    op.create_index("ix_caption_image_id", "caption", ["image_id"], unique=False)
    op.create_index("ix_caption_image_name", "caption", ["image_name"], unique=False)
    op.create_index("ix_caption_tsv", "caption", ["tsv"], unique=False, postgresql_using="gin")
    op.create_table(
        "crowd_annotation",
        sa.Column("image_id", sa.BigInteger(), nullable=False, comment="The rated picture."),
        sa.Column(
            "caption_key",
            sa.String(),
            nullable=False,
            comment="caption.caption_key of the rated text; the text itself may be unknown.",
        ),
        sa.Column("yes_share", sa.Double(), nullable=False, comment="Share of yes votes, 0..1."),
        sa.Column("yes_count", sa.Integer(), nullable=False, comment="Number of yes votes."),
        sa.Column("no_count", sa.Integer(), nullable=False, comment="Number of no votes."),
        sa.Column(
            "is_minor",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="Copy of image.is_minor, kept equal by the foreign key (ON UPDATE CASCADE), so that row security and the partial vector index need no join.",
        ),
        sa.CheckConstraint(
            "yes_count >= 0 AND no_count >= 0 AND yes_count + no_count > 0", name=op.f("ck_crowd_annotation_counts")
        ),
        sa.CheckConstraint("yes_share BETWEEN 0 AND 1", name=op.f("ck_crowd_annotation_share")),
        sa.ForeignKeyConstraint(
            ["image_id", "is_minor"],
            ["image.id", "image.is_minor"],
            name="fk_crowd_annotation_image_id_is_minor",
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("image_id", "caption_key", name=op.f("pk_crowd_annotation")),
        comment="Crowd votes as they came: does the caption describe the picture?",
    )
    op.create_index("ix_crowd_annotation_caption_key", "crowd_annotation", ["caption_key"], unique=False)
    op.create_table(
        "expert_annotation",
        sa.Column("image_id", sa.BigInteger(), nullable=False, comment="The rated picture."),
        sa.Column(
            "caption_key",
            sa.String(),
            nullable=False,
            comment="caption.caption_key of the rated text; the text itself may be unknown.",
        ),
        sa.Column("expert1", sa.SmallInteger(), nullable=False, comment="First expert's rating, 1..4."),
        sa.Column("expert2", sa.SmallInteger(), nullable=False, comment="Second expert's rating, 1..4."),
        sa.Column("expert3", sa.SmallInteger(), nullable=False, comment="Third expert's rating, 1..4."),
        sa.Column(
            "is_minor",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="Copy of image.is_minor, kept equal by the foreign key (ON UPDATE CASCADE), so that row security and the partial vector index need no join.",
        ),
        sa.CheckConstraint(
            "expert1 BETWEEN 1 AND 4 AND expert2 BETWEEN 1 AND 4 AND expert3 BETWEEN 1 AND 4",
            name=op.f("ck_expert_annotation_scale"),
        ),
        sa.ForeignKeyConstraint(
            ["image_id", "is_minor"],
            ["image.id", "image.is_minor"],
            name="fk_expert_annotation_image_id_is_minor",
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("image_id", "caption_key", name=op.f("pk_expert_annotation")),
        comment="Expert ratings as they came: 1 = the caption is unrelated, 4 = it describes the picture fully.",
    )
    op.create_index("ix_expert_annotation_caption_key", "expert_annotation", ["caption_key"], unique=False)
    op.create_table(
        "image_embedding",
        sa.Column("encoder_id", sa.Integer(), nullable=False, comment="The encoder that made it."),
        sa.Column("image_id", sa.BigInteger(), nullable=False, comment="The picture that this row belongs to."),
        sa.Column(
            "embedding", HALFVEC(), nullable=False, comment="Unit vector, half precision; <=> is cosine distance."
        ),
        sa.Column(
            "is_minor",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="Copy of image.is_minor, kept equal by the foreign key (ON UPDATE CASCADE), so that row security and the partial vector index need no join.",
        ),
        sa.ForeignKeyConstraint(
            ["encoder_id"], ["encoder.id"], name=op.f("fk_image_embedding_encoder_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["image_id", "is_minor"],
            ["image.id", "image.is_minor"],
            name="fk_image_embedding_image_id_is_minor",
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("encoder_id", "image_id", name=op.f("pk_image_embedding")),
        comment="Pictures' vectors, unit length. Each encoder has its own partial HNSW index.",
    )
    op.create_index("ix_image_embedding_image_id", "image_embedding", ["image_id"], unique=False)
    op.create_table(
        "match_rating",
        sa.Column("image_id", sa.BigInteger(), nullable=False, comment="The rated picture."),
        sa.Column(
            "caption_key",
            sa.String(),
            nullable=False,
            comment="caption.caption_key of the rated text; the text itself may be unknown.",
        ),
        sa.Column(
            "expert_mean",
            sa.Double(),
            nullable=True,
            comment="Mean of the three experts mapped from 1..4 to 0..1; what the regressor predicts.",
        ),
        sa.Column(
            "expert_majority",
            sa.Double(),
            nullable=True,
            comment="Rating that at least two experts gave, mapped to 0..1; NULL when all three differ.",
        ),
        sa.Column("crowd_share", sa.Double(), nullable=True, comment="Share of the crowd's yes votes, 0..1."),
        sa.Column(
            "expert_weight",
            sa.Double(),
            nullable=False,
            comment="Weight of expert_mean in combined_score: 2 for each expert.",
        ),
        sa.Column(
            "crowd_weight",
            sa.Double(),
            nullable=False,
            comment="Weight of crowd_share in combined_score: 1 for each vote.",
        ),
        sa.Column(
            "combined_score", sa.Double(), nullable=False, comment="Weighted mean of expert_mean and crowd_share, 0..1."
        ),
        sa.Column("rater_count", sa.Integer(), nullable=False, comment="Number of people who judged the pair."),
        sa.Column(
            "disagreement",
            sa.Double(),
            nullable=True,
            comment="Standard deviation (population) of the experts' ratings mapped to 0..1.",
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
            name="fk_match_rating_image_id_is_minor",
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("image_id", "caption_key", name=op.f("pk_match_rating")),
        comment="Aggregated ratings, refreshed by every load from the view match_rating_source.",
    )
    op.create_index("ix_match_rating_caption_key", "match_rating", ["caption_key"], unique=False)
    op.create_table(
        "minor_evidence",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False, comment="Key."),
        sa.Column(
            "source",
            sa.String(),
            nullable=False,
            comment="caption: its own; rated_caption: a text that experts said describes it; test_query; classifier.",
        ),
        sa.Column("term", sa.String(), nullable=False, comment="Lemma that was found, or the classifier's revision."),
        sa.Column(
            "caption_key",
            sa.String(),
            server_default="",
            nullable=False,
            comment="The caption or query; empty for a classifier.",
        ),
        sa.Column(
            "probability", sa.Double(), nullable=False, comment="Probability that the picture shows a minor, 0..1."
        ),
        sa.Column(
            "flags",
            sa.Boolean(),
            server_default=sa.text("true"),
            nullable=False,
            comment="Whether this evidence suffices to flag the picture by itself.",
        ),
        sa.Column(
            "found_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the evidence was found.",
        ),
        sa.Column("image_id", sa.BigInteger(), nullable=False, comment="The picture that this row belongs to."),
        sa.Column(
            "is_minor",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="Copy of image.is_minor, kept equal by the foreign key (ON UPDATE CASCADE), so that row security and the partial vector index need no join.",
        ),
        sa.CheckConstraint(
            "source IN ('caption', 'rated_caption', 'test_query', 'classifier')", name=op.f("ck_minor_evidence_source")
        ),
        sa.CheckConstraint("probability BETWEEN 0 AND 1", name=op.f("ck_minor_evidence_probability")),
        sa.ForeignKeyConstraint(
            ["image_id", "is_minor"],
            ["image.id", "image.is_minor"],
            name="fk_minor_evidence_image_id_is_minor",
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minor_evidence")),
        sa.UniqueConstraint(
            "image_id", "source", "term", "caption_key", name=op.f("uq_minor_evidence_image_id_source_term_caption_key")
        ),
        comment="Evidence that a picture shows a minor. A change here sets image.is_minor by trigger.",
    )
    op.create_table(
        "minor_review",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False, comment="Key; grows in time."),
        sa.Column("verdict", sa.String(), nullable=False, comment="flag: shows a minor; clear: does not."),
        sa.Column("reviewer", sa.String(), nullable=False, comment="Who decided."),
        sa.Column("reason", sa.String(), server_default="", nullable=False, comment="Why, in the reviewer's words."),
        sa.Column(
            "sha256",
            sa.LargeBinary(),
            nullable=False,
            comment="The file that was seen: clearing one file does not clear another put in its place.",
        ),
        sa.Column(
            "reviewed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False, comment="When."
        ),
        sa.Column("image_id", sa.BigInteger(), nullable=False, comment="The picture that this row belongs to."),
        sa.Column(
            "is_minor",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="Copy of image.is_minor, kept equal by the foreign key (ON UPDATE CASCADE), so that row security and the partial vector index need no join.",
        ),
        sa.CheckConstraint("verdict IN ('flag', 'clear')", name=op.f("ck_minor_review_verdict")),
        sa.ForeignKeyConstraint(
            ["image_id", "is_minor"],
            ["image.id", "image.is_minor"],
            name="fk_minor_review_image_id_is_minor",
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minor_review")),
        comment="Editors' decisions, append-only. The latest one decides image.is_minor, by trigger.",
    )
    op.create_index("ix_minor_review_sha256", "minor_review", ["sha256"], unique=False)
    op.create_index("ix_minor_review_image_id_id", "minor_review", ["image_id", "id"], unique=False)
    op.create_table(
        "regressor",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False, comment="Key."),
        sa.Column(
            "encoder_id", sa.Integer(), nullable=False, comment="The encoder whose pictures' vectors it was trained on."
        ),
        sa.Column(
            "is_active",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="Whether searches use it.",
        ),
        sa.Column(
            "card",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="Model card: data, features, settings, seed, versions.",
        ),
        sa.Column("metrics", postgresql.JSONB(astext_type=sa.Text()), nullable=False, comment="Out-of-fold figures."),
        sa.Column("artifact", sa.LargeBinary(), nullable=False, comment="The model as safetensors."),
        sa.Column(
            "trained_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When it was trained.",
        ),
        sa.ForeignKeyConstraint(["encoder_id"], ["encoder.id"], name=op.f("fk_regressor_encoder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regressor")),
        comment="Regressors with their model cards. One is active: it scores what a search finds.",
    )
    op.create_index(
        "uq_regressor_is_active", "regressor", ["is_active"], unique=True, postgresql_where=sa.text("is_active")
    )
    op.create_table(
        "test_query",
        sa.Column("query_key", sa.String(), nullable=False, comment="The query's id in the file."),
        sa.Column("text", sa.String(), nullable=False, comment="What a user would type."),
        sa.Column("image_name", sa.String(), nullable=False, comment="Name of the picture that should be found."),
        sa.Column(
            "image_id",
            sa.BigInteger(),
            nullable=True,
            comment="The picture that this row belongs to. NULL when that picture is not loaded.",
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
            name="fk_test_query_image_id_is_minor",
            onupdate="CASCADE",
            ondelete="SET NULL (image_id)",
        ),
        sa.PrimaryKeyConstraint("query_key", name=op.f("pk_test_query")),
        comment="Test queries with the picture each should find; never used as captions in a search.",
    )
    op.create_index("ix_test_query_image_id", "test_query", ["image_id"], unique=False)
    op.create_table(
        "caption_embedding",
        sa.Column("encoder_id", sa.Integer(), nullable=False, comment="The encoder that made it."),
        sa.Column("caption_id", sa.BigInteger(), nullable=False, comment="The caption."),
        sa.Column(
            "is_minor",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="Copy of image.is_minor, kept equal by the foreign key (ON UPDATE CASCADE), so that row security and the partial vector index need no join.",
        ),
        sa.Column(
            "embedding", HALFVEC(), nullable=False, comment="Unit vector, half precision; <=> is cosine distance."
        ),
        sa.ForeignKeyConstraint(
            ["caption_id", "is_minor"],
            ["caption.id", "caption.is_minor"],
            name="fk_caption_embedding_caption_id_is_minor",
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["encoder_id"], ["encoder.id"], name=op.f("fk_caption_embedding_encoder_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("encoder_id", "caption_id", name=op.f("pk_caption_embedding")),
        comment="Captions' vectors, unit length; a query is compared with a picture's own captions through them.",
    )
    op.create_index("ix_caption_embedding_caption_id", "caption_embedding", ["caption_id"], unique=False)
    op.create_table(
        "search",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False, comment="Key."),
        sa.Column("text", sa.String(), nullable=True, comment="What was typed; NULL for a search by picture."),
        sa.Column("language", sa.String(), nullable=True, comment="en or ru, as detected."),
        sa.Column(
            "refused",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="Whether it asked for minors and was answered with the disclaimer.",
        ),
        sa.Column("encoder_id", sa.Integer(), nullable=True, comment="The encoder that was used."),
        sa.Column("regressor_id", sa.Integer(), nullable=True, comment="The regressor that was used."),
        sa.Column(
            "hit_count", sa.Integer(), nullable=False, comment="Number of pictures shown; 0 means that nothing matched."
        ),
        sa.Column("best_score", sa.Double(), nullable=True, comment="Highest score among the candidates, 0..1."),
        sa.Column(
            "took_ms", sa.Double(), nullable=False, comment="Time to answer, encoding of the query included, ms."
        ),
        sa.Column(
            "searched_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False, comment="When."
        ),
        sa.ForeignKeyConstraint(["encoder_id"], ["encoder.id"], name=op.f("fk_search_encoder_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["regressor_id"], ["regressor.id"], name=op.f("fk_search_regressor_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search")),
        comment="Searches, for analysts: what was asked, how well it was answered, how long it took.",
    )
    op.create_index("ix_search_searched_at", "search", ["searched_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_search_searched_at", table_name="search")
    op.drop_table("search")
    op.drop_index("ix_caption_embedding_caption_id", table_name="caption_embedding")
    op.drop_table("caption_embedding")
    op.drop_index("ix_test_query_image_id", table_name="test_query")
    op.drop_table("test_query")
    op.drop_index("uq_regressor_is_active", table_name="regressor", postgresql_where=sa.text("is_active"))
    op.drop_table("regressor")
    op.drop_index("ix_minor_review_sha256", table_name="minor_review")
    op.drop_index("ix_minor_review_image_id_id", table_name="minor_review")
    op.drop_table("minor_review")
    op.drop_table("minor_evidence")
    op.drop_index("ix_match_rating_caption_key", table_name="match_rating")
    op.drop_table("match_rating")
    op.drop_index("ix_image_embedding_image_id", table_name="image_embedding")
    op.drop_table("image_embedding")
    op.drop_index("ix_expert_annotation_caption_key", table_name="expert_annotation")
    op.drop_table("expert_annotation")
    op.drop_index("ix_crowd_annotation_caption_key", table_name="crowd_annotation")
    op.drop_table("crowd_annotation")
    op.drop_index("ix_caption_tsv", table_name="caption", postgresql_using="gin")
    op.drop_index("ix_caption_image_name", table_name="caption")
    op.drop_index("ix_caption_image_id", table_name="caption")
    op.drop_table("caption")
    op.drop_table("load_reject")
    op.drop_index("ix_image_sha256", table_name="image")
    op.drop_index("ix_image_gallery", table_name="image")
    op.drop_table("image")
    op.drop_index("uq_encoder_is_active", table_name="encoder", postgresql_where=sa.text("is_active"))
    op.drop_table("encoder")
