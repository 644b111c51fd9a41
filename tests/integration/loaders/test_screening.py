"""When pictures are screened, and what others may do meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, insert, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from imgsearch.minors.detectors.protocol import Spot
from imgsearch.tables import Caption, Image, ImageEmbedding, MinorEvidence
from imgsearch.vectors.fill import Seen
from loaders.classified import Screening, load_classified
from loaders.embeddings import load_image_embeddings
from loaders.images import load_images
from tests.builders import add_pictures
from tests.screened import SureDetector


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
    sure = SureDetector(1.0)
    seen = []

    def look(_: Session) -> None:
        with engine.connect() as connection:
            count = select(func.count()).select_from(ImageEmbedding)
            seen.append((connection.scalar(count), connection.scalar(count.where(~ImageEmbedding.is_hidden))))

    event.listen(session, "after_commit", look)
    vectors = load_image_embeddings(session, "small", lambda _: encoder, detectors=[sure])
    event.remove(session, "after_commit", look)
    assert {(1, 0), (2, 0), (3, 0)} <= set(seen)
    assert {findable for _, findable in seen} == {0}
    assert vectors.screened == 3
    result = load_classified(session, sure, screened=vectors.screened)
    assert (result.inserted, result.updated, result.unchanged) == (3, 0, 0)
    assert result.notes[0].startswith("3 pictures may show minors by their pixels alone")


def test_pictures_that_were_looked_at_are_not_looked_at_again_by_another_encoder(
    session: Session, tmp_path: Path, make_picture: Callable[..., Path], make_encoder: Callable[..., Any]
) -> None:
    make_picture(tmp_path / "photos" / "a.png", "red")
    load_images(session, tmp_path / "photos")
    encoder, another = make_encoder(), make_encoder()
    another.name = "another"
    counts = [
        load_image_embeddings(session, each.name, lambda _, each=each: each, detectors=[SureDetector(0.0)])  # type: ignore[misc]
        for each in (encoder, another)
    ]
    assert [(each.inserted, each.screened) for each in counts] == [(1, 1), (1, 0)]


def test_looking_again_leaves_vectors_alone(
    session: Session, tmp_path: Path, make_picture: Callable[..., Path], make_encoder: Callable[..., Any]
) -> None:
    make_picture(tmp_path / "photos" / "a.png", "red")
    load_images(session, tmp_path / "photos")
    load_image_embeddings(session, "small", lambda _: make_encoder(), detectors=[SureDetector(0.0)])
    before = session.execute(text("SELECT ctid, xmin, image_id FROM image_embedding")).all()
    session.rollback()
    assert load_classified(session, SureDetector(0.1, "r2")).inserted == 1
    assert session.execute(text("SELECT ctid, xmin, image_id FROM image_embedding")).all() == before
    session.rollback()


def test_what_was_seen_of_another_file_is_not_stored(session: Session) -> None:
    add_pictures(session, 0, 1)
    image_id = session.scalars(select(Image.id)).one()
    Screening([SureDetector(0.0)]).write(session, [Seen(image_id, b"other", [0.0], [Spot()])])
    assert session.scalars(select(Image.pixels_screened_by)).one() is None
    assert session.scalar(select(func.count()).select_from(MinorEvidence)) == 0


def test_a_picture_that_is_being_screened_may_be_referred_to_meanwhile_but_its_texts_wait(
    session: Session, engine: Engine
) -> None:
    add_pictures(session, 0, 1)
    image_id, sha256 = session.execute(select(Image.id, Image.sha256)).one()
    session.commit()
    caption = {"caption_key": "0#0", "image_name": "0.jpg", "image_id": image_id, "is_hidden": False, "text": "x"}
    Screening([SureDetector(0.0)]).write(session, [Seen(image_id, sha256, [0.0], [Spot()])])
    with Session(engine) as other:
        other.execute(text("SET LOCAL lock_timeout = '1s'"))
        # As a foreign key does: of vectors, tasks, clicks.
        other.execute(select(Image.id).with_for_update(read=True, key_share=True))
        with pytest.raises(OperationalError, match="lock timeout"):
            other.execute(insert(Caption).values(**caption))
    session.commit()
    session.execute(insert(Caption).values(**caption))
