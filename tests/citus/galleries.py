"""A gallery with captions, and what can be asked of one."""

from __future__ import annotations

from typing import Any

from pgvector import HalfVector
from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from imgsearch.encoders.protocol import FloatArray
from imgsearch.search import SearchModels, SearchResult
from imgsearch.tables import Caption, CaptionEmbedding, Encoder, Image, ImageEmbedding
from imgsearch.vectors.index import create_vector_index
from tests.asking import search
from tests.builders import fill, random_vectors
from tests.fakes import DIMENSION, WordEncoder

PICTURES = 1_500
WORDS = ("dog", "tree", "ball", "water", "red", "house", "boat", "night")


def known_models(session: Session) -> SearchModels:
    """The models of a gallery that is there."""
    ids = {name: encoder_id for name, encoder_id in session.execute(select(Encoder.name, Encoder.id))}
    encoder = WordEncoder("minilm")
    return SearchModels(ids["small"], WordEncoder("small"), {"minilm": (ids["minilm"], encoder)}, None, None)


def fill_gallery(session: Session, models: SearchModels) -> None:
    """PICTURES pictures as builders.fill makes them, every third with a caption; indexed and analysed.

    Vectors of captions are random ones too: of equal ones an index gives out any.
    """
    fill(session, models, PICTURES)
    rows = session.execute(select(Image.id, Image.name).order_by(Image.id)).all()[::3]
    vectors = random_vectors(PICTURES)[::-1]
    for number, (row, vector) in enumerate(zip(rows, vectors, strict=False)):
        said = f"a {WORDS[number % 8]} near a {WORDS[number // 8 % 8]}"
        caption = Caption(caption_key=f"{row.name}#0", image_name=row.name, image_id=row.id, text=said, is_hidden=False)
        session.add(caption)
        session.flush()
        _add_vectors(session, models, caption, vector)
    session.commit()
    for encoder_id, _ in models.caption_encoders.values():
        create_vector_index(session, CaptionEmbedding, encoder_id, DIMENSION)
    session.execute(text("ANALYZE"))
    session.commit()


def _add_vectors(session: Session, models: SearchModels, caption: Caption, vector: FloatArray) -> None:
    for encoder_id, _ in models.caption_encoders.values():
        values = {"encoder_id": encoder_id, "caption_id": caption.id, "image_id": caption.image_id}
        session.execute(insert(CaptionEmbedding).values(**values, is_hidden=False, embedding=HalfVector(vector)))


def add_picture(session: Session, models: SearchModels, name: str, said: str) -> int:
    """Add a picture that looks like its caption; returns its id."""
    values = {
        "name": name,
        "path": f"/{name}",
        "gallery": "new",
        "sha256": name.encode().ljust(32, b"."),
        "file_bytes": 1,
    }
    values |= {"mtime_ns": 1, "width": 4, "height": 3}
    image_id: int = session.execute(insert(Image).values(values).returning(Image.id)).scalar_one()
    vector = HalfVector(models.encoder.encode_texts([said])[0])
    row = {"encoder_id": models.encoder_id, "image_id": image_id, "is_hidden": False, "embedding": vector}
    session.execute(insert(ImageEmbedding).values(row))
    caption = Caption(caption_key=f"{name}#0", image_name=name, image_id=image_id, text=said, is_hidden=False)
    session.add(caption)
    session.flush()
    _add_vectors(session, models, caption, models.encoder.encode_texts([said])[0])
    session.commit()
    return image_id


def ask(session: Session, models: SearchModels, said: str = "a dog near a tree", **options: Any) -> SearchResult:  # noqa: ANN401
    return search(session, models, said, min_score=0.0, **options)


def told(result: SearchResult) -> tuple[Any, ...]:
    """What must not depend on where indexes are."""
    hits = [(hit.rank, hit.name, hit.score, hit.caption, hit.distance) for hit in result.hits]
    return result.scan, result.passing, result.total, result.next_offset, hits
