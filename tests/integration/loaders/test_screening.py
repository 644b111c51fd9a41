"""When pictures are screened, and what others may do meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Engine, event, func, insert, select, text
from sqlalchemy.orm import Session

from imgsearch.minors.detectors.classifier import Classifier
from imgsearch.tables import Caption, Encoder, Image, ImageEmbedding
from loaders.classified import load_classified, screen_images
from loaders.embeddings import load_image_embeddings
from loaders.images import load_images
from tests.builders import add_pictures


def test_pictures_are_screened_in_the_transaction_that_makes_them_findable(
    session: Session,
    engine: Engine,
    tmp_path: Path,
    make_picture: Callable[..., Path],
    make_encoder: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for index, colour in enumerate(("red", "lime", "blue")):
        make_picture(tmp_path / "photos" / f"{index}.png", colour)
    load_images(session, tmp_path / "photos")
    monkeypatch.setattr("imgsearch.vectors.fill.COMMIT_PICTURES", 1)
    encoder = make_encoder()
    card = {"revision": "r1", "encoder": encoder.name, "encoder_revision": encoder.revision, "threshold": 0.4}
    sure = Classifier(np.zeros(encoder.dimension, dtype=np.float32), 30.0, card)
    seen = []

    def look(_: Session) -> None:
        with engine.connect() as connection:
            count = select(func.count()).select_from(ImageEmbedding)
            seen.append((connection.scalar(count), connection.scalar(count.where(~ImageEmbedding.is_hidden))))

    event.listen(session, "after_commit", look)
    vectors = load_image_embeddings(session, "small", lambda _: encoder, classifier=sure)
    event.remove(session, "after_commit", look)
    assert {(1, 0), (2, 0), (3, 0)} <= set(seen)
    assert {findable for _, findable in seen} == {0}
    assert vectors.screened == 3
    result = load_classified(session, sure, screened=vectors.screened)
    assert (result.inserted, result.updated, result.unchanged) == (3, 0, 0)
    assert result.notes[0].startswith("3 pictures may show minors by their pixels alone")


def test_without_a_classifier_that_fits_no_picture_counts_as_screened(
    session: Session, tmp_path: Path, make_picture: Callable[..., Path], make_encoder: Callable[..., Any]
) -> None:
    make_picture(tmp_path / "photos" / "a.png", "red")
    load_images(session, tmp_path / "photos")
    card = {"revision": "r1", "encoder": "small", "encoder_revision": "another", "threshold": 0.4}
    other = Classifier(np.zeros(8, dtype=np.float32), 30.0, card)
    vectors = load_image_embeddings(session, "small", lambda _: make_encoder(), classifier=other)
    assert (vectors.inserted, vectors.screened) == (1, 0)


def test_a_picture_that_is_being_screened_may_get_a_caption_meanwhile(session: Session, engine: Engine) -> None:
    encoder_id = session.scalar(
        insert(Encoder).values(name="small", revision="1", dimension=4).returning(Encoder.id),
    )
    assert encoder_id is not None
    add_pictures(session, 0, 1)
    image_id = session.scalars(select(Image.id)).one()
    session.execute(insert(ImageEmbedding).values(encoder_id=encoder_id, image_id=image_id, embedding=[1, 0, 0, 0]))
    session.commit()
    card = {"revision": "r1", "encoder": "small", "encoder_revision": "1", "threshold": 0.4}
    screen_images(Classifier(np.zeros(4, dtype=np.float32), -30.0, card), encoder_id, session, [image_id])
    with Session(engine) as other:
        other.execute(text("SET LOCAL lock_timeout = '1s'"))
        other.execute(
            insert(Caption).values(caption_key="0#0", image_name="0.jpg", image_id=image_id, is_hidden=False, text="x")
        )
