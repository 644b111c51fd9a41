from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from imgsearch.errors import EmptyIndex, UnsupportedInput
from imgsearch.evaluation.encoders import compare_encoders
from imgsearch.tables import Encoder, Image, ImageEmbedding, TestQuery
from tests.fakes import ColourEncoder

Encoders = dict[str, ColourEncoder]


class ColourBlind(ColourEncoder):
    """Takes every text for blue."""

    def encode_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return super().encode_texts(["blue"] * len(texts))


def quiet(_step: str, _done: int, _total: int) -> None:
    pass


@pytest.fixture
def queries(session: Session, gallery: Path) -> None:
    """A query for each picture that may be shown; those of one colour cannot be told apart."""
    for image_id, name in session.execute(select(Image.id, Image.name).where(~Image.is_hidden)).all():
        colour = name[:-5].replace("lime", "green")
        session.add(TestQuery(query_key=name, text=f"something {colour}", image_name=name, image_id=image_id))
    session.commit()


def counts(session: Session) -> tuple[int | None, ...]:
    found = tuple(session.scalar(select(func.count()).select_from(table)) for table in (Encoder, ImageEmbedding))
    session.rollback()
    return found


@pytest.mark.usefixtures("queries")
def test_better_encoder_is_found_and_nothing_is_stored(session: Session, encoders: Encoders) -> None:
    before = counts(session)
    blind = ColourBlind("blind", dimension=8)
    found = compare_encoders(session, (blind, encoders["first"]), pictures=50, seed=0, progress=quiet)
    assert counts(session) == before
    first, second = found.measured
    assert len(found.sample.pictures) == 8
    assert (first.encoded, second.encoded) == (8, 0)
    assert second.recall.at_5 == 100
    assert first.recall.at_5 < second.recall.at_5
    assert found.bounds.low <= found.difference <= found.bounds.high


@pytest.mark.usefixtures("queries")
def test_equal_encoders_are_not_told_apart(session: Session, encoders: Encoders) -> None:
    found = compare_encoders(session, (encoders["first"], encoders["second"]), pictures=5, seed=0, progress=quiet)
    assert (found.difference, found.better, len(found.sample.pictures)) == (0.0, None, 5)
    assert found.same_first == 1


def test_gallery_without_queries_is_refused(session: Session, gallery: Path, encoders: Encoders) -> None:
    with pytest.raises(EmptyIndex, match="no test queries or captions"):
        compare_encoders(session, (encoders["first"], encoders["second"]), pictures=5, seed=0, progress=quiet)


def test_encoder_of_texts_alone_is_refused(session: Session, gallery: Path, encoders: Encoders) -> None:
    encoders["second"].encodes_images = False
    with pytest.raises(UnsupportedInput, match="second cannot be compared"):
        compare_encoders(session, (encoders["first"], encoders["second"]), pictures=5, seed=0, progress=quiet)
