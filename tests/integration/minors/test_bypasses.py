"""What a login may try to get around the rules of the roles: roles, DDL, functions, COPY, plans and statistics."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text

from .conftest import refused

Connect = Callable[[str], Engine]

BYPASSES = (
    "SET ROLE imgsearch_editor",
    "SET ROLE imgsearch_loader",
    "SET ROLE imgsearch_owner",
    "SET SESSION AUTHORIZATION {superuser}",
    "ALTER TABLE image DISABLE ROW LEVEL SECURITY",
    "DROP POLICY no_minors ON image",
    "ALTER ROLE CURRENT_USER BYPASSRLS",
    "GRANT imgsearch_editor TO CURRENT_USER",
    "CREATE POLICY mine ON image FOR SELECT USING (true)",
    "ALTER VIEW minor_status SET (security_invoker = false)",
    "ALTER TABLE image DISABLE TRIGGER ALL",
    "SET session_replication_role = replica",
    "CREATE OR REPLACE FUNCTION settle_evidence() RETURNS trigger LANGUAGE sql AS 'SELECT NULL'",
    "SELECT pg_read_file('PG_VERSION')",
    "COPY image TO PROGRAM 'cat'",
    "SET row_security = off; SELECT count(*) FROM image",
    "SELECT settle_evidence()",
    "SELECT * FROM pg_statistic",
    "CREATE TABLE mine AS SELECT * FROM image",
    "COPY (SELECT 1) TO PROGRAM 'cat'",
    "COPY (SELECT 1) TO '/tmp/imgsearch_stolen'",
    "SELECT lo_import('/etc/passwd')",
    "SELECT last_value FROM image_id_seq",
    "SELECT nextval('image_id_seq')",
    "CREATE FUNCTION pg_temp.sly(text) RETURNS boolean LANGUAGE sql LEAKPROOF AS 'SELECT true'",
    "CREATE FUNCTION public.sly() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "SELECT * FROM encoding_task",
    "SELECT * FROM image_name",
)
#: An editor is an editor, and no policy hides rows from one.
EDITORS_MAY = ("SET ROLE imgsearch_editor", "SET row_security = off; SELECT count(*) FROM image")
REFUSALS = (
    "permission denied",
    "must be owner",
    "row-level security",
    "trigger function",
    "must have",
    "Only roles",
    "only superuser",
)


@pytest.mark.parametrize("role", ["searcher", "analyst", "editor"])
def test_nobody_gets_around_the_rules(engine: Engine, connect_as: Connect, reviewed: dict[str, int], role: str) -> None:
    with engine.connect() as connection:
        superuser = connection.scalar(text("SELECT quote_ident(rolname) FROM pg_roles WHERE oid = 10"))
    by_role = connect_as(role)
    for statement in BYPASSES:
        if role == "editor" and statement in EDITORS_MAY:
            continue
        message = refused(by_role, statement.format(superuser=superuser))
        assert any(reason in message for reason in REFUSALS), (statement, message)


def test_copy_and_plans_give_nothing_away(engine: Engine, connect_as: Connect, reviewed: dict[str, int]) -> None:
    analyst = connect_as("analyst")
    with engine.begin() as connection:
        connection.exec_driver_sql(f'CREATE SCHEMA own AUTHORIZATION "{analyst.url.username}"')
    with analyst.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        for query in (
            "COPY (SELECT name FROM image ORDER BY name) TO STDOUT",
            "COPY (SELECT image_name FROM test_query ORDER BY 1) TO STDOUT",
        ):
            with driver.cursor().copy(query) as copy:
                exported = b"".join(copy).decode()
            assert "girl" not in exported
            assert "dog.jpg" in exported
        with driver.cursor().copy("COPY image (name) TO STDOUT") as copy:
            assert sorted(b"".join(copy).decode().split()) == ["dog.jpg", "silent.jpg"]
        plan = "\n".join(row[0] for row in driver.execute("EXPLAIN (ANALYZE) SELECT * FROM image").fetchall())
        assert "NOT is_hidden" in plan
        assert driver.execute("SELECT tablename FROM pg_stats WHERE tablename = 'image'").fetchall() == []
        # A cast or a division may fail on rows that the rule lets through alone.
        driver.execute("SELECT 1 / (CASE WHEN text LIKE '%girl%' THEN 0 ELSE 1 END) FROM caption").fetchall()
        assert (
            driver.execute("SELECT * FROM pg_stats WHERE schemaname = 'public' AND tablename = 'caption'").fetchall()
            == []
        )
        # A cheap function of the reader's own must not see a row before the rule has.
        driver.execute(
            "CREATE FUNCTION own.peek(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS "
            "$$ BEGIN IF $1 LIKE 'girl%' THEN RAISE EXCEPTION 'seen %', $1; END IF; RETURN true; END $$"
        )
        assert len(driver.execute("SELECT 1 FROM image WHERE own.peek(name)").fetchall()) == 2
