-- What is known of a picture besides sentences is found by its words, and a place is a filter.

CREATE FUNCTION texts_under(metadata jsonb, names varchar[]) RETURNS varchar[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
RETURN ARRAY(
    SELECT t.value
    FROM (VALUES (0, metadata), (1, metadata -> 'file')) AS d (turn, said)
    CROSS JOIN LATERAL jsonb_each(CASE jsonb_typeof(d.said) WHEN 'object' THEN d.said ELSE '{}' END) AS e
    CROSS JOIN LATERAL jsonb_array_elements_text(
        CASE jsonb_typeof(e.value) WHEN 'array' THEN e.value WHEN 'string' THEN jsonb_build_array(e.value) ELSE '[]' END
    ) AS t
    WHERE translate(lower(e.key), '-_ ', '') = ANY (names) AND t.value <> ''
    ORDER BY d.turn, e.key, t.value
);
COMMENT ON FUNCTION texts_under IS 'The texts that metadata has under some names, whether of a file of metadata or the picture''s own.';

CREATE FUNCTION known_titles(metadata jsonb) RETURNS varchar[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
RETURN public.texts_under(metadata, ARRAY['title', 'titles', 'objectname', 'person', 'persons', 'personinimage', 'event']);
COMMENT ON FUNCTION known_titles IS 'A picture''s titles, and who is in it.';

CREATE FUNCTION known_places(metadata jsonb) RETURNS varchar[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
RETURN ARRAY(
    SELECT DISTINCT left(lower(regexp_replace(btrim(place), '\s+', ' ', 'g')), 200) COLLATE "C" AS place
    FROM unnest(public.texts_under(
        metadata, ARRAY['sublocation', 'location', 'place', 'city', 'state', 'provincestate', 'region', 'country',
        'countryname', 'countryprimarylocationname']
    )) AS place
    ORDER BY place
);
COMMENT ON FUNCTION known_places IS 'Where a picture was taken, in lower case, each place once.';

CREATE FUNCTION known_words(
    titles varchar[], tags varchar[], photographer varchar, places varchar[], source_path varchar
) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
RETURN (
    -- A tsvector holds so much and no more; the first words are those that matter.
    SELECT setweight(to_tsvector('russian', left(array_to_string(titles, E'\n'), 20000)), 'A')
        || setweight(to_tsvector('russian', left(array_to_string(tags, E'\n'), 20000)), 'B')
        || setweight(to_tsvector('russian', concat_ws(E'\n', photographer, left(array_to_string(places, E'\n'), 20000))), 'C')
        || setweight(to_tsvector('simple', source_path), 'D')
        || setweight(to_tsvector('simple', regexp_replace(source_path, '^.*/', '')), 'D')
        || setweight(to_tsvector('russian', translate(source_path, './_-', '    ')), 'D')
);
COMMENT ON FUNCTION known_words IS
    'Lexemes of titles (A), tags (B), photographer and places (C), folders and file name (D); of Latin letters the English ones.';

REVOKE EXECUTE ON FUNCTION texts_under, known_titles, known_places, known_words FROM PUBLIC;
GRANT EXECUTE ON FUNCTION texts_under, known_titles, known_places, known_words
    TO imgsearch_loader, imgsearch_definer, imgsearch_owner;

ALTER TABLE image
    ADD COLUMN titles VARCHAR[] NOT NULL GENERATED ALWAYS AS (known_titles(metadata)) STORED,
    ADD COLUMN places VARCHAR[] NOT NULL GENERATED ALWAYS AS (known_places(metadata)) STORED;
COMMENT ON COLUMN image.titles IS 'Its titles, and who is in it, from its metadata, as spelt.';
COMMENT ON COLUMN image.places IS 'Where it was taken, from its metadata, in lower case: place, city, country, each once.';
ALTER TABLE image ALTER COLUMN titles SET STATISTICS 0, ALTER COLUMN places SET STATISTICS 0;
CREATE INDEX ix_image_places ON image USING gin (places);
CREATE INDEX ix_image_known ON image USING gin (known_words(titles, tags, photographer, places, source_path))
    WHERE NOT is_hidden;
ALTER INDEX ix_image_known ALTER COLUMN 1 SET STATISTICS 0;

CREATE FUNCTION find_known(words tsquery, most integer)
RETURNS TABLE (image_id bigint, "position" bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp ROWS 50 AS $$
    SELECT f.id, row_number() OVER (ORDER BY f.rank DESC, f.id)
    FROM (
        SELECT i.id, ts_rank(known_words(i.titles, i.tags, i.photographer, i.places, i.source_path), words) AS rank FROM image i
        WHERE known_words(i.titles, i.tags, i.photographer, i.places, i.source_path) @@ words AND NOT i.is_hidden
        -- Words that so many pictures share do not need this search.
        LIMIT 1000
    ) f
    ORDER BY 2 LIMIT most
$$;
COMMENT ON FUNCTION find_known IS
    'Pictures that may be shown whose title, tags, photographer, places or name hold the words, the best first.';
REVOKE EXECUTE ON FUNCTION find_known FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_known TO imgsearch_searcher, imgsearch_loader, imgsearch_owner;
