"""Names that are there when the columns for folded ones come, and when they go."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, text

from imgsearch.db.migrate import downgrade, upgrade

ADD = text(
    "INSERT INTO image (name, path, gallery, sha256, file_bytes, mtime_ns, width, height, photographer, tags) "
    "SELECT said, said, 'g', sha256(CAST(said AS bytea)), 1, 1, 1, 1, 'José', '{ёлка}' "
    "FROM (VALUES (CAST(:name AS text))) n (said)"
)
KEYS = text("SELECT photographer_key FROM image ORDER BY name")
NAMED = text("SELECT name_keys FROM image ORDER BY name")
FUNCTIONS = text(
    "SELECT proname::text, prosrc, pg_get_functiondef(oid), obj_description(oid), proacl::text FROM pg_proc "
    "WHERE proname IN ('known_words', 'name_persons', 'fold_name', 'fold_names') ORDER BY 1"
)
INDEXES = text("SELECT indexdef FROM pg_indexes WHERE tablename = 'image' ORDER BY 1")
TRIGGER = text("SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = 'name_persons'")


def made(connection: Connection) -> list[object]:
    """What the migration makes anew."""
    return [tuple(row) for statement in (FUNCTIONS, INDEXES, TRIGGER) for row in connection.execute(statement)]


def test_names_that_are_there_stay_as_they_are_and_new_ones_are_folded_until_it_is_taken_back(bare: Engine) -> None:
    with bare.begin() as connection:
        upgrade(connection, "0038")
        connection.execute(ADD, {"name": "a"})
        before = made(connection)
        upgrade(connection, "0039")
        connection.execute(ADD, {"name": "b"})
        assert connection.scalars(KEYS).all() == ["josé", "jose"]
        assert connection.scalars(NAMED).all() == [None, ["tag:елка"]]
        downgrade(connection, "0038")
        assert made(connection) == before
        connection.execute(ADD, {"name": "c"})
        assert connection.scalars(KEYS).all() == ["josé"] * 3


def test_joined_words_of_paths_are_looked_up_from_0041_on_until_it_is_taken_back(bare: Engine) -> None:
    looked_up = text(
        "SELECT known_words('{}', '{}', NULL, '{}', 'a/MoscowSunset2019.jpg') @@ to_tsquery('simple', 'sunset')"
    )
    with bare.begin() as connection:
        upgrade(connection, "0040")
        before = made(connection)
        assert connection.scalar(looked_up) is False
        upgrade(connection, "0041")
        assert connection.scalar(looked_up) is True
        downgrade(connection, "0040")
        assert made(connection) == before
