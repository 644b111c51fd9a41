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

ALTER TABLE image ADD COLUMN persons VARCHAR[] NOT NULL GENERATED ALWAYS AS (known_persons(metadata)) STORED;
COMMENT ON COLUMN image.persons IS 'Who is in it, from its metadata, as spelt, each once.';
ALTER TABLE image ALTER COLUMN persons SET STATISTICS 0;
