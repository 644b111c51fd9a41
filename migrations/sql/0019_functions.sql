-- Names that texts wait for, files that are gone, and bytes that are others: as 0016_functions.sql has them but for these.

CREATE OR REPLACE FUNCTION picture_state(picture image) RETURNS varchar
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    said varchar;
    policy public.screening_policy;
BEGIN
    -- An editor has seen these very bytes.
    SELECT r.verdict INTO said FROM public.minor_review r WHERE r.sha256 = picture.sha256 ORDER BY r.id DESC LIMIT 1;
    IF said IS NOT NULL THEN
        RETURN CASE WHEN said = 'flag' THEN 'hidden' WHEN picture.missing_since IS NULL THEN 'clear' ELSE 'missing' END;
    END IF;
    IF EXISTS (
        SELECT FROM public.minor_evidence e
        WHERE e.image_id = picture.id AND (e.flags OR e.suspects AND NOT picture.texts_vouch)
    ) THEN
        RETURN 'hidden';
    END IF;
    SELECT * INTO policy FROM public.screening_policy;
    IF policy.without_texts IS DISTINCT FROM 'show' AND NOT EXISTS (
        SELECT FROM public.screening s WHERE s.kind = 'texts' AND s.revision = picture.texts_screened_by
    ) THEN
        RETURN 'unscreened';
    END IF;
    IF policy.without_pixels = 'show' OR policy.without_pixels = 'vouched' AND picture.texts_vouch OR EXISTS (
        SELECT FROM public.screening s WHERE s.kind = 'pixels' AND s.revision = picture.pixels_screened_by
    ) THEN
        RETURN CASE WHEN picture.missing_since IS NULL THEN 'clear' ELSE 'missing' END;
    END IF;
    RETURN 'unscreened';
END $$;

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
        NEW.series := NULL;
        NEW.is_compared := false;
    ELSIF (NEW.name, NEW.source, NEW.gallery, NEW.tags, NEW.metadata - 'file_stamp', NEW.photographer)
        IS DISTINCT FROM (OLD.name, OLD.source, OLD.gallery, OLD.tags, OLD.metadata - 'file_stamp', OLD.photographer) THEN
        NEW.texts_screened_by := NULL;
    END IF;
    NEW.state := public.picture_state(NEW);
    NEW.is_hidden := NEW.state <> 'clear';
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION settle_added_images() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_RELID <> 'public.image'::regclass THEN
        RAISE insufficient_privilege USING MESSAGE = TG_NAME || ' is no trigger for ' || TG_RELID::regclass;
    END IF;
    -- The name that texts of the same source have waited for.
    DELETE FROM public.image_name n USING added a WHERE n.name = a.name AND n.image_id = 0 AND n.source = a.source;
    INSERT INTO public.image_name (name, image_id, source, source_path)
        SELECT name, id, source, source_path FROM added;
    UPDATE public.image AS i SET state = i.state
    WHERE i.id IN (SELECT id FROM added) AND i.state <> public.picture_state(i);
    UPDATE public.minor_review AS r SET image_id = i.id, is_hidden = i.is_hidden
    FROM public.image i
    WHERE r.image_id = 0 AND r.sha256 = i.sha256 AND i.id = (SELECT min(a.id) FROM added a WHERE a.sha256 = r.sha256);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION settle_changed_images() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    renamed bigint[];
    left_names varchar[];
    replaced bigint[];
    turned bigint[];
    derived regclass;
BEGIN
    IF TG_RELID <> 'public.image'::regclass THEN
        RAISE insufficient_privilege USING MESSAGE = TG_NAME || ' is no trigger for ' || TG_RELID::regclass;
    END IF;
    -- EXECUTE plans anew: a plan that was made for one row would compare each of many with each.
    -- Names are unique in a table of their own, which can be distributed by them.
    EXECUTE 'SELECT ARRAY(SELECT a.id FROM before b JOIN after a ON a.id = b.id '
        'WHERE (a.name, a.source, a.source_path) <> (b.name, b.source, b.source_path)), '
        'ARRAY(SELECT b.name FROM before b JOIN after a ON a.id = b.id '
        'WHERE (a.name, a.source, a.source_path) <> (b.name, b.source, b.source_path)), '
        'ARRAY(SELECT a.id FROM before b JOIN after a ON a.id = b.id WHERE a.sha256 <> b.sha256), '
        'ARRAY(SELECT a.id FROM before b JOIN after a ON a.id = b.id WHERE a.is_hidden <> b.is_hidden)'
        INTO renamed, left_names, replaced, turned;
    IF renamed <> '{}' THEN
        DELETE FROM public.image_name WHERE name = ANY (left_names);
        DELETE FROM public.image_name n USING after a
            WHERE a.id = ANY (renamed) AND n.name = a.name AND n.image_id = 0 AND n.source = a.source;
        INSERT INTO public.image_name (name, image_id, source, source_path)
            SELECT a.name, a.id, a.source, a.source_path FROM after a WHERE a.id = ANY (renamed);
    END IF;
    -- The catalogue knows which tables repeat the flag, so that none can be forgotten. The flag is taken as it is by
    -- then: evidence, whose rows change too, may have turned it back meanwhile.
    IF turned <> '{}' THEN
        FOR derived IN
            SELECT c.conrelid FROM pg_constraint c
            JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attname = 'is_hidden' AND a.attnum = ANY (c.confkey)
            WHERE c.contype = 'f' AND c.confrelid = TG_RELID AND c.conparentid = 0
        LOOP
            EXECUTE format(
                'UPDATE %s AS d SET is_hidden = i.is_hidden FROM public.image AS i '
                'WHERE i.id = ANY ($1) AND d.image_id = ANY ($1) AND d.image_id = i.id AND d.is_hidden <> i.is_hidden',
                derived
            ) USING turned;
        END LOOP;
    END IF;
    IF replaced <> '{}' THEN
        DELETE FROM public.caption_embedding WHERE image_id = ANY (replaced);
        DELETE FROM public.caption WHERE image_id = ANY (replaced);
        DELETE FROM public.test_query WHERE image_id = ANY (replaced);
        DELETE FROM public.image_embedding WHERE image_id = ANY (replaced);
        DELETE FROM public.thumbnail WHERE image_id = ANY (replaced);
        DELETE FROM public.minor_evidence WHERE image_id = ANY (replaced);
        -- A verdict stays with the bytes that were seen, and comes back with them.
        UPDATE public.minor_review AS r SET image_id = 0, is_hidden = true
        FROM public.image i WHERE r.image_id = ANY (replaced) AND i.id = r.image_id AND r.sha256 <> i.sha256;
        UPDATE public.minor_review AS r SET image_id = i.id, is_hidden = i.is_hidden
        FROM public.image i WHERE r.image_id = 0 AND r.sha256 = i.sha256 AND i.id = ANY (replaced);
    END IF;
    SET CONSTRAINTS ALL IMMEDIATE;
    RETURN NULL;
END $$;
