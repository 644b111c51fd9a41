-- Pictures that somebody puts together, and the vectors of pictures that were searched by.

CREATE TABLE collection (
    id INTEGER GENERATED ALWAYS AS IDENTITY,
    account_id INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    share_sha256 BYTEA,
    shared_until TIMESTAMPTZ,
    created_at TIMESTAMPTZ DEFAULT now() NOT NULL,
    CONSTRAINT pk_collection PRIMARY KEY (id),
    CONSTRAINT uq_collection_account_id_name UNIQUE (account_id, name),
    CONSTRAINT uq_collection_share_sha256 UNIQUE (share_sha256),
    CONSTRAINT ck_collection_name_length CHECK (char_length(name) BETWEEN 1 AND 200),
    CONSTRAINT ck_collection_shared_until_an_end CHECK ((share_sha256 IS NULL) = (shared_until IS NULL)),
    CONSTRAINT fk_collection_account_id FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
);
COMMENT ON TABLE collection IS 'Pictures that an account has put together under a name.';
COMMENT ON COLUMN collection.id IS 'Key.';
COMMENT ON COLUMN collection.account_id IS 'Whose it is.';
COMMENT ON COLUMN collection.name IS 'What its owner calls it.';
COMMENT ON COLUMN collection.share_sha256 IS
    'SHA-256 of the token in the link by which anybody may see it; NULL where it is not shared.';
COMMENT ON COLUMN collection.shared_until IS 'When the link ends; NULL where it is not shared.';
COMMENT ON COLUMN collection.created_at IS 'When it was made.';

CREATE TABLE collection_picture (
    image_id BIGINT NOT NULL,
    collection_id INTEGER NOT NULL,
    added_at TIMESTAMPTZ DEFAULT now() NOT NULL,
    is_hidden BOOLEAN DEFAULT false NOT NULL,
    -- Whoever adds a row learns nothing from rows of hidden pictures that are there already.
    CONSTRAINT pk_collection_picture PRIMARY KEY (image_id, collection_id, is_hidden),
    CONSTRAINT fk_collection_picture_image_id_is_hidden FOREIGN KEY (image_id, is_hidden)
        REFERENCES image (id, is_hidden) ON DELETE CASCADE DEFERRABLE
);
CREATE INDEX ix_collection_picture_collection_id ON collection_picture (collection_id, added_at);
COMMENT ON TABLE collection_picture IS 'A picture of a collection.';
COMMENT ON COLUMN collection_picture.image_id IS 'The picture that this row belongs to.';
COMMENT ON COLUMN collection_picture.collection_id IS 'The collection.';
COMMENT ON COLUMN collection_picture.added_at IS 'When it was put there.';
COMMENT ON COLUMN collection_picture.is_hidden IS
    'Copy of image.is_hidden: a trigger spreads it and the foreign key holds the two equal, so that row security and '
    'the partial vector index need no join.';

-- Nothing of it is worth a log: it is gone within hours, and a crash may take it sooner.
CREATE UNLOGGED TABLE asked_picture (
    token_sha256 BYTEA NOT NULL,
    session_sha256 BYTEA NOT NULL,
    encoder_id INTEGER NOT NULL,
    vector BYTEA NOT NULL,
    is_plain BOOLEAN DEFAULT false NOT NULL,
    kept_until TIMESTAMPTZ NOT NULL,
    CONSTRAINT pk_asked_picture PRIMARY KEY (token_sha256),
    CONSTRAINT fk_asked_picture_encoder_id FOREIGN KEY (encoder_id) REFERENCES encoder (id) ON DELETE CASCADE
);
CREATE INDEX ix_asked_picture_kept_until ON asked_picture (kept_until);
COMMENT ON TABLE asked_picture IS
    'Vectors of pictures that visitors of the page searched by, so that the answer has an address; never their pixels.';
COMMENT ON COLUMN asked_picture.token_sha256 IS 'SHA-256 of the random token in the address.';
COMMENT ON COLUMN asked_picture.session_sha256 IS 'SHA-256 of the session that may use it.';
COMMENT ON COLUMN asked_picture.encoder_id IS 'The encoder that made the vector.';
COMMENT ON COLUMN asked_picture.vector IS 'Little-endian single-precision numbers, of unit length together.';
COMMENT ON COLUMN asked_picture.is_plain IS 'Whether the picture shows nothing: one colour, or noise around one.';
COMMENT ON COLUMN asked_picture.kept_until IS 'When it goes.';

ALTER TABLE collection ALTER COLUMN name SET STATISTICS 0, ALTER COLUMN share_sha256 SET STATISTICS 0;
ALTER TABLE asked_picture
    ALTER COLUMN token_sha256 SET STATISTICS 0, ALTER COLUMN session_sha256 SET STATISTICS 0,
    ALTER COLUMN vector SET STATISTICS 0;

-- The page alone reads them; it shows the pictures themselves with the searcher's rights.
ALTER TABLE collection_picture ENABLE ROW LEVEL SECURITY;
CREATE POLICY loaders_do_all ON collection_picture FOR ALL TO imgsearch_loader, imgsearch_owner
    USING (true) WITH CHECK (true);
CREATE POLICY functions_do_all ON collection_picture FOR ALL TO imgsearch_definer USING (true) WITH CHECK (true);
CREATE POLICY pages_keep ON collection_picture FOR ALL TO imgsearch_web USING (NOT is_hidden) WITH CHECK (NOT is_hidden);
GRANT SELECT, INSERT, UPDATE, DELETE ON collection, collection_picture, asked_picture TO imgsearch_owner;
GRANT SELECT, INSERT (account_id, name), UPDATE (share_sha256, shared_until), DELETE ON collection TO imgsearch_web;
GRANT SELECT, INSERT (image_id, collection_id), DELETE ON collection_picture TO imgsearch_web;
GRANT SELECT, INSERT, DELETE ON asked_picture TO imgsearch_web;
GRANT SELECT (image_id, is_hidden), UPDATE (is_hidden) ON collection_picture TO imgsearch_definer;

-- The newest pictures stand on the page before anything is asked for.
CREATE INDEX ix_image_newest ON image (taken_at DESC NULLS LAST, id DESC) WHERE NOT is_hidden;

-- A visitor's report is evidence that hides nothing by itself: an editor looks at the picture.

ALTER TABLE minor_evidence DROP CONSTRAINT ck_minor_evidence_source;
ALTER TABLE minor_evidence ADD CONSTRAINT ck_minor_evidence_source CHECK (
    source IN ('caption', 'rated_caption', 'test_query', 'classifier', 'metadata', 'name', 'report')
);
COMMENT ON COLUMN minor_evidence.source IS
    'caption: its own; rated_caption: a text that experts said describes it; test_query; metadata: tags and titles; '
    'name: of the file and its folders; classifier; report: a visitor''s.';
COMMENT ON COLUMN minor_evidence.term IS 'Lemma that was found, the classifier''s revision, or the visitor''s reason.';

CREATE FUNCTION report_picture(picture bigint, why text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF char_length(why) NOT BETWEEN 1 AND 500 THEN
        RAISE EXCEPTION 'the reason has % characters; it must have between 1 and 500', char_length(why)
            USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO public.minor_evidence (image_id, is_hidden, source, term, caption_key, probability, flags, suspects)
        SELECT i.id, i.is_hidden, 'report', why, '', 0.5, false, false
        FROM public.image i WHERE i.id = picture AND NOT i.is_hidden
        ON CONFLICT (image_id, source, term, caption_key) DO UPDATE SET found_at = now();
    RETURN FOUND;
END $$;
COMMENT ON FUNCTION report_picture IS
    'Puts a picture that may be shown before the editors, with a visitor''s reason; whether there is such a picture.';
GRANT INSERT (image_id, is_hidden, source, term, caption_key, probability, flags, suspects), UPDATE (found_at)
    ON minor_evidence TO imgsearch_definer;
REVOKE ALL ON FUNCTION report_picture FROM PUBLIC;
GRANT EXECUTE ON FUNCTION report_picture TO imgsearch_searcher;
