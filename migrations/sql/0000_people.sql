-- What people say of pictures: ratings, minors, and the page.

CREATE TABLE expert_annotation (
    image_id BIGINT NOT NULL,
    caption_key VARCHAR NOT NULL,
    expert1 SMALLINT NOT NULL,
    expert2 SMALLINT NOT NULL,
    expert3 SMALLINT NOT NULL,
    is_minor BOOLEAN DEFAULT false NOT NULL,
    CONSTRAINT pk_expert_annotation PRIMARY KEY (image_id, caption_key),
    CONSTRAINT fk_expert_annotation_image_id_is_minor FOREIGN KEY (image_id, is_minor)
        REFERENCES image (id, is_minor) ON DELETE CASCADE,
    CONSTRAINT ck_expert_annotation_scale CHECK (
        expert1 BETWEEN 1 AND 4 AND expert2 BETWEEN 1 AND 4 AND expert3 BETWEEN 1 AND 4
    )
);
CREATE INDEX ix_expert_annotation_caption_key ON expert_annotation (caption_key);
COMMENT ON TABLE expert_annotation IS
    'Expert ratings as they came: 1 = the caption is unrelated, 4 = it describes the picture fully.';
COMMENT ON COLUMN expert_annotation.image_id IS 'The rated picture.';
COMMENT ON COLUMN expert_annotation.caption_key IS
    'caption.caption_key of the rated text; the text itself may be unknown.';
COMMENT ON COLUMN expert_annotation.expert1 IS 'First expert''s rating, 1..4.';
COMMENT ON COLUMN expert_annotation.expert2 IS 'Second expert''s rating, 1..4.';
COMMENT ON COLUMN expert_annotation.expert3 IS 'Third expert''s rating, 1..4.';

CREATE TABLE crowd_annotation (
    image_id BIGINT NOT NULL,
    caption_key VARCHAR NOT NULL,
    yes_share DOUBLE PRECISION NOT NULL,
    yes_count INTEGER NOT NULL,
    no_count INTEGER NOT NULL,
    is_minor BOOLEAN DEFAULT false NOT NULL,
    CONSTRAINT pk_crowd_annotation PRIMARY KEY (image_id, caption_key),
    CONSTRAINT fk_crowd_annotation_image_id_is_minor FOREIGN KEY (image_id, is_minor)
        REFERENCES image (id, is_minor) ON DELETE CASCADE,
    CONSTRAINT ck_crowd_annotation_share CHECK (yes_share BETWEEN 0 AND 1),
    CONSTRAINT ck_crowd_annotation_counts CHECK (yes_count >= 0 AND no_count >= 0 AND yes_count + no_count > 0)
);
CREATE INDEX ix_crowd_annotation_caption_key ON crowd_annotation (caption_key);
COMMENT ON TABLE crowd_annotation IS 'Crowd votes as they came: does the caption describe the picture?';
COMMENT ON COLUMN crowd_annotation.image_id IS 'The rated picture.';
COMMENT ON COLUMN crowd_annotation.caption_key IS
    'caption.caption_key of the rated text; the text itself may be unknown.';
COMMENT ON COLUMN crowd_annotation.yes_share IS 'Share of yes votes, 0..1.';
COMMENT ON COLUMN crowd_annotation.yes_count IS 'Number of yes votes.';
COMMENT ON COLUMN crowd_annotation.no_count IS 'Number of no votes.';

CREATE TABLE match_rating (
    image_id BIGINT NOT NULL,
    caption_key VARCHAR NOT NULL,
    expert_mean DOUBLE PRECISION,
    expert_majority DOUBLE PRECISION,
    crowd_share DOUBLE PRECISION,
    expert_weight DOUBLE PRECISION NOT NULL,
    crowd_weight DOUBLE PRECISION NOT NULL,
    combined_score DOUBLE PRECISION NOT NULL,
    rater_count INTEGER NOT NULL,
    disagreement DOUBLE PRECISION,
    is_minor BOOLEAN DEFAULT false NOT NULL,
    CONSTRAINT pk_match_rating PRIMARY KEY (image_id, caption_key),
    CONSTRAINT fk_match_rating_image_id_is_minor FOREIGN KEY (image_id, is_minor)
        REFERENCES image (id, is_minor) ON DELETE CASCADE
);
CREATE INDEX ix_match_rating_caption_key ON match_rating (caption_key);
COMMENT ON TABLE match_rating IS 'Aggregated ratings, refreshed by every load from the view match_rating_source.';
COMMENT ON COLUMN match_rating.image_id IS 'The rated picture.';
COMMENT ON COLUMN match_rating.caption_key IS 'caption.caption_key of the rated text; the text itself may be unknown.';
COMMENT ON COLUMN match_rating.expert_mean IS
    'Mean of the three experts mapped from 1..4 to 0..1; what the regressor predicts.';
COMMENT ON COLUMN match_rating.expert_majority IS
    'Rating that at least two experts gave, mapped to 0..1; NULL when all three differ.';
COMMENT ON COLUMN match_rating.crowd_share IS 'Share of the crowd''s yes votes, 0..1.';
COMMENT ON COLUMN match_rating.expert_weight IS 'Weight of expert_mean in combined_score: 2 for each expert.';
COMMENT ON COLUMN match_rating.crowd_weight IS 'Weight of crowd_share in combined_score: 1 for each vote.';
COMMENT ON COLUMN match_rating.combined_score IS 'Weighted mean of expert_mean and crowd_share, 0..1.';
COMMENT ON COLUMN match_rating.rater_count IS 'Number of people who judged the pair.';
COMMENT ON COLUMN match_rating.disagreement IS
    'Standard deviation (population) of the experts'' ratings mapped to 0..1.';

CREATE TABLE minor_evidence (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    source VARCHAR NOT NULL,
    term VARCHAR NOT NULL,
    caption_key VARCHAR DEFAULT '' NOT NULL,
    probability DOUBLE PRECISION NOT NULL,
    flags BOOLEAN DEFAULT true NOT NULL,
    found_at TIMESTAMPTZ DEFAULT now() NOT NULL,
    image_id BIGINT NOT NULL,
    is_minor BOOLEAN DEFAULT false NOT NULL,
    CONSTRAINT pk_minor_evidence PRIMARY KEY (id, image_id),
    CONSTRAINT uq_minor_evidence_image_id_source_term_caption_key UNIQUE (image_id, source, term, caption_key),
    CONSTRAINT fk_minor_evidence_image_id_is_minor FOREIGN KEY (image_id, is_minor)
        REFERENCES image (id, is_minor) ON DELETE CASCADE,
    CONSTRAINT ck_minor_evidence_source CHECK (
        source IN ('caption', 'rated_caption', 'test_query', 'classifier', 'metadata')
    ),
    CONSTRAINT ck_minor_evidence_probability CHECK (probability BETWEEN 0 AND 1)
);
COMMENT ON TABLE minor_evidence IS
    'Evidence that a picture shows a minor. A change here sets image.is_minor by trigger.';
COMMENT ON COLUMN minor_evidence.id IS 'Key.';
COMMENT ON COLUMN minor_evidence.source IS
    'caption: its own; rated_caption: a text that experts said describes it; test_query; metadata: tags and titles; '
    'classifier.';
COMMENT ON COLUMN minor_evidence.term IS 'Lemma that was found, or the classifier''s revision.';
COMMENT ON COLUMN minor_evidence.caption_key IS 'The caption or query; empty for a classifier.';
COMMENT ON COLUMN minor_evidence.probability IS 'Probability that the picture shows a minor, 0..1.';
COMMENT ON COLUMN minor_evidence.flags IS 'Whether this evidence suffices to flag the picture by itself.';
COMMENT ON COLUMN minor_evidence.found_at IS 'When the evidence was found.';
COMMENT ON COLUMN minor_evidence.image_id IS 'The picture that this row belongs to.';

CREATE TABLE minor_review (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    verdict VARCHAR NOT NULL,
    reviewer VARCHAR NOT NULL,
    reason VARCHAR DEFAULT '' NOT NULL,
    sha256 BYTEA NOT NULL,
    reviewed_at TIMESTAMPTZ DEFAULT now() NOT NULL,
    image_id BIGINT NOT NULL,
    is_minor BOOLEAN DEFAULT false NOT NULL,
    CONSTRAINT pk_minor_review PRIMARY KEY (id, image_id),
    CONSTRAINT fk_minor_review_image_id_is_minor FOREIGN KEY (image_id, is_minor)
        REFERENCES image (id, is_minor) ON DELETE CASCADE,
    CONSTRAINT ck_minor_review_verdict CHECK (verdict IN ('flag', 'clear'))
);
CREATE INDEX ix_minor_review_image_id_id ON minor_review (image_id, id);
CREATE INDEX ix_minor_review_sha256 ON minor_review (sha256);
COMMENT ON TABLE minor_review IS 'Editors'' decisions, append-only. The latest one decides image.is_minor, by trigger.';
COMMENT ON COLUMN minor_review.id IS 'Key; grows in time.';
COMMENT ON COLUMN minor_review.verdict IS 'flag: shows a minor; clear: does not.';
COMMENT ON COLUMN minor_review.reviewer IS 'Who decided.';
COMMENT ON COLUMN minor_review.reason IS 'Why, in the reviewer''s words.';
COMMENT ON COLUMN minor_review.sha256 IS
    'The file that was seen: clearing one file does not clear another put in its place.';
COMMENT ON COLUMN minor_review.reviewed_at IS 'When.';
COMMENT ON COLUMN minor_review.image_id IS 'The picture that this row belongs to.';

CREATE TABLE account (
    id INTEGER GENERATED ALWAYS AS IDENTITY,
    name VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    password_hash VARCHAR NOT NULL,
    sees_originals BOOLEAN DEFAULT true NOT NULL,
    epoch INTEGER DEFAULT 0 NOT NULL,
    created_at TIMESTAMPTZ DEFAULT now() NOT NULL,
    CONSTRAINT pk_account PRIMARY KEY (id),
    CONSTRAINT uq_account_name UNIQUE (name),
    CONSTRAINT ck_account_role CHECK (role IN ('searcher', 'editor', 'admin'))
);
COMMENT ON TABLE account IS 'Accounts of the page. Only the role imgsearch_web and the owner can read them.';
COMMENT ON COLUMN account.id IS 'Key.';
COMMENT ON COLUMN account.name IS 'What is typed to log in; lower case.';
COMMENT ON COLUMN account.role IS 'searcher, editor (also reviews flags) or admin (also reads metrics).';
COMMENT ON COLUMN account.password_hash IS 'Argon2id, with its salt and parameters.';
COMMENT ON COLUMN account.sees_originals IS 'Whether the page serves full-size pictures to this account.';
COMMENT ON COLUMN account.epoch IS 'Grows when all sessions of the account must end: new password, logout.';
COMMENT ON COLUMN account.created_at IS 'When it was added.';

CREATE TABLE api_token (
    id INTEGER GENERATED ALWAYS AS IDENTITY,
    account_id INTEGER NOT NULL,
    label TEXT NOT NULL,
    token_sha256 BYTEA NOT NULL,
    created_at TIMESTAMPTZ DEFAULT now() NOT NULL,
    CONSTRAINT pk_api_token PRIMARY KEY (id),
    CONSTRAINT uq_api_token_token_sha256 UNIQUE (token_sha256),
    CONSTRAINT fk_api_token_account_id FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
);
CREATE INDEX ix_api_token_account_id ON api_token (account_id);
COMMENT ON TABLE api_token IS 'Tokens of programs, hashed. A token has the rights of its account.';
COMMENT ON COLUMN api_token.id IS 'Key.';
COMMENT ON COLUMN api_token.account_id IS 'The account that the program acts for.';
COMMENT ON COLUMN api_token.label IS 'What the token is for, in its owner''s words.';
COMMENT ON COLUMN api_token.token_sha256 IS
    'SHA-256 of the token, which has 256 random bits and so needs no slow hash.';
COMMENT ON COLUMN api_token.created_at IS 'When it was made.';

CREATE TABLE search (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    text VARCHAR,
    language VARCHAR,
    refused BOOLEAN DEFAULT false NOT NULL,
    encoder_id INTEGER,
    regressor_id INTEGER,
    hit_count INTEGER NOT NULL,
    best_score DOUBLE PRECISION,
    took_ms DOUBLE PRECISION NOT NULL,
    searched_at TIMESTAMPTZ DEFAULT now() NOT NULL,
    CONSTRAINT pk_search PRIMARY KEY (id),
    CONSTRAINT fk_search_encoder_id FOREIGN KEY (encoder_id) REFERENCES encoder (id) ON DELETE SET NULL,
    CONSTRAINT fk_search_regressor_id FOREIGN KEY (regressor_id) REFERENCES regressor (id) ON DELETE SET NULL
);
CREATE INDEX ix_search_searched_at ON search (searched_at);
COMMENT ON TABLE search IS 'Searches, for analysts: what was asked, how well it was answered, how long it took.';
COMMENT ON COLUMN search.id IS 'Key.';
COMMENT ON COLUMN search.text IS 'What was typed; NULL for a search by picture.';
COMMENT ON COLUMN search.language IS 'en or ru, as detected.';
COMMENT ON COLUMN search.refused IS 'Whether it asked for minors and was answered with the disclaimer.';
COMMENT ON COLUMN search.encoder_id IS 'The encoder that was used.';
COMMENT ON COLUMN search.regressor_id IS 'The regressor that was used.';
COMMENT ON COLUMN search.hit_count IS 'Number of pictures shown; 0 means that nothing matched.';
COMMENT ON COLUMN search.best_score IS 'Highest score among the candidates, 0..1.';
COMMENT ON COLUMN search.took_ms IS 'Time to answer, encoding of the query included, ms.';
COMMENT ON COLUMN search.searched_at IS 'When.';

-- A search is not where the picture is, so no foreign key leads to it.
CREATE TABLE click (
    search_id BIGINT NOT NULL,
    image_id BIGINT NOT NULL,
    clicked_at TIMESTAMPTZ DEFAULT now() NOT NULL,
    is_minor BOOLEAN DEFAULT false NOT NULL,
    CONSTRAINT pk_click PRIMARY KEY (search_id, image_id),
    CONSTRAINT fk_click_image_id_is_minor FOREIGN KEY (image_id, is_minor)
        REFERENCES image (id, is_minor) ON DELETE CASCADE
);
CREATE INDEX ix_click_image_id ON click (image_id);
COMMENT ON TABLE click IS 'Hits that were opened from the results of a search on the page.';
COMMENT ON COLUMN click.search_id IS 'The search.';
COMMENT ON COLUMN click.image_id IS 'The picture that was opened.';
COMMENT ON COLUMN click.clicked_at IS 'When, the first time.';

CREATE TABLE match_feedback (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    text VARCHAR NOT NULL,
    rater VARCHAR NOT NULL,
    rating SMALLINT NOT NULL,
    rated_at TIMESTAMPTZ DEFAULT now() NOT NULL,
    image_id BIGINT NOT NULL,
    is_minor BOOLEAN DEFAULT false NOT NULL,
    CONSTRAINT pk_match_feedback PRIMARY KEY (id, image_id),
    CONSTRAINT uq_match_feedback_image_id_text_rater UNIQUE (image_id, text, rater),
    CONSTRAINT fk_match_feedback_image_id_is_minor FOREIGN KEY (image_id, is_minor)
        REFERENCES image (id, is_minor) ON DELETE CASCADE,
    CONSTRAINT ck_match_feedback_scale CHECK (rating BETWEEN 1 AND 4),
    CONSTRAINT ck_match_feedback_text_length CHECK (char_length(text) BETWEEN 1 AND 500)
);
CREATE INDEX ix_match_feedback_rated_at ON match_feedback (rated_at);
COMMENT ON TABLE match_feedback IS
    'Ratings given on the page, on the experts'' scale; the last one of each rater counts.';
COMMENT ON COLUMN match_feedback.id IS 'Key.';
COMMENT ON COLUMN match_feedback.text IS 'The query or caption that was rated.';
COMMENT ON COLUMN match_feedback.rater IS 'Name of the account that rated.';
COMMENT ON COLUMN match_feedback.rating IS
    '1 no match at all, 2 a few elements match, 3 matches except for details, 4 fully.';
COMMENT ON COLUMN match_feedback.rated_at IS 'When, the last time.';
COMMENT ON COLUMN match_feedback.image_id IS 'The picture that this row belongs to.';

CREATE TABLE rating_task (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    text VARCHAR NOT NULL,
    image_id BIGINT NOT NULL,
    is_minor BOOLEAN DEFAULT false NOT NULL,
    CONSTRAINT pk_rating_task PRIMARY KEY (id, image_id),
    CONSTRAINT uq_rating_task_image_id_text UNIQUE (image_id, text),
    CONSTRAINT fk_rating_task_image_id_is_minor FOREIGN KEY (image_id, is_minor)
        REFERENCES image (id, is_minor) ON DELETE CASCADE,
    CONSTRAINT ck_rating_task_text_length CHECK (char_length(text) BETWEEN 1 AND 500)
);
COMMENT ON TABLE rating_task IS 'Pairs that raters are asked about on the page, one after the other.';
COMMENT ON COLUMN rating_task.id IS 'Key; the list''s order.';
COMMENT ON COLUMN rating_task.text IS 'The text to rate.';
COMMENT ON COLUMN rating_task.image_id IS 'The picture that this row belongs to.';
