"""What a restore takes away before the dump's rows come, in the transaction that brings them."""

from __future__ import annotations

from typing import Final

#: Before anything is read that is taken along: what others write meanwhile would go with the tables, unread.
LOCK: Final = b"""
LOCK TABLE public.image, public.minor_evidence, public.minor_review, public.minor_look, public.removal,
    public.account, public.api_token, public.collection IN ACCESS EXCLUSIVE MODE;
"""
#: Schemas that the migrations make are dropped by name: one of somebody else stays, and stops a dump that has it too.
#: Extensions stay: an owner who is no superuser could not make them again.
EMPTY: Final = b"""
DROP SCHEMA IF EXISTS optuna CASCADE;
DROP SCHEMA IF EXISTS analyst CASCADE;
DROP SCHEMA IF EXISTS spread CASCADE;
DO $$
DECLARE
    ours record;
BEGIN
    FOR ours IN
        SELECT o.type, o.identity FROM pg_depend d
        CROSS JOIN LATERAL pg_identify_object(d.classid, d.objid, d.objsubid) o
        WHERE d.refclassid = 'pg_namespace'::regclass AND d.refobjid = 'public'::regnamespace AND d.deptype = 'n'
        AND d.classid NOT IN ('pg_extension'::regclass, 'pg_default_acl'::regclass) AND NOT EXISTS (
            SELECT FROM pg_depend e WHERE e.classid = d.classid AND e.objid = d.objid AND e.deptype = 'e'
        )
        ORDER BY o.type <> 'table'
    LOOP
        -- A table has taken along what is its own.
        EXECUTE format('DROP %s IF EXISTS %s CASCADE', ours.type, ours.identity);
    END LOOP;
END $$;
GRANT USAGE ON SCHEMA public TO PUBLIC;
"""
