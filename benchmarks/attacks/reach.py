"""Sections 3 and 4: what the server itself offers to every login, used against the tables' rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from benchmarks.attacks.attack import Attack, Target, columns, refused, relations
from benchmarks.attacks.rights import ALL, create

READERS = ("searcher", "analyst")
BELOW = (
    "SELECT last_value FROM image_id_seq",
    "SELECT nextval('image_id_seq')",
    "SELECT pg_ls_dir('.')",
    "SELECT pg_read_binary_file('PG_VERSION')",
    "SELECT pg_current_logfile()",
    "SELECT lo_create(0)",
    "SELECT lo_from_bytea(0, 'x')",
    "SELECT count(*) FROM pg_largeobject",
    "SELECT count(*) FROM pg_statistic",
    "SELECT pg_stat_reset()",
    "LOAD 'auto_explain'",
    "SET session_preload_libraries = 'auto_explain'",
    "SET session_replication_role = replica",
    "SET log_statement = 'all'",
    "CREATE EXTENSION dblink",
    "CREATE EXTENSION pageinspect",
    "CREATE EXTENSION file_fdw",
    "CREATE PUBLICATION mine",
    "SELECT pg_create_logical_replication_slot('mine', 'pgoutput')",
    "COPY (SELECT 1) TO '/tmp/mine'",
    "CREATE EVENT TRIGGER mine ON ddl_command_end EXECUTE FUNCTION mine()",
    "REINDEX TABLE image",
    "COMMENT ON TABLE image IS 'mine'",
)
LOCKED = tuple(f"SELECT * FROM image LIMIT 1 FOR {how}" for how in ("UPDATE", "NO KEY UPDATE", "SHARE", "KEY SHARE"))
#: Plans that look at rows in other orders, or that are made once for whoever comes.
SETTINGS = ("enable_seqscan = off", "enable_indexscan = off", "plan_cache_mode = force_generic_plan")
TEXTS = text(
    "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = CAST(:relation AS regclass) AND attnum > 0 "
    "AND NOT attisdropped AND atttypid = ANY ('{text,varchar}'::regtype[])"
)
QUOTED = re.compile(r'invalid input syntax for type \w+: "(.*)"$', re.DOTALL)


def fail_on_hidden_rows(target: Target, engine: Engine) -> str:
    """Values of hidden rows that an error of a condition quotes, in whatever way the condition is asked."""
    told = []
    with engine.connect() as connection:
        for relation, column in _texts(connection):
            hidden = _hidden_values(target, relation, column)
            query = f"SELECT count(*) FROM {relation} WHERE CAST({column} AS numeric) > 0"
            ways = (
                (query,),
                *((f"SET LOCAL {setting}", query) for setting in SETTINGS),
                (f"DECLARE mine CURSOR FOR {query}", "FETCH ALL FROM mine"),
                (f"PREPARE mine AS {query}", "EXECUTE mine"),
                (f"{query} AND is_hidden",),
                (query.replace(" WHERE", " TABLESAMPLE SYSTEM (100) WHERE"),),
            )
            if any(_quoted(connection, way) in hidden for way in ways):
                told.append(f"{relation}.{column}")
            connection.exec_driver_sql("DEALLOCATE ALL")
            connection.rollback()
    return ", ".join(told)


def _texts(connection: Connection) -> Iterator[tuple[str, str]]:
    for relation in relations(connection):
        readable = set(columns(connection, relation))
        for column in connection.scalars(TEXTS, {"relation": relation}).all():
            if column in readable:
                yield relation, column


def _hidden_values(target: Target, relation: str, column: str) -> set[str]:
    """What hidden rows have and no others."""
    with target.owner.connect() as connection:
        if "is_hidden" not in columns(connection, relation):
            return set()
        found = f"SELECT {column} FROM {relation} WHERE {column} IS NOT NULL GROUP BY 1 HAVING bool_and(is_hidden)"
        return set(connection.exec_driver_sql(found).scalars())


def _quoted(connection: Connection, statements: tuple[str, ...]) -> str | None:
    try:
        for statement in statements:
            connection.exec_driver_sql(statement)
    except DBAPIError as exc:
        found = QUOTED.search(str(exc.orig).splitlines()[0])
        return found[1] if found else None
    finally:
        connection.rollback()
    return None


def take_in_other_ways(target: Target, engine: Engine) -> str:
    """Rows of hidden pictures by samples, statistics of words, XML, cursors, prepared statements and COPY."""
    ids, told = list(target.hidden), []
    of_hidden = f"image_id = ANY ('{{{','.join(map(str, ids))}}}'::bigint[])"
    ways: dict[str, tuple[str, ...]] = {
        "a sample": (f"SELECT 1 FROM caption TABLESAMPLE BERNOULLI (100) WHERE {of_hidden}",),
        "ts_stat": (f"SELECT word FROM ts_stat($$SELECT tsv FROM caption WHERE {of_hidden}$$)",),
        "a cursor": (f"DECLARE mine CURSOR FOR SELECT 1 FROM caption WHERE {of_hidden}", "FETCH ALL FROM mine"),
        "a generic plan": (
            "SET LOCAL plan_cache_mode = force_generic_plan",
            f"PREPARE mine AS SELECT 1 FROM caption WHERE {of_hidden}",
            "EXECUTE mine",
        ),
        "a division": (f"SELECT 1 FROM caption WHERE {of_hidden} AND 1 / (image_id - image_id) = 1",),
    }
    with engine.connect() as connection:
        for name, statements in ways.items():
            try:
                found: list[Any] = []
                for statement in statements:
                    answer = connection.exec_driver_sql(statement)
                    found = list(answer) if answer.returns_rows else []
            except DBAPIError as exc:
                found = ["an error"] if "division" in str(exc.orig) else []
            if found:
                told.append(f"{len(found)} by {name}")
            connection.rollback()
        if _copied(connection, of_hidden):
            told.append("rows by COPY")
    return ", ".join(told)


def _copied(connection: Connection, of_hidden: str) -> bool:
    driver = connection.connection.driver_connection
    assert driver is not None
    with driver.cursor().copy(f"COPY (SELECT 1 FROM caption WHERE {of_hidden}) TO STDOUT") as copied:
        return any(True for _ in copied)


def lock_rows(_: Target, engine: Engine) -> str:
    """Locks on rows that others wait for."""
    return ", ".join(statement for statement in LOCKED if not refused(engine, statement))


ATTACKS = (
    Attack("3", "reach below the tables: files, sequences, large objects, extensions, settings", ALL, create(*BELOW)),
    Attack("3", "lock rows of pictures", tuple(role for role in ALL if role != "loader"), lock_rows),
    Attack("4", "make conditions fail on hidden rows", READERS, fail_on_hidden_rows),
    Attack(
        "4", "take hidden rows by samples, word counts, cursors, generic plans and COPY", READERS, take_in_other_ways
    ),
)
