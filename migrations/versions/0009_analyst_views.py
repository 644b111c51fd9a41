"""Documented views for analysts, and the holes in row security that attacks have found.

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

EVALUATION_VIEWS = (
    "evaluation_error",
    "evaluation_calibration",
    "evaluation_calibration_error",
    "evaluation_tau_c",
    "evaluation_tau_b",
    "evaluation_ndcg",
    "evaluation_recall",
    "evaluation_nothing",
)
PICTURE = "The picture's name: analyst.picture.picture."
IMAGE_ID = "The picture: analyst.picture.image_id."
TEXT = "The text; null where it is not loaded or describes a hidden picture."
#: View -> what a row is, its statement, and what each column means. Flagged pictures are in none of them, whoever asks.
VIEWS: dict[str, tuple[str, str, dict[str, str]]] = {
    "picture": (
        "A picture that may be shown.",
        "SELECT id, name, gallery, width, height, orientation, file_bytes, taken_at, photographer, tags, metadata, "
        "loaded_at FROM image WHERE NOT is_minor",
        {
            "image_id": "Key; every other view that speaks of a picture has it too.",
            "picture": "File name, or path below the loaded folder.",
            "gallery": "The folder it was loaded from.",
            "width": "Pixels, upright.",
            "height": "Pixels, upright.",
            "orientation": "landscape, portrait or square.",
            "file_bytes": "Size of the file in bytes.",
            "taken_at": "When it was taken, by the clock on the wall there; null when nobody said.",
            "photographer": "Who took it, as spelt.",
            "tags": "Keywords in lower case.",
            "metadata": "Whatever else the metadata file said, by its column names.",
            "loaded_at": "When it was first loaded.",
        },
    ),
    "caption": (
        "A text, and the picture that it describes.",
        "SELECT c.id, c.caption_key, c.image_id, i.name, c.text, "
        "CASE WHEN c.text ~* '[а-яё]' THEN 'ru' ELSE 'en' END, "
        "cardinality(regexp_split_to_array(btrim(c.text), '\\s+')), c.tsv "
        "FROM caption c LEFT JOIN image i ON i.id = c.image_id WHERE NOT c.is_minor",
        {
            "caption_id": "Key.",
            "caption_key": "Its id in the files: <picture>#<n>.",
            "image_id": "The picture; null when that picture is not loaded.",
            "picture": "The picture's name; null when that picture is not loaded.",
            "text": "The text as it came.",
            "language": "ru when it has a Cyrillic letter, else en.",
            "words": "Number of words.",
            "tsv": "English and Russian lexemes, for full-text search with @@.",
        },
    ),
    "rating": (
        "A picture and a text that people have judged.",
        "SELECT m.image_id, i.name, c.id, c.text, c.image_id = m.image_id, e.expert1, e.expert2, e.expert3, "
        "m.expert_mean, m.expert_majority, m.disagreement, v.yes_count, v.no_count, m.crowd_share, m.combined_score, "
        "m.rater_count FROM match_rating m JOIN image i ON i.id = m.image_id "
        "LEFT JOIN caption c ON c.caption_key = m.caption_key AND NOT c.is_minor "
        "LEFT JOIN expert_annotation e ON e.image_id = m.image_id AND e.caption_key = m.caption_key "
        "LEFT JOIN crowd_annotation v ON v.image_id = m.image_id AND v.caption_key = m.caption_key "
        "WHERE NOT m.is_minor",
        {
            "image_id": IMAGE_ID,
            "picture": PICTURE,
            "caption_id": "The text: analyst.caption.caption_id; null like text.",
            "text": TEXT,
            "is_own": "Whether the text was written for this picture; null where text is.",
            "expert1": "First expert, 1..4; null without experts.",
            "expert2": "Second expert, 1..4.",
            "expert3": "Third expert, 1..4.",
            "expert_mean": "Mean of the three, mapped to 0..1.",
            "expert_majority": "What at least two said, mapped to 0..1; null where all differ.",
            "disagreement": "Standard deviation of the three, mapped to 0..1.",
            "yes_count": "Votes of the crowd that the text describes the picture; null without votes.",
            "no_count": "Votes that it does not.",
            "crowd_share": "Share of yes, 0..1.",
            "combined_score": "Experts and crowd together by their weights, 0..1.",
            "rater_count": "People who judged.",
        },
    ),
    "test_query": (
        "A query of the test set with the picture that it should find.",
        "SELECT q.query_key, q.text, q.image_id, i.name FROM test_query q LEFT JOIN image i ON i.id = q.image_id "
        "WHERE NOT q.is_minor",
        {
            "query_key": "Its id in the file.",
            "text": "What a user would type.",
            "image_id": "The picture; null when it is not loaded.",
            "picture": "The picture's name; null when it is not loaded.",
        },
    ),
    "search": (
        "A search that somebody made.",
        "SELECT s.id, s.searched_at, s.text, s.language, s.refused, s.hit_count, s.best_score, s.took_ms, e.name, "
        "s.regressor_id, (SELECT count(*) FROM click k WHERE k.search_id = s.id AND NOT k.is_minor) "
        "FROM search s LEFT JOIN encoder e ON e.id = s.encoder_id",
        {
            "search_id": "Key.",
            "searched_at": "When.",
            "text": "What was typed; null for a search by picture.",
            "language": "en or ru, as detected.",
            "refused": "Whether it asked for minors and was answered with the disclaimer.",
            "hit_count": "Pictures shown; 0 means that nothing matched.",
            "best_score": "Highest score among the candidates, 0..1.",
            "took_ms": "Time to answer, ms.",
            "encoder": "The encoder that was used.",
            "regressor_id": "The regressor that was used; null for the one that ships.",
            "clicks": "Hits that were opened on the page.",
        },
    ),
    "click": (
        "A hit that was opened on the page.",
        "SELECT k.search_id, s.text, k.image_id, i.name, k.clicked_at FROM click k JOIN search s ON s.id = k.search_id "
        "JOIN image i ON i.id = k.image_id WHERE NOT k.is_minor",
        {
            "search_id": "The search: analyst.search.search_id.",
            "text": "What was typed; null for a search by picture.",
            "image_id": IMAGE_ID,
            "picture": PICTURE,
            "clicked_at": "When, the first time.",
        },
    ),
    "feedback": (
        "A rating that somebody gave on the page.",
        "SELECT f.image_id, i.name, f.text, f.rater, f.rating, (f.rating - 1) / 3.0::double precision, f.rated_at "
        "FROM match_feedback f JOIN image i ON i.id = f.image_id WHERE NOT f.is_minor",
        {
            "image_id": IMAGE_ID,
            "picture": PICTURE,
            "text": "The query or caption that was rated.",
            "rater": "The account.",
            "rating": "1 no match at all, 2 a few elements match, 3 matches except for details, 4 fully.",
            "score": "The rating mapped to 0..1.",
            "rated_at": "When, the last time.",
        },
    ),
    "cleared": (
        "A picture that was suspected to show a minor until an editor cleared it.",
        "SELECT m.image_id, i.name, m.reviewer, m.reviewed_at, m.evidence_count, m.probability "
        "FROM minor_status m JOIN image i ON i.id = m.image_id WHERE m.verdict = 'clear' AND NOT i.is_minor",
        {
            "image_id": IMAGE_ID,
            "picture": PICTURE,
            "reviewer": "Who cleared it.",
            "reviewed_at": "When.",
            "evidence_count": "Pieces of evidence that the verdict overrules.",
            "probability": "Highest probability of any evidence; null without any.",
        },
    ),
    "evaluation": (
        "A figure of a run of imgsearch evaluate, of all pictures, hidden ones too.",
        "SELECT v.id, v.evaluated_at, v.encoder, v.regressor, f.split, f.model, f.metric, f.value, f.low, f.high, "
        "f.sample_size FROM evaluation v JOIN evaluation_figure f ON f.evaluation_id = v.id",
        {
            "evaluation_id": "The run; the newest is highest.",
            "evaluated_at": "When it was stored.",
            "encoder": "Name and revision of the encoder.",
            "regressor": "The start of the sha256 of the regressor's file.",
            "split": "picture or caption: folds that share none; unseen: pictures that the model never saw.",
            "model": "The regressor's model for a situation, a yardstick, or direction and ranking of a retrieval.",
            "metric": "mse, mae, r2, spearman, ece, tau_c, tau_b, ndcg_10, ...",
            "value": "The figure; taus and recalls in percent.",
            "low": "Lower end of the 95 % interval over pictures; null when not resampled.",
            "high": "Upper end.",
            "sample_size": "Pairs or queries that it was measured on.",
        },
    ),
    "prediction": (
        "What a model that never saw the pair said of it, beside the experts, in a run of imgsearch evaluate.",
        "SELECT p.evaluation_id, p.split, p.model, p.image_id, i.name, c.text, p.predicted, m.expert_mean, "
        "p.predicted - m.expert_mean FROM match_prediction p JOIN image i ON i.id = p.image_id "
        "JOIN match_rating m ON m.image_id = p.image_id AND m.caption_key = p.caption_key "
        "LEFT JOIN caption c ON c.caption_key = p.caption_key AND NOT c.is_minor WHERE NOT p.is_minor",
        {
            "evaluation_id": "The run: analyst.evaluation.evaluation_id.",
            "split": "picture or caption: folds that share none; unseen: pictures that the model never saw.",
            "model": "The regressor's model for a situation, or a yardstick.",
            "image_id": IMAGE_ID,
            "picture": PICTURE,
            "text": TEXT,
            "predicted": "The score, 0..1 but for cosines.",
            "expert_mean": "Mean of the experts, 0..1; null where only the crowd judged.",
            "error": "predicted minus expert_mean.",
        },
    ),
    "comparison": (
        "A model that imgsearch compare has cross-validated.",
        "SELECT r.id, r.created_at, e.name, r.model, r.features, r.target, r.split, "
        + ", ".join(
            f"(r.metrics->>'{name}')::double precision" for name in ("mse", "mae", "r2", "spearman", "kendall_tau_c")
        )
        + " FROM model_result r LEFT JOIN encoder e ON e.id = r.encoder_id",
        {
            "result_id": "Key.",
            "created_at": "When it was measured.",
            "encoder": "The encoder whose vectors it saw.",
            "model": "ridge, boosting, network, ...",
            "features": "raw: vectors side by side; pixels: without own captions; captions: with them; none.",
            "target": "What it learned: mean, majority or combined.",
            "split": "What no two folds share: picture or caption.",
            "mse": "Mean squared error, out of fold.",
            "mae": "Mean absolute error.",
            "r2": "Share of the variance explained.",
            "spearman": "Rank correlation.",
            "tau_c": "Kendall's tau-c, percent.",
        },
    ),
    "encoder": (
        "An encoder, and how many vectors it has made.",
        "SELECT e.id, e.name, e.revision, e.dimension, e.is_active, "
        "(SELECT count(*) FROM image_embedding v WHERE v.encoder_id = e.id AND NOT v.is_minor), "
        "(SELECT count(*) FROM caption_embedding v WHERE v.encoder_id = e.id AND NOT v.is_minor) FROM encoder e",
        {
            "encoder_id": "Key.",
            "encoder": "Its name.",
            "revision": "Changes whenever its vectors would.",
            "dimension": "Width of its vectors.",
            "is_active": "Whether searches use it.",
            "pictures": "Pictures with a vector of it.",
            "captions": "Captions with a vector of it.",
        },
    ),
    "vector": (
        "A picture's vector by one encoder.",
        "SELECT v.encoder_id, e.name, e.is_active, v.image_id, i.name, v.embedding FROM image_embedding v "
        "JOIN encoder e ON e.id = v.encoder_id JOIN image i ON i.id = v.image_id WHERE NOT v.is_minor",
        {
            "encoder_id": "The encoder: analyst.encoder.encoder_id.",
            "encoder": "Its name.",
            "is_active": "Whether searches use it.",
            "image_id": IMAGE_ID,
            "picture": PICTURE,
            "embedding": "Unit vector; cast it to halfvec(dimension) and compare with <=>, the cosine distance.",
        },
    ),
    "activation": (
        "From when on which encoder and regressor served.",
        "SELECT a.activated_at, lead(a.activated_at) OVER (ORDER BY a.id), e.name, e.revision, a.regressor_id, "
        "a.is_rollback, a.activated_by FROM activation a LEFT JOIN encoder e ON e.id = a.encoder_id",
        {
            "activated_at": "From when.",
            "replaced_at": "Until when; null for what serves now.",
            "encoder": "Name of the encoder; null when its row is gone.",
            "revision": "Its revision.",
            "regressor_id": "The regressor; null for the one that ships.",
            "is_rollback": "Whether it undid the change before.",
            "activated_by": "Who did it.",
        },
    ),
    "problem": (
        "A row or file that a load refused.",
        "SELECT file, row_number, reason, rejected_at FROM load_reject WHERE NOT is_minor",
        {
            "file": "Absolute path of the file.",
            "row_number": "Line in the file, the first is 1; 0 stands for the whole file.",
            "reason": "What is wrong with it.",
            "rejected_at": "When it was first refused.",
        },
    ),
}
READERS = "imgsearch_analyst, imgsearch_editor, imgsearch_loader, imgsearch_owner"
NO_COPY = "The picture that the file is, where it was loaded before or lacks a vector; NULL else."
IS_MINOR = (
    "Copy of image.is_minor, kept equal by the foreign key (ON UPDATE CASCADE), so that row security and the partial "
    "vector index need no join."
)


def upgrade() -> None:
    guard_load_reject()
    guard_encoding_task()
    # What an asker may not see must not count in what the asker sees. The figures of all pictures are in
    # evaluation_figure.
    for view in EVALUATION_VIEWS:
        op.execute(f"ALTER VIEW {view} SET (security_invoker = true)")
    narrow_loader()
    # Before PostgreSQL 15 anybody could put functions and operators there, in the way of those with the owner's rights.
    op.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    create_views()


def guard_load_reject() -> None:
    """A refused file may be a flagged picture, whose path is nobody's business."""
    op.add_column("load_reject", sa.Column("image_id", sa.BigInteger(), nullable=True, comment=NO_COPY))
    op.add_column(
        "load_reject",
        sa.Column("is_minor", sa.Boolean(), server_default=sa.text("false"), nullable=False, comment=IS_MINOR),
    )
    op.execute(
        "UPDATE load_reject r SET image_id = i.id, is_minor = i.is_minor FROM image i "
        "WHERE r.row_number = 0 AND i.path = r.file"
    )
    op.create_foreign_key(
        "fk_load_reject_image_id_is_minor",
        "load_reject",
        "image",
        ["image_id", "is_minor"],
        ["id", "is_minor"],
        onupdate="CASCADE",
        ondelete="SET NULL (image_id)",
    )
    op.create_index("ix_load_reject_image_id", "load_reject", ["image_id"])
    op.execute("ALTER TABLE load_reject ENABLE ROW LEVEL SECURITY")
    op.execute(
        "CREATE POLICY no_minors ON load_reject FOR SELECT TO imgsearch_searcher, imgsearch_analyst "
        "USING (NOT is_minor)"
    )
    op.execute("CREATE POLICY editors_see_all ON load_reject FOR SELECT TO imgsearch_editor USING (true)")
    op.execute(
        "CREATE POLICY loaders_do_all ON load_reject FOR ALL TO imgsearch_loader, imgsearch_owner "
        "USING (true) WITH CHECK (true)"
    )
    op.execute("GRANT SELECT (image_id, is_minor) ON load_reject TO imgsearch_analyst")


def guard_encoding_task() -> None:
    """Nobody but loaders reads it; a grant by mistake must not show which flagged pictures there are."""
    op.execute("ALTER TABLE encoding_task ENABLE ROW LEVEL SECURITY")
    op.execute(
        "CREATE POLICY loaders_do_all ON encoding_task FOR ALL TO imgsearch_loader, imgsearch_owner "
        "USING (true) WITH CHECK (true)"
    )


def narrow_loader() -> None:
    """A loader neither speaks for editors nor lifts a flag by hand; triggers set flags with their owner's rights."""
    op.execute("REVOKE INSERT, UPDATE, DELETE ON minor_review FROM imgsearch_loader")
    op.execute("REVOKE UPDATE ON image FROM imgsearch_loader")
    op.execute(
        "DO $$ BEGIN EXECUTE (SELECT format('GRANT UPDATE (%s) ON image TO imgsearch_loader', "
        "string_agg(quote_ident(attname), ', ')) FROM pg_attribute WHERE attrelid = 'image'::regclass "
        "AND attnum > 0 AND NOT attisdropped AND attname NOT IN ('id', 'is_minor')); END $$"
    )


def create_views() -> None:
    op.execute("CREATE SCHEMA analyst")
    op.execute("COMMENT ON SCHEMA analyst IS 'Views for analysts; flagged pictures are in none of them.'")
    op.execute(f"GRANT USAGE ON SCHEMA analyst TO {READERS}")
    for name, (comment, statement, columns) in VIEWS.items():
        op.execute(
            f"CREATE VIEW analyst.{name} ({', '.join(columns)}) WITH (security_invoker = true) AS "
            + statement.replace(":", "\\:")
        )
        op.execute(f"COMMENT ON VIEW analyst.{name} IS '{quoted(comment)}'")
        for column, meaning in columns.items():
            op.execute(f"COMMENT ON COLUMN analyst.{name}.{column} IS '{quoted(meaning)}'")
        op.execute(f"GRANT SELECT ON analyst.{name} TO {READERS}")


def quoted(comment: str) -> str:
    return comment.replace("'", "''")


def downgrade() -> None:
    op.execute("DROP SCHEMA analyst CASCADE")
    op.execute("GRANT UPDATE ON image TO imgsearch_loader")
    op.execute("GRANT INSERT, UPDATE, DELETE ON minor_review TO imgsearch_loader")
    for view in EVALUATION_VIEWS:
        op.execute(f"ALTER VIEW {view} RESET (security_invoker)")
    op.execute("DROP POLICY loaders_do_all ON encoding_task")
    op.execute("ALTER TABLE encoding_task DISABLE ROW LEVEL SECURITY")
    for policy in ("no_minors", "editors_see_all", "loaders_do_all"):
        op.execute(f"DROP POLICY {policy} ON load_reject")
    op.execute("ALTER TABLE load_reject DISABLE ROW LEVEL SECURITY")
    op.drop_index("ix_load_reject_image_id", table_name="load_reject")
    op.drop_constraint("fk_load_reject_image_id_is_minor", "load_reject", type_="foreignkey")
    op.drop_column("load_reject", "is_minor")
    op.drop_column("load_reject", "image_id")
