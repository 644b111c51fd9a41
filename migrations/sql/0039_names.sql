-- Names are the same however they are written: filters and searches by words compare them in one spelling.

CREATE FUNCTION fold_name(said varchar) RETURNS varchar
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- Plain Latin and Russian letters with single spaces, as most names are; the rest takes five times as long.
    IF said !~ '[^\u0001 -_a-~\u0410-\u044f]|  ' THEN
        RETURN btrim(lower(said));
    END IF;
    said := regexp_replace(said, '[‘’‚‛′`´ʼʹ＇]', '''', 'g');
    said := regexp_replace(said, '[«»„“”‟‹›″❝❞]', '"', 'g');
    said := regexp_replace(said, '[‐‑‒–—―−]', '-', 'g');
    said := translate(lower(normalize(said, NFKD)), 'łøđı', 'lodi');
    -- The breve of й is no accent: that is a letter of its own. What is invisible goes with the accents.
    said := regexp_replace(
        said, '(?<!и)\u0306|[\u0300-\u0305\u0307-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufe00-\ufe0f\ufeff]', '', 'g'
    );
    RETURN btrim(regexp_replace(normalize(said, NFC), '[\s\u001c-\u001f\u0085]+', ' ', 'g'));
END $$;
COMMENT ON FUNCTION fold_name IS
    'A name as it is compared: lower case, ё as е, no accents, one kind of apostrophes, quotation marks, dashes and spaces.';

CREATE FUNCTION fold_names(kind varchar, names varchar[]) RETURNS varchar[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF names = '{}' THEN
        RETURN names;
    END IF;
    RETURN ARRAY(
        SELECT DISTINCT (kind || ':' || public.fold_name(name)) COLLATE "C" AS key FROM unnest(names) AS name
        WHERE name IS NOT NULL ORDER BY key
    );
END $$;
COMMENT ON FUNCTION fold_names IS 'Names as they are compared, each once, behind what they are names of.';
REVOKE EXECUTE ON FUNCTION fold_name, fold_names FROM PUBLIC;
-- A searcher's statement folds what its filters name.
GRANT EXECUTE ON FUNCTION fold_name, fold_names
    TO imgsearch_searcher, imgsearch_loader, imgsearch_definer, imgsearch_owner;

-- Beside the index of before, which searches use meanwhile.
CREATE FUNCTION known_folded(
    titles varchar[], tags varchar[], photographer varchar, places varchar[], source_path varchar
) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    -- Folding all at once takes a quarter of the time. A tsvector holds so much and no more; the first words matter.
    folded varchar[] := string_to_array(public.fold_name(concat(
        translate(left(array_to_string(titles, ' '), 20000), E'\x01', ' '), E'\x01',
        translate(left(array_to_string(tags, ' '), 20000), E'\x01', ' '), E'\x01',
        translate(concat_ws(' ', photographer, left(array_to_string(places, ' '), 20000)), E'\x01', ' '), E'\x01',
        translate(source_path, E'\x01', ' ')
    )), E'\x01');
BEGIN
    RETURN setweight(to_tsvector('russian', folded[1]), 'A')
        || setweight(to_tsvector('russian', folded[2]), 'B')
        || setweight(to_tsvector('russian', folded[3]), 'C')
        || setweight(to_tsvector('simple', folded[4]), 'D')
        || setweight(to_tsvector('simple', regexp_replace(folded[4], '^.*/', '')), 'D')
        || setweight(to_tsvector('russian', translate(folded[4], './_-', '    ')), 'D');
END $$;
COMMENT ON FUNCTION known_folded IS
    'Lexemes of titles (A), tags (B), photographer and places (C), folders and file name (D), folded; of Latin letters the English ones.';
REVOKE EXECUTE ON FUNCTION known_folded FROM PUBLIC;
GRANT EXECUTE ON FUNCTION known_folded TO imgsearch_loader, imgsearch_definer, imgsearch_owner;
CREATE INDEX ix_image_folded ON image USING gin (known_folded(titles, tags, photographer, places, source_path))
    WHERE NOT is_hidden;
ALTER INDEX ix_image_folded ALTER COLUMN 1 SET STATISTICS 0;
DROP INDEX ix_image_known;
DROP FUNCTION known_words;
ALTER FUNCTION known_folded RENAME TO known_words;
ALTER INDEX ix_image_folded RENAME TO ix_image_known;

-- Triggers say what these hold, since a generated column would write the whole table anew while nobody may read it. What
-- was loaded before is compared as it was until a load has read it.
ALTER TABLE image ALTER COLUMN photographer_key DROP EXPRESSION;
COMMENT ON COLUMN image.photographer_key IS
    'The photographer as fold_name has it, by which searches filter; in lower case while name_keys is NULL.';
ALTER TABLE image ADD COLUMN name_keys VARCHAR[];
COMMENT ON COLUMN image.name_keys IS
    'Its tags, places and persons as fold_names has them, by which searches filter; NULL until a load has read what was '
    'loaded before.';
ALTER TABLE image ALTER COLUMN name_keys SET STATISTICS 0;

CREATE OR REPLACE FUNCTION name_persons() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.persons := public.known_persons(NEW.metadata);
    NEW.photographer_key := public.fold_name(NEW.photographer);
    -- The generated places are made after this.
    NEW.name_keys := public.fold_names('tag', NEW.tags)
        || public.fold_names('place', public.known_places(NEW.metadata)) || public.fold_names('person', NEW.persons);
    RETURN NEW;
END $$;
COMMENT ON FUNCTION name_persons IS 'Keeps image.persons, photographer_key and name_keys in step with what is known of a picture.';
CREATE OR REPLACE TRIGGER name_persons
    BEFORE INSERT OR UPDATE OF metadata, persons, sha256, tags, photographer, photographer_key, name_keys ON image
    FOR EACH ROW EXECUTE FUNCTION name_persons();
