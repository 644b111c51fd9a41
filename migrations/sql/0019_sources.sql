-- A picture is known by its source and its path in it, so that two folders may hold files of one name.

CREATE TABLE source (
    name VARCHAR NOT NULL,
    root VARCHAR,
    flat_names BOOLEAN DEFAULT false NOT NULL,
    added_at TIMESTAMPTZ DEFAULT now() NOT NULL,
    CONSTRAINT pk_source PRIMARY KEY (name)
);
COMMENT ON TABLE source IS 'A folder that was loaded; a picture is known by its source and its path in it.';
COMMENT ON COLUMN source.name IS 'What image.source calls it.';
COMMENT ON COLUMN source.root IS 'Absolute path of the folder; NULL where only texts have come from it.';
COMMENT ON COLUMN source.flat_names IS
    'Whether its texts call pictures by file name, in whatever folder they lie.';
COMMENT ON COLUMN source.added_at IS 'When it was first loaded.';
ALTER TABLE source ENABLE ROW LEVEL SECURITY;
CREATE POLICY loaders_do_all ON source FOR ALL TO imgsearch_loader, imgsearch_owner USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON source TO imgsearch_loader, imgsearch_owner;

ALTER TABLE image ADD COLUMN source VARCHAR DEFAULT '' NOT NULL, ADD COLUMN source_path VARCHAR DEFAULT '' NOT NULL;
COMMENT ON COLUMN image.name IS
    'What the picture is called: its path in its source, behind the source''s name where another''s is that.';
COMMENT ON COLUMN image.source IS 'Where it comes from: source.name.';
COMMENT ON COLUMN image.source_path IS
    'What its source''s texts call it: its path below that folder, or with flat names the file name.';
ALTER TABLE image ALTER COLUMN source SET STATISTICS 0, ALTER COLUMN source_path SET STATISTICS 0;
GRANT INSERT (source, source_path), UPDATE (source, source_path) ON image TO imgsearch_loader;

ALTER TABLE image_name
    ALTER COLUMN image_id SET DEFAULT 0,
    ADD COLUMN source VARCHAR DEFAULT '' NOT NULL,
    ADD COLUMN source_path VARCHAR DEFAULT '' NOT NULL,
    ADD COLUMN path_key VARCHAR NOT NULL GENERATED ALWAYS AS (normalize(source_path)) STORED,
    ADD COLUMN base_name VARCHAR NOT NULL GENERATED ALWAYS AS (normalize(regexp_replace(source_path, '^.*/', ''))) STORED;
COMMENT ON TABLE image_name IS
    'Keeps names of pictures unique, also those that texts wait for; a trigger on image writes it, and loads of texts.';
COMMENT ON COLUMN image_name.image_id IS 'The picture of that name; 0 where texts wait for it.';
COMMENT ON COLUMN image_name.source IS 'image.source.';
COMMENT ON COLUMN image_name.source_path IS 'image.source_path, or what texts call it.';
COMMENT ON COLUMN image_name.path_key IS 'source_path in Unicode''s composed form, NFC.';
COMMENT ON COLUMN image_name.base_name IS 'The last part of path_key: the file name.';
GRANT INSERT (name, source, source_path), DELETE ON image_name TO imgsearch_loader, imgsearch_owner;
GRANT SELECT ON image_name TO imgsearch_definer;

-- Pictures that are there already: the folder from which each was loaded follows from its path, name and gallery. Plain
-- folders call pictures by path, so what stands before the name is the folder; else it is the one that has the gallery's
-- name, or in the layout with ratings the one above.
CREATE TEMPORARY TABLE placed AS
WITH cut AS (
    SELECT id, name, gallery, path, length(path) - position(reverse('/' || gallery || '/') IN reverse(path)) AS at
    FROM image
), rooted AS (
    SELECT id, name, gallery,
        CASE WHEN right(path, length(name) + length(gallery) + 2) = '/' || gallery || '/' || name
                 THEN left(path, length(path) - length(name) - 1)
             WHEN at < length(path) THEN left(path, at)
             ELSE regexp_replace(path, '/[^/]*$', '') END AS folder,
        right(path, length(name) + length(gallery) + 2) <> '/' || gallery || '/' || name AS is_flat
    FROM cut
), placed AS (
    SELECT id, name,
        CASE WHEN is_rated THEN regexp_replace(folder, '/[^/]*$', '') ELSE folder END AS root,
        is_flat OR is_rated AS flat_names
    FROM (SELECT *, gallery IN ('train_images', 'test_images') AND position('/' IN name) = 0 AS is_rated FROM rooted) r
)
SELECT id, name, root, bool_or(flat_names) OVER (PARTITION BY root) AS flat_names FROM placed;

INSERT INTO source (name, root, flat_names)
SELECT CASE WHEN count(*) OVER (PARTITION BY base) = 1 AND base <> '' THEN base ELSE root END, root, flat_names
FROM (SELECT DISTINCT root, flat_names, regexp_replace(root, '^.*/', '') AS base FROM placed) roots;

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
    ELSIF (NEW.name, NEW.source, NEW.gallery, NEW.tags, NEW.metadata - 'file_stamp', NEW.photographer)
        IS DISTINCT FROM (OLD.name, OLD.source, OLD.gallery, OLD.tags, OLD.metadata - 'file_stamp', OLD.photographer) THEN
        NEW.texts_screened_by := NULL;
    END IF;
    NEW.state := public.picture_state(NEW);
    NEW.is_hidden := NEW.state <> 'clear';
    RETURN NEW;
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

-- What folders and sources are called is searched for words too, so all pictures are unscreened until that is done.
UPDATE image AS i SET source = s.name, source_path = p.name
FROM placed p JOIN source s ON s.root = p.root WHERE i.id = p.id;
-- Texts that wait for a picture belong to the only source there is; where there are several, a load tells.
INSERT INTO image_name (name, source, source_path)
SELECT DISTINCT w.image_name, s.name, w.image_name
FROM (SELECT image_name FROM caption WHERE image_id = 0 UNION SELECT image_name FROM test_query WHERE image_id = 0) w, source s
WHERE (SELECT count(*) FROM source) = 1
ON CONFLICT DO NOTHING;
DROP TABLE placed;

CREATE INDEX ix_image_source ON image (source, source_path);
CREATE INDEX ix_image_name_source ON image_name (source, path_key);
CREATE INDEX ix_image_name_base_name ON image_name (source, base_name);
