-- Every change of a picture's row computes its titles and places anew. Most pictures have nothing but a stamp there.

CREATE OR REPLACE FUNCTION texts_under(metadata jsonb, names varchar[]) RETURNS varchar[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF (CASE jsonb_typeof(metadata) WHEN 'object' THEN metadata - 'file_stamp' = '{}' ELSE true END) THEN
        RETURN '{}';
    END IF;
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
END $$;
