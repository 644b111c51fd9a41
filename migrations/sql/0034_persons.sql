-- Who is in a picture, by which searches are narrowed.

CREATE FUNCTION known_persons(metadata jsonb) RETURNS varchar[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
RETURN ARRAY(
    SELECT min(name) FROM (
        SELECT left(regexp_replace(btrim(said), '\s+', ' ', 'g'), 200) COLLATE "C" AS name
        FROM unnest(public.texts_under(metadata, ARRAY['person', 'persons', 'personinimage'])) AS said
    ) AS named
    WHERE name <> ''
    -- One person once, whatever the case in which sources spell the name.
    GROUP BY lower(name)
    ORDER BY min(name)
);
COMMENT ON FUNCTION known_persons IS 'Who is in a picture, as spelt, each once.';
REVOKE EXECUTE ON FUNCTION known_persons FROM PUBLIC;
GRANT EXECUTE ON FUNCTION known_persons TO imgsearch_loader, imgsearch_definer, imgsearch_owner;

-- A generated column would write the whole table anew while nobody may read it, so a trigger says what it holds: nobody
-- can write anything else there. What was loaded before gets its names by the next load.
ALTER TABLE image ADD COLUMN persons VARCHAR[];
COMMENT ON COLUMN image.persons IS
    'Who is in it, from its metadata, as spelt, each once; NULL until a load has read what was loaded before.';
ALTER TABLE image ALTER COLUMN persons SET STATISTICS 0;
GRANT UPDATE (persons) ON image TO imgsearch_loader;

CREATE FUNCTION name_persons() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.persons := public.known_persons(NEW.metadata);
    RETURN NEW;
END $$;
COMMENT ON FUNCTION name_persons IS 'Keeps image.persons in step with the metadata.';
REVOKE EXECUTE ON FUNCTION name_persons FROM PUBLIC;
-- After keep_image_state, by its name: other bytes have no metadata.
CREATE TRIGGER name_persons BEFORE INSERT OR UPDATE OF metadata, persons, sha256 ON image FOR EACH ROW
    EXECUTE FUNCTION name_persons();
