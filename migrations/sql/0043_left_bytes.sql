CREATE OR REPLACE FUNCTION settle_looks() RETURNS trigger
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
        -- The bytes that are gone here may be another picture's by now: two files have exchanged their names.
        EXECUTE 'SELECT $1 || ARRAY(SELECT i.id FROM before b JOIN public.image i ON i.sha256 = b.sha256 '
            'WHERE b.id = ANY ($1) AND i.id <> ALL ($1))' INTO replaced USING replaced;
        PERFORM public.hide_copies(replaced);
    END IF;
    IF looked <> '{}' THEN
        INSERT INTO public.minor_evidence (image_id, is_hidden, source, term, caption_key, probability, flags, suspects)
            SELECT i.id, i.is_hidden, 'copy', encode(l.sha256, 'hex'), '', 1.0, true, false
            FROM public.image i CROSS JOIN LATERAL public.turn_look(i.phash) WITH ORDINALITY t (phash, way)
            JOIN public.minor_look l ON bit_count(t.phash # l.phash) <= 4 AND l.sha256 <> i.sha256
            AND bit_count(l.phash) BETWEEN 8 AND 56
            -- What is bright in the middle looks much the same from all sides.
            AND (t.way = 1 OR bit_count(substring(l.phash # (l.phash << 8) FROM 1 FOR 56)) >= 8)
            WHERE i.id = ANY (looked)
            ON CONFLICT (image_id, source, term, caption_key) DO NOTHING;
    END IF;
    IF turned <> '{}' THEN
        PERFORM public.show_series(ARRAY(SELECT s.series FROM public.image_series s WHERE s.image_id = ANY (turned)));
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER settle_known_bytes ON image;
CREATE OR REPLACE FUNCTION settle_known_bytes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    back bigint[];
BEGIN
    IF TG_RELID <> 'public.image'::regclass THEN
        RAISE insufficient_privilege USING MESSAGE = TG_NAME || ' is no trigger for ' || TG_RELID::regclass;
    END IF;
    back := ARRAY(
        SELECT DISTINCT i.id FROM touched t JOIN public.minor_look l ON l.sha256 = t.sha256
        JOIN public.image i ON i.sha256 = l.sha256
    );
    IF back <> '{}' THEN
        PERFORM public.hide_copies(back);
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION settle_known_bytes IS 'Hides a picture whose bytes showed a minor in another one that is gone.';
-- In the order of their names: the picture itself is settled first.
CREATE TRIGGER settle_known_bytes AFTER INSERT ON image REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION settle_known_bytes();
CREATE TRIGGER settle_left_bytes AFTER DELETE ON image REFERENCING OLD TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION settle_known_bytes();
