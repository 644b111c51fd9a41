-- Whoever makes a role may grant it, and act as it only where it was granted; superusers act as everybody.
DO $$
BEGIN
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        EXECUTE format('GRANT imgsearch_analyst TO %I', current_user);
    END IF;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE WARNING '% may not act as imgsearch_analyst (%), so that views cannot be exported', current_user, SQLERRM;
END $$;
