-- Searches that took long, for the operator alone: a plan tells what the planner knows of all rows, hidden ones too.
CREATE TABLE slow_search (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    searched_at TIMESTAMPTZ DEFAULT now() NOT NULL,
    search_id BIGINT,
    took_ms REAL NOT NULL,
    phases_ms JSONB NOT NULL,
    is_answered BOOLEAN NOT NULL,
    plan VARCHAR,
    CONSTRAINT pk_slow_search PRIMARY KEY (id),
    CONSTRAINT ck_slow_search_sizes CHECK (octet_length(phases_ms::text) <= 2000 AND char_length(plan) <= 20000)
);
COMMENT ON TABLE slow_search IS 'The newest searches that took longer than the page was told, for the operator.';
COMMENT ON COLUMN slow_search.id IS 'Key.';
COMMENT ON COLUMN slow_search.searched_at IS 'When it ended.';
COMMENT ON COLUMN slow_search.search_id IS
    'search.id, where its text is as long as that row is kept; NULL where the search is not recorded.';
COMMENT ON COLUMN slow_search.took_ms IS 'Milliseconds, with the models'' loading.';
COMMENT ON COLUMN slow_search.phases_ms IS 'Milliseconds of each phase; empty where it was not answered.';
COMMENT ON COLUMN slow_search.is_answered IS 'False where the database ended it, after the time a statement may take.';
COMMENT ON COLUMN slow_search.plan IS
    'EXPLAIN of the statement that finds candidates, made afterwards by the same role, with ? for each text in it.';
ALTER TABLE slow_search ALTER COLUMN plan SET STATISTICS 0, ALTER COLUMN phases_ms SET STATISTICS 0;
GRANT SELECT, INSERT, UPDATE, DELETE ON slow_search TO imgsearch_owner;

-- Searchers may add to it and read nothing of it; what is more than a thousand goes, the oldest first.
CREATE FUNCTION keep_slow_search(of_search bigint, took real, phases jsonb, was_answered boolean, planned varchar)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF took IS NULL OR phases IS NULL OR was_answered IS NULL THEN
        RETURN;
    END IF;
    INSERT INTO public.slow_search (search_id, took_ms, phases_ms, is_answered, plan)
        VALUES (of_search, took, phases, was_answered, left(planned, 20000));
    -- By their number, since ids of calls that were rolled back are missing.
    DELETE FROM public.slow_search WHERE id <= (SELECT id FROM public.slow_search ORDER BY id DESC OFFSET 1000 LIMIT 1);
END $$;
COMMENT ON FUNCTION keep_slow_search IS 'Keeps a search that took long, and forgets all but the newest thousand.';
GRANT SELECT (id), INSERT (search_id, took_ms, phases_ms, is_answered, plan), DELETE ON slow_search
    TO imgsearch_definer;
REVOKE ALL ON FUNCTION keep_slow_search FROM PUBLIC;
GRANT EXECUTE ON FUNCTION keep_slow_search TO imgsearch_searcher;
