-- A copy may be mirrored or upside down.

CREATE FUNCTION turn_look(look bit) RETURNS SETOF bit
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT unnest(ARRAY[look, turned::bit(64), ~ reverse(turned)::bit(64), ~ reverse(look::text)::bit(64)])
    FROM (
        SELECT string_agg(substr(look::text, 57 - 8 * number, 8), '' ORDER BY number)
        FROM generate_series(0, 7) AS number
    ) AS rows (turned)
$$;
COMMENT ON FUNCTION turn_look IS
    'What image.phash would be of a picture: as it is, upside down and mirrored, mirrored, turned by 180 degrees.';
REVOKE ALL ON FUNCTION turn_look FROM PUBLIC;
GRANT EXECUTE ON FUNCTION turn_look TO imgsearch_definer;

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
    END IF;
    IF looked <> '{}' THEN
        INSERT INTO public.minor_evidence (image_id, is_hidden, source, term, caption_key, probability, flags, suspects)
            SELECT i.id, i.is_hidden, 'copy', encode(l.sha256, 'hex'), '', 1.0, true, false
            FROM public.image i CROSS JOIN LATERAL public.turn_look(i.phash) WITH ORDINALITY t (phash, way)
            JOIN public.minor_look l ON bit_count(t.phash # l.phash) <= 4 AND l.sha256 <> i.sha256
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
