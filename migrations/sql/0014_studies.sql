-- Tables of studies belong to the schema's owner; others fill them, and put nothing of theirs in the way.
DO $$
BEGIN
    -- A table of somebody else's may have a trigger that the owner's next INSERT would run. Studies are made anew.
    IF EXISTS (
        SELECT FROM pg_class c WHERE c.relnamespace = 'optuna'::regnamespace AND c.relowner <> current_user::regrole
        UNION ALL
        SELECT FROM pg_proc p WHERE p.pronamespace = 'optuna'::regnamespace
        UNION ALL
        SELECT FROM pg_type t WHERE t.typnamespace = 'optuna'::regnamespace AND t.typowner <> current_user::regrole
        UNION ALL
        SELECT FROM pg_operator o WHERE o.oprnamespace = 'optuna'::regnamespace
    ) THEN
        RAISE WARNING 'studies that other logins made are given up: imgsearch compare makes them anew';
        DROP SCHEMA optuna CASCADE;
        CREATE SCHEMA optuna;
        COMMENT ON SCHEMA optuna IS 'Studies of imgsearch compare; tables made and migrated by Optuna.';
    END IF;
END $$;
REVOKE CREATE ON SCHEMA optuna FROM imgsearch_loader, imgsearch_owner;
GRANT USAGE ON SCHEMA optuna TO imgsearch_loader, imgsearch_owner;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA optuna TO imgsearch_loader, imgsearch_owner;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA optuna TO imgsearch_loader, imgsearch_owner;
