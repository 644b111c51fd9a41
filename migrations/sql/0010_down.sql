-- Takes the rules back. The roles stay: another database of this server may use them.
DO $$
DECLARE
    role text;
    rule record;
BEGIN
    FOREACH role IN ARRAY ARRAY[
        'imgsearch_owner', 'imgsearch_loader', 'imgsearch_searcher', 'imgsearch_analyst', 'imgsearch_editor',
        'imgsearch_web'
    ] LOOP
        EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA public FROM %I', role);
    END LOOP;
    FOR rule IN SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public' LOOP
        EXECUTE format('DROP POLICY %I ON %I', rule.policyname, rule.tablename);
        EXECUTE format('ALTER TABLE %I DISABLE ROW LEVEL SECURITY', rule.tablename);
    END LOOP;
END $$;
DROP SCHEMA optuna CASCADE;
DROP FUNCTION
    refresh_image_is_minor, refresh_replaced_image_is_minor, refresh_added_image_is_minor, spread_is_minor,
    keep_image_name, find_captioned CASCADE;
DROP VIEW minor_status, match_rating_source;
