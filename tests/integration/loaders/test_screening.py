from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Engine, event, func, select
from sqlalchemy.orm import Session

from imgsearch.minors.detectors.classifier import Classifier
from imgsearch.tables import ImageEmbedding
from loaders.classified import load_classified
from loaders.embeddings import load_image_embeddings
from loaders.images import load_images


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
    result = load_classified(session, sure, screened=vectors.inserted)
    assert (result.inserted, result.updated, result.unchanged) == (3, 0, 0)
    assert result.notes[0].startswith("3 pictures may show minors by their pixels alone")
