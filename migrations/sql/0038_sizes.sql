-- Sizes of small copies tell those of the pictures, of which no statistics are kept.
ALTER TABLE thumbnail ALTER COLUMN width SET STATISTICS 0, ALTER COLUMN height SET STATISTICS 0;
DO $$
BEGIN
    -- ANALYZE leaves what it has gathered before.
    IF current_setting('server_version_num')::integer >= 180000 THEN
        PERFORM pg_clear_attribute_stats('public', 'thumbnail', 'width', false),
            pg_clear_attribute_stats('public', 'thumbnail', 'height', false);
    ELSIF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        DELETE FROM pg_statistic s USING pg_attribute a
        WHERE s.starelid = 'public.thumbnail'::regclass AND a.attrelid = s.starelid
        AND a.attnum = s.staattnum AND a.attname IN ('width', 'height');
    ELSE
        RAISE WARNING 'statistics of thumbnail.width and height stay until a superuser deletes them';
    END IF;
END $$;
