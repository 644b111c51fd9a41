-- Results of compared models and of evaluations.

CREATE TABLE model_result (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    run_id UUID NOT NULL,
    encoder_id INTEGER,
    model VARCHAR NOT NULL,
    features VARCHAR NOT NULL,
    target VARCHAR NOT NULL,
    split VARCHAR NOT NULL,
    metrics JSONB NOT NULL,
    params JSONB NOT NULL,
    seed BIGINT NOT NULL,
    data_fingerprint VARCHAR NOT NULL,
    created_at TIMESTAMPTZ DEFAULT now() NOT NULL,
    CONSTRAINT pk_model_result PRIMARY KEY (id),
    CONSTRAINT uq_model_result_run_id_model_features_target_split UNIQUE (run_id, model, features, target, split),
    CONSTRAINT fk_model_result_encoder_id FOREIGN KEY (encoder_id) REFERENCES encoder (id) ON DELETE SET NULL,
    CONSTRAINT ck_model_result_split CHECK (split IN ('picture', 'caption'))
);
COMMENT ON TABLE model_result IS
    'How well models predict the experts'' match score, out of fold; written by imgsearch compare.';
COMMENT ON COLUMN model_result.id IS 'Key.';
COMMENT ON COLUMN model_result.run_id IS 'Results of one call of imgsearch compare share it.';
COMMENT ON COLUMN model_result.encoder_id IS 'The encoder whose pictures'' vectors were used.';
COMMENT ON COLUMN model_result.model IS 'Name of the model: ridge, boosting, network, ...';
COMMENT ON COLUMN model_result.features IS
    'What it saw. raw: the picture''s and the text''s vectors side by side; pixels: the product''s columns without '
    'the picture''s own captions; captions: with them; none.';
COMMENT ON COLUMN model_result.target IS
    'What it learned: mean of the experts, majority of them, or combined with the crowd.';
COMMENT ON COLUMN model_result.split IS 'What no two folds share: picture or caption.';
COMMENT ON COLUMN model_result.metrics IS
    'Out-of-fold figures: mse, mae, r2, spearman, kendall_tau_c, ece, seconds, ...';
COMMENT ON COLUMN model_result.params IS 'Settings of each outer fold, chosen inside it, with the number of trials.';
COMMENT ON COLUMN model_result.seed IS 'Of folds, sampler and models.';
COMMENT ON COLUMN model_result.data_fingerprint IS 'Hash of the rated texts and ratings, as in regressor.card.';
COMMENT ON COLUMN model_result.created_at IS 'When it was measured.';

-- The text may belong to another picture, so no foreign key leads to it.
CREATE TABLE model_prediction (
    result_id BIGINT NOT NULL,
    image_id BIGINT NOT NULL,
    caption_id BIGINT NOT NULL,
    fold SMALLINT NOT NULL,
    predicted DOUBLE PRECISION NOT NULL,
    is_minor BOOLEAN DEFAULT false NOT NULL,
    CONSTRAINT pk_model_prediction PRIMARY KEY (result_id, image_id, caption_id),
    CONSTRAINT fk_model_prediction_image_id_is_minor FOREIGN KEY (image_id, is_minor)
        REFERENCES image (id, is_minor) ON DELETE CASCADE,
    CONSTRAINT fk_model_prediction_result_id FOREIGN KEY (result_id) REFERENCES model_result (id) ON DELETE CASCADE
);
CREATE INDEX ix_model_prediction_image_id ON model_prediction (image_id);
COMMENT ON TABLE model_prediction IS 'Out-of-fold predictions behind model_result, for residuals.';
COMMENT ON COLUMN model_prediction.result_id IS 'The result it belongs to.';
COMMENT ON COLUMN model_prediction.image_id IS 'The rated picture.';
COMMENT ON COLUMN model_prediction.caption_id IS 'The rated text.';
COMMENT ON COLUMN model_prediction.fold IS 'Outer fold in which the pair was held out, from 0.';
COMMENT ON COLUMN model_prediction.predicted IS 'Predicted match score, 0..1.';

CREATE TABLE evaluation (
    id INTEGER GENERATED ALWAYS AS IDENTITY,
    encoder VARCHAR NOT NULL,
    regressor_id INTEGER,
    regressor VARCHAR NOT NULL,
    data_fingerprint VARCHAR NOT NULL,
    seed INTEGER NOT NULL,
    settings JSONB NOT NULL,
    evaluated_at TIMESTAMPTZ DEFAULT now() NOT NULL,
    CONSTRAINT pk_evaluation PRIMARY KEY (id),
    CONSTRAINT fk_evaluation_regressor_id FOREIGN KEY (regressor_id) REFERENCES regressor (id) ON DELETE SET NULL
);
COMMENT ON TABLE evaluation IS 'Runs of imgsearch evaluate: which models, on which data, with which seed.';
COMMENT ON COLUMN evaluation.id IS 'Key.';
COMMENT ON COLUMN evaluation.encoder IS 'The joint encoder''s name and revision.';
COMMENT ON COLUMN evaluation.regressor_id IS 'The regressor; NULL for the one that ships.';
COMMENT ON COLUMN evaluation.regressor IS 'The start of the sha256 of the regressor''s file.';
COMMENT ON COLUMN evaluation.data_fingerprint IS 'Hash of the rated texts and their ratings.';
COMMENT ON COLUMN evaluation.seed IS 'Seed of folds, models and bootstrap.';
COMMENT ON COLUMN evaluation.settings IS 'Folds, bootstrap resamples, sizes, versions.';
COMMENT ON COLUMN evaluation.evaluated_at IS 'When it was stored.';

CREATE TABLE evaluation_figure (
    evaluation_id INTEGER NOT NULL,
    split VARCHAR NOT NULL,
    model VARCHAR NOT NULL,
    metric VARCHAR NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    low DOUBLE PRECISION,
    high DOUBLE PRECISION,
    sample_size INTEGER NOT NULL,
    CONSTRAINT pk_evaluation_figure PRIMARY KEY (evaluation_id, split, model, metric),
    CONSTRAINT fk_evaluation_figure_evaluation_id FOREIGN KEY (evaluation_id)
        REFERENCES evaluation (id) ON DELETE CASCADE
);
COMMENT ON TABLE evaluation_figure IS
    'Every figure that an evaluation printed, with its bootstrap interval over pictures.';
COMMENT ON COLUMN evaluation_figure.evaluation_id IS 'The run.';
COMMENT ON COLUMN evaluation_figure.split IS
    'picture or caption: five folds that share none; unseen: pictures that the stored model never saw. Retrieval: the'
    ' set of queries.';
COMMENT ON COLUMN evaluation_figure.model IS
    'captions, few_captions, pixels, and the same with _multilingual: the regressor''s model for that situation; '
    'constant, cosine, caption_similarity: yardsticks. Retrieval: direction and ranking.';
COMMENT ON COLUMN evaluation_figure.metric IS 'mse, mae, r2, spearman, ece, tau_c, tau_b, ndcg_10, ...';
COMMENT ON COLUMN evaluation_figure.value IS 'The figure; taus and recalls in percent.';
COMMENT ON COLUMN evaluation_figure.low IS '2.5th percentile over resampled pictures; NULL when not resampled.';
COMMENT ON COLUMN evaluation_figure.high IS '97.5th percentile over resampled pictures.';
COMMENT ON COLUMN evaluation_figure.sample_size IS 'Pairs or queries that it was measured on.';

CREATE TABLE match_prediction (
    evaluation_id INTEGER NOT NULL,
    split VARCHAR NOT NULL,
    model VARCHAR NOT NULL,
    image_id BIGINT NOT NULL,
    caption_key VARCHAR NOT NULL,
    predicted DOUBLE PRECISION NOT NULL,
    is_minor BOOLEAN DEFAULT false NOT NULL,
    CONSTRAINT pk_match_prediction PRIMARY KEY (evaluation_id, split, model, image_id, caption_key),
    CONSTRAINT fk_match_prediction_image_id_is_minor FOREIGN KEY (image_id, is_minor)
        REFERENCES image (id, is_minor) ON DELETE CASCADE,
    CONSTRAINT fk_match_prediction_evaluation_id FOREIGN KEY (evaluation_id)
        REFERENCES evaluation (id) ON DELETE CASCADE
);
CREATE INDEX ix_match_prediction_image_id ON match_prediction (image_id);
COMMENT ON TABLE match_prediction IS
    'Out-of-fold scores of the judged pairs in the newest evaluation of each regressor.';
COMMENT ON COLUMN match_prediction.evaluation_id IS 'The run.';
COMMENT ON COLUMN match_prediction.split IS
    'picture or caption: five folds that share none; unseen: pictures that the stored model never saw.';
COMMENT ON COLUMN match_prediction.model IS
    'captions, few_captions, pixels, and the same with _multilingual: the regressor''s model for that situation; '
    'constant, cosine, caption_similarity: yardsticks.';
COMMENT ON COLUMN match_prediction.image_id IS 'The judged picture.';
COMMENT ON COLUMN match_prediction.caption_key IS 'caption.caption_key of the judged text.';
COMMENT ON COLUMN match_prediction.predicted IS 'The score; 0..1 but for cosines.';

CREATE TABLE retrieval_rank (
    evaluation_id INTEGER NOT NULL,
    query_set VARCHAR NOT NULL,
    scope VARCHAR NOT NULL,
    direction VARCHAR NOT NULL,
    ranking VARCHAR NOT NULL,
    query_key VARCHAR NOT NULL,
    image_id BIGINT NOT NULL,
    rank INTEGER NOT NULL,
    is_minor BOOLEAN DEFAULT false NOT NULL,
    CONSTRAINT pk_retrieval_rank PRIMARY KEY (evaluation_id, query_set, scope, direction, ranking, query_key, image_id),
    CONSTRAINT fk_retrieval_rank_image_id_is_minor FOREIGN KEY (image_id, is_minor)
        REFERENCES image (id, is_minor) ON DELETE CASCADE,
    CONSTRAINT fk_retrieval_rank_evaluation_id FOREIGN KEY (evaluation_id) REFERENCES evaluation (id) ON DELETE CASCADE
);
CREATE INDEX ix_retrieval_rank_image_id ON retrieval_rank (image_id);
COMMENT ON TABLE retrieval_rank IS
    'Ranks of the items that queries ask for, in the newest evaluation of each regressor.';
COMMENT ON COLUMN retrieval_rank.evaluation_id IS 'The run.';
COMMENT ON COLUMN retrieval_rank.query_set IS 'test queries, or own captions and their gallery.';
COMMENT ON COLUMN retrieval_rank.scope IS 'allowed: flagged pictures left out; all: everything.';
COMMENT ON COLUMN retrieval_rank.direction IS 'text to image or image to text.';
COMMENT ON COLUMN retrieval_rank.ranking IS 'cosine: by vectors; score: by the regressor, pixels only.';
COMMENT ON COLUMN retrieval_rank.query_key IS 'Key of the query or caption, or the picture''s id.';
COMMENT ON COLUMN retrieval_rank.image_id IS 'The picture that is asked for, or that asks.';
COMMENT ON COLUMN retrieval_rank.rank IS '1 is best; ties count against it.';

-- Every table that hangs on a picture has a copy of its flag.
DO $$
DECLARE
    of_picture record;
BEGIN
    FOR of_picture IN
        SELECT a.attrelid::regclass AS name, a.attname AS flag FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname <> 'image'
        AND a.attname IN ('is_minor', 'picture_is_minor')
    LOOP
        EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', of_picture.name, of_picture.flag, CASE of_picture.flag
            WHEN 'is_minor' THEN
                'Copy of image.is_minor: a trigger spreads it and the foreign key holds the two equal, so that row '
                'security and the partial vector index need no join.'
            ELSE 'is_minor where the picture is loaded, NULL where image_id is 0: what the foreign key compares.'
        END);
    END LOOP;
END $$;
