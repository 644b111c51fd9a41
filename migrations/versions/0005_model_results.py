"""Results of compared models, their out-of-fold predictions, and a schema for Optuna's studies.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

READERS = "imgsearch_analyst, imgsearch_editor"
WRITERS = "imgsearch_loader, imgsearch_owner"


def upgrade() -> None:
    create_model_result()
    create_model_prediction()
    op.execute("ALTER TABLE model_prediction ENABLE ROW LEVEL SECURITY")
    op.execute(
        "CREATE POLICY no_minors ON model_prediction FOR SELECT TO imgsearch_searcher, imgsearch_analyst "
        "USING (NOT is_minor)"
    )
    op.execute("CREATE POLICY editors_see_all ON model_prediction FOR SELECT TO imgsearch_editor USING (true)")
    op.execute(f"CREATE POLICY loaders_do_all ON model_prediction FOR ALL TO {WRITERS} USING (true) WITH CHECK (true)")
    op.execute(f"GRANT SELECT ON model_result, model_prediction TO {READERS}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON model_result, model_prediction TO {WRITERS}")
    # Optuna makes its own tables; a schema of their own keeps its alembic_version apart from ours.
    op.execute("CREATE SCHEMA optuna")
    op.execute("COMMENT ON SCHEMA optuna IS 'Studies of imgsearch compare; tables made and migrated by Optuna.'")
    op.execute(f"GRANT USAGE, CREATE ON SCHEMA optuna TO {WRITERS}")


def create_model_result() -> None:
    op.create_table(
        "model_result",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False, comment="Key."),
        sa.Column("run_id", sa.Uuid(), nullable=False, comment="Results of one call of imgsearch compare share it."),
        sa.Column("encoder_id", sa.Integer(), nullable=True, comment="The encoder whose pictures' vectors were used."),
        sa.Column("model", sa.String(), nullable=False, comment="Name of the model: ridge, boosting, network, ..."),
        sa.Column(
            "features",
            sa.String(),
            nullable=False,
            comment="What it saw. raw: the picture's and the text's vectors side by side; pixels: the product's "
            "columns without the picture's own captions; captions: with them; none.",
        ),
        sa.Column(
            "target",
            sa.String(),
            nullable=False,
            comment="What it learned: mean of the experts, majority of them, or combined with the crowd.",
        ),
        sa.Column("split", sa.String(), nullable=False, comment="What no two folds share: picture or caption."),
        sa.Column(
            "metrics",
            postgresql.JSONB(),
            nullable=False,
            comment="Out-of-fold figures: mse, mae, r2, spearman, kendall_tau_c, ece, seconds, ...",
        ),
        sa.Column(
            "params",
            postgresql.JSONB(),
            nullable=False,
            comment="Settings of each outer fold, chosen inside it, with the number of trials.",
        ),
        sa.Column("seed", sa.BigInteger(), nullable=False, comment="Of folds, sampler and models."),
        sa.Column(
            "data_fingerprint",
            sa.String(),
            nullable=False,
            comment="Hash of the rated texts and ratings, as in regressor.card.",
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When it was measured.",
        ),
        sa.CheckConstraint("split IN ('picture', 'caption')", name=op.f("ck_model_result_split")),
        sa.ForeignKeyConstraint(
            ["encoder_id"], ["encoder.id"], name=op.f("fk_model_result_encoder_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_result")),
        sa.UniqueConstraint(
            "run_id",
            "model",
            "features",
            "target",
            "split",
            name=op.f("uq_model_result_run_id_model_features_target_split"),
        ),
        comment="How well models predict the experts' match score, out of fold; written by imgsearch compare.",
    )


def create_model_prediction() -> None:
    op.create_table(
        "model_prediction",
        sa.Column("result_id", sa.BigInteger(), nullable=False, comment="The result it belongs to."),
        sa.Column("image_id", sa.BigInteger(), nullable=False, comment="The rated picture."),
        sa.Column("caption_id", sa.BigInteger(), nullable=False, comment="The rated text."),
        sa.Column(
            "fold", sa.SmallInteger(), nullable=False, comment="Outer fold in which the pair was held out, from 0."
        ),
        sa.Column("predicted", sa.Double(), nullable=False, comment="Predicted match score, 0..1."),
        sa.Column(
            "is_minor",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="Copy of image.is_minor, kept equal by the foreign key (ON UPDATE CASCADE), "
            "so that row security and the partial vector index need no join.",
        ),
        sa.ForeignKeyConstraint(
            ["caption_id"], ["caption.id"], name=op.f("fk_model_prediction_caption_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["image_id", "is_minor"],
            ["image.id", "image.is_minor"],
            name="fk_model_prediction_image_id_is_minor",
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["result_id"], ["model_result.id"], name=op.f("fk_model_prediction_result_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("result_id", "image_id", "caption_id", name=op.f("pk_model_prediction")),
        comment="Out-of-fold predictions behind model_result, for residuals.",
    )
    op.create_index("ix_model_prediction_image_id", "model_prediction", ["image_id"], unique=False)
    op.create_index("ix_model_prediction_caption_id", "model_prediction", ["caption_id"], unique=False)


def downgrade() -> None:
    op.execute("DROP SCHEMA optuna CASCADE")
    op.drop_table("model_prediction")
    op.drop_table("model_result")
