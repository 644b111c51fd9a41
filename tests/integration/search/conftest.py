from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray
from pgvector import HalfVector
from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import event, insert, literal, select, text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch.db import make_engine
from imgsearch.search import Filters, Part, Query, SearchModels
from imgsearch.search.encode import encode_query
from imgsearch.search.find import Candidates, find_candidates
from imgsearch.search.timer import Timer
from imgsearch.tables import Caption, CaptionEmbedding, Image, ImageEmbedding, MinorReview
from tests import asking
from tests.builders import cloned_database, fill, make_models
from tests.fakes import unit

MANY = 20_000


@pytest.fixture
def models(session: Session) -> SearchModels:
    """A database with encoders."""
    return make_models(session)


AddImage = Callable[..., int]


def add_caption(session: Session, models: SearchModels, caption: Caption) -> None:
    """Insert a caption with its vector by every caption encoder."""
    caption.is_hidden = False
    session.add(caption)
    session.flush()
    for encoder_id, encoder in models.caption_encoders.values():
        vector = HalfVector(encoder.encode_texts([caption.text])[0])
        values = {"encoder_id": encoder_id, "caption_id": caption.id, "image_id": caption.image_id}
        session.execute(insert(CaptionEmbedding).values(**values, is_hidden=False, embedding=vector))


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
                encoder_id=models.encoder_id, image_id=image_id, is_hidden=False, embedding=HalfVector(vector)
            )
        )
        for number, said in enumerate(captions):
            key = f"{name}#{number}"
            add_caption(session, models, Caption(caption_key=key, image_name=name, image_id=image_id, text=said))
        if minor:
            session.execute(
                insert(MinorReview).values(
                    image_id=image_id,
                    is_hidden=False,
                    verdict="flag",
                    reviewer="test",
                    sha256=sha256(name.encode()).digest(),
                )
            )
        session.commit()
        return image_id

    return add


@pytest.fixture
def crowd(session: Session, models: SearchModels) -> None:
    """More pictures of dogs than there are candidates."""
    pictures = (
        "INSERT INTO image (name, path, gallery, sha256, file_bytes, mtime_ns, width, height) "
        "SELECT 'dog' || n || '.jpg', '/pictures/dog' || n || '.jpg', 'g', sha256(n::text::bytea), 1, 1, 4, 3 "
        "FROM generate_series(100, 219) n RETURNING id"
    )
    ids = session.scalars(text(pictures)).all()
    owned = {"encoder_id": models.encoder_id, "is_hidden": False}
    vectors = [
        {**owned, "image_id": image_id, "embedding": HalfVector(unit(1, 0.001 * number))}
        for number, image_id in enumerate(ids)
    ]
    session.execute(insert(ImageEmbedding), vectors)
    said = select(Image.name, Image.name, Image.id, literal("a dog"), literal(False))
    columns = ["caption_key", "image_name", "image_id", "text", "is_hidden"]
    session.execute(insert(Caption).from_select(columns, said, include_defaults=False))
    for encoder_id, encoder in models.caption_encoders.values():
        vector = literal(HalfVector(encoder.encode_texts(["a dog"])[0]), HALFVEC)
        embedded = select(literal(encoder_id), Caption.id, Caption.image_id, literal(False), vector)
        columns = ["encoder_id", "caption_id", "image_id", "is_hidden", "embedding"]
        session.execute(insert(CaptionEmbedding).from_select(columns, embedded, include_defaults=False))
    session.commit()


class Large(NamedTuple):
    """A database of MANY pictures that tests only read."""

    url: URL
    models: SearchModels


@pytest.fixture(scope="session")
def large(server_url: URL, template_database: str) -> Iterator[Large]:
    with cloned_database(server_url, template_database) as url:
        engine = make_engine(url)
        with Session(engine) as session:
            models = make_models(session)
            fill(session, models, MANY)
        engine.dispose()
        yield Large(url, models)


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
def always_by_index() -> Iterator[None]:
    """As if the index were the quicker way for every filter."""
    with asking.by_index():
        yield


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
    return bool(session.scalar(select(Image.is_hidden).where(Image.id == image_id)))
