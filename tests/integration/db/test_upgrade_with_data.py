"""A filled database of every released version, brought up to date; and what stands before the first release."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest
from alembic import command
from numpy.typing import NDArray
from PIL import Image as Pillow
from sqlalchemy import Connection, Engine, select, text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch.db import HEAD_REVISION, check_schema, make_engine
from imgsearch.db.migrate import alembic_config, downgrade, upgrade
from imgsearch.db.programs import client_address, find_program
from imgsearch.errors import SchemaOutdated
from imgsearch.minors import find_terms
from imgsearch.queries.screening import decide
from imgsearch.search import SearchModels
from imgsearch.tables import Encoder, Image
from loaders.minors import load_minors
from tests.asking import search

RELEASED = Path(__file__).parent / "released"
DUMPS = sorted(RELEASED.glob("*.sql"))
CHECK = re.compile(r"^    CONSTRAINT ck_.*$", re.MULTILINE)
#: Columns that older versions do not have, or that follow from what they do not have.
NEWER = {
    "names": [
        "is_minor", "is_hidden", "picture_is_minor", "picture_is_hidden", "state", "texts_screened_by", "texts_vouch",
        "pixels_screened_by", "suspects", "source", "source_path", "path_key", "base_name",
        "missing_since", "loaded_from", "phash", "colours", "series", "is_compared", "titles", "places", "cell",
         "persons", "name_keys", "audit", "age", "face",
        "issuer", "subject",
    ]
}  # fmt: skip
VERSION = text("SELECT version_num FROM alembic_version")


class RedEncoder:
    """Whatever the text says, it is red."""

    name = "small"
    revision = "1"
    dimension = 3
    encodes_images = False
    encodes_texts = True

    def encode_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([[1, 0, 0]] * len(texts), dtype=np.float32)

    def encode_images(self, images: Sequence[Pillow.Image]) -> NDArray[np.float32]:
        raise NotImplementedError


def restore(engine: Engine, dump: Path) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(dump.read_text(encoding="utf-8"), execution_options={"no_parameters": True})
    engine.dispose()  # pgvector's types are new, and the dump leaves its connection without a search path


def rows(connection: Connection) -> dict[str, list[str]]:
    tables = text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'")
    return {
        table: sorted(
            connection.scalars(text(f"SELECT (to_jsonb(t) - CAST(:names AS text[]))::text FROM {table} t"), NEWER)
        )
        for table in connection.scalars(tables).all()
    }


def counts(connection: Connection) -> dict[str, int]:
    return {table: len(found) for table, found in rows(connection).items()}


def schema(url: URL) -> list[str]:
    """pg_dump's statements; the order of grants and of statements among each other tells nothing."""
    address, environment = client_address(url)
    dumped = [find_program("pg_dump", 16), "--schema-only", "--restrict-key=none", address]
    done = subprocess.run(dumped, env=environment, capture_output=True, text=True, check=True)
    # How PostgreSQL writes a check depends on whether it came out of a dump: only brackets and casts differ.
    said = CHECK.sub(lambda check: re.sub(r"[()]|::text(\[\])?", "", check[0]), done.stdout)
    statements = said.split("\n\n\n")
    return sorted(
        "\n".join(sorted(statement.splitlines())) if "Type: ACL" in statement else statement
        for statement in statements
        if "_hnsw_" not in statement  # made by loads, one for each encoder
    )


@pytest.fixture(scope="module", params=DUMPS, ids=lambda dump: dump.stem)
def upgraded(server_url: URL, request: pytest.FixtureRequest) -> Iterator[tuple[Engine, dict[str, int]]]:
    """A filled database of a released version after the upgrade, and how many rows its tables had before."""
    name = f"imgsearch_released_{uuid4().hex[:12]}"
    admin = make_engine(server_url).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    engine = make_engine(server_url.set(database=name))
    restore(engine, request.param)
    with engine.begin() as connection:
        before = counts(connection)
        upgrade(connection)
    yield engine, before
    engine.dispose()
    with admin.connect() as connection:
        connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
    admin.dispose()


def test_a_released_database_is_brought_up_to_date_without_losing_a_row(
    upgraded: tuple[Engine, dict[str, int]],
) -> None:
    engine, before = upgraded
    assert min(before.values()) > 0
    with engine.connect() as connection:
        check_schema(connection)
        assert connection.scalar(VERSION) == HEAD_REVISION
        after = counts(connection)
    # A name that texts wait for is taken from now on.
    assert {table: after.get(table) for table in before} == before | {"image_name": before["image_name"] + 1}


def test_a_released_database_has_the_tables_in_python_after_the_upgrade(
    upgraded: tuple[Engine, dict[str, int]],
) -> None:
    with upgraded[0].connect() as connection:
        command.check(alembic_config(connection))


def test_a_released_database_has_the_schema_of_a_new_one_after_the_upgrade(
    upgraded: tuple[Engine, dict[str, int]], database_url: URL
) -> None:
    made = schema(database_url)
    assert any("CREATE POLICY no_minors ON public.image " in statement for statement in made)
    assert schema(upgraded[0].url) == made


def test_a_search_in_a_released_database_finds_what_may_be_shown(upgraded: tuple[Engine, dict[str, int]]) -> None:
    with Session(upgraded[0]) as session:
        assert set(session.scalars(select(Image.state))) == {"unscreened", "hidden", "clear"}
        clear = select(Image.name).where(Image.state == "clear")
        assert session.scalars(clear).all() == ["puppet.jpg"]  # by an editor's verdict on its bytes
        assert load_minors(session, find_terms).notes[-1].startswith("2 pictures are not shown until what is written")
        assert session.scalars(clear).all() == ["puppet.jpg"]
        # As a load does that has read the files.
        read = "UPDATE image SET metadata = metadata - 'file' || '{\"file_stamp\": 1}'"
        session.execute(text(read))
        session.commit()
        assert load_minors(session, find_terms).notes == []
        decide(session, "show", "an operator")
        encoder_id = session.scalars(select(Encoder.id).where(Encoder.is_active)).one()
        session.commit()
        models = SearchModels(encoder_id, RedEncoder(), caption_encoders={}, regressor_id=None, regressor=None)
        found = search(session, models, "a red toy", min_score=0.5).hits
        assert [hit.name for hit in found] == ["tractor.jpg", "puppet.jpg"]
        flagged = text("SELECT name FROM image WHERE is_hidden ORDER BY name")
        assert session.scalars(flagged).all() == ["playground.jpg", "portrait.jpg"]
        session.execute(text("SET LOCAL ROLE imgsearch_searcher"))
        assert session.scalars(flagged).all() == []


def flags(connection: Connection, name: str) -> list[bool]:
    """Flags of a picture in every table that has a copy."""
    tables = text(
        "SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f' AND confrelid = 'image'::regclass "
        "AND cardinality(confkey) = 2 ORDER BY 1"
    )
    of_picture = "image_id = (SELECT id FROM image WHERE name = :name)"
    return [
        flag
        for table in connection.scalars(tables).all()
        for flag in connection.scalars(text(f"SELECT is_hidden FROM {table} WHERE {of_picture}"), {"name": name})
    ]


def test_rules_taken_back_and_made_again_leave_every_row_and_spread_flags(bare: Engine) -> None:
    restore(bare, RELEASED / "0.1.0.sql")
    with bare.begin() as connection:
        upgrade(connection)
        before = rows(connection)
        downgrade(connection, "0000")
        kept = rows(connection)
        tokens = [json.loads(token) for token in before["api_token"]]
        assert [json.loads(token) | {"expires_at": None} for token in kept["api_token"]] == [
            token | {"expires_at": None}
            for token in tokens  # all but when it ends, which came with a later migration
        ]
        older = {table: found for table, found in before.items() if table in kept}
        assert set(before) - set(kept) == {
            "asked_picture",
            "caption_origin",
            "collection",
            "collection_picture",
            "id_token",
            "image_series",
            "metadata_origin",
            "minor_audit",
            "minor_look",
            "refused_text",
            "removal",
            "screening",
            "screening_decision",
            "screening_policy",
            "slow_search",
            "source",
            "web_state",
        }
        older["image_name"] = [name for name in older["image_name"] if json.loads(name)["image_id"]]
        assert kept | {"api_token": before["api_token"]} == older
        upgrade(connection)
        assert rows(connection) == before
        assert set(flags(connection, "portrait.jpg")) == {True}
        connection.exec_driver_sql(
            "INSERT INTO minor_review (image_id, is_hidden, verdict, reviewer, sha256) "
            "SELECT id, is_hidden, 'clear', 'y', sha256 FROM image WHERE name = 'portrait.jpg'"
        )
        cleared = flags(connection, "portrait.jpg")
    assert set(cleared) == {False}
    assert len(cleared) > 8


OLD = r"revision 00\d\d, .*run `imgsearch db upgrade` with the development version that made it"
NEW = r"revision 9999, newer .*run `pip install --upgrade imgsearch-pgvector`, or restore the backup from before"


@pytest.mark.parametrize(("revision", "remedy"), [("0001", OLD), ("0012", OLD), ("9999", NEW)])
def test_a_database_that_no_migration_leads_on_from_is_refused_with_the_way_out(
    bare: Engine, revision: str, remedy: str
) -> None:
    restore(bare, RELEASED / "0.1.0.sql")
    with bare.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    for refuse in (upgrade, check_schema):
        with bare.connect() as connection, pytest.raises(SchemaOutdated, match=remedy):
            refuse(connection)
    with bare.connect() as connection:
        assert connection.scalar(VERSION) == revision
