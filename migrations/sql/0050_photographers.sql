-- Which photographers there are, however many pictures each has: from one to the next in the index. A searcher's own
-- statement would go through all pictures for each, since row security comes before comparisons of text.

CREATE FUNCTION list_photographers(most integer) RETURNS SETOF varchar
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp ROWS 100 AS $$
    WITH RECURSIVE seen AS (
        (
            SELECT i.photographer_key, i.photographer FROM public.image i
            WHERE i.photographer_key > '' AND NOT i.is_hidden ORDER BY i.photographer_key LIMIT 1
        )
        UNION ALL
        SELECT behind.photographer_key, behind.photographer
        FROM seen CROSS JOIN LATERAL (
            SELECT i.photographer_key, i.photographer FROM public.image i
            WHERE i.photographer_key > seen.photographer_key AND NOT i.is_hidden ORDER BY i.photographer_key LIMIT 1
        ) behind
    )
    SELECT photographer FROM seen LIMIT most
$$;
COMMENT ON FUNCTION list_photographers IS
    'Photographers of pictures that may be shown, each once, in the order of their folded names.';
REVOKE ALL ON FUNCTION list_photographers FROM PUBLIC;
GRANT EXECUTE ON FUNCTION list_photographers TO imgsearch_searcher, imgsearch_loader, imgsearch_owner;
