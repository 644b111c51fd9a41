"""Whether Citus would distribute the tables as docs/scale-out.md says, by the rules of its create_distributed_table.

Reads the catalogue, so that no table or key that comes later can be forgotten.
"""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import Connection, text

DOCUMENT = Path(__file__).parents[3] / "docs" / "scale-out.md"
STATEMENT = re.compile(
    r"^SELECT (?:create_(?P<kind>distributed|reference)_table|citus_add_(?P<local>local)_table_to_metadata)"
    r"\('(?P<table>\w+)'(?:, '(?P<column>\w+)'(?:, colocate_with => '(?P<other>\w+)')?)?\);$",
    re.MULTILINE,
)
#: (table, kind, the column that it is distributed by, the table that it stands beside)
PLACES = [
    (found["table"], found["kind"] or found["local"], found["column"], found["other"] or found["table"])
    for found in STATEMENT.finditer(DOCUMENT.read_text())
]
PROBLEMS = """
WITH named AS (
    SELECT * FROM unnest(CAST(:names AS text[]), CAST(:kinds AS text[]), CAST(:columns AS text[]),
                         CAST(:others AS text[])) AS n (name, kind, by, beside)
), place AS (
    SELECT c.oid, c.relname::text AS name, n.kind, n.by, n.beside, a.attnum, a.attnotnull
    FROM pg_class c LEFT JOIN named n ON n.name = c.relname
    LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = n.by
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace
), foreign_key AS (
    SELECT f.*, a.kind, a.attnum, coalesce(CASE a.kind
        WHEN 'distributed' THEN b.kind = 'reference' OR b.kind = 'distributed' AND b.beside = a.beside
            AND array_position(f.conkey, a.attnum) = array_position(f.confkey, b.attnum)
        WHEN 'reference' THEN b.kind = 'reference'
        ELSE b.kind <> 'distributed' END, false) AS stays_on_a_machine
    FROM pg_constraint f JOIN place a ON a.oid = f.conrelid JOIN place b ON b.oid = f.confrelid WHERE f.contype = 'f'
)
SELECT name || ' has no place' FROM place WHERE kind IS NULL
UNION ALL
SELECT name || '.' || by || ' may be NULL' FROM place WHERE kind = 'distributed' AND attnotnull IS NOT TRUE
UNION ALL
SELECT x.indexrelid::regclass || ' lacks ' || by FROM place JOIN pg_index x ON x.indrelid = oid
WHERE kind = 'distributed' AND (x.indisunique OR x.indisexclusion)
AND attnum <> ALL ((x.indkey::int2[])[0:x.indnkeyatts - 1])
UNION ALL
SELECT conname || ' leads to another machine' FROM foreign_key WHERE NOT stays_on_a_machine
UNION ALL
SELECT conname || ' changes where a row stands' FROM foreign_key
WHERE kind = 'distributed' AND attnum = ANY (conkey) AND (confupdtype IN ('c', 'n', 'd') OR confdeltype IN ('n', 'd'))
"""


CROSSES = "wrong leads to another machine"
MOVES = "wrong changes where a row stands"
#: What breaks a rule, and what is said of it.
BROKEN = {
    "CREATE TABLE forgotten (image_id bigint)": "forgotten has no place",
    "ALTER TABLE test_query DROP CONSTRAINT pk_test_query, ALTER image_id DROP NOT NULL": (
        "test_query.image_id may be NULL"
    ),
    "ALTER TABLE thumbnail ADD CONSTRAINT wrong UNIQUE (sha256)": "wrong lacks image_id",
    "CREATE UNIQUE INDEX wrong ON caption (text) INCLUDE (image_id)": "wrong lacks image_id",
    "CREATE UNIQUE INDEX wrong ON image (name)": "wrong lacks id",
    "ALTER TABLE click ADD CONSTRAINT wrong FOREIGN KEY (search_id) REFERENCES search": CROSSES,
    "ALTER TABLE model_prediction ADD CONSTRAINT wrong FOREIGN KEY (caption_id) REFERENCES image": CROSSES,
    "ALTER TABLE evaluation ADD of bigint CONSTRAINT wrong REFERENCES image": CROSSES,
    "ALTER TABLE search ADD of bigint CONSTRAINT wrong REFERENCES image": CROSSES,
    "ALTER TABLE image_name ADD CONSTRAINT wrong FOREIGN KEY (image_id) REFERENCES image": CROSSES,
    "ALTER TABLE click ADD CONSTRAINT wrong FOREIGN KEY (image_id) REFERENCES image ON UPDATE CASCADE": MOVES,
    "ALTER TABLE click ADD CONSTRAINT wrong FOREIGN KEY (image_id) REFERENCES image ON DELETE SET NULL": MOVES,
}


def problems(connection: Connection) -> list[str]:
    names, kinds, columns, others = map(list, zip(*PLACES, strict=True))
    return list(
        connection.scalars(text(PROBLEMS), {"names": names, "kinds": kinds, "columns": columns, "others": others})
    )


def test_every_table_has_one_place_and_obeys_its_rules(connection: Connection) -> None:
    assert problems(connection) == []
    named = [place[0] for place in PLACES]
    assert sorted(named) == sorted(
        connection.scalars(text("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'"))
    )


def test_every_table_with_a_picture_stands_beside_it(connection: Connection) -> None:
    hanging = text(
        "SELECT c.relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
        "WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attname = 'image_id'"
    )
    beside = {name for name, _, column, other in PLACES if (column, other) == ("image_id", "image")}
    assert set(connection.scalars(hanging)) - beside == {"image_name"}


def test_what_could_not_be_distributed_is_noticed(connection: Connection) -> None:
    for statement, problem in BROKEN.items():
        change = connection.begin_nested()
        connection.execute(text(statement))
        assert problems(connection) == [problem], statement
        change.rollback()
