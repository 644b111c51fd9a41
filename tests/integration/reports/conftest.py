from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from pgvector import HalfVector
from PIL import Image as Pillow
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from imgsearch.minors import find_terms
from imgsearch.search import SearchModels
from imgsearch.tables import (
    Caption,
    CaptionEmbedding,
    CrowdAnnotation,
    Encoder,
    ExpertAnnotation,
    Image,
    ImageEmbedding,
    LoadReject,
    TestQuery,
)
from loaders.annotations import refresh_match_rating
from loaders.minors import load_minors
from tests.fakes import FourWords

#: Picture -> colour and own captions. Only girl.jpg is flagged; copy.jpg has the bytes of dog.jpg.
PICTURES = {
    "dog.jpg": ("blue", ["A dog runs .", "Two dogs play"]),
    "copy.jpg": ("blue", ["a dog runs", "An animal"]),
    "surfer.jpg": ("green", ["A surfer on a wave | again"]),
    "bare.jpg": ("white", []),
    "girl.jpg": ("red", ["A girl smiles .", "Secret words ."]),
}
#: (picture, caption, experts, yes and no votes); ratings that were not given are None.
RATINGS: list[tuple[str, str, tuple[int, int, int] | None, tuple[int, int] | None]] = [
    ("dog.jpg", "dog.jpg#0", (4, 4, 4), (3, 0)),
    ("dog.jpg", "surfer.jpg#0", (1, 1, 1), (0, 3)),
    ("dog.jpg", "copy.jpg#1", (1, 2, 3), (1, 2)),
    ("copy.jpg", "dog.jpg#0", (3, 4, 4), (0, 3)),
    ("copy.jpg", "surfer.jpg#0", (2, 1, 1), (2, 1)),
    ("surfer.jpg", "dog.jpg#0", (1, 1, 2), None),
    ("surfer.jpg", "surfer.jpg#0", (4, 3, 4), (4, 0)),
    ("surfer.jpg", "copy.jpg#1", (1, 4, 2), None),
    ("girl.jpg", "girl.jpg#1", (4, 1, 4), (0, 3)),
    ("bare.jpg", "dog.jpg#1", None, (0, 3)),
    ("bare.jpg", "nowhere.jpg#0", None, (1, 3)),
]


@pytest.fixture
def gallery(session: Session, tmp_path: Path) -> dict[str, int]:
    """Ids of five rated pictures whose files exist."""
    ids = {}
    session.execute(insert(Encoder).values(name="fake", revision="7", dimension=4, is_active=True))
    for name, (colour, texts) in PICTURES.items():
        path = tmp_path / "pictures" / name
        path.parent.mkdir(exist_ok=True)
        Pillow.new("RGB", (48, 32), colour).save(path)
        values = {"name": name, "path": str(path), "gallery": "pictures", "file_bytes": 10, "mtime_ns": 1}
        values |= {"sha256": sha256(path.read_bytes()).digest(), "width": 48, "height": 32}
        ids[name] = session.execute(insert(Image).values(values).returning(Image.id)).scalar_one()
        for number, text in enumerate(texts):
            session.execute(
                insert(Caption).values(caption_key=f"{name}#{number}", image_name=name, image_id=ids[name], text=text)
            )
    session.execute(insert(Caption).values(caption_key="far.jpg#0", image_name="far.jpg", text="A car ."))
    session.execute(
        insert(TestQuery).values(query_key="q1", text="a dog", image_name="dog.jpg", image_id=ids["dog.jpg"])
    )
    session.execute(insert(TestQuery).values(query_key="q2", text="a boat", image_name="boat.jpg"))
    session.execute(insert(LoadReject).values(file="/set/x.tsv", row_number=7, reason="no text", content="girl.jpg#3"))
    for name, key, experts, votes in RATINGS:
        pair = {"image_id": ids[name], "caption_key": key}
        if experts is not None:
            session.execute(
                insert(ExpertAnnotation).values(**pair, expert1=experts[0], expert2=experts[1], expert3=experts[2])
            )
        if votes is not None:
            share = votes[0] / sum(votes)
            session.execute(
                insert(CrowdAnnotation).values(**pair, yes_share=share, yes_count=votes[0], no_count=votes[1])
            )
    session.commit()
    refresh_match_rating(session)
    load_minors(session, find_terms)
    session.commit()
    return ids


@pytest.fixture
def models(session: Session, gallery: dict[str, int]) -> SearchModels:
    """Vectors of the pictures: dogs, a surfer, and the girl, who is nearest to every dog."""
    encoder = FourWords()
    fake = session.scalar(select(Encoder.id).where(Encoder.name == "fake"))
    captions = session.scalar(insert(Encoder).values(name="minilm", revision="1", dimension=4).returning(Encoder.id))
    assert fake is not None
    assert captions is not None
    shows = {"dog.jpg": "dog animal", "copy.jpg": "dog dog animal", "surfer.jpg": "surfer", "girl.jpg": "dog"}
    for name, text in shows.items():
        vector = HalfVector(encoder.encode_texts([text])[0])
        values = {"encoder_id": fake, "image_id": gallery[name], "is_hidden": name == "girl.jpg"}
        session.execute(insert(ImageEmbedding).values(**values, embedding=vector))
    for row in session.execute(select(Caption.id, Caption.image_id, Caption.text, Caption.is_hidden)).all():
        vector = HalfVector(encoder.encode_texts([row.text])[0])
        values = {"encoder_id": captions, "caption_id": row.id, "image_id": row.image_id, "is_hidden": row.is_hidden}
        session.execute(insert(CaptionEmbedding).values(**values, embedding=vector))
    session.execute(delete(TestQuery))
    for key, text, name in (
        ("dog.jpg#1", "Two dogs play", "dog.jpg"),
        ("q2", "a surfer", "surfer.jpg"),
        ("q1", "a girl smiles", "surfer.jpg"),
        ("q4", "secret dog", "girl.jpg"),
    ):
        query = {"query_key": key, "text": text, "image_name": name, "image_id": gallery[name]}
        session.execute(insert(TestQuery).values(**query, is_hidden=name == "girl.jpg"))
    session.commit()
    return SearchModels(
        encoder_id=fake,
        encoder=encoder,
        caption_encoders={"minilm": (captions, encoder)},
        regressor_id=None,
        regressor=None,
    )
