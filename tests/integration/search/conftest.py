from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256

import numpy as np
import pytest
from numpy.typing import NDArray
from pgvector import HalfVector
from pgvector.sqlalchemy import HALFVEC
from PIL import Image as Pillow
from sqlalchemy import BigInteger, insert, literal, select, text
from sqlalchemy.orm import Session

from imgsearch.db.staging import stage
from imgsearch.search import SearchModels
from imgsearch.tables import Caption, CaptionEmbedding, Encoder, Image, ImageEmbedding, MinorReview
from imgsearch.vectors.index import create_vector_index

DIMENSION = 8


def unit(*values: float) -> NDArray[np.float32]:
    """An 8-d unit vector that begins with these values."""
    vector = np.zeros(DIMENSION, dtype=np.float32)
    vector[: len(values)] = values
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


class WordEncoder:
    """Each of eight words has an axis; pictures are encoded by their colour: red is a dog, blue is snow."""

    words = ("dog", "snow", "car", "beach", "bird", "tree", "boat", "cat")
    encodes_images = True
    encodes_texts = True
    dimension = DIMENSION
    revision = "1"

    def __init__(self, name: str) -> None:
        self.name = name

    def encode_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([unit(*(0.01 + word_text.count(word) for word in self.words)) for word_text in texts])

    def encode_images(self, images: Sequence[Pillow.Image]) -> NDArray[np.float32]:
        colours = [np.asarray(image.convert("RGB").resize((1, 1)))[0, 0].astype(float) for image in images]
        return np.stack([unit(colour[0] + 1, colour[2] + 1) for colour in colours])


def make_models(session: Session) -> SearchModels:
    """An active encoder and a caption encoder, and no regressor."""
    ids = {}
    for name in ("small", "minilm"):
        row = Encoder(name=name, revision="1", dimension=DIMENSION, is_active=name == "small")
        session.add(row)
        session.flush()
        ids[name] = row.id
    session.commit()
    return SearchModels(
        encoder_id=ids["small"],
        encoder=WordEncoder("small"),
        caption_encoders={"minilm": (ids["minilm"], WordEncoder("minilm"))},
        regressor_id=None,
        regressor=None,
    )


@pytest.fixture
def models(session: Session) -> SearchModels:
    """A database with encoders."""
    return make_models(session)


AddImage = Callable[..., int]


@pytest.fixture
def add_image(session: Session, models: SearchModels) -> AddImage:
    """Add a picture with a vector and captions; returns its id."""

    def add(name: str, vector: NDArray[np.float32], *captions: str, gallery: str = "g", minor: bool = False) -> int:
        image_id: int = session.execute(
            insert(Image)
            .values(
                name=name,
                path=f"/pictures/{name}",
                gallery=gallery,
                sha256=sha256(name.encode()).digest(),
                file_bytes=1,
                mtime_ns=1,
                width=4,
                height=3,
            )
            .returning(Image.id)
        ).scalar_one()
        session.execute(
            insert(ImageEmbedding).values(
                encoder_id=models.encoder_id, image_id=image_id, is_minor=False, embedding=HalfVector(vector)
            )
        )
        for number, said in enumerate(captions):
            caption_id = session.execute(
                insert(Caption)
                .values(caption_key=f"{name}#{number}", image_name=name, image_id=image_id, is_minor=False, text=said)
                .returning(Caption.id)
            ).scalar_one()
            encoder_id, encoder = models.caption_encoders["minilm"]
            session.execute(
                insert(CaptionEmbedding).values(
                    encoder_id=encoder_id,
                    caption_id=caption_id,
                    image_id=image_id,
                    is_minor=False,
                    embedding=HalfVector(encoder.encode_texts([said])[0]),
                )
            )
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
