-- What no dump and no copy of a database brings along: owners, rights on the database, rights of what is made later.
-- May be run again at any time; a restore does. Where a login lacks a right for a part, the others are done.
DO $$
BEGIN
    -- A temporary table comes first wherever a search path does not name pg_temp. Loads stage their rows in some.
    EXECUTE format('REVOKE TEMPORARY, CREATE ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO imgsearch_loader, imgsearch_owner', current_database());
EXCEPTION WHEN insufficient_privilege THEN
    RAISE WARNING '%; the owner of the database must REVOKE TEMPORARY ON DATABASE from PUBLIC', SQLERRM;
END $$;

DO $$
DECLARE
    ours record;
BEGIN
    REVOKE CREATE ON SCHEMA public, analyst, optuna FROM PUBLIC;
    -- The right to call a function comes with it, whatever is revoked for a schema alone.
    ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
    ALTER DEFAULT PRIVILEGES IN SCHEMA optuna GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES
        TO imgsearch_loader, imgsearch_owner;
    ALTER DEFAULT PRIVILEGES IN SCHEMA optuna GRANT USAGE ON SEQUENCES TO imgsearch_loader, imgsearch_owner;
    FOR ours IN
        SELECT p.oid::regprocedure AS name FROM pg_proc p
        WHERE p.pronamespace IN ('public'::regnamespace, 'analyst'::regnamespace, 'optuna'::regnamespace)
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', ours.name);
    END LOOP;
    GRANT EXECUTE ON FUNCTION public.find_captioned TO imgsearch_searcher, imgsearch_loader, imgsearch_owner;
    -- Whoever adds a verdict or a rating signs it; the triggers ask in that role.
    GRANT EXECUTE ON FUNCTION public.acting_account TO imgsearch_searcher, imgsearch_editor, imgsearch_owner;
    -- Those of an extension are for everybody; it may have been made since, or got new ones.
    FOR ours IN
        SELECT p.oid::regprocedure AS name FROM pg_proc p JOIN pg_depend d ON d.objid = p.oid AND d.deptype = 'e'
        WHERE d.classid = 'pg_proc'::regclass AND p.pronamespace = 'public'::regnamespace
        AND NOT has_function_privilege('public', p.oid, 'EXECUTE')
    LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO PUBLIC', ours.name);
    END LOOP;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE WARNING 'the rights of functions are as they were (%); imgsearch doctor says what to do', SQLERRM;
END $$;

DO $$
DECLARE
    ours record;
BEGIN
    -- Handing a function over needs membership and, for the new owner, CREATE in the schema, but for a superuser.
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        EXECUTE format('GRANT imgsearch_definer TO %I', current_user);
    END IF;
    GRANT CREATE ON SCHEMA public TO imgsearch_definer;
    FOR ours IN
        SELECT p.oid::regprocedure AS name FROM pg_proc p
        WHERE p.prosecdef AND p.pronamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO imgsearch_definer', ours.name);
    END LOOP;
    REVOKE CREATE ON SCHEMA public FROM imgsearch_definer;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE WARNING 'functions keep the rights of % (%); imgsearch doctor says what to do', current_user, SQLERRM;
END $$;
