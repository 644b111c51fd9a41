"""A dump: what it brings back, what it spares, and what a damaged one does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as Pillow
from sqlalchemy import Engine, insert, select, text
from sqlalchemy.orm import Session

from imgsearch.db import HEAD_REVISION, EmbeddedServer, make_engine
from imgsearch.db.backup import BEFORE, back_up, restore
from imgsearch.doctor.rights import check_rights
from imgsearch.errors import BadInput, ImgsearchError
from imgsearch.minors.review import Verdict, review
from imgsearch.models.loaded import shipped_regressor
from imgsearch.models.store import register_encoder, store_regressor
from imgsearch.search import read_models
from imgsearch.tables import Caption, Image, ImageEmbedding, MinorReview
from imgsearch.vectors.index import (
    is_index_valid,
    vector_index_name,
)
from loaders.embeddings import load_caption_embeddings, load_image_embeddings
from loaders.images import load_images
from tests.asking import search
from tests.builders import add_pictures, count_pictures
from tests.fakes import ColourEncoder

PICTURES = 50
QUERIES = ("red", "green and blue", "a blue one", "red green blue")


@pytest.fixture
def encoders(monkeypatch: pytest.MonkeyPatch) -> dict[str, ColourEncoder]:
    """As wide as the shipped regressor wants them."""
    made = {"first": ColourEncoder(dimension=512), "minilm": ColourEncoder("minilm", dimension=384)}
    made["use-multilingual"] = ColourEncoder("use-multilingual", dimension=512)
    monkeypatch.setattr("imgsearch.models.loaded.load_encoder", made.__getitem__)
    return made


def fill(session: Session, folder: Path, encoders: dict[str, ColourEncoder]) -> None:
    """Pictures with captions, vectors of both, a flag and a regressor of the database's own."""
    folder.mkdir()
    for number in range(PICTURES):
        colour = (number * 5, number * 37 % 256, number * 91 % 256)
        Pillow.new("RGB", (8, 8), colour).save(folder / f"{number}.png")
    load_images(session, folder)
    images = session.execute(select(Image.id, Image.name, Image.sha256).order_by(Image.id)).all()
    words = ("red", "green", "blue")
    captions = [
        {"caption_key": f"{i.name}#0", "image_name": i.name, "image_id": i.id, "text": f"a {words[i.id % 3]} one"}
        for i in images[::2]
    ]
    session.execute(insert(Caption), captions)
    session.commit()
    load_image_embeddings(session, "first", encoders.__getitem__)
    load_caption_embeddings(session, "minilm", encoders.__getitem__)
    flagged = images[-1]
    session.add(
        MinorReview(image_id=flagged.id, is_hidden=False, verdict="flag", reviewer="test", sha256=flagged.sha256)
    )
    session.commit()
    shipped = shipped_regressor()
    assert shipped is not None
    card = {**shipped.card, "encoder": "first", "encoder_revision": "1"}
    store_regressor(session, register_encoder(session, encoders["first"]), replace(shipped, card=card), activate=True)


def answers(engine: Engine) -> list[Any]:
    found: list[Any] = []
    with Session(engine) as session:
        models = read_models(session)
        session.rollback()
        assert models.regressor is not None
        for query in QUERIES:
            result = search(session, models, query, limit=20, min_score=0.0)
            found.append((result.hits, result.nearest, result.passing, result.regressor_id))
    return found


def test_dump_in_a_fresh_server_answers_the_same_queries_alike(
    server: EmbeddedServer,
    make_server: Callable[[], EmbeddedServer],
    encoders: dict[str, ColourEncoder],
    tmp_path: Path,
) -> None:
    old, fresh = make_engine(server.url()), make_engine(make_server().url())
    with Session(old) as session:
        fill(session, tmp_path / "photos", encoders)
    expected = answers(old)
    assert all(len({hit.score for hit in hits}) > 5 for hits, *_ in expected)
    dump = tmp_path / "photos.dump"
    back_up(old, dump)
    assert restore(fresh, dump).pictures == PICTURES
    assert answers(fresh) == expected
    with Session(fresh) as session:
        encoder_id = read_models(session).encoder_id
        assert is_index_valid(session, vector_index_name(ImageEmbedding, encoder_id))
        add_pictures(session, 100, 1)  # its sequences go on where the old ones were
        session.rollback()
        # No dump has owners, rights on the database, and what the server takes for leakproof.
        assert check_rights(session).found == "no login can widen its own"
    old.dispose()
    fresh.dispose()


def test_restore_knows_every_schema_that_the_migrations_make(engine: Engine) -> None:
    """One that is not dropped by name would stop every restore over a database that has it."""
    made = text("SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'")
    with engine.connect() as connection:
        schemas = set(connection.scalars(made))
    assert {"public", "optuna"} <= schemas
    # That one is emptied: extensions stay.
    dropped = {schema for schema in schemas if f"DROP SCHEMA IF EXISTS {schema} CASCADE;" in BEFORE.decode()}
    assert schemas - dropped == {"public"}


def test_what_was_flagged_since_the_dump_stays_hidden_after_it_is_restored(
    server: EmbeddedServer, tmp_path: Path
) -> None:
    engine = make_engine(server.url())

    def decide(verdict: Verdict, *names: str) -> None:
        with Session(engine) as session:
            review(session, names, verdict, "eve", "since")
            session.commit()

    def hidden() -> list[str]:
        with Session(engine) as session:
            return list(session.scalars(select(Image.name).where(Image.state == "hidden").order_by(Image.name)))

    with Session(engine) as session:
        add_pictures(session, 0, 5)
        session.commit()
        names = list(session.scalars(select(Image.name).order_by(Image.id)))
    decide("flag", names[0], names[4])
    old, new = tmp_path / "old.dump", tmp_path / "new.dump"
    back_up(engine, old)
    decide("flag", names[1], names[2])
    decide("clear", names[2], names[4])
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM image WHERE name = :name"), {"name": names[1]})
    back_up(engine, new)
    restore(engine, old, replace=True)
    assert hidden() == [names[0], names[1], names[4]]
    with Session(engine) as session:
        said = select(MinorReview.reviewer, MinorReview.reason).join(Image, Image.id == MinorReview.image_id)
        assert session.execute(said.where(Image.name == names[1])).one() == ("eve", "since")
    restore(engine, new, replace=True)
    assert hidden() == [names[0]]
    engine.dispose()


def test_what_texts_have_said_since_the_dump_stays_hidden_after_it_is_restored(
    server: EmbeddedServer, tmp_path: Path
) -> None:
    engine = make_engine(server.url())
    hidden = select(Image.name).where(Image.state == "hidden").order_by(Image.name)
    with Session(engine) as session:
        add_pictures(session, 0, 4)
        session.execute(text("UPDATE image SET phash = (2 ^ 30 - 1)::bigint::bit(64) WHERE name <> '3.jpg'"))
        session.commit()
        names = list(session.scalars(select(Image.name).order_by(Image.id)))
    back_up(engine, tmp_path / "old.dump")
    with Session(engine) as session:
        session.execute(
            text(
                "INSERT INTO minor_evidence (image_id, is_hidden, source, term, caption_key, probability, flags) "
                "SELECT id, is_hidden, 'caption', 'girl', 'a#0', 1, true FROM image WHERE name = :name"
            ),
            {"name": names[0]},
        )
        session.execute(text("UPDATE image SET phash = 0::bit(64) WHERE name = :name"), {"name": names[3]})
        session.commit()
        assert session.scalars(hidden).all() == names[:1]
    restore(engine, tmp_path / "old.dump", replace=True)
    with Session(engine) as session:
        alike = session.scalars(text("SELECT name FROM image WHERE bit_count(phash) = 30 ORDER BY name")).all()
        assert names[0] in alike
        assert session.scalars(hidden).all() == alike
    engine.dispose()


def test_damaged_dump_changes_nothing_and_pictures_are_spared(server: EmbeddedServer, tmp_path: Path) -> None:
    dump = tmp_path / "made" / "photos.dump"
    engine = make_engine(server.url())
    with Session(engine) as session:
        add_pictures(session, 0, PICTURES)
        session.commit()
    assert back_up(engine, dump) == dump.stat().st_size
    assert dump.stat().st_mode & 0o077 == 0
    with pytest.raises(BadInput, match="--replace"):
        restore(engine, dump)
    with Session(engine) as session:
        add_pictures(session, PICTURES, PICTURES)
        session.commit()
    damaged = tmp_path / "damaged.dump"
    damaged.write_bytes(dump.read_bytes()[: dump.stat().st_size * 9 // 10])
    with pytest.raises(ImgsearchError, match="damaged"):
        restore(engine, damaged, replace=True)
    with Session(engine) as session:
        assert count_pictures(session) == 2 * PICTURES
    assert restore(engine, dump, replace=True).pictures == PICTURES
    engine.dispose()


def test_a_database_with_tables_of_somebody_else_is_left_alone(engine: Engine, tmp_path: Path) -> None:
    dump = tmp_path / "photos.dump"
    back_up(engine, dump)
    assert list(tmp_path.iterdir()) == [dump]
    with Session(engine) as session:
        add_pictures(session, 0, 1)
        session.execute(text("CREATE TABLE theirs (id bigint)"))
        session.commit()
        with pytest.raises(BadInput, match=r"not imgsearch's and would be lost \(theirs\)"):
            restore(engine, dump, replace=True)
        session.execute(text("DROP TABLE theirs"))
        session.commit()
    with pytest.raises(BadInput, match="holds 1 picture; --replace"):
        restore(engine, dump)
    restored = restore(engine, dump, replace=True)
    assert restored == (0, HEAD_REVISION)
    assert restore(engine, dump) == restored  # nothing is given up


def test_large_objects_are_left_out_of_a_backup(engine: Engine, tmp_path: Path) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("SELECT lo_from_bytea(0, 'x')")
    back_up(engine, tmp_path / "backup.dump")
    # The list of contents is not packed.
    assert b"BLOB" not in (tmp_path / "backup.dump").read_bytes()
