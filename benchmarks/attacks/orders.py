"""Section 4: what plans tell of hidden rows that are looked for by what comes before and after them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Engine, text

from benchmarks.attacks.attack import Attack, Target, columns, relations

READERS = ("searcher", "analyst")
#: Column types whose values tell something; keys that are numbers tell gaps, which are counted elsewhere.
TELLING = text(
    "SELECT quote_ident(a.attname), format_type(a.atttypid, NULL) FROM pg_attribute a "
    "JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p') "
    "WHERE a.attrelid = CAST(:relation AS regclass) AND a.attnum > 0 AND NOT a.attisdropped "
    "AND a.atttypid = ANY ('{text,varchar,bytea,timestamp,timestamptz}'::regtype[])"
)
#: Type -> the least value after another one, so that nothing lies between.
NEXT = {
    "text": "{} || chr(1)",
    "character varying": "{} || chr(1)",
    "bytea": r"{} || '\x00'",
    "timestamp without time zone": "{} + interval '1 microsecond'",
    "timestamp with time zone": "{} + interval '1 microsecond'",
}
#: Type -> a value that no row has.
ABSENT = {
    "text": "'a word of no picture'",
    "character varying": "'a word of no picture'",
    "bytea": r"'\x00'",
    "timestamp without time zone": "'1066-10-14'",
    "timestamp with time zone": "'1066-10-14'",
}
#: Found by whoever guesses all of one, as docs/security.md says.
WHOLE_KEYS = ("caption_key", "query_key")
#: Of what EXPLAIN ANALYZE counts.
COUNTED = (
    "Actual Rows",
    "Rows Removed by Filter",
    "Rows Removed by Index Recheck",
    "Heap Fetches",
    "Exact Heap Blocks",
)
#: Without them the planner uses indexes wherever it can.
SETTINGS = ("SET enable_seqscan = off", "SET enable_sort = off")
ASKED = 5
PLACES = 25


def find_by_order(target: Target, engine: Engine) -> str:
    """Columns of which a plan tells that a hidden value lies in a range."""
    told = []
    with engine.connect() as connection:
        for relation, column, kind in _telling(connection):
            for value in _hidden_values(target, relation, column):
                after = NEXT[kind].format(f"CAST(:value AS {kind})")
                if _is_told(connection, relation, column, after, value):
                    told.append(f"{relation}.{column}")
                    break
    return ", ".join(told)


def find_by_guess(target: Target, engine: Engine) -> str:
    """Columns of which a plan tells that a hidden row has a guessed value, by itself or beside its picture's id."""
    told = []
    with engine.connect() as connection:
        for relation, column, kind in _telling(connection):
            values = _hidden_values(target, relation, column) if column not in WHOLE_KEYS else []
            if any(_is_guessed(connection, relation, column, kind, value) for value in values):
                told.append(f"{relation}.{column}")
    return ", ".join(told)


def count_between(target: Target, engine: Engine) -> str:
    """Columns of which a plan tells how many hidden values lie between two that are shown."""
    told = []
    with engine.connect() as connection:
        for relation, column, _kind in _telling(connection):
            removed = {
                tuple(counts[1] or 0 for counts in _explain(connection, f"SELECT 1 FROM {relation} ORDER BY {column} "
                f"LIMIT 1 OFFSET {place}", {}))
                for place in range(PLACES)
            }  # fmt: skip
            if len(removed) > 1:
                told.append(f"{relation}.{column}")
    return ", ".join(told)


def _telling(connection: Connection) -> Iterator[tuple[str, str, str]]:
    """Tables, and their columns that the login may read, with types."""
    for setting in SETTINGS:
        connection.exec_driver_sql(setting)
    for relation in relations(connection):
        if "." in relation or relation == "alembic_version":
            continue
        readable = set(columns(connection, relation))
        for column, kind in connection.execute(TELLING, {"relation": relation}).all():
            if column in readable:
                yield relation, column, kind


def _hidden_values(target: Target, relation: str, column: str) -> list[dict[str, Any]]:
    """Some values that hidden rows alone have, with their pictures."""
    with target.owner.connect() as connection:
        known = columns(connection, relation)
        if "is_hidden" not in known:
            return []
        of = "image_id" if "image_id" in known else "id"
        found = text(
            f"SELECT {column} AS value, min({of}) AS image_id FROM {relation} WHERE {column} IS NOT NULL "
            f"GROUP BY {column} HAVING bool_and(is_hidden) ORDER BY {column} LIMIT :most"
        )
        return [dict(row) for row in connection.execute(found, {"most": ASKED}).mappings()]


def _is_told(connection: Connection, relation: str, column: str, after: str, value: dict[str, Any]) -> bool:
    """Whether a range with a hidden value has another plan than one without, by itself or beside its picture's id."""
    of = "image_id" if "image_id" in columns(connection, relation) else "id"
    for beside in ("", f"{of} = :image_id AND "):
        query = f"SELECT 1 FROM {relation} WHERE {beside}{column} {{}} :value AND {column} < {after}"
        if _explain(connection, query.format(">="), value) != _explain(connection, query.format(">"), value):
            return True
    return False


def _is_guessed(connection: Connection, relation: str, column: str, kind: str, value: dict[str, Any]) -> bool:
    of = "image_id" if "image_id" in columns(connection, relation) else "id"
    for beside in ("", f"{of} = :image_id AND "):
        query = f"SELECT 1 FROM {relation} WHERE {beside}{column} = CAST({{}} AS {kind})"
        asked = (query.format(":value"), query.format(ABSENT[kind]))
        # Whichever way a plan goes, it counts the same.
        one, other = ([sum(filter(None, counts)) for counts in zip(*_explain(connection, each, value), strict=True)]
                      for each in asked)  # fmt: skip
        if one != other:
            return True
    return False


def _explain(connection: Connection, query: str, values: dict[str, object]) -> list[tuple[int | None, ...]]:
    explain = text(f"EXPLAIN (ANALYZE, TIMING off, COSTS off, FORMAT JSON) {query}")
    connection.execute(explain, values)  # the first scan clears away what was rolled back
    found: Any = connection.execute(explain, values).scalar()
    plan = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    return [tuple(node.get(name) for name in COUNTED) for node in _nodes(plan)]


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from _nodes(child)


ATTACKS = (
    Attack("4", "look for texts, keys and dates of hidden rows by their order", READERS, find_by_order),
    Attack(
        "4", "guess words, paths and dates of hidden rows, with and without their picture's id", READERS, find_by_guess
    ),
    Attack("4", "count hidden rows between two that are shown", READERS, count_between),
)
