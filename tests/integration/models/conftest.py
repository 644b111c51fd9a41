from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image as Pillow
from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.encoders import load_encoder
from imgsearch.models.loaded import shipped_regressor
from imgsearch.models.store import register_encoder, store_regressor
from imgsearch.rescoring.regressor import Regressor
from imgsearch.tables import Activation, Image, MinorReview
from imgsearch.tables import Encoder as EncoderRow
from imgsearch.tables import Regressor as RegressorRow
from loaders.embeddings import load_image_embeddings
from loaders.images import load_images
from tests.fakes import ColourEncoder


@pytest.fixture
def encoders(monkeypatch: pytest.MonkeyPatch) -> dict[str, ColourEncoder]:
    """By name; what read_models and the loaders get when they ask for one."""
    made = {"first": ColourEncoder(), "second": ColourEncoder("second", dimension=8)}
    monkeypatch.setattr(
        "imgsearch.models.loaded.load_encoder", lambda name: made[name] if name in made else load_encoder(name)
    )
    return made


@pytest.fixture
def gallery(session: Session, tmp_path: Path, encoders: dict[str, ColourEncoder]) -> Path:
    """Nine pictures, three of each colour, with vectors by the first encoder; the last red one is flagged."""
    folder = tmp_path / "gallery"
    folder.mkdir()
    for colour in ("red", "lime", "blue"):
        for number in range(3):
            Pillow.new("RGB", (8 + number, 8), colour).save(folder / f"{colour}{number}.png")
    load_images(session, folder)
    load_image_embeddings(session, "first", encoders.__getitem__)
    red = session.execute(select(Image.id, Image.sha256).where(Image.name == "red2.png")).one()
    session.add(MinorReview(image_id=red.id, is_hidden=False, verdict="flag", reviewer="test", sha256=red.sha256))
    session.commit()
    return folder


Train = Callable[..., int]


@pytest.fixture
def train(session: Session, encoders: dict[str, ColourEncoder]) -> Train:
    """Store a regressor that says it was trained on an encoder; its trees are the shipped ones."""
    shipped = shipped_regressor()
    assert shipped is not None

    def store(encoder: str = "first", *, revision: str | None = None, activate: bool = True) -> int:
        made = encoders[encoder]
        card = {**shipped.card, "encoder": encoder, "encoder_revision": revision or made.revision}
        trained: Regressor = replace(shipped, card=card)
        return store_regressor(session, register_encoder(session, made), trained, activate=activate)

    return store


def active_names(session: Session) -> tuple[str | None, int | None]:
    """Name of the active encoder, and the active regressor's number."""
    found = (
        session.scalar(select(EncoderRow.name).where(EncoderRow.is_active)),
        session.scalar(select(RegressorRow.id).where(RegressorRow.is_active)),
    )
    session.rollback()
    return found


def history(session: Session) -> list[tuple[int | None, bool]]:
    rows = session.execute(select(Activation.regressor_id, Activation.is_rollback).order_by(Activation.id)).all()
    session.rollback()
    return [(regressor_id, is_rollback) for regressor_id, is_rollback in rows]
