from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import uuid4

import numpy as np
import pytest
from numpy.typing import NDArray
from pgvector import HalfVector
from pgvector.sqlalchemy import HALFVEC
from psycopg import sql
from sqlalchemy import BigInteger, event, insert, literal, select, text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch.db import make_engine
from imgsearch.db.staging import stage
from imgsearch.queries import session as settings
from imgsearch.search import Filters, Part, Query, SearchModels
from imgsearch.search import find as finding
from imgsearch.search.encode import encode_query
from imgsearch.search.find import Candidates, find_candidates
from imgsearch.search.timer import Timer
from imgsearch.tables import Caption, CaptionEmbedding, Encoder, Image, ImageEmbedding, MinorReview
from imgsearch.vectors.index import create_vector_index

from ...conftest import run_as_admin
from .encoders import DIMENSION, WordEncoder

MANY = 20_000


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


@pytest.fixture
def models(session: Session) -> SearchModels:
    """A database with encoders."""
    return make_models(session)


AddImage = Callable[..., int]


def add_caption(session: Session, models: SearchModels, caption: Caption) -> None:
    """Insert a caption with its vector by every caption encoder."""
    caption.is_minor = False
    session.add(caption)
    session.flush()
    for encoder_id, encoder in models.caption_encoders.values():
        vector = HalfVector(encoder.encode_texts([caption.text])[0])
        values = {"encoder_id": encoder_id, "caption_id": caption.id, "image_id": caption.image_id}
        session.execute(insert(CaptionEmbedding).values(**values, is_minor=False, embedding=vector))


@pytest.fixture
def add_image(session: Session, models: SearchModels) -> AddImage:
    """Add a picture with a vector, captions and other columns' values; returns its id."""

    def add(
        name: str,
        vector: NDArray[np.float32],
        *captions: str,
        minor: bool = False,
        **values: Any,  # noqa: ANN401
    ) -> int:
        image_id: int = session.execute(
            insert(Image)
            .values(
                name=name,
                path=f"/pictures/{name}",
                sha256=sha256(name.encode()).digest(),
                file_bytes=1,
                mtime_ns=1,
                **{"gallery": "g", "width": 4, "height": 3, **values},
            )
            .returning(Image.id)
        ).scalar_one()
        session.execute(
            insert(ImageEmbedding).values(
                encoder_id=models.encoder_id, image_id=image_id, is_minor=False, embedding=HalfVector(vector)
            )
        )
        for number, said in enumerate(captions):
            key = f"{name}#{number}"
            add_caption(session, models, Caption(caption_key=key, image_name=name, image_id=image_id, text=said))
        if minor:
            session.execute(
                insert(MinorReview).values(
                    image_id=image_id,
                    is_minor=False,
                    verdict="flag",
                    reviewer="test",
                    sha256=sha256(name.encode()).digest(),
                )
            )
        session.commit()
        return image_id

    return add


class Large(NamedTuple):
    """A database of MANY pictures that tests only read."""

    url: URL
    models: SearchModels


@pytest.fixture(scope="session")
def large(server_url: URL, template_database: str) -> Iterator[Large]:
    name = f"imgsearch_large_{uuid4().hex[:12]}"
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    run_as_admin(server_url, statement.format(sql.Identifier(name), sql.Identifier(template_database)))
    url = server_url.set(database=name)
    engine = make_engine(url)
    with Session(engine) as session:
        models = make_models(session)
        fill(session, models, MANY)
    engine.dispose()
    yield Large(url, models)
    run_as_admin(server_url, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def candidates(
    session: Session, models: SearchModels, *texts: str, count: int = 100, filters: Filters | None = None
) -> Candidates:
    """What the one SELECT finds for texts."""
    query = Query([Part(said) for said in texts], filters=filters or Filters())
    return find_candidates(session, models, encode_query(models, query), count, Timer())


def turns(session: Session, models: SearchModels, *texts: str, count: int = 100) -> list[tuple[int, str]]:
    """Each candidate's turn and name, in the order in which they are scored."""
    return [(row.turn, row.name) for row in candidates(session, models, *texts, count=count).rows]


@pytest.fixture
def always_by_index(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if the index were the quicker way for every filter."""
    monkeypatch.setattr(settings, "EXACT_UP_TO", 0)
    monkeypatch.setattr(finding, "EXACT_UP_TO", 0)
    settings.select_search_settings.cache_clear()
    yield
    settings.select_search_settings.cache_clear()


@contextmanager
def statements(session: Session) -> Iterator[list[str]]:
    """What is sent to the database."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def flag_of(session: Session, image_id: int) -> bool:
    return bool(session.scalar(select(Image.is_minor).where(Image.id == image_id)))


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
