-- Whoever or whatever text says that a photograph shows a minor says it of its copies too, of other sizes and with other
-- metadata, and of what is put in its place.

ALTER TABLE minor_evidence DROP CONSTRAINT ck_minor_evidence_source;
ALTER TABLE minor_evidence ADD CONSTRAINT ck_minor_evidence_source CHECK (
    source IN ('caption', 'rated_caption', 'test_query', 'classifier', 'metadata', 'name', 'report', 'copy')
);
COMMENT ON COLUMN minor_evidence.source IS
    'caption: its own; rated_caption: a text that experts said describes it; test_query; metadata: tags and titles; '
    'name: of the file and its folders; classifier; report: a visitor''s; copy: of another picture that shows a minor.';
COMMENT ON COLUMN minor_evidence.term IS
    'Lemma that was found, the classifier''s revision, the visitor''s reason, or the SHA-256 of what it is a copy of.';
CREATE INDEX ix_minor_evidence_copy ON minor_evidence (term, is_hidden) WHERE source = 'copy';
-- Its term names another picture, which is hidden.
ALTER POLICY no_minors ON minor_evidence USING (
    NOT is_hidden AND source <> 'copy' AND (
        source <> 'rated_caption' OR EXISTS (SELECT FROM caption c WHERE c.caption_key = minor_evidence.caption_key)
    )
);

CREATE TABLE minor_look (
    sha256 BYTEA NOT NULL,
    phash BIT(64) NOT NULL,
    since TIMESTAMPTZ DEFAULT now() NOT NULL,
    CONSTRAINT pk_minor_look PRIMARY KEY (sha256),
    CONSTRAINT ck_minor_look_sha256_length CHECK (octet_length(sha256) = 32)
);
COMMENT ON TABLE minor_look IS
    'What pictures looked like that showed a minor and are gone, or have other bytes by now; their copies are hidden.';
COMMENT ON COLUMN minor_look.sha256 IS 'SHA-256 of the file''s bytes.';
COMMENT ON COLUMN minor_look.phash IS 'image.phash.';
COMMENT ON COLUMN minor_look.since IS 'From when on the bytes have been gone.';
ALTER TABLE minor_look ALTER COLUMN phash SET STATISTICS 0;
ALTER TABLE minor_look ENABLE ROW LEVEL SECURITY;
CREATE POLICY loaders_do_all ON minor_look FOR ALL TO imgsearch_loader, imgsearch_owner USING (true) WITH CHECK (true);
CREATE POLICY functions_do_all ON minor_look FOR ALL TO imgsearch_definer USING (true) WITH CHECK (true);
GRANT SELECT ON minor_look TO imgsearch_loader;
GRANT SELECT, INSERT, UPDATE, DELETE ON minor_look TO imgsearch_owner;
GRANT SELECT, INSERT, DELETE ON minor_look TO imgsearch_definer;

-- A detector looks at each copy itself, so that its doubts are no word on others; what people and texts say is.
CREATE FUNCTION shows_minor(picture bigint, bytes_sha256 bytea, as_copy boolean) RETURNS boolean
LANGUAGE sql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE (SELECT r.verdict FROM public.minor_review r WHERE r.sha256 = bytes_sha256 ORDER BY r.id DESC LIMIT 1)
        WHEN 'flag' THEN true WHEN 'clear' THEN false ELSE EXISTS (
            SELECT FROM public.minor_evidence e WHERE e.image_id = picture AND e.flags AND (
                e.source IN ('caption', 'rated_caption', 'test_query', 'metadata', 'name') OR as_copy AND e.source = 'copy'
            )
        ) END
$$;
COMMENT ON FUNCTION shows_minor IS 'Whether people or texts say so of a picture and nobody has cleared its bytes.';

CREATE FUNCTION hide_copies(changed bigint[]) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    alike bigint[];
BEGIN
    alike := ARRAY(
        SELECT s.image_id FROM public.image_series s
        WHERE s.series IN (SELECT c.series FROM public.image_series c WHERE c.image_id = ANY (changed))
    );
    IF alike <> '{}' THEN
        PERFORM FROM public.image i WHERE i.id = ANY (alike) ORDER BY i.id FOR NO KEY UPDATE;
        INSERT INTO public.minor_evidence (image_id, is_hidden, source, term, caption_key, probability, flags, suspects)
            SELECT DISTINCT i.id, i.is_hidden, 'copy', encode(o.sha256, 'hex'), '', 1.0, true, false
            FROM public.image o JOIN public.image_series os ON os.image_id = o.id
            JOIN public.image_series s ON s.series = os.series AND s.image_id <> o.id
            JOIN public.image i ON i.id = s.image_id
            WHERE o.id = ANY (alike) AND public.shows_minor(o.id, o.sha256, false)
            ON CONFLICT (image_id, source, term, caption_key) DO NOTHING;
    END IF;
    DELETE FROM public.minor_evidence e USING public.image o
    WHERE o.id = ANY (changed) AND e.source = 'copy' AND e.term = encode(o.sha256, 'hex') AND NOT EXISTS (
        SELECT FROM public.image a WHERE a.sha256 = o.sha256 AND public.shows_minor(a.id, a.sha256, false)
    );
END $$;
COMMENT ON FUNCTION hide_copies IS 'Brings evidence of copies in line with what is said of some pictures.';
REVOKE ALL ON FUNCTION shows_minor, hide_copies FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shows_minor, hide_copies TO imgsearch_definer;

CREATE FUNCTION settle_copies() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    texts CONSTANT varchar[] := ARRAY['caption', 'rated_caption', 'test_query', 'metadata', 'name'];
    seen bytea[];
    changed bigint[];
BEGIN
    IF TG_RELID = 'public.minor_review'::regclass THEN
        IF TG_OP = 'UPDATE' THEN
            EXECUTE 'SELECT ARRAY(SELECT unnest(ARRAY[b.sha256, a.sha256]) FROM before b JOIN after a ON a.id = b.id '
                'WHERE (a.verdict, a.sha256) <> (b.verdict, b.sha256))' INTO seen;
        ELSE
            seen := ARRAY(SELECT t.sha256 FROM touched t);
        END IF;
        changed := ARRAY(SELECT i.id FROM public.image i WHERE i.sha256 = ANY (seen));
        -- Of what is gone the last word is a person's too.
        seen := ARRAY(
            SELECT s FROM unnest(seen) s WHERE NOT EXISTS (SELECT FROM public.image i WHERE i.sha256 = s)
            AND NOT public.shows_minor(0, s, false)
        );
        DELETE FROM public.minor_look WHERE sha256 = ANY (seen);
        DELETE FROM public.minor_evidence e USING unnest(seen) s WHERE e.source = 'copy' AND e.term = encode(s, 'hex');
    ELSIF TG_RELID = 'public.minor_evidence'::regclass THEN
        IF TG_OP = 'UPDATE' THEN
            EXECUTE 'SELECT ARRAY(SELECT unnest(ARRAY[b.image_id, a.image_id]) FROM before b JOIN after a ON a.id = b.id '
                'WHERE (a.image_id, a.flags, a.source) <> (b.image_id, b.flags, b.source) '
                'AND (a.source = ANY ($1) OR b.source = ANY ($1)))' INTO changed USING texts;
        ELSE
            changed := ARRAY(SELECT DISTINCT t.image_id FROM touched t WHERE t.source = ANY (texts) AND t.flags);
        END IF;
    ELSE
        RAISE insufficient_privilege USING MESSAGE = TG_NAME || ' is no trigger for ' || TG_RELID::regclass;
    END IF;
    IF changed <> '{}' THEN
        PERFORM public.hide_copies(changed);
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION settle_copies IS 'Hides copies of what people or texts say shows a minor, and lets go of those that it does not.';
DO $$
DECLARE
    said text;
BEGIN
    -- In the order of their names: the picture itself comes first.
    FOREACH said IN ARRAY ARRAY['minor_evidence', 'minor_review'] LOOP
        EXECUTE format(
            'CREATE TRIGGER tell_inserted AFTER INSERT ON %I REFERENCING NEW TABLE AS touched '
            'FOR EACH STATEMENT EXECUTE FUNCTION settle_copies()', said
        );
        EXECUTE format(
            'CREATE TRIGGER tell_updated AFTER UPDATE ON %I REFERENCING OLD TABLE AS before NEW TABLE AS after '
            'FOR EACH STATEMENT EXECUTE FUNCTION settle_copies()', said
        );
        EXECUTE format(
            'CREATE TRIGGER tell_deleted AFTER DELETE ON %I REFERENCING OLD TABLE AS touched '
            'FOR EACH STATEMENT EXECUTE FUNCTION settle_copies()', said
        );
    END LOOP;
END $$;

CREATE FUNCTION remember_look() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_RELID <> 'public.image'::regclass THEN
        RAISE insufficient_privilege USING MESSAGE = TG_NAME || ' is no trigger for ' || TG_RELID::regclass;
    END IF;
    -- Of plain walls and skies the hash tells nothing.
    IF bit_count(OLD.phash) BETWEEN 8 AND 56 AND public.shows_minor(OLD.id, OLD.sha256, true) THEN
        INSERT INTO public.minor_look (sha256, phash) VALUES (OLD.sha256, OLD.phash) ON CONFLICT (sha256) DO NOTHING;
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
COMMENT ON FUNCTION remember_look IS 'Keeps what a picture looked like that shows a minor, when it or its bytes go.';
CREATE TRIGGER remember_replaced BEFORE UPDATE ON image
    FOR EACH ROW WHEN (OLD.sha256 <> NEW.sha256) EXECUTE FUNCTION remember_look();
CREATE TRIGGER remember_removed BEFORE DELETE ON image FOR EACH ROW EXECUTE FUNCTION remember_look();

CREATE FUNCTION settle_looks() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    replaced bigint[];
    turned bigint[];
    looked bigint[];
BEGIN
    IF TG_RELID <> 'public.image'::regclass THEN
        RAISE insufficient_privilege USING MESSAGE = TG_NAME || ' is no trigger for ' || TG_RELID::regclass;
    END IF;
    EXECUTE 'SELECT ARRAY(SELECT a.id FROM before b JOIN after a ON a.id = b.id WHERE a.sha256 <> b.sha256), '
        'ARRAY(SELECT a.id FROM before b JOIN after a ON a.id = b.id WHERE a.is_hidden <> b.is_hidden), '
        'ARRAY(SELECT a.id FROM before b JOIN after a ON a.id = b.id WHERE a.phash IS DISTINCT FROM b.phash '
        'AND bit_count(a.phash) BETWEEN 8 AND 56)' INTO replaced, turned, looked;
    IF replaced <> '{}' THEN
        DELETE FROM public.image_series WHERE image_id = ANY (replaced);
    END IF;
    IF looked <> '{}' THEN
        INSERT INTO public.minor_evidence (image_id, is_hidden, source, term, caption_key, probability, flags, suspects)
            SELECT i.id, i.is_hidden, 'copy', encode(l.sha256, 'hex'), '', 1.0, true, false
            FROM public.image i JOIN public.minor_look l ON bit_count(i.phash # l.phash) <= 4 AND l.sha256 <> i.sha256
            WHERE i.id = ANY (looked)
            ON CONFLICT (image_id, source, term, caption_key) DO NOTHING;
    END IF;
    IF turned <> '{}' THEN
        PERFORM public.show_series(ARRAY(SELECT s.series FROM public.image_series s WHERE s.image_id = ANY (turned)));
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION settle_looks IS 'Hides copies of what is gone, and keeps image.series, as pictures change.';
CREATE TRIGGER settle_looks AFTER UPDATE ON image REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION settle_looks();
