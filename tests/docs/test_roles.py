"""The table of roles in docs/security.md against the rights that the catalogue holds."""

from __future__ import annotations

import re

from sqlalchemy import text
from sqlalchemy.orm import Session

from imgsearch.cli.db import ROLES
from tests.docs.markdown import found, in_backticks, table

ROWS = {
    in_backticks(row[0])[0]: row[1:]
    for row in table("docs/security.md", "| role | flagged pictures | reads | writes |")
}
#: Owns functions; nobody is given it.
DEFINER = "imgsearch_definer"
#: Columns and, to delete, tables of the schema public, but for the one that every role reads.
RIGHTS = text("""
SELECT c.relname || '.' || a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = ANY(:kinds) AND a.attnum > 0 AND NOT a.attisdropped
AND c.relname <> 'alembic_version' AND has_column_privilege(:role, c.oid, a.attnum, :right)
""")
DELETES = text(
    "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') "
    "AND relname <> 'alembic_version' AND has_table_privilege(:role, oid, 'DELETE')"
)
SCHEMAS = text(
    "SELECT has_table_privilege(:role, 'alembic_version', 'SELECT'), has_schema_privilege(:role, 'analyst', 'USAGE')"
)
POLICIES = text(
    "SELECT qual FROM pg_policies WHERE tablename = 'image' AND cmd IN ('SELECT', 'ALL') AND :role = ANY(roles)"
)
READ, WRITTEN = ["r", "p", "v", "m"], ["r", "p"]


def columns(session: Session, role: str, right: str, kinds: list[str]) -> set[str]:
    return set(session.scalars(RIGHTS, {"role": role, "right": right, "kinds": kinds}))


def everything(session: Session, kinds: list[str]) -> set[str]:
    superuser = session.scalar(text("SELECT rolname::text FROM pg_roles WHERE oid = 10"))
    return columns(session, str(superuser), "SELECT", kinds)


def meant(words: str, every: set[str]) -> set[str]:
    """The columns that a cell speaks of: "all", "all but" some tables and columns, or some."""
    named = set()
    for name in in_backticks(words):
        chosen = {column for column in every if column == name or column.startswith(f"{name}.")}
        assert chosen, f"there is no {name}"
        named |= chosen
    return every - named if words.startswith("all") else named


def test_each_role_reads_what_the_table_says(session: Session) -> None:
    every = everything(session, READ)
    for role, (_flagged, reads, _writes) in ROWS.items():
        assert columns(session, role, "SELECT", READ) == meant(reads, every), role
        version, analysts = session.execute(SCHEMAS, {"role": role}).one()
        assert (version, analysts) == (role != DEFINER, reads.startswith("all")), role


def test_each_role_writes_what_the_table_says(session: Session) -> None:
    every = everything(session, WRITTEN)
    for role, (_flagged, _reads, writes) in ROWS.items():
        said = dict(clause.strip().split(" ", 1) for clause in writes.split(";") if clause.strip() != "nothing")
        assert set(said) <= {"adds", "changes", "deletes"}
        for verb, right in (("adds", "INSERT"), ("changes", "UPDATE")):
            assert columns(session, role, right, WRITTEN) == meant(said.get(verb, ""), every), (role, verb)
        emptied = {column.partition(".")[0] for column in meant(said.get("deletes", ""), every)}
        assert set(session.scalars(DELETES, {"role": role})) == emptied, role


def test_the_table_has_every_role_and_whether_policies_hide_flagged_pictures_from_it(session: Session) -> None:
    roles = text("SELECT rolname::text FROM pg_roles WHERE rolname LIKE 'imgsearch\\_%' AND NOT rolcanlogin")
    assert set(session.scalars(roles)) == set(ROWS) == {f"imgsearch_{name}" for name in ROLES} | {DEFINER}
    for role, (flagged, _reads, _writes) in ROWS.items():
        rule = {"hidden": ["(NOT is_hidden)"], "shown": ["true"], "not": []}[re.split(r"\W", flagged)[0]]
        assert session.scalars(POLICIES, {"role": role}).all() == rule, role
    members = text("SELECT roleid::regrole::text FROM pg_auth_members WHERE member = 'imgsearch_web'::regrole")
    becomes = found("docs/security.md", r"it becomes (\w+) or (\w+) for each request")
    assert set(session.scalars(members)) == {f"imgsearch_{name}" for name in becomes}


def test_the_number_of_functions_with_their_owners_rights(session: Session) -> None:
    counted = text("SELECT count(*) FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace")
    (said,) = found("docs/security.md", r"the ([\w-]+) that there are name their search path")
    numerals = "twenty twenty-one twenty-two twenty-three twenty-four twenty-five".split()
    assert session.scalar(counted) == 20 + numerals.index(said)
