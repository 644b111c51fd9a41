-- Takes 0014 back. The old schema has no place for a verdict without its picture.
DO $$
DECLARE
    ours record;
BEGIN
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO PUBLIC', current_database());
    EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM imgsearch_loader, imgsearch_owner', current_database());
    ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO PUBLIC;
    ALTER DEFAULT PRIVILEGES IN SCHEMA optuna REVOKE ALL ON TABLES FROM imgsearch_loader, imgsearch_owner;
    ALTER DEFAULT PRIVILEGES IN SCHEMA optuna REVOKE ALL ON SEQUENCES FROM imgsearch_loader, imgsearch_owner;
    FOR ours IN
        SELECT p.oid::regprocedure AS name FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner
        WHERE r.rolname = 'imgsearch_definer' AND p.pronamespace = 'public'::regnamespace
    LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO %I', ours.name, current_user);
    END LOOP;
    FOR ours IN SELECT tablename AS name FROM pg_policies WHERE policyname = 'functions_do_all' LOOP
        EXECUTE format('DROP POLICY functions_do_all ON %I', ours.name);
    END LOOP;
END $$;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM imgsearch_definer;
REVOKE USAGE ON SCHEMA public FROM imgsearch_definer;
GRANT EXECUTE ON FUNCTION
    refresh_image_is_minor, refresh_replaced_image_is_minor, refresh_added_image_is_minor, spread_is_minor,
    keep_image_name TO PUBLIC;

GRANT CREATE ON SCHEMA optuna TO imgsearch_loader, imgsearch_owner;

DROP TRIGGER keep_verdicts ON image;
DROP TRIGGER sign_review ON minor_review;
DROP TRIGGER sign_rating ON match_feedback;
DROP TRIGGER sign_changed_rating ON match_feedback;
DROP POLICY raters_change ON match_feedback;
CREATE POLICY raters_change ON match_feedback FOR UPDATE TO imgsearch_searcher
    USING (NOT is_minor) WITH CHECK (NOT is_minor);
DROP FUNCTION keep_verdicts, sign_review, sign_rating, acting_account;
DELETE FROM minor_review WHERE image_id = 0;
ALTER TABLE minor_review DROP CONSTRAINT fk_minor_review_image_id_is_minor;
ALTER TABLE minor_review DROP COLUMN picture_is_minor;
ALTER TABLE minor_review ALTER COLUMN image_id DROP DEFAULT;
ALTER TABLE minor_review ADD CONSTRAINT fk_minor_review_image_id_is_minor FOREIGN KEY (image_id, is_minor)
    REFERENCES image (id, is_minor) ON DELETE CASCADE;

REVOKE INSERT (image_id, verdict, reason) ON minor_review FROM imgsearch_editor;
REVOKE INSERT (image_id, text, rating) ON match_feedback FROM imgsearch_searcher;
REVOKE INSERT (search_id, image_id) ON click FROM imgsearch_searcher;
REVOKE INSERT (text, language, refused, encoder_id, regressor_id, hit_count, best_score, took_ms) ON search
    FROM imgsearch_searcher, imgsearch_editor;
GRANT INSERT ON minor_review TO imgsearch_editor;
GRANT INSERT ON search TO imgsearch_searcher, imgsearch_editor;
GRANT INSERT ON click TO imgsearch_searcher;
GRANT INSERT, UPDATE (rating, rated_at) ON match_feedback TO imgsearch_searcher;
GRANT INSERT, UPDATE ON click, match_feedback, search TO imgsearch_loader;
