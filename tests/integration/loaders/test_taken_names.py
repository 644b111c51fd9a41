"""A picture is renamed while another takes its name: what was said of it holds for it in the same load."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.tables import Image
from tests.embedded_files import bag, xmp
from tests.integration.loaders.hiding import hidden, load

SAID = {
    "captions.csv": b"image,caption\na.png,a girl\nb.png,a wall\n",
    "metadata.csv": b"image,title\na.png,a girl\nb.png,a wall\n",
    "a.png.xmp": xmp(bag("dc:subject", "girl")),
    "a.txt": b"a girl",
    ".picasa.ini": b"[a.png]\ncaption=a girl\n",
}


def draw(file: Path, seed: int) -> None:
    pixels = np.random.default_rng(seed).integers(0, 255, (60, 80, 3), dtype="uint8")
    Pillow.fromarray(pixels).save(file)


@pytest.mark.parametrize("said", SAID)
@pytest.mark.parametrize("moves", [["a c"], ["a t", "b a", "t b"]], ids=["taken", "swapped"])
def test_what_was_said_follows_the_picture(session: Session, shoot: Path, said: str, moves: list[str]) -> None:
    draw(shoot / "a.png", 1)
    draw(shoot / "b.png", 2)
    (shoot / said).write_bytes(SAID[said])
    load(session, shoot)
    assert hidden(session) == ["a.png"]
    girl = session.scalar(select(Image.sha256).where(Image.name == "a.png"))
    for move in moves:
        old, new = move.split()
        (shoot / f"{old}.png").rename(shoot / f"{new}.png")
    if not (shoot / "a.png").exists():
        draw(shoot / "a.png", 3)
    for _ in range(2):
        load(session, shoot)
        session.expire_all()
        assert session.scalars(select(Image.is_hidden).where(Image.sha256 == girl)).all() == [True]
