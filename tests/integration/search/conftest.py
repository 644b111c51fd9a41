from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256

import numpy as np
import pytest
from numpy.typing import NDArray
from pgvector import HalfVector
from PIL import Image as Pillow
from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from imgsearch.search import SearchModels
from imgsearch.tables import Caption, CaptionEmbedding, Encoder, Image, ImageEmbedding, MinorReview

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


@pytest.fixture
def models(session: Session) -> SearchModels:
    """A database with an active encoder and a caption encoder, and no regressor."""
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


def fill(session: Session, models: SearchModels, count: int) -> None:
    """Many pictures at once, made in SQL, with pseudo-random vectors."""
    session.execute(
        text(
            "INSERT INTO image (name, path, gallery, sha256, file_bytes, mtime_ns, width, height) "
            "SELECT 'p' || n, '/p' || n, 'many', decode(repeat('00', 32), 'hex'), 1, 1, 1, 1 "
            "FROM generate_series(1, :count) n"
        ),
        {"count": count},
    )
    generator = np.random.default_rng(7)
    vectors = generator.normal(size=(count, DIMENSION)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    ids = session.scalars(select(Image.id).where(Image.gallery == "many").order_by(Image.id)).all()
    session.execute(
        insert(ImageEmbedding),
        [
            {"encoder_id": models.encoder_id, "image_id": image_id, "is_minor": False, "embedding": HalfVector(vector)}
            for image_id, vector in zip(ids, vectors, strict=True)
        ],
    )
    session.commit()
