"""Section 4: hidden rows leave no shadow."""

from __future__ import annotations

import json
import re
from typing import Any

from sqlalchemy import Connection, Engine, text

from benchmarks.attacks.attack import Attack, Target, columns, refused, relations

READERS = ("searcher", "analyst")
ABSENT = "qzxjvwk"
#: At most so many words are asked about one by one.
TRIED = 200


def grep(target: Target, engine: Engine) -> str:
    """Names of hidden pictures in anything that can be read."""
    names = set(target.hidden.values())
    found = []
    with engine.connect() as connection:
        for relation in relations(connection):
            readable = ", ".join(columns(connection, relation))
            rows = connection.exec_driver_sql(f"SELECT to_jsonb(r)::text FROM (SELECT {readable} FROM {relation}) r")
            leaked = {name for (row,) in rows for name in _named(row) if name in names}
            if leaked:
                found.append(f"{len(leaked)} names in {relation}")
    return ", ".join(found)


def _named(row: str) -> list[str]:
    return re.findall(r"[\w.-]+\.(?:jpg|jpeg|png)", row)


def hidden_texts(target: Target) -> list[str]:
    """Captions that belong to hidden pictures and to no others."""
    with target.owner.connect() as connection:
        return list(
            connection.scalars(
                text(
                    "SELECT text FROM caption GROUP BY text HAVING bool_and(is_hidden) AND bool_or(image_id <> 0) "
                    "ORDER BY text"
                )
            )
        )


def ask_the_planner(target: Target, engine: Engine) -> str:
    """Texts of hidden captions in the statistics from which the login's plans are estimated."""
    texts = set(hidden_texts(target))
    with engine.connect() as connection:
        lines = connection.exec_driver_sql("EXPLAIN SELECT 1 FROM caption WHERE text < 'b'").scalars().all()
    asked = {"caption", *(name for line in lines for name in re.findall(r" on (\w+)", line))}
    bounds = text(
        "SELECT unnest(histogram_bounds::text::text[] || most_common_vals::text::text[]) FROM pg_stats "
        "WHERE tablename = ANY(:asked) AND attname = 'text'"
    )
    with target.owner.connect() as connection:
        told = texts & set(connection.scalars(bounds, {"asked": list(asked)}))
    return f"{len(told)} texts of hidden captions bound a histogram" if told else ""


def count_pages(target: Target, engine: Engine) -> str:
    """Pages that find_captioned reads for words of hidden captions only, against a word of none."""
    with target.owner.connect() as connection:
        words = connection.scalars(
            text(
                "SELECT word FROM ts_stat('SELECT tsv FROM caption WHERE is_hidden AND image_id <> 0') "
                "WHERE NOT EXISTS (SELECT FROM caption c WHERE NOT c.is_hidden "
                "AND c.tsv @@ to_tsquery('simple', word)) AND word ~ '^[a-z]+$' ORDER BY word LIMIT :most"
            ),
            {"most": TRIED},
        ).all()
    with engine.connect() as connection:
        absent = {_pages(connection, f"{ABSENT}{number}") for number in range(20)}
        told = [word for word in words if _pages(connection, word) not in absent]
    return f"{len(told)} of {len(words)} words" if told else ""


def _pages(connection: Connection, word: str) -> int:
    query = text(
        "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT * FROM find_captioned(to_tsquery('simple', :word), 10)"
    )
    connection.execute(query, {"word": word})
    found: Any = connection.execute(query, {"word": word}).scalar()
    plan = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


def count_removed(target: Target, engine: Engine) -> str:
    """Rows that a plan says it has passed over."""
    told = []
    with engine.connect() as connection:
        for relation in relations(connection):
            if "." in relation or relation == "alembic_version":
                continue
            lines = connection.exec_driver_sql(f"EXPLAIN (ANALYZE) SELECT count(*) FROM {relation}").scalars().all()
            told += [relation for line in lines if "Removed by Filter" in line]
    return "counts of " + ", ".join(told) if told else ""


def collide(target: Target, engine: Engine) -> str:
    """Whether a hidden id is answered otherwise than an absent one."""
    told = set()
    statements = (
        "INSERT INTO click (search_id, image_id) VALUES (1, {}) ON CONFLICT DO NOTHING",
        "INSERT INTO match_feedback (image_id, text, rating) VALUES ({}, 'x', 4) ON CONFLICT DO NOTHING",
        "SELECT * FROM image WHERE id = {}",
    )
    with target.owner.begin() as connection:
        connection.execute(text("INSERT INTO search (text, language, hit_count, took_ms) VALUES ('x', 'en', 0, 1)"))
        hidden = next(iter(target.hidden))
        connection.execute(
            text("INSERT INTO click (search_id, image_id, is_hidden) VALUES (1, :id, true) ON CONFLICT DO NOTHING"),
            {"id": hidden},
        )
        connection.execute(
            text(
                "INSERT INTO match_feedback (image_id, is_hidden, text, rater, rating) "
                "VALUES (:id, true, 'x', :who, 4) ON CONFLICT DO NOTHING"
            ),
            {"id": hidden, "who": _login(engine)},
        )
    for statement in statements:
        answers = {re.sub(r"\d+", "N", refused(engine, statement.format(number))) for number in (hidden, 10**15)}
        if len(answers) > 1:
            told.add(statement.split()[2])
    return ", ".join(sorted(told))


def _login(engine: Engine) -> str:
    with engine.connect() as connection:
        return str(connection.scalar(text("SELECT session_user")))


def read_counters(target: Target, engine: Engine) -> str:
    """Statistics that the server keeps of relations with hidden rows."""
    told = []
    relation = "(SELECT oid FROM pg_class WHERE relname ~ '^image(_hidden)?$' ORDER BY relname DESC LIMIT 1)"
    for what, statement in (
        ("reltuples", f"SELECT reltuples FROM pg_class WHERE oid = {relation}"),
        ("n_tup_upd", f"SELECT n_tup_upd FROM pg_stat_all_tables WHERE relid = {relation}"),
        ("n_live_tup", f"SELECT pg_stat_get_live_tuples({relation})"),
        ("size", f"SELECT pg_relation_size({relation})"),
        ("pg_stats", "SELECT 1 / count(*) FROM pg_stats WHERE tablename ~ '(image|caption)(_hidden)?$'"),
    ):
        if not refused(engine, statement):
            told.append(what)
    return ", ".join(told)


def count_gaps(target: Target, engine: Engine) -> str:
    """Ids that are missing between those that are shown."""
    with target.owner.connect() as connection:
        consecutive = connection.scalar(text("SELECT max(id) - min(id) + 1 = count(*) FROM image"))
    return "gaps between ids count hidden pictures" if consecutive else ""


ATTACKS = (
    Attack("4", "look for names of hidden pictures in everything that can be read", READERS, grep),
    Attack("4", "ask the planner for bounds of histograms", READERS, ask_the_planner),
    Attack("4", "count the pages that a search in captions reads", ("searcher",), count_pages),
    Attack("4", "count the rows that plans remove", READERS, count_removed, tells_counts=True),
    Attack("4", "insert with ON CONFLICT, by a hidden and by an absent id", ("searcher",), collide),
    Attack("4", "read the server's statistics", READERS, read_counters, tells_counts=True),
    Attack("4", "count gaps between ids", READERS, count_gaps, tells_counts=True),
)
