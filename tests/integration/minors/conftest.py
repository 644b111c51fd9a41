from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest
from pgvector import HalfVector
from PIL import Image as Pillow
from sqlalchemy import Engine, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from imgsearch.minors import find_terms
from imgsearch.minors.review import review
from imgsearch.tables import (
    Caption,
    CaptionEmbedding,
    CrowdAnnotation,
    Encoder,
    ExpertAnnotation,
    Image,
    ImageEmbedding,
    ModelPrediction,
    ModelResult,
    RatingTask,
    TestQuery,
)
from loaders.annotations import refresh_match_rating
from loaders.minors import load_minors
from tests import screened
from tests.builders import demand_screening, grey_picture
from tests.screened import load_all

from .shoots import CHINA, FLOWER, save

Connect = Callable[[str], Engine]
#: Picture -> its captions. Girl is flagged by all, dog by none, costume by one text of three.
CAPTIONS = {
    "girl.jpg": ["a girl smiles", "the little girl", "a child"],
    "dog.jpg": ["a dog", "a brown dog runs", "an animal"],
    "costume.jpg": ["a boy in a costume", "an actor", "a man on a stage"],
    "silent.jpg": [],
}


def add_image(session: Session, name: str, folder: Path) -> int:
    (folder / name).write_bytes(grey_picture(name))
    statement = insert(Image).values(
        name=name,
        path=str(folder / name),
        gallery="photos",
        sha256=hashlib.sha256(grey_picture(name)).digest(),
        file_bytes=1,
        mtime_ns=1,
        width=1,
        height=1,
    )
    return int(session.execute(statement.returning(Image.id)).scalar_one())


def unit(seed: int) -> HalfVector:
    vector = np.random.default_rng(seed).normal(size=4)
    return HalfVector(vector / np.linalg.norm(vector))


def add_judgements(session: Session, name: str, image_id: int, caption_id: int | None, result_id: int | None) -> None:
    """What a model, experts, the crowd and the lists of pairs and queries hold of a picture with captions."""
    own = {"image_id": image_id}
    for table, values in (
        (ModelPrediction, {"result_id": result_id, "caption_id": caption_id, "fold": 0, "predicted": 0.5}),
        (ExpertAnnotation, {"caption_key": f"{name}#0", "expert1": 4, "expert2": 4, "expert3": 4}),
        (CrowdAnnotation, {"caption_key": f"{name}#1", "yes_share": 1, "yes_count": 3, "no_count": 0}),
        (RatingTask, {"text": "a picture"}),
        (TestQuery, {"query_key": f"{name}#9", "text": "a picture", "image_name": name}),
    ):
        session.execute(insert(table).values(**own, **values))


@pytest.fixture
def gallery(session: Session, tmp_path: Path) -> dict[str, int]:
    """Ids of four pictures with a row in every table that derives from one, evidence loaded."""
    encoder_id = session.scalar(
        insert(Encoder).values(name="fake", revision="1", dimension=4, is_active=True).returning(Encoder.id)
    )
    result_id = session.scalar(
        insert(ModelResult)
        .values(
            run_id=uuid4(), encoder_id=encoder_id, model="constant", features="none", target="mean",
            split="picture", metrics={}, params={}, seed=0, data_fingerprint="",
        )
        .returning(ModelResult.id)
    )  # fmt: skip
    ids = {}
    for number, (name, texts) in enumerate(CAPTIONS.items()):
        ids[name] = image_id = add_image(session, name, tmp_path)
        session.execute(insert(ImageEmbedding).values(encoder_id=encoder_id, image_id=image_id, embedding=unit(number)))
        for index, said in enumerate(texts):
            key = f"{name}#{index}"
            caption_id = session.scalar(
                insert(Caption)
                .values(caption_key=key, image_name=name, image_id=image_id, text=said)
                .returning(Caption.id)
            )
            session.execute(
                insert(CaptionEmbedding).values(
                    encoder_id=encoder_id, caption_id=caption_id, image_id=image_id, embedding=unit(index)
                )
            )
        if texts:
            add_judgements(session, name, image_id, caption_id, result_id)
    session.commit()
    refresh_match_rating(session)
    load_minors(session, find_terms)
    return ids


@pytest.fixture
def reviewed(session: Session, gallery: dict[str, int]) -> dict[str, int]:
    review(session, ["dog.jpg"], "clear", "owner")
    session.commit()
    return gallery


def refused(engine: Engine, statement: str) -> str:
    """The message of the refusal, from a connection of its own, all rolled back."""
    with engine.connect() as connection, pytest.raises(DBAPIError) as caught:
        connection.execute(text(statement))
    assert caught.value.orig is not None
    return str(caught.value.orig)


@pytest.fixture
def reload(session: Session) -> Callable[[], object]:
    return lambda: load_minors(session, find_terms)


@pytest.fixture
def flagged(session: Session) -> Callable[[], list[str]]:
    def read() -> list[str]:
        session.rollback()
        return list(session.scalars(select(Image.name).where(Image.is_hidden).order_by(Image.name)))

    return read


@pytest.fixture
def strict(session: Session) -> Session:
    demand_screening(session)
    session.commit()
    return session


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "shoot"
    folder.mkdir()
    for name, colour in screened.COLOURS.items():
        Pillow.new("RGB", (8, 8), colour).save(folder / name)
    rows = "".join(f"{name}#0\t{text}\n" for name, text in screened.CAPTIONS.items())
    (folder / "captions.tsv").write_text(rows)
    return folder


@pytest.fixture
def loaded(strict: Session, photos: Path) -> Session:
    load_all(strict, photos)
    return strict


@pytest.fixture
def shoot(tmp_path: Path, session: Session) -> Path:
    """A photograph and another one."""
    demand_screening(session)
    session.commit()
    folder = tmp_path / "shoot"
    folder.mkdir()
    save(folder / "china.jpg", CHINA, quality=95)
    save(folder / "flower.jpg", FLOWER, quality=95)
    return folder
