-- A large object is its maker's own: it fills the disk unseen, and a dump by another who is no superuser ends at it.
-- Nothing here uses any. What the functions of the server may do is as it was after a restore, so this may be run again.
DO $$
BEGIN
    IF has_function_privilege('public', 'lo_create(oid)', 'EXECUTE') THEN
        REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) FROM PUBLIC;
    END IF;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE WARNING 'logins can make large objects (%), which no backup takes along', SQLERRM;
END $$;
