"""Rows and databases that several folders of tests need."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from pgvector import HalfVector
from pgvector.sqlalchemy import HALFVEC
from PIL import Image as Pillow
from psycopg import sql
from sqlalchemy import BigInteger, ColumnElement, Engine, func, insert, literal, select, text, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch.db import make_engine
from imgsearch.db.staging import stage
from imgsearch.search import SearchModels
from imgsearch.tables import Encoder, Image, ImageEmbedding, MinorEvidence, ScreeningPolicy, Source
from imgsearch.training import scorer
from imgsearch.training.zoo import models
from imgsearch.training.zoo.network import fit_network
from imgsearch.vectors.index import create_vector_index
from tests.fakes import DIMENSION, WordEncoder


def run_as_admin(server: URL, *statements: sql.Composed) -> None:
    """Run statements outside a transaction, in a connection that is kept: nearly every test needs it twice."""
    with _admin(server).connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        for statement in statements:
            driver.execute(statement)


@lru_cache(maxsize=4)
def _admin(server: URL) -> Engine:
    return make_engine(server)


@contextmanager
def cloned_database(server: URL, template: str) -> Iterator[URL]:
    """A copy of a database to which nobody is connected; it is dropped afterwards."""
    name = f"imgsearch_test_{uuid.uuid4().hex[:12]}"
    # Its files are few and lie in memory: copied they take half as long as written through the log.
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
        sql.Identifier(name), sql.Identifier(template)
    )
    # Rights on a database are not copied with it.
    settle = sql.SQL("REVOKE TEMPORARY ON DATABASE {0} FROM PUBLIC; GRANT TEMPORARY ON DATABASE {0} TO {1}, {2}")
    run_as_admin(server, create, settle.format(*map(sql.Identifier, (name, "imgsearch_loader", "imgsearch_owner"))))
    try:
        yield server.set(database=name)
    finally:
        run_as_admin(server, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def demand_screening(session: Session, *, of_pixels: bool = True) -> None:
    """The rules as they are without a word of the operator's, or with the one that no detector need look at pixels."""
    pixels = "hide" if of_pixels else "show"
    session.execute(update(ScreeningPolicy).values(without_texts="hide", without_pixels=pixels))


def hide(session: Session, *conditions: ColumnElement[bool]) -> None:
    """Find a minor on some pictures, on all without a condition."""
    columns = ["image_id", "is_hidden", "source", "term", "probability"]
    found = select(Image.id, Image.is_hidden, literal("caption"), literal("child"), literal(1.0)).where(*conditions)
    session.execute(insert(MinorEvidence).from_select(columns, found, include_defaults=False))


def insert_image(session: Session, path: Path, size: tuple[int, int], gallery: str) -> int:
    """Insert the row of a file; returns its id."""
    content = path.read_bytes()
    values = {"sha256": sha256(content).digest(), "file_bytes": len(content), "mtime_ns": 1}
    session.execute(postgresql_insert(Source).values(name=gallery, root=str(path.parent)).on_conflict_do_nothing())
    place = {"name": path.name, "path": str(path), "gallery": gallery, "width": size[0], "height": size[1]}
    place |= {"source": gallery, "source_path": path.name}
    return int(session.execute(insert(Image).values(values | place).returning(Image.id)).scalar_one())


def make_models(session: Session, *caption_encoders: WordEncoder) -> SearchModels:
    """An active encoder, encoders of captions, the English one unless others are given, and no regressor."""
    encoders = caption_encoders or (WordEncoder("minilm"),)
    ids = {}
    for name in ("small", *(encoder.name for encoder in encoders)):
        row = Encoder(name=name, revision="1", dimension=DIMENSION, is_active=name == "small")
        session.add(row)
        session.flush()
        ids[name] = row.id
    session.commit()
    return SearchModels(
        encoder_id=ids["small"],
        encoder=WordEncoder("small"),
        caption_encoders={encoder.name: (ids[encoder.name], encoder) for encoder in encoders},
        regressor_id=None,
        regressor=None,
    )


def random_vectors(count: int) -> NDArray[np.float32]:
    vectors = np.random.default_rng(7).normal(size=(count, DIMENSION)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def fill(session: Session, models: SearchModels, count: int) -> None:
    """Many pictures at once, with pseudo-random vectors and metadata of known shares; indexed.

    The n-th, from 0, is in the gallery ``half`` when n is even, by Anna when n % 100 is 7 and by Boris else, taken n
    minutes after the beginning of 2020, a portrait when n % 4 is 0, and has the tag ``rare`` when n % 10,000 is 77.
    """
    session.execute(
        text(
            "INSERT INTO image (name, path, gallery, sha256, file_bytes, mtime_ns, width, height, photographer, "
            "taken_at, tags) "
            "SELECT 'p' || n, '/p' || n, CASE WHEN n % 2 = 0 THEN 'half' ELSE 'other' END, sha256(n::text::bytea), 1, "
            "1, 4, CASE WHEN n % 4 = 0 THEN 5 ELSE 3 END, CASE WHEN n % 100 = 7 THEN 'Anna' ELSE 'Boris' END, "
            "timestamp '2020-01-01' + n * interval '1 minute', "
            "CASE WHEN n % 10000 = 77 THEN ARRAY['rare', 'x'] ELSE ARRAY['x'] END "
            "FROM generate_series(0, :count - 1) n"
        ),
        {"count": count},
    )
    ids = session.scalars(select(Image.id).order_by(Image.id)).all()
    rows = ((image_id, HalfVector(vector)) for image_id, vector in zip(ids, random_vectors(count), strict=True))
    staged = stage(session, "staged_vector", {"image_id": BigInteger, "embedding": HALFVEC}, rows)
    session.execute(
        insert(ImageEmbedding).from_select(
            ["encoder_id", "image_id", "embedding"],
            select(literal(models.encoder_id), staged.c.image_id, staged.c.embedding),
        )
    )
    session.commit()
    create_vector_index(session, ImageEmbedding, models.encoder_id, DIMENSION)
    session.execute(text("ANALYZE"))
    session.commit()
    # The build took a connection of its own; tests look at what the only one has prepared and counted.
    session.get_bind().engine.dispose()


def add_pictures(session: Session, first: int, count: int) -> None:
    session.add_all(
        Image(
            name=f"{n}.jpg", path=f"/{n}.jpg", gallery="g", sha256=bytes([n]) * 32, file_bytes=1, mtime_ns=1,
            width=4, height=3,
        )
        for n in range(first, first + count)
    )  # fmt: skip
    session.flush()


def count_pictures(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Image)) or 0


def make_fits_quick(patch: pytest.MonkeyPatch) -> None:
    """What the fixture quick_fits does, for fixtures that outlive a test."""
    defaults = [model.defaults for model in models.MODELS]
    boosted = [settings for settings in defaults if "max_iter" in settings]
    for settings in (scorer.SETTINGS, models.BOOSTED, *boosted):
        patch.setitem(settings, "max_iter", 12)
    patch.setattr(fit_network, "__kwdefaults__", {"epochs": 8})


def make_index_poor(session: Session, models: SearchModels) -> None:
    """Build the vector index anew with so few links that it misses much."""
    name = f"ix_image_embedding_hnsw_{models.encoder_id}"
    session.execute(text(f"DROP INDEX {name}"))
    session.execute(
        text(
            f"CREATE INDEX {name} ON image_embedding USING hnsw ((embedding::halfvec(8)) halfvec_cosine_ops) "
            f"WITH (m = 2, ef_construction = 4) WHERE encoder_id = {models.encoder_id} AND NOT is_hidden"
        )
    )
    session.commit()


def grey_picture(name: str) -> bytes:
    """A JPEG file of a grey picture; of each name other bytes."""
    data = BytesIO()
    Pillow.new("RGB", (4, 4), "grey").save(data, "JPEG", comment=name)
    return data.getvalue()
