-- Unscreened, clear, hidden: a picture is shown once everything that is to be looked at has been looked at.

ALTER TABLE image RENAME COLUMN is_minor TO is_hidden;
ALTER TABLE image RENAME CONSTRAINT uq_image_id_is_minor TO uq_image_id_is_hidden;
-- A statement that changes a flag changes the rows that repeat it a moment later; triggers put the check off for so long.
DO $$
DECLARE
    derived record;
    flag text;
BEGIN
    FOR derived IN
        SELECT c.conrelid::regclass AS name, c.conname, c.confdeltype, a.attname AS flag FROM pg_constraint c
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[2]
        WHERE c.contype = 'f' AND c.confrelid = 'image'::regclass AND cardinality(c.confkey) = 2
    LOOP
        flag := replace(derived.flag, 'is_minor', 'is_hidden');
        EXECUTE format('ALTER TABLE %s RENAME COLUMN is_minor TO is_hidden', derived.name);
        IF derived.flag = 'picture_is_minor' THEN
            EXECUTE format('ALTER TABLE %s RENAME COLUMN picture_is_minor TO picture_is_hidden', derived.name);
            EXECUTE format(
                'COMMENT ON COLUMN %s.picture_is_hidden IS %L', derived.name,
                'is_hidden where the picture is loaded, NULL where image_id is 0: what the foreign key compares.'
            );
        END IF;
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', derived.name, derived.conname);
        EXECUTE format(
            'ALTER TABLE %s ADD CONSTRAINT %I FOREIGN KEY (image_id, %I) REFERENCES image (id, is_hidden) %s DEFERRABLE',
            derived.name, replace(derived.conname, 'is_minor', 'is_hidden'), flag,
            CASE WHEN derived.confdeltype = 'c' THEN 'ON DELETE CASCADE' END
        );
        EXECUTE format(
            'COMMENT ON COLUMN %s.is_hidden IS %L', derived.name,
            'Copy of image.is_hidden: a trigger spreads it and the foreign key holds the two equal, so that row '
            'security and the partial vector index need no join.'
        );
    END LOOP;
END $$;
ALTER VIEW match_rating_source RENAME COLUMN is_minor TO is_hidden;
COMMENT ON COLUMN match_rating_source.is_hidden IS 'Copy of image.is_hidden, which row security looks at.';

ALTER TABLE image
    ALTER COLUMN is_hidden SET DEFAULT true,
    ADD COLUMN state VARCHAR DEFAULT 'unscreened' NOT NULL,
    ADD COLUMN texts_screened_by VARCHAR,
    ADD COLUMN texts_vouch BOOLEAN DEFAULT false NOT NULL,
    ADD COLUMN pixels_screened_by VARCHAR;
-- What the old flags were made by is unknown to the new rules, so all is screened again.
DROP TRIGGER "A_spread_is_minor" ON image;
UPDATE image SET state = CASE WHEN is_hidden THEN 'hidden' ELSE 'clear' END;
ALTER TABLE image
    ADD CONSTRAINT ck_image_state CHECK (state IN ('unscreened', 'clear', 'hidden')),
    ADD CONSTRAINT ck_image_is_hidden_unless_clear CHECK (is_hidden = (state <> 'clear'));
CREATE INDEX ix_image_unscreened ON image (id) WHERE state = 'unscreened';
COMMENT ON TABLE image IS 'A picture. Only clear ones exist for searchers and analysts; see state.';
COMMENT ON COLUMN image.is_hidden IS 'Whether it may not be shown: true unless the state is clear.';
COMMENT ON COLUMN image.state IS
    'unscreened: not all of it has been looked at; clear: it may be shown; hidden: it may show a minor. Set by triggers '
    'from screening, evidence and verdicts.';
COMMENT ON COLUMN image.texts_screened_by IS
    'Revision of the lexicon that has read all of its texts as they are; NULL from when one changes.';
COMMENT ON COLUMN image.texts_vouch IS 'Whether a caption of its own says who is there, so that it may outweigh the pixels.';
COMMENT ON COLUMN image.pixels_screened_by IS
    'Revision of the detector that has looked at these bytes; NULL from when they change.';

ALTER TABLE minor_evidence DROP CONSTRAINT ck_minor_evidence_source;
ALTER TABLE minor_evidence ADD CONSTRAINT ck_minor_evidence_source CHECK (
    source IN ('caption', 'rated_caption', 'test_query', 'classifier', 'metadata', 'name')
);
COMMENT ON COLUMN minor_evidence.source IS
    'caption: its own; rated_caption: a text that experts said describes it; test_query; metadata: tags and titles; '
    'name: of the file and its folders; classifier.';
ALTER TABLE minor_evidence ADD COLUMN suspects BOOLEAN DEFAULT false NOT NULL;
COMMENT ON TABLE minor_evidence IS 'Evidence that a picture shows a minor. A change here sets image.state by trigger.';
COMMENT ON COLUMN minor_evidence.flags IS 'Whether this evidence suffices to hide the picture by itself.';
COMMENT ON COLUMN minor_evidence.suspects IS 'Whether it hides the picture unless a caption vouches for it.';
COMMENT ON TABLE minor_review IS 'Editors'' decisions, append-only. The latest one decides image.state, by trigger.';

CREATE TABLE screening (
    kind VARCHAR NOT NULL,
    revision VARCHAR NOT NULL,
    since TIMESTAMPTZ DEFAULT now() NOT NULL,
    CONSTRAINT pk_screening PRIMARY KEY (kind, revision),
    CONSTRAINT ck_screening_kind CHECK (kind IN ('texts', 'pixels'))
);
COMMENT ON TABLE screening IS 'Revisions of the lexicon and of detectors whose word counts.';
COMMENT ON COLUMN screening.kind IS 'texts or pixels.';
COMMENT ON COLUMN screening.revision IS 'What image.texts_screened_by or image.pixels_screened_by has to be.';
COMMENT ON COLUMN screening.since IS 'From when on it has counted.';

CREATE TABLE screening_policy (
    is_only BOOLEAN DEFAULT true NOT NULL,
    without_texts VARCHAR DEFAULT 'hide' NOT NULL,
    without_pixels VARCHAR DEFAULT 'hide' NOT NULL,
    decided_by VARCHAR,
    decided_at TIMESTAMPTZ,
    CONSTRAINT pk_screening_policy PRIMARY KEY (is_only),
    CONSTRAINT ck_screening_policy_is_only CHECK (is_only),
    CONSTRAINT ck_screening_policy_without_texts CHECK (without_texts IN ('hide', 'show')),
    CONSTRAINT ck_screening_policy_without_pixels CHECK (without_pixels IN ('hide', 'vouched', 'show'))
);
INSERT INTO screening_policy DEFAULT VALUES;
COMMENT ON TABLE screening_policy IS 'What the operator decided about pictures that cannot be screened. One row.';
COMMENT ON COLUMN screening_policy.is_only IS 'There is one row.';
COMMENT ON COLUMN screening_policy.without_texts IS 'hide or show: pictures whose texts nobody has read.';
COMMENT ON COLUMN screening_policy.without_pixels IS
    'hide, vouched or show: pictures that no detector has looked at; vouched shows those whose captions say who is there.';
COMMENT ON COLUMN screening_policy.decided_by IS 'Who decided; NULL while nobody has.';
COMMENT ON COLUMN screening_policy.decided_at IS 'When; NULL while nobody has.';

-- Whoever deletes a picture or puts other bytes in its place does not hand its captions on.
CREATE TABLE caption_origin (
    caption_key VARCHAR NOT NULL,
    text_sha256 BYTEA NOT NULL,
    image_sha256 BYTEA NOT NULL,
    CONSTRAINT pk_caption_origin PRIMARY KEY (caption_key, text_sha256)
);
COMMENT ON TABLE caption_origin IS 'The picture that a caption was first loaded with; it belongs to no other.';
COMMENT ON COLUMN caption_origin.caption_key IS 'caption.caption_key.';
COMMENT ON COLUMN caption_origin.text_sha256 IS 'SHA-256 of the caption''s text.';
COMMENT ON COLUMN caption_origin.image_sha256 IS 'image.sha256 of the picture.';
