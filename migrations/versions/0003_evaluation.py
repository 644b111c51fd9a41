"""Tables of evaluations and views that compute every figure of them.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

#: Views belong to their owner, so that the figures are those of all pictures for everybody; no picture shows in them.
ERROR = """
CREATE VIEW evaluation_error AS
WITH pair AS (
    SELECT p.evaluation_id, p.split, p.model, p.predicted, m.expert_mean AS rating,
           rank() OVER (PARTITION BY p.evaluation_id, p.split, p.model ORDER BY p.predicted)
           + (count(*) OVER (PARTITION BY p.evaluation_id, p.split, p.model, p.predicted) - 1) / 2.0 AS predicted_rank,
           rank() OVER (PARTITION BY p.evaluation_id, p.split, p.model ORDER BY m.expert_mean)
           + (count(*) OVER (PARTITION BY p.evaluation_id, p.split, p.model, m.expert_mean) - 1) / 2.0 AS rating_rank
    FROM match_prediction p
    JOIN match_rating m ON m.image_id = p.image_id AND m.caption_key = p.caption_key
    WHERE m.expert_mean IS NOT NULL
)
SELECT evaluation_id, split, model,
       count(*) AS pairs,
       avg((predicted - rating) ^ 2) AS mse,
       avg(abs(predicted - rating)) AS mae,
       1 - avg((predicted - rating) ^ 2) / nullif(var_pop(rating), 0) AS r2,
       corr(predicted_rank, rating_rank) AS spearman
FROM pair
GROUP BY evaluation_id, split, model
"""

CALIBRATION = """
CREATE VIEW evaluation_calibration AS
SELECT p.evaluation_id, p.split, p.model,
       least(floor(p.predicted * 10), 9)::integer AS bin,
       count(*) AS pairs,
       avg(p.predicted) AS mean_predicted,
       avg(m.expert_mean) AS mean_rating
FROM match_prediction p
JOIN match_rating m ON m.image_id = p.image_id AND m.caption_key = p.caption_key
WHERE m.expert_mean IS NOT NULL AND p.predicted BETWEEN 0 AND 1
GROUP BY 1, 2, 3, 4
"""

CALIBRATION_ERROR = """
CREATE VIEW evaluation_calibration_error AS
SELECT evaluation_id, split, model,
       sum(pairs)::bigint AS pairs,
       (sum(pairs * abs(mean_predicted - mean_rating)) / sum(pairs))::double precision AS ece
FROM evaluation_calibration
GROUP BY evaluation_id, split, model
"""

TAU_C = """
CREATE VIEW evaluation_tau_c AS
WITH level AS (
    SELECT p.evaluation_id, p.split, p.model, p.predicted,
           count(*) AS n,
           count(*) FILTER (WHERE rating = 1) AS n1,
           count(*) FILTER (WHERE rating = 2) AS n2,
           count(*) FILTER (WHERE rating = 3) AS n3,
           count(*) FILTER (WHERE rating = 4) AS n4
    FROM match_prediction p
    JOIN expert_annotation e ON e.image_id = p.image_id AND e.caption_key = p.caption_key
    JOIN caption c ON c.caption_key = p.caption_key
    CROSS JOIN LATERAL unnest(ARRAY[e.expert1, e.expert2, e.expert3]) AS rating
    WHERE c.image_id IS DISTINCT FROM p.image_id
    GROUP BY p.evaluation_id, p.split, p.model, p.predicted
), below AS (
    SELECT evaluation_id, split, model, n, n1, n2, n3, n4,
           coalesce(sum(n1) OVER lower, 0) AS b1, coalesce(sum(n2) OVER lower, 0) AS b2,
           coalesce(sum(n3) OVER lower, 0) AS b3, coalesce(sum(n4) OVER lower, 0) AS b4
    FROM level
    WINDOW lower AS (PARTITION BY evaluation_id, split, model ORDER BY predicted
                     ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
), total AS (
    SELECT evaluation_id, split, model, sum(n) AS ratings,
           sum(n2 * b1 + n3 * (b1 + b2) + n4 * (b1 + b2 + b3)
               - n1 * (b2 + b3 + b4) - n2 * (b3 + b4) - n3 * b4) AS concordant_minus_discordant,
           least(count(*), (sum(n1) > 0)::integer + (sum(n2) > 0)::integer
                           + (sum(n3) > 0)::integer + (sum(n4) > 0)::integer) AS classes
    FROM below
    GROUP BY evaluation_id, split, model
)
SELECT evaluation_id, split, model, ratings::bigint AS ratings,
       (100 * 2 * concordant_minus_discordant
        / nullif(ratings * ratings * (classes - 1) / classes::numeric, 0))::double precision AS tau_c
FROM total
"""

# Nearly all pairs have the share 0. Comparing the others with it takes one running sum; only the others among each
# other need a running sum for each share.
TAU_B = """
CREATE VIEW evaluation_tau_b AS
WITH judged AS (
    SELECT p.evaluation_id, p.split, p.model, p.predicted, c.yes_share, count(*) AS n
    FROM match_prediction p
    JOIN crowd_annotation c ON c.image_id = p.image_id AND c.caption_key = p.caption_key
    GROUP BY p.evaluation_id, p.split, p.model, p.predicted, c.yes_share
), level AS (
    SELECT evaluation_id, split, model, predicted, sum(n) AS n, coalesce(sum(n) FILTER (WHERE yes_share = 0), 0) AS n0
    FROM judged GROUP BY evaluation_id, split, model, predicted
), zero AS (
    SELECT evaluation_id, split, model, predicted,
           2 * sum(n0) OVER (PARTITION BY evaluation_id, split, model ORDER BY predicted) - n0
           - sum(n0) OVER (PARTITION BY evaluation_id, split, model) AS below_minus_above
    FROM level
), other AS (
    SELECT * FROM judged WHERE yes_share > 0
), grid AS (
    SELECT evaluation_id, split, model, predicted, yes_share, n FROM other
    UNION ALL
    SELECT s.evaluation_id, s.split, s.model, s.predicted, l.yes_share, 0
    FROM (SELECT DISTINCT evaluation_id, split, model, predicted FROM other) s
    JOIN (SELECT DISTINCT evaluation_id, split, model, yes_share FROM other) l
      ON l.evaluation_id = s.evaluation_id AND l.split = s.split AND l.model = s.model
), cell AS (
    SELECT evaluation_id, split, model, predicted, yes_share, sum(n) AS n
    FROM grid GROUP BY evaluation_id, split, model, predicted, yes_share
), below AS (
    SELECT evaluation_id, split, model, predicted, yes_share, n,
           coalesce(sum(n) OVER (PARTITION BY evaluation_id, split, model, yes_share ORDER BY predicted
                                 ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS lower
    FROM cell
), compared AS (
    SELECT evaluation_id, split, model, predicted, n,
           2 * sum(lower) OVER (PARTITION BY evaluation_id, split, model, predicted ORDER BY yes_share) - lower
           - sum(lower) OVER (PARTITION BY evaluation_id, split, model, predicted) AS difference
    FROM below
), total AS (
    SELECT c.evaluation_id, c.split, c.model,
           sum(c.n * (c.difference + z.below_minus_above)) AS concordant_minus_discordant
    FROM compared c
    JOIN zero z ON z.evaluation_id = c.evaluation_id AND z.split = c.split AND z.model = c.model
      AND z.predicted = c.predicted
    GROUP BY c.evaluation_id, c.split, c.model
), size AS (
    SELECT evaluation_id, split, model, sum(n) AS pairs, sum(n * (n - 1) / 2) AS tied_predicted
    FROM level GROUP BY evaluation_id, split, model
), tied AS (
    SELECT evaluation_id, split, model, sum(n * (n - 1) / 2) AS tied_share
    FROM (SELECT evaluation_id, split, model, sum(n) AS n FROM judged GROUP BY evaluation_id, split, model, yes_share) s
    GROUP BY evaluation_id, split, model
)
SELECT t.evaluation_id, t.split, t.model, s.pairs::bigint AS pairs,
       (100 * t.concordant_minus_discordant
        / nullif(sqrt((s.pairs * (s.pairs - 1) / 2 - s.tied_predicted) * (s.pairs * (s.pairs - 1) / 2 - d.tied_share)), 0)
       )::double precision AS tau_b
FROM total t
JOIN size s ON s.evaluation_id = t.evaluation_id AND s.split = t.split AND s.model = t.model
JOIN tied d ON d.evaluation_id = t.evaluation_id AND d.split = t.split AND d.model = t.model
"""

NDCG = """
CREATE VIEW evaluation_ndcg AS
WITH ranked AS (
    SELECT p.evaluation_id, p.split, p.model, p.caption_key, m.expert_mean AS gain,
           row_number() OVER (PARTITION BY p.evaluation_id, p.split, p.model, p.caption_key
                              ORDER BY p.predicted DESC, p.image_id) AS place,
           row_number() OVER (PARTITION BY p.evaluation_id, p.split, p.model, p.caption_key
                              ORDER BY m.expert_mean DESC) AS best_place
    FROM match_prediction p
    JOIN match_rating m ON m.image_id = p.image_id AND m.caption_key = p.caption_key
    WHERE m.expert_mean IS NOT NULL
), query AS (
    SELECT evaluation_id, split, model, caption_key,
           sum(gain / log(2, place + 1)::double precision) FILTER (WHERE place <= 10) AS dcg,
           sum(gain / log(2, best_place + 1)::double precision) FILTER (WHERE best_place <= 10) AS best_dcg
    FROM ranked
    GROUP BY evaluation_id, split, model, caption_key
    HAVING count(*) > 1 AND max(gain) > 0
)
SELECT evaluation_id, split, model, count(*) AS queries, avg(dcg / best_dcg) AS ndcg_10
FROM query
GROUP BY evaluation_id, split, model
"""

RECALL = """
CREATE VIEW evaluation_recall AS
SELECT evaluation_id, query_set, scope, direction, ranking,
       count(*) AS queries,
       100 * avg((rank <= 1)::integer)::double precision AS recall_1,
       100 * avg((rank <= 5)::integer)::double precision AS recall_5,
       100 * avg((rank <= 10)::integer)::double precision AS recall_10,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY rank) AS median_rank
FROM retrieval_rank
GROUP BY evaluation_id, query_set, scope, direction, ranking
"""

NOTHING = """
CREATE VIEW evaluation_nothing AS
WITH query AS (
    SELECT p.evaluation_id, p.split, p.model, p.caption_key,
           max(p.predicted) FILTER (WHERE coalesce(m.expert_mean >= 0.6, m.crowd_share > 0.5)) AS best_match,
           max(p.predicted) FILTER (WHERE NOT coalesce(m.expert_mean >= 0.6, m.crowd_share > 0.5)) AS best_other
    FROM match_prediction p
    JOIN match_rating m ON m.image_id = p.image_id AND m.caption_key = p.caption_key
    GROUP BY p.evaluation_id, p.split, p.model, p.caption_key
)
SELECT evaluation_id, split, model, step / 100.0::double precision AS threshold,
       count(best_other) AS absent_queries,
       avg((best_other < step / 100.0)::integer)::double precision AS absent_answered_nothing,
       count(best_match) AS present_queries,
       avg((best_match < step / 100.0)::integer)::double precision AS present_lost
FROM query CROSS JOIN generate_series(0, 100) AS step
GROUP BY evaluation_id, split, model, step
"""

VIEWS = {
    "evaluation_error": (ERROR, "Errors against the mean of three experts (0..1), and rank correlation with it."),
    "evaluation_calibration": (CALIBRATION, "Reliability: ten bins of the score, and what experts said in each."),
    "evaluation_calibration_error": (CALIBRATION_ERROR, "Expected calibration error over the ten bins."),
    "evaluation_tau_c": (
        TAU_C,
        "Kendall tau-c, percent, by the published protocol: each expert''s rating is a row of its own, "
        "pairs whose caption belongs to the picture itself are left out.",
    ),
    "evaluation_tau_b": (TAU_B, "Kendall tau-b, percent, between score and the share of the crowd that said yes."),
    "evaluation_ndcg": (NDCG, "nDCG at 10 over the pictures that experts rated for each caption; gain is their mean."),
    "evaluation_recall": (RECALL, "Shares of queries whose item is among the first 1, 5 and 10, percent."),
    "evaluation_nothing": (
        NOTHING,
        "For each threshold: queries rightly answered with nothing once every picture that people say matches is "
        "taken away, and queries that lose their matches. A query sees the pictures that people judged for it.",
    ),
}
COLUMNS = {
    "evaluation_id": "The run.",
    "split": "picture, caption: folds that share none; unseen: pictures that the stored model never saw.",
    "model": "The situation''s model, or a yardstick.",
    "pairs": "Pairs that it was measured on.",
    "mse": "Mean squared error.",
    "mae": "Mean absolute error.",
    "r2": "Share of the variance explained.",
    "spearman": "Spearman''s rank correlation.",
    "bin": "0: scores below 0.1, ... 9: from 0.9 on.",
    "mean_predicted": "Mean score in the bin.",
    "mean_rating": "Mean of the experts'' means in the bin.",
    "ece": "Mean distance between score and rating over the bins, weighted by pairs.",
    "ratings": "Single ratings that it was measured on.",
    "tau_c": "Percent.",
    "tau_b": "Percent.",
    "queries": "Queries that it was measured on.",
    "ndcg_10": "Mean over queries, 0..1.",
    "query_set": "test queries, or a gallery whose own captions ask.",
    "scope": "allowed: flagged pictures left out; all: everything.",
    "direction": "text to image or image to text.",
    "ranking": "cosine: by the vectors; score: by the regressor from pixels alone.",
    "recall_1": "Percent.",
    "recall_5": "Percent.",
    "recall_10": "Percent.",
    "median_rank": "1 is best.",
    "threshold": "Score from which a picture counts as a match.",
    "absent_queries": "Queries with judged pictures that do not match.",
    "absent_answered_nothing": "Share of them of which no such picture reaches the threshold.",
    "present_queries": "Queries with judged pictures that match.",
    "present_lost": "Share of them of which no matching picture reaches the threshold.",
}
GUARDED = ("match_prediction", "retrieval_rank")
TABLES = ("evaluation", "evaluation_figure", *GUARDED)


def upgrade() -> None:
    op.create_table(
        "evaluation",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False, comment="Key."),
        sa.Column("encoder", sa.String(), nullable=False, comment="The joint encoder's name and revision."),
        sa.Column("regressor_id", sa.Integer(), nullable=True, comment="The regressor; NULL for the one that ships."),
        sa.Column("regressor", sa.String(), nullable=False, comment="The start of the sha256 of the regressor's file."),
        sa.Column(
            "data_fingerprint", sa.String(), nullable=False, comment="Hash of the rated texts and their ratings."
        ),
        sa.Column("seed", sa.Integer(), nullable=False, comment="Seed of folds, models and bootstrap."),
        sa.Column(
            "settings",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="Folds, bootstrap resamples, sizes, versions.",
        ),
        sa.Column(
            "evaluated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When it was stored.",
        ),
        sa.ForeignKeyConstraint(
            ["regressor_id"], ["regressor.id"], name=op.f("fk_evaluation_regressor_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation")),
        comment="Runs of imgsearch evaluate: which models, on which data, with which seed.",
    )
    op.create_table(
        "evaluation_figure",
        sa.Column("evaluation_id", sa.Integer(), nullable=False, comment="The run."),
        sa.Column(
            "split",
            sa.String(),
            nullable=False,
            comment="picture or caption: five folds that share none; unseen: pictures that the stored model never saw. Retrieval: the set of queries.",
        ),
        sa.Column(
            "model",
            sa.String(),
            nullable=False,
            comment="captions, pixels, captions_multilingual, pixels_multilingual: the regressor's model for that situation; constant, cosine, caption_similarity: yardsticks. Retrieval: direction and ranking.",
        ),
        sa.Column(
            "metric", sa.String(), nullable=False, comment="mse, mae, r2, spearman, ece, tau_c, tau_b, ndcg_10, ..."
        ),
        sa.Column("value", sa.Double(), nullable=False, comment="The figure; taus and recalls in percent."),
        sa.Column(
            "low",
            sa.Double(),
            nullable=True,
            comment="2.5th percentile over resampled pictures; NULL when not resampled.",
        ),
        sa.Column("high", sa.Double(), nullable=True, comment="97.5th percentile over resampled pictures."),
        sa.Column("sample_size", sa.Integer(), nullable=False, comment="Pairs or queries that it was measured on."),
        sa.ForeignKeyConstraint(
            ["evaluation_id"], ["evaluation.id"], name=op.f("fk_evaluation_figure_evaluation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("evaluation_id", "split", "model", "metric", name=op.f("pk_evaluation_figure")),
        comment="Every figure that an evaluation printed, with its bootstrap interval over pictures.",
    )
    op.create_table(
        "match_prediction",
        sa.Column("evaluation_id", sa.Integer(), nullable=False, comment="The run."),
        sa.Column(
            "split",
            sa.String(),
            nullable=False,
            comment="picture or caption: five folds that share none; unseen: pictures that the stored model never saw.",
        ),
        sa.Column(
            "model",
            sa.String(),
            nullable=False,
            comment="captions, pixels, captions_multilingual, pixels_multilingual: the regressor's model for that situation; constant, cosine, caption_similarity: yardsticks.",
        ),
        sa.Column("image_id", sa.BigInteger(), nullable=False, comment="The judged picture."),
        sa.Column("caption_key", sa.String(), nullable=False, comment="caption.caption_key of the judged text."),
        sa.Column("predicted", sa.Double(), nullable=False, comment="The score; 0..1 but for cosines."),
        sa.Column(
            "is_minor",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="Copy of image.is_minor, kept equal by the foreign key (ON UPDATE CASCADE), so that row security and the partial vector index need no join.",
        ),
        sa.ForeignKeyConstraint(
            ["evaluation_id"], ["evaluation.id"], name=op.f("fk_match_prediction_evaluation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["image_id", "is_minor"],
            ["image.id", "image.is_minor"],
            name="fk_match_prediction_image_id_is_minor",
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "evaluation_id", "split", "model", "image_id", "caption_key", name=op.f("pk_match_prediction")
        ),
        comment="Out-of-fold scores of the judged pairs in the newest evaluation of each regressor.",
    )
    op.create_index("ix_match_prediction_image_id", "match_prediction", ["image_id"], unique=False)
    op.create_table(
        "retrieval_rank",
        sa.Column("evaluation_id", sa.Integer(), nullable=False, comment="The run."),
        sa.Column("query_set", sa.String(), nullable=False, comment="test queries, or own captions and their gallery."),
        sa.Column("scope", sa.String(), nullable=False, comment="allowed: flagged pictures left out; all: everything."),
        sa.Column("direction", sa.String(), nullable=False, comment="text to image or image to text."),
        sa.Column(
            "ranking", sa.String(), nullable=False, comment="cosine: by vectors; score: by the regressor, pixels only."
        ),
        sa.Column(
            "query_key", sa.String(), nullable=False, comment="Key of the query or caption, or the picture's id."
        ),
        sa.Column("image_id", sa.BigInteger(), nullable=False, comment="The picture that is asked for, or that asks."),
        sa.Column("rank", sa.Integer(), nullable=False, comment="1 is best; ties count against it."),
        sa.Column(
            "is_minor",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="Copy of image.is_minor, kept equal by the foreign key (ON UPDATE CASCADE), so that row security and the partial vector index need no join.",
        ),
        sa.ForeignKeyConstraint(
            ["evaluation_id"], ["evaluation.id"], name=op.f("fk_retrieval_rank_evaluation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["image_id", "is_minor"],
            ["image.id", "image.is_minor"],
            name="fk_retrieval_rank_image_id_is_minor",
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "evaluation_id", "query_set", "scope", "direction", "ranking", "query_key", name=op.f("pk_retrieval_rank")
        ),
        comment="Ranks of the items that queries ask for, in the newest evaluation of each regressor.",
    )
    op.create_index("ix_retrieval_rank_image_id", "retrieval_rank", ["image_id"], unique=False)
    for view, (statement, comment) in VIEWS.items():
        op.execute(statement)
        op.execute(f"COMMENT ON VIEW {view} IS '{comment}'")
    for view, column in (
        op.get_bind()
        .execute(
            sa.text("SELECT table_name, column_name FROM information_schema.columns WHERE table_name = ANY(:views)"),
            {"views": list(VIEWS)},
        )
        .all()
    ):
        op.execute(f"COMMENT ON COLUMN {view}.{column} IS '{COLUMNS[column]}'")
    for table in GUARDED:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY no_minors ON {table} FOR SELECT TO imgsearch_analyst USING (NOT is_minor)")
        op.execute(f"CREATE POLICY editors_see_all ON {table} FOR SELECT TO imgsearch_editor USING (true)")
        op.execute(
            f"CREATE POLICY loaders_do_all ON {table} FOR ALL TO imgsearch_loader, imgsearch_owner "
            "USING (true) WITH CHECK (true)"
        )
    tables, views = ", ".join(TABLES), ", ".join(VIEWS)
    op.execute(f"GRANT SELECT ON {tables}, {views} TO imgsearch_analyst, imgsearch_editor")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {tables} TO imgsearch_loader, imgsearch_owner")
    op.execute(f"GRANT SELECT ON {views} TO imgsearch_loader, imgsearch_owner")


def downgrade() -> None:
    op.execute(f"DROP VIEW {', '.join(reversed(VIEWS))}")
    for table in reversed(TABLES):
        op.drop_table(table)
