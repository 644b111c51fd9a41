-- Bytes that showed a minor and are gone stay hidden when they come back, under whatever name and without their texts.

CREATE OR REPLACE FUNCTION shows_minor(picture bigint, bytes_sha256 bytea, as_copy boolean) RETURNS boolean
LANGUAGE sql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE (SELECT r.verdict FROM public.minor_review r WHERE r.sha256 = bytes_sha256 ORDER BY r.id DESC LIMIT 1)
        WHEN 'flag' THEN true WHEN 'clear' THEN false ELSE EXISTS (
            SELECT FROM public.minor_evidence e WHERE e.image_id = picture AND e.flags AND (
                e.source IN ('caption', 'rated_caption', 'test_query', 'metadata', 'name') OR as_copy AND e.source = 'copy'
            )
        ) OR EXISTS (SELECT FROM public.minor_look l WHERE l.sha256 = bytes_sha256) END
$$;

CREATE OR REPLACE FUNCTION hide_copies(changed bigint[]) RETURNS void
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
    INSERT INTO public.minor_evidence (image_id, is_hidden, source, term, caption_key, probability, flags, suspects)
        SELECT i.id, i.is_hidden, 'copy', encode(l.sha256, 'hex'), '', 1.0, true, false
        FROM public.image i JOIN public.minor_look l ON l.sha256 = i.sha256
        WHERE i.id = ANY (changed) AND public.shows_minor(i.id, i.sha256, false)
        ON CONFLICT (image_id, source, term, caption_key) DO NOTHING;
    DELETE FROM public.minor_evidence e USING public.image o
    WHERE o.id = ANY (changed) AND e.source = 'copy' AND e.term = encode(o.sha256, 'hex') AND NOT EXISTS (
        SELECT FROM public.image a WHERE a.sha256 = o.sha256 AND public.shows_minor(a.id, a.sha256, false)
    );
END $$;

CREATE OR REPLACE FUNCTION settle_copies() RETURNS trigger
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
            AND coalesce((
                SELECT r.verdict FROM public.minor_review r WHERE r.sha256 = s ORDER BY r.id DESC LIMIT 1
            ), '') <> 'flag'
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

CREATE OR REPLACE FUNCTION remember_look() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_RELID <> 'public.image'::regclass THEN
        RAISE insufficient_privilege USING MESSAGE = TG_NAME || ' is no trigger for ' || TG_RELID::regclass;
    END IF;
    IF public.shows_minor(OLD.id, OLD.sha256, true) THEN
        -- Without a look, which nothing is near, its bytes are known.
        INSERT INTO public.minor_look (sha256, phash) VALUES (OLD.sha256, coalesce(OLD.phash, 0::bit(64)))
            ON CONFLICT (sha256) DO NOTHING;
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

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

CREATE FUNCTION settle_known_bytes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    back bigint[];
BEGIN
    IF TG_RELID <> 'public.image'::regclass THEN
        RAISE insufficient_privilege USING MESSAGE = TG_NAME || ' is no trigger for ' || TG_RELID::regclass;
    END IF;
    back := ARRAY(SELECT a.id FROM added a JOIN public.minor_look l ON l.sha256 = a.sha256);
    IF back <> '{}' THEN
        PERFORM public.hide_copies(back);
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION settle_known_bytes IS 'Hides a picture whose bytes showed a minor before they were gone.';
REVOKE ALL ON FUNCTION settle_known_bytes FROM PUBLIC;
-- In the order of their names: the picture itself is settled first.
CREATE TRIGGER settle_known_bytes AFTER INSERT ON image REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION settle_known_bytes();

COMMENT ON COLUMN minor_look.phash IS 'image.phash; zeros where the picture had none.';

-- Folders are read, also those of pictures that are called by file name alone.
CREATE OR REPLACE FUNCTION keep_image_state() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_RELID <> 'public.image'::regclass THEN
        RAISE insufficient_privilege USING MESSAGE = TG_NAME || ' is no trigger for ' || TG_RELID::regclass;
    END IF;
    IF NEW.sha256 <> OLD.sha256 THEN
        -- What was said of other bytes does not hold for these.
        NEW.taken_at := NULL;
        NEW.photographer := NULL;
        NEW.tags := '{}';
        NEW.metadata := '{}';
        NEW.texts_screened_by := NULL;
        NEW.texts_vouch := false;
        NEW.pixels_screened_by := NULL;
        NEW.phash := NULL;
        NEW.colours := NULL;
        NEW.series := NULL;
        NEW.is_compared := false;
    ELSIF (NEW.name, NEW.source, NEW.gallery, NEW.tags, NEW.metadata - 'file_stamp', NEW.photographer)
        IS DISTINCT FROM (OLD.name, OLD.source, OLD.gallery, OLD.tags, OLD.metadata - 'file_stamp', OLD.photographer)
        -- A name without folders tells nothing of those that its file lies in.
        OR NEW.path <> OLD.path AND NEW.name NOT LIKE '%/%' THEN
        NEW.texts_screened_by := NULL;
    END IF;
    NEW.state := public.picture_state(NEW);
    NEW.is_hidden := NEW.state <> 'clear';
    RETURN NEW;
END $$;
