-- Whoever counts the pages that a search for words reads learns nothing of what hidden captions say.
DROP INDEX ix_caption_tsv;
CREATE INDEX ix_caption_tsv ON caption USING gin (tsv) WHERE NOT is_hidden AND image_id <> 0;

-- The planner's statistics hold values of hidden rows too, and EXPLAIN shows through its estimates where they lie. No
-- statistics are kept of texts and names, which say what a picture shows; of what searches filter by they are needed.
DO $$
DECLARE
    silent record;
BEGIN
    FOR silent IN
        SELECT c.relname AS name, a.attname AS said FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
        AND a.attnum > 0 AND NOT a.attisdropped AND (c.relname, a.attname) IN (
            ('caption', 'caption_key'), ('caption', 'image_name'), ('caption', 'text'), ('caption', 'tsv'),
            ('crowd_annotation', 'caption_key'), ('expert_annotation', 'caption_key'),
            ('image', 'metadata'), ('image', 'name'), ('image', 'path'), ('image', 'photographer'), ('image', 'sha256'),
            ('load_reject', 'content'), ('load_reject', 'file'), ('load_reject', 'reason'),
            ('match_feedback', 'rater'), ('match_feedback', 'text'),
            ('match_prediction', 'caption_key'), ('match_rating', 'caption_key'),
            ('minor_evidence', 'caption_key'), ('minor_evidence', 'term'),
            ('minor_review', 'reason'), ('minor_review', 'reviewer'), ('minor_review', 'sha256'),
            ('rating_task', 'text'), ('retrieval_rank', 'query_key'),
            ('test_query', 'image_name'), ('test_query', 'query_key'), ('test_query', 'text'),
            ('thumbnail', 'sha256'), ('thumbnail', 'webp')
        )
    LOOP
        EXECUTE format('ALTER TABLE public.%I ALTER COLUMN %I SET STATISTICS 0', silent.name, silent.said);
        -- ANALYZE leaves what it has gathered before.
        IF current_setting('server_version_num')::integer >= 180000 THEN
            PERFORM pg_clear_attribute_stats('public', silent.name::text, silent.said::text, false);
        ELSIF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
            DELETE FROM pg_statistic s USING pg_attribute a
            WHERE s.starelid = format('public.%I', silent.name)::regclass AND a.attrelid = s.starelid
            AND a.attnum = s.staattnum AND a.attname = silent.said;
        ELSE
            RAISE WARNING 'statistics of %.% stay until a superuser deletes them', silent.name, silent.said;
        END IF;
    END LOOP;
END $$;
