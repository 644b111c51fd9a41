"""Whatever locks several pictures does so in the order of their ids, so that no two of them wait for each other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pgvector import HalfVector
from sqlalchemy import Engine, insert, select
from sqlalchemy.orm import Session

from imgsearch.db.staging import lock_images
from imgsearch.models.store import register_encoder
from imgsearch.tables import Encoder, Image, MetadataOrigin
from imgsearch.vectors.write import write_image_vectors
from loaders.images import load_images
from loaders.origins import forget_unsaid
from loaders.thumbnails import load_thumbnails
from tests.fakes import DIMENSION, WordEncoder
from tests.locks import free_while_waiting, lie_out_of_order

SAYING = Path("/metadata.csv")


def lock_by_name(session: Session) -> None:
    lock_images(session, select(Image.name))


def write_vectors(session: Session) -> None:
    encoder_id = session.scalars(select(Encoder.id)).one()
    vector = HalfVector(np.ones(DIMENSION))
    pictures = session.execute(select(Image.id, Image.sha256).order_by(Image.id.desc()))
    write_image_vectors(session, encoder_id, [(image_id, sha256, vector) for image_id, sha256 in pictures])


def make_thumbnails(session: Session) -> None:
    load_thumbnails(session)


def take_back(session: Session) -> None:
    forget_unsaid(session, SAYING, [])


@pytest.mark.parametrize("act", [lock_by_name, write_vectors, make_thumbnails, take_back])
def test_pictures_are_locked_in_the_order_of_their_ids_wherever_they_lie(
    act: Callable[[Session], None], session: Session, engine: Engine, tmp_path: Path, make_picture: Callable[..., Path]
) -> None:
    for name in ("a", "b", "c"):
        make_picture(tmp_path / f"{name}.png", "red", (ord(name) - 80, 20))
    load_images(session, tmp_path)
    register_encoder(session, WordEncoder("words"))
    _, second, third = ids = list(session.scalars(select(Image.id).order_by(Image.id)))
    told = {"file": str(SAYING), "image_name": "x", "said": {"photographer": "Ann"}}
    session.execute(insert(MetadataOrigin), [told | {"image_id": image_id} for image_id in ids])
    session.commit()
    lie_out_of_order(session, ids)
    assert free_while_waiting(engine, second, act) == [third]
