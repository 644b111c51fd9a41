-- Documented views for analysts. Flagged pictures are in none of them, whoever asks.

CREATE SCHEMA analyst;
COMMENT ON SCHEMA analyst IS 'Views for analysts; flagged pictures are in none of them.';

CREATE VIEW analyst.picture (image_id, picture, gallery, width, height, orientation, file_bytes, taken_at, photographer,
    tags, metadata, loaded_at)
WITH (security_invoker = true) AS
SELECT id, name, gallery, width, height, orientation, file_bytes, taken_at, photographer, tags, metadata, loaded_at
FROM image
WHERE NOT is_minor;
COMMENT ON VIEW analyst.picture IS 'A picture that may be shown.';
COMMENT ON COLUMN analyst.picture.image_id IS 'Key; every other view that speaks of a picture has it too.';
COMMENT ON COLUMN analyst.picture.picture IS 'File name, or path below the loaded folder.';
COMMENT ON COLUMN analyst.picture.gallery IS 'The folder it was loaded from.';
COMMENT ON COLUMN analyst.picture.width IS 'Pixels, upright.';
COMMENT ON COLUMN analyst.picture.height IS 'Pixels, upright.';
COMMENT ON COLUMN analyst.picture.orientation IS 'landscape, portrait or square.';
COMMENT ON COLUMN analyst.picture.file_bytes IS 'Size of the file in bytes.';
COMMENT ON COLUMN analyst.picture.taken_at IS
    'When it was taken, by the clock on the wall there; null when nobody said.';
COMMENT ON COLUMN analyst.picture.photographer IS 'Who took it, as spelt.';
COMMENT ON COLUMN analyst.picture.tags IS 'Keywords in lower case.';
COMMENT ON COLUMN analyst.picture.metadata IS 'Whatever else the metadata file said, by its column names.';
COMMENT ON COLUMN analyst.picture.loaded_at IS 'When it was first loaded.';

CREATE VIEW analyst.caption (caption_id, caption_key, image_id, picture, text, language, words, tsv)
WITH (security_invoker = true) AS
SELECT c.id, c.caption_key, nullif(c.image_id, 0), i.name, c.text,
    CASE WHEN c.text ~* '[а-яё]' THEN 'ru' ELSE 'en' END,
    cardinality(regexp_split_to_array(btrim(c.text), '\s+')), c.tsv
FROM caption c LEFT JOIN image i ON i.id = c.image_id
WHERE NOT c.is_minor;
COMMENT ON VIEW analyst.caption IS 'A text, and the picture that it describes.';
COMMENT ON COLUMN analyst.caption.caption_id IS 'Key.';
COMMENT ON COLUMN analyst.caption.caption_key IS 'Its id in the files: <picture>#<n>.';
COMMENT ON COLUMN analyst.caption.image_id IS 'The picture; null when that picture is not loaded.';
COMMENT ON COLUMN analyst.caption.picture IS 'The picture''s name; null when that picture is not loaded.';
COMMENT ON COLUMN analyst.caption.text IS 'The text as it came.';
COMMENT ON COLUMN analyst.caption.language IS 'ru when it has a Cyrillic letter, else en.';
COMMENT ON COLUMN analyst.caption.words IS 'Number of words.';
COMMENT ON COLUMN analyst.caption.tsv IS 'English and Russian lexemes, for full-text search with @@.';

CREATE VIEW analyst.rating (image_id, picture, caption_id, text, is_own, expert1, expert2, expert3, expert_mean,
    expert_majority, disagreement, yes_count, no_count, crowd_share, combined_score, rater_count)
WITH (security_invoker = true) AS
SELECT m.image_id, i.name, c.id, c.text, c.image_id = m.image_id, e.expert1, e.expert2, e.expert3, m.expert_mean,
    m.expert_majority, m.disagreement, v.yes_count, v.no_count, m.crowd_share, m.combined_score, m.rater_count
FROM match_rating m JOIN image i ON i.id = m.image_id
LEFT JOIN caption c ON c.caption_key = m.caption_key AND NOT c.is_minor
LEFT JOIN expert_annotation e ON e.image_id = m.image_id AND e.caption_key = m.caption_key
LEFT JOIN crowd_annotation v ON v.image_id = m.image_id AND v.caption_key = m.caption_key
WHERE NOT m.is_minor;
COMMENT ON VIEW analyst.rating IS 'A picture and a text that people have judged.';
COMMENT ON COLUMN analyst.rating.image_id IS 'The picture: analyst.picture.image_id.';
COMMENT ON COLUMN analyst.rating.picture IS 'The picture''s name: analyst.picture.picture.';
COMMENT ON COLUMN analyst.rating.caption_id IS 'The text: analyst.caption.caption_id; null like text.';
COMMENT ON COLUMN analyst.rating.text IS 'The text; null where it is not loaded or describes a hidden picture.';
COMMENT ON COLUMN analyst.rating.is_own IS 'Whether the text was written for this picture; null where text is.';
COMMENT ON COLUMN analyst.rating.expert1 IS 'First expert, 1..4; null without experts.';
COMMENT ON COLUMN analyst.rating.expert2 IS 'Second expert, 1..4.';
COMMENT ON COLUMN analyst.rating.expert3 IS 'Third expert, 1..4.';
COMMENT ON COLUMN analyst.rating.expert_mean IS 'Mean of the three, mapped to 0..1.';
COMMENT ON COLUMN analyst.rating.expert_majority IS 'What at least two said, mapped to 0..1; null where all differ.';
COMMENT ON COLUMN analyst.rating.disagreement IS 'Standard deviation of the three, mapped to 0..1.';
COMMENT ON COLUMN analyst.rating.yes_count IS
    'Votes of the crowd that the text describes the picture; null without votes.';
COMMENT ON COLUMN analyst.rating.no_count IS 'Votes that it does not.';
COMMENT ON COLUMN analyst.rating.crowd_share IS 'Share of yes, 0..1.';
COMMENT ON COLUMN analyst.rating.combined_score IS 'Experts and crowd together by their weights, 0..1.';
COMMENT ON COLUMN analyst.rating.rater_count IS 'People who judged.';

CREATE VIEW analyst.test_query (query_key, text, image_id, picture) WITH (security_invoker = true) AS
SELECT c.query_key, c.text, nullif(c.image_id, 0), i.name
FROM test_query c LEFT JOIN image i ON i.id = c.image_id
WHERE NOT c.is_minor;
COMMENT ON VIEW analyst.test_query IS 'A query of the test set with the picture that it should find.';
COMMENT ON COLUMN analyst.test_query.query_key IS 'Its id in the file.';
COMMENT ON COLUMN analyst.test_query.text IS 'What a user would type.';
COMMENT ON COLUMN analyst.test_query.image_id IS 'The picture; null when it is not loaded.';
COMMENT ON COLUMN analyst.test_query.picture IS 'The picture''s name; null when it is not loaded.';

CREATE VIEW analyst.search (search_id, searched_at, text, language, refused, hit_count, best_score, took_ms, encoder,
    regressor_id, clicks)
WITH (security_invoker = true) AS
SELECT s.id, s.searched_at, s.text, s.language, s.refused, s.hit_count, s.best_score, s.took_ms, e.name, s.regressor_id,
    (SELECT count(*) FROM click k WHERE k.search_id = s.id AND NOT k.is_minor)
FROM search s LEFT JOIN encoder e ON e.id = s.encoder_id;
COMMENT ON VIEW analyst.search IS 'A search that somebody made.';
COMMENT ON COLUMN analyst.search.search_id IS 'Key.';
COMMENT ON COLUMN analyst.search.searched_at IS 'When.';
COMMENT ON COLUMN analyst.search.text IS 'What was typed; null for a search by picture.';
COMMENT ON COLUMN analyst.search.language IS 'en or ru, as detected.';
COMMENT ON COLUMN analyst.search.refused IS 'Whether it asked for minors and was answered with the disclaimer.';
COMMENT ON COLUMN analyst.search.hit_count IS 'Pictures shown; 0 means that nothing matched.';
COMMENT ON COLUMN analyst.search.best_score IS 'Highest score among the candidates, 0..1.';
COMMENT ON COLUMN analyst.search.took_ms IS 'Time to answer, ms.';
COMMENT ON COLUMN analyst.search.encoder IS 'The encoder that was used.';
COMMENT ON COLUMN analyst.search.regressor_id IS 'The regressor that was used; null for the one that ships.';
COMMENT ON COLUMN analyst.search.clicks IS 'Hits that were opened on the page.';

CREATE VIEW analyst.click (search_id, text, image_id, picture, clicked_at) WITH (security_invoker = true) AS
SELECT k.search_id, s.text, k.image_id, i.name, k.clicked_at
FROM click k JOIN search s ON s.id = k.search_id JOIN image i ON i.id = k.image_id
WHERE NOT k.is_minor;
COMMENT ON VIEW analyst.click IS 'A hit that was opened on the page.';
COMMENT ON COLUMN analyst.click.search_id IS 'The search: analyst.search.search_id.';
COMMENT ON COLUMN analyst.click.text IS 'What was typed; null for a search by picture.';
COMMENT ON COLUMN analyst.click.image_id IS 'The picture: analyst.picture.image_id.';
COMMENT ON COLUMN analyst.click.picture IS 'The picture''s name: analyst.picture.picture.';
COMMENT ON COLUMN analyst.click.clicked_at IS 'When, the first time.';

CREATE VIEW analyst.feedback (image_id, picture, text, rater, rating, score, rated_at) WITH (security_invoker = true) AS
SELECT f.image_id, i.name, f.text, f.rater, f.rating, (f.rating - 1) / 3.0::double precision, f.rated_at
FROM match_feedback f JOIN image i ON i.id = f.image_id
WHERE NOT f.is_minor;
COMMENT ON VIEW analyst.feedback IS 'A rating that somebody gave on the page.';
COMMENT ON COLUMN analyst.feedback.image_id IS 'The picture: analyst.picture.image_id.';
COMMENT ON COLUMN analyst.feedback.picture IS 'The picture''s name: analyst.picture.picture.';
COMMENT ON COLUMN analyst.feedback.text IS 'The query or caption that was rated.';
COMMENT ON COLUMN analyst.feedback.rater IS 'The account.';
COMMENT ON COLUMN analyst.feedback.rating IS
    '1 no match at all, 2 a few elements match, 3 matches except for details, 4 fully.';
COMMENT ON COLUMN analyst.feedback.score IS 'The rating mapped to 0..1.';
COMMENT ON COLUMN analyst.feedback.rated_at IS 'When, the last time.';

CREATE VIEW analyst.cleared (image_id, picture, reviewer, reviewed_at, evidence_count, probability)
WITH (security_invoker = true) AS
SELECT m.image_id, i.name, m.reviewer, m.reviewed_at, m.evidence_count, m.probability
FROM minor_status m JOIN image i ON i.id = m.image_id
WHERE m.verdict = 'clear' AND NOT i.is_minor;
COMMENT ON VIEW analyst.cleared IS 'A picture that was suspected to show a minor until an editor cleared it.';
COMMENT ON COLUMN analyst.cleared.image_id IS 'The picture: analyst.picture.image_id.';
COMMENT ON COLUMN analyst.cleared.picture IS 'The picture''s name: analyst.picture.picture.';
COMMENT ON COLUMN analyst.cleared.reviewer IS 'Who cleared it.';
COMMENT ON COLUMN analyst.cleared.reviewed_at IS 'When.';
COMMENT ON COLUMN analyst.cleared.evidence_count IS 'Pieces of evidence that the verdict overrules.';
COMMENT ON COLUMN analyst.cleared.probability IS 'Highest probability of any evidence; null without any.';

CREATE VIEW analyst.evaluation (evaluation_id, evaluated_at, encoder, regressor, split, model, metric, value, low, high,
    sample_size)
WITH (security_invoker = true) AS
SELECT v.id, v.evaluated_at, v.encoder, v.regressor, f.split, f.model, f.metric, f.value, f.low, f.high, f.sample_size
FROM evaluation v JOIN evaluation_figure f ON f.evaluation_id = v.id;
COMMENT ON VIEW analyst.evaluation IS 'A figure of a run of imgsearch evaluate, of all pictures, hidden ones too.';
COMMENT ON COLUMN analyst.evaluation.evaluation_id IS 'The run; the newest is highest.';
COMMENT ON COLUMN analyst.evaluation.evaluated_at IS 'When it was stored.';
COMMENT ON COLUMN analyst.evaluation.encoder IS 'Name and revision of the encoder.';
COMMENT ON COLUMN analyst.evaluation.regressor IS 'The start of the sha256 of the regressor''s file.';
COMMENT ON COLUMN analyst.evaluation.split IS
    'picture or caption: folds that share none; unseen: pictures that the model never saw.';
COMMENT ON COLUMN analyst.evaluation.model IS
    'The regressor''s model for a situation, a yardstick, or direction and ranking of a retrieval.';
COMMENT ON COLUMN analyst.evaluation.metric IS 'mse, mae, r2, spearman, ece, tau_c, tau_b, ndcg_10, ...';
COMMENT ON COLUMN analyst.evaluation.value IS 'The figure; taus and recalls in percent.';
COMMENT ON COLUMN analyst.evaluation.low IS 'Lower end of the 95 % interval over pictures; null when not resampled.';
COMMENT ON COLUMN analyst.evaluation.high IS 'Upper end.';
COMMENT ON COLUMN analyst.evaluation.sample_size IS 'Pairs or queries that it was measured on.';

CREATE VIEW analyst.prediction (evaluation_id, split, model, image_id, picture, text, predicted, expert_mean, error)
WITH (security_invoker = true) AS
SELECT p.evaluation_id, p.split, p.model, p.image_id, i.name, c.text, p.predicted, m.expert_mean, p.predicted -
    m.expert_mean
FROM match_prediction p JOIN image i ON i.id = p.image_id
JOIN match_rating m ON m.image_id = p.image_id AND m.caption_key = p.caption_key
LEFT JOIN caption c ON c.caption_key = p.caption_key AND NOT c.is_minor
WHERE NOT p.is_minor;
COMMENT ON VIEW analyst.prediction IS
    'What a model that never saw the pair said of it, beside the experts, in a run of imgsearch evaluate.';
COMMENT ON COLUMN analyst.prediction.evaluation_id IS 'The run: analyst.evaluation.evaluation_id.';
COMMENT ON COLUMN analyst.prediction.split IS
    'picture or caption: folds that share none; unseen: pictures that the model never saw.';
COMMENT ON COLUMN analyst.prediction.model IS 'The regressor''s model for a situation, or a yardstick.';
COMMENT ON COLUMN analyst.prediction.image_id IS 'The picture: analyst.picture.image_id.';
COMMENT ON COLUMN analyst.prediction.picture IS 'The picture''s name: analyst.picture.picture.';
COMMENT ON COLUMN analyst.prediction.text IS 'The text; null where it is not loaded or describes a hidden picture.';
COMMENT ON COLUMN analyst.prediction.predicted IS 'The score, 0..1 but for cosines.';
COMMENT ON COLUMN analyst.prediction.expert_mean IS 'Mean of the experts, 0..1; null where only the crowd judged.';
COMMENT ON COLUMN analyst.prediction.error IS 'predicted minus expert_mean.';

CREATE VIEW analyst.comparison (result_id, created_at, encoder, model, features, target, split, mse, mae, r2, spearman,
    tau_c)
WITH (security_invoker = true) AS
SELECT r.id, r.created_at, e.name, r.model, r.features, r.target, r.split, (r.metrics->>'mse')::double precision,
    (r.metrics->>'mae')::double precision, (r.metrics->>'r2')::double precision, (r.metrics->>'spearman')::double
    precision, (r.metrics->>'kendall_tau_c')::double precision
FROM model_result r LEFT JOIN encoder e ON e.id = r.encoder_id;
COMMENT ON VIEW analyst.comparison IS 'A model that imgsearch compare has cross-validated.';
COMMENT ON COLUMN analyst.comparison.result_id IS 'Key.';
COMMENT ON COLUMN analyst.comparison.created_at IS 'When it was measured.';
COMMENT ON COLUMN analyst.comparison.encoder IS 'The encoder whose vectors it saw.';
COMMENT ON COLUMN analyst.comparison.model IS 'ridge, boosting, network, ...';
COMMENT ON COLUMN analyst.comparison.features IS
    'raw: vectors side by side; pixels: without own captions; captions: with them; none.';
COMMENT ON COLUMN analyst.comparison.target IS 'What it learned: mean, majority or combined.';
COMMENT ON COLUMN analyst.comparison.split IS 'What no two folds share: picture or caption.';
COMMENT ON COLUMN analyst.comparison.mse IS 'Mean squared error, out of fold.';
COMMENT ON COLUMN analyst.comparison.mae IS 'Mean absolute error.';
COMMENT ON COLUMN analyst.comparison.r2 IS 'Share of the variance explained.';
COMMENT ON COLUMN analyst.comparison.spearman IS 'Rank correlation.';
COMMENT ON COLUMN analyst.comparison.tau_c IS 'Kendall''s tau-c, percent.';

CREATE VIEW analyst.encoder (encoder_id, encoder, revision, dimension, is_active, pictures, captions)
WITH (security_invoker = true) AS
SELECT e.id, e.name, e.revision, e.dimension, e.is_active, (SELECT count(*) FROM image_embedding v WHERE v.encoder_id =
    e.id AND NOT v.is_minor), (SELECT count(*) FROM caption_embedding v WHERE v.encoder_id = e.id AND NOT v.is_minor)
FROM encoder e;
COMMENT ON VIEW analyst.encoder IS 'An encoder, and how many vectors it has made.';
COMMENT ON COLUMN analyst.encoder.encoder_id IS 'Key.';
COMMENT ON COLUMN analyst.encoder.encoder IS 'Its name.';
COMMENT ON COLUMN analyst.encoder.revision IS 'Changes whenever its vectors would.';
COMMENT ON COLUMN analyst.encoder.dimension IS 'Width of its vectors.';
COMMENT ON COLUMN analyst.encoder.is_active IS 'Whether searches use it.';
COMMENT ON COLUMN analyst.encoder.pictures IS 'Pictures with a vector of it.';
COMMENT ON COLUMN analyst.encoder.captions IS 'Captions with a vector of it.';

CREATE VIEW analyst.vector (encoder_id, encoder, is_active, image_id, picture, embedding)
WITH (security_invoker = true) AS
SELECT v.encoder_id, e.name, e.is_active, v.image_id, i.name, v.embedding
FROM image_embedding v JOIN encoder e ON e.id = v.encoder_id JOIN image i ON i.id = v.image_id
WHERE NOT v.is_minor;
COMMENT ON VIEW analyst.vector IS 'A picture''s vector by one encoder.';
COMMENT ON COLUMN analyst.vector.encoder_id IS 'The encoder: analyst.encoder.encoder_id.';
COMMENT ON COLUMN analyst.vector.encoder IS 'Its name.';
COMMENT ON COLUMN analyst.vector.is_active IS 'Whether searches use it.';
COMMENT ON COLUMN analyst.vector.image_id IS 'The picture: analyst.picture.image_id.';
COMMENT ON COLUMN analyst.vector.picture IS 'The picture''s name: analyst.picture.picture.';
COMMENT ON COLUMN analyst.vector.embedding IS
    'Unit vector; cast it to halfvec(dimension) and compare with <=>, the cosine distance.';

CREATE VIEW analyst.activation (activated_at, replaced_at, encoder, revision, regressor_id, is_rollback, activated_by)
WITH (security_invoker = true) AS
SELECT a.activated_at, lead(a.activated_at) OVER (ORDER BY a.id), e.name, e.revision, a.regressor_id, a.is_rollback,
    a.activated_by
FROM activation a LEFT JOIN encoder e ON e.id = a.encoder_id;
COMMENT ON VIEW analyst.activation IS 'From when on which encoder and regressor served.';
COMMENT ON COLUMN analyst.activation.activated_at IS 'From when.';
COMMENT ON COLUMN analyst.activation.replaced_at IS 'Until when; null for what serves now.';
COMMENT ON COLUMN analyst.activation.encoder IS 'Name of the encoder; null when its row is gone.';
COMMENT ON COLUMN analyst.activation.revision IS 'Its revision.';
COMMENT ON COLUMN analyst.activation.regressor_id IS 'The regressor; null for the one that ships.';
COMMENT ON COLUMN analyst.activation.is_rollback IS 'Whether it undid the change before.';
COMMENT ON COLUMN analyst.activation.activated_by IS 'Who did it.';

CREATE VIEW analyst.problem (file, row_number, reason, rejected_at) WITH (security_invoker = true) AS
SELECT file, row_number, reason, rejected_at
FROM load_reject
WHERE NOT is_minor;
COMMENT ON VIEW analyst.problem IS 'A row or file that a load refused.';
COMMENT ON COLUMN analyst.problem.file IS 'Absolute path of the file.';
COMMENT ON COLUMN analyst.problem.row_number IS 'Line in the file, the first is 1; 0 stands for the whole file.';
COMMENT ON COLUMN analyst.problem.reason IS 'What is wrong with it.';
COMMENT ON COLUMN analyst.problem.rejected_at IS 'When it was first refused.';

GRANT USAGE ON SCHEMA analyst TO imgsearch_analyst, imgsearch_editor, imgsearch_loader, imgsearch_owner;
GRANT SELECT ON ALL TABLES IN SCHEMA analyst
    TO imgsearch_analyst, imgsearch_editor, imgsearch_loader, imgsearch_owner;
