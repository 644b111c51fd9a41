"""Reads the catalogue, so that no table, view or function that comes later can be forgotten."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, text

#: For these roles a flagged picture must not exist.
GUARDED_ROLES = ("imgsearch_searcher", "imgsearch_analyst", "imgsearch_web", "public")
OURS = "nspname NOT LIKE 'pg\\_%' AND nspname NOT IN ('information_schema', 'optuna')"
#: Tables that hold a picture, or hang on one however indirectly, by a column's name or a foreign key.
DERIVED = rf"""
WITH RECURSIVE derived AS (
    SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'm', 'f') AND {OURS} AND (c.relname = 'image' OR EXISTS (
        SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND NOT a.attisdropped
        AND a.attname IN ('image_id', 'caption_id', 'image_name', 'is_hidden')))
    UNION
    SELECT f.conrelid FROM pg_constraint f JOIN derived d ON d.oid = f.confrelid WHERE f.contype = 'f'
)
"""
UNGUARDED = rf"""{DERIVED}
SELECT c.oid::regclass || ' lacks row security' FROM derived JOIN pg_class c USING (oid) WHERE NOT c.relrowsecurity
UNION ALL
SELECT p.polrelid::regclass || ': policy ' || p.polname || ' shows flagged rows to ' || r.name
FROM derived JOIN pg_policy p ON p.polrelid = derived.oid
CROSS JOIN LATERAL unnest(p.polroles) AS given(oid)
CROSS JOIN LATERAL (SELECT CASE WHEN given.oid = 0 THEN 'public' ELSE given.oid::regrole::text END AS name) r
WHERE r.name = ANY(:roles) AND p.polpermissive AND p.polcmd IN ('r', '*', 'w', 'd')
AND pg_get_expr(p.polqual, p.polrelid) !~ '^\(+NOT is_hidden\)($| AND )'
"""
VIEWS = f"""
SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE {OURS} AND (c.relkind = 'm' OR c.relkind = 'v'
AND NOT coalesce('security_invoker=true' = ANY(c.reloptions), false))
AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = c.oid AND e.deptype = 'e')
"""
FUNCTIONS = f"""
SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
JOIN pg_roles o ON o.oid = p.proowner
WHERE {OURS} AND p.prosecdef AND (
    coalesce(array_to_string(p.proconfig, ';') NOT LIKE 'search\\_path=pg\\_catalog, %, pg\\_temp', true)
    OR o.rolsuper OR o.rolcanlogin)
OR {OURS} AND has_function_privilege('public', p.oid, 'EXECUTE')
AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""


def unguarded(connection: Connection) -> list[str]:
    return list(connection.scalars(text(UNGUARDED), {"roles": list(GUARDED_ROLES)}))


def test_every_table_that_derives_from_a_picture_hides_flagged_rows(connection: Connection) -> None:
    derived = connection.scalars(text(f"{DERIVED} SELECT oid::regclass::text FROM derived")).all()
    assert {"image", "caption", "thumbnail", "click", "encoding_task", "load_reject", "model_prediction"} <= set(
        derived
    )
    assert unguarded(connection) == []


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE forgotten (image_id bigint)",
        "CREATE TABLE forgotten (a bigint, b bigint, FOREIGN KEY (a, b) REFERENCES caption (id, image_id))",
        "CREATE MATERIALIZED VIEW forgotten AS SELECT image_id FROM caption",
        "ALTER TABLE thumbnail DISABLE ROW LEVEL SECURITY",
        "CREATE POLICY wrong ON image FOR SELECT TO imgsearch_analyst USING (true)",
        "CREATE POLICY wrong ON image USING (name <> '')",
    ],
)
def test_a_table_without_its_rule_is_noticed(connection: Connection, statement: str) -> None:
    connection.execute(text(statement))
    assert len(unguarded(connection)) == 1


def test_every_view_shows_what_its_reader_may_see(connection: Connection) -> None:
    assert connection.scalars(text(VIEWS)).all() == []
    connection.execute(text("CREATE VIEW forgotten AS SELECT id FROM image"))
    assert connection.scalars(text(VIEWS)).all() == ["forgotten"]


@pytest.mark.parametrize("setting", ["", "SET search_path = public", "SET search_path = pg_catalog, public, pg_temp"])
def test_functions_with_their_owners_rights_are_tied_down(connection: Connection, setting: str) -> None:
    assert connection.scalars(text(FUNCTIONS)).all() == []
    connection.execute(text(f"CREATE FUNCTION lax() RETURNS int LANGUAGE sql SECURITY DEFINER {setting} AS 'SELECT 1'"))
    assert connection.scalars(text(FUNCTIONS)).all() == ["lax()"]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE FUNCTION lax() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER "
        "SET search_path = pg_catalog, public, pg_temp AS 'BEGIN RETURN NULL; END'",
        "CREATE FUNCTION lax() RETURNS int LANGUAGE sql AS 'SELECT 1'; GRANT EXECUTE ON FUNCTION lax TO PUBLIC",
    ],
)
def test_triggers_and_what_everybody_may_call_are_no_exception(connection: Connection, statement: str) -> None:
    connection.execute(text(statement))
    assert connection.scalars(text(FUNCTIONS)).all() == ["lax()"]


def test_nobody_calls_a_function_that_was_made_without_a_thought(connection: Connection) -> None:
    connection.execute(text("CREATE FUNCTION new() RETURNS int LANGUAGE sql AS 'SELECT 1'"))
    assert connection.scalar(text("SELECT has_function_privilege('imgsearch_owner', 'new()', 'EXECUTE')")) is False


def test_the_functions_owner_may_write_the_flag_of_every_table_that_copies_it(connection: Connection) -> None:
    left_out = text(
        "SELECT c.conrelid::regclass::text FROM pg_constraint c WHERE c.contype = 'f' "
        "AND c.confrelid = 'image'::regclass AND cardinality(c.confkey) = 2 AND NOT (has_column_privilege("
        "'imgsearch_definer', c.conrelid, 'is_hidden', 'UPDATE') AND EXISTS (SELECT FROM pg_policy p "
        "WHERE p.polrelid = c.conrelid AND p.polname = 'functions_do_all'))"
    )
    assert connection.scalars(left_out).all() == []


def test_group_roles_cannot_log_in_own_nothing_and_hold_no_rights_over_the_server(connection: Connection) -> None:
    mighty = text(
        "SELECT rolname FROM pg_roles WHERE rolname LIKE 'imgsearch\\_%' AND rolname NOT LIKE 'imgsearch\\_test\\_%' "
        "AND (rolcanlogin OR rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)"
    )
    assert connection.scalars(mighty).all() == []
    owned = text(
        "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner "
        "WHERE r.rolname LIKE 'imgsearch\\_%' AND r.rolcanlogin = false"
    )
    assert connection.scalars(owned).all() == []
    members = text(
        "SELECT m.member::regrole::text, m.roleid::regrole::text, m.inherit_option, m.admin_option "
        "FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member "
        "WHERE r.rolname LIKE 'imgsearch\\_%' AND NOT r.rolcanlogin ORDER BY 2"
    )
    assert [tuple(row) for row in connection.execute(members)] == [
        ("imgsearch_web", "imgsearch_editor", False, False),
        ("imgsearch_web", "imgsearch_searcher", False, False),
    ]


def test_public_holds_no_right_on_anything_of_ours(connection: Connection) -> None:
    open_to_all = text(
        f"SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, "
        f"aclexplode(c.relacl) a WHERE {OURS} AND a.grantee = 0"
    )
    assert connection.scalars(open_to_all).all() == []
    assert not connection.scalar(text("SELECT has_schema_privilege('public', 'public', 'CREATE')"))


def test_loaders_change_every_column_of_a_picture_but_its_flag(connection: Connection) -> None:
    """A new column of `image` needs its grant, since the table as a whole is not granted; keys are a trigger's."""
    kept = text(
        "SELECT attname::text FROM pg_attribute WHERE attrelid = 'image'::regclass AND attnum > 0 "
        "AND attgenerated = '' AND NOT attisdropped "
        "AND NOT has_column_privilege('imgsearch_loader', attrelid, attnum, 'UPDATE') ORDER BY 1"
    )
    assert connection.scalars(kept).all() == ["id", "is_hidden", "name_keys", "series", "state"]


def test_logins_compare_texts_in_no_index(connection: Connection) -> None:
    """What is leakproof goes into an index before row security has looked at the row."""
    by_order = text(
        "SELECT DISTINCT p.proname::text FROM pg_amop a JOIN pg_operator o ON o.oid = a.amopopr "
        "JOIN pg_proc p ON p.oid = o.oprcode WHERE p.proleakproof AND o.oprname <> '=' "
        "AND a.amoplefttype = ANY ('{text,bpchar,bytea,name}'::regtype[]) ORDER BY 1"
    )
    assert connection.scalars(by_order).all() == []
    equality = text("SELECT proleakproof FROM pg_proc WHERE proname = 'texteq'")
    assert connection.scalar(equality) is True  # else no search filters by an index
